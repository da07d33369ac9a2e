// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"cmp"
	"slices"
)

// Fix returns the text with the edits of findings that [Check] made of it; all other bytes stay as they are.
// Findings without edits are left to a person, and of findings whose edits overlap the first counts: check
// the result again. The text itself is not changed.
func Fix(text []byte, findings []Finding) []byte {
	var edits []Edit
	for _, f := range findings {
		if fits(edits, f.Edits, len(text)) {
			edits = append(edits, f.Edits...)
		}
	}
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Start, b.Start) })
	out := make([]byte, 0, len(text))
	at := 0
	for _, e := range edits {
		out = append(append(out, text[at:e.Start]...), e.Text...)
		at = e.End
	}
	return append(out, text[at:]...)
}

// fits reports whether edits can be made beside others: none of them touches what another one does. The
// insertions of CN000 at the end of a text, which close what is open, stand beside each other.
func fits(all, more []Edit, length int) bool {
	for _, e := range more {
		if e.Start < 0 || e.End < e.Start || e.End > length {
			return false
		}
		closes := e.Start == e.End && (e.Text == "}" || e.Text == "]")
		for _, other := range all {
			apart := e.Start > other.End || e.End < other.Start
			beside := closes && other.Start == other.End
			if !apart && !beside {
				return false
			}
		}
	}
	return true
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "strings"

// nearest returns the known word that another was meant to be, or "".
func nearest(text string, known []string) string {
	const longest = 120 // more is no slip of the hand
	best, distance := "", 1+len(text)/4
	if len(text) > longest {
		return ""
	}
	for _, k := range known {
		if d := edits(strings.ToLower(text), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
}

// edits returns the Levenshtein distance of two texts.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			above, change := row[j+1], 1
			if a[i] == b[j] {
				change = 0
			}
			row[j+1] = min(above+1, row[j]+1, diagonal+change)
			diagonal = above
		}
	}
	return row[len(b)]
}

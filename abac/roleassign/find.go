// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"fmt"
	"strings"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// FindRole returns a built-in role by its name of today or of before 2026, in any case, or by its GUID with or
// without hyphens. A GUID that is not known here is returned as it is: it may be that of a custom role. Of a
// name that is not known the error says what it may have been.
func FindRole(nameOrGUID string) (Role, error) {
	text := strings.TrimSpace(nameOrGUID)
	if guid := hyphenated(text); armid.IsGUID(guid) {
		return Role(strings.ToLower(guid)), nil
	}
	for i := range builtIns {
		if b := &builtIns[i]; strings.EqualFold(b.name, text) || b.old != "" && strings.EqualFold(b.old, text) {
			return b.role, nil
		}
	}
	advice := "give its GUID"
	if near := nearestRole(text); near != "" {
		advice = fmt.Sprintf("did you mean %q? else give its GUID", near)
	}
	return "", fmt.Errorf("roleassign: find role %q: there is no such name among the built-in roles that this package knows; %s", nameOrGUID, advice)
}

// nearestRole returns the name that shares the most words with a text; "" where none shares any but the
// commonest.
func nearestRole(text string) string {
	words := strings.Fields(strings.ToLower(text))
	best, most := "", 1
	for i := range builtIns {
		name := strings.Fields(strings.ToLower(builtIns[i].name))
		shared := 2*len(common(words, name)) - abs(len(name)-len(words))
		if shared > most {
			best, most = builtIns[i].name, shared
		}
	}
	return best
}

// common returns the words that are in both lists.
func common(a, b []string) []string {
	var list []string
	for _, word := range a {
		for _, other := range b {
			if word == other {
				list = append(list, word)
				break
			}
		}
	}
	return list
}

func abs(n int) int { return max(n, -n) }

// hyphenated returns a GUID of 32 digits in its usual form, and any other text as it is.
func hyphenated(text string) string {
	if len(text) != 32 || strings.Contains(text, "-") {
		return text
	}
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// Name returns what a built-in role is called today; "" for roles that this package does not know.
func (r Role) Name() string {
	if b := r.builtIn(); b != nil {
		return b.name
	}
	return ""
}

// builtIn returns what is known of a role; nil for nothing.
func (r Role) builtIn() *builtIn {
	for i := range builtIns {
		if strings.EqualFold(string(builtIns[i].role), string(r)) {
			return &builtIns[i]
		}
	}
	return nil
}

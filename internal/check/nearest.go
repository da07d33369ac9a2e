// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package check

import "strings"

// nearest returns the advice for a value that is none of the known ones: the one it was meant to be,
// if one is near, else all of them.
func nearest(value string, known []string) string {
	best := Nearest(value, known)
	switch {
	case best == "":
		return "use one of " + strings.Join(known, ", ")
	case strings.EqualFold(best, value):
		return "did you mean \"" + best + "\"? The service minds the case"
	}
	return "did you mean \"" + best + "\"?"
}

// Nearest returns the known name that a value was meant to be: one that differs in case, else the one with
// the least edits, if those are few; "" if there is none.
func Nearest(value string, known []string) string {
	best, distance := "", 1+len(value)/3
	for _, k := range known {
		if strings.EqualFold(k, value) {
			return k
		}
		if d := edits(strings.ToLower(value), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
}

// edits returns the Levenshtein distance of two short texts.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			above := row[j]
			row[j] = min(above+1, row[j-1]+1, diagonal+differ(a[i-1], b[j-1]))
			diagonal = above
		}
	}
	return row[len(b)]
}

func differ(x, y byte) int {
	if x == y {
		return 0
	}
	return 1
}

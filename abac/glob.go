// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"strings"
	"unicode/utf8"
)

// wildcards says what the characters of a pattern mean.
type wildcards uint8

const (
	// likeWildcards: * is any run, ? one character, a backslash in front of either is the character itself.
	likeWildcards wildcards = iota
	// actionWildcards: * is any run.
	actionWildcards
)

// glob reports whether a text matches a whole pattern. It goes back to the last * only, which is enough
// because an earlier one could take no less; the time is bounded by the product of the lengths.
func (w wildcards) glob(pattern, s string, ignoreCase bool) bool {
	star, mark, p, i := -1, 0, 0, 0
	for i < len(s) {
		r, width := utf8.DecodeRuneInString(s[i:])
		if p < len(pattern) {
			element, size := w.element(pattern[p:])
			switch {
			case element == anyRun:
				star, mark = p+size, i
				p += size
				continue
			case element == anyOne, element == r, ignoreCase && element >= 0 && fold(element) == fold(r):
				p += size
				i += width
				continue
			}
		}
		if star < 0 {
			return false
		}
		_, width = utf8.DecodeRuneInString(s[mark:])
		mark += width
		p, i = star, mark
	}
	for p < len(pattern) {
		element, size := w.element(pattern[p:])
		if element != anyRun {
			return false
		}
		p += size
	}
	return true
}

// What an element of a pattern stands for, if not for a character.
const (
	anyRun rune = -1
	anyOne rune = -2
)

// element reads one element of a pattern and returns how many bytes it has.
func (w wildcards) element(pattern string) (rune, int) {
	switch c := pattern[0]; {
	case c == '*':
		return anyRun, 1
	case w == likeWildcards && c == '?':
		return anyOne, 1
	case w == likeWildcards && c == '\\' && len(pattern) > 1 && (pattern[1] == '*' || pattern[1] == '?'):
		return rune(pattern[1]), 2
	case c < utf8.RuneSelf:
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(pattern)
}

// plain returns what a pattern matches if it has no wildcards, or none but a * at its end.
func (w wildcards) plain(pattern string) (text string, prefix, ok bool) {
	var b strings.Builder
	for p := 0; p < len(pattern); {
		element, size := w.element(pattern[p:])
		p += size
		switch {
		case element == anyRun && p == len(pattern):
			return b.String(), true, true
		case element < 0:
			return "", false, false
		}
		b.WriteString(pattern[p-size+max(0, size-utf8.RuneLen(element)) : p])
	}
	return b.String(), false, true
}

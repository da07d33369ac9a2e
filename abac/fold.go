// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"unicode"
	"unicode/utf8"
)

// fold pairs letters of either case, one by one. A letter outside of ASCII never equals one within, as in
// .NET's ordinal comparison, which the service is built on (our reading).
func fold(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z':
		return r - ('a' - 'A')
	case r < utf8.RuneSelf:
		return r
	}
	if upper := unicode.ToUpper(r); upper >= utf8.RuneSelf {
		return upper
	}
	return r
}

// foldByte is fold for ASCII.
func foldByte(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - ('a' - 'A')
	}
	return c
}

// foldEqual reports whether two texts are the same but for case.
func foldEqual(a, b string) bool {
	rest, ok := foldPrefix(a, b)
	return ok && rest == ""
}

// foldPrefix reports whether s begins with prefix but for case, and returns what follows.
func foldPrefix(s, prefix string) (rest string, ok bool) {
	i := 0
	for ; i < len(prefix); i++ {
		if i >= len(s) {
			return "", false
		}
		if prefix[i] >= utf8.RuneSelf || s[i] >= utf8.RuneSelf {
			return foldPrefixRunes(s[i:], prefix[i:])
		}
		if prefix[i] != s[i] && foldByte(prefix[i]) != foldByte(s[i]) {
			return "", false
		}
	}
	return s[i:], true
}

func foldPrefixRunes(s, prefix string) (rest string, ok bool) {
	for prefix != "" {
		if s == "" {
			return "", false
		}
		p, pn := utf8.DecodeRuneInString(prefix)
		r, rn := utf8.DecodeRuneInString(s)
		if fold(p) != fold(r) {
			return "", false
		}
		s, prefix = s[rn:], prefix[pn:]
	}
	return s, true
}

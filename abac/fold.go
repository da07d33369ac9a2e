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

// foldPrefix reports whether s begins with prefix but for case, and returns what follows. It looks at eight
// bytes at a time, of which the last eight may have been looked at before.
func foldPrefix(s, prefix string) (rest string, ok bool) {
	i, n := 0, min(len(s), len(prefix))
	for n >= 8 && i < n {
		at := min(i, n-8)
		x, y := eightBytes(s[at:]), eightBytes(prefix[at:])
		if (x|y)&highBits != 0 {
			return foldPrefixRunes(s[i:], prefix[i:])
		}
		if x != y && !foldEqualEight(x, y) {
			return "", false
		}
		i = at + 8
	}
	for ; i < n; i++ {
		if prefix[i] >= utf8.RuneSelf || s[i] >= utf8.RuneSelf {
			return foldPrefixRunes(s[i:], prefix[i:])
		}
		if prefix[i] != s[i] && foldByte(prefix[i]) != foldByte(s[i]) {
			return "", false
		}
	}
	if i < len(prefix) {
		return "", false
	}
	return s[i:], true
}

const (
	eachByte uint64 = 0x0101_0101_0101_0101
	highBits        = 0x80 * eachByte
)

// eightBytes returns the first eight bytes of s.
func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// foldEqualEight reports whether eight bytes of ASCII are the same but for case: where they differ, they do so
// in the bit that tells lower from upper case, and they are letters.
func foldEqualEight(x, y uint64) bool {
	const bit = 0x20 * eachByte
	differ := x ^ y
	if differ&^bit != 0 {
		return false
	}
	lower := x | bit
	letters := (lower + (0x80-'a')*eachByte) &^ (lower + (0x80-'z'-1)*eachByte)
	return differ<<2&^letters == 0
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

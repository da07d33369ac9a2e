// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescape returns a text with the references of XML in it resolved. strict is false where it holds an & that
// begins no reference, which stands for itself then.
func unescape(s string) (text string, strict bool) {
	strict = true
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s, true
	}
	var b strings.Builder
	for ; i >= 0; i = strings.IndexByte(s, '&') {
		b.WriteString(s[:i])
		s = s[i:]
		r, n := reference(s)
		if n == 0 {
			r, n, strict = '&', 1, false
		}
		b.WriteRune(r)
		s = s[n:]
	}
	b.WriteString(s)
	return b.String(), strict
}

// reference returns the character that a reference stands for, and the reference's length, 0 for none.
func reference(s string) (r rune, n int) {
	const longest = len("&#x10FFFF;") + 6 // with some zeros
	end := strings.IndexByte(s[:min(len(s), longest)], ';')
	if end < 0 {
		return 0, 0
	}
	name := s[1:end]
	switch name {
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "amp":
		return '&', end + 1
	case "quot":
		return '"', end + 1
	case "apos":
		return '\'', end + 1
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if len(digits) == len(name) {
		return 0, 0
	}
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	code, err := strconv.ParseUint(digits, base, 32)
	if err != nil || strings.HasPrefix(digits, "+") || !allowed(rune(code)) {
		return 0, 0
	}
	return rune(code), end + 1
}

// allowed reports whether XML 1.0 allows a character, section 2.2.
func allowed(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return true
	case r < ' ' || r == 0xFFFE || r == 0xFFFF:
		return false
	}
	return r <= utf8.MaxRune && utf8.ValidRune(r)
}

// forbidden returns the first place of a text with a byte or character that XML does not allow, or -1.
func forbidden(s string) int {
	for i, r := range s {
		if !allowed(r) {
			return i
		}
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return i
			}
		}
	}
	return -1
}

// escapedText and escapedAttribute write what stands for itself nowhere. A line break in an attribute would
// be read as a blank, which a comment of C# does not survive.
var (
	escapedText      = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	escapedAttribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#xD;", "\n", "&#xA;", "\t", "&#x9;")
)

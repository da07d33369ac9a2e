// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

func itoa(n int) string { return strconv.Itoa(n) }

// lineOf returns the line of a place in a text, from 1.
func lineOf(b []byte, at int) int { return 1 + bytes.Count(b[:at], []byte("\n")) }

// position returns the line and the column of a place in a text, from 1, in characters.
func position(b []byte, at int) (line, column int) {
	at = min(at, len(b))
	begin := 1 + bytes.LastIndexByte(b[:at], '\n')
	return lineOf(b, at), 1 + utf8.RuneCount(b[begin:at])
}

// shown names what a text begins with. It quotes punctuation only, since a text may be a secret.
func shown(b []byte) string {
	r, _ := utf8.DecodeRune(b)
	switch {
	case len(b) == 0:
		return "end"
	case r < utf8.RuneSelf && letter(byte(r)), r >= utf8.RuneSelf:
		return "text without quotes"
	}
	return strconv.QuoteRune(r)
}

func escapedControl(c byte) string {
	switch c {
	case '\t':
		return `\t`
	case '\b':
		return `\b`
	case '\f':
		return `\f`
	}
	const hex = "0123456789abcdef"
	return `\u00` + string(hex[c>>4]) + string(hex[c&15])
}

// content returns the text of a string or a name, without its escapes.
func (t *tree) content(s span) string {
	if !s.escaped {
		return string(t.text[s.in:s.out])
	}
	out, _ := unescape(t.text[s.in:s.out], -1)
	return string(out)
}

// outside returns the place in the text of byte at of the content of a string.
func (t *tree) outside(s span, at int) int {
	if !s.escaped {
		return s.in + at
	}
	_, used := unescape(t.text[s.in:s.out], at)
	return s.in + used
}

// unescape reads the content of a string. With a limit it stops before more than limit bytes are made, and
// used is how many bytes those took.
func unescape(b []byte, limit int) (out []byte, used int) {
	out = make([]byte, 0, len(b))
	for used < len(b) && (limit < 0 || len(out) < limit) {
		if b[used] != '\\' || used+1 == len(b) {
			out = append(out, b[used])
			used++
			continue
		}
		switch c := b[used+1]; c {
		case 'u':
			r, n := unicodeEscape(b[used:])
			if n == 0 {
				r, n = utf8.RuneError, 2
			}
			out = utf8.AppendRune(out, r)
			used += n
		default:
			out = append(out, plain(c))
			used += 2
		}
	}
	return out, used
}

// plain is the character that an escape stands for.
func plain(c byte) byte {
	if i := strings.IndexByte("bfnrt", c); i >= 0 {
		return "\b\f\n\r\t"[i]
	}
	return c
}

// string returns the text of a string, and whether the node is one.
func (t *tree) string(n int) (string, bool) {
	if n < 0 || t.nodes[n].kind != str {
		return "", false
	}
	return t.content(t.nodes[n].span), true
}

// is reports whether a node is there and of a kind.
func (t *tree) is(n int, k kind) bool { return n >= 0 && t.nodes[n].kind == k }

// member returns the member of an object by its name, in any case as Resource Manager reads names, or -1.
func (t *tree) member(n int, name string) int {
	if !t.is(n, object) {
		return -1
	}
	for c := t.nodes[n].first; c > 0; c = t.nodes[c].next {
		if s := t.nodes[c].name; s.escaped && strings.EqualFold(t.content(s), name) || !s.escaped && sameFold(t.text[s.in:s.out], name) {
			return c
		}
	}
	return -1
}

// exact returns the member of an object by its name, in this case only, or -1.
func (t *tree) exact(n int, name string) int {
	if !t.is(n, object) {
		return -1
	}
	for c := t.nodes[n].first; c > 0; c = t.nodes[c].next {
		if s := t.nodes[c].name; s.escaped && t.content(s) == name || !s.escaped && string(t.text[s.in:s.out]) == name {
			return c
		}
	}
	return -1
}

// sameFold is strings.EqualFold for names of members, which are ASCII.
func sameFold(b []byte, name string) bool {
	if len(b) != len(name) {
		return false
	}
	for i, c := range b {
		if c != name[i] && (c|0x20 != name[i]|0x20 || !letter(c)) {
			return false
		}
	}
	return true
}

// among reports whether the name of a member is one of some, in any case.
func (t *tree) among(n int, names []string) bool {
	s := t.nodes[n].name
	for _, name := range names {
		if !s.escaped && sameFold(t.text[s.in:s.out], name) || s.escaped && strings.EqualFold(t.content(s), name) {
			return true
		}
	}
	return false
}

// sameName reports whether two members have the same name.
func (t *tree) sameName(n, other int, anyCase bool) bool {
	a, b := t.nodes[n].name, t.nodes[other].name
	if a.escaped || b.escaped {
		a, b := t.content(a), t.content(b)
		return a == b || anyCase && strings.EqualFold(a, b)
	}
	x, y := t.text[a.in:a.out], t.text[b.in:b.out]
	return len(x) == len(y) && (bytes.Equal(x, y) || anyCase && bytes.EqualFold(x, y))
}

// named returns the name of a member.
func (t *tree) named(n int) string { return t.content(t.nodes[n].name) }

// children calls f for each member or element of a node.
func (t *tree) children(n int, f func(c int)) {
	if n < 0 {
		return
	}
	for c := t.nodes[n].first; c > 0; c = t.nodes[c].next {
		f(c)
	}
}

// count returns how many members or elements a node has.
func (t *tree) count(n int) int {
	count := 0
	t.children(n, func(int) { count++ })
	return count
}

// pointer returns the JSON pointer of a node (RFC 6901).
func (t *tree) pointer(n int) string {
	if n == 0 {
		return ""
	}
	parent := t.nodes[n].parent
	step := 0
	if t.nodes[parent].kind == object {
		return t.pointer(parent) + "/" + escaped(t.named(n))
	}
	for c := t.nodes[parent].first; c != n; c = t.nodes[c].next {
		step++
	}
	return t.pointer(parent) + "/" + itoa(step)
}

// escaped applies RFC 6901, section 3.
func escaped(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

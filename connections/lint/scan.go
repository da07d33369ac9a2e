// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// trimmed returns the length of a text without the blanks at its end.
func trimmed(b []byte) int {
	n := len(b)
	for n > 0 && blank(b[n-1]) {
		n--
	}
	return n
}

// skip passes over blanks, and over comments, which JSON does not have.
func (p *parser) skip() {
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case blank(c):
			p.pos++
		case c == '#' || c == '/':
			p.comment()
		case c == 0xC2 && bytes.HasPrefix(p.text[p.pos:], []byte("\u00a0")):
			p.repair(p.pos, "a no-break space, as web pages and word processors have", "take an ordinary space", Edit{p.pos, p.pos + 2, " "})
			p.pos += 2
		default:
			return
		}
	}
}

func (p *parser) comment() {
	rest, at := p.text[p.pos:], p.pos
	end := -1
	switch {
	case bytes.HasPrefix(rest, []byte("/*")):
		if end = bytes.Index(rest, []byte("*/")); end >= 0 {
			end += 2
		}
	case rest[0] == '#', bytes.HasPrefix(rest, []byte("//")):
		if end = bytes.IndexByte(rest, '\n'); end < 0 {
			end = len(rest)
		}
	}
	if end < 0 {
		p.fail("unexpected "+shown(rest), "take it away")
		return
	}
	p.pos += end
	p.repair(at, "a comment", "take it away: JSON has none", Edit{Start: at, End: p.pos})
}

// quote returns the length of the quote at the place of reading, 0 for none.
func (p *parser) quote() int {
	switch p.peek() {
	case '"', '\'':
		return 1
	case 0xE2:
		return smart(p.text[p.pos:])
	}
	return 0
}

// smart returns the length of a typographic quote at the beginning of a text, 0 for none.
func smart(b []byte) int {
	if len(b) > 2 && b[0] == 0xE2 && b[1] == 0x80 && 0x98 <= b[2] && b[2] <= 0x9F {
		return 3
	}
	return 0
}

// string reads a string in any quotes.
func (p *parser) string() span {
	open, n := p.pos, p.quote()
	straight := n == 1 && p.text[open] == '"'
	s := span{in: open + n}
	p.pos += n
	typed := 0 // where a typographic quote stands that may be meant as the end
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case n == 1 && c == p.text[open], n == 3 && (c == '"' || smart(p.text[p.pos:]) > 0):
			s.out = p.pos
			width := p.quote()
			p.pos += width
			if !straight {
				p.requote(open, n, s, width)
			}
			return s
		case c == '\\':
			s.escaped = true
			p.escape()
		case c == '\n' || c == '\r':
			return p.unclosed(open, typed, s)
		case c < 0x20:
			p.repair(p.pos, "a control character in a string", "write it as an escape", Edit{p.pos, p.pos + 1, escapedControl(c)})
			p.pos++
		default:
			if typed == 0 && smart(p.text[p.pos:]) > 0 {
				typed = p.pos
			}
			p.pos++
		}
	}
	return p.unclosed(open, typed, s)
}

// unclosed ends a string that has no second quote on its line.
func (p *parser) unclosed(open, typed int, s span) span {
	if typed == 0 {
		p.pos = open
		p.fail("a string that does not end on its line", "put a \" at its end, or \\n for a new line")
		return s
	}
	s.out, p.pos = typed, typed+3
	p.repair(typed, "a typographic quote", "use \"", Edit{typed, typed + 3, `"`})
	return s
}

// requote says that a string has other quotes than JSON's. Quotes inside it keep it from being repaired.
func (p *parser) requote(open, n int, s span, width int) {
	cause := "a typographic quote, as web pages and word processors have"
	if n == 1 {
		cause = "single quotes, as Python and JavaScript write them"
	}
	var edits []Edit
	if content := p.text[s.in:s.out]; bytes.IndexByte(content, '"') < 0 && !bytes.Contains(content, []byte(`\'`)) {
		edits = []Edit{{open, open + n, `"`}, {s.out, s.out + width, `"`}}
	}
	p.repair(open, cause, `use "`, edits...)
}

// escape reads an escape from its backslash on.
func (p *parser) escape() {
	at := p.pos
	if p.pos++; p.pos == len(p.text) {
		return
	}
	c := p.text[p.pos]
	p.pos++
	switch {
	case c == 'u':
		if _, n := unicodeEscape(p.text[at:]); n > 0 {
			p.pos = at + n
			return
		}
		p.repair(at, `a \u without the four digits of a character`, "write the character itself")
	case c == '\n' || c == '\r':
		p.pos--
		fallthrough
	case strings.IndexByte(`"\/bfnrt`, c) < 0:
		p.repair(at, "a backslash before a character that needs none", `write \\ for a backslash`, Edit{at, at + 1, `\\`})
	}
}

// unicodeEscape reads \uXXXX, or two that are one character, at the beginning of a text; n is their length,
// and 0 where they are no character.
func unicodeEscape(b []byte) (r rune, n int) {
	one, ok := hex4(b)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(one) {
		return one, 6
	}
	if two, ok := hex4(b[6:]); ok {
		if r := utf16.DecodeRune(one, two); r != utf8.RuneError {
			return r, 12
		}
	}
	return 0, 0
}

func hex4(b []byte) (r rune, ok bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	for _, c := range b[2:6] {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// name reads the name of a member; one without quotes is repaired.
func (p *parser) name() (span, bool) {
	if p.quote() > 0 {
		s := p.string()
		return s, !p.failed
	}
	at := p.pos
	for p.pos < len(p.text) && letter(p.text[p.pos]) {
		p.pos++
	}
	if at == p.pos {
		p.fail("unexpected "+shown(p.text[at:])+" where a name must be", `write "name": value`)
		return span{}, false
	}
	p.repair(at, "a name without quotes", `put it in "`, Edit{at, at, `"`}, Edit{p.pos, p.pos, `"`})
	return span{in: at, out: p.pos}, true
}

func letter(c byte) bool {
	return c == '_' || c == '-' || c == '.' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// words are the values that have one, and those of other languages.
var words = map[string]struct {
	kind kind
	json string
}{
	"true": {boolean, "true"}, "false": {boolean, "false"}, "null": {null, "null"},
	"True": {boolean, "true"}, "False": {boolean, "false"}, "None": {null, "null"}, "undefined": {null, "null"}, "nil": {null, "null"},
}

// word reads a value that is a word.
func (p *parser) word() kind {
	at := p.pos
	for p.pos < len(p.text) && letter(p.text[p.pos]) {
		p.pos++
	}
	w, ok := words[string(p.text[at:p.pos])]
	switch {
	case p.pos == at && at == len(p.text):
		p.fail("the text ends where a value must be", "give the body of a connection")
	case !ok:
		p.pos = at
		p.fail("unexpected "+shown(p.text[at:])+" where a value must be", `put texts in "`)
	case w.json != string(p.text[at:p.pos]):
		p.repair(at, "a word of another language", "write "+w.json, Edit{at, p.pos, w.json})
	}
	return w.kind
}

// number reads a number by RFC 8259, section 6.
func (p *parser) number() {
	at := p.pos
	for p.pos < len(p.text) && (letter(p.text[p.pos]) || p.text[p.pos] == '+') {
		p.pos++
	}
	if !isNumber(p.text[at:p.pos]) {
		p.repair(at, "no number of JSON", `put it in ", or write it plainly`)
	}
}

func isNumber(b []byte) bool {
	b = bytes.TrimPrefix(b, []byte("-"))
	whole := digits(b)
	if whole == 0 || whole > 1 && b[0] == '0' {
		return false
	}
	if b = b[whole:]; len(b) > 0 && b[0] == '.' {
		n := digits(b[1:])
		if n == 0 {
			return false
		}
		b = b[1+n:]
	}
	if len(b) > 0 && b[0]|0x20 == 'e' {
		if b = b[1:]; len(b) > 0 && (b[0] == '+' || b[0] == '-') {
			b = b[1:]
		}
		return len(b) > 0 && digits(b) == len(b)
	}
	return len(b) == 0
}

func digits(b []byte) int {
	n := 0
	for n < len(b) && '0' <= b[n] && b[n] <= '9' {
		n++
	}
	return n
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// What a scanner takes.
const (
	maxDepth  = 1000 // of nesting
	maxMember = 256  // bytes of a member's name
	maxValue  = 4096 // bytes of a value that is wanted
)

var errNoJSON = errors.New("proxy: the text is not JSON (RFC 8259)")

// member names a value near the top of a document: outer is "" for one at the top.
type member struct{ outer, name string }

// scanner reads a JSON document piece by piece, as it comes, and tells of the values that are wanted: none of the
// text is kept but those. The library's decoders pull; here text passes by on its way elsewhere.
type scanner struct {
	wants func(member) bool           // asked for members of the first two levels of objects
	found func(m member, text []byte) // told of each, in the order of the text; text is valid until it returns

	state scanState
	stack []byte // the brackets that are open
	key   []byte // raw text of the member's name under way
	outer string // name of the member of the first level under way
	at    member // the wanted member under way

	taking bool   // whether what comes belongs to a wanted value
	level  int    // how many brackets were open when it began
	value  []byte // its raw text
	scalar []byte // raw text of the number or literal under way

	isKey  bool // whether the string under way is a member's name
	escape int  // within a string: 1 after a backslash, 2 to 5 within \uXXXX
	err    error
}

// scanState is what a scanner waits for.
type scanState byte

const (
	wantValue scanState = iota
	wantValueOrEnd
	wantKey
	wantKeyOrEnd
	wantColon
	wantCommaOrEnd
	inString
	inScalar
	atEnd
)

// reset makes the scanner ready for another document.
func (s *scanner) reset() {
	*s = scanner{wants: s.wants, found: s.found, stack: s.stack[:0], key: s.key[:0], value: s.value[:0], scalar: s.scalar[:0]}
}

// write reads on. After an error it reads nothing more.
func (s *scanner) write(text []byte) error {
	for len(text) > 0 && s.err == nil {
		if n := s.plainRun(text); n > 0 {
			text = text[n:]
			continue
		}
		s.step(text[0])
		text = text[1:]
	}
	return s.err
}

// plainRun passes over bytes of a string that mean nothing, which most of a document is, and counts them.
func (s *scanner) plainRun(text []byte) (n int) {
	if s.state != inString || s.isKey || s.escape > 0 {
		return 0
	}
	for n < len(text) && text[n] != '"' && text[n] != '\\' && text[n] >= ' ' {
		n++
	}
	if s.taking {
		s.value = append(s.value, text[:min(n, maxValue+1-len(s.value))]...)
	}
	return n
}

// end says whether the document is whole.
func (s *scanner) end() error {
	if s.err == nil && s.state == inScalar {
		s.endScalar()
	}
	if s.err == nil && s.state != atEnd {
		s.err = errNoJSON
	}
	return s.err
}

func (s *scanner) step(c byte) {
	switch s.state {
	case inString:
		s.stringByte(c)
		return
	case inScalar:
		if !strings.ContainsRune(" \t\r\n,]}", rune(c)) {
			s.take(c)
			s.scalar = append(s.scalar, c)
			if len(s.scalar) > maxValue {
				s.err = errNoJSON
			}
			return
		}
		s.endScalar()
	case wantValue, wantValueOrEnd, wantKey, wantKeyOrEnd, wantColon, wantCommaOrEnd, atEnd:
	}
	if s.err != nil || c == ' ' || c == '\t' || c == '\r' || c == '\n' {
		if len(s.value) > 0 { // within the value, not before it
			s.take(c)
		}
		return
	}
	s.token(c)
}

// token reads the first byte of whatever comes next.
func (s *scanner) token(c byte) {
	ok := false
	switch s.state {
	case wantValueOrEnd:
		if ok = c == ']'; ok {
			s.close(c)
			return
		}
		ok = s.begin(c)
	case wantValue:
		ok = s.begin(c)
	case wantKeyOrEnd:
		if ok = c == '}'; ok {
			s.close(c)
			return
		}
		ok = s.beginKey(c)
	case wantKey:
		ok = s.beginKey(c)
	case wantColon:
		ok = c == ':'
		s.take(c)
		s.endKey()
		s.state = wantValue
	case wantCommaOrEnd:
		ok = s.next(c)
	case inString, inScalar, atEnd:
	}
	if !ok {
		s.err = errNoJSON
	}
}

// begin reads the first byte of a value.
func (s *scanner) begin(c byte) bool {
	s.take(c)
	switch c {
	case '{', '[':
		s.stack = append(s.stack, c)
		s.state = wantKeyOrEnd
		if c == '[' {
			s.state = wantValueOrEnd
		}
		return len(s.stack) <= maxDepth
	case '"':
		s.state, s.isKey = inString, false
	default:
		s.state, s.scalar = inScalar, append(s.scalar[:0], c)
	}
	return true
}

func (s *scanner) beginKey(c byte) bool {
	s.take(c)
	s.state, s.isKey, s.key = inString, true, append(s.key[:0], c)
	return c == '"'
}

// endKey is where a member's value begins.
func (s *scanner) endKey() {
	depth := len(s.stack)
	if s.taking || depth > 2 || depth == 2 && (s.stack[0] != '{' || s.stack[1] != '{') {
		return
	}
	name := s.keyName()
	m := member{name: name}
	if depth == 1 {
		s.outer = name
	} else {
		m.outer = s.outer
	}
	if s.wants(m) {
		s.at, s.taking, s.level, s.value = m, true, depth, s.value[:0]
	}
}

// keyName decodes a member's name; one that is too long for any that is wanted is empty.
func (s *scanner) keyName() (name string) {
	switch {
	case len(s.key) > maxMember+2:
	case !bytes.ContainsRune(s.key, '\\') && utf8.Valid(s.key):
		name = string(s.key[1 : len(s.key)-1])
	case json.Unmarshal(s.key, &name) != nil:
		s.err = errNoJSON
	}
	return name
}

// next reads what follows a value.
func (s *scanner) next(c byte) bool {
	if c != ',' {
		return s.close(c)
	}
	s.take(c)
	s.state = wantValue
	if s.stack[len(s.stack)-1] == '{' {
		s.state = wantKey
	}
	return true
}

// close reads a closing bracket.
func (s *scanner) close(c byte) bool {
	top := len(s.stack) - 1
	if top < 0 || c != s.stack[top]+2 { // so it is in ASCII, for both kinds
		s.err = errNoJSON
		return false
	}
	s.take(c)
	s.stack = s.stack[:top]
	s.endValue()
	return true
}

// endValue is after the last byte of a value.
func (s *scanner) endValue() {
	s.state = wantCommaOrEnd
	if len(s.stack) == 0 {
		s.state = atEnd
	}
	if s.taking && len(s.stack) == s.level {
		s.taking = false
		if len(s.value) <= maxValue {
			s.found(s.at, s.value)
		} else {
			s.found(s.at, nil)
		}
	}
}

// endScalar is after the last byte of a number or literal.
func (s *scanner) endScalar() {
	switch string(s.scalar) {
	case "null", "true", "false":
	default:
		if !json.Valid(s.scalar) {
			s.err = errNoJSON
			return
		}
	}
	s.endValue()
}

// stringByte reads a byte within a string.
func (s *scanner) stringByte(c byte) {
	s.take(c)
	if s.isKey && len(s.key) <= maxMember+2 {
		s.key = append(s.key, c)
	}
	switch {
	case s.escape == 1:
		s.escape = 0
		if c == 'u' {
			s.escape = 2
		} else if !strings.ContainsRune(`"\/bfnrt`, rune(c)) {
			s.err = errNoJSON
		}
	case s.escape > 1:
		if s.escape++; s.escape > 5 {
			s.escape = 0
		}
		if !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)) {
			s.err = errNoJSON
		}
	case c == '\\':
		s.escape = 1
	case c < ' ':
		s.err = errNoJSON
	case c == '"' && s.isKey:
		s.state = wantColon
	case c == '"':
		s.endValue()
	}
}

// take keeps a byte of a wanted value, and one byte more than is wanted of a long one.
func (s *scanner) take(c byte) {
	if s.taking && len(s.value) <= maxValue {
		s.value = append(s.value, c)
	}
}

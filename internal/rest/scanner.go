// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// scanner steps through a JSON text (RFC 8259). It reports false for a text that is wrong, and for one
// that is too odd to bother; where it then stands means nothing.
type scanner struct {
	text  []byte
	at    int
	depth int
	vocabulary
	room []byte // for strings that are not plain
}

// scanners are those at rest.
var scanners = sync.Pool{New: func() any { return new(scanner) }}

// deepest is how many brackets may be open at once.
const deepest = 100

// next skips white space and returns the byte that follows; 0 at the end.
func (s *scanner) next() byte {
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// take steps over c, which is not 0.
func (s *scanner) take(c byte) bool {
	if s.next() != c {
		return false
	}
	s.at++
	return true
}

// literal steps over null, true or false.
func (s *scanner) literal(w string) bool {
	if !bytes.HasPrefix(s.text[s.at:], []byte(w)) {
		return false
	}
	s.at += len(w)
	return true
}

// list steps over brackets and what stands between them; item steps over one of it.
func (s *scanner) list(open, end byte, item func() bool) bool {
	if s.depth++; s.depth > deepest || !s.take(open) {
		return false
	}
	if !s.take(end) {
		for {
			if !item() {
				return false
			}
			if s.take(end) {
				break
			}
			if !s.take(',') {
				return false
			}
		}
	}
	s.depth--
	return true
}

// ordinary are the bytes that stand for themselves in a string, all of ASCII.
var ordinary = func() (set [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		set[c] = c != '"' && c != '\\'
	}
	return set
}()

// quoted steps over a string and returns it with its quotes, and whether it is plain: all of it ordinary.
// One that is not may be wrong.
func (s *scanner) quoted() (quoted []byte, plain, ok bool) {
	if !s.take('"') {
		return nil, false, false
	}
	start, plain := s.at-1, true
	for i := s.at; i < len(s.text); i++ {
		c := s.text[i]
		if ordinary[c] {
			continue
		}
		if c == '"' {
			s.at = i + 1
			return s.text[start:s.at], plain, true
		}
		if plain = false; c == '\\' {
			i++
		}
	}
	return nil, false, false
}

// string reads a string.
func (s *scanner) string() (string, bool) {
	quoted, plain, ok := s.quoted()
	if !ok {
		return "", false
	}
	if plain {
		return s.word(quoted[1 : len(quoted)-1]), true
	}
	ok = s.unquote(quoted)
	return s.word(s.room), ok
}

// unquote puts a string that is not plain into the room; not ok for one that is wrong.
func (s *scanner) unquote(quoted []byte) (ok bool) {
	var err error
	s.room, err = jsontext.AppendUnquote(s.room[:0], quoted)
	return err == nil
}

// name reads a plain name and the colon behind it, and returns it with its quotes.
func (s *scanner) name() ([]byte, bool) {
	quoted, plain, ok := s.quoted()
	return quoted, ok && plain && s.take(':')
}

// value steps over a value and returns it.
func (s *scanner) value() ([]byte, bool) {
	s.next()
	start := s.at
	ok := s.skip()
	return s.text[start:s.at], ok
}

// skip steps over a value.
func (s *scanner) skip() bool {
	switch s.next() {
	case '"':
		quoted, plain, ok := s.quoted()
		return ok && (plain || s.unquote(quoted))
	case '{':
		return s.list('{', '}', func() bool {
			_, ok := s.name()
			return ok && s.skip()
		})
	case '[':
		return s.list('[', ']', s.skip)
	case 'n':
		return s.literal("null")
	case 't':
		return s.literal("true")
	case 'f':
		return s.literal("false")
	}
	return s.number()
}

// number steps over a number.
func (s *scanner) number() bool {
	if s.at < len(s.text) && s.text[s.at] == '-' {
		s.at++
	}
	if s.at < len(s.text) && s.text[s.at] == '0' {
		s.at++
	} else if !s.digits() {
		return false
	}
	if s.at < len(s.text) && s.text[s.at] == '.' {
		if s.at++; !s.digits() {
			return false
		}
	}
	if s.at < len(s.text) && s.text[s.at]|0x20 == 'e' {
		if s.at++; s.at < len(s.text) && (s.text[s.at] == '+' || s.text[s.at] == '-') {
			s.at++
		}
		return s.digits()
	}
	return true
}

// digits steps over one digit or more.
func (s *scanner) digits() bool {
	start := s.at
	for s.at < len(s.text) && '0' <= s.text[s.at] && s.text[s.at] <= '9' {
		s.at++
	}
	return s.at > start
}

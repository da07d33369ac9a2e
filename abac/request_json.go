// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// RebindJSON sets another request before the program, from its JSON. It is for streams of requests: it
// looks at the attributes only that the program asks for, and allocates once. The result is that of
// [Binding.Rebind] with the decoded request. After an error the binding keeps no request.
func (b *Binding) RebindJSON(line []byte) error {
	text := string(line)
	b.request, b.document = Request{}, text
	s := &scanner{text: text, binding: b, clean: isClean(line)}
	b.clear()
	if !b.program.legacy() && s.request() {
		return nil
	}
	// Escapes, other spellings and whatever is wrong: encoding/json knows.
	var r Request
	b.document = ""
	if err := json.Unmarshal(line, &r); err != nil {
		b.Rebind(r)
		return fmt.Errorf("abac: read request: %w", err)
	}
	b.Rebind(r)
	return nil
}

// legacy reports whether the program asks for the suboperation as an attribute.
func (p *Program) legacy() bool {
	for i := range p.slots {
		if p.slots[i].legacy() {
			return true
		}
	}
	return false
}

func (s *slot) legacy() bool {
	return s.attribute.Source == SourceRequest && s.key == suboperationKey
}

// clear forgets the request: all attributes are missing.
func (b *Binding) clear() {
	b.cells = b.cells[:0]
	for i := range b.bound {
		b.bound[i] = bound{}
	}
	b.mask = 0
	for i := range b.matched {
		b.matched[i] = false
	}
}

// decoded returns the request, also if it was read by [Binding.RebindJSON].
func (b *Binding) decoded() *Request {
	if b.document != "" {
		if err := json.Unmarshal([]byte(b.document), &b.request); err != nil {
			b.request = Request{} // what was scanned can be decoded
		}
		b.document = ""
	}
	return &b.request
}

// scanner reads the usual form of a request and gives up on anything else.
type scanner struct {
	text    string
	at      int
	binding *Binding
	clean   bool // the text has no escapes, control characters and none but ASCII
}

// isClean looks at eight bytes at a time.
func isClean(line []byte) bool {
	const ones, high = 0x0101_0101_0101_0101, 0x8080_8080_8080_8080
	for len(line) >= 8 {
		x := binary.LittleEndian.Uint64(line)
		y := x ^ '\\'*ones
		if (x|(x-' '*ones)|(y-ones)&^y)&high != 0 {
			return false
		}
		line = line[8:]
	}
	for _, c := range line {
		if c < ' ' || c == '\\' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// blank moves over white space.
func (s *scanner) blank() {
	for s.at < len(s.text) && (s.text[s.at] == ' ' || s.text[s.at] == '\t' || s.text[s.at] == '\n' || s.text[s.at] == '\r') {
		s.at++
	}
}

// next moves over a character if it comes.
func (s *scanner) next(c byte) bool {
	s.blank()
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

// quoted reads a string without escapes.
func (s *scanner) quoted() (text string, ok bool) {
	if !s.next('"') {
		return "", false
	}
	if s.clean {
		n := strings.IndexByte(s.text[s.at:], '"')
		if n < 0 {
			return "", false
		}
		text = s.text[s.at : s.at+n]
		s.at += n + 1
		return text, true
	}
	from, ascii := s.at, byte(0)
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			text = s.text[from:s.at]
			s.at++
			return text, ascii < utf8.RuneSelf || utf8.ValidString(text)
		case c == '\\' || c < ' ':
			return "", false
		default:
			ascii |= c
		}
	}
	return "", false
}

// members reads an object and gives each value to a function, with its name.
func (s *scanner) members(value func(name string) bool) bool {
	if !s.next('{') {
		return false
	}
	if s.next('}') {
		return true
	}
	for {
		name, ok := s.quoted()
		if !ok || !s.next(':') || !value(name) {
			return false
		}
		if s.next('}') {
			return true
		}
		if !s.next(',') {
			return false
		}
	}
}

// request reads the whole text.
func (s *scanner) request() bool {
	seen := [6]bool{}
	ok := s.members(func(name string) bool {
		i := member(name)
		if i < 0 || seen[i] {
			return false
		}
		seen[i] = true
		if i < 4 {
			return s.attributes(Source(i))
		}
		text, ok := s.quoted()
		function := [...]Function{ActionMatches, SubOperationMatches}[i-4]
		for n := range s.binding.program.patterns {
			if ok && s.binding.program.patterns[n].function == function {
				s.binding.match(n, text)
			}
		}
		return ok
	})
	s.blank()
	return ok && s.at == len(s.text)
}

// member numbers the members of a request, the sources first; -1 for others.
func member(name string) int {
	switch name {
	case "resource":
		return 0
	case "request":
		return 1
	case "principal":
		return 2
	case "environment":
		return 3
	case "action":
		return 4
	case "suboperation":
		return 5
	}
	return -1
}

// attributes reads the attributes of a source. A name that occurs twice, or that differs by its case from
// what the program asks for, is left to others.
func (s *scanner) attributes(source Source) bool {
	slots := s.binding.program.slots
	return s.members(func(name string) bool {
		for i := range slots {
			if slot := &slots[i]; slot.attribute.Source == source && len(slot.key) == len(name) {
				switch {
				case slot.attribute.Name == name:
					return s.binding.bound[i].traits == 0 && s.value(i)
				case foldEqual(slot.key, name) && nameKey(name) == slot.key:
					return false
				}
			}
		}
		return s.value(-1)
	})
}

// value reads a value for a slot, or over it.
func (s *scanner) value(slot int) bool {
	b := s.binding
	from := int32(len(b.cells))
	if !s.next('[') {
		v, ok := s.single()
		if ok && slot >= 0 {
			c := cellOf(v, b.program.slots[slot].wanted)
			b.cells = append(b.cells, c)
			b.bound[slot] = bound{from, from + 1, c.traits}
		}
		return ok
	}
	common := ^traits(0)
	if s.next(']') {
		return true
	}
	for {
		v, ok := s.single()
		if !ok {
			return false
		}
		if slot >= 0 {
			c := cellOf(v, b.program.slots[slot].wanted)
			common &= c.traits
			b.cells = append(b.cells, c)
		}
		if s.next(']') {
			break
		}
		if !s.next(',') {
			return false
		}
	}
	if slot >= 0 {
		b.bound[slot] = bound{from, int32(len(b.cells)), common | isList}
	}
	return true
}

// single reads a string, a whole number or a Boolean.
func (s *scanner) single() (Value, bool) {
	s.blank()
	if s.at == len(s.text) {
		return Value{}, false
	}
	if s.text[s.at] == '"' {
		text, ok := s.quoted()
		return Text(text), ok
	}
	from := s.at
	for s.at < len(s.text) && (s.text[s.at] == '-' || s.text[s.at] >= '0' && s.text[s.at] <= '9' || s.text[s.at] >= 'a' && s.text[s.at] <= 'z') {
		s.at++
	}
	switch word := s.text[from:s.at]; {
	case word == "true", word == "false":
		return Boolean(word == "true"), true
	case word == "0" || word != "" && word[0] >= '1' && word[0] <= '9':
		n, err := strconv.ParseInt(word, 10, 64)
		return Number(n), err == nil
	}
	return Value{}, false // negative numbers, fractions, null and the like
}

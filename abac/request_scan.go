// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads the usual form of a request and gives up on anything else.
type scanner struct {
	text    []byte
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

// quoted reads a string.
func (s *scanner) quoted() (text []byte, ok bool) {
	raw, escaped, ok := s.raw()
	if !ok || !escaped {
		return raw, ok
	}
	return unescape(nil, raw)
}

// name reads the name of a member, which stands until the next one.
func (s *scanner) name() (name []byte, ok bool) {
	raw, escaped, ok := s.raw()
	if !ok || !escaped {
		return raw, ok
	}
	slots := s.binding.program.slots
	for i := range slots {
		if slots[i].escaped == string(raw) {
			s.binding.name = append(s.binding.name[:0], slots[i].attribute.Name...)
			return s.binding.name, true
		}
	}
	s.binding.name, ok = unescape(s.binding.name[:0], raw)
	return s.binding.name, ok
}

// raw reads a string as it is written, and says whether it has escapes.
func (s *scanner) raw() (text []byte, escaped, ok bool) {
	if !s.next('"') {
		return nil, false, false
	}
	n := bytes.IndexByte(s.text[s.at:], '"')
	if n < 0 {
		return nil, false, false
	}
	if s.clean || isClean(s.text[s.at:s.at+n]) {
		text = s.text[s.at : s.at+n]
		s.at += n + 1
		return text, false, true
	}
	from := s.at
	for ; s.at < len(s.text) && s.text[s.at] != '"'; s.at++ {
		if s.text[s.at] < ' ' {
			return nil, false, false
		}
		if s.text[s.at] == '\\' {
			escaped = true
			s.at++
		}
	}
	if s.at >= len(s.text) {
		return nil, false, false
	}
	text = s.text[from:s.at]
	s.at++
	return text, escaped, utf8.Valid(text)
}

// escapeHTML escapes what encoding/json does by default, or returns "" where that is not all or nothing.
func escapeHTML(name string) string {
	if !strings.ContainsAny(name, "<>&") || strings.ContainsAny(name, `"\`) {
		return ""
	}
	name = strings.ReplaceAll(name, "<", `\u003c`)
	name = strings.ReplaceAll(name, ">", `\u003e`)
	return strings.ReplaceAll(name, "&", `\u0026`)
}

// unescape appends what a string of JSON stands for. It gives up on surrogates and on what is no JSON.
func unescape(to, text []byte) ([]byte, bool) {
	for {
		plain, rest, found := bytes.Cut(text, []byte{'\\'})
		to = append(to, plain...)
		if !found {
			return to, true
		}
		if len(rest) == 0 {
			return nil, false
		}
		switch i := strings.IndexByte(`"\/bfnrt`, rest[0]); {
		case i >= 0:
			to = append(to, "\"\\/\b\f\n\r\t"[i])
			text = rest[1:]
		case rest[0] == 'u' && len(rest) >= 5:
			code, err := strconv.ParseUint(string(rest[1:5]), 16, 16)
			if err != nil || utf16.IsSurrogate(rune(code)) {
				return nil, false
			}
			to = utf8.AppendRune(to, rune(code))
			text = rest[5:]
		default:
			return nil, false
		}
	}
}

// members reads an object and gives each value to a function, with its name.
func (s *scanner) members(value func(name []byte) bool) bool {
	if !s.next('{') {
		return false
	}
	if s.next('}') {
		return true
	}
	for {
		name, ok := s.name()
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
	ok := s.members(func(name []byte) bool {
		i := member(name)
		if i < 0 || seen[i] {
			return false
		}
		seen[i] = true
		if i < 4 {
			return s.attributes(Source(i))
		}
		raw, ok := s.quoted()
		text := s.binding.keep(raw)
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
func member(name []byte) int {
	switch string(name) {
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
	return s.members(func(name []byte) bool {
		for i := range slots {
			if slot := &slots[i]; slot.attribute.Source == source && len(slot.key) == len(name) {
				switch {
				case slot.attribute.Name == string(name):
					return s.binding.bound[i].traits == 0 && s.value(i)
				case isOtherCase(slot.key, name):
					return false
				}
			}
		}
		return s.value(-1)
	})
}

// isOtherCase reports whether a name of the same length is that of a key, in another case.
func isOtherCase(key string, name []byte) bool {
	for i := len(name) - 1; i >= 0 && name[i] < utf8.RuneSelf && key[i] < utf8.RuneSelf; i-- {
		if foldByte(name[i]) != foldByte(key[i]) {
			return false
		}
	}
	text := string(name)
	return foldEqual(key, text) && nameKey(text) == key
}

// value reads a value for a slot, or over it.
func (s *scanner) value(slot int) bool {
	b := s.binding
	from := int32(len(b.cells))
	if !s.next('[') {
		v, ok := s.single(slot >= 0)
		if ok && slot >= 0 {
			at := &b.bound[slot]
			at.one[0] = b.program.slots[slot].cell(v)
			at.traits = at.one[0].traits
		}
		return ok
	}
	common := ^traits(0)
	if s.next(']') {
		return true
	}
	for {
		v, ok := s.single(slot >= 0)
		if !ok {
			return false
		}
		if slot >= 0 {
			c := b.program.slots[slot].cell(v)
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
		at := &b.bound[slot]
		at.from, at.to, at.traits = from, int32(len(b.cells)), common|isList
	}
	return true
}

// single reads a string, a whole number or a Boolean. A string is empty unless it is asked for.
func (s *scanner) single(asked bool) (Value, bool) {
	s.blank()
	if s.at == len(s.text) {
		return Value{}, false
	}
	if s.text[s.at] == '"' {
		text, ok := s.quoted()
		if !ok || !asked {
			return Value{}, ok
		}
		return Text(s.binding.keep(text)), true
	}
	from := s.at
	for s.at < len(s.text) && (s.text[s.at] == '-' || s.text[s.at] >= '0' && s.text[s.at] <= '9' || s.text[s.at] >= 'a' && s.text[s.at] <= 'z') {
		s.at++
	}
	switch word := string(s.text[from:s.at]); {
	case word == "true", word == "false":
		return Boolean(word == "true"), true
	case isWhole(word):
		n, err := strconv.ParseInt(word, 10, 64)
		return Number(n), err == nil
	}
	return Value{}, false // fractions, null and the like
}

// isWhole reports whether a word is spelt as JSON spells whole numbers.
func isWhole(word string) bool {
	digits := strings.TrimPrefix(word, "-")
	return digits == "0" || digits != "" && '1' <= digits[0] && digits[0] <= '9'
}

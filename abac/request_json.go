// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// RebindJSON sets another request before the program, from its JSON. It is for streams of requests: it
// looks at the attributes only that the program asks for, and allocates 8 KB now and then to keep their values. The
// result is that of [Binding.Rebind] with the decoded request; the line is not kept.
//
// The error tells what is no JSON, with an [encoding/json.SyntaxError] in its chain, what is no request,
// which may be a member that requests do not have: an attribute in the wrong place would be missing without
// a word. The binding then has the empty request before it.
func (b *Binding) RebindJSON(line []byte) error {
	b.request, b.document = Request{}, append(b.document[:0], line...)
	s := &scanner{text: line, binding: b, clean: isClean(line)}
	b.clear()
	if !b.program.legacy() && s.request() {
		b.start = b.program.enter(b.mask)
		return nil
	}
	r, err := decodeRequest(line) // which knows other spellings and whatever is wrong
	b.Rebind(r)
	if err != nil {
		return fmt.Errorf("abac: read request: %w", err)
	}
	return nil
}

// decodeRequest reads a whole text.
func decodeRequest(line []byte) (r Request, err error) {
	var whole json.RawMessage
	if err := json.Unmarshal(line, &whole); err != nil {
		return Request{}, err
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return Request{}, err
	}
	return r, nil
}

// roomSize is how many bytes of texts are kept in one piece.
const roomSize = 8 << 10

// keep returns a copy of a text, which shares its memory with other copies.
func (b *Binding) keep(text []byte) string {
	if b.room.Cap()-b.room.Len() < len(text) {
		b.room = strings.Builder{}
		b.room.Grow(max(roomSize, len(text)))
	}
	from := b.room.Len()
	b.room.Write(text)
	return b.room.String()[from:]
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
		b.bound[i].traits = 0
	}
	b.mask = 0
	for i := range b.matched {
		b.matched[i] = false
	}
}

// decoded returns the request, also if it was read by [Binding.RebindJSON].
func (b *Binding) decoded() *Request {
	if len(b.document) > 0 {
		if err := json.Unmarshal(b.document, &b.request); err != nil {
			b.request = Request{} // what was scanned can be decoded
		}
		b.document = b.document[:0]
	}
	return &b.request
}

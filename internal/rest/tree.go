// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"bytes"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// node is a JSON value that keeps its own text, so that what nobody touches is written back byte for
// byte.
type node struct {
	raw     jsontext.Value // the text, for scalars and for untouched values
	kind    jsontext.Kind
	members []member
	elems   []node
}

type member struct {
	name  string
	value node
}

// parse reads text that is known to be JSON, such as a decoded answer or our own encoding. The nodes
// share the text, which nobody may change any more.
func parse(text []byte) (node, error) {
	options := []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}
	p := parser{text, jsontext.NewDecoder(bytes.NewBuffer(text), options...)}
	return p.value()
}

// parser reads a text once, from the first byte to the last.
type parser struct {
	text []byte
	*jsontext.Decoder
}

func (p *parser) value() (node, error) {
	n := node{kind: p.PeekKind()}
	if n.kind != '{' && n.kind != '[' {
		v, err := p.ReadValue()
		n.raw = p.since(p.InputOffset() - int64(len(v)))
		return n, err
	}
	if _, err := p.ReadToken(); err != nil {
		return n, err
	}
	begin := p.InputOffset() - 1
	for p.PeekKind() != '}' && p.PeekKind() != ']' {
		if err := p.child(&n); err != nil {
			return n, err
		}
	}
	_, err := p.ReadToken()
	n.raw = p.since(begin)
	return n, err
}

// since returns the text from a position up to what was read last.
func (p *parser) since(begin int64) jsontext.Value {
	end := p.InputOffset()
	return jsontext.Value(p.text[begin:end:end])
}

// child reads a member or an element of n.
func (p *parser) child(n *node) error {
	var name string
	if n.kind == '{' {
		t, err := p.ReadToken()
		if err != nil {
			return err
		}
		name = t.String()
	}
	v, err := p.value()
	if err != nil {
		return err
	}
	if n.kind == '{' {
		n.members = append(n.members, member{name, v})
	} else {
		n.elems = append(n.elems, v)
	}
	return nil
}

// find returns the index of a member, first by exact name, then without case; -1 for none.
func (n *node) find(name string) int {
	folded := -1
	for i, m := range n.members {
		if m.name == name {
			return i
		}
		if folded < 0 && strings.EqualFold(m.name, name) {
			folded = i
		}
	}
	return folded
}

// exact returns the index of a member by its exact name; -1 for none.
func (n *node) exact(name string) int {
	return slices.IndexFunc(n.members, func(m member) bool { return m.name == name })
}

// get returns the value of a member, or a node of kind 0.
func (n *node) get(name string) node {
	if i := n.find(name); i >= 0 {
		return n.members[i].value
	}
	return node{}
}

// same reports whether two values of our own deterministic encoding are equal.
func same(a, b node) bool { return bytes.Equal(a.raw, b.raw) }

// object writes the members as the node's new text.
func (n *node) object(members []member) node {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := jsontext.AppendQuote(nil, m.name) // invalid UTF-8 is replaced, as the service would
		b.Write(name)
		b.WriteByte(':')
		b.Write(m.value.raw)
	}
	b.WriteByte('}')
	return node{kind: '{', raw: b.Bytes(), members: members}
}

// array writes the elements as the node's new text.
func (n *node) array(elems []node) node {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, e := range elems {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(e.raw)
	}
	b.WriteByte(']')
	return node{kind: '[', raw: b.Bytes(), elems: elems}
}

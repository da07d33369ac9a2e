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

// parse reads text that is known to be JSON, such as a decoded answer or our own encoding.
func parse(text []byte) (node, error) {
	d := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	return parseValue(d)
}

func parseValue(d *jsontext.Decoder) (node, error) {
	v, err := d.ReadValue()
	if err != nil {
		return node{}, err
	}
	n := node{raw: v.Clone(), kind: v.Kind()}
	if n.kind != '{' && n.kind != '[' {
		return n, nil
	}
	inner := jsontext.NewDecoder(bytes.NewReader(n.raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := inner.ReadToken(); err != nil {
		return n, err
	}
	for inner.PeekKind() != '}' && inner.PeekKind() != ']' {
		if err := n.parseChild(inner); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (n *node) parseChild(d *jsontext.Decoder) error {
	var name string
	if n.kind == '{' {
		t, err := d.ReadToken()
		if err != nil {
			return err
		}
		name = t.String()
	}
	v, err := parseValue(d)
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

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"slices"
	"strings"
)

// node is an element, a text or a comment of a document, before it has a type.
type node struct {
	kind     kind
	name     string // of an element
	attrs    []Attribute
	children []node
	value    Value  // of a text
	comment  string // of a comment
	at       int    // where it begins in the text that was read
}

type kind byte

const (
	elementNode kind = iota
	textNode
	commentNode
)

// Attribute is an attribute of an element.
type Attribute struct {
	Name  string
	Value Value
}

// attr returns an attribute's value, nil where there is none.
func (n *node) attr(name string) Value {
	for _, a := range n.attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return nil
}

// text returns what stands in an element that has no elements in it, nil for nothing.
func (n *node) text() (v Value, ok bool) {
	for i := range n.children {
		switch c := &n.children[i]; c.kind {
		case elementNode:
			return nil, false
		case textNode:
			if v != nil {
				return nil, false // parts with a comment in between
			}
			v = c.value
		case commentNode:
		}
	}
	return v, true
}

// mixed reports whether text stands among the children, so that blanks mean something.
func (n *node) mixed() bool {
	return slices.ContainsFunc(n.children, func(c node) bool { return c.kind == textNode })
}

// height returns how many levels of elements there are.
func (n *node) height() int {
	deepest := 0
	for i := range n.children {
		if n.children[i].kind == elementNode {
			deepest = max(deepest, n.children[i].height())
		}
	}
	return deepest + 1
}

// silent reports whether there are only comments and blanks among the children.
func (n *node) silent() bool {
	return !slices.ContainsFunc(n.children, func(c node) bool { return c.kind == elementNode || c.kind == textNode && !blank(c.value) })
}

// tidyChildren drops texts that are blank, unless other text stands beside elements.
func (n *node) tidyChildren() {
	elements, text := false, false
	for i := range n.children {
		c := &n.children[i]
		elements = elements || c.kind == elementNode
		text = text || c.kind == textNode && !blank(c.value)
	}
	if elements && text {
		return
	}
	n.children = slices.DeleteFunc(n.children, func(c node) bool { return c.kind == textNode && blank(c.value) })
	if len(n.children) == 0 {
		n.children = nil
	}
}

// blank reports whether a value is nothing but blanks.
func blank(v Value) bool {
	l, literal := v.(Literal)
	return v == nil || literal && strings.Trim(string(l), blanks) == ""
}

// blanks are the characters that XML counts as such.
const blanks = " \t\r\n"

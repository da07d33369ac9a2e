// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import "sync"

// Base stands for the policies of the scope above: those of the product, of all APIs, of the service.
type Base struct{}

// Comment is a comment. It may not hold two hyphens in a row, nor end with one.
type Comment string

// Text is text within a [Raw] element.
type Text struct{ Value Value }

// Raw is an element that no type is for, or that has what its type does not know; it is kept as it is. Its
// content is Raw, Text and Comment, and may be any other element when it is written.
type Raw struct {
	// Name is the element's name in XML.
	Name string
	// Attributes are its attributes, in order.
	Attributes []Attribute
	// Content is what stands in it, nil for nothing.
	Content []Element
}

// Extra is what elements of any type may have beside their fields.
type Extra struct {
	// Attributes are further attributes, such as id, in order.
	Attributes []Attribute
	// Comments stand in the element. They are written at its end.
	Comments []Comment
}

func (Base) tag() string    { return "base" }
func (Comment) tag() string { return "" }
func (Text) tag() string    { return "" }
func (e Raw) tag() string   { return e.Name }

func (e Base) bind(*binder) Element    { return e }
func (e Comment) bind(*binder) Element { return e }
func (e Text) bind(*binder) Element    { return e }
func (e Raw) bind(*binder) Element     { return e }

// types are all elements that have a type, empty, by their names. They are not changed.
var types = sync.OnceValue(func() map[string]Element {
	all := make(map[string]Element)
	for _, e := range []Element{
		Base{}, AuthenticationManagedIdentity{}, CheckHeader{}, Choose{}, ForwardRequest{}, LLMEmitTokenMetric{}, LLMTokenLimit{},
		RateLimitByKey{}, Retry{}, ReturnResponse{}, RewriteURI{}, SetBackendService{}, SetBody{}, SetHeader{}, SetQueryParameter{},
		SetStatus{}, SetVariable{}, ValidateAzureADToken{}, ValidateJWT{},
	} {
		all[e.tag()] = e
	}
	return all
})

// readElements returns what nodes are, each with its type if it fits one.
func readElements(nodes []node) []Element {
	list := make([]Element, 0, len(nodes))
	for i := range nodes {
		list = append(list, readElement(&nodes[i]))
	}
	return list
}

func readElement(n *node) Element {
	if n.kind == elementNode {
		if e, known := types()[n.name]; known {
			b := binder{n: n, reading: true}
			if e = e.bind(&b); b.fits() {
				return e
			}
		}
	}
	return readRaw(n)
}

// readRaw returns a node as it is.
func readRaw(n *node) Element {
	switch n.kind {
	case textNode:
		return Text{Value: n.value}
	case commentNode:
		return Comment(n.comment)
	case elementNode:
	}
	e := Raw{Name: n.name, Attributes: n.attrs}
	for i := range n.children {
		e.Content = append(e.Content, readRaw(&n.children[i]))
	}
	return e
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import "strings"

// Format is a form that API Management takes and returns policies in, as connections/gateway has them too.
type Format string

// The formats. Both say the same; rawxml is what people read and write.
const (
	// FormatXML is well-formed XML, in which C# is escaped.
	FormatXML Format = "xml"
	// FormatRawXML is XML in which expressions stand as C#. It is no XML.
	FormatRawXML Format = "rawxml"
)

// writer writes nodes as text.
type writer struct {
	strings.Builder
	raw bool
}

// line begins a new line.
func (w *writer) line(indent int) {
	if w.Len() > 0 {
		w.WriteByte('\n')
	}
	for range indent {
		w.WriteString("    ")
	}
}

// element writes an element and what is in it. An element that text stands in beside elements is written
// without a blank that was not there.
func (w *writer) element(n *node, indent int, inline bool) {
	w.WriteString("<" + n.name)
	for _, a := range n.attrs {
		w.WriteString(" " + a.Name + `="`)
		w.value(a.Value, `"<`, escapedAttribute)
		w.WriteByte('"')
	}
	if len(n.children) == 0 {
		w.WriteString(" />")
		return
	}
	w.WriteByte('>')
	inline = inline || n.mixed()
	for i := range n.children {
		c := &n.children[i]
		if !inline {
			w.line(indent + 1)
		}
		switch c.kind {
		case elementNode:
			w.element(c, indent+1, inline)
		case textNode:
			w.value(c.value, "<", escapedText)
		case commentNode:
			w.WriteString("<!--" + c.comment + "-->")
		}
	}
	if !inline {
		w.line(indent)
	}
	w.WriteString("</" + n.name + ">")
}

// value writes an attribute's value or a text. ends are the characters that end it for a reader of XML.
func (w *writer) value(v Value, ends string, escaped *strings.Replacer) {
	if v == nil {
		return
	}
	source := v.source()
	if _, literal := v.(Literal); !literal && w.raw && standsAlone(source, ends) {
		w.WriteString(source)
		return
	}
	_, _ = escaped.WriteString(w, source) // a strings.Builder takes all
}

// standsAlone reports whether an expression is read back as it is where it stands as C#: it may hold what
// looks like a reference only where it cannot be mistaken for escaped.
func standsAlone(source, ends string) bool {
	if strings.ContainsAny(source, ends) {
		return true
	}
	text, strict := unescape(source)
	return !strict || text == source
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"fmt"
	"strings"

	"github.com/azfoundry/azfoundry"
)

// Document is a policy document. In each section nil stands for <base /> alone, which takes over what the
// scope above does; an empty list that is not nil has no policy at all, not even that.
type Document struct {
	// Head are comments at the top.
	Head []Comment
	// Inbound runs before the request goes to the backend, Backend sends it, Outbound runs before the answer
	// goes back, OnError runs in their place after an error.
	Inbound, Backend, Outbound, OnError []Element
}

// sections returns the sections in their order.
func (d *Document) sections() [4]*[]Element {
	return [4]*[]Element{&d.Inbound, &d.Backend, &d.Outbound, &d.OnError}
}

// maxDocument is how long a document may be that the service takes, in bytes.
const maxDocument = 256 << 10

// Render returns the document as text, indented, without a line break at its end. It fails with an
// *azfoundry.ValidationError that has all faults: what [Document.Validate] finds, and a document that is
// longer than the 256 KiB that the service takes. The same document gives the same text.
func (d Document) Render(format Format) (string, error) {
	const op = "policy: render document"
	root, found := d.node()
	if format != FormatXML && format != FormatRawXML {
		found.add("format", wrong{"enum", "is no format of policies", string(format), "give xml or rawxml"})
	}
	if found.found != nil {
		return "", &azfoundry.ValidationError{Op: op, Faults: found.found}
	}
	w := writer{raw: format == FormatRawXML}
	for _, c := range d.Head {
		w.line(0)
		w.WriteString("<!--" + string(c) + "-->")
	}
	w.line(0)
	w.element(&root, 0, false)
	if w.Len() > maxDocument {
		found.add("", wrong{"maxLength", fmt.Sprintf("is %d bytes long, and the service takes %d", w.Len(), maxDocument), "", "move parts into policy fragments"})
		return "", &azfoundry.ValidationError{Op: op, Faults: found.found}
	}
	return w.String(), nil
}

// Validate returns all that the service would refuse as an *azfoundry.ValidationError, nil for nothing: what
// is required and missing, words and numbers that are none, policies in a section that does not take them,
// expressions that do not end. C# itself it does not compile.
func (d Document) Validate() error {
	_, found := d.node()
	if found.found == nil {
		return nil
	}
	return &azfoundry.ValidationError{Op: "policy: validate document", Faults: found.found}
}

// node returns the document's root, and what is wrong with it.
func (d Document) node() (node, *faults) {
	root, found := node{name: "policies"}, new(faults)
	for _, c := range d.Head {
		c.node(found)
	}
	for i, section := range d.sections() {
		n := node{name: sectionNames[i]}
		found.section, found.bases = 1<<i, 0
		found.in("/"+n.name, func() {
			list := *section
			if list == nil {
				list = []Element{Base{}}
			}
			n.children = found.elements(list)
		})
		root.children = append(root.children, n)
	}
	if root.height() > deepest && found.found == nil {
		found.add("", wrong{"depth", fmt.Sprintf("nests deeper than %d", deepest), "", "take some elements out of others"})
	}
	return root, found
}

// Read returns the document that a text holds, in either format, or with parts in both: what is well-formed
// XML is read as that, and expressions that are not as C#. It fails with a [*SyntaxError]. A section that is
// <base /> alone is nil, and one that is missing has no policies. Line breaks stay as they are.
//
// Reading what Render wrote gives the same document. Elements and attributes that are not known survive, the
// one as [Raw] elements, the other in [Extra].
func Read(text string) (Document, error) {
	d, p := read(text)
	if p.err != nil {
		return Document{}, p.err
	}
	return d, nil
}

// read returns a document, and the parser with its error and what it was lenient about.
func read(text string) (Document, *parser) {
	root, head, p := parse(text)
	if p.err != nil {
		return Document{}, p
	}
	p.root = &root
	if root.name != "policies" {
		p.fail(root.at, "the root is "+root.name, "let <policies> be the root; fragments and single elements are no documents")
		return Document{}, p
	}
	var d Document
	for _, c := range head {
		d.Head = append(d.Head, Comment(c.comment))
	}
	if len(root.attrs) > 0 {
		p.fail(root.at, "<policies> has attributes", "take them out")
	}
	seen := make(map[string]bool)
	for i := range root.children {
		n := &root.children[i]
		switch {
		case n.kind == commentNode:
			d.Head = append(d.Head, Comment(n.comment))
		case n.kind == textNode:
			p.fail(n.at, "text between the sections", "make it a comment, or take it out")
		case seen[n.name]:
			p.fail(n.at, "the section "+n.name+" is there twice", "put both into one")
		case len(n.attrs) > 0:
			p.fail(n.at, "the section "+n.name+" has attributes", "take them out")
		case n.mixed():
			p.fail(n.at, "text between the policies of "+n.name, "make it a comment, or take it out")
		default:
			seen[n.name] = true
			d.take(n, p)
		}
	}
	for i, section := range d.sections() {
		if !seen[sectionNames[i]] {
			*section = []Element{}
		}
	}
	return d, p
}

// take reads one section.
func (d *Document) take(n *node, p *parser) {
	for i, section := range d.sections() {
		if sectionNames[i] != n.name {
			continue
		}
		*section = readElements(n.children)
		if len(*section) == 1 && (*section)[0].tag() == "base" {
			if _, base := (*section)[0].(Base); base {
				*section = nil
			}
		}
		return
	}
	p.fail(n.at, "no section is called "+n.name, "the sections are "+strings.Join(sectionNames[:], ", "))
}

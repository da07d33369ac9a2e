// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"fmt"
	"strings"
)

// largest is how long a text may be that is read, in bytes. The service takes documents of 256 KiB.
const largest = 1 << 20

// parser reads XML in which expressions may stand as C#.
type parser struct {
	text  string
	pos   int
	depth int
	err   *SyntaxError
	root  *node // the document, once it was read
	// loose is the first place at which the text is not well-formed XML and was read all the same, -1 for
	// none; why says what is wrong there.
	loose int
	why   string
}

// parse returns the root of a document and the comments in front of it.
func parse(text string) (root node, head []node, p *parser) {
	p = &parser{text: text, loose: -1}
	switch bad := forbidden(text); {
	case len(text) > largest:
		p.fail(largest, fmt.Sprintf("the text is longer than %d bytes", largest), "the service takes policies of up to 256 KiB")
	case bad >= 0:
		p.fail(bad, "a character that XML does not allow", "take it out")
	}
	p.pos += len(p.rest()) - len(strings.TrimPrefix(p.rest(), "\ufeff"))
	for p.err == nil {
		p.blanks()
		at := p.pos
		switch {
		case p.pos == len(text):
			p.fail(at, "the document has no element", "let <policies> with the sections inbound, backend, outbound and on-error be its root")
		case p.take("<?"):
			p.until("?>")
		case p.take("<!--"):
			head = append(head, node{kind: commentNode, comment: p.until("-->"), at: at})
		case strings.HasPrefix(p.rest(), "<!"):
			p.fail(at, "a declaration of a document type", "policies have none: take it out")
		default:
			root = p.element()
			p.end()
			return root, head, p
		}
	}
	return root, head, p
}

// end wants nothing but comments.
func (p *parser) end() {
	for p.err == nil {
		p.blanks()
		switch {
		case p.pos == len(p.text):
			return
		case p.take("<!--"):
			p.until("-->")
		default:
			p.fail(p.pos, "there is more after the end of the document", "take it out")
		}
	}
}

func (p *parser) rest() string { return p.text[p.pos:] }

// fail stops the parser at its first error.
func (p *parser) fail(at int, message, hint string) {
	if p.err == nil {
		p.err = syntaxError(p.text, at, message, hint)
	}
}

// loosen notes that the text is not well-formed.
func (p *parser) loosen(at int, why string) {
	if p.loose < 0 || at < p.loose {
		p.loose, p.why = at, why
	}
}

// take steps over a text, if it is next.
func (p *parser) take(s string) bool {
	if !strings.HasPrefix(p.rest(), s) {
		return false
	}
	p.pos += len(s)
	return true
}

func (p *parser) blanks() bool {
	n := len(p.rest()) - len(strings.TrimLeft(p.rest(), blanks))
	p.pos += n
	return n > 0
}

// until steps over a text up to an end and over the end, and returns the text.
func (p *parser) until(end string) string {
	i := strings.Index(p.rest(), end)
	if i < 0 {
		p.fail(p.pos, end+" is missing", "")
		return ""
	}
	text := p.rest()[:i]
	if end == "-->" && (strings.Contains(text, "--") || strings.HasSuffix(text, "-")) {
		p.loosen(p.pos, "-- stands in a comment")
	}
	p.pos += i + len(end)
	return text
}

// element reads an element with all that is in it.
func (p *parser) element() node {
	n := node{at: p.pos}
	if !p.take("<") {
		p.fail(p.pos, "text where only elements may stand", "put it into an element, or into a comment")
		return n
	}
	if n.name = p.name(); n.name == "" {
		p.fail(n.at, "< begins no tag", "write &lt; for a < in a text")
		return n
	}
	if p.depth++; p.depth > deepest {
		p.fail(n.at, fmt.Sprintf("elements nest deeper than %d", deepest), "")
	}
	defer func() { p.depth-- }()
	for p.err == nil {
		apart := p.blanks()
		at := p.pos
		switch {
		case p.take("/>"):
			return n
		case p.take(">"):
			p.content(&n)
			return n
		case !apart || p.pos == len(p.text):
			p.fail(at, "the tag of "+n.name+" does not end here", "separate attributes by blanks, and escape quotes in them as &quot;")
		default:
			p.attribute(&n)
		}
	}
	return n
}

// content reads what stands in an element, up to and with its end tag.
func (p *parser) content(n *node) {
	for p.err == nil {
		at := p.pos
		switch {
		case p.pos == len(p.text):
			p.fail(n.at, "<"+n.name+"> does not end", "write </"+n.name+">")
		case p.take("</"):
			if name := p.name(); name != n.name {
				p.fail(at, "</"+name+"> ends <"+n.name+">", "write </"+n.name+">")
			}
			p.blanks()
			if !p.take(">") {
				p.fail(p.pos, "> is missing", "")
			}
			n.tidyChildren()
			p.classify(n)
			return
		case p.take("<!--"):
			n.children = append(n.children, node{kind: commentNode, comment: p.until("-->"), at: at})
		case p.take("<![CDATA["):
			n.addText(p.until("]]>"), at)
		case p.take("<?"):
			p.until("?>")
		case strings.HasPrefix(p.rest(), "<"):
			n.children = append(n.children, p.element())
		default:
			p.characters(n)
		}
	}
}

// addText adds literal text to an element's content.
func (n *node) addText(s string, at int) {
	if s == "" {
		return
	}
	if i := len(n.children) - 1; i >= 0 && n.children[i].kind == textNode {
		if l, ok := n.children[i].value.(Literal); ok {
			n.children[i].value = l + Literal(s)
			return
		}
	}
	n.children = append(n.children, node{kind: textNode, value: Literal(s), at: at})
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A value may be escaped, as XML has it, or an expression as C#, or both in one document: what is well-formed
// counts as XML, and what is not is taken for C# as it stands.

// attribute reads name="value" into an element.
func (p *parser) attribute(n *node) {
	at := p.pos
	name := p.name()
	p.blanks()
	if name == "" || !p.take("=") {
		p.fail(at, "an attribute needs a name, = and a value", "write name=\"value\"")
		return
	}
	p.blanks()
	if n.attr(name) != nil {
		p.fail(at, "attribute "+name+" is there twice", "take one out")
		return
	}
	for _, quote := range [...]string{`"`, "'"} {
		if p.take(quote) {
			n.attrs = append(n.attrs, Attribute{Name: name, Value: p.quoted(name, quote)})
			return
		}
	}
	p.fail(p.pos, "the value of "+name+" needs quotes", "")
}

// quoted reads the value of an attribute, and the quote that ends it.
func (p *parser) quoted(name, quote string) Value {
	at := p.pos
	i := strings.Index(p.rest(), quote)
	if i < 0 {
		p.fail(at, "the value of "+name+" does not end", "")
		return nil
	}
	raw := p.rest()[:i]
	text, strict := unescape(raw)
	less := strings.IndexByte(raw, '<')
	if strict && less < 0 {
		if v, ok := valueOf(text); ok {
			p.pos += i + len(quote)
			return v
		}
	}
	if begins(raw) {
		end, why := expressionEnd(p.rest())
		if why != "" {
			p.fail(p.bad(at, end), "in the expression of "+name+": "+why, "")
			return nil
		}
		if strings.HasPrefix(p.rest()[end:], quote) {
			v, _ := valueOf(p.rest()[:end])
			p.loosen(at, "the value of "+name+" has C# in it that is not escaped")
			p.pos += end + len(quote)
			return v
		}
	}
	if less >= 0 {
		p.fail(at+less, "< stands in the value of "+name, "write &lt;, or end the value with a quote before")
		return nil
	}
	if begins(text) {
		if _, ok := valueOf(text); !ok {
			p.fail(at, "the expression of "+name+" does not end with its value", "close its brackets")
			return nil
		}
	}
	if !strict {
		p.loosen(at, "& in the value of "+name+" begins no reference")
	}
	p.pos += i + len(quote)
	v, _ := valueOf(text)
	return v
}

// characters reads text up to the next tag, or an expression that holds what looks like one.
func (p *parser) characters(n *node) {
	at := p.pos
	i := strings.IndexByte(p.rest(), '<')
	if i < 0 {
		i = len(p.rest())
	}
	raw := p.rest()[:i]
	text, strict := unescape(raw)
	start := len(raw) - len(strings.TrimLeft(raw, blanks))
	if begins(raw[start:]) && n.silent() && !(strict && complete(text)) && p.verbatim(n, at+start) {
		return
	}
	if !strict {
		p.loosen(at, "& in the text of "+n.name+" begins no reference")
	}
	p.pos += i
	n.addText(text, at)
}

// complete reports whether a text is an expression from its first character to its last.
func complete(text string) bool {
	text = strings.Trim(text, blanks)
	end, why := 0, ""
	if begins(text) {
		end, why = expressionEnd(text)
	}
	return end > 0 && why == "" && end == len(text)
}

// verbatim reads an expression that stands as C# in an element and is all that is in it.
func (p *parser) verbatim(n *node, at int) bool {
	end, why := expressionEnd(p.text[at:])
	if why != "" {
		p.fail(p.bad(at, end), "in the expression in "+n.name+": "+why, "")
		return true
	}
	next := strings.TrimLeft(p.text[at+end:], blanks)
	if !strings.HasPrefix(next, "</") && !strings.HasPrefix(next, "<!--") {
		return false
	}
	v, _ := valueOf(p.text[at : at+end])
	p.loosen(at, "the text of "+n.name+" has C# in it that is not escaped")
	n.children = append(n.children, node{kind: textNode, value: v, at: at})
	p.pos = at + end
	return true
}

// bad returns the place to blame for an expression: where it begins if nothing ends it.
func (p *parser) bad(at, end int) int {
	if at+end >= len(p.text) {
		return at
	}
	return at + end
}

// classify makes text that is all that an element holds an expression, if it is one.
func (p *parser) classify(n *node) {
	v, alone := n.text()
	l, literal := v.(Literal)
	trimmed := strings.Trim(string(l), blanks)
	if !alone || !literal || !begins(trimmed) {
		return
	}
	for i := range n.children {
		if c := &n.children[i]; c.kind == textNode {
			found, ok := valueOf(trimmed)
			if !ok {
				p.fail(c.at, "the expression in "+n.name+" does not end", "close its brackets and strings")
			}
			if _, literal := found.(Literal); !literal {
				c.value = found
			}
		}
	}
}

// name steps over a name of XML and returns it, "" for none.
func (p *parser) name() string {
	rest := p.rest()
	n := nameLength(rest)
	p.pos += n
	return rest[:n]
}

// nameLength returns how long the name is that a text begins with, in bytes.
func nameLength(s string) int {
	for i, r := range s {
		letter := r == '_' || unicode.IsLetter(r) && r != utf8.RuneError
		if !letter && (i == 0 || r != '-' && r != '.' && r != ':' && (r < '0' || r > '9')) {
			return i
		}
	}
	return len(s)
}

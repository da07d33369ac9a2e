// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"fmt"
	"strconv"
	"strings"
)

// elements returns the nodes of elements in a section, or in an element there.
func (f *faults) elements(list []Element) []node {
	var nodes []node
	for i, e := range list {
		f.in("/"+strconv.Itoa(i), func() {
			f.depth++
			defer func() { f.depth-- }()
			switch {
			case e == nil:
				f.add("", wrong{"required", "is nil", "", "take it out"})
			case f.depth > deepest:
				f.add("", wrong{"depth", fmt.Sprintf("nests deeper than %d", deepest), "", "take some elements out of others"})
			default:
				nodes = append(nodes, f.element(e))
			}
		})
	}
	return nodes
}

// element returns the node of an element.
func (f *faults) element(e Element) node {
	switch e := e.(type) {
	case Comment:
		return e.node(f)
	case Text:
		if !f.inRaw {
			f.add("", wrong{"section", "is text, and there is none in a section", "", "put it into a Raw element, or make it a Comment"})
		}
		if e.Value == nil {
			return node{kind: textNode, value: Literal("")}
		}
		f.checkValue("", e.Value, f.alone)
		return node{kind: textNode, value: e.Value}
	case Raw:
		return f.raw(e)
	}
	n := node{name: e.tag()}
	f.placed(n.name)
	wasRaw := f.inRaw
	f.inRaw = false
	e.bind(&binder{n: &n, faults: f})
	f.inRaw = wasRaw
	return n
}

// raw returns the node of an element that no type is for.
func (f *faults) raw(e Raw) node {
	n := node{name: e.Name}
	if e.Name == "" || nameLength(e.Name) < len(e.Name) {
		f.add("", wrong{"name", "has a name that is none of XML", e.Name, "begin with a letter and go on with letters, digits and hyphens"})
	}
	f.placed(e.Name)
	b := binder{n: &n, faults: f}
	b.attributes(e.Attributes)
	was, wasAlone := f.inRaw, f.alone
	f.inRaw, f.alone = true, true
	for _, c := range e.Content {
		switch c.(type) {
		case Text, Comment:
		default:
			f.alone = false
		}
	}
	n.children = f.elements(e.Content)
	f.inRaw, f.alone = was, wasAlone
	return n
}

// node returns the node of a comment.
func (e Comment) node(f *faults) node {
	if strings.Contains(string(e), "--") || strings.HasSuffix(string(e), "-") {
		f.add("", wrong{"comment", "holds two hyphens in a row, or ends with one, which XML does not allow", string(e), "take one out"})
	}
	f.characters("", string(e))
	return node{kind: commentNode, comment: string(e)}
}

// characters refuses what XML does not allow in any way.
func (f *faults) characters(member, s string) {
	if i := forbidden(s); i >= 0 {
		f.add(member, wrong{"characters", fmt.Sprintf("has a character that XML does not allow at byte %d", i), "", "take it out"})
	}
}

// checkValue refuses values that would not be read back as what they are. sole says that the value is all
// the text of an element, so that blanks around it mean nothing.
func (f *faults) checkValue(member string, v Value, sole bool) {
	source := v.source()
	f.characters(member, source)
	l, literal := v.(Literal)
	if !literal {
		end, why := expressionEnd(source)
		switch {
		case why != "":
			f.add(member, wrong{"expression", "is no expression of C#: " + why, source, "close its brackets and strings"})
		case end < len(source):
			f.add(member, wrong{"expression", "ends before its text does", source, "balance its brackets"})
		case strings.Trim(source[2:end-1], blanks) == "":
			f.add(member, wrong{"expression", "is empty", "", "give it an expression"})
		}
		return
	}
	text := string(l)
	if sole {
		text = strings.Trim(text, blanks)
	}
	if found, ok := valueOf(text); begins(text) && (!ok || found.source() == text && !isLiteral(found)) {
		f.add(member, wrong{"literal", "begins like an expression and is a literal", text, "make it a policy.Expression, or a policy.Block"})
	}
}

func isLiteral(v Value) bool {
	_, literal := v.(Literal)
	return literal
}

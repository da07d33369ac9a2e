// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import "bytes"

// kind is what a JSON value is.
type kind uint8

const (
	null kind = iota
	boolean
	number
	str
	array
	object
)

func (k kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "an array", "an object"}[k]
}

// span is the content of a string, without its quotes.
type span struct {
	in, out int
	escaped bool
}

// node is a JSON value with its place in the text.
type node struct {
	kind       kind
	start, end int
	span       span // of a string
	name       span // of the member that it is
	// parent, first child and next sibling are indexes; 0 is none, because the root is nobody's child.
	parent, first, next int
}

// tree is a text with its values, the root first, and how the text is no JSON.
type tree struct {
	text     []byte
	nodes    []node
	problems []problem
	failed   bool // the last problem is one that nothing can be read behind
}

// problem is a place where the text is no JSON.
type problem struct {
	at    int
	cause string
	fix   string
	edits []Edit
}

// maxDepth is how deep values may nest; a connection has five levels.
const maxDepth = 100

// maxProblems bounds how much of a text is repaired.
const maxProblems = 50

// parse reads a text. It repairs what people and tools do to JSON, and says so.
func parse(b []byte) tree {
	p := parser{tree: tree{text: b, nodes: make([]node, 0, 8+len(b)/32)}}
	if bytes.HasPrefix(b, []byte("\uFEFF")) {
		p.repair(0, "a byte order mark", "save the text as UTF-8 without one", Edit{Start: 0, End: 3})
		p.pos = 3
	}
	p.skip()
	p.value(0)
	if !p.failed {
		p.rest()
	}
	return p.tree
}

type parser struct {
	tree
	pos, depth int
}

// repair records a problem that reading goes on behind.
func (p *parser) repair(at int, cause, fix string, edits ...Edit) {
	if p.problems = append(p.problems, problem{at, cause, fix, edits}); len(p.problems) > maxProblems {
		p.failed = true
	}
}

// fail records a problem that nothing can be read behind.
func (p *parser) fail(cause, fix string) {
	if !p.failed {
		p.problems = append(p.problems, problem{p.pos, cause, fix, nil})
	}
	p.failed, p.pos = true, len(p.text)
}

// peek returns the next byte, 0 at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

// rest reads what stands behind the value of the text: nothing.
func (p *parser) rest() {
	p.skip()
	if p.pos == len(p.text) {
		return
	}
	at := p.pos
	for p.pos < len(p.text) && (p.peek() == '}' || p.peek() == ']' || p.peek() == ',' || p.peek() == ';' || blank(p.peek())) {
		p.pos++
	}
	if p.pos == len(p.text) {
		p.repair(at, "there is more behind the end of the value", "take it away", Edit{Start: at, End: trimmed(p.text)})
		return
	}
	p.pos = at
	p.fail("there is more behind the end of the value", "keep one body in a text, or put them between [ and ], with commas")
}

// value reads a value as a child of a node and returns it.
func (p *parser) value(parent int) int {
	n := len(p.nodes)
	p.nodes = append(p.nodes, node{start: p.pos, parent: parent})
	if p.depth++; p.depth > maxDepth {
		p.fail("values nest too deep", "give the body of a connection, which has five levels")
		return n
	}
	switch c := p.peek(); {
	case c == '{':
		p.nodes[n].kind = object
		p.object(n)
	case c == '[':
		p.nodes[n].kind = array
		p.array(n)
	case p.quote() > 0:
		p.nodes[n].kind = str
		p.nodes[n].span = p.string()
	case c == '-' || c == '+' || c == '.' || '0' <= c && c <= '9':
		p.nodes[n].kind = number
		p.number()
	default:
		p.nodes[n].kind = p.word()
	}
	p.nodes[n].end = p.pos
	p.depth--
	return n
}

// object reads an object from its brace on.
func (p *parser) object(n int) {
	last := 0
	p.pos++
	for !p.closed(n, '}') {
		name, ok := p.name()
		if p.skip(); ok && p.peek() != ':' {
			p.fail(noColon(p.peek()), "write "+`"name": value`)
		}
		if p.failed {
			return
		}
		p.pos++
		if p.skip(); p.peek() == '}' || p.peek() == ',' {
			p.fail("a member has no value", "give one, or take the member away")
			return
		}
		child := p.value(n)
		p.nodes[child].name = name
		p.link(n, &last, child)
		p.separate('}')
	}
}

// array reads an array from its bracket on.
func (p *parser) array(n int) {
	last := 0
	p.pos++
	for !p.closed(n, ']') {
		child := p.value(n)
		p.link(n, &last, child)
		p.separate(']')
	}
}

// link makes child the last child of a node.
func (p *parser) link(parent int, last *int, child int) {
	if *last == 0 {
		p.nodes[parent].first = child
	} else {
		p.nodes[*last].next = child
	}
	*last = child
}

// closed reads the end of an object or array, if it is there.
func (p *parser) closed(n int, end byte) bool {
	p.skip()
	for p.peek() == ',' { // [separate] took the one that belongs there
		p.repair(p.pos, "a comma too much", "take it away", Edit{Start: p.pos, End: p.pos + 1})
		p.pos++
		p.skip()
	}
	switch {
	case p.failed:
		return true
	case p.pos == len(p.text):
		at := trimmed(p.text)
		p.repair(at, "the text ends before the "+string(end)+" of line "+itoa(lineOf(p.text, p.nodes[n].start)), "close it", Edit{Start: at, End: at, Text: string(end)})
		return true
	case p.peek() == end:
		p.pos++
		return true
	case p.peek() == '}' || p.peek() == ']':
		p.fail("what was opened on line "+itoa(lineOf(p.text, p.nodes[n].start))+" is closed with a "+string(p.peek()), "close it with a "+string(end))
		return true
	}
	return false
}

// separate reads the comma behind a member or an element, and wants something behind that.
func (p *parser) separate(end byte) {
	at := p.pos
	switch p.skip(); {
	case p.failed || p.pos == len(p.text) || p.peek() == end:
	case p.peek() == ',':
		comma := p.pos
		p.pos++
		if p.skip(); p.peek() == end || p.pos == len(p.text) {
			p.repair(comma, "a trailing comma", "take it away", Edit{Start: comma, End: comma + 1})
		}
	case end == '}' && p.quote() > 0, end == ']' && (p.peek() == '{' || p.peek() == '[' || p.quote() > 0):
		p.repair(at, "a comma is missing", "put one between the two", Edit{Start: at, End: at, Text: ","})
	case p.peek() != '}' && p.peek() != ']':
		p.fail("unexpected "+shown(p.text[p.pos:])+" behind a value", "put a comma between values, and quotes around texts")
	}
}

func noColon(c byte) string {
	if c == '=' {
		return "an = in place of the colon, as in Terraform's or Bicep's language"
	}
	return "a name without a colon"
}

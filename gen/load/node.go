// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package load

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry/gen/diag"
)

// Node is a JSON value that knows where it stands.
type Node struct {
	Pos     diag.Pos
	Kind    jsontext.Kind
	Text    string // a string's value, or the literal of a number, true, false or null
	Members []Member
	Items   []*Node
}

// Member is a member of an object, in the order of the file.
type Member struct {
	Name  string
	Pos   diag.Pos
	Value *Node
}

// Get returns the member of that name, or nil.
func (n *Node) Get(name string) *Node {
	for _, m := range n.Members {
		if m.Name == name {
			return m.Value
		}
	}
	return nil
}

// At returns the place of the value under a JSON pointer, or of the nearest value above it.
func (n *Node) At(pointer string) diag.Pos {
	at := n
	for name := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		next := at.step(strings.ReplaceAll(strings.ReplaceAll(name, "~1", "/"), "~0", "~"))
		if next == nil {
			break
		}
		at = next
	}
	return at.Pos
}

func (n *Node) step(name string) *Node {
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.Items) {
		return n.Items[i]
	}
	return n.Get(name)
}

// parser reads a file into nodes.
type parser struct {
	file  string
	text  []byte
	lines []int // offset at which each line begins
	dec   *jsontext.Decoder
}

// parse reads a JSON document. It fails with one diagnostic on malformed JSON or a repeated name.
func parse(file string, text []byte) (*Node, diag.List) {
	p := &parser{file: file, text: text, lines: []int{0}, dec: jsontext.NewDecoder(bytes.NewReader(text))}
	for i, c := range text {
		if c == '\n' {
			p.lines = append(p.lines, i+1)
		}
	}
	root, err := p.value()
	if err == nil {
		if _, err = p.dec.ReadToken(); errors.Is(err, io.EOF) {
			return root, nil
		}
		err = errors.New("text follows the document")
	}
	var faults diag.List
	faults.Add(p.pos(p.start()), "malformed JSON: %s", reason(err))
	return nil, faults
}

// reason returns an error's text without the decoder's own account of the place.
func reason(err error) string {
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return e.Err.Error()
	}
	return strings.TrimPrefix(err.Error(), "jsontext: ")
}

// start returns the offset of the next token.
func (p *parser) start() int {
	at := int(p.dec.InputOffset())
	for at < len(p.text) && slices.Contains([]byte(" \t\r\n,:"), p.text[at]) {
		at++
	}
	return at
}

func (p *parser) pos(offset int) diag.Pos {
	line := sort.SearchInts(p.lines, offset+1)
	return diag.Pos{File: p.file, Line: line, Col: offset - p.lines[line-1] + 1}
}

func (p *parser) value() (*Node, error) {
	n := &Node{Pos: p.pos(p.start())}
	token, err := p.dec.ReadToken()
	if err != nil {
		return nil, err
	}
	n.Kind = token.Kind()
	switch n.Kind {
	case '{':
		return n, p.members(n)
	case '[':
		return n, p.items(n)
	}
	n.Text = token.String()
	return n, nil
}

func (p *parser) members(n *Node) error {
	for p.dec.PeekKind() != '}' {
		pos := p.pos(p.start())
		name, err := p.dec.ReadToken()
		if err != nil {
			return err
		}
		m := Member{Name: name.String(), Pos: pos}
		if m.Value, err = p.value(); err != nil {
			return err
		}
		n.Members = append(n.Members, m)
	}
	_, err := p.dec.ReadToken()
	return err
}

func (p *parser) items(n *Node) error {
	for p.dec.PeekKind() != ']' {
		item, err := p.value()
		if err != nil {
			return err
		}
		n.Items = append(n.Items, item)
	}
	_, err := p.dec.ReadToken()
	return err
}

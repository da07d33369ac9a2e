// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"bytes"
	"strings"
)

// inner is a metadata value that holds JSON in a string.
type inner struct {
	tree
	outer *tree
	at    int  // the node of the value, -1 where there is none
	ok    bool // it is JSON of the right kind
	fault fault
}

// fault is how a value that should hold JSON does not.
type fault uint8

const (
	faultless fault = iota
	raw             // it is JSON, but not in a string
	twice           // it was encoded twice
	foreign         // it is what Python or PowerShell print
	broken          // it is something else
	wrongKind       // it is JSON of another kind
)

// inner reads the JSON of a metadata key.
func (s *subject) inner(key string) inner {
	in := inner{outer: &s.tree, at: s.exact(s.meta, key)}
	if in.at < 0 || s.is(in.at, null) {
		return inner{at: -1}
	}
	want := kindOf(key)
	value, isText := s.string(in.at)
	switch {
	case !isText && s.nodes[in.at].kind == want:
		in.fault = raw
		return in
	case !isText:
		in.fault = broken
		return in
	case value == "":
		return inner{at: -1}
	}
	in.tree = parse([]byte(value))
	switch root := in.nodes[0].kind; {
	case len(in.problems) > 0:
		in.fault = broken
		if !in.failed && strings.ContainsAny(value, "'") || strings.Contains(value, "@{") {
			in.fault = foreign
		}
	case root == str:
		in.fault = wrongKind
		if again := parse([]byte(in.content(in.nodes[0].span))); len(again.problems) == 0 && again.nodes[0].kind == want {
			in.fault = twice
		}
	case root != want:
		in.fault = wrongKind
	}
	in.ok = !in.failed && in.nodes[0].kind == want
	return in
}

// repairs returns the outer edits that make the inner text JSON; nil where something cannot be repaired.
func (in *inner) repairs() []Edit {
	var edits []Edit
	for _, p := range in.problems {
		if len(p.edits) == 0 || !in.ok {
			return nil
		}
		for _, e := range p.edits {
			edits = append(edits, in.edit(e))
		}
	}
	return edits
}

func kindOf(key string) kind {
	for _, k := range gatewayKeys {
		if k.name == key {
			return k.json
		}
	}
	return null
}

// path names a place of the inner JSON in words: "[0].properties.model".
func (in *inner) path(n int) string {
	var b strings.Builder
	for i, step := range strings.Split(in.pointer(n), "/") {
		switch {
		case i == 0:
		case strings.Trim(step, "0123456789") == "":
			b.WriteString("[" + step + "]")
		case b.Len() > 0:
			b.WriteString("." + step)
		default:
			b.WriteString(step)
		}
	}
	return b.String()
}

// edit turns an edit of the inner text into one of the outer text.
func (in *inner) edit(e Edit) Edit {
	span := in.outer.nodes[in.at].span
	return Edit{in.outer.outside(span, e.Start), in.outer.outside(span, e.End), quoted(e.Text)}
}

// value returns the outer edit that makes an inner string another text.
func (in *inner) value(n int, text string) Edit {
	span := in.nodes[n].span
	return in.edit(Edit{span.in, span.out, text})
}

// quoted escapes a text of ours, which has no control characters, for a string.
func quoted(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `"`, `\"`) }

// encode returns the edits that put a value into a string. They hold nothing of the value.
func encode(b []byte, start, end int) []Edit {
	edits := []Edit{{start, start, `"`}}
	for i := start; i < end; i++ {
		switch c := b[i]; {
		case c == '"' || c == '\\':
			edits = append(edits, Edit{i, i, `\`})
		case c < 0x20:
			edits = append(edits, Edit{i, i + 1, ""}) // between the members, where it means nothing
		}
	}
	return append(edits, Edit{end, end, `"`})
}

// decode returns the edits that take one encoding off a string that was encoded twice: its own quotes are
// escaped in it, and what they hold once more.
func decode(b []byte, s span) []Edit {
	content := b[s.in:s.out]
	first, last := bytes.IndexByte(content, '"'), bytes.LastIndexByte(content, '"')
	if first < 1 || last <= first {
		return nil
	}
	edits := []Edit{{s.in, s.in + first + 1, ""}}
	for i := first + 1; i < last-1; i++ {
		if content[i] != '\\' {
			continue
		}
		if content[i+1] != '\\' {
			i++
			continue
		}
		if content[i+2] == '\\' { // \\\" becomes \", and \\\\ becomes \\
			edits = append(edits, Edit{s.in + i, s.in + i + 2, ""})
			i += 3
		} else { // \\n becomes \n
			edits = append(edits, Edit{s.in + i, s.in + i + 1, ""})
			i += 2
		}
	}
	return append(edits, Edit{s.in + last - 1, s.out, ""})
}

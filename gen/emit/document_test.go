// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// document is a JSON value that keeps the order of its members and the text of its scalars.
type document struct {
	kind    jsontext.Kind
	text    string // of a scalar
	members []member
	items   []*document
}

type member struct {
	name  string
	value *document
}

// read parses a text that must be one JSON value.
func read[T string | []byte](t testing.TB, text T) *document {
	t.Helper()
	d := jsontext.NewDecoder(strings.NewReader(string(text)), jsontext.AllowDuplicateNames(true))
	v, err := readValue(d)
	if err != nil {
		t.Fatalf("read %s: %v", text, err)
	}
	return v
}

func readValue(d *jsontext.Decoder) (*document, error) {
	v := &document{kind: d.PeekKind()}
	if v.kind != '{' && v.kind != '[' {
		text, err := d.ReadValue()
		v.text = string(text)
		return v, err
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	for d.PeekKind() != '}' && d.PeekKind() != ']' {
		name := ""
		if v.kind == '{' {
			token, err := d.ReadToken()
			if err != nil {
				return nil, err
			}
			name = token.String()
		}
		child, err := readValue(d)
		if err != nil {
			return nil, err
		}
		if v.kind == '{' {
			v.members = append(v.members, member{name, child})
		} else {
			v.items = append(v.items, child)
		}
	}
	_, err := d.ReadToken()
	return v, err
}

// String prints the value without spaces.
func (v *document) String() string {
	var b strings.Builder
	v.print(&b)
	return b.String()
}

func (v *document) print(b *strings.Builder) {
	comma := func(i int) {
		if i > 0 {
			b.WriteByte(',')
		}
	}
	switch v.kind {
	case '{':
		b.WriteByte('{')
		for i, m := range v.members {
			comma(i)
			b.WriteString(quote(m.name) + ":")
			m.value.print(b)
		}
		b.WriteByte('}')
	case '[':
		b.WriteByte('[')
		for i, item := range v.items {
			comma(i)
			item.print(b)
		}
		b.WriteByte(']')
	default:
		b.WriteString(v.text)
	}
}

// clone returns a copy that shares nothing.
func (v *document) clone() *document {
	out := &document{kind: v.kind, text: v.text}
	for _, m := range v.members {
		out.members = append(out.members, member{m.name, m.value.clone()})
	}
	for _, item := range v.items {
		out.items = append(out.items, item.clone())
	}
	return out
}

// index returns where the member of that name stands: exactly, or else without case; -1 for nowhere.
func (v *document) index(name string) int {
	if i := slices.IndexFunc(v.members, func(m member) bool { return m.name == name }); i >= 0 {
		return i
	}
	return slices.IndexFunc(v.members, func(m member) bool { return strings.EqualFold(m.name, name) })
}

// get returns the member of that name, or nil.
func (v *document) get(name string) *document {
	if i := v.index(name); i >= 0 {
		return v.members[i].value
	}
	return nil
}

// set replaces the member of that name, or adds it at the end.
func (v *document) set(name string, value *document) {
	if i := v.index(name); i >= 0 {
		v.members[i].value = value
		return
	}
	v.members = append(v.members, member{name, value})
}

// remove takes the member of that name out.
func (v *document) remove(name string) {
	if i := v.index(name); i >= 0 {
		v.members = slices.Delete(v.members, i, i+1)
	}
}

// at returns what a path of names and indices leads to, nil for nothing.
func (v *document) at(path []string) *document {
	for _, step := range path {
		if v == nil {
			return nil
		}
		if v.kind != '[' {
			v = v.get(step)
			continue
		}
		i, err := strconv.Atoi(step)
		if err != nil || i < 0 || i >= len(v.items) {
			return nil
		}
		v = v.items[i]
	}
	return v
}

// sorted returns a copy with all members in the order of their names.
func (v *document) sorted() *document {
	out := v.clone()
	out.sort()
	return out
}

func (v *document) sort() {
	slices.SortStableFunc(v.members, func(a, b member) int { return strings.Compare(a.name, b.name) })
	for _, m := range v.members {
		m.value.sort()
	}
	for _, item := range v.items {
		item.sort()
	}
}

// blank reports whether a model may read the value as absent.
func (v *document) blank() bool {
	return v.kind == 'n' || v.text == `""` || v.kind == '{' && len(v.members) == 0
}

// trim takes the members out that are null or an empty text, which a model may read as absent, where
// another document does not have them either.
func (v *document) trim(other *document) {
	v.members = slices.DeleteFunc(v.members, func(m member) bool {
		return (m.value.kind == 'n' || m.value.text == `""`) && other.get(m.name) == nil
	})
	for _, m := range v.members {
		if child := other.get(m.name); child != nil {
			m.value.trim(child)
		}
	}
	for i, item := range v.items[:min(len(v.items), len(other.items))] {
		item.trim(other.items[i])
	}
}

// text returns a JSON string.
func text(s string) *document { return &document{kind: '"', text: quote(s)} }

// quote returns a text as JSON; what is no UTF-8 is replaced.
func quote(s string) string {
	out, _ := jsontext.AppendQuote(nil, s)
	return string(out)
}

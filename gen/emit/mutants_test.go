// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/gen/model"
)

// mutator makes bodies that are nearly good, always the same ones for a seed.
type mutator struct {
	*suite
	t     testing.TB
	rng   *rand.Rand
	words []string // what the specs speak of
}

func newMutator(t testing.TB, s *suite, seed uint64) *mutator {
	t.Helper()
	return &mutator{suite: s, t: t, rng: rand.New(rand.NewPCG(seed, 1)), words: s.words(t)}
}

// words returns the texts that the specs of a package know: values of enumerations, texts of examples,
// ids of the resource types that its ids may have; and some that look like others.
func (s *suite) words(t testing.TB) []string {
	t.Helper()
	words := []string{
		"", "!", "a", "0", "-1", "64", "64.0", "REDACTED", strings.Repeat("x", 300), strings.Repeat("é", 64), "10.0.0.0/8", "10.0.0.1/8",
		"10.0.0.0/33", "fd00::/48", "fd00::1", "10.0.0.1", "https://example.com", "HTTPS://example.com/a", "//example.com", "2030-01-01T00:00:00.1234567Z",
		"2030-01-01", "2030-13-01T00:00:00Z", subscription, strings.ToUpper(subscription), subscription[:35], groupPath, groupPath + "/", "a\tb", "\x00",
	}
	files := slices.Clone(s.manifest.Shared)
	for _, e := range s.manifest.Resources {
		if e.Schema != "" {
			files = append(files, e.Schema)
		}
	}
	slices.Sort(files)
	for _, file := range slices.Compact(files) {
		words = append(words, texts(read(t, s.text(t, file)), "")...)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// texts returns the texts below a schema that a body may hold, and ids of the types it names.
func texts(v *document, name string) []string {
	var out []string
	if v.kind == '"' {
		word, err := strconv.Unquote(v.text)
		switch {
		case err != nil, slices.Contains([]string{"description", "title", "x-hint", "pattern", "$ref", "$schema", "type", "x-go-name"}, name):
		case name == "x-armid":
			out = append(out, idOf(word), strings.ToUpper(idOf(word)), idOf(word)+"/more/x", idOf(word+"/odd"))
		default:
			out = append(out, word, strings.ToLower(word), word+"0")
		}
	}
	for _, m := range v.members {
		out = append(out, texts(m.value, m.name)...)
	}
	for _, item := range v.items {
		out = append(out, texts(item, name)...)
	}
	return out
}

// idOf returns an id of a resource type.
func idOf(resourceType string) string {
	provider, types, _ := strings.Cut(resourceType, "/")
	id := groupPath + "/providers/" + provider
	for t := range strings.SplitSeq(types, "/") {
		id += "/" + t + "/x"
	}
	return id
}

// mutant returns a body of a type: an example with up to four changes, or one made up.
func (m *mutator) mutant(object string, examples []*document) *document {
	if len(examples) == 0 || m.rng.IntN(8) == 0 {
		return m.value(model.Type{Kind: model.Struct, Name: object}, 0)
	}
	out := examples[m.rng.IntN(len(examples))].clone()
	for range 1 + m.rng.IntN(4) {
		m.change(out, model.Type{Kind: model.Struct, Name: object})
	}
	return out
}

// change changes a value somewhere.
func (m *mutator) change(v *document, t model.Type) {
	if len(v.members)+len(v.items) > 0 && m.rng.IntN(4) > 0 {
		m.descend(v, t)
		return
	}
	switch {
	case v.kind == '{' && t.Kind == model.Struct:
		m.changeObject(v, t.Name)
	case v.kind == '{':
		m.changeMap(v, t)
	case v.kind == '[':
		m.changeList(v, t)
	case v.kind == '"' && m.rng.IntN(4) == 0:
		old, err := strconv.Unquote(v.text)
		if err != nil {
			old = "" // an escape that only JSON has
		}
		*v = *m.string(old + m.word())
	default:
		*v = *m.value(t, 0)
	}
}

func (m *mutator) descend(v *document, t model.Type) {
	if v.kind == '[' {
		m.change(v.items[m.rng.IntN(len(v.items))], element(t))
		return
	}
	child := v.members[m.rng.IntN(len(v.members))]
	if t.Kind != model.Struct {
		m.change(child.value, element(t))
		return
	}
	m.change(child.value, m.fieldType(t.Name, child.name))
}

func element(t model.Type) model.Type {
	if t.Elem == nil {
		return model.Type{Kind: model.Any}
	}
	return *t.Elem
}

func (m *mutator) fieldType(object, wire string) model.Type {
	for _, f := range m.objects[object].Fields {
		if strings.EqualFold(f.Wire, wire) {
			return f.Type
		}
	}
	return model.Type{Kind: model.Any}
}

// changeObject takes a member out, nulls it, spells it in another case, or adds one.
func (m *mutator) changeObject(v *document, object string) {
	fields := m.objects[object].Fields
	if len(v.members) == 0 || m.rng.IntN(2) == 0 {
		if len(fields) > 0 {
			f := fields[m.rng.IntN(len(fields))]
			v.set(f.Wire, m.value(f.Type, 0))
		}
		return
	}
	i := m.rng.IntN(len(v.members))
	switch m.rng.IntN(5) {
	case 0:
		v.members[i].value = &document{kind: 'n', text: "null"}
	case 1:
		v.members[i].name = strings.ToUpper(v.members[i].name)
	case 2:
		v.set("x"+m.word(), m.value(model.Type{Kind: model.Any}, 0))
	default:
		v.members = slices.Delete(v.members, i, i+1)
	}
}

func (m *mutator) changeMap(v *document, t model.Type) {
	if len(v.members) == 0 || m.rng.IntN(2) == 0 {
		v.set(m.word(), m.value(element(t), 0))
		return
	}
	v.members = v.members[1:]
}

// changeList empties a list, repeats an element, takes one out, or adds one.
func (m *mutator) changeList(v *document, t model.Type) {
	if len(v.items) == 0 {
		v.items = append(v.items, m.value(element(t), 0))
		return
	}
	i := m.rng.IntN(len(v.items))
	switch m.rng.IntN(5) {
	case 0:
		v.items = nil
	case 1:
		v.items = append(v.items, v.items[i].clone())
	case 2:
		for range 5 {
			v.items = append(v.items, v.items[i].clone())
		}
	case 3:
		v.items = slices.Delete(v.items, i, i+1)
	default:
		v.items = append(v.items, m.value(element(t), 0))
	}
}

// value makes a value of a type up.
func (m *mutator) value(t model.Type, depth int) *document {
	switch t.Kind {
	case model.Bool:
		return read(m.t, []string{"true", "false"}[m.rng.IntN(2)])
	case model.Int32:
		return read(m.t, []string{"0", "1", "-1", "4", "9", "10", "1000", "2147483647", "-2147483648"}[m.rng.IntN(9)])
	case model.Int64:
		return read(m.t, []string{"0", "1", "-1", "1000", "2147483648", "9007199254740993", "-9223372036854775808"}[m.rng.IntN(7)])
	case model.Float64:
		return read(m.t, []string{"0", "0.25", "0.24", "80", "80.5", "-1e3", "1e300"}[m.rng.IntN(7)])
	case model.Any:
		return read(m.t, []string{"null", "1.10", `"a"`, "[]", `{"a":[{}]}`}[m.rng.IntN(5)])
	case model.List:
		out := &document{kind: '['}
		for range m.rng.IntN(4) {
			out.items = append(out.items, m.value(*t.Elem, depth+1))
		}
		return out
	case model.Map:
		out := &document{kind: '{'}
		for range m.rng.IntN(3) {
			out.set(m.word(), m.value(*t.Elem, depth+1))
		}
		return out
	case model.Struct:
		return m.made(t.Name, depth)
	}
	return m.string(m.word())
}

// made makes a value of a struct up, most often with the members that it needs.
func (m *mutator) made(object string, depth int) *document {
	out := &document{kind: '{'}
	for _, f := range m.objects[object].Fields {
		required := f.Presence == model.Required && m.rng.IntN(8) > 0
		if required || depth < 6 && m.rng.IntN(3) == 0 {
			out.set(f.Wire, m.value(f.Type, depth+1))
		}
	}
	if m.rng.IntN(4) == 0 { // present, even if it has nothing that is known
		out.set("xUnknown", m.value(model.Type{Kind: model.Any}, depth))
	}
	return out
}

// word returns a text: one that is known, or an id.
func (m *mutator) word() string {
	if m.rng.IntN(16) == 0 {
		return fmt.Sprintf("/subscriptions/%08x-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/r%d", m.rng.Uint32(), m.rng.IntN(9))
	}
	return m.words[m.rng.IntN(len(m.words))]
}

func (m *mutator) string(s string) *document { return &document{kind: '"', text: quote(s)} }

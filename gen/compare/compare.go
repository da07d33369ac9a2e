// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/gen/load"
	"github.com/azfoundry/azfoundry/gen/specs"
)

// Body is a body of the specs with its members: that of a resource, the answer of an action, or a
// definition that stands for itself.
type Body struct {
	Package, Name string
	Type, Version string // published; empty for a body that is not
	Members       []Member
	LeftOut       []string // members that are published and not in the spec
}

// Member is one member of a body, at any depth.
type Member struct {
	Path        string // /properties/subnets[]/name; {} stands for the values of a map
	Type        string
	Required    bool
	ReadOnly    bool
	Differences []Difference
}

// Difference is what a spec says otherwise than the published type.
type Difference struct {
	Kind   string // unpublished, name, type, values, open, required or readOnly
	Text   string
	Reason string
}

// walker collects the members of one body.
type walker struct {
	body   *Body
	seen   []*load.Schema // structs on the way down, so that one within itself ends
	locked bool           // below a member that is read-only on both sides, where nothing can be written
}

// Package compares the specs of a package. types may be nil; then nothing is published.
func Package(src *load.Source, types *Types) []Body {
	if types == nil {
		types = &Types{}
	}
	c := &comparison{src: src, types: types, reached: make(map[*load.Schema]bool)}
	for _, e := range src.Manifest.Resources {
		if e.Schema != "" {
			c.resource(e)
		}
	}
	c.rest()
	return c.bodies
}

// comparison goes through a package.
type comparison struct {
	src     *load.Source
	types   *Types
	bodies  []Body
	reached map[*load.Schema]bool
}

// resource compares a resource and the answers of its actions.
func (c *comparison) resource(e specs.Entry) {
	m := c.src.Manifest
	versions := m.Versions(e)
	for i, t := range m.Types(e) {
		p, _ := c.types.resource(t, versions[i])
		name := e.Name
		if i > 0 {
			name += " " + t
		}
		b := Body{Package: m.Package, Name: name, Type: t, Version: versions[i]}
		c.add(&walker{body: &b}, c.file(e.Schema).Root, p)
		for _, op := range e.Operations {
			if s := c.definition(op.Result); op.Kind == "action" && s != nil && i == 0 {
				p, _ := c.types.answer(t, versions[i], op.Path, op.Paged)
				b := Body{Package: m.Package, Name: op.Result, Type: t + "/" + op.Path, Version: versions[i]}
				c.add(&walker{body: &b, locked: true}, s, p)
			}
		}
	}
}

// rest adds the bodies that no resource holds, such as those of a PATCH.
func (c *comparison) rest() {
	for _, f := range c.src.Files {
		for _, d := range f.Defs {
			if !c.reached[d.Schema] && d.Schema.Type == "object" {
				c.add(&walker{body: &Body{Package: c.src.Manifest.Package, Name: d.Name}}, d.Schema, place{})
			}
		}
	}
}

func (c *comparison) add(w *walker, s *load.Schema, p place) {
	w.object("", s, p)
	s.Each(c.reach)
	slices.Sort(w.body.LeftOut)
	w.body.LeftOut = slices.Compact(w.body.LeftOut)
	c.bodies = append(c.bodies, *w.body)
}

// reach marks the definitions that a schema refers to.
func (c *comparison) reach(s *load.Schema) {
	c.reached[s] = true
	if s.Ref != nil && !c.reached[s.Ref.Target] {
		s.Ref.Target.Each(c.reach)
	}
}

func (c *comparison) file(name string) *load.File {
	i := slices.IndexFunc(c.src.Files, func(f *load.File) bool { return strings.HasSuffix(f.Name, "/"+name) })
	return c.src.Files[i]
}

// definition returns the definition of that name, or nil.
func (c *comparison) definition(name string) *load.Schema {
	for _, f := range c.src.Files {
		for _, d := range f.Defs {
			if d.Name == name {
				return d.Schema
			}
		}
	}
	return nil
}

// object walks the members of an object. p is its published type, or none.
func (w *walker) object(at string, s *load.Schema, p place) {
	s = target(s)
	if slices.Contains(w.seen, s) {
		return
	}
	w.seen = append(w.seen, s)
	defer func() { w.seen = w.seen[:len(w.seen)-1] }()
	known := map[string]published{}
	if p.entry != nil {
		known = maps.Clone(p.members())
	}
	for _, m := range s.Properties {
		w.member(at+"/"+m.Name, m, around{s, p, known})
	}
	if at == "" {
		delete(known, "apiVersion") // of the format, not of the resource
	}
	for name := range known {
		w.body.LeftOut = append(w.body.LeftOut, at+"/"+name)
	}
}

// around is the object that a member is of: its schema, its published type, and the published members
// that no member of the schema was found to be yet.
type around struct {
	schema *load.Schema
	place  place
	known  map[string]published
}

// member compares one member, takes it out of what is published, and goes on below it.
func (w *walker) member(at string, m load.Property, in around) {
	s := target(m.Schema)
	out := Member{Path: at, Type: typeText(s), Required: in.schema.Requires(m.Name), ReadOnly: m.Schema.ReadOnly || s.ReadOnly}
	name, found := spelled(in.known, m.Name)
	var p place
	if found {
		p = in.place.of(in.known[name])
		flags := in.known[name].Flags
		if w.locked {
			flags |= constant
		}
		out.Differences = differences(out, s, p, flags)
		if locked := out.ReadOnly && flags&readOnly != 0; locked && !w.locked {
			w.locked = true
			defer func() { w.locked = false }()
		}
		if name != m.Name {
			out.Differences = append(out.Differences, Difference{Kind: "name", Text: "published as " + name})
		}
		delete(in.known, name)
	} else if in.place.entry != nil {
		out.Differences = []Difference{{Kind: "unpublished", Text: "not published"}}
	}
	w.body.Members = append(w.body.Members, out)
	w.below(at, s, p)
}

// below goes on within objects, arrays and maps.
func (w *walker) below(at string, s *load.Schema, p place) {
	switch kindOf(s) {
	case "object":
		w.object(at, s, p)
	case "array":
		if p.entry != nil {
			p = p.at(p.ItemType)
		}
		w.below(at+"[]", target(s.Items), p)
	case "map":
		if p.entry != nil && p.Additional != nil {
			p = p.at(*p.Additional)
		} else {
			p = place{}
		}
		w.below(at+"{}", target(s.Additional), p)
	}
}

// spelled finds the published name of a member, in any case.
func spelled(known map[string]published, name string) (string, bool) {
	if _, ok := known[name]; ok {
		return name, true
	}
	for other := range known {
		if strings.EqualFold(other, name) {
			return other, true
		}
	}
	return "", false
}

// differences compares a member with its published type.
func differences(m Member, s *load.Schema, p place, flags int) []Difference {
	var out []Difference
	add := func(kind, format string, args ...any) {
		out = append(out, Difference{Kind: kind, Text: fmt.Sprintf(format, args...)})
	}
	ours, theirs := kindOf(s), p.kind()
	if ours != theirs {
		add("type", "published as %s", theirs)
	} else if ours == "array" && kindOf(target(s.Items)) != p.at(p.ItemType).kind() {
		add("type", "published as array of %s", p.at(p.ItemType).kind())
	}
	if flags&constant == 0 {
		if published := flags&required != 0; published != m.Required {
			add("required", "published as %s", choose(published, "required", "optional"))
		}
	}
	if published := flags&readOnly != 0; published != m.ReadOnly && flags&constant == 0 {
		add("readOnly", "published as %s", choose(published, "read-only", "writable"))
	}
	if ours == "array" && theirs == "array" {
		s, p = target(s.Items), p.at(p.ItemType)
	}
	return append(out, valueDifferences(s, p)...)
}

// valueDifferences compares the known values of a text.
func valueDifferences(s *load.Schema, p place) []Difference {
	known, open := p.values()
	var ours []string
	for _, w := range append(slices.Clone(s.Enum), s.OpenEnum...) {
		ours = append(ours, w.Text)
	}
	if s.Const != nil {
		ours = append(ours, s.Const.Text)
	}
	if kindOf(s) != "string" || p.kind() != "string" || len(known)+len(ours) == 0 || s.ReadOnly && len(ours) == 0 {
		return nil
	}
	var out []Difference
	if more := without(known, ours); len(more) > 0 {
		out = append(out, Difference{Kind: "values", Text: "also published: " + strings.Join(more, ", ")})
	}
	if more := without(ours, known); len(more) > 0 {
		out = append(out, Difference{Kind: "values", Text: "not published: " + strings.Join(more, ", ")})
	}
	if closed := s.Enum != nil || s.Const != nil; closed == open {
		out = append(out, Difference{Kind: "open", Text: "published as " + choose(open, "open", "closed")})
	}
	return out
}

func without(all, some []string) []string {
	return slices.Sorted(func(yield func(string) bool) {
		for _, one := range all {
			if !slices.Contains(some, one) && !yield(one) {
				return
			}
		}
	})
}

func choose(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// target follows references.
func target(s *load.Schema) *load.Schema {
	for s.Ref != nil {
		s = s.Ref.Target
	}
	return s
}

// kindOf returns the type of a schema, a map told from an object.
func kindOf(s *load.Schema) string {
	switch {
	case s.Type == "":
		return "any"
	case s.Type == "object" && s.Additional != nil:
		return "map"
	}
	return s.Type
}

// typeText returns a type for people.
func typeText(s *load.Schema) string {
	text := kindOf(s)
	switch {
	case text == "array":
		return "array of " + typeText(target(s.Items))
	case text == "map":
		return "map of " + typeText(target(s.Additional))
	case s.Secret:
		return "secret"
	case s.ARMID != "":
		return "resource id"
	case s.Enum != nil:
		return "enum"
	case s.OpenEnum != nil:
		return "open enum"
	case s.Format != "":
		return text + " (" + s.Format + ")"
	}
	return text
}

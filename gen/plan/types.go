// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"github.com/azfoundry/azfoundry/gen/load"
	"github.com/azfoundry/azfoundry/gen/model"
)

// named is a schema that becomes a Go type of its own.
type named struct {
	name string
	enum bool
}

// object is a struct while it is planned.
type object struct {
	model.Object
	schema *load.Schema
	file   string // its spec
	body   bool   // reachable from the body of a request through members that can be written
}

// declareAll names every object and enumeration, in the order of the specs.
func (p *planner) declareAll() {
	for _, f := range p.src.Files {
		if len(f.Root.Properties) > 0 {
			p.declareRoot(f)
		}
		for _, d := range f.Defs {
			p.declare(f, d.Schema, goNameOf(d.Schema, d.Name))
		}
	}
}

// declareRoot declares the body of a resource.
func (p *planner) declareRoot(f *load.File) {
	owner := ""
	for i, e := range p.src.Manifest.Resources {
		if e.Schema == "" || f.Name != p.dir()+e.Schema {
			continue
		}
		if owner != "" && owner != e.Model {
			p.faults.Add(p.at(i, "/schema"), "%s is the schema of %s already; give each resource its own, or both the same model", e.Schema, owner)
			return
		}
		owner = e.Body()
	}
	if owner == "" {
		p.faults.Add(f.Root.Pos, "a shared spec holds $defs only, no members of its own")
		return
	}
	p.declare(f, f.Root, owner)
}

// dir returns the folder of the package's specs, with a slash.
func (p *planner) dir() string {
	file := p.pkg.Source
	return file[:len(file)-len("manifest.json")]
}

// declare names a schema, if it needs a name, and then those within it.
func (p *planner) declare(f *load.File, s *load.Schema, name string) {
	switch {
	case s == nil || s.Ref != nil:
		return
	case len(s.Enum) > 0 || len(s.OpenEnum) > 0:
		p.declareEnum(f, s, name)
	case s.Type == "array":
		p.declare(f, s.Items, name+"Item")
	case s.Type == "object" && len(s.Properties) == 0:
		p.declare(f, s.Additional, name+"Value")
	case s.Type == "object":
		p.claim(name, s.Pos, "the type of "+describe(s))
		o := &object{schema: s, file: f.Name}
		o.Name, o.Stem, o.Noun = name, stem(name), phrase(name)
		p.named[s] = &named{name: name}
		p.objects[name] = o
		p.order = append(p.order, o)
		for _, m := range s.Properties {
			p.declare(f, m.Schema, name+goNameOf(m.Schema, m.Name))
		}
	}
}

// describe says which schema is meant.
func describe(s *load.Schema) string {
	if s.Pointer == "" {
		return "the resource"
	}
	return s.Pointer
}

// goNameOf returns the Go name of a member or definition: x-go-name wins.
func goNameOf(s *load.Schema, wire string) string {
	if s.GoName != "" {
		return s.GoName
	}
	return goName(wire)
}

// declareEnum plans a string type and its constants.
func (p *planner) declareEnum(f *load.File, s *load.Schema, name string) {
	p.claim(name, s.Pos, "the type of "+describe(s))
	p.named[s] = &named{name: name, enum: true}
	e := model.Enum{Name: name, Doc: p.doc(s, name), Closed: len(s.Enum) > 0, Spec: f.Name}
	for _, v := range append(s.Enum, s.OpenEnum...) {
		constant := name + goName(v.Text)
		p.claim(constant, v.Pos, "the value "+v.Text)
		e.Values = append(e.Values, model.EnumValue{Name: constant, Value: v.Text})
	}
	p.enums = append(p.enums, e)
}

// doc returns the comment of a type: its description as a sentence that begins with its name.
func (p *planner) doc(s *load.Schema, name string) string {
	if s.Description == "" {
		p.faults.Add(s.Pos, "%s has no description; every exported type needs one", name)
		return ""
	}
	return name + " is " + lowerFirst(sentence(s.Description))
}

// deref follows references to the schema that says what a value is.
func (p *planner) deref(s *load.Schema) *load.Schema {
	for seen := 0; s.Ref != nil; seen++ {
		if seen > len(p.src.Files)*8 {
			p.faults.Add(s.Ref.Pos, "$ref %q leads in a circle", s.Ref.Text)
			return &load.Schema{Pos: s.Pos}
		}
		s = s.Ref.Target
	}
	return s
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/gen/load"
	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/gen/specs"
)

// A manifest may say that something differs from the rule. What says so without need is a fault, so
// that no such note outlives its reason.

// versions returns the API versions of a resource as its file's header names them.
func (p *planner) versions(i int, e specs.Entry) string {
	m := p.src.Manifest
	versions := m.Versions(e)
	plain := e
	plain.APIVersion = ""
	if e.APIVersion != "" && slices.Equal(m.Versions(plain), versions) {
		p.faults.Add(p.at(i, "/apiVersion"), "%s has the API version %s anyway; leave it out", e.Name, e.APIVersion)
	}
	of := make(map[string]string)
	for j, t := range m.Types(e) {
		provider, _, _ := strings.Cut(t, "/")
		if first, known := of[provider]; known && first != versions[j] {
			p.faults.Add(p.at(i, "/homes"), "%s would have two API versions in %s, %s and %s; set its apiVersion", e.Name, provider, first, versions[j])
		}
		of[provider] = versions[j]
	}
	slices.Sort(versions)
	return strings.Join(slices.Compact(versions), ", ")
}

// checkDefinitions refuses definitions that no reference and no operation names: they would only add
// names.
func (p *planner) checkDefinitions() {
	used := make(map[*load.Schema]bool)
	mark := func(s *load.Schema) {
		if s.Ref != nil {
			used[s.Ref.Target] = true
		}
	}
	for _, f := range p.src.Files {
		f.Root.Each(mark)
		for _, d := range f.Defs {
			d.Schema.Each(mark)
		}
	}
	for _, e := range p.src.Manifest.Resources {
		for _, op := range e.Operations {
			for _, name := range []string{op.Body, op.Result} {
				if o := p.objects[name]; o != nil {
					used[o.schema] = true
				}
			}
		}
	}
	for _, f := range p.src.Files {
		for _, d := range f.Defs {
			if !used[d.Schema] {
				p.faults.Add(d.Pos, "nothing uses the definition %s; remove it", d.Name)
			}
		}
	}
}

// checkRenames refuses names that would be the same without being set.
func (p *planner) checkRenames() {
	m := p.src.Manifest
	same := func(i int, keyword, set, otherwise string) {
		if set != "" && set == otherwise {
			p.faults.Add(p.at(i, keyword), "the name is %s anyway; leave it out", set)
		}
	}
	if m.Path == m.Package {
		p.faults.Add(m.At("/path"), "the folder is %s anyway; leave it out", m.Path)
	}
	for i, e := range m.Resources {
		same(i, "/plural", e.Plural, plural(e.Name))
		same(i, "/model", e.Model, e.Name)
		same(i, "/idType", e.IDType, e.Name+"ID")
		same(i, "/homeType", e.HomeType, "Home")
		for j, op := range e.Operations {
			same(i, "/operations/"+itoa(j)+"/name", op.Name, kinds[op.Kind].method)
		}
	}
	for _, f := range p.src.Files {
		for _, d := range f.Defs {
			p.checkGoName(d)
		}
	}
	if m.CountType != "" && !p.counts {
		p.faults.Add(m.At("/countType"), "no string is marked x-count; leave countType out")
	}
}

// checkGoName refuses an x-go-name that changes nothing.
func (p *planner) checkGoName(m load.Property) {
	if m.Schema.GoName == goName(m.Name) {
		p.faults.Add(m.Schema.Pos, "x-go-name: the name of %q is %s anyway; leave it out", m.Name, m.Schema.GoName)
	}
}

// checkPointers refuses overrides that override nothing.
func (p *planner) checkPointers() {
	for i, text := range p.src.Manifest.Pointers {
		if !p.pointerUsed(text) {
			p.faults.Add(p.src.Manifest.At("/pointers/"+itoa(i)), "%s is no optional string member of a planned type", text)
		}
	}
}

func (p *planner) pointerUsed(text string) bool {
	for _, o := range p.order {
		for _, f := range o.Fields {
			if o.Name+"."+f.Wire == text {
				return f.Presence == model.Pointer && f.Type.Kind == model.String
			}
		}
	}
	return false
}

// checkDrop refuses members dropped on a write that are no members, and those of a resource that is
// never written.
func (p *planner) checkDrop(i int, e specs.Entry) {
	writes := slices.ContainsFunc(e.Operations, func(op specs.Operation) bool { return kinds[op.Kind].writes })
	for j, pointer := range e.Drop {
		at := p.at(i, "/dropOnWrite/"+itoa(j))
		switch {
		case !writes:
			p.faults.Add(at, "%s has no operation that writes it", e.Name)
		case !p.leads(p.objects[e.Body()], pointer):
			p.faults.Add(at, "%s is no member of %s", pointer, e.Body())
		}
	}
}

// checkKeep refuses members kept in a patch that are no members, or of a Modify that sends no patch.
func (b *builder) checkKeep(j int, in specs.Operation) {
	for k, pointer := range in.Keep {
		at := b.pos(j, "/keep/"+itoa(k))
		switch {
		case !in.Patch:
			b.faults.Add(at, "keep is for a modify with patch; a PUT holds everything")
		case !b.leads(b.objects[b.entry.Body()], pointer):
			b.faults.Add(at, "%s is no member of %s", pointer, b.entry.Body())
		}
	}
}

// leads reports whether a JSON pointer leads to a member of an object, through objects only.
func (p *planner) leads(o *object, pointer string) bool {
	name, rest, deeper := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	if o == nil {
		return false
	}
	f := o.find(name)
	if f == nil || !deeper {
		return f != nil
	}
	return f.Type.Kind == model.Struct && p.leads(p.objects[f.Type.Name], rest)
}

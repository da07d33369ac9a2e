// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/gen/specs"
)

// planResources puts objects and operations into the files they belong to.
func (p *planner) planResources() {
	for i, e := range p.src.Manifest.Resources {
		if e.Schema != "" && p.ids[e.Name] != nil && p.objects[e.Body()] != nil {
			p.pkg.Resources = append(p.pkg.Resources, p.planResource(i, e))
		}
	}
	var from []string
	for _, o := range p.order {
		if !p.placed(o.file) {
			p.pkg.Shared = append(p.pkg.Shared, o.Object)
			from = append(from, o.file)
		}
	}
	p.pkg.SharedFrom = strings.Join(slices.Compact(from), ", ")
}

// shown reports whether a resource before resource i has the schema too: the first one gets the models.
func (p *planner) shown(i int, schema string) bool {
	return slices.ContainsFunc(p.src.Manifest.Resources[:i], func(e specs.Entry) bool { return e.Schema == schema })
}

// placed reports whether a spec is the schema of a resource.
func (p *planner) placed(file string) bool {
	return slices.ContainsFunc(p.src.Manifest.Resources, func(e specs.Entry) bool {
		return e.Schema != "" && file == p.dir()+e.Schema
	})
}

func (p *planner) planResource(i int, e specs.Entry) model.Resource {
	field := e.Plural
	if field == "" {
		field = plural(e.Name)
	}
	r := model.Resource{
		Name: e.Name, Noun: e.Noun, Spec: p.dir() + e.Schema, File: fileName(e.Name), Client: field + "Client", Field: field,
		APIVersion: p.versions(i, e),
	}
	r.Doc = r.Client + " manages " + plural(e.Noun) + ". It is safe for concurrent use."
	p.claim(r.Client, p.at(i, "/name"), "the client of "+e.Name)
	for _, o := range p.order {
		if o.file == r.Spec && !p.shown(i, e.Schema) {
			r.Objects = append(r.Objects, o.Object)
		}
	}
	b := &builder{planner: p, i: i, entry: e, out: &r, id: p.ids[e.Name], methods: make(map[string]bool)}
	for j, op := range e.Operations {
		if op.Kind != "modify" {
			b.add(j, op)
		}
	}
	b.modify()
	p.checkDrop(i, e)
	for _, o := range r.Options {
		p.claim(o.Type, p.at(i, "/operations"), "the options of "+e.Name)
	}
	return r
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"regexp"
	"strings"

	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/gen/specs"
)

// maxSegments is how many types an id may have.
const maxSegments = 4

// planIDs plans the ids of all resources, parents first.
func (p *planner) planIDs() {
	for i, e := range p.src.Manifest.Resources {
		if first, j := p.resource(e.Name); j != i {
			p.faults.Add(p.at(i, "/name"), "there are two resources named %s; the first is at %s", first.Name, p.at(j, "/name"))
			continue
		}
		if r := e.NameRule; r != nil && r.Pattern != "" {
			if _, err := regexp.Compile(r.Pattern); err != nil {
				p.faults.Add(p.at(i, "/nameRule/pattern"), "pattern %q cannot be compiled by Go: %v", r.Pattern, err)
			}
		}
		p.id(i, e)
	}
	for _, e := range p.src.Manifest.Resources {
		if id := p.ids[e.Name]; id != nil && !id.Root {
			p.pkg.IDs = append(p.pkg.IDs, *id)
		}
	}
}

// id plans the id of one resource. Its parents stand before it in the manifest.
func (p *planner) id(i int, e specs.Entry) {
	if e.IDType == specs.GroupID {
		p.group(i, e)
		return
	}
	id := &model.ID{Type: e.IDType, Stem: stem(e.Name), Noun: e.Noun}
	if id.Type == "" {
		id.Type = e.Name + "ID"
	}
	p.claim(id.Type, p.at(i, "/name"), "the id of "+e.Name)
	p.claim("Parse"+id.Type, p.at(i, "/name"), "the parser of ids of "+e.Name)
	p.claim(id.Stem+"From", p.at(i, "/name"), "the builder of ids of "+e.Name)
	switch {
	case len(e.Homes) > 0:
		p.homes(i, e, id)
	case e.Parent != "":
		p.child(i, e, id)
	default:
		p.top(i, e, id)
	}
	if len(id.Segments) > maxSegments {
		p.faults.Add(p.at(i, "/type"), "an id of %d types is longer than %d", len(id.Segments), maxSegments)
	}
	p.ids[e.Name] = id
}

// scopeFields names the field of an id that holds what it begins with.
var scopeFields = map[model.Scope]string{
	model.GroupScope: "ResourceGroup", model.SubscriptionScope: "Subscription", model.ManagementGroupScope: "ManagementGroup",
	model.AnyScope: "Scope", model.TenantScope: "", model.ServiceScope: "",
}

// top plans an id that has no parent among the resources.
func (p *planner) top(i int, e specs.Entry, id *model.ID) {
	p.claim(id.Stem+"Shape", p.at(i, "/name"), "the shape of ids of "+e.Name)
	id.Scope = model.Scope(e.Scope)
	if id.Scope == "" {
		id.Scope = model.GroupScope
	}
	if id.Scope == model.ServiceScope && p.src.Manifest.Service == nil {
		p.faults.Add(p.at(i, "/scope"), "an id of Resource Manager names a provider; the scope service is for packages with a service")
	}
	provider, last, ok := strings.Cut(e.Type, "/")
	if !ok || strings.Contains(last, "/") {
		p.faults.Add(p.at(i, "/type"), "%q is the type of a child; name its parent", e.Type)
		return
	}
	id.ARMType, id.Provider, id.From = e.Type, provider, scopeFields[id.Scope]
	id.Segments = []model.Segment{{Type: last, Field: "Name", Name: nameRule(e)}}
}

// group plans the id of resource groups, which is no resource id: nothing in it names a provider. Its type
// is in the root package, because ids of all that is in a group begin with it.
func (p *planner) group(i int, e specs.Entry) {
	provider, last, _ := strings.Cut(e.Type, "/")
	if provider != "Microsoft.Resources" || last != "resourceGroups" || e.Scope != string(model.SubscriptionScope) || e.NameRule != nil {
		p.faults.Add(p.at(i, "/idType"), "%s is for Microsoft.Resources/resourceGroups with the scope subscription and no rule for names", specs.GroupID)
	}
	p.ids[e.Name] = &model.ID{
		Type: "ResourceGroup", Stem: stem(e.Name), Noun: e.Noun, Root: true, ARMType: e.Type, Scope: model.SubscriptionScope,
		Segments: []model.Segment{{Type: last, Field: "Name"}},
	}
}

// child plans an id that extends another one.
func (p *planner) child(i int, e specs.Entry, id *model.ID) {
	p.claim(id.Stem+"Shape", p.at(i, "/name"), "the shape of ids of "+e.Name)
	parent := p.parent(i, e.Parent, "/parent")
	if parent == nil {
		return
	}
	last, ok := strings.CutPrefix(e.Type, parent.ARMType+"/")
	if !ok || strings.Contains(last, "/") || parent.ARMType == "" {
		p.faults.Add(p.at(i, "/type"), "%q does not extend the type of its parent %s, %q, by one part", e.Type, e.Parent, parent.ARMType)
		return
	}
	id.ARMType, id.Scope, id.Provider = e.Type, parent.Scope, parent.Provider
	id.Parent = &model.Parent{Field: e.Parent, Type: parent.Type, Stem: parent.Stem}
	if parent.From != "" {
		id.From = e.Parent + "." + parent.From
	}
	for _, s := range parent.Segments {
		id.Segments = append(id.Segments, model.Segment{Type: s.Type, Field: e.Parent + "." + s.Field, Name: s.Name})
	}
	id.Segments = append(id.Segments, model.Segment{Type: last, Field: "Name", Name: nameRule(e)})
	parent.Children = append(parent.Children, model.Child{Method: e.Name, Type: id.Type, Field: e.Parent, Noun: e.Noun})
}

// parent returns the id of a resource that stands before resource i, nil after a fault.
func (p *planner) parent(i int, name, pointer string) *model.ID {
	switch _, j := p.resource(name); {
	case j < 0:
		p.faults.Add(p.at(i, pointer), "there is no resource %s", name)
	case j >= i:
		p.faults.Add(p.at(i, pointer), "%s must stand before its children", name)
	default:
		return p.ids[name]
	}
	return nil
}

// homes plans an id with a choice of parents.
func (p *planner) homes(i int, e specs.Entry, id *model.ID) {
	h := model.Home{Type: e.HomeType, Seal: id.Stem + "Home", Noun: e.Noun}
	if h.Type == "" {
		h.Type = "Home"
	}
	p.claim(h.Type, p.at(i, "/homes"), "the interface over the homes of "+e.Name)
	for j, name := range e.Homes {
		parent := p.parent(i, name, "/homes/"+itoa(j))
		if parent == nil {
			continue
		}
		kind := model.HomeKind{
			Type: parent.Type, Stem: parent.Stem, Noun: parent.Noun, Shape: parent.Stem + e.Name + "Shape",
			Scope: parent.Scope, Provider: parent.Provider,
		}
		p.claim(kind.Shape, p.at(i, "/homes/"+itoa(j)), "the shape of ids below "+name)
		for _, s := range parent.Segments {
			kind.Segments = append(kind.Segments, model.Segment{Type: s.Type, Field: h.Type + "." + s.Field, Name: s.Name})
		}
		kind.Segments = append(kind.Segments, model.Segment{Type: e.Collection, Field: "Name", Name: nameRule(e)})
		parent.Children = append(parent.Children, model.Child{Method: e.Name, Type: id.Type, Field: h.Type, Noun: e.Noun})
		h.Choice = append(h.Choice, kind)
	}
	id.Home = h.Type
	p.pkg.Homes = append(p.pkg.Homes, h)
}

func nameRule(e specs.Entry) *model.NameRule {
	if e.NameRule == nil {
		return nil
	}
	return &model.NameRule{Min: e.NameRule.Min, Max: e.NameRule.Max, Pattern: e.NameRule.Pattern}
}

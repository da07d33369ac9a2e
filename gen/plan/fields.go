// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"slices"

	"github.com/azfoundry/azfoundry/gen/load"
	"github.com/azfoundry/azfoundry/gen/model"
)

// fillAll plans the members of every object.
func (p *planner) fillAll() {
	for _, o := range p.order {
		o.Doc = p.doc(o.schema, o.Name)
		taken := map[string]string{"Unknown": "the members that are not known"}
		for _, m := range o.schema.Properties {
			f := p.field(o, m)
			if other, ok := taken[f.Name]; ok {
				p.faults.Add(m.Pos, "member %q of %s would be named %s, as %s is; set x-go-name", m.Name, o.Name, f.Name, other)
			}
			taken[f.Name] = "member " + m.Name
			o.Fields = append(o.Fields, f)
		}
		for _, r := range o.schema.Required {
			if o.schema.Property(r.Text) == nil {
				p.faults.Add(r.Pos, "required names %q, which is no member of %s", r.Text, o.Name)
			}
		}
	}
	p.refuseRecursion()
	for _, o := range p.order {
		p.planCases(o)
	}
}

// field plans one member.
func (p *planner) field(o *object, m load.Property) model.Field {
	s := m.Schema
	p.checkRef(s)
	p.checkGoName(m)
	f := model.Field{Wire: m.Name, Name: goNameOf(s, m.Name), ReadOnly: s.ReadOnly}
	f.Presence = p.presence(o, m)
	f.Type = p.typeOf(s, o.Stem+f.Name, use{required: f.Presence == model.Required, field: f.Presence == model.Required || f.Presence == model.Omitted, readOnly: s.ReadOnly})
	if f.Type.Kind == model.Any && f.Presence == model.Required && !f.ReadOnly {
		f.Missing = "give a value"
	}
	if f.Presence == model.Null {
		p.nulls = append(p.nulls, nullable{m, f.Type})
	}
	f.Doc = fieldDoc(s)
	if f.ReadOnly && f.Presence == model.Required {
		p.faults.Add(m.Pos, "member %q is required and readOnly at once; a request cannot give it", m.Name)
	}
	return f
}

func fieldDoc(s *load.Schema) string {
	doc := sentence(s.Description)
	if !s.ReadOnly {
		return doc
	}
	if doc == "" {
		return model.ReadOnlyDoc
	}
	return doc + " " + model.ReadOnlyDoc
}

// presence decides how a member is held.
func (p *planner) presence(o *object, m load.Property) model.Presence {
	s := p.deref(m.Schema)
	nullable := m.Schema.Nullable || s.Nullable
	if s.Null != nullable {
		p.faults.Add(m.Pos, "member %q: x-nullable and a type of [..., \"null\"] go together", m.Name)
	}
	switch {
	case nullable:
		return model.Null
	case o.schema.Requires(m.Name):
		return model.Required
	case s.Type == "boolean" || s.Type == "integer" || s.Type == "number":
		return model.Pointer
	case s.Type == "string" && slices.Contains(p.src.Manifest.Pointers, o.Name+"."+m.Name):
		return model.Pointer
	}
	return model.Omitted
}

// use says where a type stands.
type use struct {
	required bool // a member that must be there
	field    bool // a member that is held by value, so that the empty string means absent
	readOnly bool // nothing is checked
}

// typeOf plans the type of a value. variable names the rule of its text, should it need one.
func (p *planner) typeOf(s *load.Schema, variable string, u use) model.Type {
	t := p.deref(s)
	switch t.Type {
	case "string":
		return p.text(t, variable, u)
	case "boolean":
		return model.Type{Kind: model.Bool}
	case "integer":
		if t.Format == load.Int64 {
			return model.Type{Kind: model.Int64, Range: limits(t, u)}
		}
		return model.Type{Kind: model.Int32, Range: limits(t, u)}
	case "number":
		return model.Type{Kind: model.Float64, Range: limits(t, u)}
	case "array":
		return p.list(t, variable, u)
	case "object":
		return p.structOrMap(t, variable, u)
	}
	return model.Type{Kind: model.Any}
}

func limits(s *load.Schema, u use) *model.Range {
	if u.readOnly || s.Minimum == nil && s.Maximum == nil {
		return nil
	}
	return &model.Range{Low: s.Minimum, High: s.Maximum}
}

func (p *planner) list(s *load.Schema, variable string, u use) model.Type {
	if s.Items == nil {
		p.faults.Add(s.Pos, "an array needs items")
		return model.Type{Kind: model.Any}
	}
	p.checkRef(s.Items)
	elem := p.typeOf(s.Items, variable, use{readOnly: u.readOnly})
	t := model.Type{Kind: model.List, Elem: &elem}
	if !u.readOnly && (s.MinItems > 0 || s.MaxItems > 0 || s.Unique) {
		t.Items = &model.Items{Min: s.MinItems, Max: s.MaxItems, Unique: s.Unique}
		if s.Unique && elem.Kind != model.String && elem.Kind != model.EnumRef {
			p.faults.Add(s.Pos, "uniqueItems is for strings")
		}
	}
	return t
}

func (p *planner) structOrMap(s *load.Schema, variable string, u use) model.Type {
	if n := p.named[s]; n != nil {
		if s.Additional != nil {
			p.faults.Add(s.Additional.Pos, "an object has either properties or additionalProperties")
		}
		return model.Type{Kind: model.Struct, Name: n.name}
	}
	if s.Additional == nil {
		p.faults.Add(s.Pos, "an object needs properties or additionalProperties; leave the type out for any JSON value")
		return model.Type{Kind: model.Any}
	}
	p.checkRef(s.Additional)
	elem := p.typeOf(s.Additional, variable, use{readOnly: u.readOnly})
	return model.Type{Kind: model.Map, Elem: &elem}
}

// checkRef refuses keywords beside a reference that would change what the target means.
func (p *planner) checkRef(s *load.Schema) {
	if s.Ref == nil {
		return
	}
	if s.Type != "" || s.Pattern != nil || s.MinLength+s.MaxLength+s.MinItems+s.MaxItems > 0 || s.Unique || len(s.Required) > 0 ||
		len(s.Properties) > 0 || s.Items != nil || s.Additional != nil || len(s.Cases) > 0 || len(s.Enum)+len(s.OpenEnum) > 0 ||
		s.Const != nil || s.Format != "" || s.ARMID != "" || s.Minimum != nil || s.Maximum != nil || s.Secret || s.Count {
		p.faults.Add(s.Ref.Pos, "beside $ref there may be title, description, readOnly, x-nullable and x-go-name only")
	}
}

// refuseRecursion reports structs that contain themselves by value.
func (p *planner) refuseRecursion() {
	for _, o := range p.order {
		if p.contains(o, o.Name, make(map[string]bool)) {
			p.faults.Add(o.schema.Pos, "%s contains itself; only a list or a map of itself is possible", o.Name)
		}
	}
}

func (p *planner) contains(o *object, name string, seen map[string]bool) bool {
	for _, f := range o.Fields {
		if f.Type.Kind != model.Struct || seen[f.Type.Name] {
			continue
		}
		seen[f.Type.Name] = true
		if f.Type.Name == name || p.contains(p.objects[f.Type.Name], name, seen) {
			return true
		}
	}
	return false
}

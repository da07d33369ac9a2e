// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"strings"

	"github.com/azfoundry/azfoundry/gen/load"
	"github.com/azfoundry/azfoundry/gen/model"
)

// planCases plans the if/then pairs of an object: what else holds for some values of a discriminator.
func (p *planner) planCases(o *object) {
	methods := make(map[string]bool)
	for _, c := range o.schema.Cases {
		wire, values := p.condition(o, c)
		if wire == "" {
			continue
		}
		out := model.Case{Method: "check" + goName(values[0]), Values: values}
		if methods[out.Method] {
			p.faults.Add(c.Pos, "%s %q has a case already; put both into one", wire, values[0])
		}
		methods[out.Method] = true
		f := o.find(wire)
		out.Field = f.Name
		if f.Type.Kind == model.EnumRef {
			out.Names = p.constants(f.Type.Name, values, c)
		}
		advice := wire + " " + list(quote(values), "or") + " needs it"
		out.Demand = p.demands(o, c.Then, o.Stem+goName(values[0]), advice)
		o.Cases = append(o.Cases, out)
	}
}

// condition returns the discriminator of a case and its values; "" after a fault.
func (p *planner) condition(o *object, c load.Case) (string, []string) {
	if len(c.If.Properties) != 1 || !c.If.Requires(c.If.Properties[0].Name) || len(c.If.Required) != 1 {
		p.faults.Add(c.If.Pos, "if must test one member and require it: {\"properties\": {\"kind\": {\"const\": \"A\"}}, \"required\": [\"kind\"]}")
		return "", nil
	}
	m := c.If.Properties[0]
	values := texts(m.Schema.Enum)
	if m.Schema.Const != nil {
		values = append(values, m.Schema.Const.Text)
	}
	f := o.find(m.Name)
	switch {
	case len(values) == 0:
		p.faults.Add(m.Pos, "if must test %q by const or enum", m.Name)
		return "", nil
	case f == nil || f.Type.Kind != model.EnumRef && f.Type.Kind != model.String:
		p.faults.Add(m.Pos, "if tests %q, which is no string member of %s", m.Name, o.Name)
		return "", nil
	}
	return m.Name, values
}

// constants returns the Go names of an enumeration's values.
func (p *planner) constants(enum string, values []string, c load.Case) []string {
	var names []string
	for _, e := range p.enums {
		if e.Name != enum {
			continue
		}
		for _, want := range values {
			found := len(names)
			for _, v := range e.Values {
				if v.Value == want {
					names = append(names, v.Name)
				}
			}
			if len(names) == found {
				p.faults.Add(c.Pos, "%q is no value of %s", want, enum)
			}
		}
	}
	return names
}

// demands plans what a then asks of the members of o.
func (p *planner) demands(o *object, then *load.Schema, variable, advice string) []model.Demand {
	var out []model.Demand
	for _, r := range then.Required {
		if then.Property(r.Text) != nil {
			continue // planned below
		}
		if f := o.find(r.Text); f != nil {
			out = append(out, demand(f, advice))
		} else {
			p.faults.Add(r.Pos, "then requires %q, which is no member of %s", r.Text, o.Name)
		}
	}
	for _, m := range then.Properties {
		f := o.find(m.Name)
		if f == nil {
			p.faults.Add(m.Pos, "then speaks of %q, which is no member of %s", m.Name, o.Name)
			continue
		}
		d := demand(f, "")
		if then.Requires(m.Name) {
			d.Advice = advice
		}
		p.refine(&d, m, variable+f.Name, advice)
		out = append(out, d)
	}
	return out
}

// refine adds what a then says about the value of a member.
func (p *planner) refine(d *model.Demand, m load.Property, variable, advice string) {
	s := m.Schema
	switch {
	case d.Type.Kind == model.Struct:
		d.Members = p.demands(p.objects[d.Type.Name], s, variable, advice)
	case s.Type != "" || s.Ref != nil || len(s.Properties) > 0:
		p.faults.Add(m.Pos, "then may narrow %q, not redefine it", m.Name)
	case d.Type.Kind == model.List && (s.MinItems > 0 || s.MaxItems > 0):
		d.Type.Items = &model.Items{Min: s.MinItems, Max: s.MaxItems}
	case d.Type.Kind == model.String || d.Type.Kind == model.EnumRef || d.Type.Kind == model.Secret:
		d.Type.Rule = rule(s, variable, use{field: !d.Pointer && d.Type.Kind != model.Secret})
	}
}

// demand returns a demand on a member without the rules that hold for it anyway.
func demand(f *model.Field, advice string) model.Demand {
	t := f.Type
	t.Rule, t.Range, t.Items = nil, nil, nil
	if t.Elem != nil {
		t.Elem = &model.Type{Kind: t.Elem.Kind, Name: t.Elem.Name} // its values are checked anyway
	}
	return model.Demand{Wire: f.Wire, Field: f.Name, Type: t, Advice: advice, Pointer: f.Presence == model.Pointer}
}

// settleDemands marks the structs whose absence a case must notice.
func (p *planner) settleDemands(demands []model.Demand) {
	for i := range demands {
		d := &demands[i]
		if d.Type.Kind == model.Struct {
			d.Type.Guarded = true
			p.guard(p.objects[d.Type.Name])
			p.settleDemands(d.Members)
		}
	}
}

// find returns the member with that name on the wire, or nil.
func (o *object) find(wire string) *model.Field {
	for i := range o.Fields {
		if o.Fields[i].Wire == wire {
			return &o.Fields[i]
		}
	}
	return nil
}

func quote(values []string) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, "\""+strings.ReplaceAll(v, "\"", "")+"\"")
	}
	return out
}

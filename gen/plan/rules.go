// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"github.com/azfoundry/azfoundry/gen/load"
	"github.com/azfoundry/azfoundry/gen/model"
)

// text plans a string: its Go type and the rule for its values.
func (p *planner) text(s *load.Schema, variable string, u use) model.Type {
	t := model.Type{Kind: model.String}
	switch n := p.named[s]; {
	case n != nil:
		t.Kind, t.Name = model.EnumRef, n.name
	case s.Secret:
		t.Kind = model.Secret
	case s.Count:
		p.counts = true
		t.Kind, t.Name = model.Count, p.src.Manifest.CountType
		if t.Name == "" {
			p.faults.Add(s.Pos, "x-count needs countType in the manifest")
		}
	case s.Format == "date-time":
		t.Kind = model.Time
	}
	if u.readOnly {
		return t
	}
	if u.required && s.MinLength == 0 && len(s.Enum) == 0 && s.Const == nil {
		p.faults.Add(s.Pos, "a required string needs minLength 1, because an empty Go string counts as missing")
	}
	t.Rule = rule(s, variable, u)
	return t
}

// rule returns the rule for a text, nil where everything goes.
func rule(s *load.Schema, variable string, u use) *model.Rule {
	r := model.Rule{
		Var: variable, Required: u.required, Min: s.MinLength, Max: s.MaxLength,
		Format: s.Format, ARMID: s.ARMID, Secret: s.Secret, Enum: texts(s.Enum),
	}
	if u.field && r.Min == 1 && !r.Secret { // an empty member is absent or, if required, missing
		r.Min = 0
	}
	if s.Pattern != nil {
		r.Pattern = s.Pattern.Text
	}
	if s.Const != nil {
		r.Enum = []string{s.Const.Text}
	}
	if !r.Required && r.Min+r.Max == 0 && r.Pattern+r.Format+r.ARMID == "" && r.Enum == nil && !r.Secret {
		return nil
	}
	r.Hint = s.Hint
	return &r
}

func texts(words []load.Word) []string {
	var out []string
	for _, w := range words {
		out = append(out, w.Text)
	}
	return out
}

// useAll decides which objects are bodies and answers, and what is checked in them.
func (p *planner) useAll() {
	for i, e := range p.src.Manifest.Resources {
		for j := range e.Operations {
			p.useOperation(i, j)
		}
		if root := p.objects[e.Body()]; root != nil && e.Schema != "" {
			root.Codec, root.Rules = true, append(root.Rules, e.Rules...)
			if e.Model == "" {
				root.Noun = e.Noun
			}
			for k, r := range e.Rules {
				p.claim(r, p.at(i, "/rules/"+itoa(k)), "the hand-written rule of "+e.Name)
			}
		}
	}
	p.planNullables()
	p.settle()
}

// settle computes what depends on other objects: first who is checked, then who needs a guard, until
// nothing changes.
func (p *planner) settle() {
	for changed := true; changed; {
		changed = false
		for _, o := range p.order {
			checked := o.body && p.hasChecks(o)
			if checked != o.Checked {
				o.Checked, changed = checked, true
			}
		}
	}
	for _, o := range p.order {
		for i := range o.Fields {
			p.settleField(o, &o.Fields[i])
		}
		for i := range o.Cases {
			p.settleDemands(o.Cases[i].Demand)
		}
	}
	for _, o := range p.order {
		for _, f := range o.Fields {
			if f.Type.Guarded {
				p.guard(p.objects[f.Type.Name])
			}
		}
	}
}

// guard marks a struct, and those within it by value, as ones whose absence is tested.
func (p *planner) guard(o *object) {
	if o.Guarded {
		return
	}
	o.Guarded = true
	for _, f := range o.Fields {
		if f.Type.Kind == model.Struct && f.Presence != model.Pointer && f.Presence != model.Null {
			p.guard(p.objects[f.Type.Name])
		}
	}
}

func (p *planner) hasChecks(o *object) bool {
	if len(o.Rules) > 0 || len(o.Cases) > 0 {
		return true
	}
	for _, f := range o.Fields {
		if !f.ReadOnly && (f.Missing != "" || p.typeChecked(f.Type)) {
			return true
		}
	}
	return false
}

func (p *planner) typeChecked(t model.Type) bool {
	switch t.Kind {
	case model.Struct:
		return p.objects[t.Name].Checked
	case model.List, model.Map:
		return t.Items != nil || p.typeChecked(*t.Elem)
	}
	return t.Rule != nil || t.Range != nil
}

// settleField writes down what was found out about a member's type.
func (p *planner) settleField(o *object, f *model.Field) {
	if !o.body {
		p.strip(&f.Type)
		f.Missing = ""
		return
	}
	f.Checked = !f.ReadOnly && (f.Missing != "" || p.typeChecked(f.Type))
	for t := &f.Type; t != nil; t = t.Elem {
		t.Checked = f.Checked && p.typeChecked(*t)
	}
	if f.Type.Kind == model.Struct && f.Checked && f.Presence == model.Omitted {
		f.Type.Guarded = p.faultyWhenZero(p.objects[f.Type.Name])
	}
}

// strip removes the rules of a type that only answers hold.
func (p *planner) strip(t *model.Type) {
	for ; t != nil; t = t.Elem {
		t.Rule, t.Range, t.Items = nil, nil, nil
	}
}

// faultyWhenZero reports whether the validator would complain of the zero value.
func (p *planner) faultyWhenZero(o *object) bool {
	if len(o.Rules) > 0 {
		return true
	}
	for _, f := range o.Fields {
		if f.ReadOnly || f.Presence != model.Required {
			continue
		}
		switch {
		case f.Missing != "", f.Type.Range != nil:
			return true
		case f.Type.Rule != nil && f.Type.Rule.Required:
			return true
		case f.Type.Items != nil && f.Type.Items.Min > 0:
			return true
		case f.Type.Kind == model.Struct && p.faultyWhenZero(p.objects[f.Type.Name]):
			return true
		}
	}
	return false
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/azfoundry/azfoundry/gen/model"
)

// validator prints the rules of an object, Validate for a body, check, and what they need.
func (e emitter) validator(o model.Object) []jen.Code {
	var out []jen.Code
	if rules := ruleVars(o); len(rules) > 0 {
		out = append(out, define(rules))
	}
	if o.Body && o.Checked {
		out = append(out, e.validate(o))
	}
	if o.Checked {
		out = append(out, checkMethod(o))
		for _, c := range o.Cases {
			out = append(out, caseMethod(o, c))
		}
	}
	if o.Guarded {
		out = append(out, absent(o))
	}
	return out
}

// validate prints
//
//	func (m Pool) Validate() error {
//		var c check.Checker
//		m.check(&c)
//		return c.Err("ipam: address pool")
//	}
func (e emitter) validate(o model.Object) jen.Code {
	doc := "Validate returns every fault of the body as one *azfoundry.ValidationError; nil for none. Read-only members are not checked."
	return comment(doc).Func().Params(jen.Id("m").Id(o.Name)).Id("Validate").Params().Error().Block(
		jen.Var().Id("c").Qual(rulePath, "Checker"),
		jen.Id("m").Dot("check").Call(jen.Op("&").Id("c")),
		jen.Return(jen.Id("c").Dot("Err").Call(jen.Lit(e.pkg.Name+": "+o.Noun))),
	)
}

// checkMethod prints the walk over the members, the cases and the hand-written rules.
func checkMethod(o model.Object) jen.Code {
	return method(o, "check").BlockFunc(func(g *jen.Group) {
		for _, f := range o.Fields {
			if f.Checked {
				checkField(g, f)
			}
		}
		cases(g, o)
		for _, r := range o.Rules {
			g.Id(r).Call(jen.Id("c"), jen.Id("m"))
		}
	})
}

// method prints func (m *Pool) name(c *check.Checker).
func method(o model.Object, name string) *jen.Statement {
	return jen.Func().Params(jen.Id("m").Op("*").Id(o.Name)).Id(name).Params(jen.Id("c").Op("*").Qual(rulePath, "Checker"))
}

// value is something to check: v, called name in its object. byField says that it is held by value in
// a struct, where the empty string means absent.
type value struct {
	name    string
	t       model.Type
	v       *jen.Statement
	byField bool
}

// checkField prints the checks of one member, below a guard where it may be absent.
func checkField(g *jen.Group, f model.Field) {
	v := jen.Id("m").Dot(f.Name)
	plain := value{f.Wire, f.Type, v, true}
	switch {
	case f.Presence == model.Null:
		g.If(jen.List(jen.Id("v"), jen.Id("ok")).Op(":=").Add(v.Clone()).Dot("Get").Call(), jen.Id("ok")).
			BlockFunc(value{f.Wire, f.Type, jen.Id("v"), false}.check)
	case f.Presence == model.Pointer:
		g.If(v.Clone().Op("!=").Nil()).BlockFunc(value{f.Wire, f.Type, jen.Op("*").Add(v), false}.check)
	case f.Type.Kind == model.Any:
		g.If(jen.Len(v).Op("==").Lit(0)).Block(missing(f.Wire, f.Missing))
	case f.Type.Guarded:
		g.If(jen.Op("!").Add(v.Clone()).Dot("absent").Call()).BlockFunc(plain.check)
	case f.Type.Kind == model.List && f.Type.Items != nil && f.Type.Items.Min > 0 && f.Presence == model.Omitted:
		g.If(v.Clone().Op("!=").Nil()).BlockFunc(plain.check)
	default:
		plain.check(g)
	}
}

// check prints the checks of a value that is present.
func (x value) check(g *jen.Group) {
	switch {
	case x.t.Kind == model.Struct:
		g.Id("c").Dot("In").Call(jen.Lit(x.name))
		g.Add(x.v).Dot("check").Call(jen.Id("c"))
		g.Id("c").Dot("Out").Call()
	case x.t.Kind == model.List:
		checkList(g, jen.Lit(x.name), x.t, x.v)
	case x.t.Kind == model.Map:
		checkMap(g, x.name, x.t, x.v)
	case x.t.Range != nil:
		g.Qual(rulePath, "Range").Call(jen.Id("c"), jen.Lit(x.name), x.v, limit(x.t, x.t.Range.Low), limit(x.t, x.t.Range.High))
	case x.t.Rule != nil:
		x.text(g, jen.Lit(x.name))
	}
}

// text prints poolLocation.String(c, "location", m.Location).
func (x value) text(g *jen.Group, name jen.Code) {
	call, v := "Value", x.v
	if x.byField {
		call = "String"
	}
	switch x.t.Kind {
	case model.Secret:
		call = "Hidden"
	case model.String:
	default:
		v = jen.String().Call(v)
	}
	g.Id(x.t.Rule.Var).Dot(call).Call(jen.Id("c"), name, v)
}

// checkList prints the limits of a list and the walk over its elements.
func checkList(g *jen.Group, name jen.Code, t model.Type, v *jen.Statement) {
	if i := t.Items; i != nil {
		if i.Min+i.Max > 0 {
			g.Qual(rulePath, "Count").Call(jen.Id("c"), name, jen.Len(v.Clone()), jen.Lit(i.Min), jen.Lit(i.Max))
		}
		if i.Unique {
			g.Qual(rulePath, "Unique").Call(jen.Id("c"), name, v.Clone())
		}
	}
	if !t.Elem.Checked {
		return
	}
	g.For(jen.Id("i").Op(":=").Range().Add(v.Clone())).BlockFunc(func(g *jen.Group) {
		g.Id("c").Dot("At").Call(name, jen.Id("i"))
		element(g, *t.Elem, v.Clone().Index(jen.Id("i")))
		g.Id("c").Dot("Out").Call()
	})
}

// element prints the checks of an element that the checker has entered.
func element(g *jen.Group, t model.Type, v *jen.Statement) {
	if t.Kind == model.Struct {
		g.Add(v).Dot("check").Call(jen.Id("c"))
		return
	}
	value{"", t, v, false}.check(g)
}

// checkMap prints the walk over the values of a map. Faults come in the order of the keys.
func checkMap(g *jen.Group, name string, t model.Type, v *jen.Statement) {
	g.Id("c").Dot("In").Call(jen.Lit(name))
	g.For(jen.List(jen.Id("key"), jen.Id("v")).Op(":=").Range().Add(v)).BlockFunc(func(g *jen.Group) {
		switch t.Elem.Kind {
		case model.Struct:
			g.Id("c").Dot("In").Call(jen.Id("key"))
			g.Id("v").Dot("check").Call(jen.Id("c"))
			g.Id("c").Dot("Out").Call()
		case model.List:
			checkList(g, jen.Id("key"), *t.Elem, jen.Id("v"))
		default:
			value{"", *t.Elem, jen.Id("v"), false}.text(g, jen.Id("key"))
		}
	})
	g.Id("c").Dot("Sort").Call()
	g.Id("c").Dot("Out").Call()
}

// missing prints check.Missing(c, "name", "advice").
func missing(name, advice string) jen.Code {
	return jen.Qual(rulePath, "Missing").Call(jen.Id("c"), jen.Lit(name), jen.Lit(advice))
}

// limit prints one end of a range: new(int32(4)) or nil.
func limit(t model.Type, v *float64) jen.Code {
	if v == nil {
		return jen.Nil()
	}
	if t.Kind == model.Float64 {
		return jen.New(jen.Lit(*v))
	}
	return jen.New(jen.Id(string(t.Kind)).Call(jen.Lit(int(*v))))
}

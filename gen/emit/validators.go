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

// checkField prints the checks of one member, below a guard where it may be absent.
func checkField(g *jen.Group, f model.Field) {
	v := jen.Id("m").Dot(f.Name)
	switch {
	case f.Presence == model.Null:
		g.If(jen.List(jen.Id("v"), jen.Id("ok")).Op(":=").Add(v.Clone()).Dot("Get").Call(), jen.Id("ok")).BlockFunc(func(g *jen.Group) {
			checkValue(g, f.Wire, f.Type, jen.Id("v"), false)
		})
	case f.Presence == model.Pointer:
		g.If(v.Clone().Op("!=").Nil()).BlockFunc(func(g *jen.Group) {
			checkValue(g, f.Wire, f.Type, jen.Op("*").Add(v), false)
		})
	case f.Type.Kind == model.Any:
		g.If(jen.Len(v).Op("==").Lit(0)).Block(missing(f.Wire, f.Missing))
	case f.Type.Guarded:
		g.If(jen.Op("!").Add(v.Clone()).Dot("absent").Call()).BlockFunc(func(g *jen.Group) {
			checkValue(g, f.Wire, f.Type, v, true)
		})
	case f.Type.Kind == model.List && f.Type.Items != nil && f.Type.Items.Min > 0 && f.Presence == model.Omitted:
		g.If(v.Clone().Op("!=").Nil()).BlockFunc(func(g *jen.Group) { checkValue(g, f.Wire, f.Type, v, true) })
	default:
		checkValue(g, f.Wire, f.Type, v, true)
	}
}

// checkValue prints the checks of a value that is present. field says that it is held by value in a
// struct, where the empty string means absent.
func checkValue(g *jen.Group, name string, t model.Type, v *jen.Statement, field bool) {
	switch {
	case t.Kind == model.Struct:
		g.Id("c").Dot("In").Call(jen.Lit(name))
		g.Add(v).Dot("check").Call(jen.Id("c"))
		g.Id("c").Dot("Out").Call()
	case t.Kind == model.List:
		checkList(g, name, t, v)
	case t.Kind == model.Map:
		checkMap(g, name, t, v)
	case t.Range != nil:
		g.Qual(rulePath, "Range").Call(jen.Id("c"), jen.Lit(name), v, limit(t, t.Range.Low), limit(t, t.Range.High))
	case t.Rule != nil:
		checkText(g, name, t, v, field)
	}
}

// checkText prints poolLocation.String(c, "location", m.Location).
func checkText(g *jen.Group, name string, t model.Type, v *jen.Statement, field bool) {
	call := "Value"
	if field {
		call = "String"
	}
	switch t.Kind {
	case model.Secret:
		call = "Hidden"
	case model.String:
	default:
		v = jen.String().Call(v)
	}
	g.Id(t.Rule.Var).Dot(call).Call(jen.Id("c"), jen.Lit(name), v)
}

// checkList prints the limits of a list and the walk over its elements.
func checkList(g *jen.Group, name string, t model.Type, v *jen.Statement) {
	if i := t.Items; i != nil {
		if i.Min+i.Max > 0 {
			g.Qual(rulePath, "Count").Call(jen.Id("c"), jen.Lit(name), jen.Len(v.Clone()), jen.Lit(i.Min), jen.Lit(i.Max))
		}
		if i.Unique {
			g.Qual(rulePath, "Unique").Call(jen.Id("c"), jen.Lit(name), v.Clone())
		}
	}
	if !t.Elem.Checked {
		return
	}
	g.For(jen.Id("i").Op(":=").Range().Add(v.Clone())).BlockFunc(func(g *jen.Group) {
		g.Id("c").Dot("At").Call(jen.Lit(name), jen.Id("i"))
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
	checkValue(g, "", t, v, false)
}

// checkMap prints the walk over the values of a map. Faults come in the order of the keys.
func checkMap(g *jen.Group, name string, t model.Type, v *jen.Statement) {
	g.Id("c").Dot("In").Call(jen.Lit(name))
	g.For(jen.List(jen.Id("key"), jen.Id("v")).Op(":=").Range().Add(v)).BlockFunc(func(g *jen.Group) {
		if t.Elem.Kind == model.Struct {
			g.Id("c").Dot("In").Call(jen.Id("key"))
			g.Id("v").Dot("check").Call(jen.Id("c"))
			g.Id("c").Dot("Out").Call()
			return
		}
		checkNamed(g, *t.Elem)
	})
	g.Id("c").Dot("Sort").Call()
	g.Id("c").Dot("Out").Call()
}

// checkNamed prints the check of a text in a map: rule.Value(c, key, v).
func checkNamed(g *jen.Group, t model.Type) {
	call, v := "Value", jen.Id("v")
	switch t.Kind {
	case model.Secret:
		call = "Hidden"
	case model.String:
	default:
		v = jen.String().Call(v)
	}
	g.Id(t.Rule.Var).Dot(call).Call(jen.Id("c"), jen.Id("key"), v)
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

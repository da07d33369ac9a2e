// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/azfoundry/azfoundry/gen/model"
)

// cases prints the choice of a case by its discriminator:
//
//	switch m.AuthType {
//	case AuthTypeAPIKey:
//		m.checkAPIKey(c)
//	}
//
// with one switch for each run of cases that test the same member.
func cases(g *jen.Group, o model.Object) {
	for from := 0; from < len(o.Cases); {
		to := from + 1
		for to < len(o.Cases) && o.Cases[to].Field == o.Cases[from].Field {
			to++
		}
		g.Switch(jen.Id("m").Dot(o.Cases[from].Field)).BlockFunc(func(g *jen.Group) {
			for _, c := range o.Cases[from:to] {
				g.Case(caseValues(c)...).Block(jen.Id("m").Dot(c.Method).Call(jen.Id("c")))
			}
		})
		from = to
	}
}

func caseValues(c model.Case) []jen.Code {
	var out []jen.Code
	for _, name := range c.Names {
		out = append(out, jen.Id(name))
	}
	if len(out) > 0 {
		return out
	}
	for _, v := range c.Values {
		out = append(out, jen.Lit(v))
	}
	return out
}

// caseMethod prints what one case asks for.
func caseMethod(o model.Object, c model.Case) jen.Code {
	return method(o, c.Method).BlockFunc(func(g *jen.Group) {
		for _, d := range c.Demand {
			demand(g, d, jen.Id("m").Dot(d.Field))
		}
	})
}

// demand prints the check that a member is there, or else the checks of its value.
func demand(g *jen.Group, d model.Demand, v *jen.Statement) {
	values := func(g *jen.Group) {
		for _, m := range d.Members {
			demand(g, m, v.Clone().Dot(m.Field))
		}
		if d.Type.Rule != nil || d.Type.Items != nil {
			held := v.Clone()
			if d.Pointer {
				held = jen.Op("*").Add(held)
			}
			value{d.Wire, d.Type, held, !d.Pointer}.check(g)
		}
	}
	entered := func(g *jen.Group) {
		if len(d.Members) > 0 {
			g.Id("c").Dot("In").Call(jen.Lit(d.Wire))
			values(g)
			g.Id("c").Dot("Out").Call()
			return
		}
		values(g)
	}
	has := len(d.Members) > 0 || d.Type.Rule != nil || d.Type.Items != nil
	switch {
	case d.Advice != "" && has:
		g.If(zero(d, v)).Block(missing(d.Wire, d.Advice)).Else().BlockFunc(entered)
	case d.Advice != "":
		g.If(zero(d, v)).Block(missing(d.Wire, d.Advice))
	case has:
		g.If(present(d, v)).BlockFunc(entered)
	}
}

// zero prints the test for an absent member.
func zero(d model.Demand, v *jen.Statement) *jen.Statement {
	v = v.Clone()
	switch {
	case d.Pointer:
		return v.Op("==").Nil()
	case d.Type.Kind == model.Struct:
		return v.Dot("absent").Call()
	case d.Type.Kind == model.Secret:
		return v.Dot("IsZero").Call()
	case d.Type.Kind == model.List || d.Type.Kind == model.Map || d.Type.Kind == model.Any:
		return v.Op("==").Nil()
	}
	return v.Op("==").Lit("")
}

// present prints the opposite of zero.
func present(d model.Demand, v *jen.Statement) *jen.Statement {
	switch {
	case d.Type.Kind == model.Struct || d.Type.Kind == model.Secret:
		return jen.Op("!").Add(zero(d, v))
	case d.Pointer || d.Type.Kind == model.List || d.Type.Kind == model.Map || d.Type.Kind == model.Any:
		return v.Clone().Op("!=").Nil()
	}
	return v.Clone().Op("!=").Lit("")
}

// absent prints the test whether a struct is its zero value, which is not sent.
func absent(o model.Object) jen.Code {
	test := jen.Id("m").Dot("Unknown").Op("==").Nil()
	for _, f := range o.Fields {
		test.Op("&&").Line().Add(fieldZero(f))
	}
	return jen.Comment("absent reports whether the object is its zero value, which is not sent.").Line().
		Func().Params(jen.Id("m").Op("*").Id(o.Name)).Id("absent").Params().Bool().Block(jen.Return(test))
}

func fieldZero(f model.Field) *jen.Statement {
	v := jen.Id("m").Dot(f.Name)
	switch {
	case f.Presence == model.Null:
		return v.Dot("IsZero").Call()
	case f.Presence == model.Pointer:
		return v.Op("==").Nil()
	case f.Type.Kind == model.Bool:
		return jen.Op("!").Add(v)
	case f.Type.Kind == model.Int32 || f.Type.Kind == model.Int64 || f.Type.Kind == model.Float64:
		return v.Op("==").Lit(0)
	}
	return zero(model.Demand{Type: f.Type}, v)
}

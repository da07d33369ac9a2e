// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/azfoundry/azfoundry/gen/model"
)

// options prints the struct of an operation's optional parameters and how they go onto the request.
func options(o model.Options) []jen.Code {
	return []jen.Code{
		comment(o.Doc).Type().Id(o.Type).StructFunc(func(g *jen.Group) {
			if o.IfMatch {
				g.Add(comment("IfMatch is the ETag the resource must still have, else the service answers 412; \"*\" for any.").Id("IfMatch").String())
			}
			for _, q := range o.Query {
				g.Add(comment(q.Doc).Id(q.Name).Add(queryType(q)))
			}
		}),
		optionsInput(o),
	}
}

// queryType prints string, or a pointer where the zero value means something.
func queryType(q model.Query) jen.Code {
	if q.Kind == model.String {
		return jen.String()
	}
	return jen.Op("*").Id(string(q.Kind))
}

// optionsInput prints
//
//	func (o *PoolWriteOptions) input(body any) rest.Input {
//		in := rest.Input{Body: body}
//		if o == nil {
//			return in
//		}
//		…
//		return in
//	}
func optionsInput(o model.Options) jen.Code {
	return comment("input returns what a request carries; nil options add nothing.").
		Func().Params(jen.Id("o").Op("*").Id(o.Type)).Id("input").Params(jen.Id("body").Id("any")).Qual(restPath, "Input").
		BlockFunc(func(g *jen.Group) {
			g.Id("in").Op(":=").Qual(restPath, "Input").Values(jen.Id("Body").Op(":").Id("body"))
			g.If(jen.Id("o").Op("==").Nil()).Block(jen.Return(jen.Id("in")))
			if o.IfMatch {
				g.If(jen.Id("o").Dot("IfMatch").Op("!=").Lit("")).Block(
					jen.Id("in").Dot("Header").Op("=").Qual("net/http", "Header").Values(
						jen.Lit("If-Match").Op(":").Values(jen.Id("o").Dot("IfMatch"))))
			}
			if len(o.Query) > 0 {
				g.Id("in").Dot("Query").Op("=").Make(jen.Qual("net/url", "Values"))
			}
			for _, q := range o.Query {
				query(g, q)
			}
			g.Return(jen.Id("in"))
		})
}

// query prints if o.Top != nil { in.Query.Set("top", strconv.Itoa(int(*o.Top))) }.
func query(g *jen.Group, q model.Query) {
	v := jen.Id("o").Dot(q.Name)
	set := func(text jen.Code) jen.Code { return jen.Id("in").Dot("Query").Dot("Set").Call(jen.Lit(q.Wire), text) }
	switch q.Kind {
	case model.String:
		g.If(v.Clone().Op("!=").Lit("")).Block(set(v))
	case model.Bool:
		g.If(v.Clone().Op("!=").Nil()).Block(set(jen.Qual("strconv", "FormatBool").Call(jen.Op("*").Add(v))))
	default:
		g.If(v.Clone().Op("!=").Nil()).Block(set(jen.Qual("strconv", "Itoa").Call(jen.Int().Call(jen.Op("*").Add(v)))))
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/azfoundry/azfoundry/gen/model"
)

// ids prints the id types.
func (e emitter) ids() []jen.Code {
	var out []jen.Code
	for _, h := range e.pkg.Homes {
		out = append(out, home(h)...)
	}
	for _, id := range e.pkg.IDs {
		out = append(out, idType(id))
		if id.Home == "" {
			out = append(out, shapeVar(id.Stem+"Shape", id.Scope, id.Provider, id.Segments), from(id), parse(id), parts(id))
		} else {
			out = append(out, e.choice(id)...)
		}
		out = append(out, idMethods(id)...)
		for _, c := range id.Children {
			out = append(out, child(id, c))
		}
	}
	return out
}

// idType prints the struct.
func idType(id model.ID) jen.Code {
	doc := id.Type + " identifies " + article(id.Noun) + ". Ids are comparable: == minds the case of names, Equal does not."
	return comment(doc).Type().Id(id.Type).StructFunc(func(g *jen.Group) {
		switch {
		case id.Home != "":
			g.Id(id.Home).Id(id.Home)
		case id.Parent != nil:
			g.Id(id.Parent.Field).Id(id.Parent.Type)
		case id.Scope == model.GroupScope:
			g.Id("ResourceGroup").Qual(root, "ResourceGroup")
		case id.Scope == model.SubscriptionScope:
			g.Comment("Subscription is the subscription's GUID.")
			g.Id("Subscription").String()
		case id.Scope == model.ManagementGroupScope:
			g.Comment("ManagementGroup is the management group's name.")
			g.Id("ManagementGroup").String()
		case id.Scope == model.AnyScope:
			g.Comment("Scope is the id of a resource, a group or a subscription; empty for the tenant.")
			g.Id("Scope").String()
		}
		g.Id("Name").String()
	})
}

var scopes = map[model.Scope]string{
	model.GroupScope: "ResourceGroupScope", model.SubscriptionScope: "SubscriptionScope", model.ManagementGroupScope: "ManagementGroupScope",
	model.TenantScope: "TenantScope", model.AnyScope: "AnyScope", model.ServiceScope: "ServiceScope",
}

// shapeVar prints var poolShape = armid.Shape{…}.
func shapeVar(name string, scope model.Scope, provider string, segments []model.Segment) jen.Code {
	return jen.Var().Id(name).Op("=").Qual(idPath, "Shape").BlockFunc(func(g *jen.Group) {
		if scope != model.GroupScope {
			g.Id("Scope").Op(":").Qual(idPath, scopes[scope]).Op(",")
		}
		g.Id("Provider").Op(":").Lit(provider).Op(",")
		g.Id("Segments").Op(":").Index().Qual(idPath, "Segment").BlockFunc(func(g *jen.Group) {
			for _, s := range segments {
				g.Add(segment(s)).Op(",")
			}
		}).Op(",")
	})
}

// segment prints {Type: "ipamPools", Field: "Name", Name: &armid.NameRule{…}}.
func segment(s model.Segment) jen.Code {
	members := []jen.Code{jen.Id("Type").Op(":").Lit(s.Type), jen.Id("Field").Op(":").Lit(s.Field)}
	if s.Name == nil {
		return jen.Values(members...)
	}
	rule := jen.Op("&").Qual(idPath, "NameRule").ValuesFunc(func(g *jen.Group) {
		if s.Name.Min > 0 {
			g.Id("Min").Op(":").Lit(s.Name.Min)
		}
		if s.Name.Max > 0 {
			g.Id("Max").Op(":").Lit(s.Name.Max)
		}
		if s.Name.Pattern != "" {
			g.Id("Pattern").Op(":").Lit(s.Name.Pattern)
		}
	})
	return literal(jen.Null(), broad+10, append(members, jen.Id("Name").Op(":").Add(rule)))
}

// from prints
//
//	func poolFrom(p armid.Parts) PoolID { return PoolID{Manager: managerFrom(p), Name: p.Names[1]} }
func from(id model.ID) jen.Code {
	return jen.Func().Id(id.Stem + "From").Params(jen.Id("p").Qual(idPath, "Parts")).Id(id.Type).Block(
		jen.Return(jen.Id(id.Type).ValuesFunc(func(g *jen.Group) {
			switch {
			case id.Parent != nil:
				g.Id(id.Parent.Field).Op(":").Id(id.Parent.Stem + "From").Call(jen.Id("p"))
			case id.Scope == model.GroupScope:
				g.Id("ResourceGroup").Op(":").Id("p").Dot("Group")
			case id.Scope == model.SubscriptionScope:
				g.Id("Subscription").Op(":").Id("p").Dot("Group").Dot("Subscription")
			case id.Scope == model.ManagementGroupScope:
				g.Id("ManagementGroup").Op(":").Id("p").Dot("ManagementGroup")
			case id.Scope == model.AnyScope:
				g.Id("Scope").Op(":").Id("p").Dot("Scope")
			}
			g.Id("Name").Op(":").Id("p").Dot("Names").Index(jen.Lit(len(id.Segments) - 1))
		})))
}

// parse prints the parser of an id of one shape.
func parse(id model.ID) jen.Code {
	return parseDoc(id).Func().Id("Parse"+id.Type).Params(jen.Id("id").String()).Params(jen.Id(id.Type), jen.Error()).Block(
		jen.List(jen.Id("p"), jen.Err()).Op(":=").Id(id.Stem+"Shape").Dot("Parse").Call(jen.Id("id")),
		fail(id),
		jen.Return(jen.Id(id.Stem+"From").Call(jen.Id("p")), jen.Nil()),
	)
}

func parseDoc(id model.ID) *jen.Statement {
	return comment("Parse" + id.Type + " takes the resource id of " + article(id.Noun) +
		" apart. Keywords may be in any case. It fails with an *azfoundry.ValidationError.")
}

// fail prints if err != nil { return PoolID{}, err }.
func fail(id model.ID) jen.Code {
	return jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Id(id.Type).Values(), jen.Err()))
}

// parts prints
//
//	func (id PoolID) parts() armid.Parts {
//		return armid.Parts{Group: id.Manager.ResourceGroup, Names: [4]string{id.Manager.Name, id.Name}}
//	}
func parts(id model.ID) jen.Code {
	members := scopePart(id)
	members = append(members, jen.Id("Names").Op(":").Index(jen.Lit(4)).String().ValuesFunc(func(g *jen.Group) {
		for _, s := range id.Segments {
			g.Id("id").Dot(s.Field)
		}
	}))
	return jen.Func().Params(jen.Id("id").Id(id.Type)).Id("parts").Params().Qual(idPath, "Parts").Block(
		jen.Return(literal(jen.Qual(idPath, "Parts"), broad-len("return armid.Parts"), members)))
}

// scopePart prints what an id begins with, as a member of armid.Parts.
func scopePart(id model.ID) []jen.Code {
	from := jen.Id("id").Dot(id.From)
	switch id.Scope {
	case model.GroupScope:
		return []jen.Code{jen.Id("Group").Op(":").Add(from)}
	case model.SubscriptionScope:
		return []jen.Code{jen.Id("Group").Op(":").Qual(root, "ResourceGroup").Values(jen.Id("Subscription").Op(":").Add(from))}
	case model.ManagementGroupScope:
		return []jen.Code{jen.Id("ManagementGroup").Op(":").Add(from)}
	case model.AnyScope:
		return []jen.Code{jen.Id("Scope").Op(":").Add(from)}
	}
	return nil
}

// child prints func (id ManagerID) Pool(name string) PoolID.
func child(id model.ID, c model.Child) jen.Code {
	return comment(c.Method + " returns the id of " + article(c.Noun) + " of this " + id.Noun + ".").
		Func().Params(jen.Id("id").Id(id.Type)).Id(c.Method).Params(jen.Id("name").String()).Id(c.Type).
		Block(jen.Return(jen.Id(c.Type).Values(jen.Id(c.Field).Op(":").Id("id"), jen.Id("Name").Op(":").Id("name"))))
}

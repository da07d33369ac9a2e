// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/azfoundry/azfoundry/gen/model"
)

// client prints the package's client and its constructor.
func (e emitter) client() []jen.Code {
	if len(e.pkg.Resources) == 0 {
		return nil
	}
	doc := "Client manages " + e.pkg.Title + ". It is immutable and safe for concurrent use."
	out := []jen.Code{
		comment(doc).Type().Id("Client").StructFunc(func(g *jen.Group) {
			for _, r := range e.pkg.Resources {
				g.Id(r.Field).Op("*").Id(r.Client)
			}
		}),
		e.constructor(),
	}
	if e.pkg.Service != nil {
		out = append(out, service(e.pkg.Service))
	}
	return out
}

// service prints
//
//	var service = rest.Service{Name: "microsoftGraph", …}
//
// for a client of another service than Resource Manager.
func service(s *model.Service) jen.Code {
	endpoints := jen.Qual(restPath, "Endpoints").Values(jen.DictFunc(func(d jen.Dict) {
		for _, endpoint := range s.Endpoints {
			d[jen.Id(endpoint.Cloud)] = jen.Lit(endpoint.URL)
		}
	}))
	members := []jen.Code{jen.Id("Name").Op(":").Lit(s.Name), jen.Id("Title").Op(":").Lit(s.Title)}
	if s.VersionInPath {
		members = append(members, jen.Id("VersionInPath").Op(":").True())
	}
	return jen.Var().Add(assign("service", jen.Qual(restPath, "Service"), append(members, jen.Id("Endpoints").Op(":").Add(endpoints))))
}

// constructor prints NewClient.
func (e emitter) constructor() jen.Code {
	members, service := []jen.Code{jen.Id("Package").Op(":").Lit(e.pkg.Name)}, "Resource Manager"
	if e.pkg.Service != nil {
		members, service = append(members, jen.Id("Service").Op(":").Op("&").Id("service")), e.pkg.Service.Title
	}
	config := jen.Qual(restPath, "Config").Values(members...)
	doc := "NewClient returns a client that authenticates with cred, usually an *auth.Chain. Nil opts mean public Azure. " +
		"It fails without a credential and on a cloud configuration without " + service + "."
	return comment(doc).Func().Id("NewClient").Params(
		jen.Id("cred").Qual(corePath, "TokenCredential"), jen.Id("opts").Op("*").Qual(armPath, "ClientOptions"),
	).Params(jen.Op("*").Id("Client"), jen.Error()).Block(
		jen.List(jen.Id("c"), jen.Err()).Op(":=").Qual(restPath, "New").Call(config, jen.Id("cred"), jen.Id("opts")),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())),
		jen.Return(jen.Op("&").Id("Client").BlockFunc(func(g *jen.Group) {
			for _, r := range e.pkg.Resources {
				g.Id(r.Field).Op(":").Op("&").Id(r.Client).Values(jen.Id("rest").Op(":").Id("c")).Op(",")
			}
		}), jen.Nil()),
	)
}

// resource prints a sub-client: its options, its operations as data, and its methods.
func (e emitter) resource(r model.Resource) []jen.Code {
	out := []jen.Code{
		comment(r.Doc).Type().Id(r.Client).Struct(jen.Id("rest").Op("*").Qual(restPath, "Client")),
	}
	for _, o := range r.Options {
		out = append(out, options(o)...)
	}
	out = append(out, operations(r))
	for _, op := range r.Operations {
		if !op.Custom {
			out = append(out, methods(r, op)...)
		}
	}
	if r.Change != nil && !r.Change.Custom {
		out = append(out, modify(r))
	}
	return out
}

// operations prints the variables that describe a resource's operations.
func operations(r model.Resource) jen.Code {
	return jen.Var().DefsFunc(func(g *jen.Group) {
		for _, op := range r.Operations {
			g.Add(assign(op.Var, jen.Qual(restPath, "Operation"), operation(op)))
		}
		if c := r.Change; c != nil {
			g.Add(assign(c.Var, jen.Qual(restPath, "Change"), change(c)))
		}
	})
}

var (
	methodNames = map[string]string{
		"GET": "MethodGet", "PUT": "MethodPut", "PATCH": "MethodPatch", "POST": "MethodPost", "DELETE": "MethodDelete",
	}
	statusNames = map[int]string{200: "StatusOK", 201: "StatusCreated", 202: "StatusAccepted", 204: "StatusNoContent"}
	styleNames  = map[string]string{"azure-async-operation": "AzureAsync", "location": "Location", "original-uri": "OriginalURI"}
)

// operation prints the fields of rest.Operation that are set.
func operation(op model.Operation) []jen.Code {
	codes := jen.Index().Int().ValuesFunc(func(g *jen.Group) {
		for _, c := range op.Codes {
			g.Qual("net/http", statusNames[c])
		}
	})
	out := []jen.Code{
		jen.Id("Name").Op(":").Lit(op.Title),
		jen.Id("APIVersion").Op(":").Lit(op.Version),
	}
	set := func(is bool, name string, v jen.Code) {
		if is {
			out = append(out, jen.Id(name).Op(":").Add(v))
		}
	}
	set(op.Versions != nil, "Versions", versions(op.Versions))
	set(true, "Method", jen.Qual("net/http", methodNames[op.HTTP]))
	set(op.Suffix != "", "Suffix", jen.Lit(op.Suffix))
	set(true, "Codes", codes)
	set(op.LRO != "", "LRO", jen.Qual(restPath, styleNames[op.LRO]))
	set(op.ReadOnly, "ReadOnly", jen.True())
	set(op.MustMatch, "MustMatch", jen.True())
	set(op.Drop != nil, "Drop", stringList(op.Drop))
	set(op.ItemsOnly, "ItemsOnly", jen.True())
	set(op.Gone != "", "Gone", jen.Op("&").Id(op.Gone))
	set(op.Explain != "", "Explain", jen.Id(op.Explain))
	return out
}

// versions prints map[string]string{"Provider": "2030-01-01"}.
func versions(all []model.Version) jen.Code {
	return jen.Map(jen.String()).String().Values(jen.DictFunc(func(d jen.Dict) {
		for _, v := range all {
			d[jen.Lit(v.Provider)] = jen.Lit(v.Version)
		}
	}))
}

// change prints the fields of rest.Change that are set.
func change(c *model.Change) []jen.Code {
	out := []jen.Code{
		jen.Id("Get").Op(":").Op("&").Id(c.Get),
		jen.Id("Write").Op(":").Op("&").Id(c.Write),
	}
	if c.IfMatch {
		out = append(out, jen.Id("IfMatch").Op(":").True())
	}
	if c.Patch {
		out = append(out, jen.Id("Patch").Op(":").True())
	}
	if len(c.Keep) > 0 {
		out = append(out, jen.Id("Keep").Op(":").Add(stringList(c.Keep)))
	}
	return out
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/azfoundry/azfoundry/gen/model"
)

// printer prints the methods of one operation.
type printer struct {
	r  model.Resource
	op model.Operation
}

// methods prints the method of an operation; for a long-running one also those that begin and resume it.
func methods(r model.Resource, op model.Operation) []jen.Code {
	p := printer{r, op}
	docs := paragraphs(op.Docs)
	result := jen.Id(op.Result)
	switch op.Form {
	case model.Pages:
		return []jen.Code{p.method(op.Method, docs, jen.Qual("iter", "Seq2").Types(result, jen.Error()), call(op, "List", op.Result))}
	case model.Do:
		return []jen.Code{p.method(op.Method, docs, jen.Error(), call(op, "Do", ""))}
	case model.Wait:
		return []jen.Code{
			p.method(op.Method, docs, jen.Params(result, jen.Error()), call(op, "Await", op.Result)), p.begin(result), p.resume(result),
		}
	case model.Gone:
		return []jen.Code{p.method(op.Method, docs, jen.Error(), call(op, "AwaitDone", "")), p.begin(none()), p.resume(none())}
	}
	return []jen.Code{p.method(op.Method, docs, jen.Params(result, jen.Error()), call(op, "Call", op.Result))}
}

// method prints a method of the sub-client with its one statement.
func (p printer) method(name string, doc []string, result, body jen.Code) jen.Code {
	return comment(doc...).Func().Params(jen.Id("c").Op("*").Id(p.r.Client)).Id(name).ParamsFunc(p.params).Add(result).Block(jen.Return(body))
}

// params prints the parameters: ctx, the id, the body and the options, as far as there are any.
func (p printer) params(g *jen.Group) {
	g.Id("ctx").Qual("context", "Context")
	param(g, p.op.ID)
	if p.op.Body != "" {
		g.Id("in").Id(p.op.Body)
	}
	if p.op.Options != "" {
		g.Id("opts").Op("*").Id(p.op.Options)
	}
}

// param prints the parameter for an id; nothing for the tenant.
func param(g *jen.Group, id model.Param) {
	switch id.Kind {
	case model.TenantParam:
	case model.GroupParam:
		g.Id(id.Name).Qual(root, id.Type)
	default:
		g.Id(id.Name).Id(id.Type)
	}
}

// call prints rest.Call[Pool](ctx, c.rest, &poolGet, id, rest.Input{}).
func call(op model.Operation, runtime, result string) jen.Code {
	f := jen.Qual(restPath, runtime)
	if result != "" {
		f.Types(jen.Id(result))
	}
	return f.Call(jen.Id("ctx"), jen.Id("c").Dot("rest"), jen.Op("&").Id(op.Var), target(op.ID), input(op))
}

// target prints the id of a call: the parameter, or the parameter as the id of a group, a subscription or a scope.
func target(id model.Param) jen.Code {
	if id.Kind == model.TenantParam {
		return jen.Qual(idPath, "Scope").Call(jen.Lit(""))
	}
	wrap := map[model.ParamKind]string{
		model.GroupParam: "Group", model.SubscriptionParam: "Subscription",
		model.ManagementGroupParam: "ManagementGroup", model.ScopeParam: "Scope",
	}[id.Kind]
	if wrap == "" {
		return jen.Id(id.Name)
	}
	return jen.Qual(idPath, wrap).Call(jen.Id(id.Name))
}

// input prints what the call carries: opts.input(in), or a rest.Input.
func input(op model.Operation) jen.Code {
	body := jen.Nil()
	if op.Body != "" {
		body = jen.Id("in")
	}
	switch {
	case op.Options != "":
		return jen.Id("opts").Dot("input").Call(body)
	case op.Body != "":
		return jen.Qual(restPath, "Input").Values(jen.Id("Body").Op(":").Add(body))
	}
	return jen.Qual(restPath, "Input").Values()
}

// paragraphs puts the last sentence, which names the operation, into a paragraph of its own.
func paragraphs(docs []string) []string {
	last := len(docs) - 1
	return []string{strings.Join(docs[:last], " "), docs[last]}
}

// begin prints the method that starts a long-running operation.
func (p printer) begin(result jen.Code) jen.Code {
	name := "Begin" + p.op.Method
	doc := []string{name + " starts what [" + p.r.Client + "." + p.op.Method + "] does and returns a poller to wait with."}
	body := jen.Qual(restPath, "Begin").Types(result).
		Call(jen.Id("ctx"), jen.Id("c").Dot("rest"), jen.Op("&").Id(p.op.Var), target(p.op.ID), input(p.op))
	return p.method(name, doc, jen.Params(poller(result), jen.Error()), body)
}

// resume prints the method that takes up a wait again.
func (p printer) resume(result jen.Code) jen.Code {
	doc := p.op.Resume + " takes up the wait for [" + p.r.Client + "." + p.op.Method + "] from the token of a poller or of an *azfoundry.PendingError."
	return comment(doc).Func().Params(jen.Id("c").Op("*").Id(p.r.Client)).Id(p.op.Resume).Params(jen.Id("token").String()).
		Params(poller(result), jen.Error()).
		Block(jen.Return(jen.Qual(restPath, "Resume").Types(result).Call(jen.Id("c").Dot("rest"), jen.Op("&").Id(p.op.Var), jen.Id("token"))))
}

// poller prints *runtime.Poller[Pool].
func poller(result jen.Code) jen.Code { return jen.Op("*").Qual(runPath, "Poller").Types(result) }

// modify prints the read-modify-write method.
func modify(r model.Resource) jen.Code {
	c := r.Change
	return comment(strings.Join(c.Docs, " ")).Func().Params(jen.Id("c").Op("*").Id(r.Client)).Id("Modify").ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		param(g, c.ID)
		g.Id("change").Func().Params(jen.Op("*").Id(c.Result)).Error()
	}).Params(jen.Id(c.Result), jen.Error()).Block(
		jen.Return(jen.Qual(restPath, "Modify").Call(jen.Id("ctx"), jen.Id("c").Dot("rest"), jen.Op("&").Id(c.Var), target(c.ID), jen.Id("change"))),
	)
}

// none prints azfoundry.None, the result of an operation that has none.
func none() *jen.Statement { return jen.Qual(root, "None") }

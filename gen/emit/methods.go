// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/azfoundry/azfoundry/gen/model"
)

// methods prints the method of an operation; for a long-running one also those that begin and resume it.
func methods(r model.Resource, op model.Operation) []jen.Code {
	docs := paragraphs(op.Docs)
	result := jen.Id(op.Result)
	switch op.Form {
	case model.Pages:
		return []jen.Code{signature(r, op, op.Method, docs, jen.Qual("iter", "Seq2").Types(result, jen.Error()), call(op, "List", op.Result))}
	case model.Do:
		return []jen.Code{signature(r, op, op.Method, docs, jen.Error(), call(op, "Do", ""))}
	case model.Wait:
		return []jen.Code{
			signature(r, op, op.Method, docs, jen.Params(result, jen.Error()), call(op, "Await", op.Result)),
			begin(r, op, result), resume(r, op, result),
		}
	case model.Gone:
		return []jen.Code{
			signature(r, op, op.Method, docs, jen.Error(), call(op, "AwaitDone", "")),
			begin(r, op, none()), resume(r, op, none()),
		}
	}
	return []jen.Code{signature(r, op, op.Method, docs, jen.Params(result, jen.Error()), call(op, "Call", op.Result))}
}

// signature prints a method of the sub-client with its one statement.
func signature(r model.Resource, op model.Operation, name string, doc []string, result, body jen.Code) jen.Code {
	return comment(doc...).Func().Params(jen.Id("c").Op("*").Id(r.Client)).Id(name).ParamsFunc(func(g *jen.Group) {
		g.Id("ctx").Qual("context", "Context")
		switch op.ID.Kind {
		case model.TenantParam:
		case model.GroupParam:
			g.Id(op.ID.Name).Qual(root, op.ID.Type)
		default:
			g.Id(op.ID.Name).Id(op.ID.Type)
		}
		if op.Body != "" {
			g.Id("in").Id(op.Body)
		}
		if op.Options != "" {
			g.Id("opts").Op("*").Id(op.Options)
		}
	}).Add(result).Block(jen.Return(body))
}

// call prints rest.Call[Pool](ctx, c.rest, &poolGet, id, rest.Input{}).
func call(op model.Operation, runtime, result string) jen.Code {
	f := jen.Qual(restPath, runtime)
	if result != "" {
		f.Types(jen.Id(result))
	}
	return f.Call(jen.Id("ctx"), jen.Id("c").Dot("rest"), jen.Op("&").Id(op.Var), target(op), input(op))
}

// target prints the id of a call: the parameter, or the parameter as the id of a group, a subscription or a scope.
func target(op model.Operation) jen.Code {
	if op.ID.Kind == model.TenantParam {
		return jen.Qual(idPath, "Scope").Call(jen.Lit(""))
	}
	wrap := map[model.ParamKind]string{
		model.GroupParam: "Group", model.SubscriptionParam: "Subscription", model.ScopeParam: "Scope",
	}[op.ID.Kind]
	if wrap == "" {
		return jen.Id(op.ID.Name)
	}
	return jen.Qual(idPath, wrap).Call(jen.Id(op.ID.Name))
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
func begin(r model.Resource, op model.Operation, result jen.Code) jen.Code {
	doc := []string{"Begin" + op.Method + " starts what [" + r.Client + "." + op.Method + "] does and returns a poller to wait with."}
	body := jen.Qual(restPath, "Begin").Types(result).
		Call(jen.Id("ctx"), jen.Id("c").Dot("rest"), jen.Op("&").Id(op.Var), target(op), input(op))
	return signature(r, op, "Begin"+op.Method, doc, jen.Params(poller(result), jen.Error()), body)
}

// resume prints the method that takes up a wait again.
func resume(r model.Resource, op model.Operation, result jen.Code) jen.Code {
	doc := op.Resume + " takes up the wait for [" + r.Client + "." + op.Method + "] from the token of a poller or of an *azfoundry.PendingError."
	return comment(doc).Func().Params(jen.Id("c").Op("*").Id(r.Client)).Id(op.Resume).Params(jen.Id("token").String()).
		Params(poller(result), jen.Error()).
		Block(jen.Return(jen.Qual(restPath, "Resume").Types(result).Call(jen.Id("c").Dot("rest"), jen.Op("&").Id(op.Var), jen.Id("token"))))
}

// poller prints *runtime.Poller[Pool].
func poller(result jen.Code) jen.Code { return jen.Op("*").Qual(runPath, "Poller").Types(result) }

// modify prints the read-modify-write method.
func modify(r model.Resource) jen.Code {
	c := r.Change
	return comment(strings.Join(c.Docs, " ")).Func().Params(jen.Id("c").Op("*").Id(r.Client)).Id("Modify").Params(
		jen.Id("ctx").Qual("context", "Context"), jen.Id("id").Id(c.ID),
		jen.Id("change").Func().Params(jen.Op("*").Id(c.Result)).Error(),
	).Params(jen.Id(c.Result), jen.Error()).Block(
		jen.Return(jen.Qual(restPath, "Modify").Call(jen.Id("ctx"), jen.Id("c").Dot("rest"), jen.Op("&").Id(c.Var), jen.Id("id"), jen.Id("change"))),
	)
}

// none prints azfoundry.None.
func none() jen.Code { return jen.Qual(root, "None") }

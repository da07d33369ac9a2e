// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"errors"
	"flag"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// decided is what -json prints of one request.
type decided struct {
	Decision  abac.Decision `json:"decision"`
	DecidedBy string        `json:"decidedBy"`
	Missing   []string      `json:"missing"`
}

func short(x abac.Explanation) decided {
	return decided{x.Decision, x.DecidedBy, append([]string{}, x.Missing...)}
}

// evaluator is the commands eval and explain.
type evaluator struct {
	mode
	condition, request, requests string
}

func evaluating() cli.Program {
	var e evaluator
	return cli.Program{
		Name: "eval", Run: e.evaluate,
		Doc: `Decides whether a condition lets requests pass.
A request is a JSON object with action, suboperation, resource, request, principal and environment, of which the
last four hold values by the name of their attribute. With -requests each line is one, and each decision is
printed on a line, with -json as a document; empty lines count for nothing. A line that is no request ends the
program, behind the decisions before it, with its number and where it is no JSON its byte.`,
		Flags: func(flags *flag.FlagSet) {
			e.declare(flags)
			flags.StringVar(&e.requests, "requests", "", "`file` with one request a line, whose decisions are printed one a line")
		},
	}
}

func explaining() cli.Program {
	var e evaluator
	return cli.Program{
		Name: "explain", Run: e.explain, Flags: e.declare,
		Doc: `Says why a condition decides about a request as it does.
The request is that of eval.`,
	}
}

func (e *evaluator) declare(flags *flag.FlagSet) {
	e.mode.declare(flags)
	flags.StringVar(&e.condition, "condition", "", "`file` with the condition")
	flags.StringVar(&e.request, "request", "", "`file` with the request")
}

// compile reads the condition.
func (e *evaluator) compile(out *cli.Output) (*abac.Program, error) {
	if e.condition == "" {
		return nil, errors.New("-condition is missing: give the file with the condition")
	}
	c, err := read(out, e.condition)
	if err != nil {
		return nil, err
	}
	return abac.Compile(c, e.mode.mode()), nil
}

// one decides about the one request.
func (e *evaluator) one(out *cli.Output) (abac.Explanation, error) {
	program, err := e.compile(out)
	if err != nil {
		return abac.Explanation{}, err
	}
	text, err := out.Read(e.request)
	if err != nil {
		return abac.Explanation{}, err
	}
	request, err := parseRequest(text)
	if err != nil {
		return abac.Explanation{}, located(e.request, 0, err)
	}
	if request.Action == "" {
		out.Note("the request has no action: no guard is about it")
	}
	return program.Bind(request).Explain(), nil
}

func (e *evaluator) evaluate(ctx context.Context, out *cli.Output) (any, error) {
	if (e.request == "") == (e.requests == "") {
		return nil, errors.New("give either -request or -requests")
	}
	if e.requests != "" {
		return nil, e.stream(ctx, out)
	}
	x, err := e.one(out)
	if err != nil {
		return nil, err
	}
	out.Text(string(x.Decision))
	return short(x), outcome(x.Decision)
}

func (e *evaluator) explain(_ context.Context, out *cli.Output) (any, error) {
	if e.request == "" {
		return nil, errors.New("-request is missing: give the file with the request")
	}
	x, err := e.one(out)
	if err != nil {
		return nil, err
	}
	out.Text(x.String())
	return x, outcome(x.Decision)
}

func outcome(d abac.Decision) error {
	if d == abac.Deny {
		return cli.ErrFindings
	}
	return nil
}

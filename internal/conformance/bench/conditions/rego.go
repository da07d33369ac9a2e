// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"context"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// regoEngine is OPA with a prepared query, which may be evaluated in part beforehand.
func regoEngine(partial bool) engine {
	e := engine{name: "OPA", language: "rego"}
	var options []rego.PrepareOption
	if partial {
		e.name = "OPA, partially evaluated"
		options = append(options, rego.WithPartialEval())
	}
	e.compile = func(text string) (program, error) {
		q, err := rego.New(rego.Query("data.condition.allow"), rego.Module("condition.rego", text)).PrepareForEval(context.Background(), options...)
		return regoProgram{q}, err
	}
	return e
}

type regoProgram struct{ rego.PreparedEvalQuery }

func (p regoProgram) decide(input ast.Value) (int, error) {
	results, err := p.Eval(context.Background(), rego.EvalParsedInput(input))
	if err != nil || !results.Allowed() {
		return 0, err
	}
	return 1, nil
}

func (p regoProgram) bound(requests []facts) (work, error) {
	inputs := make([]ast.Value, len(requests))
	for i, f := range requests {
		var err error
		if inputs[i], err = ast.InterfaceToValue(f.named()); err != nil {
			return nil, err
		}
	}
	return func() (allowed int, err error) {
		for _, in := range inputs {
			n, err := p.decide(in)
			if allowed += n; err != nil {
				return allowed, err
			}
		}
		return allowed, nil
	}, nil
}

func (p regoProgram) fresh(requests []facts) work {
	return func() (allowed int, err error) {
		for i := range requests {
			in, err := ast.InterfaceToValue(requests[i].named())
			if err != nil {
				return allowed, err
			}
			n, err := p.decide(in)
			if allowed += n; err != nil {
				return allowed, err
			}
		}
		return allowed, nil
	}
}

func (p regoProgram) lines(requests []facts) (work, error) {
	lines, err := linesOf(requests)
	return func() (allowed int, err error) {
		for _, line := range lines {
			in, err := ast.ValueFromReader(bytes.NewReader(line))
			if err != nil {
				return allowed, err
			}
			n, err := p.decide(in)
			if allowed += n; err != nil {
				return allowed, err
			}
		}
		return allowed, nil
	}, err
}

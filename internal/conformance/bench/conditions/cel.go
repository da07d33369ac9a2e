// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"encoding/json"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

func celEngine() engine {
	return engine{name: "cel-go", language: "cel", compile: func(text string) (program, error) {
		env, err := cel.NewEnv(
			cel.Variable("action", cel.StringType), cel.Variable("suboperation", cel.StringType), cel.Variable("container", cel.StringType),
			cel.Variable("tagKeys", cel.ListType(cel.StringType)), cel.Variable("level", cel.StringType), cel.Variable("clearance", cel.StringType),
			cel.Variable("now", cel.TimestampType), cel.Variable("requested", cel.StringType), cel.Variable("assigned", cel.StringType),
		)
		if err != nil {
			return nil, err
		}
		tree, issues := env.Compile(text)
		if issues.Err() != nil {
			return nil, issues.Err()
		}
		p, err := env.Program(tree, cel.EvalOptions(cel.OptOptimize))
		return celProgram{p}, err
	}}
}

type celProgram struct{ cel.Program }

// activation answers faster than a map: it compares names and holds values of CEL.
type activation struct {
	action, suboperation, container, tagKeys, level, clearance, now, requested, assigned ref.Val
}

// ResolveName implements cel.Activation.
func (a *activation) ResolveName(name string) (any, bool) {
	var v ref.Val
	switch name {
	case "action":
		v = a.action
	case "suboperation":
		v = a.suboperation
	case "container":
		v = a.container
	case "tagKeys":
		v = a.tagKeys
	case "level":
		v = a.level
	case "clearance":
		v = a.clearance
	case "now":
		v = a.now
	case "requested":
		v = a.requested
	case "assigned":
		v = a.assigned
	}
	return v, v != nil
}

// Parent implements cel.Activation.
func (a *activation) Parent() cel.Activation { return nil }

func activate(f facts) *activation {
	a := &activation{
		action: types.String(f.action), suboperation: types.String(f.suboperation), container: celText(f.container), level: celText(f.level),
		clearance: celText(f.clearance), requested: celText(f.requested), assigned: celText(f.assigned),
	}
	if f.tagKeys != nil {
		a.tagKeys = types.DefaultTypeAdapter.NativeToValue(f.tagKeys)
	}
	if !f.now.IsZero() {
		a.now = types.Timestamp{Time: f.now}
	}
	return a
}

func celText(s string) ref.Val {
	if s == "" {
		return nil
	}
	return types.String(s)
}

// decide takes an error, which is about what is missing, for a no.
func (p celProgram) decide(a *activation) int {
	if out, _, err := p.Eval(a); err == nil && out == types.True {
		return 1
	}
	return 0
}

func (p celProgram) bound(requests []facts) (work, error) {
	activations := make([]*activation, len(requests))
	for i, f := range requests {
		activations[i] = activate(f)
	}
	return func() (allowed int, err error) {
		for _, a := range activations {
			allowed += p.decide(a)
		}
		return allowed, nil
	}, nil
}

func (p celProgram) fresh(requests []facts) work {
	return func() (allowed int, err error) {
		for i := range requests {
			allowed += p.decide(activate(requests[i]))
		}
		return allowed, nil
	}
}

func (p celProgram) lines(requests []facts) (work, error) {
	lines, err := linesOf(requests)
	return func() (allowed int, err error) {
		for _, line := range lines {
			var in input
			if err := json.Unmarshal(line, &in); err != nil {
				return allowed, err
			}
			allowed += p.decide(activate(in.facts()))
		}
		return allowed, nil
	}, err
}

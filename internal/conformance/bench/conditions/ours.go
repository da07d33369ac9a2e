// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"encoding/json"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/internal/turns"
)

func oursEngine() engine {
	return engine{name: turns.Ours, language: "txt", compile: func(text string) (program, error) {
		c, err := abac.Parse(text)
		if err != nil {
			return nil, err
		}
		return oursProgram{abac.Compile(c, abac.Strict)}, nil
	}}
}

type oursProgram struct{ *abac.Program }

func (p oursProgram) bound(requests []facts) (work, error) {
	bindings := make([]*abac.Binding, len(requests))
	for i, f := range requests {
		bindings[i] = p.Bind(f.request)
	}
	return func() (allowed int, err error) {
		for _, b := range bindings {
			if b.Evaluate() {
				allowed++
			}
		}
		return allowed, nil
	}, nil
}

func (p oursProgram) fresh(requests []facts) work {
	binding := p.Bind(abac.Request{})
	return func() (allowed int, err error) {
		for i := range requests {
			binding.Rebind(requests[i].request)
			if binding.Evaluate() {
				allowed++
			}
		}
		return allowed, nil
	}
}

func (p oursProgram) lines(requests []facts) (work, error) {
	lines := make([][]byte, len(requests))
	for i, f := range requests {
		var err error
		if lines[i], err = json.Marshal(f.request); err != nil {
			return nil, err
		}
	}
	binding := p.Bind(abac.Request{})
	return func() (allowed int, err error) {
		for _, line := range lines {
			if err := binding.RebindJSON(line); err != nil {
				return allowed, err
			}
			if binding.Evaluate() {
				allowed++
			}
		}
		return allowed, nil
	}, nil
}

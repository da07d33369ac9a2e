// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"encoding/json"

	"github.com/cedar-policy/cedar-go"
)

func cedarEngine() engine {
	return engine{name: "cedar-go", language: "cedar", compile: func(text string) (program, error) {
		p, err := cedar.NewPolicySetFromBytes("condition.cedar", []byte(text))
		return cedarProgram{p}, err
	}}
}

type cedarProgram struct{ *cedar.PolicySet }

// cedarRequest has all attributes in the context: looking them up in entities takes longer.
func cedarRequest(f facts) cedar.Request {
	r := cedar.RecordMap{"suboperation": cedar.String(f.suboperation)}
	for name, text := range map[cedar.String]string{
		"container": f.container, "level": f.level, "clearance": f.clearance, "requested": f.requested, "assigned": f.assigned,
	} {
		if text != "" {
			r[name] = cedar.String(text)
		}
	}
	if f.tagKeys != nil {
		var keys []cedar.Value
		for _, key := range f.tagKeys {
			keys = append(keys, cedar.String(key))
		}
		r["tagKeys"] = cedar.NewSet(keys...)
	}
	if !f.now.IsZero() {
		r["now"] = cedar.NewDatetime(f.now)
	}
	return cedar.Request{
		Principal: cedar.NewEntityUID("User", "u"), Action: cedar.NewEntityUID("Action", cedar.String(f.action)), Resource: cedar.NewEntityUID("Blob", "b"),
		Context: cedar.NewRecord(r),
	}
}

func (p cedarProgram) bound(requests []facts) (work, error) {
	prepared := make([]cedar.Request, len(requests))
	for i, f := range requests {
		prepared[i] = cedarRequest(f)
	}
	return func() (allowed int, err error) {
		for i := range prepared {
			allowed += p.decide(prepared[i])
		}
		return allowed, nil
	}, nil
}

// decide takes errors, which are about what is missing, for a no.
func (p cedarProgram) decide(r cedar.Request) int {
	if decision, _ := cedar.Authorize(p, cedar.EntityMap{}, r); decision == cedar.Allow {
		return 1
	}
	return 0
}

func (p cedarProgram) fresh(requests []facts) work {
	return func() (allowed int, err error) {
		for i := range requests {
			allowed += p.decide(cedarRequest(requests[i]))
		}
		return allowed, nil
	}
}

func (p cedarProgram) lines(requests []facts) (work, error) {
	lines, err := linesOf(requests)
	return func() (allowed int, err error) {
		for _, line := range lines {
			var in input
			if err := json.Unmarshal(line, &in); err != nil {
				return allowed, err
			}
			allowed += p.decide(cedarRequest(in.facts()))
		}
		return allowed, nil
	}, err
}

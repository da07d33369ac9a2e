// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"time"

	"github.com/azfoundry/azfoundry"
)

// Report is what a set-up found and did, or would do. It is plain data and survives JSON.
type Report struct {
	// GatewayURL is where the service is called, as it says itself.
	GatewayURL string `json:"gatewayUrl,omitzero"`
	// Target is what a connection to the API has as its target.
	Target string `json:"target,omitzero"`
	// Steps are what there is to have, in the order in which it is made.
	Steps []Step `json:"steps,omitzero"`
	// Findings are what keeps the gateway from working that a set-up does not mend.
	Findings []Finding `json:"findings,omitzero"`
}

// Step is one resource of a set-up.
type Step struct {
	Kind StepKind `json:"kind"`
	// ID is the id of the resource.
	ID    string `json:"id"`
	State State  `json:"state"`
	// Differences are what is changed of one that was there.
	Differences []Difference `json:"differences,omitzero"`
	// Done says that it was written; false in a plan.
	Done bool `json:"done,omitzero"`
	// Before is the body of one that was changed, without secrets.
	Before string `json:"before,omitzero"`
}

// StepKind is a kind of resources.
type StepKind string

// The kinds of steps.
const (
	StepRoleAssignment StepKind = "roleAssignment"
	StepBackend        StepKind = "backend"
	StepPool           StepKind = "pool"
	StepAPI            StepKind = "api"
	StepPolicy         StepKind = "policy"
	StepOperation      StepKind = "operation"
	StepDiagnostic     StepKind = "diagnostic"
)

// State is what is to be done about a resource.
type State string

// The states.
const (
	Unchanged State = "unchanged"
	Create    State = "create"
	Change    State = "change"
)

// Difference is one member of a resource, or one element of a policy, that is not as it is to be.
type Difference struct {
	// Pointer is a JSON pointer into the body.
	Pointer string `json:"pointer"`
	// Have and Want are JSON, or the text of a policy; empty for nothing.
	Have string `json:"have,omitzero"`
	Want string `json:"want,omitzero"`
}

// Writes returns how many steps are not as they are to be.
func (r Report) Writes() int {
	n := 0
	for _, s := range r.Steps {
		if s.State != Unchanged {
			n++
		}
	}
	return n
}

// Options tune a run. The zero value, like nil, is ready.
type Options struct {
	// OnProgress is told of each step that is done.
	OnProgress func(azfoundry.Progress)
	// Agents is how the agents that call lie in their network; it bears on the findings alone.
	Agents Agents
}

// progress tells of steps.
type progress struct {
	op          string
	began       time.Time
	done, total int
	tell        func(azfoundry.Progress)
}

func newProgress(op string, total int, opts *Options) *progress {
	p := &progress{op: op, began: time.Now(), total: total}
	if opts != nil {
		p.tell = opts.OnProgress
	}
	return p
}

func (p *progress) step(what string) {
	p.done++
	if p.tell != nil {
		p.tell(azfoundry.Progress{Op: p.op, Step: what, Done: p.done, Total: p.total, Elapsed: time.Since(p.began)})
	}
}

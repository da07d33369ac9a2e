// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// Outcome says what a step did to its resource.
type Outcome string

// The outcomes of a step.
const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
)

// Step is one resource of a story, and what became of it.
type Step struct {
	Name    string  `json:"name"`
	ID      string  `json:"id"`
	Outcome Outcome `json:"outcome"`
	// Milliseconds is how long it took.
	Milliseconds int64 `json:"milliseconds"`
	// Detail is what the service chose, for people.
	Detail string `json:"detail,omitempty"`
}

// task is a step to be done. Its work fills in the step.
type task struct {
	name string
	work func(context.Context, *Step) error
}

// run does tasks one after the other, until one fails, and prints a line on each. The steps that were done are
// returned with the error.
func run(ctx context.Context, out *cli.Output, tasks []task) ([]Step, error) {
	steps := make([]Step, 0, len(tasks))
	for _, t := range tasks {
		step, start := Step{Name: t.name}, time.Now()
		err := out.Step(t.name, func() (string, error) { return "", t.work(ctx, &step) })
		if err != nil {
			return steps, fmt.Errorf("%s: %w", t.name, err)
		}
		step.Milliseconds = time.Since(start).Milliseconds()
		steps = append(steps, step)
	}
	return steps, nil
}

// writer is how resources of one type are made and changed.
type writer[ID fmt.Stringer, T any] struct {
	create func(context.Context, ID, T) (T, error)
	modify func(context.Context, ID, func(*T) error) (T, error)
}

// ensure makes a resource what it should be: it changes what is there, and creates what is not. Where
// nothing differs nothing is written. The function is given the resource as it is, or its zero value.
func ensure[ID fmt.Stringer, T any](ctx context.Context, step *Step, w writer[ID, T], id ID, want func(*T)) (T, error) {
	step.ID, step.Outcome = id.String(), Unchanged
	got, err := w.modify(ctx, id, func(m *T) error {
		before, err := json.Marshal(m)
		if err != nil {
			return err
		}
		want(m)
		after, err := json.Marshal(m)
		if !bytes.Equal(before, after) {
			step.Outcome = Updated
		}
		return err
	})
	if op, failed := errors.AsType[*azfoundry.OpError](err); !failed || op.Status != http.StatusNotFound {
		return got, err
	}
	var fresh T
	want(&fresh)
	step.Outcome = Created
	return w.create(ctx, id, fresh)
}

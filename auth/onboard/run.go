// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/auth"
)

// run is one call of a recipe: its steps, and what it wrote.
type run struct {
	Options

	op          string
	chain       *auth.Chain
	began       time.Time
	done, total int
	planned     bool // whether a dry run kept a write back
	report      Report
}

func newRun(op string, chain *auth.Chain, opts *Options) *run {
	return &run{Options: opts.or(), op: op, chain: chain, began: time.Now()}
}

// step tells of a step that is done.
func (r *run) step(format string, args ...any) {
	r.done++
	if r.OnProgress != nil {
		r.OnProgress(azfoundry.Progress{
			Op: r.op, Step: fmt.Sprintf(format, args...), Done: r.done, Total: r.total, Elapsed: time.Since(r.began),
		})
	}
}

// wrote takes note of a write: as a change, or as one that was planned. Any other error is returned.
func (r *run) wrote(change Change, err error) error {
	switch {
	case errors.Is(err, azfoundry.ErrDryRun):
		r.planned = true
	case err != nil:
		return err
	default:
		r.report.Changes = append(r.report.Changes, change)
	}
	return nil
}

// end is what the recipe returns.
func (r *run) end(err error) (Report, error) {
	if err != nil {
		return r.report, fmt.Errorf("%s: %w", r.op, err)
	}
	if r.planned {
		return r.report, azfoundry.ErrDryRun
	}
	return r.report, nil
}

// The pauses of a wait grow from first to last.
const (
	firstPause = time.Second
	lastPause  = 10 * time.Second
)

// until looks until it has seen what it waits for, or failed. It fails when ctx ends or patience does;
// unseen then says what is missing.
func (r *run) until(ctx context.Context, look func() (seen bool, err error), unseen func() string) error {
	for pause, began := firstPause, time.Now(); ; pause = min(pause*3/2, lastPause) {
		seen, err := look()
		if seen || err != nil {
			return err
		}
		if time.Since(began)+pause > r.Patience {
			return fmt.Errorf("%s after %v; run it again to go on waiting", unseen(), r.Patience)
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("%s when the waiting ended: %w", unseen(), context.Cause(ctx))
		case <-timer.C:
		}
	}
}

// alone returns a context under which no request carries tokens of other tenants: each write here is about
// one tenant, whatever ids of another its body holds.
func alone(ctx context.Context) context.Context { return auth.WithTenants(ctx) }

// members returns the faults of tenants, by the fields that name them, that the chain does not have.
func members(chain *auth.Chain, tenants map[string]string) []azfoundry.Fault {
	if chain == nil {
		return []azfoundry.Fault{{Pointer: "chain", Rule: "required", Message: "is nil", Advice: "make one with auth.NewChain"}}
	}
	var faults []azfoundry.Fault
	for _, field := range slices.Sorted(maps.Keys(tenants)) {
		if _, err := chain.As(tenants[field]); err != nil {
			faults = append(faults, azfoundry.Fault{
				Pointer: field, Rule: "chain", Message: "is no tenant of the chain", Got: tenants[field],
				Advice: "give the chain a credential of that tenant's administrator",
			})
		}
	}
	return faults
}

// refuse returns the error of bad input; nil without faults.
func (r *run) refuse(resource string, faults []azfoundry.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return &azfoundry.ValidationError{Op: r.op, Resource: resource, Faults: faults}
}

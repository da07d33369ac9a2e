// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// Undo takes back the steps of a report that were done, the last first, and nothing else: what was made is
// deleted, what was changed becomes what it was. What is gone already is no error. A step that cannot be taken
// back does not keep it from the others; all errors are returned together. Under azfoundry.DryRun it plans.
//
// A backend that was changed keeps its credentials, which no report holds.
func (c *Client) Undo(ctx context.Context, report Report, opts *Options) error {
	steps := slices.DeleteFunc(slices.Clone(report.Steps), func(s Step) bool { return !s.Done })
	p := newProgress("setup: undo", len(steps), opts)
	var failed error
	planned := false
	for _, step := range slices.Backward(steps) {
		err := c.undo(ctx, step)
		if errors.Is(err, azfoundry.ErrDryRun) {
			planned, err = true, nil
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("setup: undo %s %q: %w", step.Kind, step.ID, err))
			continue
		}
		p.step("took back " + string(step.Kind) + " " + step.ID[strings.LastIndexByte(step.ID, '/')+1:])
	}
	if failed == nil && planned {
		return azfoundry.ErrDryRun
	}
	return failed
}

// undo takes back one step.
func (c *Client) undo(ctx context.Context, s Step) error {
	switch s.Kind {
	case StepRoleAssignment:
		return with(roleassign.ParseAssignmentID, s.ID, func(id roleassign.AssignmentID) error { return c.roles.Assignments.Delete(ctx, id) })
	case StepBackend, StepPool:
		return with(gateway.ParseBackendID, s.ID, func(id gateway.BackendID) error {
			return restore(s, func() error { return c.gateway.Backends.Delete(ctx, id, nil) }, func(was gateway.Backend) error {
				_, err := c.gateway.Backends.Modify(ctx, id, func(b *gateway.Backend) error {
					was.Properties.Credentials = b.Properties.Credentials
					b.Properties = was.Properties
					return nil
				})
				return err
			})
		})
	case StepAPI:
		return with(gateway.ParseAPIID, s.ID, func(id gateway.APIID) error {
			return restore(s, func() error { return c.gateway.APIs.Delete(ctx, id, nil) }, func(was gateway.API) error {
				_, err := c.gateway.APIs.Modify(ctx, id, func(a *gateway.API) error { a.Properties = was.Properties; return nil })
				return err
			})
		})
	}
	return c.undoBelow(ctx, s)
}

// undoBelow takes back a step below an API.
func (c *Client) undoBelow(ctx context.Context, s Step) error {
	switch s.Kind {
	case StepOperation:
		return with(gateway.ParseOperationID, s.ID, func(id gateway.OperationID) error {
			return restore(s, func() error { return c.gateway.Operations.Delete(ctx, id, nil) }, func(was gateway.Operation) error {
				_, err := c.gateway.Operations.Modify(ctx, id, func(o *gateway.Operation) error { o.Properties = was.Properties; return nil })
				return err
			})
		})
	case StepPolicy:
		return with(gateway.ParsePolicyID, s.ID, func(id gateway.PolicyID) error {
			return restore(s, func() error { return c.gateway.Policies.Delete(ctx, id, nil) }, func(was gateway.Policy) error {
				_, err := c.gateway.Policies.Modify(ctx, id, func(p *gateway.Policy) error { p.Properties.Value = was.Properties.Value; return nil })
				return err
			})
		})
	case StepDiagnostic:
		api, found := strings.CutSuffix(s.ID, "/diagnostics/"+applicationInsights)
		if !found {
			break
		}
		return with(gateway.ParseAPIID, api, func(api gateway.APIID) error {
			id := diagnosticID(api)
			return restore(s, func() error { return rest.Do(ctx, c.rest, &deleteDiagnostic, id, rest.Input{}) }, func(was diagnostic) error {
				_, err := rest.Modify(ctx, c.rest, &modifyDiagnostic, id, func(d *diagnostic) error { d.Properties = was.Properties; return nil })
				return err
			})
		})
	}
	return fmt.Errorf("is no step that this version knows; take it back by hand")
}

// with parses an id and does something with it.
func with[ID any](parse func(string) (ID, error), text string, do func(ID) error) error {
	id, err := parse(text)
	if err != nil {
		return err
	}
	return do(id)
}

// restore deletes what a step made, or lets what it changed be what it was. One that is gone is no error.
func restore[T any](s Step, remove func() error, reset func(T) error) error {
	if s.State == Create {
		return remove()
	}
	var was T
	if err := rest.Unmarshal([]byte(s.Before), &was); err != nil {
		return fmt.Errorf("the report does not say what was there before: %w", err)
	}
	if err := reset(was); !notFound(err) {
		return err
	}
	return nil
}

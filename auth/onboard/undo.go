// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/auth/onboard/graph"
	"github.com/azfoundry/azfoundry/ipam"
)

// Undo takes back the changes of a report, the newest first, and nothing else. What is gone already is no
// error, so a second run writes nothing more but the sign-in audience. A change that cannot be taken back
// does not keep it from the others; all errors are returned together. Under azfoundry.DryRun it plans.
//
// An application whose sign-in audience is set back can no longer sign in to any other tenant, also where
// it was onboarded since.
func Undo(ctx context.Context, chain *auth.Chain, report Report, opts *Options) error {
	r := newRun("onboard: undo", chain, opts)
	r.total = len(report.Changes)
	ctx = alone(ctx)
	var failed error
	for _, change := range slices.Backward(report.Changes) {
		err := r.undo(ctx, change)
		switch {
		case errors.Is(err, azfoundry.ErrDryRun):
			r.planned = true
		case err != nil:
			failed = both(failed, err)
			continue
		}
		r.step("took back %s of %s", change.Kind, change.ID)
	}
	_, err := r.end(failed)
	return err
}

// both returns two errors in one line; the first may be nil.
func both(first, second error) error {
	if first == nil {
		return second
	}
	return fmt.Errorf("%w; %w", first, second)
}

// undo takes back one change.
func (r *run) undo(ctx context.Context, change Change) error {
	if err := r.refuse(change.ID, members(r.chain, map[string]string{"Changes.Tenant": change.Tenant})); err != nil {
		return err
	}
	view, err := r.chain.As(change.Tenant)
	if err != nil {
		return err
	}
	switch change.Kind {
	case AudienceChanged, PrincipalCreated:
		c, err := graph.NewClient(view, r.Client)
		if err != nil {
			return err
		}
		return undoInDirectory(ctx, c, change)
	case RoleAssigned:
		id, err := roleassign.ParseAssignmentID(change.ID)
		if err != nil {
			return err
		}
		c, err := roleassign.NewClient(view, r.Client)
		if err != nil {
			return err
		}
		return c.Assignments.Delete(ctx, id)
	case ScopeConnected, ManagerConnected:
		c, err := ipam.NewClient(view, r.Client)
		if err != nil {
			return err
		}
		return disconnect(ctx, c, change)
	}
	return fmt.Errorf("%q is no kind of change of this version; take %s back by hand", change.Kind, change.ID)
}

// undoInDirectory takes back what was done in Microsoft Graph.
func undoInDirectory(ctx context.Context, c *graph.Client, change Change) error {
	if change.Kind == PrincipalCreated {
		id, err := graph.ParseServicePrincipalID(change.ID)
		if err != nil {
			return err
		}
		return c.ServicePrincipals.Delete(ctx, id)
	}
	id, err := graph.ParseApplicationID(change.ID)
	if err != nil {
		return err
	}
	return c.Applications.Update(ctx, id, graph.Application{SignInAudience: graph.SignInAudience(change.Before)})
}

// disconnect deletes one side of a connection.
func disconnect(ctx context.Context, c *ipam.Client, change Change) error {
	if change.Kind == ScopeConnected {
		id, err := ipam.ParseScopeConnectionID(change.ID)
		if err != nil {
			return err
		}
		return c.ScopeConnections.Delete(ctx, id)
	}
	if id, err := ipam.ParseManagementGroupConnectionID(change.ID); err == nil {
		return c.ManagementGroupConnections.Delete(ctx, id)
	}
	id, err := ipam.ParseSubscriptionConnectionID(change.ID)
	if err != nil {
		return err
	}
	return c.SubscriptionConnections.Delete(ctx, id)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard

import (
	"context"
	"strings"

	"github.com/azfoundry/azfoundry/abac/roleassign"
)

// assignment returns the id and the body of the role assignment that gives a principal what is granted. It
// says what the principal is, so that Resource Manager takes one that it cannot find in the directory yet.
func (g Grant) assignment(principal string) (roleassign.AssignmentID, roleassign.Assignment) {
	id, in := g.Role.Assign(g.Scope, principal, roleassign.PrincipalTypeServicePrincipal)
	in.Properties.Description = g.Description
	return id, in
}

// grant assigns a role to the service principal, unless it has it at that very scope.
func (r *run) grant(ctx context.Context, c *roleassign.Client, tenant string, g Grant) error {
	id, in := g.assignment(r.report.ServicePrincipal)
	if r.report.ServicePrincipal != unmade {
		held, err := holds(ctx, c, g, r.report.ServicePrincipal)
		if err != nil {
			return err
		}
		if held != "" {
			r.report.Assignments = append(r.report.Assignments, held)
			r.step("role %s is assigned at %s", g.Role, g.Scope)
			return nil
		}
	}
	_, err := c.Assignments.CreateOrUpdate(ctx, id, in)
	if err := r.wrote(Change{Kind: RoleAssigned, Tenant: tenant, ID: id.String()}, err); err != nil {
		return err
	}
	r.report.Assignments = append(r.report.Assignments, id.String())
	r.step("assigned role %s at %s", g.Role, g.Scope)
	return nil
}

// holds returns the id of the assignment that gives a principal the role at the scope; empty for none. One
// with a condition gives less.
func holds(ctx context.Context, c *roleassign.Client, g Grant, principal string) (string, error) {
	scope := strings.TrimSuffix(g.Scope, "/")
	opts := &roleassign.AssignmentListOptions{PrincipalID: principal}
	for a, err := range c.Assignments.List(ctx, scope, opts) {
		p := a.Properties
		switch {
		case err != nil:
			return "", err
		case p.Condition == "" && strings.EqualFold(string(p.Role()), string(g.Role)) && strings.EqualFold(strings.TrimSuffix(p.Scope, "/"), scope):
			return a.ID, nil
		}
	}
	return "", nil
}

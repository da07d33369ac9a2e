// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"context"
	"errors"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
)

// rights are the roles that the gateway's identity has at every account: one to call models, and one to ask
// for deployments where Foundry asks the gateway.
func (g Gateway) rights() []roleassign.Role {
	if g.discovery() {
		return []roleassign.Role{roleassign.RoleReader, roleassign.RoleCognitiveServicesOpenAIUser}
	}
	return []roleassign.Role{roleassign.RoleCognitiveServicesOpenAIUser}
}

// grant assigns a role at a scope, unless the principal has it there or above without a condition. One that it
// has there under a condition stays, with a finding: the service takes one assignment of a role, and to write it
// anew would take the condition away.
func (r *run) grant(ctx context.Context, scope string, role roleassign.Role) error {
	id, in := role.Assign(scope, r.found.principal, roleassign.PrincipalTypeServicePrincipal)
	in.Properties.Description = "The gateway " + r.gateway.Service.Name + " calls models."
	step := Step{Kind: StepRoleAssignment, ID: id.String(), State: Create}
	held, err := r.client.holds(ctx, scope, r.found.principal, role)
	if err != nil {
		return err
	}
	if held.Properties.Condition != "" {
		r.report.Findings = append(r.report.Findings, Finding{
			Rule: "role", Severity: Warning, Resource: held.ID, Source: sourceConditions,
			Message: "the gateway's identity has the role " + role.Name() + " under a condition, which may keep it from the account",
			Fix:     "see that the condition is true for the gateway, or delete the assignment and apply again",
		})
	}
	if held.ID != "" {
		step.ID, step.State = held.ID, Unchanged
		return r.took(step, nil)
	}
	_, err = r.client.roles.Assignments.CreateOrUpdate(ctx, id, in)
	return r.took(step, err)
}

// holds returns an assignment that gives a principal the role at the scope: one without a condition there or
// above, or else one at the scope itself; an empty one for none.
func (c *Client) holds(ctx context.Context, scope, principal string, role roleassign.Role) (roleassign.Assignment, error) {
	var limited roleassign.Assignment
	opts := &roleassign.AssignmentListOptions{PrincipalID: principal}
	for a, err := range c.roles.Assignments.List(ctx, scope, opts) {
		if err != nil {
			return limited, err
		}
		p := a.Properties
		at := strings.TrimSuffix(p.Scope, "/")
		covers := strings.HasPrefix(strings.ToLower(scope)+"/", strings.ToLower(at)+"/")
		if !covers || !strings.EqualFold(p.PrincipalID, principal) || !strings.EqualFold(string(p.Role()), string(role)) {
			continue
		}
		if p.Condition == "" {
			return a, nil
		}
		if strings.EqualFold(at, scope) {
			limited = a
		}
	}
	return limited, nil
}

// took takes note of a step that was looked at, written, or planned, and tells of it. Any other error is
// returned.
func (r *run) took(step Step, err error) error {
	planned := errors.Is(err, azfoundry.ErrDryRun)
	if err != nil && !planned {
		return err
	}
	step.Done = step.State != Unchanged && !planned
	r.planned = r.planned || planned
	r.report.Steps = append(r.report.Steps, step)
	r.progress.step(step.what())
	return nil
}

// what says in a few words what became of a step.
func (s Step) what() string {
	verb := map[State]string{Unchanged: "is as it should be", Create: "made", Change: "changed"}[s.State]
	if s.State != Unchanged && !s.Done {
		verb = map[State]string{Create: "would be made", Change: "would be changed"}[s.State]
	}
	return string(s.Kind) + " " + s.ID[strings.LastIndexByte(s.ID, '/')+1:] + " " + verb
}

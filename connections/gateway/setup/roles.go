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

// grant assigns a role at a scope, unless the principal has it there or above without a condition.
func (r *run) grant(ctx context.Context, scope string, role roleassign.Role) error {
	id, in := role.Assign(scope, r.found.principal, roleassign.PrincipalTypeServicePrincipal)
	in.Properties.Description = "The gateway " + r.gateway.Service.Name + " calls models."
	step := Step{Kind: StepRoleAssignment, ID: id.String(), State: Create}
	held, err := r.client.holds(ctx, scope, r.found.principal, role)
	if err != nil {
		return err
	}
	if held != "" {
		step.ID, step.State = held, Unchanged
		return r.took(step, nil)
	}
	_, err = r.client.roles.Assignments.CreateOrUpdate(ctx, id, in)
	return r.took(step, err)
}

// holds returns the id of an assignment that gives a principal the role at the scope; empty for none.
func (c *Client) holds(ctx context.Context, scope, principal string, role roleassign.Role) (string, error) {
	opts := &roleassign.AssignmentListOptions{PrincipalID: principal}
	for a, err := range c.roles.Assignments.List(ctx, scope, opts) {
		if err != nil {
			return "", err
		}
		p := a.Properties
		covers := strings.HasPrefix(strings.ToLower(scope)+"/", strings.ToLower(strings.TrimSuffix(p.Scope, "/"))+"/")
		if covers && p.Condition == "" && strings.EqualFold(p.PrincipalID, principal) && strings.EqualFold(string(p.Role()), string(role)) {
			return a.ID, nil
		}
	}
	return "", nil
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

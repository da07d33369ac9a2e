// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"context"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/abac/roleassign"
)

// containerRole lets the hub's identity touch blobs in the containers of its own workspace only.
func (q *quickstart) containerRole(ctx context.Context, step *Step) error {
	condition, err := abac.WorkspaceContainers(q.workspace)
	if err != nil {
		return err
	}
	text, err := condition.Wire()
	if err != nil {
		return err
	}
	return q.assign(ctx, step, q.storageID().String(), roleassign.RoleStorageBlobDataContributor, text)
}

// assign gives the hub's identity a role. A condition that differs is replaced.
func (q *quickstart) assign(ctx context.Context, step *Step, scope string, role roleassign.Role, condition string) error {
	id, want := role.Assign(scope, q.identity.Properties.PrincipalID, roleassign.PrincipalTypeServicePrincipal)
	if condition != "" {
		want.Properties.Condition, want.Properties.ConditionVersion = condition, "2.0" // the service adds the version
	}
	w := writer[roleassign.AssignmentID, roleassign.Assignment]{q.roles.Assignments.CreateOrUpdate, q.roles.Assignments.Modify}
	_, err := ensure(ctx, step, w, id, func(a *roleassign.Assignment) {
		if a.Properties.RoleDefinitionID == "" {
			a.Properties = want.Properties
		}
		a.Properties.Condition, a.Properties.ConditionVersion = want.Properties.Condition, want.Properties.ConditionVersion
	})
	return err
}

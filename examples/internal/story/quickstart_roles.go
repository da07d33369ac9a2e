// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"context"
	"strings"

	"github.com/azfoundry/azfoundry/abac/roleassign"
)

// ownContainers lets a principal touch blobs in containers of one workspace only: their names begin with
// the workspace's GUID. It is the condition that the service itself puts on the roles of hubs.
const ownContainers = `(
 (
  !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete'})
  AND
  !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})
  AND
  !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write'})
  AND
  !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action'})
  AND
  !(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action'})
 )
 OR
 (
  @Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringStartsWithIgnoreCase '{workspace}'
 )
)`

func (q *quickstart) containerRole(ctx context.Context, step *Step) error {
	condition := strings.ReplaceAll(ownContainers, "{workspace}", q.workspace)
	return q.assign(ctx, step, q.storageID().String(), roleassign.RoleStorageBlobDataContributor, condition)
}

// assign gives the hub's identity a role. A condition that differs is replaced.
func (q *quickstart) assign(ctx context.Context, step *Step, scope string, role roleassign.Role, condition string) error {
	id, want := role.Assign(scope, q.identity.Properties.PrincipalID, roleassign.PrincipalTypeServicePrincipal)
	if condition != "" {
		want.Properties.Condition, want.Properties.ConditionVersion = condition, "2.0"
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

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"context"
	"errors"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// alreadyAssigned is the service's code for a second assignment of the same role to the same principal at
// the same scope.
const alreadyAssigned = "RoleAssignmentExists"

// CreateOrUpdate creates a role assignment, or changes the description and the condition of one. Where
// the service has the same assignment under another name, with the same condition, that one is returned;
// with another condition the service's refusal is, an *azfoundry.OpError with the code
// RoleAssignmentExists.
//
// PUT …/roleAssignments/{assignment}, API version 2022-04-01.
func (c *AssignmentsClient) CreateOrUpdate(ctx context.Context, id AssignmentID, in Assignment) (Assignment, error) {
	out, err := rest.Call[Assignment](ctx, c.rest, &assignmentCreateOrUpdate, id, rest.Input{Body: in})
	if e, failed := errors.AsType[*azfoundry.OpError](err); !failed || e.Code != alreadyAssigned {
		return out, err
	}
	for old, unread := range c.List(ctx, id.Scope, &AssignmentListOptions{PrincipalID: in.Properties.PrincipalID}) {
		if unread != nil {
			break // the refusal says more than that we cannot read
		}
		if gives(old.Properties, id.Scope, in.Properties) {
			return old, nil
		}
	}
	return out, err
}

// gives reports whether an assignment is what another one would be at a scope.
func gives(old AssignmentProperties, scope string, want AssignmentProperties) bool {
	return strings.EqualFold(strings.TrimSuffix(old.Scope, "/"), scope) &&
		strings.EqualFold(string(old.Role()), string(want.Role())) &&
		strings.EqualFold(old.PrincipalID, want.PrincipalID) &&
		strings.EqualFold(old.DelegatedManagedIdentityResourceID, want.DelegatedManagedIdentityResourceID) &&
		old.Condition == want.Condition
}

// Role returns the role that is assigned, by its GUID.
func (p AssignmentProperties) Role() Role {
	return Role(p.RoleDefinitionID[strings.LastIndexByte(p.RoleDefinitionID, '/')+1:])
}

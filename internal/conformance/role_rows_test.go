// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"slices"
	"strings"

	authorization "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/armtest"
)

// roleRow is one operation on role assignments or role definitions.
type roleRow = rowOf[*authorization.ClientFactory, *roleassign.Client]

// What all rows are about.
var (
	assignmentID = roleassign.AssignmentID{Scope: group.String(), Name: "6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60"}
	definitionID = roleassign.DefinitionID{Scope: group.String(), Name: "0b7d4c2e-9a16-4f83-8d5e-3c60a1f7b294"}
)

// principal is the deployer in the administrator's tenant.
const principal = "105d58c9-960a-89b5-99dd-20e59fc298d3"

// under is a scope as the official client wants it, which puts the slash itself.
func under(scope string) string { return strings.TrimPrefix(scope, "/") }

func ourAssignment() roleassign.Assignment {
	return roleassign.Assignment{Properties: roleassign.AssignmentProperties{
		RoleDefinitionID: "/subscriptions/" + group.Subscription + "/providers/Microsoft.Authorization/roleDefinitions/" + armtest.RoleReader,
		PrincipalID:      principal, PrincipalType: roleassign.PrincipalTypeServicePrincipal, Description: "reads <&>",
	}}
}

func ourDefinition() roleassign.Definition {
	return roleassign.Definition{Properties: roleassign.DefinitionProperties{
		RoleName: "Pool reader", Type: roleassign.RoleTypeCustomRole, Description: "reads pools", AssignableScopes: []string{group.String()},
		Permissions: []roleassign.Permission{{Actions: []string{"Microsoft.Network/networkManagers/ipamPools/read"}}},
	}}
}

// roleRows returns every operation that both kinds of client have.
func roleRows() []roleRow {
	return slices.Concat(assignmentRows(), assignmentsByID(), assignmentLists(), definitionRows(), definitionDeletions())
}

func assignmentRows() []roleRow {
	put := func(ctx context.Context, c *authorization.RoleAssignmentsClient, ours any) (any, error) {
		in, err := recoded[authorization.RoleAssignmentCreateParameters](ours)
		if err != nil {
			return nil, err
		}
		r, err := c.Create(ctx, under(assignmentID.Scope), assignmentID.Name, in, nil)
		return r.RoleAssignment, err
	}
	return []roleRow{
		{method: "AssignmentsClient.Get", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			r, err := c.NewRoleAssignmentsClient().Get(ctx, under(assignmentID.Scope), assignmentID.Name, nil)
			return r.RoleAssignment, err
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return value(c.Assignments.Get(ctx, assignmentID))
		}},
		{method: "AssignmentsClient.CreateOrUpdate", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			return put(ctx, c.NewRoleAssignmentsClient(), ourAssignment())
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return value(c.Assignments.CreateOrUpdate(ctx, assignmentID, ourAssignment()))
		}},
		{method: "AssignmentsClient.Delete", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			return deleted(done(c.NewRoleAssignmentsClient().Delete(ctx, under(assignmentID.Scope), assignmentID.Name, nil)))
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return deleted(c.Assignments.Delete(ctx, assignmentID))
		}},
	}
}

func assignmentsByID() []roleRow {
	return []roleRow{
		{method: "AssignmentsClient.Get", with: "by id", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			r, err := c.NewRoleAssignmentsClient().GetByID(ctx, under(assignmentID.String()), nil)
			return r.RoleAssignment, err
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return value(c.Assignments.Get(ctx, assignmentID))
		}},
		{method: "AssignmentsClient.CreateOrUpdate", with: "by id", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			in, err := recoded[authorization.RoleAssignmentCreateParameters](ourAssignment())
			if err != nil {
				return nil, err
			}
			r, err := c.NewRoleAssignmentsClient().CreateByID(ctx, under(assignmentID.String()), in, nil)
			return r.RoleAssignment, err
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return value(c.Assignments.CreateOrUpdate(ctx, assignmentID, ourAssignment()))
		}},
		{method: "AssignmentsClient.Delete", with: "by id", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			return deleted(done(c.NewRoleAssignmentsClient().DeleteByID(ctx, under(assignmentID.String()), nil)))
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return deleted(c.Assignments.Delete(ctx, assignmentID))
		}},
	}
}

// assignmentLists are the rows of our one list, for which the official client has four.
func assignmentLists() []roleRow {
	filter := "assignedTo('" + principal + "')"
	subscription := "/subscriptions/" + group.Subscription
	list := func(scope string, o *roleassign.AssignmentListOptions) func(context.Context, *roleassign.Client) (any, error) {
		return func(ctx context.Context, c *roleassign.Client) (any, error) {
			return ourItems(c.Assignments.List(ctx, scope, o))
		}
	}
	return []roleRow{
		{method: "AssignmentsClient.List", with: "scope", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			o := &authorization.RoleAssignmentsClientListForScopeOptions{Filter: new("atScope() and " + filter)}
			return drained(ctx, c.NewRoleAssignmentsClient().NewListForScopePager(under(group.String()), o),
				func(p authorization.RoleAssignmentsClientListForScopeResponse) []*authorization.RoleAssignment {
					return p.Value
				})
		}, ours: list(group.String(), &roleassign.AssignmentListOptions{AtScope: true, AssignedTo: principal})},
		{method: "AssignmentsClient.List", with: "subscription", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			return drained(ctx, c.NewRoleAssignmentsClient().NewListForSubscriptionPager(nil),
				func(p authorization.RoleAssignmentsClientListForSubscriptionResponse) []*authorization.RoleAssignment {
					return p.Value
				})
		}, ours: list(subscription, nil)},
		{method: "AssignmentsClient.List", with: "group", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			o := &authorization.RoleAssignmentsClientListForResourceGroupOptions{Filter: new("principalId eq '" + principal + "'")}
			return drained(ctx, c.NewRoleAssignmentsClient().NewListForResourceGroupPager(group.Name, o),
				func(p authorization.RoleAssignmentsClientListForResourceGroupResponse) []*authorization.RoleAssignment {
					return p.Value
				})
		}, ours: list(group.String(), &roleassign.AssignmentListOptions{PrincipalID: principal})},
		{method: "AssignmentsClient.List", with: "resource", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			pager := c.NewRoleAssignmentsClient().NewListForResourcePager(group.Name, "Microsoft.Network", "networkManagers", managerID.Name, nil)
			return drained(ctx, pager,
				func(p authorization.RoleAssignmentsClientListForResourceResponse) []*authorization.RoleAssignment {
					return p.Value
				})
		}, ours: list(managerID.String(), nil)},
	}
}

func definitionRows() []roleRow {
	put := func(ctx context.Context, c *authorization.RoleDefinitionsClient, in authorization.RoleDefinition) (any, error) {
		r, err := c.CreateOrUpdate(ctx, under(definitionID.Scope), definitionID.Name, in, nil)
		return r.RoleDefinition, err
	}
	return []roleRow{
		{method: "DefinitionsClient.Get", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			r, err := c.NewRoleDefinitionsClient().Get(ctx, under(definitionID.Scope), definitionID.Name, nil)
			return r.RoleDefinition, err
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return value(c.Definitions.Get(ctx, definitionID))
		}},
		{method: "DefinitionsClient.Get", with: "by id", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			r, err := c.NewRoleDefinitionsClient().GetByID(ctx, under(definitionID.String()), nil)
			return r.RoleDefinition, err
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return value(c.Definitions.Get(ctx, definitionID))
		}},
		{method: "DefinitionsClient.List", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			o := &authorization.RoleDefinitionsClientListOptions{Filter: new("type eq 'CustomRole'")}
			return drained(ctx, c.NewRoleDefinitionsClient().NewListPager(under(group.String()), o),
				func(p authorization.RoleDefinitionsClientListResponse) []*authorization.RoleDefinition {
					return p.Value
				})
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return ourItems(c.Definitions.List(ctx, group.String(), &roleassign.DefinitionListOptions{Type: roleassign.RoleTypeCustomRole}))
		}},
		{method: "DefinitionsClient.CreateOrUpdate", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			in, err := recoded[authorization.RoleDefinition](ourDefinition())
			if err != nil {
				return nil, err
			}
			return put(ctx, c.NewRoleDefinitionsClient(), in)
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return value(c.Definitions.CreateOrUpdate(ctx, definitionID, ourDefinition()))
		}},
		{method: "DefinitionsClient.Modify", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			was, err := c.NewRoleDefinitionsClient().Get(ctx, under(definitionID.Scope), definitionID.Name, nil)
			if err != nil {
				return nil, err
			}
			was.Properties.Description = new("changed")
			return put(ctx, c.NewRoleDefinitionsClient(), was.RoleDefinition)
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return value(c.Definitions.Modify(azfoundry.WithoutValidation(ctx), definitionID, func(d *roleassign.Definition) error {
				d.Properties.Description = "changed"
				return nil
			}))
		}},
	}
}

func definitionDeletions() []roleRow {
	return []roleRow{
		{method: "DefinitionsClient.Delete", theirs: func(ctx context.Context, c *authorization.ClientFactory) (any, error) {
			return deleted(done(c.NewRoleDefinitionsClient().Delete(ctx, under(definitionID.Scope), definitionID.Name, nil)))
		}, ours: func(ctx context.Context, c *roleassign.Client) (any, error) {
			return deleted(c.Definitions.Delete(ctx, definitionID))
		}},
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import "strings"

// Built-in roles of Foundry by GUID, whose own permissions have conditions.
const (
	RoleFoundryProjectManager = "eadc314b-1a2d-4efa-be10-5d325db5065e"
	RoleFoundryAccountOwner   = "e47c6f54-e4a2-4754-9501-8e0985b135e1"
)

// foundryRoles assign some roles and no others. The conditions are those of the service's own list of built-in
// roles in August 2026; of the actions, which are not in our sources as a whole, these are what the roles are for.
func foundryRoles() []role {
	manages := []string{"Microsoft.Authorization/*/read", "Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete", "Microsoft.CognitiveServices/accounts/*", "Microsoft.Resources/subscriptions/resourceGroups/read"}
	return []role{
		{
			id: RoleFoundryProjectManager, name: "Foundry Project Manager", description: "Manages projects, and lets others build in them.",
			actions: manages, dataActions: []string{"Microsoft.CognitiveServices/*"},
			condition: assigning("eed3b665-ab3a-47b6-8f48-c9382fb1dad6", "53ca6127-db72-4b80-b1b0-d745d6d5456d"),
		},
		{
			id: RoleFoundryAccountOwner, name: "Foundry Account Owner", description: "Manages accounts and projects, and lets others build in them.",
			actions: manages,
			condition: assigning("eed3b665-ab3a-47b6-8f48-c9382fb1dad6", "53ca6127-db72-4b80-b1b0-d745d6d5456d", "3bc748fc-213d-45c1-8d91-9da5725539b9",
				"2a1e307c-b015-4ebd-883e-5b7698a07328", "73c42c96-874c-492b-b04d-ab87d138a893"),
		},
	}
}

// assigning is the condition of roles that assign some roles, as the service writes it.
func assigning(roles ...string) string {
	return "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] " +
		"ForAnyOfAnyValues:GuidEquals{" + strings.Join(roles, ",") + "})) AND " +
		"((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] " +
		"ForAnyOfAnyValues:GuidEquals{" + strings.Join(roles, ",") + "}))"
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import "strings"

// Built-in roles by GUID; names change, GUIDs do not (learn.microsoft.com, "Azure built-in roles").
const (
	RoleOwner                   = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
	RoleContributor             = "b24988ac-6180-42a0-ab88-20f7382dd24c"
	RoleReader                  = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
	RoleUserAccessAdministrator = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
	RoleRBACAdministrator       = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
	RoleNetworkContributor      = "4d97b98b-1d4f-4787-a291-c67834d212e7"
	RoleIPAMPoolUser            = "7b3e853f-ad5d-4fb5-a7b8-56a3581c7037"
)

// role is a built-in role definition.
type role struct {
	id, name, description string
	actions, notActions   []string
}

// roles are the built-in roles that this world knows.
func roles() []role {
	return []role{
		{
			id: RoleOwner, name: "Owner", description: "Does everything, and gives others access.",
			actions: []string{"*"},
		},
		{
			id: RoleContributor, name: "Contributor", description: "Does everything but give others access.",
			actions:    []string{"*"},
			notActions: []string{"Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write", "Microsoft.Authorization/elevateAccess/Action"},
		},
		{
			id: RoleReader, name: "Reader", description: "Reads everything.",
			actions: []string{"*/read"},
		},
		{
			id: RoleUserAccessAdministrator, name: "User Access Administrator", description: "Reads everything and gives others access.",
			actions: []string{"*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"},
		},
		{
			id: RoleRBACAdministrator, name: "Role Based Access Control Administrator", description: "Reads everything and assigns roles.",
			actions: []string{"Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete", "*/read", "Microsoft.Support/*"},
		},
		{
			id: RoleNetworkContributor, name: "Network Contributor", description: "Manages networks, but gives nobody access.",
			actions: []string{
				"Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*", "Microsoft.Network/*",
				"Microsoft.ResourceHealth/availabilityStatuses/read", "Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Support/*",
			},
		},
		{
			// Our reading: the definition is not in the public article. The first action is the one that the
			// linked access check names; the other three are what a user of a pool needs to see of it.
			id: RoleIPAMPoolUser, name: "IPAM Pool User", description: "Draws addresses from a pool and sees its use.",
			actions: []string{
				actionAssociate,
				"Microsoft.Network/networkManagers/ipamPools/read",
				"Microsoft.Network/networkManagers/ipamPools/getPoolUsage/action",
				"Microsoft.Network/networkManagers/ipamPools/listAssociatedResources/action",
			},
		},
	}
}

// findRole returns the built-in role with a GUID, or false.
func findRole(id string) (role, bool) {
	for _, r := range roles() {
		if strings.EqualFold(r.id, id) {
			return r, true
		}
	}
	return role{}, false
}

// allows reports whether the role has an action and does not except it.
func (r role) allows(action string) bool {
	return anyMatches(r.actions, action) && !anyMatches(r.notActions, action)
}

func anyMatches(patterns []string, action string) bool {
	for _, p := range patterns {
		if matches(strings.ToLower(p), strings.ToLower(action)) {
			return true
		}
	}
	return false
}

// matches compares an action with a pattern in which * stands for any text, also none.
func matches(pattern, action string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == action
	}
	if !strings.HasPrefix(action, head) {
		return false
	}
	for i := len(head); i <= len(action); i++ {
		if matches(rest, action[i:]) {
			return true
		}
	}
	return false
}

// document is the role as its definition reads at a scope.
func (r role) document(scope string) object {
	list := func(texts []string) []any {
		out := make([]any, 0, len(texts))
		for _, t := range texts {
			out = append(out, t)
		}
		return out
	}
	return object{
		"id": definitionID(scope, r.id), "name": r.id, "type": "Microsoft.Authorization/roleDefinitions",
		"properties": object{
			"roleName": r.name, "type": "BuiltInRole", "description": r.description, "assignableScopes": []any{"/"},
			"permissions": []any{object{
				"actions": list(r.actions), "notActions": list(r.notActions), "dataActions": []any{}, "notDataActions": []any{},
			}},
		},
	}
}

// definitionID is the id of a role definition as seen from a scope: below the scope's subscription, or
// at the root.
func definitionID(scope, role string) string {
	at := ""
	if parts := strings.Split(scope, "/"); len(parts) >= 3 && strings.EqualFold(parts[1], "subscriptions") {
		at = "/subscriptions/" + parts[2]
	}
	return at + "/providers/Microsoft.Authorization/roleDefinitions/" + role
}

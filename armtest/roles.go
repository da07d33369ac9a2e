// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

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

// role is a role definition.
type role struct {
	id, name, description       string
	actions, notActions         []string
	dataActions, notDataActions []string
	// scopes are where a custom role can be assigned; nil for a built-in one, which can be everywhere.
	scopes []string
	// condition restricts what the role itself allows; "" for none. That of an assignment comes on top.
	condition string
	// also are further permissions, each with a condition of its own; what one excepts another may give.
	also []role
}

// roles are the built-in roles that every world knows.
func roles() []role {
	return slices.Concat(controlRoles(), dataRoles(), vaultRoles(), foundryRoles())
}

// controlRoles are roles for resources.
func controlRoles() []role {
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

// permits reports whether the role has the action of a request, does not except it, and has no condition that
// speaks against the request. Permissions are alternatives: one of them is enough.
func (r role) permits(q abac.Request) bool {
	return anyMatches(r.actions, q.Action) && !anyMatches(r.notActions, q.Action) && meets(r.condition, q) ||
		slices.ContainsFunc(r.also, func(p role) bool { return p.permits(q) })
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

// kind is what the service calls the type of a role.
func (r role) kind() string {
	if r.scopes == nil {
		return "BuiltInRole"
	}
	return "CustomRole"
}

// within reports whether the role can be assigned at a scope.
func (r role) within(scope string) bool {
	return r.scopes == nil || slices.ContainsFunc(r.scopes, func(s string) bool { return inside(scope, s) })
}

// below reports whether the role can be assigned somewhere below a scope.
func (r role) below(scope string) bool {
	return slices.ContainsFunc(r.scopes, func(s string) bool { return inside(s, scope) })
}

// inside reports whether a scope is another one or lies below it.
func inside(scope, outer string) bool {
	return strings.HasPrefix(key(scope)+"/", key(strings.TrimSuffix(outer, "/"))+"/")
}

// document is the role as its definition reads at a scope.
func (r role) document(scope string) object {
	scopes := r.scopes
	if scopes == nil {
		scopes = []string{"/"}
	}
	return object{
		"id": definitionID(scope, r.id), "name": r.id, "type": typeDefinitions,
		"properties": object{
			"roleName": r.name, "type": r.kind(), "description": r.description, "assignableScopes": anys(scopes),
			"permissions": r.permissions(),
		},
	}
}

// permissions are what the role allows, as its definition reads.
func (r role) permissions() []any {
	var out []any
	for _, p := range append([]role{r}, r.also...) {
		if p.actions == nil && p.dataActions == nil {
			continue
		}
		one := object{
			"actions": anys(p.actions), "notActions": anys(p.notActions),
			"dataActions": anys(p.dataActions), "notDataActions": anys(p.notDataActions),
		}
		if p.condition != "" {
			one["condition"], one["conditionVersion"] = p.condition, conditionVersion
		}
		out = append(out, one)
	}
	return out
}

// anys returns texts as a JSON array.
func anys(texts []string) []any {
	out := make([]any, 0, len(texts))
	for _, t := range texts {
		out = append(out, t)
	}
	return out
}

// definitionID is the id of a role definition as seen from a scope: below the scope's subscription, or
// at the root.
func definitionID(scope, role string) string {
	at := ""
	if parts := strings.Split(scope, "/"); len(parts) >= 3 && strings.EqualFold(parts[1], "subscriptions") {
		at = "/subscriptions/" + parts[2]
	}
	return at + "/providers/" + typeDefinitions + "/" + role
}

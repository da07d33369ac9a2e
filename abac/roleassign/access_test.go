// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

const (
	assign   = "Microsoft.Authorization/roleAssignments/write"
	unassign = "Microsoft.Authorization/roleAssignments/delete"
	given    = "Microsoft.Authorization/roleAssignments:RoleDefinitionId"
	toWhom   = "Microsoft.Authorization/roleAssignments:PrincipalType"
)

// delegate is a role like those of the service whose permissions have conditions: one about writing, which asks
// for what is sent, and one about deleting, which asks for what is there; and one that reads without.
func delegate() roleassign.Definition {
	return roleassign.Definition{Properties: roleassign.DefinitionProperties{RoleName: "Delegate", Permissions: []roleassign.Permission{
		{Actions: []string{"*/read"}, NotActions: []string{"Microsoft.Secret/*"}},
		{Actions: []string{assign}, Condition: "@Request[" + given + "] GuidEquals " + string(roleassign.RoleFoundryUser)},
		{Actions: []string{unassign}, Condition: "@Resource[" + given + "] GuidEquals " + string(roleassign.RoleFoundryUser)},
		{DataActions: []string{"Microsoft.Storage/*"}, NotDataActions: []string{blobs + "/delete"}},
	}}}
}

func TestAccess_Decide(t *testing.T) {
	t.Parallel()
	const people = "!(ActionMatches{'" + assign + "'}) OR @Request[" + toWhom + "] StringEqualsIgnoreCase 'User'"
	user, owner := abac.Text(string(roleassign.RoleFoundryUser)), abac.Text(string(roleassign.RoleOwner))
	tests := []struct {
		name      string
		condition string
		request   abac.Request
		decision  abac.Decision
		reason    roleassign.Reason
		from      int // permission
	}{
		{"a permission without condition", "", abac.Request{Action: "Microsoft.Network/virtualNetworks/read"}, "allow", roleassign.ReasonRole, 0},
		{"in any case", "", abac.Request{Action: "MICROSOFT.NETWORK/virtualNetworks/READ"}, "allow", roleassign.ReasonRole, 0},
		{"what is excepted", "", abac.Request{Action: "Microsoft.Secret/things/read"}, "deny", roleassign.ReasonNotGranted, -1},
		{"what nobody gave", "", abac.Request{Action: "Microsoft.Network/virtualNetworks/write"}, "deny", roleassign.ReasonNotGranted, -1},
		{"an action is no data action", "", abac.Request{Action: blobs + "/read"}, "allow", roleassign.ReasonRole, 3},
		{"what is excepted of data", "", abac.Request{Action: blobs + "/delete"}, "deny", roleassign.ReasonNotGranted, -1},
		{"the role's condition lets pass", "", abac.Request{Action: assign, Request: abac.Attributes{given: user}}, "allow", roleassign.ReasonConditions, 1},
		{"the role's condition does not", "", abac.Request{Action: assign, Request: abac.Attributes{given: owner}}, "deny", roleassign.ReasonRoleCondition, -1},
		{"each permission has its own", "", abac.Request{Action: unassign, Resource: abac.Attributes{given: user}}, "allow", roleassign.ReasonConditions, 2},
		{"another permission's does not count", "", abac.Request{Action: unassign, Request: abac.Attributes{given: user}}, "deny", roleassign.ReasonRoleCondition, -1},
		{"both conditions", people, abac.Request{Action: assign, Request: abac.Attributes{given: user, toWhom: abac.Text("User")}}, "allow", roleassign.ReasonConditions, 1},
		{"the assignment's does not", people, abac.Request{Action: assign, Request: abac.Attributes{given: user, toWhom: abac.Text("Group")}}, "deny", roleassign.ReasonAssignmentCondition, 1},
		{"the assignment's cannot add", people, abac.Request{Action: assign, Request: abac.Attributes{given: owner, toWhom: abac.Text("User")}}, "deny", roleassign.ReasonRoleCondition, -1},
		{"a condition about something else", people, abac.Request{Action: blobs + "/read"}, "allow", roleassign.ReasonConditions, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := testworld.Must[*roleassign.Access](t)(roleassign.NewAccess(delegate(), tt.condition, abac.Strict))
			got := a.Decide(tt.request)
			if got.Decision != tt.decision || got.Reason != tt.reason || got.Permission != tt.from {
				t.Errorf("Decide() = %s by %s of permission %d, want %s by %s of %d", got.Decision, got.Reason, got.Permission, tt.decision, tt.reason, tt.from)
			}
			explained := tt.reason != roleassign.ReasonRole && tt.reason != roleassign.ReasonNotGranted
			if (got.Explanation != nil) != explained {
				t.Errorf("explanation %v, want one: %v", got.Explanation, explained)
			}
			if explained && got.Explanation.Decision != tt.decision {
				t.Errorf("the explanation is of another condition:\n%v", got.Explanation)
			}
		})
	}
}

// Permissions are alternatives.
func TestAccess_Decide_twoPermissionsOfOneAction(t *testing.T) {
	t.Parallel()
	role := roleassign.Definition{Properties: roleassign.DefinitionProperties{Permissions: []roleassign.Permission{
		{Actions: []string{assign}, Condition: "@Request[" + toWhom + "] StringEquals 'User'"},
		{Actions: []string{assign}, Condition: "@Request[" + toWhom + "] StringEquals 'Group'"},
	}}}
	a := testworld.Must[*roleassign.Access](t)(roleassign.NewAccess(role, "", abac.Strict))
	for kind, want := range map[string]int{"User": 0, "Group": 1, "ServicePrincipal": -1} {
		got := a.Decide(abac.Request{Action: assign, Request: abac.Attributes{toWhom: abac.Text(kind)}})
		if got.Permission != want || (got.Decision == abac.Allow) != (want >= 0) {
			t.Errorf("%s: %+v, want permission %d", kind, got, want)
		}
	}
}

func TestNewAccess_saysWhichTextIsNone(t *testing.T) {
	t.Parallel()
	bad := delegate()
	bad.Properties.Permissions[2].Condition = "x"
	for want, a := range map[string]struct {
		role      roleassign.Definition
		condition string
	}{
		"roleassign: condition of the assignment: ":                      {delegate(), "x"},
		`roleassign: condition of permission 2 of the role "Delegate": `: {bad, ""},
	} {
		_, err := roleassign.NewAccess(a.role, a.condition, abac.Strict)
		if _, ok := errors.AsType[abac.SyntaxErrors](err); !ok || len(err.Error()) < len(want) || err.Error()[:len(want)] != want {
			t.Errorf("NewAccess() = %v, want it to begin with %q", err, want)
		}
	}
}

func TestFindRole(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]roleassign.Role{
		"Storage Blob Data Owner":              roleassign.RoleStorageBlobDataOwner,
		" storage blob data owner ":            roleassign.RoleStorageBlobDataOwner,
		"Azure AI User":                        roleassign.RoleFoundryUser,
		"Foundry User":                         roleassign.RoleFoundryUser,
		"b7e6dc6df1e847538033 0f276bb0955b":    "",
		"B7E6DC6D-F1E8-4753-8033-0F276BB0955B": roleassign.RoleStorageBlobDataOwner,
		"b7e6dc6df1e8475380330f276bb0955b":     roleassign.RoleStorageBlobDataOwner,
		other:                                  other,
		"Storage Blob Data Owners":             "",
		"":                                     "",
	} {
		if got, err := roleassign.FindRole(text); got != want || (err == nil) != (want != "") {
			t.Errorf("FindRole(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
	for text, near := range map[string]string{
		"Storage Blob Data Owners": "Storage Blob Data",
		"blob data contributor":    "Storage Blob Data Contributor",
		"key vault user secrets":   "Key Vault Secrets User",
	} {
		_, err := roleassign.FindRole(text)
		if err == nil || !strings.Contains(err.Error(), near) {
			t.Errorf("FindRole(%q): %v, want it to name %q", text, err, near)
		}
	}
}

// What is known of roles fits what a world has of them, and the constants.
func TestRole_Name(t *testing.T) {
	t.Parallel()
	for name, role := range constants(t) {
		if role.Name() == "" {
			t.Errorf("%s has no name", name)
		}
		if found, err := roleassign.FindRole(role.Name()); found != role {
			t.Errorf("FindRole(%q) = %s, %v, want %s", role.Name(), found, err, role)
		}
	}
	w := newWorld(t, nil)
	for d, err := range w.Definitions.List(t.Context(), "", nil) {
		if err != nil {
			t.Fatal(err)
		}
		if name := roleassign.Role(d.Name).Name(); name != "" && name != d.Properties.RoleName {
			t.Errorf("%s is %q in the emulator and %q here", d.Name, d.Properties.RoleName, name)
		}
	}
}

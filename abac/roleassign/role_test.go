// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/armtest"
)

// The wanted names come from Python's uuid.uuid5.
func TestName(t *testing.T) {
	t.Parallel()
	const (
		scope     = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg-ai"
		principal = "b7d0a6f2-1c55-4e0f-8a3d-90c2e4f7165b"
		want      = "0c15c2f2-0bae-579d-8d8d-baf582addb8f"
	)
	upper := roleassign.Role(strings.ToUpper(string(roleassign.RoleFoundryUser)))
	for _, got := range []string{
		roleassign.Name(scope, roleassign.RoleFoundryUser, principal),
		roleassign.Name(strings.ToLower(scope)+"/", upper, strings.ToUpper(principal)),
	} {
		if got != want {
			t.Errorf("Name() = %q, want %q", got, want)
		}
	}
	const atRoot = "94515e7f-8c6b-58f0-8560-1c25fc79bdd5"
	for _, root := range []string{"", "/"} {
		if got := roleassign.Name(root, roleassign.RoleReader, principal); got != atRoot {
			t.Errorf("Name(%q) = %q, want %q", root, got, atRoot)
		}
	}
	differ := map[string]bool{
		want: true,
		roleassign.Name(scope+"2", roleassign.RoleFoundryUser, principal): true,
		roleassign.Name(scope, roleassign.RoleReader, principal):          true,
		roleassign.Name(scope, roleassign.RoleFoundryUser, other):         true,
	}
	if len(differ) != 4 {
		t.Errorf("%d different names, want 4", len(differ))
	}
}

func TestRole_At(t *testing.T) {
	t.Parallel()
	const mine, nobodys = subscription + "/providers/Microsoft.Authorization/roleDefinitions/", "/providers/Microsoft.Authorization/roleDefinitions/"
	for scope, want := range map[string]string{
		subscription:        mine,
		group + "/":         mine,
		armtest.DefaultPool: mine,
		"":                  nobodys,
		"/":                 nobodys,
		"/providers/Microsoft.Management/managementGroups/landing": nobodys,
	} {
		if got := roleassign.RoleReader.At(scope).String(); got != want+string(roleassign.RoleReader) {
			t.Errorf("At(%q) = %q, want it below %q", scope, got, want)
		}
	}
}

func TestRole_Assign(t *testing.T) {
	t.Parallel()
	id, in := roleassign.RoleReader.Assign(group+"/", other, roleassign.PrincipalTypeGroup)
	want := roleassign.AssignmentID{Scope: group, Name: roleassign.Name(group, roleassign.RoleReader, other)}
	if id != want {
		t.Errorf("Assign() = %v, want %v", id, want)
	}
	if diff := cmp.Diff(roleassign.AssignmentProperties{
		RoleDefinitionID: subscription + "/providers/Microsoft.Authorization/roleDefinitions/" + armtest.RoleReader,
		PrincipalID:      other, PrincipalType: roleassign.PrincipalTypeGroup,
	}, in.Properties); diff != "" {
		t.Errorf("Assign() (-want +got):\n%s", diff)
	}
	if err := in.Validate(); err != nil || id.Validate() != nil || in.Properties.Role() != roleassign.RoleReader {
		t.Errorf("Assign() made %v of the role %s: %v", id, in.Properties.Role(), err)
	}
}

// constants returns the roles that are declared in builtin.go, by name.
func constants(t *testing.T) map[string]roleassign.Role {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "builtin.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]roleassign.Role{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			out[spec.Names[0].Name] = roleassign.Role(text)
		}
		return true
	})
	return out
}

// Every constant is the GUID of another role, and where a world knows it, under the same name.
func TestRole_constants(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	names := map[roleassign.Role]string{}
	for d, err := range w.Definitions.List(t.Context(), "", nil) {
		if err != nil {
			t.Fatal(err)
		}
		names[roleassign.Role(d.Name)] = d.Properties.RoleName
	}
	seen := map[roleassign.Role]string{}
	compared := 0
	for constant, role := range constants(t) {
		if twin, twice := seen[role]; twice {
			t.Errorf("%s and %s are one role", constant, twin)
		}
		seen[role] = constant
		if err := role.At("").Validate(); err != nil {
			t.Errorf("%s: %v", constant, err)
		}
		if name, known := names[role]; known {
			compared++
			short := strings.NewReplacer("Role Based Access Control", "RBAC", "Azure Machine Learning", "AzureML", " Role", "", " ", "").Replace(name)
			if !strings.EqualFold("Role"+short, constant) {
				t.Errorf("%s is %q in the emulator", constant, name)
			}
		}
	}
	if len(seen) < 50 || compared < 12 {
		t.Errorf("%d constants, %d of them among the roles of the emulator; want 50 and 12", len(seen), compared)
	}
}

func TestAssignment_Validate(t *testing.T) {
	t.Parallel()
	good := func() roleassign.Assignment {
		_, in := roleassign.RoleReader.Assign(group, other, roleassign.PrincipalTypeUser)
		return in
	}
	tests := []struct {
		name   string
		change func(*roleassign.Assignment)
		want   []string
	}{
		{"nothing", func(a *roleassign.Assignment) { *a = roleassign.Assignment{} }, []string{
			"/properties/roleDefinitionId required", "/properties/principalId required", "/properties/principalType principalType",
		}},
		{"a role's GUID alone", func(a *roleassign.Assignment) { a.Properties.RoleDefinitionID = armtest.RoleReader }, []string{
			"/properties/roleDefinitionId armid",
		}},
		{"a name for a principal", func(a *roleassign.Assignment) { a.Properties.PrincipalID = "team" }, []string{"/properties/principalId format"}},
		{"no type", func(a *roleassign.Assignment) { a.Properties.PrincipalType = "" }, []string{"/properties/principalType principalType"}},
		{"condition of version 1.0", func(a *roleassign.Assignment) {
			a.Properties.Condition, a.Properties.ConditionVersion = ownContainer, "1.0"
		}, []string{"/properties/conditionVersion conditionVersion"}},
		{"version without condition", func(a *roleassign.Assignment) { a.Properties.ConditionVersion = "2.0" }, []string{"/properties/condition condition"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := good()
			tt.change(&in)
			wantFaults(t, in.Validate(), tt.want...)
		})
	}
	kept := good()
	kept.ID, kept.Properties.PrincipalType = "read", ""
	conditional := good()
	conditional.Properties.Condition, conditional.Properties.ConditionVersion = ownContainer, "2.0"
	versionless := good()
	versionless.Properties.Condition = ownContainer
	for _, in := range []roleassign.Assignment{good(), kept, conditional, versionless} {
		if err := in.Validate(); err != nil {
			t.Errorf("Validate(%+v) = %v, want no faults", in.Properties, err)
		}
	}
}

func TestAssignmentID_takesGUIDsOnly(t *testing.T) {
	t.Parallel()
	for name, ok := range map[string]bool{other: true, strings.ToUpper(other): true, "mine": false, other + "0": false} {
		if err := (roleassign.AssignmentID{Scope: group, Name: name}).Validate(); (err == nil) != ok {
			t.Errorf("name %q: %v, want ok %v", name, err, ok)
		}
	}
	id, err := roleassign.ParseAssignmentID(armtest.DefaultPool + "/providers/microsoft.authorization/ROLEASSIGNMENTS/" + other)
	if err != nil || id.Scope != armtest.DefaultPool || id.Name != other {
		t.Errorf("ParseAssignmentID() = %v, %v", id, err)
	}
	in := azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: armtest.DefaultNetworkGroup}
	if in.String() != group {
		t.Errorf("a scope is the text of an id: %q, want %q", in, group)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// reader is a custom role that reads networks.
func reader(name, scope string) roleassign.Definition {
	return roleassign.Definition{Properties: roleassign.DefinitionProperties{
		RoleName: name, Type: roleassign.RoleTypeCustomRole, AssignableScopes: []string{scope},
		Permissions: []roleassign.Permission{{Actions: []string{"Microsoft.Network/*/read"}}},
	}}
}

func TestDefinitions_lifeOfARole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	role := roleassign.Role(other)
	id := role.At(group)
	made := testworld.Must[roleassign.Definition](t)(w.Definitions.CreateOrUpdate(t.Context(), id, reader("Network Reader", subscription)))
	if made.ID != id.String() || made.Properties.Type != roleassign.RoleTypeCustomRole || made.Properties.CreatedOn == "" {
		t.Errorf("created %+v, want a custom role with a time", made)
	}
	changed := testworld.Must[roleassign.Definition](t)(w.Definitions.Modify(t.Context(), id, func(d *roleassign.Definition) error {
		d.Properties.Permissions[0].Actions = append(d.Properties.Permissions[0].Actions, "Microsoft.Insights/*/read")
		return nil
	}))
	if n := len(changed.Properties.Permissions[0].Actions); n != 2 {
		t.Errorf("%d actions, want 2", n)
	}
	assignment, in := role.Assign(group, w.principal, roleassign.PrincipalTypeServicePrincipal)
	testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(t.Context(), assignment, in))
	wantRefusal(t, w.Definitions.Delete(t.Context(), id), http.StatusBadRequest, "RoleDefinitionHasAssignments")
	if err := w.Assignments.Delete(t.Context(), assignment); err != nil {
		t.Fatal(err)
	}
	for range 2 { // deleting a missing one is no error
		if err := w.Definitions.Delete(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Definitions.Get(t.Context(), id)
	wantRefusal(t, err, http.StatusNotFound, "RoleDefinitionDoesNotExist")
}

func TestDefinitions_Get_builtIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, scope := range []string{group, ""} {
		got := testworld.Must[roleassign.Definition](t)(w.Definitions.Get(t.Context(), roleassign.RoleStorageBlobDataContributor.At(scope)))
		p := got.Properties
		if p.Type != roleassign.RoleTypeBuiltInRole || !slices.Equal(p.AssignableScopes, []string{"/"}) || len(p.Permissions) != 1 || len(p.Permissions[0].DataActions) != 5 {
			t.Errorf("at %q the role is %+v, want a built-in one with five data actions", scope, p)
		}
	}
	_, err := w.Definitions.CreateOrUpdate(t.Context(), roleassign.RoleReader.At(group), reader("Reader", subscription))
	wantRefusal(t, err, http.StatusForbidden, "RoleDefinitionUpdateNotPermitted")
}

func TestDefinition_Validate(t *testing.T) {
	t.Parallel()
	wantFaults(t, roleassign.Definition{}.Validate(),
		"/properties/roleName required", "/properties/permissions minItems", "/properties/assignableScopes minItems")
	empty := reader("x", "")
	empty.Properties.Permissions = []roleassign.Permission{}
	wantFaults(t, empty.Validate(), "/properties/permissions minItems", "/properties/assignableScopes/0 minLength")
}

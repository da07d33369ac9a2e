// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package estate_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry/estate"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestUserAssignedIdentities_lifeOfAnIdentity(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.identity("id-cmk")
	made := testworld.Must[estate.UserAssignedIdentity](t)(w.UserAssignedIdentities.Get(t.Context(), id))
	p := made.Properties
	if p.TenantID != armtest.ManagementTenant || p.PrincipalID == "" || p.ClientID == "" || p.PrincipalID == p.ClientID {
		t.Errorf("made %+v, want ids of its own in the tenant of its subscription", p)
	}
	changed := testworld.Must[estate.UserAssignedIdentity](t)(w.UserAssignedIdentities.Update(t.Context(), id, estate.UserAssignedIdentityUpdate{
		Tags: map[string]string{"team": "orders"},
	}))
	modified := testworld.Must[estate.UserAssignedIdentity](t)(w.UserAssignedIdentities.Modify(t.Context(), id, func(i *estate.UserAssignedIdentity) error {
		i.Properties.IsolationScope = estate.IsolationScopeRegional
		return nil
	}))
	if changed.Properties.PrincipalID != p.PrincipalID || modified.Properties.PrincipalID != p.PrincipalID || modified.Tags["team"] != "orders" {
		t.Errorf("changed to %+v and %+v, want the principal kept", changed, modified)
	}
	name := func(i estate.UserAssignedIdentity) string { return i.Name }
	for _, list := range [][]string{
		names(t, w.UserAssignedIdentities.List(t.Context(), group()), name),
		names(t, w.UserAssignedIdentities.ListBySubscription(t.Context(), armtest.ManagementSubscription), name),
	} {
		if diff := cmp.Diff([]string{"id-cmk"}, list); diff != "" {
			t.Errorf("identities (-want +got):\n%s", diff)
		}
	}
	for range 2 { // deleting a missing one is no error
		if err := w.UserAssignedIdentities.Delete(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.UserAssignedIdentities.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

// Roles are assigned to the principal of an identity; the next identity of the name is another principal.
func TestUserAssignedIdentities_havePrincipals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	vault, id := w.vault("kv-orders"), w.identity("id-cmk")
	w.grant(vault, id.String())
	first, err := w.Principal(id.String())
	if err == nil {
		err = w.UserAssignedIdentities.Delete(t.Context(), id)
	}
	if err != nil {
		t.Fatal(err)
	}
	if w.Assign(vault.String(), first, armtest.RoleReader) == nil {
		t.Error("a role was assigned to an identity that is gone")
	}
	if second, err := w.Principal(w.identity("id-cmk").String()); err != nil || second == first {
		t.Errorf("the principal of the second identity is %q, %v, want another than %q", second, err, first)
	}
}

func TestUserAssignedIdentity_Validate(t *testing.T) {
	t.Parallel()
	testworld.WantFaults(t, estate.UserAssignedIdentity{}.Validate(), "/location required")
	testworld.WantFaults(t, estate.UserAssignedIdentityID{ResourceGroup: group(), Name: "id"}.Validate(), "id.Name length")
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package estate_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry/estate"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestResourceGroups_lifeOfAGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{PageSize: 1})
	id := azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-ai"}
	_, err := w.ResourceGroups.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceGroupNotFound")
	made := testworld.Must[estate.ResourceGroup](t)(w.ResourceGroups.CreateOrUpdate(t.Context(), id, estate.ResourceGroup{Location: "East US"}))
	if made.ID != id.String() || made.Type != "Microsoft.Resources/resourceGroups" || made.Properties.ProvisioningState != "Succeeded" {
		t.Errorf("made %+v, want the group", made)
	}
	changed := testworld.Must[estate.ResourceGroup](t)(w.ResourceGroups.Update(t.Context(), id, estate.ResourceGroupUpdate{Tags: map[string]string{"team": "orders"}}))
	modified := testworld.Must[estate.ResourceGroup](t)(w.ResourceGroups.Modify(t.Context(), id, func(g *estate.ResourceGroup) error {
		g.Tags["stage"] = "test"
		return nil
	}))
	if diff := cmp.Diff(map[string]string{"team": "orders", "stage": "test"}, modified.Tags); diff != "" || changed.Location != armtest.DefaultRegion {
		t.Errorf("changed to %+v, tags (-want +got):\n%s", changed, diff)
	}
	list := names(t, w.ResourceGroups.List(t.Context(), armtest.ManagementSubscription, nil), func(g estate.ResourceGroup) string { return g.Name })
	if diff := cmp.Diff([]string{"rg-ai", armtest.DefaultNetworkGroup}, list); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	for range 2 { // deleting a missing one is no error
		if err := w.ResourceGroups.Delete(t.Context(), id, &estate.ResourceGroupDeleteOptions{ForceDeletionTypes: "Microsoft.Compute/virtualMachines"}); err != nil {
			t.Fatal(err)
		}
	}
	_, err = w.ResourceGroups.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceGroupNotFound")
}

// What is in a group goes with it; a vault can be recovered all the same.
func TestResourceGroups_Delete_takesAllWithIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	vault := w.vault("kv-orders")
	identity := w.identity("id-cmk")
	if err := w.ResourceGroups.Delete(t.Context(), group(), nil); err != nil {
		t.Fatal(err)
	}
	_, err := w.UserAssignedIdentities.Get(t.Context(), identity)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceGroupNotFound")
	testworld.Must[estate.DeletedVault](t)(w.DeletedVaults.Get(t.Context(), vault.Deleted(armtest.DefaultRegion)))
}

func TestResourceGroups_areRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := azfoundry.ResourceGroup{Subscription: "mine", Name: "rg/ai"}
	_, err := w.ResourceGroups.CreateOrUpdate(t.Context(), id, estate.ResourceGroup{})
	testworld.WantFaults(t, err, "id.ResourceGroup.Subscription guid", "id.ResourceGroup.Name name", "/location required")
	moved := estate.ResourceGroup{Location: "westeurope"}
	_, err = w.ResourceGroups.CreateOrUpdate(t.Context(), group(), moved)
	testworld.WantRefusal(t, err, http.StatusConflict, "InvalidResourceGroupLocation")
}

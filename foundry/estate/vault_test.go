// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package estate_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry/estate"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestVaults_lifeOfAVault(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.vault("kv-orders")
	made := testworld.Must[estate.Vault](t)(w.Vaults.Get(t.Context(), id))
	p := made.Properties
	if made.ID != id.String() || p.ProvisioningState != estate.VaultProvisioningStateSucceeded || p.VaultURI != "https://kv-orders.vault.azure.net/" {
		t.Errorf("created %+v, want it Succeeded with an address", made)
	}
	if p.EnableRBACAuthorization == nil || !*p.EnableRBACAuthorization || !*p.EnableSoftDelete || *p.SoftDeleteRetentionInDays != 90 {
		t.Errorf("properties = %+v, want roles to decide and 90 days of soft delete", p)
	}
	policy := estate.AccessPolicy{
		TenantID: armtest.ManagementTenant, ObjectID: "0b7de1c4-6a25-4f3c-9d18-e5b94f7a2c31",
		Permissions: estate.AccessPermissions{Keys: []estate.KeyPermission{estate.KeyPermissionGet, estate.KeyPermissionWrapKey, estate.KeyPermissionUnwrapKey}},
	}
	changed := testworld.Must[estate.Vault](t)(w.Vaults.Update(t.Context(), id, estate.VaultUpdate{
		Tags: map[string]string{"team": "orders"}, Properties: estate.VaultUpdateProperties{
			EnableRBACAuthorization: new(false), AccessPolicies: []estate.AccessPolicy{policy},
		},
	}))
	if diff := cmp.Diff([]estate.AccessPolicy{policy}, changed.Properties.AccessPolicies); diff != "" || *changed.Properties.EnableRBACAuthorization {
		t.Errorf("updated to %+v, policies (-want +got):\n%s", changed, diff)
	}
	rules := estate.VaultNetworkRules{DefaultAction: estate.NetworkActionDeny, Bypass: estate.NetworkBypassAzureServices, IPRules: []estate.IPRule{{Value: "203.0.113.0/24"}}}
	closed := testworld.Must[estate.Vault](t)(w.Vaults.Modify(t.Context(), id, func(v *estate.Vault) error {
		v.Properties.NetworkACLs = rules
		return nil
	}))
	if diff := cmp.Diff(rules.IPRules, closed.Properties.NetworkACLs.IPRules); diff != "" || closed.Tags["team"] != "orders" {
		t.Errorf("modified to %+v, rules (-want +got):\n%s", closed, diff)
	}
	before := w.writes(http.MethodPut)
	testworld.Must[estate.Vault](t)(w.Vaults.Modify(t.Context(), id, func(*estate.Vault) error { return nil }))
	if after := w.writes(http.MethodPut); after != before {
		t.Errorf("%d PUTs without a difference, want none", after-before)
	}
	if err := w.Vaults.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	_, err := w.Vaults.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
	if err := w.Vaults.Delete(t.Context(), id); err != nil {
		t.Errorf("deleting a missing vault: %v, want no error", err)
	}
}

func TestVaults_listsReadAllPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{PageSize: 2})
	var want []string
	for i := range 5 {
		want = append(want, w.vault(fmt.Sprintf("kv-%d", i)).Name)
	}
	name := func(v estate.Vault) string { return v.Name }
	if diff := cmp.Diff(want, names(t, w.Vaults.List(t.Context(), group()), name)); diff != "" {
		t.Errorf("in the group (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, names(t, w.Vaults.ListBySubscription(t.Context(), armtest.ManagementSubscription), name)); diff != "" {
		t.Errorf("in the subscription (-want +got):\n%s", diff)
	}
}

// A deleted vault keeps its name and its keys until it is purged.
func TestDeletedVaults_Purge(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := estate.VaultID{ResourceGroup: group(), Name: "kv-orders"}
	body := vaultBody()
	body.Properties.EnablePurgeProtection = nil
	testworld.Must[estate.Vault](t)(w.Vaults.CreateOrUpdate(t.Context(), id, body))
	if err := w.Vaults.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	_, err := w.Vaults.CreateOrUpdate(t.Context(), id, body)
	testworld.WantRefusal(t, err, http.StatusConflict, "ConflictError")
	ghost := id.Deleted("East US")
	got := testworld.Must[estate.DeletedVault](t)(w.DeletedVaults.Get(t.Context(), ghost))
	if p := got.Properties; p.VaultID != id.String() || p.Location != armtest.DefaultRegion || p.PurgeProtectionEnabled == nil || *p.PurgeProtectionEnabled {
		t.Errorf("the deleted vault is %+v, want what it was", got)
	}
	list := names(t, w.DeletedVaults.List(t.Context(), armtest.ManagementSubscription), func(v estate.DeletedVault) string { return v.Name })
	if diff := cmp.Diff([]string{"kv-orders"}, list); diff != "" {
		t.Errorf("deleted vaults (-want +got):\n%s", diff)
	}
	if err := w.DeletedVaults.Purge(t.Context(), ghost); err != nil {
		t.Fatal(err)
	}
	_, err = w.DeletedVaults.Get(t.Context(), ghost)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
	testworld.Must[estate.Vault](t)(w.Vaults.CreateOrUpdate(t.Context(), id, body))
}

// A recovered vault has its keys again; purge protection leaves no other way.
func TestVaults_recover(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.vault("kv-orders")
	key := testworld.Must[estate.VaultKey](t)(w.Keys.CreateIfNotExist(t.Context(), id.VaultKey("cmk"), rsa(3072)))
	if err := w.Vaults.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	body := vaultBody()
	body.Location, body.Properties.CreateMode = "westeurope", estate.VaultCreateModeRecover
	_, err := w.Vaults.CreateOrUpdate(t.Context(), id, body)
	testworld.WantRefusal(t, err, http.StatusNotFound, "DeletedVaultNotFound")
	testworld.WantRefusal(t, w.DeletedVaults.Purge(t.Context(), id.Deleted(armtest.DefaultRegion)), http.StatusMethodNotAllowed, "MethodNotAllowed")
	body.Location = armtest.DefaultRegion
	testworld.Must[estate.Vault](t)(w.Vaults.CreateOrUpdate(t.Context(), id, body))
	again := testworld.Must[estate.VaultKey](t)(w.Keys.Get(t.Context(), id.VaultKey("cmk")))
	if again.Properties.KeyURIWithVersion != key.Properties.KeyURIWithVersion {
		t.Errorf("the key is %q again, want %q", again.Properties.KeyURIWithVersion, key.Properties.KeyURIWithVersion)
	}
}

func TestVaults_areRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.vault("kv-orders")
	for _, test := range []struct {
		name   string
		change func(*estate.Vault)
	}{
		{"another tenant", func(v *estate.Vault) { v.Properties.TenantID = armtest.ManagedTenant }},
		{"no soft delete any more", func(v *estate.Vault) { v.Properties.EnableSoftDelete = new(false) }},
		{"another retention", func(v *estate.Vault) { v.Properties.SoftDeleteRetentionInDays = new(int32(7)) }},
		{"a policy of another tenant", func(v *estate.Vault) {
			v.Properties.AccessPolicies = []estate.AccessPolicy{{TenantID: armtest.ManagedTenant, ObjectID: "x"}}
		}},
	} {
		body := vaultBody()
		test.change(&body)
		_, err := w.Vaults.CreateOrUpdate(t.Context(), id, body)
		if testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest"); t.Failed() {
			t.Fatal(test.name)
		}
	}
	elsewhere := estate.VaultID{ResourceGroup: group(), Name: "KV-ORDERS"}
	elsewhere.ResourceGroup.Name = "rg-other"
	testworld.Must[estate.ResourceGroup](t)(w.ResourceGroups.CreateOrUpdate(t.Context(), elsewhere.ResourceGroup, estate.ResourceGroup{Location: "eastus"}))
	_, err := w.Vaults.CreateOrUpdate(t.Context(), elsewhere, vaultBody())
	testworld.WantRefusal(t, err, http.StatusConflict, "VaultAlreadyExists")
	// What a PUT leaves out of the protection stays.
	body := vaultBody()
	body.Properties.EnablePurgeProtection = nil
	kept := testworld.Must[estate.Vault](t)(w.Vaults.CreateOrUpdate(t.Context(), id, body))
	if on := kept.Properties.EnablePurgeProtection; on == nil || !*on {
		t.Errorf("purge protection = %v, want it kept", on)
	}
}

func TestVault_Validate(t *testing.T) {
	t.Parallel()
	body := vaultBody()
	body.Properties.EnablePurgeProtection = new(false)
	body.Properties.SoftDeleteRetentionInDays = new(int32(6))
	body.Properties.SKU.Name = "platinum"
	testworld.WantFaults(t, body.Validate(), "/properties/sku/name enum", "/properties/softDeleteRetentionInDays minimum", "/properties/enablePurgeProtection purgeProtection")
	patch := estate.VaultUpdate{Properties: estate.VaultUpdateProperties{EnablePurgeProtection: new(false)}}
	testworld.WantFaults(t, patch.Validate(), "/properties/enablePurgeProtection purgeProtection")
	testworld.WantFaults(t, estate.Vault{}.Validate(), "/location required", "/properties/tenantId required", "/properties/sku/family required", "/properties/sku/name required")
}

// A wait that is taken up from its token ends with the vault.
func TestVaults_resume(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	p, err := w.Vaults.BeginCreateOrUpdate(t.Context(), estate.VaultID{ResourceGroup: group(), Name: "kv-late"}, vaultBody())
	if err != nil {
		t.Fatal(err)
	}
	p, err = w.Vaults.Resume(testworld.Must[string](t)(p.ResumeToken()))
	if err != nil {
		t.Fatal(err)
	}
	if got := testworld.Must[estate.Vault](t)(p.PollUntilDone(t.Context(), nil)); got.Properties.ProvisioningState != estate.VaultProvisioningStateSucceeded {
		t.Errorf("resumed to %+v, want the vault", got)
	}
}

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

// storage is the body of a storage account.
func storage() estate.StorageAccount {
	return estate.StorageAccount{
		Location: armtest.DefaultRegion, Kind: estate.StorageKindStorageV2, SKU: estate.StorageSKU{Name: "Standard_LRS"},
		Properties: estate.StorageAccountProperties{AllowSharedKeyAccess: new(false), MinimumTLSVersion: estate.MinimumTLSVersionTLS12},
	}
}

func storageID(name string) estate.StorageAccountID {
	return estate.StorageAccountID{ResourceGroup: group(), Name: name}
}

func TestStorageAccounts_lifeOfAnAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := storageID("sthub")
	made := testworld.Must[estate.StorageAccount](t)(w.StorageAccounts.CreateOrUpdate(t.Context(), id, storage()))
	p := made.Properties
	if made.ID != id.String() || p.ProvisioningState != estate.StorageProvisioningStateSucceeded || p.PrimaryEndpoints.Blob != "https://sthub.blob.core.windows.net/" ||
		made.SKU.Tier != "Standard" || p.Encryption.KeySource != estate.StorageKeySourceMicrosoftStorage {
		t.Errorf("made %+v, want it Succeeded with its addresses and Microsoft's key", made)
	}
	changed := testworld.Must[estate.StorageAccount](t)(w.StorageAccounts.Update(t.Context(), id, estate.StorageAccountUpdate{
		Tags: map[string]string{"team": "orders"}, Properties: estate.StorageAccountProperties{AllowSharedKeyAccess: new(true)},
	}))
	if p := changed.Properties; !*p.AllowSharedKeyAccess || p.MinimumTLSVersion != estate.MinimumTLSVersionTLS12 || p.CreationTime != made.Properties.CreationTime {
		t.Errorf("updated to %+v, want keys allowed and the rest kept", changed)
	}
	closed := testworld.Must[estate.StorageAccount](t)(w.StorageAccounts.Modify(t.Context(), id, func(a *estate.StorageAccount) error {
		a.Properties.NetworkACLs = estate.StorageNetworkRules{DefaultAction: estate.StorageNetworkActionDeny, Bypass: estate.NetworkBypassAzureServices}
		return nil
	}))
	if closed.Properties.NetworkACLs.DefaultAction != estate.StorageNetworkActionDeny || closed.Tags["team"] != "orders" {
		t.Errorf("modified to %+v, want it closed", closed)
	}
	name := func(a estate.StorageAccount) string { return a.Name }
	for _, list := range [][]string{
		names(t, w.StorageAccounts.List(t.Context(), group()), name),
		names(t, w.StorageAccounts.ListBySubscription(t.Context(), armtest.ManagementSubscription), name),
	} {
		if diff := cmp.Diff([]string{"sthub"}, list); diff != "" {
			t.Errorf("accounts (-want +got):\n%s", diff)
		}
	}
	for range 2 { // deleting a missing one is no error
		if err := w.StorageAccounts.Delete(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.StorageAccounts.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

// An account is encrypted with a key that one of its identities may use.
func TestStorageAccounts_keyOfOnesOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	vault, reader := w.vault("kv-orders"), w.identity("id-cmk")
	key := testworld.Must[estate.VaultKey](t)(w.Keys.CreateIfNotExist(t.Context(), vault.VaultKey("cmk"), rsa(4096)))
	body := storage()
	body.Identity = estate.ManagedIdentity{
		Type: estate.ManagedIdentityTypeUserAssigned, UserAssignedIdentities: map[string]estate.AssignedIdentity{reader.String(): {}},
	}
	body.Properties.Encryption = estate.StorageEncryption{
		KeySource:          estate.StorageKeySourceMicrosoftKeyvault,
		KeyVaultProperties: estate.StorageKey{KeyName: "cmk", KeyVaultURI: "https://kv-orders.vault.azure.net"},
		Identity:           estate.StorageKeyReader{UserAssignedIdentity: reader.String()},
	}
	_, err := w.StorageAccounts.CreateOrUpdate(t.Context(), storageID("sthub"), body)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest") // no right yet
	w.grant(vault, reader.String())
	made := testworld.Must[estate.StorageAccount](t)(w.StorageAccounts.CreateOrUpdate(t.Context(), storageID("sthub"), body))
	if got := made.Properties.Encryption.KeyVaultProperties.CurrentVersionedKeyIdentifier; got != key.Properties.KeyURIWithVersion {
		t.Errorf("encrypted with %q, want %q", got, key.Properties.KeyURIWithVersion)
	}
	if a := made.Identity.UserAssignedIdentities[reader.String()]; a.PrincipalID == "" || a.ClientID == "" {
		t.Errorf("identity = %+v, want its ids", made.Identity)
	}
}

func TestStorageAccounts_areRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	testworld.Must[estate.StorageAccount](t)(w.StorageAccounts.CreateOrUpdate(t.Context(), storageID("taken"), storage()))
	elsewhere := storageID("taken")
	elsewhere.ResourceGroup.Name = "rg-other"
	testworld.Must[estate.ResourceGroup](t)(w.ResourceGroups.CreateOrUpdate(t.Context(), elsewhere.ResourceGroup, estate.ResourceGroup{Location: "eastus"}))
	_, err := w.StorageAccounts.CreateOrUpdate(t.Context(), elsewhere, storage())
	testworld.WantRefusal(t, err, http.StatusConflict, "StorageAccountAlreadyTaken")
	_, err = w.StorageAccounts.Modify(t.Context(), storageID("taken"), func(a *estate.StorageAccount) error {
		a.Properties.IsHnsEnabled = new(true)
		return nil
	})
	testworld.WantRefusal(t, err, http.StatusBadRequest, "InvalidValuesForRequestParameters")
	body := storage()
	body.Identity = estate.ManagedIdentity{
		Type: estate.ManagedIdentityTypeUserAssigned, UserAssignedIdentities: map[string]estate.AssignedIdentity{
			group().String() + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/none": {},
		},
	}
	_, err = w.StorageAccounts.CreateOrUpdate(t.Context(), storageID("other"), body)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "FailedIdentityOperation")
	body = storage()
	body.Properties.NetworkACLs.Bypass = "None"
	_, err = w.StorageAccounts.CreateOrUpdate(t.Context(), storageID("St-Hub"), body)
	testworld.WantFaults(t, err, "id.Name pattern", "/properties/networkAcls/defaultAction required")
}

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

// database is the body of an account of Cosmos DB.
func database() estate.DatabaseAccount {
	return estate.DatabaseAccount{Location: armtest.DefaultRegion, Properties: estate.DatabaseAccountProperties{
		DatabaseAccountOfferType: estate.DatabaseOfferTypeStandard,
		Locations:                []estate.DatabaseLocation{{LocationName: "East US", FailoverPriority: new(int32(0))}},
		DisableLocalAuth:         new(true),
	}}
}

func databaseID(name string) estate.DatabaseAccountID {
	return estate.DatabaseAccountID{ResourceGroup: group(), Name: name}
}

func TestDatabaseAccounts_lifeOfAnAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := databaseID("cosmos-orders")
	made := testworld.Must[estate.DatabaseAccount](t)(w.DatabaseAccounts.CreateOrUpdate(t.Context(), id, database()))
	p := made.Properties
	if made.Kind != estate.DatabaseAccountKindGlobalDocumentDB || p.ProvisioningState != "Succeeded" || p.DocumentEndpoint != "https://cosmos-orders.documents.azure.com:443/" ||
		p.Locations[0].ID != "cosmos-orders-eastus" || p.DefaultIdentity != "FirstPartyIdentity" {
		t.Errorf("made %+v, want it Succeeded with its addresses", made)
	}
	// The account of a hub with a key of one's own needs keys: that is how the service comes in.
	changed := testworld.Must[estate.DatabaseAccount](t)(w.DatabaseAccounts.Update(t.Context(), id, estate.DatabaseAccountUpdate{
		Tags: map[string]string{"team": "orders"}, Properties: estate.DatabaseAccountUpdateProperties{DisableLocalAuth: new(false)},
	}))
	if *changed.Properties.DisableLocalAuth || changed.Tags["team"] != "orders" || len(changed.Properties.Locations) != 1 {
		t.Errorf("updated to %+v, want keys allowed and the rest kept", changed)
	}
	modified := testworld.Must[estate.DatabaseAccount](t)(w.DatabaseAccounts.Modify(t.Context(), id, func(a *estate.DatabaseAccount) error {
		a.Properties.PublicNetworkAccess = estate.PublicNetworkAccessDisabled
		return nil
	}))
	if modified.Properties.PublicNetworkAccess != estate.PublicNetworkAccessDisabled || modified.Tags["team"] != "orders" {
		t.Errorf("modified to %+v, want it closed", modified)
	}
	name := func(a estate.DatabaseAccount) string { return a.Name }
	for _, list := range [][]string{
		names(t, w.DatabaseAccounts.List(t.Context(), group()), name),
		names(t, w.DatabaseAccounts.ListBySubscription(t.Context(), armtest.ManagementSubscription), name),
	} {
		if diff := cmp.Diff([]string{"cosmos-orders"}, list); diff != "" {
			t.Errorf("accounts (-want +got):\n%s", diff)
		}
	}
	for range 2 { // deleting a missing one is no error
		if err := w.DatabaseAccounts.Delete(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.DatabaseAccounts.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

func TestDatabaseAccounts_keyOfOnesOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	vault, reader := w.vault("kv-orders"), w.identity("id-cmk")
	key := testworld.Must[estate.VaultKey](t)(w.Keys.CreateIfNotExist(t.Context(), vault.VaultKey("cmk"), rsa(3072)))
	body := database()
	body.Identity = estate.ManagedIdentity{
		Type: estate.ManagedIdentityTypeUserAssigned, UserAssignedIdentities: map[string]estate.AssignedIdentity{reader.String(): {}},
	}
	body.Properties.KeyVaultKeyURI = key.Properties.KeyURI
	body.Properties.DefaultIdentity = "UserAssignedIdentity=" + reader.String()
	_, err := w.DatabaseAccounts.CreateOrUpdate(t.Context(), databaseID("cosmos-orders"), body)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest") // no right yet
	w.grant(vault, reader.String())
	made := testworld.Must[estate.DatabaseAccount](t)(w.DatabaseAccounts.CreateOrUpdate(t.Context(), databaseID("cosmos-orders"), body))
	if p := made.Properties; p.KeyVaultKeyURIVersion != key.Properties.KeyURIWithVersion || p.CustomerManagedKeyStatus == "" {
		t.Errorf("encrypted with %q (%s), want %q", p.KeyVaultKeyURIVersion, p.CustomerManagedKeyStatus, key.Properties.KeyURIWithVersion)
	}
	_, err = w.DatabaseAccounts.Modify(t.Context(), databaseID("cosmos-orders"), func(a *estate.DatabaseAccount) error {
		a.Properties.KeyVaultKeyURI = ""
		return nil
	})
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest") // there is no way back
}

func TestDatabaseAccount_Validate(t *testing.T) {
	t.Parallel()
	body := database()
	body.Properties.DatabaseAccountOfferType = "Cheap"
	body.Properties.Locations = nil
	body.Properties.ConsistencyPolicy.MaxStalenessPrefix = new(int32(0))
	testworld.WantFaults(t, body.Validate(), "/properties/databaseAccountOfferType enum", "/properties/consistencyPolicy/defaultConsistencyLevel required",
		"/properties/consistencyPolicy/maxStalenessPrefix minimum", "/properties/locations minItems")
}

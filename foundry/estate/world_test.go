// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package estate_test

import (
	"testing"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry/estate"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// world is an emulator of a test's own, with a client that owns the management subscription.
type world struct {
	*armtest.World
	*estate.Client
	t *testing.T
}

func newWorld(t *testing.T, opts *armtest.Options) world {
	t.Helper()
	if opts == nil {
		opts = &armtest.Options{}
	}
	opts.OperationTime = time.Hour // only looking ends operations, however slow the machine
	w := testworld.Start(t, opts)
	cred := testworld.Sign(t, w, armtest.ManagementTenant, armtest.Application{
		ClientID: armtest.AdministratorClientID, ClientSecret: armtest.AdministratorSecret,
	})
	c, err := estate.NewClient(cred, w.ClientOptions())
	if err != nil {
		t.Fatal(err)
	}
	return world{World: w, Client: c, t: t}
}

// vault makes a vault whose keys can encrypt, and returns its id.
func (w world) vault(name string) estate.VaultID {
	w.t.Helper()
	id := estate.VaultID{ResourceGroup: group(), Name: name}
	testworld.Must[estate.Vault](w.t)(w.Vaults.CreateOrUpdate(w.t.Context(), id, vaultBody()))
	return id
}

// identity makes a user-assigned identity and returns its id.
func (w world) identity(name string) estate.UserAssignedIdentityID {
	w.t.Helper()
	id := estate.UserAssignedIdentityID{ResourceGroup: group(), Name: name}
	body := estate.UserAssignedIdentity{Location: armtest.DefaultRegion}
	testworld.Must[estate.UserAssignedIdentity](w.t)(w.UserAssignedIdentities.CreateOrUpdate(w.t.Context(), id, body))
	return id
}

// grant lets the identity of a resource, or a user-assigned one, use the keys of a vault.
func (w world) grant(vault estate.VaultID, resourceID string) {
	w.t.Helper()
	id, err := w.Principal(resourceID)
	if err == nil {
		err = w.Assign(vault.String(), id, armtest.RoleKeyVaultCryptoEncryptionUser)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// vaultBody is the body of a vault whose keys can encrypt.
func vaultBody() estate.Vault {
	return estate.Vault{Location: armtest.DefaultRegion, Properties: estate.VaultProperties{
		TenantID: armtest.ManagementTenant, SKU: estate.VaultSKU{Family: estate.VaultSKUFamilyA, Name: estate.VaultSKUNameStandard},
		EnablePurgeProtection: new(true),
	}}
}

// writes counts the requests with a method that reached Resource Manager.
func (w world) writes(method string) int {
	n := 0
	for _, r := range w.Requests() {
		if r.Method == method {
			n++
		}
	}
	return n
}

func group() azfoundry.ResourceGroup {
	return azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: armtest.DefaultNetworkGroup}
}

// names reads a list to its end and returns a name for each item.
func names[T any](t *testing.T, list func(func(T, error) bool), name func(T) string) []string {
	t.Helper()
	all, err := azfoundry.Collect(list)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, v := range all {
		out = append(out, name(v))
	}
	return out
}

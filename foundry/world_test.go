// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry_test

import (
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// world is an emulator of a test's own, with a client that owns the management subscription.
type world struct {
	*armtest.World
	*foundry.Client
	t *testing.T
}

func newWorld(t *testing.T, opts *armtest.Options) world {
	t.Helper()
	if opts == nil {
		opts = &armtest.Options{}
	}
	opts.OperationTime = time.Hour // only looking ends operations, however slow the machine
	w := testworld.Start(t, opts)
	out := world{World: w, t: t}
	out.Client = out.client(armtest.AdministratorClientID, armtest.AdministratorSecret)
	for _, name := range []string{"kv-ai", "kv-other"} {
		testworld.Vault(t, w, vault(name))
		testworld.Key(t, w, vault(name)+"/keys/cmk", firstVersion, secondVersion)
	}
	if err := w.Put(assigned("id-hub"), map[string]any{"location": armtest.DefaultRegion}); err != nil {
		t.Fatal(err)
	}
	out.grant(assigned("id-hub"))
	return out
}

// grant lets the identity of a resource, or a user-assigned one, use the keys of the vault kv-ai.
func (w world) grant(resourceID string) {
	w.t.Helper()
	id, err := w.Principal(resourceID)
	if err == nil {
		err = w.Assign(vault("kv-ai"), id, armtest.RoleKeyVaultCryptoEncryptionUser)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// client signs an application in to the management tenant.
func (w world) client(id, secret string) *foundry.Client {
	w.t.Helper()
	c, err := foundry.NewClient(w.sign(id, secret), w.ClientOptions())
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w world) sign(id, secret string) azcore.TokenCredential {
	w.t.Helper()
	return testworld.Sign(w.t, w.World, armtest.ManagementTenant, armtest.Application{ClientID: id, ClientSecret: secret})
}

// account makes a Foundry resource that allows projects and may use the keys of the vault kv-ai, and returns
// its id.
func (w world) account(name string) foundry.AccountID {
	w.t.Helper()
	id := foundry.AccountID{ResourceGroup: group(), Name: name}
	testworld.Must[foundry.Account](w.t)(w.Accounts.CreateOrUpdate(w.t.Context(), id, resource(name)))
	w.grant(id.String())
	return id
}

// resource is the body of a Foundry resource with an identity of its own.
func resource(subdomain string) foundry.Account {
	return foundry.Account{
		Location: armtest.DefaultRegion, Kind: "AIServices", SKU: foundry.SKU{Name: "S0"},
		Identity: foundry.Identity{Type: foundry.IdentityTypeSystemAssigned},
		Properties: foundry.AccountProperties{
			CustomSubDomainName: subdomain, AllowProjectManagement: new(true), DisableLocalAuth: new(true),
			PublicNetworkAccess: foundry.PublicNetworkAccessDisabled,
		},
	}
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

// assigned is the full id of a user-assigned identity.
func assigned(name string) string {
	return group().String() + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + name
}

// key is a version of a key.
func key(t *testing.T, version string) foundry.Key {
	t.Helper()
	return testworld.Must[foundry.Key](t)(foundry.ParseKey("https://kv-ai.vault.azure.net/keys/cmk/" + version))
}

// The versions of a key.
const (
	firstVersion  = "5d1f0a7c93be4826b4c7e2f80a1d6953"
	secondVersion = "0a6b4e1d7c92f35880e3b1d4c6a79f25"
)

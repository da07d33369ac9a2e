// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp_test

import (
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/nsp"
)

// world is an emulator of a test's own, with a client that owns the management subscription.
type world struct {
	*armtest.World
	*nsp.Client
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
	for _, name := range []string{"kv-ai", "kv-a", "kv-b", "kv-c", "taken"} {
		testworld.Vault(t, w, vault(name))
	}
	return out
}

// client signs an application in to the management tenant.
func (w world) client(id, secret string) *nsp.Client {
	w.t.Helper()
	c, err := nsp.NewClient(w.sign(id, secret), w.ClientOptions())
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w world) sign(id, secret string) azcore.TokenCredential {
	w.t.Helper()
	return testworld.Sign(w.t, w.World, armtest.ManagementTenant, armtest.Application{ClientID: id, ClientSecret: secret})
}

// perimeter makes a perimeter with a profile named main, and returns its id.
func (w world) perimeter(name string) nsp.PerimeterID {
	w.t.Helper()
	id := nsp.PerimeterID{ResourceGroup: group(), Name: name}
	testworld.Must[nsp.Perimeter](w.t)(w.Perimeters.CreateOrUpdate(w.t.Context(), id, nsp.Perimeter{Location: armtest.DefaultRegion}))
	testworld.Must[nsp.Profile](w.t)(w.Profiles.CreateOrUpdate(w.t.Context(), id.Profile("main"), nsp.Profile{}))
	return id
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

// vault is the id of a key vault.
func vault(name string) string {
	return group().String() + "/providers/Microsoft.KeyVault/vaults/" + name
}

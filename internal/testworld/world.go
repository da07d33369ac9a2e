// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package testworld starts emulators for tests and signs applications in to them. Only tests import it.
package testworld

import (
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry/armtest"
)

// Start returns an emulator that ends with the test.
func Start(t *testing.T, opts *armtest.Options) *armtest.World {
	t.Helper()
	w, err := armtest.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// Sign returns the credential of an application, by its client id and secret, in a tenant of the world.
func Sign(t *testing.T, w *armtest.World, tenant string, app armtest.Application) azcore.TokenCredential {
	t.Helper()
	cred, err := azidentity.NewClientSecretCredential(tenant, app.ClientID, app.ClientSecret, &azidentity.ClientSecretCredentialOptions{
		ClientOptions: w.CredentialOptions(), DisableInstanceDiscovery: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return cred
}

// Must returns a function that passes a value on and ends the test at an error.
func Must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// Vault puts a key vault into a world whose keys can encrypt: roles decide about them, and nobody can purge
// them. The id is the vault's, in the management subscription.
func Vault(t *testing.T, w *armtest.World, id string) {
	t.Helper()
	err := w.Put(id, map[string]any{"location": armtest.DefaultRegion, "properties": map[string]any{
		"tenantId": armtest.ManagementTenant, "sku": map[string]any{"family": "A", "name": "premium"},
		"enableRbacAuthorization": true, "enablePurgeProtection": true,
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// Key puts an RSA key into a vault of a world, with the versions of these names, the last the newest; without
// names it has one. The id is the key's.
func Key(t *testing.T, w *armtest.World, id string, versions ...string) {
	t.Helper()
	body := map[string]any{"properties": map[string]any{"kty": "RSA"}}
	if err := w.Put(id, body); err != nil {
		t.Fatal(err)
	}
	for _, version := range versions {
		if err := w.Put(id+"/versions/"+version, map[string]any{"properties": map[string]any{}}); err != nil {
			t.Fatal(err)
		}
	}
}

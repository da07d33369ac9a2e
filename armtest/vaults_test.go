// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
)

// vaultBody is the body of a vault whose keys can encrypt, with further properties.
func vaultBody(more object) object {
	properties := object{
		"tenantId": armtest.ManagementTenant, "sku": object{"family": "A", "name": "premium"},
		"enableRbacAuthorization": true, "enablePurgeProtection": true,
	}
	maps.Copy(properties, more)
	return object{"location": armtest.DefaultRegion, "properties": properties}
}

// putVault puts a vault into a world.
func putVault(t *testing.T, w *armtest.World, id string, more object) {
	t.Helper()
	if err := w.Put(id, vaultBody(more)); err != nil {
		t.Fatal(err)
	}
}

// A vault tells in its body how far it is, and nowhere else.
func TestVaults_tellTheirState(t *testing.T) {
	t.Parallel()
	s := administrator(t, start(t, nil), armtest.ManagementTenant)
	path := vaultPath("kv-a") + "?api-version=2026-02-01"
	made := s.want("201", "PUT", path, vaultBody(nil))
	if made.header.Get("Azure-AsyncOperation")+made.header.Get("Location") != "" || properties(made)["provisioningState"] != "RegisteringDns" {
		t.Errorf("PUT = %v %s, want the state in the body alone", made.header, made.text)
	}
	for _, want := range []string{"RegisteringDns", "Succeeded"} {
		if got := s.want("200", "GET", path, nil); properties(got)["provisioningState"] != want {
			t.Errorf("GET = %s, want it %s", got.text, want)
		}
	}
	s.want("200", "PUT", path, vaultBody(nil))
	s.want("200", "DELETE", path, nil)
	s.want("204", "DELETE", path, nil)
}

// Without a word of the body, a vault goes by access policies before 2026-02-01, and by roles since.
func TestVaults_goByRolesSinceAVersion(t *testing.T) {
	t.Parallel()
	s := administrator(t, start(t, nil), armtest.ManagementTenant)
	body := vaultBody(nil)
	delete(body["properties"].(object), "enableRbacAuthorization")
	for version, want := range map[string]bool{"2025-05-01": false, "2026-02-01": true} {
		made := s.want("201", "PUT", vaultPath("kv-"+version)+"?api-version="+version, body)
		if got := properties(made)["enableRbacAuthorization"]; got != want {
			t.Errorf("%s: enableRbacAuthorization = %v, want %v", version, got, want)
		}
	}
}

// The service's own members are the service's, whatever a client sends.
func TestVaults_keepTheirOwnMembers(t *testing.T) {
	t.Parallel()
	s := administrator(t, start(t, nil), armtest.ManagementTenant)
	made := s.want("201", "PUT", vaultPath("kv-a")+"?api-version=2026-02-01", vaultBody(object{"vaultUri": "https://elsewhere.example/"}))
	if got := properties(made)["vaultUri"]; got != "https://kv-a.vault.azure.net/" {
		t.Errorf("vaultUri = %v", got)
	}
	key := object{"properties": object{"kty": "RSA", "keyUri": "https://elsewhere.example/", "attributes": object{"recoveryLevel": "Purgeable"}}}
	shown := properties(s.want("200", "PUT", vaultPath("kv-a/keys/cmk")+"?api-version=2026-02-01", key))
	if attributes, _ := shown["attributes"].(object); shown["keyUri"] != "https://kv-a.vault.azure.net/keys/cmk" || attributes["recoveryLevel"] != "Recoverable" {
		t.Errorf("key = %v", shown)
	}
	s.want("MethodNotAllowed", "PUT", vaultPath("kv-a/keys/cmk/versions/5d1f0a7c93be4826b4c7e2f80a1d6953")+"?api-version=2026-02-01", key)
	s.want("MethodNotAllowed", "DELETE", vaultPath("kv-a/keys/cmk/versions/5d1f0a7c93be4826b4c7e2f80a1d6953")+"?api-version=2026-02-01", nil)
}

// A storage account is made behind a Location, at which it is in the end.
func TestStorageAccounts_areAtTheirLocation(t *testing.T) {
	t.Parallel()
	s := administrator(t, start(t, nil), armtest.ManagementTenant)
	path := network + "/providers/Microsoft.Storage/storageAccounts/sthub?api-version=2025-08-01"
	body := object{"location": armtest.DefaultRegion, "kind": "StorageV2", "sku": object{"name": "Standard_LRS"}}
	made := s.want("202", "PUT", path, body)
	if made.text != "" {
		t.Errorf("202 with %s, want no body", made.text)
	}
	poll := made.header.Get("Location")
	s.want("202", "GET", poll, nil)
	if done := s.want("200", "GET", poll, nil); properties(done)["provisioningState"] != "Succeeded" || done.body["name"] != "sthub" {
		t.Errorf("the end of it = %s, want the account", done.text)
	}
	s.want("200", "PUT", path, body)
	s.want("200", "DELETE", path, nil)
}

// Each type names the API versions that were published for it, and no other.
func TestEstate_versions(t *testing.T) {
	t.Parallel()
	s := administrator(t, start(t, nil), armtest.ManagementTenant)
	for path, newest := range map[string]string{
		"Microsoft.KeyVault/vaults/x":                            "2026-02-01",
		"Microsoft.KeyVault/vaults/x/keys/y":                     "2019-09-01",
		"Microsoft.Storage/storageAccounts/x":                    "2025-08-01",
		"Microsoft.DocumentDB/databaseAccounts/x":                "2026-03-15",
		"Microsoft.Search/searchServices/x":                      "2025-05-01",
		"Microsoft.ManagedIdentity/userAssignedIdentities/x":     "2024-11-30",
		"Microsoft.Network/privateEndpoints/x":                   "2025-07-01",
		"Microsoft.KeyVault/vaults/x/keys/y/versions/2016-10-01": "2026-02-01",
	} {
		a := s.want("NoRegisteredProviderFound", "GET", network+"/providers/"+path+"?api-version=2016-10-02", nil)
		if !strings.Contains(a.text, newest) {
			t.Errorf("%s: %s, want %s named", path, a.text, newest)
		}
	}
	s.want("ResourceGroupNotFound", "DELETE", "/subscriptions/"+armtest.ManagementSubscription+"/resourceGroups/none?api-version=2025-04-01", nil)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry_test

import (
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

const clientID = "f4a6c8d2-1e93-4b70-8c5f-92d3b6e1a047"

func TestAccount_Validate_keys(t *testing.T) {
	t.Parallel()
	const (
		at  = "/properties/encryption/"
		key = at + "keyVaultProperties/"
	)
	both := foundry.Identity{
		Type:                   "systemassigned, userAssigned",
		UserAssignedIdentities: map[string]foundry.UserAssignedIdentity{assigned("id-cmk"): {}},
	}
	for _, test := range []struct {
		name   string
		change func(*foundry.Account, *foundry.AccountKey)
		want   []string
	}{
		{"an identity of its own", func(*foundry.Account, *foundry.AccountKey) {}, nil},
		{"an assigned identity", func(a *foundry.Account, k *foundry.AccountKey) { a.Identity, k.IdentityClientID = both, clientID }, nil},
		{"parts missing", func(_ *foundry.Account, k *foundry.AccountKey) { *k = foundry.AccountKey{} },
			[]string{key + "keyName keyName", key + "keyVersion keyVersion", key + "keyVaultUri keyVaultUri"}},
		{"a key's URL for a vault's", func(_ *foundry.Account, k *foundry.AccountKey) { k.KeyVaultURI += "keys/cmk" }, []string{key + "keyVaultUri keyVaultUri"}},
		{"a vault without TLS", func(_ *foundry.Account, k *foundry.AccountKey) { k.KeyVaultURI = "http://kv.vault.azure.net/" }, []string{key + "keyVaultUri keyVaultUri"}},
		{"a version cut short", func(_ *foundry.Account, k *foundry.AccountKey) { k.KeyVersion = k.KeyVersion[:31] }, []string{key + "keyVersion pattern"}},
		{"no key source", func(a *foundry.Account, _ *foundry.AccountKey) { a.Properties.Encryption.KeySource = "" }, []string{at + "keySource keySource"}},
		{"Microsoft's key with a vault", func(a *foundry.Account, _ *foundry.AccountKey) {
			a.Properties.Encryption.KeySource = foundry.KeySourceMicrosoftCognitiveServices
		}, []string{at + "keySource keySource"}},
		{"no identity", func(a *foundry.Account, _ *foundry.AccountKey) { a.Identity = foundry.Identity{} }, []string{key + "identityClientId identity"}},
		{"a reader that is not assigned", func(_ *foundry.Account, k *foundry.AccountKey) { k.IdentityClientID = clientID }, []string{key + "identityClientId identity"}},
		{"a reader that is another", func(a *foundry.Account, k *foundry.AccountKey) {
			a.Identity, k.IdentityClientID = both, clientID
			a.Identity.UserAssignedIdentities = map[string]foundry.UserAssignedIdentity{assigned("x"): {ClientID: strings.Replace(clientID, "f4", "00", 1)}}
		}, []string{key + "identityClientId identity"}},
		{"a resource id for a client id", func(a *foundry.Account, k *foundry.AccountKey) {
			a.Identity, k.IdentityClientID = both, assigned("id-cmk")
		}, []string{key + "identityClientId format"}},
		{"assigned without any", func(a *foundry.Account, _ *foundry.AccountKey) { a.Identity.Type = "SystemAssigned, UserAssigned" },
			[]string{"/identity/userAssignedIdentities identity"}},
		{"some without the type", func(a *foundry.Account, _ *foundry.AccountKey) {
			a.Identity.UserAssignedIdentities = both.UserAssignedIdentities
		},
			[]string{"/identity/type identity"}},
		{"a name for an id", func(a *foundry.Account, _ *foundry.AccountKey) {
			a.Identity.Type = "UserAssigned,SystemAssigned"
			a.Identity.UserAssignedIdentities = map[string]foundry.UserAssignedIdentity{"id-cmk": {}}
		}, []string{"/identity/userAssignedIdentities/id-cmk identity"}},
		{"a workspace's encryption", func(a *foundry.Account, k *foundry.AccountKey) {
			a.Properties.Encryption.Unknown = []byte(`{"Status":"Enabled"}`)
			k.Unknown = []byte(`{"keyIdentifier":"https://kv-ai.vault.azure.net/keys/cmk/` + firstVersion + `"}`)
		}, []string{at + "status mechanism", key + "keyIdentifier mechanism"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := resource("foundry-orders")
			a.Properties.Encryption = foundry.Key{Vault: "https://kv-ai.vault.azure.net/", Name: "cmk", Version: firstVersion}.ForAccount("")
			test.change(&a, &a.Properties.Encryption.KeyVaultProperties)
			err := a.Validate()
			if test.want == nil {
				if err != nil {
					t.Errorf("Validate() = %v, want no fault", err)
				}
				return
			}
			testworld.WantFaults(t, err, test.want...)
		})
	}
}

func TestParseKey(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"https://kv-ai.vault.azure.net/keys/cmk/" + firstVersion,
		"https://kv-ai.vault.azure.cn/keys/cmk-2/" + strings.ToUpper(firstVersion),
		"https://hsm.managedhsm.azure.net/keys/cmk/" + firstVersion,
	} {
		k, err := foundry.ParseKey(text)
		if err != nil || k.String() != text || !strings.HasPrefix(text, k.Vault) || k.Name == "" {
			t.Errorf("ParseKey(%q) = %+v, %v", text, k, err)
		}
	}
	for _, text := range []string{
		"", "cmk", "https://", "http://kv-ai.vault.azure.net/keys/cmk/" + firstVersion, "https://kv-ai.vault.azure.net",
		"https://kv-ai.vault.azure.net/keys/cmk", "https://kv-ai.vault.azure.net/keys/cmk/", "https://kv-ai.vault.azure.net/secrets/cmk/" + firstVersion,
		"https://kv-ai.vault.azure.net/keys/cmk/latest", "https://kv-ai.vault.azure.net/keys/c_m_k/" + firstVersion,
		"https://kv-ai.vault.azure.net/keys/cmk/" + firstVersion + "/x", "https://kv-ai/keys/cmk/" + firstVersion,
		"https://u@kv-ai.vault.azure.net/keys/cmk/" + firstVersion, "https://kv-ai.vault.azure.net/keys/cmk/" + firstVersion + "?x=1",
	} {
		_, err := foundry.ParseKey(text)
		if err == nil {
			t.Errorf("ParseKey(%q): no error", text)
			continue
		}
		testworld.WantFaults(t, err, "identifier keyIdentifier")
	}
}

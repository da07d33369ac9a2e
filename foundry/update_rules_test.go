// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry_test

import (
	"testing"

	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// rotation is a PATCH with the next version of a key.
func rotation() foundry.AccountEncryption {
	return foundry.Key{Vault: "https://kv-ai.vault.azure.net/", Name: "cmk", Version: firstVersion}.ForAccount("")
}

func TestAccountUpdate_Validate_keys(t *testing.T) {
	t.Parallel()
	const (
		at  = "/properties/encryption/"
		key = at + "keyVaultProperties/"
	)
	for _, test := range []struct {
		name   string
		change func(*foundry.AccountUpdate, *foundry.AccountKey)
		want   []string
	}{
		{"the next version", func(*foundry.AccountUpdate, *foundry.AccountKey) {}, nil},
		{"no key", func(u *foundry.AccountUpdate, _ *foundry.AccountKey) {
			u.Properties.Encryption = foundry.AccountEncryption{}
		}, nil},
		{"a reader that the account has, or not", func(_ *foundry.AccountUpdate, k *foundry.AccountKey) { k.IdentityClientID = clientID }, nil},
		{"a reader that is kept", func(u *foundry.AccountUpdate, k *foundry.AccountKey) {
			u.Identity.Type, k.IdentityClientID = "SystemAssigned, UserAssigned", clientID
		}, nil},
		{"a reader that is taken away", func(u *foundry.AccountUpdate, k *foundry.AccountKey) {
			u.Identity.Type, k.IdentityClientID = "SystemAssigned", clientID
		}, []string{key + "identityClientId identity"}},
		{"an identity of its own that is taken away", func(u *foundry.AccountUpdate, _ *foundry.AccountKey) { u.Identity.Type = "None" },
			[]string{key + "identityClientId identity"}},
		{"one more identity", func(u *foundry.AccountUpdate, _ *foundry.AccountKey) {
			u.Identity.UserAssignedIdentities = map[string]foundry.UserAssignedIdentity{assigned("id-cmk"): {}}
		}, nil},
		{"one more identity without the type", func(u *foundry.AccountUpdate, _ *foundry.AccountKey) {
			u.Identity.Type = "SystemAssigned"
			u.Identity.UserAssignedIdentities = map[string]foundry.UserAssignedIdentity{assigned("id-cmk"): {}}
		}, []string{"/identity/type identity"}},
		{"a name for an id", func(u *foundry.AccountUpdate, _ *foundry.AccountKey) {
			u.Identity.UserAssignedIdentities = map[string]foundry.UserAssignedIdentity{"id-cmk": {}}
		}, []string{"/identity/userAssignedIdentities/id-cmk identity"}},
		{"parts missing", func(_ *foundry.AccountUpdate, k *foundry.AccountKey) { k.KeyVersion, k.KeyVaultURI = "", "" },
			[]string{key + "keyVersion keyVersion", key + "keyVaultUri keyVaultUri"}},
		{"a version alone", func(u *foundry.AccountUpdate, k *foundry.AccountKey) {
			u.Properties.Encryption.KeySource = ""
			*k = foundry.AccountKey{KeyVersion: firstVersion}
		}, []string{at + "keySource keySource"}},
		{"a key's URL for a vault's", func(_ *foundry.AccountUpdate, k *foundry.AccountKey) { k.KeyVaultURI += "keys/cmk" },
			[]string{key + "keyVaultUri keyVaultUri"}},
		{"a workspace's encryption", func(u *foundry.AccountUpdate, k *foundry.AccountKey) {
			u.Properties.Encryption.Unknown = []byte(`{"Status":"Enabled"}`)
			k.Unknown = []byte(`{"KeyVaultArmId":"x"}`)
		}, []string{at + "status mechanism", key + "keyVaultArmId mechanism"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var u foundry.AccountUpdate
			u.Properties.Encryption = rotation()
			test.change(&u, &u.Properties.Encryption.KeyVaultProperties)
			judge(t, u.Validate(), test.want)
		})
	}
}

func TestProjectUpdate_Validate_keys(t *testing.T) {
	t.Parallel()
	var u foundry.ProjectUpdate
	u.Tags = map[string]string{"team": "orders"}
	judge(t, u.Validate(), nil)
	u.Properties.Unknown = []byte(`{"Encryption":{"keySource":"Microsoft.KeyVault"}}`)
	u.Identity.UserAssignedIdentities = map[string]foundry.UserAssignedIdentity{"id": {}}
	judge(t, u.Validate(), []string{"/identity/userAssignedIdentities/id identity", "/properties/encryption mechanism"})
}

func TestWorkspaceUpdate_Validate_keys(t *testing.T) {
	t.Parallel()
	const (
		at  = "/properties/encryption/"
		key = at + "keyVaultProperties/"
	)
	for _, test := range []struct {
		name   string
		change func(*foundry.WorkspaceUpdateProperties, *foundry.NextKey)
		want   []string
	}{
		{"the next version", func(*foundry.WorkspaceUpdateProperties, *foundry.NextKey) {}, nil},
		{"no key", func(p *foundry.WorkspaceUpdateProperties, _ *foundry.NextKey) { p.Encryption = foundry.KeyRotation{} }, nil},
		{"no version", func(_ *foundry.WorkspaceUpdateProperties, k *foundry.NextKey) {
			k.KeyIdentifier = "https://kv-ai.vault.azure.net/keys/cmk"
		},
			[]string{key + "keyIdentifier pattern"}},
		{"members of a new workspace", func(p *foundry.WorkspaceUpdateProperties, _ *foundry.NextKey) {
			p.Unknown = []byte(`{"HubResourceId":"x","keyVault":"x","storageAccount":null,"enableServiceSideCMKEncryption":false,"other":1}`)
		}, []string{
			"/properties/hubResourceId createOnly", "/properties/storageAccount createOnly", "/properties/keyVault createOnly",
			"/properties/enableServiceSideCMKEncryption createOnly",
		}},
		{"the way back from a key", func(p *foundry.WorkspaceUpdateProperties, _ *foundry.NextKey) {
			p.Encryption.Unknown = []byte(`{"status":"Disabled","cosmosDbResourceId":"x","searchAccountResourceId":"x","storageAccountResourceId":"x"}`)
		}, []string{
			at + "status createOnly", at + "cosmosDbResourceId createOnly", at + "searchAccountResourceId createOnly",
			at + "storageAccountResourceId createOnly",
		}},
		{"another vault", func(_ *foundry.WorkspaceUpdateProperties, k *foundry.NextKey) {
			k.Unknown = []byte(`{"keyVaultARMId":"x"}`)
		},
			[]string{key + "keyVaultArmId createOnly"}},
		{"another reader", func(_ *foundry.WorkspaceUpdateProperties, k *foundry.NextKey) {
			k.Unknown = []byte(`{"identityClientId":"` + clientID + `"}`)
		}, []string{key + "identityClientId identity"}},
		{"an account's encryption", func(p *foundry.WorkspaceUpdateProperties, k *foundry.NextKey) {
			p.Encryption.Unknown = []byte(`{"keySource":"Microsoft.KeyVault"}`)
			k.Unknown = []byte(`{"keyVersion":"` + firstVersion + `"}`)
		}, []string{at + "keySource mechanism", key + "keyVersion mechanism"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var u foundry.WorkspaceUpdate
			u.Properties.Encryption.KeyVaultProperties.KeyIdentifier = "https://kv-ai.vault.azure.net/keys/cmk/" + firstVersion
			test.change(&u.Properties, &u.Properties.Encryption.KeyVaultProperties)
			judge(t, u.Validate(), test.want)
		})
	}
}

func TestWorkspaceUpdate_Validate_identities(t *testing.T) {
	t.Parallel()
	u := foundry.WorkspaceUpdate{Identity: foundry.WorkspaceIdentity{Type: "SystemAssigned,UserAssigned"}}
	judge(t, u.Validate(), nil)
	u.Identity.UserAssignedIdentities = map[string]foundry.UserAssignedIdentity{assigned("id-cmk"): {}}
	judge(t, u.Validate(), nil)
	u.Identity.Type = "SystemAssigned"
	judge(t, u.Validate(), []string{"/identity/type identity"})
}

// judge compares what a validator says with the faults that are wanted; none means that it says nothing.
func judge(t *testing.T, err error, want []string) {
	t.Helper()
	if want == nil {
		if err != nil {
			t.Errorf("Validate() = %v, want no fault", err)
		}
		return
	}
	testworld.WantFaults(t, err, want...)
}

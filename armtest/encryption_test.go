// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/azfoundry/azfoundry/armtest"
)

// cipher is a world with a vault, a key and an identity that may use it, as far as a test changes them.
type cipher struct {
	vault    object // further properties of the vault
	key      object // further properties of the key
	location string // of the vault
	noGrant  bool
	noKey    bool
}

const (
	keyVaultID  = network + "/providers/Microsoft.KeyVault/vaults/kv-cmk"
	keyReaderID = network + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-cmk"
	keyVersion  = "5d1f0a7c93be4826b4c7e2f80a1d6953"
	keyURL      = "https://kv-cmk.vault.azure.net/keys/cmk/" + keyVersion
)

// session makes the world and signs the administrator in.
func (k cipher) session(t *testing.T) *session {
	t.Helper()
	s := administrator(t, start(t, nil), armtest.ManagementTenant)
	put := func(id string, body object) {
		t.Helper()
		if err := s.world.Put(id, body); err != nil {
			t.Fatal(err)
		}
	}
	vault := vaultBody(k.vault)
	if k.location != "" {
		vault["location"] = k.location
	}
	put(keyVaultID, vault)
	put(keyReaderID, object{"location": armtest.DefaultRegion})
	if !k.noKey {
		put(keyVaultID+"/keys/cmk", object{"properties": with(object{"kty": "RSA"}, k.key)})
		put(keyVaultID+"/keys/cmk/versions/"+keyVersion, object{"properties": object{}})
	}
	if !k.noGrant {
		assignKey(t, s.world, keyReaderID)
	}
	return s
}

// assignKey lets the identity of a resource use the keys of the vault.
func assignKey(t *testing.T, w *armtest.World, resource string) {
	t.Helper()
	id, err := w.Principal(resource)
	if err == nil {
		err = w.Assign(keyVaultID, id, armtest.RoleKeyVaultCryptoEncryptionUser)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func with(a, b object) object {
	for name, value := range b {
		a[name] = value
	}
	return a
}

// hubBody is a hub that the key encrypts.
func hubBody(serviceSide bool) object {
	return object{
		"location": armtest.DefaultRegion, "kind": "Hub",
		"identity": object{"type": "UserAssigned", "userAssignedIdentities": object{keyReaderID: object{}}},
		"properties": object{
			"enableServiceSideCMKEncryption": serviceSide,
			"encryption": object{
				"status": "Enabled", "identity": object{"userAssignedIdentity": keyReaderID},
				"keyVaultProperties": object{"keyVaultArmId": keyVaultID, "keyIdentifier": keyURL},
			},
		},
	}
}

func accountBody(clientID any) object {
	return object{
		"location": armtest.DefaultRegion, "kind": "AIServices", "sku": object{"name": "S0"},
		"identity": object{"type": "UserAssigned", "userAssignedIdentities": object{keyReaderID: object{}}},
		"properties": object{"encryption": object{"keySource": "Microsoft.KeyVault", "keyVaultProperties": object{
			"keyName": "cmk", "keyVersion": keyVersion, "keyVaultUri": "https://kv-cmk.vault.azure.net/", "identityClientId": clientID,
		}}},
	}
}

const (
	hubURL     = network + "/providers/Microsoft.MachineLearningServices/workspaces/hub?api-version=2026-05-01"
	foundryURL = network + "/providers/Microsoft.CognitiveServices/accounts/foundry?api-version=2026-05-01"
)

// Services refuse keys that they cannot encrypt with.
func TestEncryption_refusesWhatCannotEncrypt(t *testing.T) {
	t.Parallel()
	past := time.Now().Add(-time.Hour).Unix()
	policies := func(permissions ...any) object { // by access policies, for the identity of the first life
		return object{"enableRbacAuthorization": false, "accessPolicies": []any{object{
			"tenantId": armtest.ManagementTenant, "objectId": principalOf(t, keyReaderID), "permissions": object{"keys": permissions},
		}}}
	}
	for _, test := range []struct {
		name         string
		given        cipher
		hub, account string // part of the message; empty where it is taken
	}{
		{"all is well", cipher{}, "", ""},
		{"no purge protection", cipher{vault: object{"enablePurgeProtection": nil}}, "CMK workspaces should have purge protection", "recoverable and not purgeable"},
		{"no soft delete", cipher{vault: object{"enablePurgeProtection": nil, "enableSoftDelete": false}}, "CMK workspaces should have purge protection", "recoverable and not purgeable"},
		{"another region", cipher{location: "westeurope"}, "in another region", "in another region"},
		{"no key", cipher{noKey: true}, "has no key 'cmk'", "has no key 'cmk'"},
		{"no right", cipher{noGrant: true}, "may not get, wrap and unwrap", "may not get, wrap and unwrap"},
		{"disabled", cipher{key: object{"attributes": object{"enabled": false}}}, "is disabled", "is disabled"},
		{"expired", cipher{key: object{"attributes": object{"exp": past}}}, "has expired", "has expired"},
		{"not valid yet", cipher{key: object{"attributes": object{"nbf": past + 7200}}}, "not valid yet", "not valid yet"},
		{"of type EC", cipher{key: object{"kty": "EC"}}, "not of type RSA", "not of type RSA"},
		{"4096 bits", cipher{key: object{"keySize": 4096}}, "", "only keys of 2048 bits"},
		{"for signing", cipher{key: object{"keyOps": []any{"sign", "verify"}}}, "cannot wrap", "cannot wrap"},
		{"closed to trusted services", cipher{vault: object{"networkAcls": object{"defaultAction": "Deny", "bypass": "None"}}}, "does not let trusted services pass", "does not let trusted services pass"},
		{"open to trusted services", cipher{vault: object{"networkAcls": object{"defaultAction": "Deny", "bypass": "AzureServices"}}}, "", ""},
		{"by access policies", cipher{noGrant: true, vault: policies("Get", "WrapKey", "UnwrapKey")}, "", ""},
		{"by too small access policies", cipher{noGrant: true, vault: policies("get", "wrapKey")}, "may not get", "may not get"},
		{"by a role where policies count", cipher{vault: object{"enableRbacAuthorization": false}}, "may not get", "may not get"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := test.given.session(t)
			expect := func(a answer, want string) {
				t.Helper()
				if taken := a.status < 300; want == "" && !taken || want != "" && (a.code() != "BadRequest" || !strings.Contains(a.text, want)) {
					t.Errorf("PUT = %d %s, want %q", a.status, a.text, want)
				}
			}
			expect(s.do("PUT", hubURL, hubBody(false)), test.hub)
			expect(s.do("PUT", foundryURL, accountBody(clientOf(t, s, keyReaderID))), test.account)
		})
	}
}

// principalOf is the object id of an identity, which is the same in every world.
func principalOf(t *testing.T, identity string) string {
	t.Helper()
	w := start(t, &armtest.Options{Listen: armtest.NoListener})
	err := w.Put(identity, object{"location": armtest.DefaultRegion})
	if err != nil {
		t.Fatal(err)
	}
	id, err := w.Principal(identity)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func clientOf(t *testing.T, s *session, identity string) any {
	t.Helper()
	return properties(s.want("200", "GET", identity+"?api-version=2024-11-30", nil))["clientId"]
}

// What the service encrypts on its own side takes a vault that is open to public networks.
func TestEncryption_serviceSideNeedsAnOpenVault(t *testing.T) {
	t.Parallel()
	s := cipher{vault: object{"publicNetworkAccess": "Disabled"}}.session(t)
	if a := s.do("PUT", hubURL, hubBody(true)); !strings.Contains(a.text, "must be open to public networks") {
		t.Errorf("PUT = %s, want it refused", a.text)
	}
	s.want("200", "PUT", hubURL, hubBody(false))
}

// A key that is good stays good for writes that do not change it, and a next one is looked at again.
func TestEncryption_looksAtKeysThatChange(t *testing.T) {
	t.Parallel()
	s := cipher{}.session(t)
	s.want("200", "PUT", hubURL, hubBody(false))
	disabled := object{"properties": object{"attributes": object{"enabled": false}}}
	if err := s.world.Put(keyVaultID+"/keys/cmk/versions/"+keyVersion, disabled); err != nil {
		t.Fatal(err)
	}
	s.want("200", "PATCH", hubURL, object{"tags": object{"team": "ai"}})
	next := strings.Repeat("0a", 16)
	rotation := object{"properties": object{"encryption": object{"keyVaultProperties": object{"keyIdentifier": strings.Replace(keyURL, keyVersion, next, 1)}}}}
	s.want("BadRequest", "PATCH", hubURL, rotation)
	if err := s.world.Put(keyVaultID+"/keys/cmk/versions/"+next, object{"properties": object{"attributes": object{"enabled": true}}}); err != nil {
		t.Fatal(err)
	}
	s.want("202", "PATCH", hubURL, rotation)
}

// An account with an identity of its own takes the key in a second step, once the identity has the right.
func TestEncryption_ownIdentity(t *testing.T) {
	t.Parallel()
	s := cipher{}.session(t)
	body := accountBody("")
	body["identity"] = object{"type": "SystemAssigned"}
	drop := object{"location": armtest.DefaultRegion, "kind": "AIServices", "sku": object{"name": "S0"}, "identity": object{"type": "SystemAssigned"}}
	delete(body["properties"].(object)["encryption"].(object)["keyVaultProperties"].(object), "identityClientId")
	s.want("BadRequest", "PUT", foundryURL, body)
	s.want("201", "PUT", foundryURL, with(drop, object{"properties": object{}}))
	s.want("BadRequest", "PUT", foundryURL, body)
	assignKey(t, s.world, strings.TrimSuffix(foundryURL, "?api-version=2026-05-01"))
	s.want("200", "PUT", foundryURL, body)
}

// A resource cannot have an identity that is not there.
func TestIdentities_mustExist(t *testing.T) {
	t.Parallel()
	s := administrator(t, start(t, nil), armtest.ManagementTenant)
	body := accountBody("")
	delete(body["properties"].(object), "encryption")
	a := s.want("FailedIdentityOperation", "PUT", foundryURL, body)
	if !strings.Contains(a.text, keyReaderID) {
		t.Errorf("refused with %s, want the identity named", a.text)
	}
	if _, err := s.world.Principal(keyReaderID); err == nil {
		t.Error("an identity that is not there has a principal")
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package estate_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry/estate"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// rsa is the body of an RSA key.
func rsa(bits int32) estate.VaultKey {
	return estate.VaultKey{Properties: estate.KeyProperties{Type: estate.KeyTypeRSA, KeySize: &bits}}
}

func TestKeys_CreateIfNotExist(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.vault("kv-orders").VaultKey("cmk")
	body := rsa(3072)
	body.Properties.Attributes = estate.KeyAttributes{Expires: new(int64(4102444800)), NotBefore: new(int64(1767225600))}
	made := testworld.Must[estate.VaultKey](t)(w.Keys.CreateIfNotExist(t.Context(), id, body))
	p := made.Properties
	if p.KeyURI != "https://kv-orders.vault.azure.net/keys/cmk" || !strings.HasPrefix(p.KeyURIWithVersion, p.KeyURI+"/") {
		t.Errorf("addresses = %q and %q, want those of the vault", p.KeyURI, p.KeyURIWithVersion)
	}
	a := p.Attributes
	if a.Enabled == nil || !*a.Enabled || *a.Expires != 4102444800 || a.RecoveryLevel != estate.RecoveryLevelRecoverable || *a.Created == 0 {
		t.Errorf("attributes = %+v, want it enabled until 2100, and not purgeable", a)
	}
	// The second time changes nothing.
	again := testworld.Must[estate.VaultKey](t)(w.Keys.CreateIfNotExist(t.Context(), id, rsa(4096)))
	if diff := cmp.Diff(made, again); diff != "" {
		t.Errorf("made again (-first +second):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"cmk"}, names(t, w.Keys.List(t.Context(), id.Vault), func(k estate.VaultKey) string { return k.Name })); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	_, err := w.Keys.Get(t.Context(), id.Vault.VaultKey("none"))
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

// The vault's own API makes further versions; Resource Manager reads them.
func TestKeyVersions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.vault("kv-orders").VaultKey("cmk")
	first := testworld.Must[estate.VaultKey](t)(w.Keys.CreateIfNotExist(t.Context(), id, rsa(2048))).Properties.KeyURIWithVersion
	const second = "5d1f0a7c93be4826b4c7e2f80a1d6953"
	disabled := map[string]any{"properties": map[string]any{"attributes": map[string]any{"enabled": false}}}
	if err := w.Put(id.KeyVersion(second).String(), disabled); err != nil {
		t.Fatal(err)
	}
	uris := names(t, w.KeyVersions.List(t.Context(), id), func(k estate.VaultKey) string { return k.Properties.KeyURIWithVersion })
	want := []string{first, "https://kv-orders.vault.azure.net/keys/cmk/" + second}
	if strings.Compare(want[0], want[1]) > 0 {
		want[0], want[1] = want[1], want[0]
	}
	if diff := cmp.Diff(want, uris); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
	got := testworld.Must[estate.VaultKey](t)(w.KeyVersions.Get(t.Context(), id.KeyVersion(second)))
	newest := testworld.Must[estate.VaultKey](t)(w.Keys.Get(t.Context(), id))
	if *got.Properties.Attributes.Enabled || got.Properties.KeyURIWithVersion != newest.Properties.KeyURIWithVersion {
		t.Errorf("version %+v, key %+v, want the second version disabled and the key's newest", got, newest)
	}
}

func TestKeys_areRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.vault("kv-orders").VaultKey("cmk")
	body := rsa(2048)
	body.Properties.Type = estate.KeyTypeRSAHSM
	_, err := w.Keys.CreateIfNotExist(t.Context(), id, body) // of a vault of the SKU standard
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest")
	_, err = w.Keys.CreateIfNotExist(t.Context(), estate.VaultID{ResourceGroup: group(), Name: "kv-none"}.VaultKey("cmk"), rsa(2048))
	testworld.WantRefusal(t, err, http.StatusNotFound, "ParentResourceNotFound")
	before := len(w.Requests())
	_, err = w.Keys.CreateIfNotExist(t.Context(), id, rsa(1024))
	testworld.WantFaults(t, err, "/properties/keySize keySize")
	if after := len(w.Requests()); after != before {
		t.Errorf("%d requests, want none", after-before)
	}
}

func TestVaultKey_Validate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		body estate.KeyProperties
		want []string
	}{
		{"a size between", estate.KeyProperties{Type: estate.KeyTypeRSAHSM, KeySize: new(int32(2560))}, []string{"/properties/keySize keySize"}},
		{"a curve", estate.KeyProperties{Type: "rsa", CurveName: estate.KeyCurveP256}, []string{"/properties/curveName curve"}},
		{"a size of a curve", estate.KeyProperties{Type: estate.KeyTypeECHSM, KeySize: new(int32(256))}, []string{"/properties/keySize keySize"}},
		{"an action that is none", estate.KeyProperties{RotationPolicy: estate.RotationPolicy{LifetimeActions: []estate.LifetimeAction{
			{Action: estate.RotationAction{Type: "Forget"}},
		}}}, []string{"/properties/rotationPolicy/lifetimeActions/0/action/type enum"}},
		{"a curve alone", estate.KeyProperties{Type: estate.KeyTypeEC, CurveName: estate.KeyCurveP521}, nil},
		{"a type from later", estate.KeyProperties{Type: "ML-DSA", KeySize: new(int32(87))}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			testworld.WantFaults(t, estate.VaultKey{Properties: test.body}.Validate(), test.want...)
		})
	}
	_, err := estate.ParseVaultKeyID(armtest.DefaultPool)
	testworld.WantFaults(t, err, "id armid")
}

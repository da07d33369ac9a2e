// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// named is a named value with a text.
func named(name, text string) gateway.NamedValue {
	return gateway.NamedValue{Properties: gateway.NamedValueProperties{DisplayName: name, Value: gateway.NewSecret(text)}}
}

func TestNamedValues_lifeOfASecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := service().NamedValue("key")
	body := named("models-key", "s3cret")
	body.Properties.Secret = new(true)
	made := testworld.Must[gateway.NamedValue](t)(w.NamedValues.CreateOrUpdate(t.Context(), id, body, nil))
	if !made.Properties.Value.IsZero() || made.Properties.ProvisioningState != "Succeeded" {
		t.Errorf("created %+v, want it without its value", made.Properties)
	}
	changed := testworld.Must[gateway.NamedValue](t)(w.NamedValues.Modify(t.Context(), id, func(v *gateway.NamedValue) error {
		v.Properties.Tags = []string{"gateway"}
		return nil
	}))
	if len(changed.Properties.Tags) != 1 || w.last(http.MethodPatch).Header.Get("If-Match") == "*" {
		t.Errorf("changed to %+v with %v", changed.Properties, w.last(http.MethodPatch).Header)
	}
	value := testworld.Must[gateway.NamedValueSecret](t)(w.NamedValues.ListValue(t.Context(), id))
	if !value.Value.Equal(gateway.NewSecret("s3cret")) {
		t.Error("ListValue() has not the value that was written")
	}
	update := gateway.NamedValueUpdate{Properties: gateway.NamedValueUpdateProperties{Value: gateway.NewSecret("n3w")}}
	testworld.Must[gateway.NamedValue](t)(w.NamedValues.Update(t.Context(), id, update, nil))
	if value = testworld.Must[gateway.NamedValueSecret](t)(w.NamedValues.ListValue(t.Context(), id)); !value.Value.Equal(gateway.NewSecret("n3w")) {
		t.Error("ListValue() has not the new value")
	}
	if all := testworld.Collected[gateway.NamedValue](t)(w.NamedValues.List(t.Context(), service(), nil)); len(all) != 1 || !all[0].Properties.Value.IsZero() {
		t.Errorf("named values = %v, want one without its value", all)
	}
	if err := w.NamedValues.Delete(t.Context(), id, nil); err != nil {
		t.Fatal(err)
	}
}

func TestNamedValues_fromKeyVaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := service().NamedValue("key")
	body := gateway.NamedValue{Properties: gateway.NamedValueProperties{
		DisplayName: "models-key", Secret: new(true), KeyVault: gateway.KeyVaultReference{SecretIdentifier: "https://kv-contoso.vault.azure.net/secrets/models-key"},
	}}
	made := testworld.Must[gateway.NamedValue](t)(w.NamedValues.CreateOrUpdate(t.Context(), id, body, nil))
	fresh := testworld.Must[gateway.NamedValue](t)(w.NamedValues.RefreshSecret(t.Context(), id))
	if made.Properties.KeyVault.LastStatus.Code != "Success" || fresh.Properties.KeyVault.SecretIdentifier != body.Properties.KeyVault.SecretIdentifier {
		t.Errorf("made %+v, refreshed %+v", made.Properties, fresh.Properties)
	}
	if _, plain := fresh.Properties.Text(); plain {
		t.Error("Text() is there, want it to be secret")
	}
}

func TestNamedValueProperties_Text(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := service().NamedValue("region")
	made := testworld.Must[gateway.NamedValue](t)(w.NamedValues.CreateOrUpdate(t.Context(), id, named("region", "eastus"), nil))
	if text, ok := made.Properties.Text(); text != "eastus" || !ok {
		t.Errorf("Text() = %q %v, want eastus", text, ok)
	}
	made.Properties.Secret = new(true)
	if text, ok := made.Properties.Text(); text != "" || ok {
		t.Errorf("Text() = %q %v, want nothing of a secret", text, ok)
	}
	if _, err := w.NamedValues.CreateOrUpdate(t.Context(), service().NamedValue("other"), named("REGION", "x"), nil); err == nil {
		t.Error("a display name can be had twice")
	}
}

func TestNamedValue_Validate(t *testing.T) {
	t.Parallel()
	both := named("a", "b")
	both.Properties.KeyVault.SecretIdentifier = "https://kv.vault.azure.net/secrets/s/0123"
	vault := both
	vault.Properties.Value = gateway.Secret{}
	odd := vault
	odd.Properties.KeyVault.SecretIdentifier = "https://kv.vault.azure.net/keys/s"
	read := gateway.NamedValue{ID: service().NamedValue("a").String(), Properties: gateway.NamedValueProperties{DisplayName: "a"}}
	for _, test := range []struct {
		name string
		body gateway.NamedValue
		want []string
	}{
		{"text", named("a", "b"), nil},
		{"vault", vault, nil},
		{"read", read, nil},
		{"both", both, []string{"/properties/value value"}},
		{"neither", gateway.NamedValue{Properties: gateway.NamedValueProperties{DisplayName: "a"}}, []string{"/properties/value value"}},
		{"blank", named("a", " "), []string{"/properties/value value"}},
		{"a bad name", named("a b", "c"), []string{"/properties/displayName pattern"}},
		{"no secret of a vault", odd, []string{"/properties/keyVault/secretIdentifier pattern"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			testworld.WantFaults(t, test.body.Validate(), test.want...)
			if err := test.body.Validate(); err != nil && len(test.want) > 0 && strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%v quotes a secret", err)
			}
		})
	}
}

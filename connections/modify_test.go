// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"net/http"
	"testing"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// A change goes out as a PATCH with the authType, which the service needs, and with all metadata, of
// which nobody knows whether it merges them. The secret stays.
func TestConnections_Modify(t *testing.T) {
	t.Parallel()
	const whole = `"metadata":{"deploymentInPath":"false","inferenceAPIVersion":"",` + offeredText + `}`
	for _, test := range []struct {
		name   string
		change func(*connections.ConnectionProperties)
		want   string // empty: nothing is sent
		key    string
	}{
		{"nothing", func(*connections.ConnectionProperties) {}, "", "s3cret"},
		{"target", func(p *connections.ConnectionProperties) { p.Target = "https://b.c" }, `{"properties":{"target":"https://b.c","authType":"ApiKey",` + whole + `}}`, "s3cret"},
		{
			"metadata", func(p *connections.ConnectionProperties) { p.Metadata["deploymentInPath"] = "true" },
			`{"properties":{"metadata":{"deploymentInPath":"true","inferenceAPIVersion":"",` + offeredText + `},"authType":"ApiKey"}}`, "s3cret",
		},
		{
			"a key of the metadata less", func(p *connections.ConnectionProperties) { delete(p.Metadata, "inferenceAPIVersion") },
			`{"properties":{"metadata":{"deploymentInPath":"false",` + offeredText + `},"authType":"ApiKey"}}`, "s3cret",
		},
		{
			"secret", func(p *connections.ConnectionProperties) {
				p.SetAuth(connections.APIKey{Key: connections.NewSecret("n3w")})
			},
			`{"properties":{"credentials":{"key":"n3w"},"authType":"ApiKey",` + whole + `}}`, "n3w",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			id := workspace().Connection("gateway")
			testworld.Must[connections.Connection](t)(w.Create(t.Context(), id, gateway()))
			before := w.writes()
			testworld.Must[connections.Connection](t)(w.Modify(t.Context(), id, func(c *connections.Connection) error {
				test.change(&c.Properties)
				return nil
			}))
			if n := w.writes() - before; n != min(len(test.want), 1) {
				t.Errorf("%d writes", n)
			}
			w.sent.want(t, http.MethodPatch, test.want)
			got := testworld.Must[connections.Connection](t)(w.ListSecrets(t.Context(), id))
			if !got.Properties.Credentials.Key.Equal(connections.NewSecret(test.key)) {
				t.Error("the connection has another secret than it should")
			}
			want := gateway().Properties
			test.change(&want)
			if got.Properties.Target != want.Target || len(got.Properties.Metadata) != len(want.Metadata) {
				t.Errorf("the connection is now %+v", got.Properties)
			}
		})
	}
}

// A change of the way to sign in needs the secret of the new one.
func TestConnections_ModifyToAnotherAuth(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := account().Connection("storage")
	storage := connections.New(connections.CategoryAzureStorageAccount, "https://a.b", connections.AAD{})
	storage.Properties.Metadata = map[string]string{"ResourceId": group().String()}
	testworld.Must[connections.Connection](t)(w.Create(t.Context(), id, storage))
	become := func(a connections.Auth) error {
		_, err := w.Modify(azfoundry.WithoutValidation(t.Context()), id, func(c *connections.Connection) error {
			c.Properties.SetAuth(a)
			return nil
		})
		return err
	}
	wantRefusal(t, become(connections.AccountKey{}), http.StatusBadRequest, "ValidationError")
	if err := become(connections.AccountKey{Key: connections.NewSecret("0000")}); err != nil {
		t.Fatal(err)
	}
	if got := testworld.Must[connections.Connection](t)(w.Get(t.Context(), id)); got.Properties.AuthType != connections.AuthTypeAccountKey {
		t.Errorf("authType = %s, want AccountKey", got.Properties.AuthType)
	}
}

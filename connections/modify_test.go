// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"context"
	"errors"
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
		{"target", func(p *connections.ConnectionProperties) { p.Target = "https://b.c/v1" }, `{"properties":{"target":"https://b.c/v1","authType":"ApiKey",` + whole + `}}`, "s3cret"},
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

// What a change makes wrong is refused before it is sent, all at once; what was wrong before is not in the way.
func TestConnections_ModifyLints(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := project().Connection("gateway")
	body := gateway()
	body.Properties.Target = "https://models.contoso.com" // CN032
	testworld.Must[connections.Connection](t)(w.Create(azfoundry.WithoutValidation(t.Context()), id, body))
	modify := func(ctx context.Context, change func(*connections.ConnectionProperties)) error {
		_, err := w.Modify(ctx, id, func(c *connections.Connection) error {
			change(&c.Properties)
			return nil
		})
		return err
	}
	misspell := func(p *connections.ConnectionProperties) {
		p.Metadata["DeploymentInPath"], p.Audience = p.Metadata["deploymentInPath"], "a"
		delete(p.Metadata, "deploymentInPath")
		p.ExpiryTime = "tomorrow"
	}
	if err := modify(t.Context(), func(*connections.ConnectionProperties) {}); err != nil {
		t.Errorf("no change: %v", err)
	}
	before := w.writes()
	err := modify(t.Context(), misspell)
	wantFaults(t, err, "/properties/expiryTime format", "/properties/metadata/deploymentInPath CN011", "/properties/metadata/DeploymentInPath CN010")
	if n := w.writes() - before; n != 0 {
		t.Errorf("%d writes, want none", n)
	}
	if e, ok := errors.AsType[*azfoundry.ValidationError](err); !ok || e.Resource != id.String() {
		t.Errorf("Modify() = %v, want the id of the connection", err)
	}
	if err := modify(t.Context(), func(p *connections.ConnectionProperties) { p.Metadata["deploymentInPath"] = "true" }); err != nil {
		t.Errorf("a change beside what was wrong: %v", err)
	}
	if err := modify(azfoundry.WithoutValidation(t.Context()), func(p *connections.ConnectionProperties) {
		misspell(p)
		p.ExpiryTime = "" // which the service reads
	}); err != nil {
		t.Errorf("without validation: %v", err)
	}
}

func TestConnections_UpdateLints(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		home connections.Home
		body connections.ConnectionProperties
		want []string
	}{
		{"what is not said", project(), connections.ConnectionProperties{AuthType: "ApiKey", IsSharedToAll: new(false)}, nil},
		{"nothing", project(), connections.ConnectionProperties{}, []string{"/properties/authType required"}},
		{
			"all at once", project(),
			connections.ConnectionProperties{
				AuthType: "ApiKey", Category: "ModelGateway", Target: "http://a.b/v1",
				Metadata: map[string]string{"deploymentInPath": "True", "models": "[]"}, ExpiryTime: "tomorrow",
			},
			[]string{
				"/properties/expiryTime format", "/properties/target CN030", "/properties/metadata/deploymentInPath CN012", "/properties/metadata/models CN016",
			},
		},
		{"metadata alone", project(), connections.ConnectionProperties{AuthType: "ApiKey", Metadata: map[string]string{"models": "{}"}}, []string{"/properties/metadata/models CN015"}},
		{"a vault of a project", project(), connections.ConnectionProperties{AuthType: "AccountManagedIdentity", Category: "AzureKeyVault"}, []string{"/properties/category CN053"}},
		{"a vault of an account", account(), connections.ConnectionProperties{AuthType: "AccountManagedIdentity", Category: "AzureKeyVault"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			ctx, plan := azfoundry.DryRun(t.Context())
			id := connections.ID{Home: test.home, Name: "conn"}
			_, err := w.Update(ctx, id, connections.ConnectionUpdate{Properties: test.body})
			if test.want != nil {
				wantFaults(t, err, test.want...)
				_, err = w.Update(azfoundry.WithoutValidation(ctx), id, connections.ConnectionUpdate{Properties: test.body})
			}
			if len(plan.Writes()) != 1 {
				t.Errorf("Update() = %v, want a write", err)
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

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// auths are all ways to sign in, with all their members, and the bodies they make.
func auths() map[string]connections.Auth {
	s := connections.NewSecret("s")
	return map[string]connections.Auth{
		`{"authType":"AAD"}`:  connections.AAD{},
		`{"authType":"None"}`: connections.NoAuth{},
		`{"authType":"ApiKey","credentials":{"key":"REDACTED"}}`:                                  connections.APIKey{Key: s},
		`{"authType":"AccountKey","credentials":{"key":"REDACTED"}}`:                              connections.AccountKey{Key: s},
		`{"authType":"CustomKeys","credentials":{"keys":{"A":"REDACTED"}}}`:                       connections.CustomKeys{Keys: map[string]connections.Secret{"A": s}},
		`{"authType":"AccessKey","credentials":{"accessKeyId":"i","secretAccessKey":"REDACTED"}}`: connections.AccessKey{ID: "i", Key: s},
		`{"authType":"ManagedIdentity","credentials":{"clientId":"c","resourceId":"r"}}`:          connections.ManagedIdentity{ClientID: "c", ResourceID: "r"},
		`{"authType":"OAuth2","credentials":{"clientId":"c","clientSecret":"REDACTED","tenantId":"t","authUrl":"u","developerToken":"REDACTED",` +
			`"refreshToken":"REDACTED","username":"n","password":"REDACTED"},"authorizationUrl":"a","tokenUrl":"k","refreshUrl":"f","scopes":["x"],"connectorName":"m"}`: connections.OAuth2{
			ClientID: "c", ClientSecret: s, TenantID: "t", AuthURL: "u", DeveloperToken: s, RefreshToken: s, Username: "n", Password: s,
			AuthorizationURL: "a", TokenURL: "k", RefreshURL: "f", Scopes: []string{"x"}, ConnectorName: "m",
		},
		`{"authType":"PAT","credentials":{"pat":"REDACTED"}}`: connections.PAT{Token: s},
		`{"authType":"SAS","credentials":{"sas":"REDACTED"}}`: connections.SAS{Signature: s},
		`{"authType":"ServicePrincipal","credentials":{"clientId":"c","clientSecret":"REDACTED","tenantId":"t"}}`: connections.ServicePrincipal{
			TenantID: "t", ClientID: "c", ClientSecret: s,
		},
		`{"authType":"UsernamePassword","credentials":{"username":"n","password":"REDACTED","securityToken":"REDACTED"}}`: connections.UsernamePassword{
			Username: "n", Password: s, SecurityToken: s,
		},
		`{"authType":"ProjectManagedIdentity","audience":"a"}`: connections.ProjectManagedIdentity{Audience: "a"},
		`{"authType":"AccountManagedIdentity"}`:                connections.AccountManagedIdentity{},
		`{"authType":"UserEntraToken","audience":"a"}`:         connections.UserEntraToken{Audience: "a"},
		`{"authType":"AgenticIdentityToken","audience":"a"}`:   connections.AgenticIdentityToken{Audience: "a"},
		`{"authType":"AgenticUser","audience":"a"}`:            connections.AgenticUser{Audience: "a"},
		`{"authType":"AgentUserImpersonation","audience":"a"}`: connections.AgentUserImpersonation{Audience: "a"},
		`{"authType":"DelegatedSAS"}`:                          connections.DelegatedSAS{},
		`{"authType":"Telepathy","credentials":{"brain":"REDACTED"},"audience":"a"}`: connections.UnknownAuth{
			AuthType: "Telepathy", Credentials: connections.Credentials{Unknown: []byte(`{"brain":"b"}`)}, Audience: "a",
		},
	}
}

// Each way to sign in makes its members, and is what is read from them.
func TestAuth_isAViewOfTheMembers(t *testing.T) {
	t.Parallel()
	for want, a := range auths() {
		t.Run(string(a.Type()), func(t *testing.T) {
			t.Parallel()
			c := connections.New("", "", a)
			text := testworld.Must[[]byte](t)(json.Marshal(c))
			if diff := cmp.Diff(`{"properties":`+want+`}`, string(text)); diff != "" {
				t.Errorf("body (-want +got)\n%s", diff)
			}
			if got := c.Properties.Auth(); !reflect.DeepEqual(got, a) {
				t.Errorf("Auth() = %#v, want %#v", got, a)
			}
			if c.Properties.AuthType != a.Type() {
				t.Errorf("authType = %s, want %s", c.Properties.AuthType, a.Type())
			}
		})
	}
	if n := len(auths()); n != 20 {
		t.Errorf("%d ways to sign in, want the twelve that are published, the seven that are not, and the unknown", n)
	}
}

// Members beyond those of the authType are not lost: the view is UnknownAuth then.
func TestAuth_losesNothing(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"authType":"AAD","credentials":{"key":"k"}}`,
		`{"authType":"AAD","audience":"https://a.b"}`,
		`{"authType":"DelegatedSAS","credentials":{"sas":"k"}}`,
		`{"authType":"ProjectManagedIdentity","audience":"a","scopes":["x"]}`,
		`{"authType":"ApiKey","credentials":{"key":"k","region":"eu"}}`,
		`{"authType":"PAT","tokenUrl":"u"}`,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			var c connections.Connection
			if err := json.Unmarshal([]byte(`{"properties":`+body+`}`), &c); err != nil {
				t.Fatal(err)
			}
			view := c.Properties.Auth()
			if _, ok := view.(connections.UnknownAuth); !ok || view.Type() != c.Properties.AuthType {
				t.Errorf("Auth() = %#v, want UnknownAuth of the type", view)
			}
			var again connections.ConnectionProperties
			if again.SetAuth(view); !reflect.DeepEqual(again, c.Properties) {
				t.Errorf("SetAuth() made %+v of %s", again, body)
			}
		})
	}
}

// Resource Manager takes the names of properties in any case, and pages show them so; they are written in one.
// Keys of metadata, of custom keys and unknown members are data.
func TestConnection_namesInAnyCase(t *testing.T) {
	t.Parallel()
	const body = `{"Properties":{"AuthType":"OAuth2","CATEGORY":"RemoteA2A","target":"https://a.b","Credentials":{"ClientId":"c","clientsecret":"s"},` +
		`"TokenUrl":"t","AuthorizationUrl":"a","RefreshURL":"r","Scopes":["x"],"ConnectorName":"n","Audience":"u","IsSharedToAll":true,` +
		`"MetaData":{"Type":"a","type":"b"},"OfTomorrow":1}}`
	c := decoded(t, body)
	want := connections.New(connections.CategoryRemoteA2A, "https://a.b", connections.UnknownAuth{
		AuthType: connections.AuthTypeOAuth2, Credentials: connections.Credentials{ClientID: "c", ClientSecret: connections.NewSecret("s")},
		TokenURL: "t", AuthorizationURL: "a", RefreshURL: "r", Scopes: []string{"x"}, ConnectorName: "n", Audience: "u",
	})
	want.Properties.IsSharedToAll = new(true)
	want.Properties.Metadata = map[string]string{"Type": "a", "type": "b"}
	want.Properties.Unknown = []byte(`{"OfTomorrow":1}`)
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("read (-want +got)\n%s", diff)
	}
	written := `{"properties":{"authType":"OAuth2","category":"RemoteA2A","target":"https://a.b","metadata":{"Type":"a","type":"b"},` +
		`"credentials":{"clientId":"c","clientSecret":"REDACTED"},"audience":"u","authorizationUrl":"a","tokenUrl":"t","refreshUrl":"r",` +
		`"scopes":["x"],"connectorName":"n","isSharedToAll":true,"OfTomorrow":1}}`
	if diff := cmp.Diff(written, string(testworld.Must[[]byte](t)(json.Marshal(c)))); diff != "" {
		t.Errorf("written (-want +got)\n%s", diff)
	}
	keys := decoded(t, `{"properties":{"authtype":"CustomKeys","credentials":{"Keys":{"X-Key":"s"}}}}`).Properties.Credentials.Keys
	if len(keys) != 1 || !keys["X-Key"].Equal(connections.NewSecret("s")) {
		t.Errorf("Keys = %v", keys)
	}
}

// SetAuth takes away what belonged to the way before, and leaves the rest.
func TestConnectionProperties_SetAuth(t *testing.T) {
	t.Parallel()
	for _, a := range auths() {
		c := connections.New(connections.CategoryGit, "https://a.b", a)
		c.Properties.Metadata = map[string]string{"a": "b"}
		c.Properties.SetAuth(connections.AAD{})
		want := connections.New(connections.CategoryGit, "https://a.b", connections.AAD{}).Properties
		want.Metadata = c.Properties.Metadata
		if !reflect.DeepEqual(c.Properties, want) {
			t.Errorf("of %s remains %+v", a.Type(), c.Properties)
		}
	}
}

// FuzzAuth looks for bodies of which the view loses something.
func FuzzAuth(f *testing.F) {
	for text := range auths() {
		f.Add([]byte(text))
	}
	f.Add([]byte(`{"authType":"OAuth2","credentials":{},"scopes":[],"Audience":null}`))
	f.Add([]byte(`{"AUTHTYPE":"SAS","credentials":{"sas":null,"keys":{}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var c connections.Connection
		if json.Unmarshal([]byte(`{"properties":`+string(text)+`}`), &c) != nil {
			return
		}
		again := c.Properties
		again.SetAuth(c.Properties.Auth())
		if !reflect.DeepEqual(again, c.Properties) {
			t.Errorf("%s became %+v", text, again)
		}
	})
}

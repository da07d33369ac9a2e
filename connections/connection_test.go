// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/lint"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestConnections_lifeInEachHome(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for _, id := range ids("gateway") {
		t.Run(fmt.Sprintf("%T", id.Home), func(t *testing.T) {
			made := testworld.Must[connections.Connection](t)(w.Create(t.Context(), id, gateway()))
			if made.ID != id.String() || made.Properties.AuthType != connections.AuthTypeAPIKey || made.Properties.Metadata["deploymentInPath"] != "false" {
				t.Errorf("created %+v", made)
			}
			if got := w.last(http.MethodPut); got.Status != http.StatusOK {
				t.Errorf("the PUT was answered with %d, want 200 as for all connections", got.Status)
			}
			read := testworld.Must[connections.Connection](t)(w.Get(t.Context(), id))
			if diff := cmp.Diff(made.Properties.Metadata, read.Properties.Metadata); diff != "" {
				t.Errorf("metadata (-created +read)\n%s", diff)
			}
			updated := testworld.Must[connections.Connection](t)(w.Update(t.Context(), id, connections.ConnectionUpdate{
				Properties: connections.ConnectionProperties{AuthType: connections.AuthTypeAPIKey, IsSharedToAll: new(true)},
			}))
			if p := updated.Properties; p.IsSharedToAll == nil || !*p.IsSharedToAll || p.Target != gateway().Properties.Target {
				t.Errorf("updated to %+v, want it shared and otherwise as before", p)
			}
			all := testworld.Must[[]connections.Connection](t)(azfoundry.Collect(w.List(t.Context(), id.Home, nil)))
			if len(all) != 1 || all[0].Name != "gateway" {
				t.Errorf("List() = %v, want the one of this home", all)
			}
			for range 2 { // the second time it is gone already
				if err := w.Delete(t.Context(), id); err != nil {
					t.Fatal(err)
				}
			}
			_, err := w.Get(t.Context(), id)
			wantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
		})
	}
}

// Paths and API versions are those of the provider of the home.
func TestConnections_requests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	cs := "/providers/Microsoft.CognitiveServices/accounts/ai"
	for home, path := range map[connections.Home]string{
		account(): cs, project(): cs + "/projects/agents", workspace(): "/providers/Microsoft.MachineLearningServices/workspaces/hub",
	} {
		opts := &connections.ConnectionListOptions{Target: "https://a b", Category: "Git", IncludeAll: new(true)}
		testworld.Must[[]connections.Connection](t)(azfoundry.Collect(w.List(t.Context(), home, opts)))
		got := testworld.Must[*url.URL](t)(url.Parse(w.last(http.MethodGet).URL))
		if want := group().String() + path + "/connections"; got.Path != want {
			t.Errorf("listed %s, want %s", got.Path, want)
		}
		want := url.Values{"api-version": {"2026-05-01"}, "target": {"https://a b"}, "category": {"Git"}, "includeAll": {"true"}}
		if diff := cmp.Diff(want, got.Query()); diff != "" {
			t.Errorf("query (-want +got)\n%s", diff)
		}
	}
}

// Clients send other versions, which the service goes on to take; it names them when it refuses one.
func TestConnections_otherVersions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		version string
		id      connections.ID
		known   bool
	}{
		{"2025-04-01-preview", project().Connection("gateway"), true},
		{"2025-06-01", account().Connection("gateway"), true},
		{"2024-04-01", workspace().Connection("gateway"), true},
		{"2024-04-01", account().Connection("gateway"), false},
		{"2019-05-01", workspace().Connection("gateway"), false},
	} {
		t.Run(fmt.Sprintf("%s %T", test.version, test.id.Home), func(t *testing.T) {
			t.Parallel()
			w := worldAt(t, test.version, nil)
			_, err := w.Create(t.Context(), test.id, gateway())
			if test.known && err != nil {
				t.Fatal(err)
			}
			if !test.known {
				wantRefusal(t, err, http.StatusBadRequest, "NoRegisteredProviderFound")
			}
		})
	}
}

func TestConnections_listFiltersAndPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{PageSize: 2})
	for i := range 5 {
		c := gateway()
		if i%2 == 0 {
			c = connections.New(connections.CategoryGit, fmt.Sprintf("https://git%d.contoso.com", i), connections.NoAuth{})
		}
		testworld.Must[connections.Connection](t)(w.Create(t.Context(), project().Connection(fmt.Sprintf("conn%d", i)), c))
	}
	testworld.Must[connections.Connection](t)(w.Create(t.Context(), account().Connection("other"), gateway()))
	for _, test := range []struct {
		name string
		opts *connections.ConnectionListOptions
		want []string
	}{
		{"all", nil, []string{"conn0", "conn1", "conn2", "conn3", "conn4"}},
		{"a category", &connections.ConnectionListOptions{Category: "git"}, []string{"conn0", "conn2", "conn4"}},
		{"a target", &connections.ConnectionListOptions{Target: "https://git2.contoso.com"}, []string{"conn2"}},
		{"both", &connections.ConnectionListOptions{Category: "ModelGateway", Target: "https://git2.contoso.com"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for c, err := range w.List(t.Context(), project(), test.opts) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, c.Name)
			}
			slices.Sort(got)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("names (-want +got)\n%s", diff)
			}
		})
	}
}

func TestConnections_areRefusedByTheService(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	create := func(id connections.ID, c connections.Connection) error {
		_, err := w.Create(azfoundry.WithoutValidation(t.Context()), id, c)
		return err
	}
	const vault = "https://kv-ai.vault.azure.net/"
	key := connections.APIKey{Key: connections.NewSecret("0000")}
	for _, test := range []struct {
		name string
		id   connections.ID
		body connections.Connection
		want bool // that it is taken
	}{
		{"a key without credentials", project().Connection("one"), connections.New("ModelGateway", "https://a.b", connections.APIKey{}), false},
		{"a vault on an account", account().Connection("vault"), connections.New("AzureKeyVault", vault, connections.AccountManagedIdentity{}), true},
		{"a vault on a project", project().Connection("vault"), connections.New("AzureKeyVault", vault, connections.AccountManagedIdentity{}), false},
		{"a tool with Entra ID", project().Connection("tool"), connections.New("RemoteTool", "https://a.b", connections.AAD{}), false},
		{"a tool with an agent's identity", project().Connection("tool"), connections.New("RemoteTool", "https://a.b", connections.AgenticIdentityToken{Audience: "a"}), true},
		{"a model gateway with the project's identity", project().Connection("two"), connections.New("ModelGateway", "https://a.b", connections.ProjectManagedIdentity{Audience: "a"}), false},
		{"a blob container without a name", workspace().Connection("blob"), connections.New("AzureBlob", "https://a.b", connections.AAD{}), false},
		{"no authType", project().Connection("none"), connections.New("Git", "https://a.b", nil), false},
		{"a kind of service nobody knows", project().Connection("new"), connections.New("Brand-New", "https://a.b", key), true},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := create(test.id, test.body)
			if test.want != (err == nil) {
				t.Errorf("Create() = %v", err)
			}
			if !test.want && w.last(http.MethodPut).Status != http.StatusBadRequest {
				t.Errorf("answered with %d, want 400", w.last(http.MethodPut).Status)
			}
		})
	}
	wantRefusal(t, create(project().Connection("one"), connections.New("Git", "https://a.b", connections.PAT{})), http.StatusBadRequest, "ValidationError")
	wantRefusal(t, create(account().Project("nobody").Connection("one"), gateway()), http.StatusNotFound, "ParentResourceNotFound")
}

func TestConnections_refuseBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	_, err := w.Create(t.Context(), project().Connection("ends.with"), connections.Connection{})
	wantFaults(t, err, "id.Name pattern", "/properties/authType required", "/properties/category CN002")
	_, err = w.Get(t.Context(), connections.ID{Name: "homeless"})
	if err == nil {
		t.Error("a connection without a home was asked for")
	}
	_, err = w.Update(t.Context(), project().Connection("gateway"), connections.ConnectionUpdate{})
	wantFaults(t, err, "/properties/authType required")
	if n := len(w.Requests()); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}

func TestConnection_Validate(t *testing.T) {
	t.Parallel()
	secret := connections.NewSecret("0000")
	for _, test := range []struct {
		name string
		auth connections.Auth
		want []string
	}{
		{"complete", connections.ServicePrincipal{TenantID: "t", ClientID: "c", ClientSecret: secret}, nil},
		{"half", connections.ServicePrincipal{ClientID: "c"}, []string{"/properties/credentials/clientSecret required", "/properties/credentials/tenantId required"}},
		{"empty secret", connections.SAS{Signature: connections.NewSecret("")}, []string{"/properties/credentials/sas minLength"}},
		{"redacted", connections.AccountKey{Key: connections.NewSecret("REDACTED")}, []string{"/properties/credentials/key secret"}},
		{"empty by name", connections.CustomKeys{Keys: map[string]connections.Secret{"a": connections.NewSecret("")}}, []string{"/properties/credentials/keys/a minLength"}},
		{"redacted by name", connections.CustomKeys{Keys: map[string]connections.Secret{"a/b": connections.NewSecret("REDACTED")}}, []string{"/properties/credentials/keys/a~1b secret"}},
		{"no secret by nature", connections.ProjectManagedIdentity{}, nil},
		{"no way to sign in", nil, []string{"/properties/authType required"}},
		{"OAuth2 of a connector", connections.OAuth2{ConnectorName: "github"}, nil},
		{"one that is new", connections.UnknownAuth{AuthType: "Telepathy"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			err := connections.New(connections.CategoryGit, "https://a.b", test.auth).Validate()
			if test.want == nil {
				if err != nil {
					t.Errorf("Validate() = %v", err)
				}
				return
			}
			wantFaults(t, err, test.want...)
		})
	}
}

// A managed connector has no credentials of the caller's, and the service wants them named all the same.
func TestConnections_CreateNamesEmptyCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := project().Connection("github")
	c := connections.New(connections.CategoryRemoteTool, "https://a.b", connections.OAuth2{ConnectorName: "github"})
	got := testworld.Must[connections.Connection](t)(w.Create(t.Context(), id, c))
	w.sent.want(t, http.MethodPut, `{"properties":{"authType":"OAuth2","category":"RemoteTool","target":"https://a.b","credentials":{},"connectorName":"github"}}`)
	if diff := cmp.Diff(connections.Auth(connections.OAuth2{ConnectorName: "github"}), got.Properties.Auth()); diff != "" {
		t.Errorf("Auth() (-want +got)\n%s", diff)
	}
	if !c.Properties.Credentials.Key.IsZero() || c.Properties.Credentials.Unknown != nil {
		t.Error("Create() changed the caller's body")
	}
}

// Create refuses what lint calls an error, by the rules of where the connection is to be, and says nothing
// twice. Warnings are for those who ask.
func TestConnections_CreateLints(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	vault := connections.New(connections.CategoryAzureKeyVault, "https://kv.vault.azure.net/", connections.AccountManagedIdentity{})
	vault.Properties.Metadata = map[string]string{"ResourceId": group().String()}
	misspelled, keyless, shared := gateway(), gateway(), gateway()
	misspelled.Properties.Metadata = map[string]string{"DeploymentInPath": "false", "models": offered}
	keyless.Properties.SetAuth(connections.APIKey{})
	shared.Properties.IsSharedToAll = new(true)
	redacted := gateway()
	redacted.Properties.SetAuth(connections.APIKey{Key: connections.NewSecret("REDACTED")})
	catalogue := connections.New(connections.CategoryRemoteTool, "https://a.b", connections.OAuth2{})
	catalogue.Properties.Metadata = map[string]string{"toolEntityId": "azureml://registries/tools"}
	for _, test := range []struct {
		name string
		home connections.Home
		body connections.Connection
		want []string
	}{
		{"a vault of an account", account(), vault, nil},
		{"a vault of a project", project(), vault, []string{"/properties/category CN053"}},
		{"keys of metadata", project(), misspelled, []string{"/properties/metadata/deploymentInPath CN011", "/properties/metadata/DeploymentInPath CN010"}},
		{"no secret", project(), keyless, []string{"/properties/credentials CN004"}},
		{"a placeholder for a secret", project(), redacted, []string{"/properties/credentials/key secret"}},
		{"OAuth2 of nobody", project(), connections.New(connections.CategoryGit, "https://a.b", connections.OAuth2{}), []string{"/properties/credentials CN004"}},
		{"OAuth2 of the catalogue", project(), catalogue, nil},
		{"no way to sign in", project(), connections.New(connections.CategoryGit, "https://a.b", nil), []string{"/properties/authType required"}},
		{"warnings alone", account(), shared, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, plan := azfoundry.DryRun(t.Context())
			_, err := w.Create(ctx, connections.ID{Home: test.home, Name: "conn"}, test.body)
			if test.want != nil {
				wantFaults(t, err, test.want...)
			} else if len(plan.Writes()) != 1 {
				t.Errorf("Create() = %v, want a write", err)
			}
		})
	}
}

func TestConnection_Lint(t *testing.T) {
	t.Parallel()
	c := gateway()
	if got := c.Lint(lint.Options{Scope: connections.ScopeOf(project())}); got != nil {
		t.Errorf("Lint() = %v, want nothing", got)
	}
	empty := gateway()
	empty.Properties.SetAuth(connections.APIKey{Key: connections.NewSecret("")})
	if got := empty.Lint(lint.Options{}); len(got) != 1 || got[0].Rule != "CN005" || got[0].Pointer != "/properties/credentials/key" {
		t.Errorf("Lint() of an empty key = %v, want CN005", got)
	}
	got := c.Lint(lint.Options{Scope: connections.ScopeOf(account())})
	if len(got) != 1 || got[0].Rule != "CN054" || got[0].Pointer != "/properties/category" || got[0].Line != 0 {
		t.Errorf("Lint() = %v, want the warning of accounts, without a place in a text", got)
	}
	c.Unknown = []byte("{")
	if got := c.Lint(lint.Options{}); len(got) != 1 || got[0].Rule != "CN000" {
		t.Errorf("Lint() = %v, want CN000", got)
	}
	if got := connections.ScopeOf(workspace()); got != lint.Workspace {
		t.Errorf("ScopeOf() = %q", got)
	}
	if got := connections.ScopeOf(nil); got != "" {
		t.Errorf("ScopeOf() = %q", got)
	}
}

// Lint knows all categories and authTypes that the schema has.
func TestLint_knowsTheEnums(t *testing.T) {
	t.Parallel()
	text := string(testworld.Must[[]byte](t)(os.ReadFile("enums_gen.go")))
	for kind, known := range map[string][]string{"Category": lint.Categories(), "AuthType": lint.Auths()} {
		values := regexp.MustCompile(`\b`+kind+`\w+ +`+kind+` += "(\w+)"`).FindAllStringSubmatch(text, -1)
		if len(values) < 10 {
			t.Fatalf("enums_gen.go has %d values of %s", len(values), kind)
		}
		for _, v := range values {
			if !slices.Contains(known, v[1]) {
				t.Errorf("lint does not know the %s %s", kind, v[1])
			}
		}
	}
}

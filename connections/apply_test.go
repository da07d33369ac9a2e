// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// wanted are connections of an account: a gateway with a key, a search service, and a key vault last.
func wanted(t *testing.T) []connections.Wanted {
	t.Helper()
	const rg = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg/providers/"
	search := connections.NewService(connections.CategoryCognitiveSearch, "https://s.search.windows.net", connections.AAD{})
	search.ResourceID = rg + "Microsoft.Search/searchServices/s"
	var out []connections.Wanted
	for _, b := range []struct {
		name    string
		builder connections.Builder
	}{
		{"gateway", connections.ModelGateway{
			Target: "https://models.contoso.com/v1", Auth: connections.APIKey{Key: connections.NewSecret("s3cret")},
			Models:  connections.Static{{Alias: "gpt-4o", Model: "gpt-4o", Format: connections.ModelFormatOpenAI}},
			Headers: map[string]string{"X-Team": "a"}, IsSharedToAll: new(false),
		}},
		{"search", search},
		{"vault", connections.KeyVault(rg + "Microsoft.KeyVault/vaults/kv")},
	} {
		out = append(out, connections.Wanted{Name: b.name, Connection: testworld.Must[connections.Connection](t)(b.builder.Connection())})
	}
	return out
}

// outcomes are the names and outcomes of what was done, in order.
func outcomes(done []connections.Applied) string {
	var all []string
	for _, a := range done {
		all = append(all, a.ID.Name+" "+string(a.Outcome))
	}
	return strings.Join(all, ", ")
}

// A second run writes nothing, although no read returns the key; a third writes the difference, without it.
func TestConnections_Apply(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	want := wanted(t)
	apply := func(outcome string, writes int) {
		t.Helper()
		before := w.writes()
		done, err := w.Apply(t.Context(), account(), want, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := outcomes(done); got != outcome || w.writes()-before != writes {
			t.Errorf("Apply() = %s with %d writes, want %s with %d", got, w.writes()-before, outcome, writes)
		}
	}
	apply("vault created, gateway created, search created", 3)
	apply("vault unchanged, gateway unchanged, search unchanged", 0)

	g := testworld.Must[connections.ModelGateway](t)(connections.ParseModelGateway(want[0].Connection))
	g.Headers, g.InferenceAPIVersion, g.Auth = nil, "2025-03-01", connections.APIKey{}
	g.Other.ID = "as read" // and so without the key
	want[0].Connection = testworld.Must[connections.Connection](t)(g.Connection())
	apply("vault unchanged, gateway updated, search unchanged", 1)
	w.sent.want(t, http.MethodPatch, `{"properties":{"metadata":{"deploymentInPath":"false",`+
		`"models":"[{\"name\":\"gpt-4o\",\"properties\":{\"model\":{\"format\":\"OpenAI\",\"name\":\"gpt-4o\",\"version\":\"\"}}}]",`+
		`"inferenceAPIVersion":"2025-03-01"},"authType":"ApiKey"}}`)
	apply("vault unchanged, gateway unchanged, search unchanged", 0)
}

// What the service added, and the same in another spelling, is no difference.
func TestConnections_ApplyToleratesWhatTheServiceSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	want := wanted(t)[:2]
	for _, one := range want {
		c := one.Connection
		c.Properties.Metadata = map[string]string{}
		for key, text := range one.Connection.Properties.Metadata {
			if one.Name == "search" {
				key = strings.ToLower(key)
			}
			c.Properties.Metadata[key] = strings.ReplaceAll(text, ",", " , ")
		}
		c.Properties.Metadata["DeploymentApiVersion"] = "2025-05-01"
		c.Properties.SharedUserList = []string{"somebody"}
		testworld.Must[connections.Connection](t)(w.Create(azfoundry.WithoutValidation(t.Context()), account().Connection(one.Name), c))
	}
	done, err := w.Apply(t.Context(), account(), want, nil)
	if got := outcomes(done); err != nil || got != "gateway unchanged, search unchanged" {
		t.Errorf("Apply() = %s, %v", got, err)
	}
}

// Another way to sign in takes its credentials along, another category all there is, and so do secrets on demand.
func TestConnections_ApplySendsSecrets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	home, key := workspace(), connections.APIKey{Key: connections.NewSecret("n3w")}
	secret := func(name string) string {
		t.Helper()
		c := testworld.Must[connections.Connection](t)(w.ListSecrets(t.Context(), home.Connection(name)))
		for _, s := range []string{"0ld", "n3w"} {
			if c.Properties.Credentials.Key.Equal(connections.NewSecret(s)) {
				return s
			}
		}
		return ""
	}
	search := connections.New(connections.CategoryCognitiveSearch, "https://s.search.windows.net", key)
	for name, c := range map[string]connections.Connection{
		"auth":     connections.New(connections.CategoryCognitiveSearch, "https://s.search.windows.net", connections.AAD{}),
		"category": connections.New(connections.CategorySerp, "https://s.search.windows.net", connections.APIKey{Key: connections.NewSecret("0ld")}),
		"rotated":  connections.New(connections.CategoryCognitiveSearch, "https://s.search.windows.net", connections.APIKey{Key: connections.NewSecret("0ld")}),
	} {
		testworld.Must[connections.Connection](t)(w.Create(t.Context(), home.Connection(name), c))
	}
	want := []connections.Wanted{{Name: "auth", Connection: search}, {Name: "category", Connection: search}, {Name: "rotated", Connection: search}}
	done, err := w.Apply(t.Context(), home, want, nil)
	if got := outcomes(done); err != nil || got != "auth updated, category replaced, rotated unchanged" {
		t.Errorf("Apply() = %s, %v", got, err)
	}
	if got := secret("auth") + secret("category") + secret("rotated"); got != "n3wn3w0ld" {
		t.Errorf("the secrets are %s", got)
	}
	done, err = w.Apply(t.Context(), home, want[2:], &connections.ApplyOptions{SendSecrets: true})
	if got := outcomes(done); err != nil || got != "rotated updated" || secret("rotated") != "n3w" {
		t.Errorf("Apply() = %s, %v; the secret is %s", got, err, secret("rotated"))
	}
}

func TestConnections_ApplyReportsProgress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	var steps []string
	opts := &connections.ApplyOptions{OnProgress: func(p azfoundry.Progress) {
		if p.Done != len(steps)+1 || p.Elapsed < 0 {
			t.Errorf("progress %+v after %d steps", p, len(steps))
		}
		steps = append(steps, p.Op+": "+p.Step)
	}}
	if _, err := w.Apply(t.Context(), account(), wanted(t), opts); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"connections: apply: vault created", "connections: apply: gateway created", "connections: apply: search created"}, steps); diff != "" {
		t.Errorf("steps (-want +got)\n%s", diff)
	}
	steps = nil
	if err := w.DeleteAll(t.Context(), account(), []string{"vault", "GATEWAY", "nobody"}, opts); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"connections: delete all: gateway deleted", "connections: delete all: vault deleted"}, steps); diff != "" {
		t.Errorf("steps (-want +got)\n%s", diff)
	}
	left := testworld.Must[[]connections.Connection](t)(azfoundry.Collect(w.List(t.Context(), account(), nil)))
	if len(left) != 1 || left[0].Name != "search" {
		t.Errorf("left are %+v", left)
	}
}

// All that is wrong is said before the first request; a secret that is missing shows when it is needed.
func TestConnections_ApplyRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	git := connections.New(connections.CategoryGit, "https://a.b", connections.NoAuth{})
	_, err := w.Apply(t.Context(), project(), []connections.Wanted{
		{Name: "git", Connection: git}, {Name: "GIT", Connection: git}, {Name: "a.b", Connection: connections.New(connections.CategoryGit, "https://a.b", nil)},
	}, nil)
	e, ok := errors.AsType[*azfoundry.ValidationError](err)
	if !ok {
		t.Fatalf("Apply() = %v", err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Pointer+" "+f.Rule)
	}
	if diff := cmp.Diff([]string{"wanted[1] uniqueItems", "wanted[2] id.Name pattern", "wanted[2] /properties/authType required"}, got); diff != "" || len(w.Requests()) > 0 {
		t.Errorf("faults (-want +got), after %d requests\n%s", len(w.Requests()), diff)
	}
	done, err := w.Apply(t.Context(), project(), []connections.Wanted{
		{Name: "git", Connection: git}, {Name: "serp", Connection: connections.New(connections.CategorySerp, "", connections.APIKey{})},
	}, nil)
	if _, ok := errors.AsType[*azfoundry.ValidationError](err); !ok || outcomes(done) != "git created" {
		t.Errorf("Apply() = %s, %v, want the first one and what is wrong with the second", outcomes(done), err)
	}
}

// A dry run goes through all connections.
func TestConnections_ApplyPlans(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	want := wanted(t)
	testworld.Must[[]connections.Applied](t)(w.Apply(t.Context(), account(), want[1:2], nil))
	want[1].Connection.Properties.Target = "https://t.search.windows.net"
	before := w.writes()
	ctx, plan := azfoundry.DryRun(t.Context())
	done, err := w.Apply(ctx, account(), want, nil)
	if got := outcomes(done); !errors.Is(err, azfoundry.ErrDryRun) || got != "vault created, gateway created, search updated" {
		t.Errorf("Apply() = %s, %v", got, err)
	}
	err = w.DeleteAll(ctx, account(), []string{"search"}, nil)
	var methods []string
	for _, write := range plan.Writes() {
		methods = append(methods, write.Method)
	}
	if !errors.Is(err, azfoundry.ErrDryRun) || !slices.Equal(methods, []string{"PUT", "PUT", "PATCH", "DELETE"}) || w.writes() != before {
		t.Errorf("planned %v, %v; %d writes", methods, err, w.writes()-before)
	}
}

// Members that this module does not know are applied as others are.
func TestConnections_ApplyUnknownMembers(t *testing.T) {
	t.Parallel()
	const read = `{"properties":{"authType":"None","category":"Git","target":"https://a.b","more":{"a":1},"kept":true}}`
	for _, test := range []struct{ unknown, outcome, sent string }{
		{``, "git unchanged", ""},
		{`{"more":{"a":1}}`, "git unchanged", ""},
		{`{"kept":true,"more":{ "a":1 }}`, "git unchanged", ""},
		{`{"more":{"a":2}}`, "git updated", `{"properties":{"more":{"a":2},"authType":"None"}}`},
	} {
		s := &service{status: http.StatusOK, body: read}
		c := connections.New(connections.CategoryGit, "https://a.b", connections.NoAuth{})
		if test.unknown != "" {
			c.Properties.Unknown = []byte(test.unknown)
		}
		done, err := s.client(t).Apply(t.Context(), workspace(), []connections.Wanted{{Name: "git", Connection: c}}, nil)
		if got := outcomes(done); err != nil || got != test.outcome {
			t.Errorf("Apply() of %s = %s, %v, want %s", test.unknown, got, err, test.outcome)
		}
		if last := s.seen[len(s.seen)-1]; strings.HasPrefix(last, "PATCH ") != (test.sent != "") || !strings.HasSuffix(last, test.sent) {
			t.Errorf("Apply() of %s sent %s, want %s", test.unknown, last, test.sent)
		}
	}
}

// Every member that a wanted connection says becomes what it says, and only those.
func TestConnections_ApplyAllMembers(t *testing.T) {
	t.Parallel()
	const read = `{"properties":{"authType":"AAD","category":"RemoteTool","target":"https://a.b","peStatus":"Active","sharedUserList":["a"],"metadata":{"type":"mcp"}}}`
	s := &service{status: http.StatusOK, body: read}
	c := connections.New(connections.CategoryRemoteTool, "https://b.c", connections.OAuth2{ConnectorName: "github", AuthorizationURL: "https://b.c/a", RefreshURL: "https://b.c/r"})
	p := &c.Properties
	p.TokenURL, p.Scopes, p.Audience, p.ExpiryTime = "https://b.c/t", []string{"x"}, "https://b.c", "2027-01-01T00:00:00Z"
	p.PrivateEndpointRequirement, p.IsSharedToAll, p.UseWorkspaceManagedIdentity = connections.PrivateEndpointRequirementRequired, new(false), new(true)
	p.SharedUserList, p.Metadata = []string{"b"}, map[string]string{"Type": "mcp", "ApiType": "Azure"}
	ctx := azfoundry.WithoutValidation(t.Context())
	done, err := s.client(t).Apply(ctx, workspace(), []connections.Wanted{{Name: "tool", Connection: c}}, nil)
	if err != nil || outcomes(done) != "tool updated" {
		t.Fatalf("Apply() = %s, %v", outcomes(done), err)
	}
	const want = `{"properties":{"authType":"OAuth2","target":"https://b.c","metadata":{"type":"mcp","ApiType":"Azure"},"credentials":{},"audience":"https://b.c",` +
		`"authorizationUrl":"https://b.c/a","tokenUrl":"https://b.c/t","refreshUrl":"https://b.c/r","scopes":["x"],"connectorName":"github","isSharedToAll":false,` +
		`"sharedUserList":["b"],"expiryTime":"2027-01-01T00:00:00Z","peRequirement":"Required","useWorkspaceManagedIdentity":true}}`
	last := s.seen[len(s.seen)-1]
	_, sent, _ := strings.Cut(last, "2026-05-01 ")
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("%s (-want +got)\n%s", last, diff)
	}
}

// A home that is none, or not there, is an error.
func TestConnections_ApplyWithoutHome(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	want := wanted(t)[1:2]
	if _, err := w.Apply(t.Context(), nil, want, nil); err == nil {
		t.Error("connections of no home were applied")
	}
	wantFaults(t, w.DeleteAll(t.Context(), nil, []string{"search"}, nil), "id required")
	done, err := w.Apply(t.Context(), account().Project("nobody"), want, nil)
	wantRefusal(t, err, http.StatusNotFound, "ParentResourceNotFound")
	if len(done) > 0 {
		t.Errorf("Apply() = %s", outcomes(done))
	}
}

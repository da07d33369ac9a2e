// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// world is an emulator of a test's own with the three homes of connections, and a client that owns them.
type world struct {
	*armtest.World
	*connections.ConnectionsClient
	sent *bodies
	t    *testing.T
}

// bodies remembers the bodies of writes.
type bodies struct {
	mu   sync.Mutex
	last map[string]string // by method
}

// Do remembers a body and passes the request on.
func (b *bodies) Do(req *policy.Request) (*http.Response, error) {
	if body := req.Body(); body != nil {
		text, err := io.ReadAll(body)
		if err != nil {
			return nil, err
		}
		if err := req.RewindBody(); err != nil {
			return nil, err
		}
		b.mu.Lock()
		b.last[req.Raw().Method] = string(text)
		b.mu.Unlock()
	}
	return req.Next()
}

// want checks the last body that was sent with a method.
func (b *bodies) want(t *testing.T, method, want string) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if diff := cmp.Diff(want, b.last[method]); diff != "" {
		t.Errorf("body of the %s (-want +got)\n%s", method, diff)
	}
}

func newWorld(t *testing.T, opts *armtest.Options) world {
	t.Helper()
	return worldAt(t, "", opts)
}

// worldAt is newWorld with a client of an API version; "" is its own.
func worldAt(t *testing.T, version string, opts *armtest.Options) world {
	t.Helper()
	w := testworld.Start(t, opts)
	makeHomes(t, w)
	cred := testworld.Sign(t, w, armtest.ManagementTenant, armtest.Application{ClientID: armtest.AdministratorClientID, ClientSecret: armtest.AdministratorSecret})
	sent := &bodies{last: make(map[string]string)}
	client := w.ClientOptions()
	client.APIVersion = version
	client.PerCallPolicies = append(client.PerCallPolicies, sent)
	c, err := connections.NewClient(cred, client)
	if err != nil {
		t.Fatal(err)
	}
	return world{w, c.Connections, sent, t}
}

// makeHomes makes an account, a project and a workspace.
func makeHomes(t *testing.T, w *armtest.World) {
	t.Helper()
	for _, h := range []struct {
		id   connections.Home
		body map[string]any
	}{
		{account(), map[string]any{
			"kind": "AIServices", "sku": map[string]any{"name": "S0"}, "identity": map[string]any{"type": "SystemAssigned"},
			"properties": map[string]any{"allowProjectManagement": true, "customSubDomainName": "ai-contoso"},
		}},
		{project(), map[string]any{"identity": map[string]any{"type": "SystemAssigned"}, "properties": map[string]any{}}},
		{workspace(), map[string]any{"kind": "Hub", "identity": map[string]any{"type": "SystemAssigned"}, "properties": map[string]any{}}},
	} {
		h.body["location"] = armtest.DefaultRegion
		if err := w.Put(h.id.String(), h.body); err != nil {
			t.Fatal(err)
		}
	}
}

func group() azfoundry.ResourceGroup {
	return azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: armtest.DefaultNetworkGroup}
}

func account() connections.AccountID {
	return connections.AccountID{ResourceGroup: group(), Name: "ai"}
}

func project() connections.ProjectID { return account().Project("agents") }

func workspace() connections.WorkspaceID {
	return connections.WorkspaceID{ResourceGroup: group(), Name: "hub"}
}

// ids are a connection in each of the homes.
func ids(name string) []connections.ID {
	return []connections.ID{account().Connection(name), project().Connection(name), workspace().Connection(name)}
}

// gateway is a connection with a key.
func gateway() connections.Connection {
	c := connections.New(connections.CategoryModelGateway, "https://models.contoso.com/v1", connections.APIKey{Key: connections.NewSecret("s3cret")})
	c.Properties.Metadata = map[string]string{"deploymentInPath": "false", "inferenceAPIVersion": "", "models": offered}
	return c
}

// offered is what a gateway has, and offeredText that as a member of the metadata, encoded.
const (
	offered     = `[{"name":"gpt","properties":{"model":{"name":"gpt-4o","version":"","format":"OpenAI"}}}]`
	offeredText = `"models":"[{\"name\":\"gpt\",\"properties\":{\"model\":{\"name\":\"gpt-4o\",\"version\":\"\",\"format\":\"OpenAI\"}}}]"`
)

// last returns the last request with a method.
func (w world) last(method string) armtest.Request {
	w.t.Helper()
	all := w.Requests()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Method == method {
			return all[i]
		}
	}
	w.t.Fatalf("no %s reached the emulator", method)
	return armtest.Request{}
}

// writes counts the writes that reached Resource Manager.
func (w world) writes() int {
	n := 0
	for _, r := range w.Requests() {
		if r.Method == http.MethodPut || r.Method == http.MethodPatch {
			n++
		}
	}
	return n
}

// wantRefusal checks the status and the code of a failure.
func wantRefusal(t *testing.T, err error, status int, code string) {
	t.Helper()
	e, ok := errors.AsType[*azfoundry.OpError](err)
	if !ok || e.Status != status || e.Code != code {
		t.Errorf("error = %v, want %d %s", err, status, code)
	}
}

// wantFaults checks the rules that an input breaks, and where.
func wantFaults(t *testing.T, err error, want ...string) {
	t.Helper()
	e, ok := errors.AsType[*azfoundry.ValidationError](err)
	if !ok {
		t.Fatalf("error = %v, want a ValidationError", err)
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Pointer+" "+f.Rule)
		if f.Advice == "" && f.Rule != "required" {
			t.Errorf("%s: the fault gives no advice", f.Pointer)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("faults = %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("fault %d = %q, want %q", i, got[i], want[i])
		}
	}
}

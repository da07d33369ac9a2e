// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package raw_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/auth/raw"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

const (
	group   = "/subscriptions/" + armtest.ManagedSubscription + "/resourceGroups/" + armtest.DefaultWorkloadGroup
	network = group + "/providers/Microsoft.Network/virtualNetworks/vnet"
	drawing = `{"location":"` + armtest.DefaultRegion + `","properties":{"addressSpace":{"ipamPoolPrefixAllocations":[{"numberOfIpAddresses":"64","pool":{"id":"` +
		armtest.DefaultPool + `"}}]},"unheardOf":1.10}}`
	version = "2025-07-01"
)

// newClient returns the deployer's client in a world of the test's own. Only the named subscriptions are
// known to lie in the management tenant.
func newClient(t *testing.T, subscriptions ...string) (*armtest.World, *raw.Client) {
	t.Helper()
	w := testworld.Start(t, &armtest.Options{Listen: armtest.NoListener, PageSize: 2})
	app := armtest.Application{ClientID: armtest.DeployerClientID, ClientSecret: armtest.DeployerSecret}
	chain, err := auth.NewChain(
		auth.Tenant{ID: armtest.ManagedTenant, Credential: testworld.Sign(t, w, armtest.ManagedTenant, app)},
		auth.Tenant{ID: armtest.ManagementTenant, Credential: testworld.Sign(t, w, armtest.ManagementTenant, app), Subscriptions: subscriptions})
	if err != nil {
		t.Fatal(err)
	}
	return w, testworld.Must[*raw.Client](t)(raw.NewClient(chain, w.ClientOptions()))
}

func TestClient_Do_waitsAndKeepsEveryValue(t *testing.T) {
	t.Parallel()
	_, c := newClient(t, armtest.ManagementSubscription)
	put := raw.Request{Method: "put", URL: network, APIVersion: version, Body: jsontext.Value(drawing)}
	made := testworld.Must[raw.Response](t)(c.Do(t.Context(), put))
	for _, want := range []string{`"10.0.0.0/26"`, `"provisioningState":"Succeeded"`, `"unheardOf":1.10`} {
		if !strings.Contains(string(made.Body), want) {
			t.Errorf("the network lacks %s:\n%s", want, made.Body)
		}
	}
	got := testworld.Must[raw.Response](t)(c.Do(t.Context(), raw.Request{URL: network + "?api-version=" + version}))
	if got.Status != 200 || got.ETag == "" || !jsonEqual(t, got.Body, made.Body) {
		t.Errorf("read %d %q %s, want what was written: %s", got.Status, got.ETag, got.Body, made.Body)
	}
	for range 2 {
		testworld.Must[raw.Response](t)(c.Do(t.Context(), raw.Request{Method: "DELETE", URL: network, APIVersion: version}))
	}
	_, err := c.Do(t.Context(), raw.Request{URL: network, APIVersion: version})
	if op, ok := errors.AsType[*azfoundry.OpError](err); !ok || op.Status != 404 || op.Resource != network {
		t.Errorf("error of a missing network: %v", err)
	}
}

func jsonEqual(t *testing.T, a, b jsontext.Value) bool {
	t.Helper()
	for _, v := range []*jsontext.Value{&a, &b} {
		*v = v.Clone()
		if err := v.Canonicalize(); err != nil {
			t.Fatal(err)
		}
	}
	return string(a) == string(b)
}

// The tenants that are named get their tokens, where nothing in the chain's tables would have them.
func TestClient_Do_sendsTheTokensOfNamedTenants(t *testing.T) {
	t.Parallel()
	_, c := newClient(t)
	put := raw.Request{Method: "PUT", URL: network, APIVersion: version, Body: jsontext.Value(drawing)}
	_, err := c.Do(t.Context(), put)
	if why, ok := errors.AsType[*auth.CrossTenantError](err); !ok || why.Kind != auth.MissingAuxiliaryToken {
		t.Fatalf("without: %v, want a missing auxiliary token", err)
	}
	put.Tenants = []string{armtest.ManagementTenant}
	if _, err := c.Do(t.Context(), put); err != nil {
		t.Errorf("with: %v", err)
	}
}

func TestClient_List_readsAllPages(t *testing.T) {
	t.Parallel()
	_, c := newClient(t)
	want := []string{"a", "b", "c", "d", "e"}
	for _, name := range want {
		testworld.Must[raw.Response](t)(c.Do(t.Context(), raw.Request{
			Method: "PUT", URL: group + "/providers/Microsoft.Network/virtualNetworks/" + name, APIVersion: version,
			Body: jsontext.Value(`{"location":"eastus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}}`),
		}))
	}
	var got []string
	for item, err := range c.List(t.Context(), raw.Request{URL: group + "/providers/Microsoft.Network/virtualNetworks", APIVersion: version}) {
		if err != nil {
			t.Fatal(err)
		}
		_, name, _ := strings.Cut(string(item), `"name":"`)
		got = append(got, name[:1])
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestClient_Start_canBeResumed(t *testing.T) {
	t.Parallel()
	_, c := newClient(t, armtest.ManagementSubscription)
	p, err := c.Start(t.Context(), raw.Request{Method: "PUT", URL: network, APIVersion: version, Body: jsontext.Value(drawing)})
	if err != nil {
		t.Fatal(err)
	}
	token, err := p.ResumeToken()
	if err != nil {
		t.Fatal(err)
	}
	if p, err = c.Resume(token); err != nil {
		t.Fatal(err)
	}
	body, err := p.PollUntilDone(t.Context(), nil)
	if err != nil || !strings.Contains(string(body), `"10.0.0.0/26"`) {
		t.Errorf("result = %s, %v", body, err)
	}
	if _, err := c.Resume("{}"); err == nil || strings.Contains(err.Error(), "{}") {
		t.Errorf("a token that is none: %v", err)
	}
}

// A dry run sends nothing, asks for no token, and says which tenants would have been asked.
func TestClient_Do_plans(t *testing.T) {
	t.Parallel()
	w, c := newClient(t, armtest.ManagementSubscription)
	ctx, plan := azfoundry.DryRun(t.Context())
	_, err := c.Do(ctx, raw.Request{
		Method: "PUT", URL: network + "?x=1", APIVersion: version, Body: jsontext.Value(drawing), Header: map[string]string{"if-match": `"1"`},
	})
	if !errors.Is(err, azfoundry.ErrDryRun) || len(w.Requests()) > 0 {
		t.Fatalf("%v after %d requests, want a dry run and none", err, len(w.Requests()))
	}
	want := []azfoundry.PlannedWrite{{
		Op: "raw: put", Method: "PUT", URL: w.ResourceManager() + network + "?api-version=" + version + "&x=1",
		Header: map[string]string{"If-Match": `"1"`}, Tenants: []string{armtest.ManagementTenant}, Body: drawing,
	}}
	if diff := cmp.Diff(want, plan.Writes()); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

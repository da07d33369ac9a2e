// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/policy"
	"github.com/azfoundry/azfoundry/connections/gateway/setup"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestGateway_Validate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*setup.Gateway)
		want   []string
	}{
		{"right", func(*setup.Gateway) {}, nil},
		{"no service", func(g *setup.Gateway) { g.Service.Name = "" }, []string{"/Service armid"}},
		{"no API", func(g *setup.Gateway) { g.API = "" }, []string{"/API required"}},
		{"API with a slash", func(g *setup.Gateway) { g.API = "a/b" }, []string{"/API pattern"}},
		{"at the root", func(g *setup.Gateway) { g.Path = "" }, []string{"/Path required"}},
		{"slashes around the path", func(g *setup.Gateway) { g.Path = "/openai/" }, []string{"/Path pattern"}},
		{"unknown kind", func(g *setup.Gateway) { g.Kind = "v2" }, []string{"/Kind enum"}},
		{"no accounts", func(g *setup.Gateway) { g.Accounts = nil }, []string{"/Accounts minItems"}},
		{"an account that is none", func(g *setup.Gateway) { g.Accounts[1].ID = foundry.AccountID{} }, []string{"/Accounts/1/ID armid"}},
		{"an account twice", func(g *setup.Gateway) { g.Accounts[1].ID = account("AI-EAST") }, []string{"/Accounts/1/ID uniqueItems"}},
		{"an account called as the pool", func(g *setup.Gateway) { g.Accounts[1].ID = account("Pool") }, []string{"/Accounts/1/ID uniqueItems"}},
		{"that account alone", func(g *setup.Gateway) { g.Accounts = []setup.Account{{ID: account("pool")}} }, nil},
		{"a name too long together", func(g *setup.Gateway) {
			g.API = strings.Repeat("a", 60)
			g.Accounts[0].ID = account(strings.Repeat("b", 20))
		}, []string{"/Accounts/0/ID maxLength"}},
		{"a share too large", func(g *setup.Gateway) { g.Accounts[0].Weight, g.Accounts[1].Priority = 101, -1 }, []string{"/Accounts/0/Weight maximum", "/Accounts/1/Priority minimum"}},
		{"nobody may call", func(g *setup.Gateway) { g.Access = policy.Access{} }, []string{"/Access/Projects required"}},
		{"a caller that is none", func(g *setup.Gateway) { g.Access.Applications = []string{"app"} }, []string{"/Access/Applications/0 guid"}},
		{"an empty list", func(g *setup.Gateway) { g.Static = connections.Static{} }, []string{"/Static required"}},
		{"a limit below zero", func(g *setup.Gateway) { g.Limits.Projects.TokensPerMinute = -1 }, []string{"/Limits/Projects range"}},
		{"a logger's id", func(g *setup.Gateway) { g.Logger = "/a/b" }, []string{"/Logger pattern"}},
		{"an identity that is none", func(g *setup.Gateway) { g.Identity = "id-gateway" }, []string{"/Identity armid"}},
		{"a version for version 1", func(g *setup.Gateway) { g.InferenceAPIVersion = "2024-10-21" }, []string{"/InferenceAPIVersion apiVersion"}},
		{"a URL with a path", func(g *setup.Gateway) { g.GatewayURL = "https://gateway.example.com/openai" }, []string{"/GatewayURL pattern"}},
		{"much at once", func(g *setup.Gateway) { g.API, g.Path, g.Accounts, g.Access.Tenant = "", "", nil, "x" }, []string{"/API required", "/Path required", "/Accounts minItems", "/Access/Tenant guid"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := wanted()
			test.change(&g)
			testworld.WantFaults(t, g.Validate(), test.want...)
		})
	}
}

// Bad input is found before anything is sent.
func TestClient_Apply_sendsNothingBad(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := len(w.Requests())
	_, err := w.Apply(t.Context(), setup.Gateway{}, nil)
	if _, ok := errors.AsType[*azfoundry.ValidationError](err); !ok || len(w.Requests()) != before {
		t.Errorf("error = %v after %d requests, want a ValidationError after none", err, len(w.Requests())-before)
	}
}

// What the service and the accounts lack is found before anything is written, all at once.
func TestClient_Apply_needs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(service().String(), theService(func(body map[string]any) { body["identity"] = map[string]any{"type": "None"} }))
	w.put(account("ai-old").String(), map[string]any{
		"location": armtest.DefaultRegion, "kind": "AIServices", "sku": map[string]any{"name": "S0"}, "properties": map[string]any{},
	})
	g := wanted()
	g.Logger, g.Accounts = "none", append(g.Accounts, setup.Account{ID: account("ai-old")})
	_, err := w.Apply(t.Context(), g, nil)
	testworld.WantFaults(t, err, "/Service identity", "/Accounts/2 subdomain", "/Logger logger")
	g.Identity = "/subscriptions/" + armtest.ManagementSubscription + "/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
	_, err = w.Plan(t.Context(), g, nil)
	testworld.WantFaults(t, err, "/Identity identity", "/Accounts/2 subdomain", "/Logger logger")
	if n := w.writes(); n != 0 {
		t.Errorf("%d writes, want none", n)
	}
}

// A user-assigned identity gets the roles, and the policies name it.
func TestClient_Apply_withAUserAssignedIdentity(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	identity := strings.Replace(service().String(), "Microsoft.ApiManagement/service/apim-contoso", "Microsoft.ManagedIdentity/userAssignedIdentities/id-gateway", 1)
	w.put(identity, map[string]any{"location": armtest.DefaultRegion})
	w.put(service().String(), theService(func(body map[string]any) {
		body["identity"] = map[string]any{"type": "UserAssigned", "userAssignedIdentities": map[string]any{identity: map[string]any{}}}
	}))
	g := wanted()
	g.Identity = strings.ToUpper(identity)
	w.apply(g)
	principal := testworld.Must[string](t)(w.Principal(identity))
	found := 0
	for _, e := range w.document(service().API("openai-v1").Operation("list-deployments").Policy("policy")).Inbound {
		if m, ok := e.(policy.AuthenticationManagedIdentity); ok && m.ClientID != "" {
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d elements sign in with the identity, want one", found)
	}
	for _, s := range w.plan(g).Steps[:4] {
		if s.State != setup.Unchanged {
			t.Errorf("%s is %s, want the role of %s kept", s.ID, s.State, principal)
		}
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/connections/gateway/policy"
	"github.com/azfoundry/azfoundry/connections/gateway/setup"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// caller is the application of a project that may call.
const caller = "5c1d3f0e-2b7a-4d19-8f43-b2a7c9e6d101"

// world is an emulator of a test's own with a service and two accounts that deploy the same, and a client that
// owns them.
type world struct {
	*armtest.World
	*setup.Client
	gateway *gateway.Client
	cred    azcore.TokenCredential
	t       *testing.T
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := testworld.Start(t, &armtest.Options{Listen: armtest.NoListener})
	cred := testworld.Sign(t, w, armtest.ManagementTenant, armtest.Application{ClientID: armtest.AdministratorClientID, ClientSecret: armtest.AdministratorSecret})
	g, err := gateway.NewClient(cred, w.ClientOptions())
	if err != nil {
		t.Fatal(err)
	}
	out := world{w, nil, g, cred, t}
	out.Client = out.client()
	out.put(service().String(), theService(nil))
	for _, name := range []string{"ai-east", "ai-west"} {
		out.account(name, "gpt-4o", "2024-11-20")
	}
	return out
}

// client returns another client, which knows of no writes: a client waits for what it wrote itself to be found.
func (w world) client() *setup.Client {
	w.t.Helper()
	return testworld.Must[*setup.Client](w.t)(setup.NewClient(w.cred, w.ClientOptions()))
}

func group() azfoundry.ResourceGroup {
	return azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: armtest.DefaultNetworkGroup}
}

func service() gateway.ServiceID {
	return gateway.ServiceID{ResourceGroup: group(), Name: "apim-contoso"}
}

func account(name string) foundry.AccountID {
	return foundry.AccountID{ResourceGroup: group(), Name: name}
}

// theService is the body of a service with an identity of its own; change changes it.
func theService(change func(body map[string]any)) map[string]any {
	body := map[string]any{
		"location": armtest.DefaultRegion, "sku": map[string]any{"name": "StandardV2", "capacity": 1},
		"identity":   map[string]any{"type": "SystemAssigned"},
		"properties": map[string]any{"publisherEmail": "ops@example.com", "publisherName": "Contoso", "virtualNetworkType": "External"},
	}
	if change != nil {
		change(body)
	}
	return body
}

func (w world) put(id string, body map[string]any) {
	w.t.Helper()
	if err := w.Put(id, body); err != nil {
		w.t.Fatal(err)
	}
}

// account makes an account with a subdomain and one deployment, called gpt-4o.
func (w world) account(name, model, version string) {
	w.t.Helper()
	w.put(account(name).String(), map[string]any{
		"location": armtest.DefaultRegion, "kind": "AIServices", "sku": map[string]any{"name": "S0"},
		"identity":   map[string]any{"type": "SystemAssigned"},
		"properties": map[string]any{"customSubDomainName": name, "allowProjectManagement": true},
	})
	w.deploy(name, "gpt-4o", model, version)
}

func (w world) deploy(in, name, model, version string) {
	w.t.Helper()
	w.put(account(in).Deployment(name).String(), map[string]any{
		"sku":        map[string]any{"name": "Standard", "capacity": 1},
		"properties": map[string]any{"model": map[string]any{"format": "OpenAI", "name": model, "version": version}},
	})
}

// wanted is a gateway before both accounts.
func wanted() setup.Gateway {
	return setup.Gateway{
		Service: service(), API: "openai-v1", Path: "models/openai/v1",
		Accounts:       []setup.Account{{ID: account("ai-east"), Weight: 3}, {ID: account("ai-west"), Weight: 1}},
		Access:         policy.Access{Tenant: armtest.ManagementTenant, Projects: []policy.Project{{Application: caller}}},
		CircuitBreaker: setup.WhenThrottled(), Limits: policy.Limits{Projects: policy.Limit{TokensPerMinute: 10000}},
	}
}

// writes returns how many requests other than reads reached Resource Manager.
func (w world) writes() int {
	n := 0
	for _, r := range w.Requests() {
		if !slices.Contains([]string{"GET", "HEAD"}, r.Method) && strings.Contains(r.URL, "/providers/") {
			n++
		}
	}
	return n
}

// steps are the steps of a report in short: kind, name and state.
func steps(r setup.Report) []string {
	var out []string
	for _, s := range r.Steps {
		name := s.ID[strings.LastIndexByte(s.ID, '/')+1:]
		switch s.Kind {
		case setup.StepRoleAssignment:
			name = "of " + strings.Split(s.ID, "/")[8]
		case setup.StepPolicy:
			above := strings.Split(s.ID, "/")
			name = "of " + above[len(above)-3]
		}
		out = append(out, string(s.Kind)+" "+name+" "+string(s.State))
	}
	return out
}

// apply applies a gateway, and ends the test at an error.
func (w world) apply(g setup.Gateway) setup.Report {
	w.t.Helper()
	return testworld.Must[setup.Report](w.t)(w.Apply(w.t.Context(), g, nil))
}

func (w world) plan(g setup.Gateway) setup.Report {
	w.t.Helper()
	return testworld.Must[setup.Report](w.t)(w.Plan(w.t.Context(), g, nil))
}

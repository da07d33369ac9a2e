// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway_test

import (
	"testing"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// world is an emulator of a test's own with an API Management service, and a client that owns it.
type world struct {
	*armtest.World
	*gateway.Client
	t *testing.T
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := testworld.Start(t, &armtest.Options{OperationTime: time.Hour}) // only looking ends operations
	makeService(t, w)
	app := armtest.Application{ClientID: armtest.AdministratorClientID, ClientSecret: armtest.AdministratorSecret}
	c, err := gateway.NewClient(testworld.Sign(t, w, armtest.ManagementTenant, app), w.ClientOptions())
	if err != nil {
		t.Fatal(err)
	}
	return world{w, c, t}
}

// makeService makes the service as its owner would have.
func makeService(t *testing.T, w *armtest.World) {
	t.Helper()
	err := w.Put(service().String(), map[string]any{
		"location": armtest.DefaultRegion, "sku": map[string]any{"name": "StandardV2", "capacity": 1},
		"identity":   map[string]any{"type": "SystemAssigned"},
		"properties": map[string]any{"publisherEmail": "ops@example.com", "publisherName": "Contoso"},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func service() gateway.ServiceID {
	return gateway.ServiceID{
		ResourceGroup: azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: armtest.DefaultNetworkGroup}, Name: "apim-contoso",
	}
}

// openAI is an API in front of a model.
func openAI() gateway.API {
	return gateway.API{Properties: gateway.APIProperties{
		DisplayName: "Azure OpenAI", Path: "openai", ServiceURL: "https://ai-contoso.openai.azure.com/openai",
		Protocols: []gateway.Protocol{gateway.ProtocolHTTPS}, SubscriptionRequired: new(false),
	}}
}

// api makes an API and returns its id.
func (w world) api() gateway.APIID {
	w.t.Helper()
	id := service().API("openai")
	testworld.Must[gateway.API](w.t)(w.APIs.CreateOrUpdate(w.t.Context(), id, openAI(), nil))
	return id
}

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

// count returns how many requests with a method reached the emulator.
func (w world) count(method string) int {
	n := 0
	for _, r := range w.Requests() {
		if r.Method == method {
			n++
		}
	}
	return n
}

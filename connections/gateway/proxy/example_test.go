// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

// agents takes a key here, so that the examples need no tenant; with Tenant and AppID it takes tokens.
func agents() proxy.GuardOptions {
	return proxy.GuardOptions{Callers: []proxy.Caller{{
		Name: "agents", Keys: []connections.Secret{connections.NewSecret("a-key-made-at-random-0001")},
		Projects: []proxy.Project{{ID: "455cbebf-a0bc-425e-99f6-d6bb6e2c1f01"}},
	}}}
}

// A gateway before models that are in memory here.
func Example() {
	guard, err := proxy.NewGuard(agents())
	if err != nil {
		log.Fatal(err)
	}
	limiter, err := proxy.NewLimiter([]proxy.Limit{
		{Per: proxy.PerProject, Tokens: 100_000},
		{Per: proxy.PerAgent, Requests: 2},
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	gateway, err := proxy.New(proxy.Options{
		Guard: guard, Limiter: limiter, Models: proxy.Static(proxy.Model{Alias: "gpt-4o", Version: "2024-11-20"}),
		Upstream: proxy.Upstream{
			URL: "https://my-account.openai.azure.com/openai/v1", Key: connections.NewSecret("the key of the account"),
			Transport: answering(`{"choices":[],"usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}`), // nil, on Azure
		},
		OnServed: func(_ context.Context, s proxy.Served) {
			fmt.Println(s.Status, s.Origin.Caller, s.Origin.Foundry.Agent, s.Model, s.Usage.Total, "tokens")
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	for range 3 {
		r := httptest.NewRequest("POST", "/openai/chat/completions", strings.NewReader(`{"model":"gpt-4o","messages":[]}`))
		r.Header.Set("api-key", "a-key-made-at-random-0001")
		r.Header.Set("x-ms-foundry-project-id", "455cbebf-a0bc-425e-99f6-d6bb6e2c1f01")
		r.Header.Set("x-ms-foundry-agent-id", "Greeter:5")
		gateway.ServeHTTP(httptest.NewRecorder(), r)
	}
	// Output:
	// 200 agents Greeter gpt-4o 9 tokens
	// 200 agents Greeter gpt-4o 9 tokens
	// 429 agents Greeter  0 tokens
}

// answering is an upstream that always says the same.
type answering string

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(a))), Request: r,
	}, nil
}

// A guard before a handler of one's own, and what it refuses.
func ExampleGuard() {
	guard, err := proxy.NewGuard(agents())
	if err != nil {
		log.Fatal(err)
	}
	h := guard.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		origin, _ := proxy.FromContext(r.Context())
		fmt.Println(origin.Caller, origin.Foundry.ProjectID, origin.Foundry.Agent, origin.Foundry.AgentVersion)
	}))
	r := httptest.NewRequest("POST", "/", nil)
	r.Header.Set("api-key", "a-key-made-at-random-0001")
	r.Header.Set("x-ms-foundry-agent-id", "Greeter:5")
	h.ServeHTTP(httptest.NewRecorder(), r)

	r.Header.Set("x-ms-foundry-project-id", "455cbebf-a0bc-425e-99f6-000000000000")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	fmt.Println(w.Code, w.Body)
	// Output:
	// agents 455cbebf-a0bc-425e-99f6-d6bb6e2c1f01 Greeter 5
	// 403 {"error":{"message":"the header x-ms-foundry-project-id names a project that the caller agents does not speak for; have the operator of this gateway add the project to the caller, or use the identity of the project itself","type":"permission_error","param":"x-ms-foundry-project-id","code":"project_mismatch"}}
}

// A limiter before a handler of one's own.
func ExampleLimiter() {
	guard, err := proxy.NewGuard(agents())
	if err != nil {
		log.Fatal(err)
	}
	limiter, err := proxy.NewLimiter([]proxy.Limit{{Per: proxy.PerProject, Requests: 1, Window: time.Hour}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	h := guard.Handler(limiter.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "hello") })))
	for range 2 {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("api-key", "a-key-made-at-random-0001")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		fmt.Println(w.Code, w.Header().Get("Retry-After") != "")
	}
	// Output:
	// 200 false
	// 429 true
}

func ExampleParseFoundry() {
	h := http.Header{}
	h.Set("x-ms-foundry-agent-id", "TestAgent-ai-gateway-static:5")
	h.Set("x-ms-foundry-model-id", "conn1apimgwstaticopenai/gpt-4o")
	f := proxy.ParseFoundry(h)
	fmt.Println(f.Agent, f.AgentVersion, f.Connection, f.Model)
	// Output: TestAgent-ai-gateway-static 5 conn1apimgwstaticopenai gpt-4o
}

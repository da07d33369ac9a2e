// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

// Tokens.
const (
	v1Issuer = "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/"
	v2Issuer = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0"
	audience = "https://cognitiveservices.azure.com"
)

// v1 returns a token of version 1.0 of an application.
func v1(application string) map[string]string {
	return map[string]string{"iss": v1Issuer, "aud": audience, "appid": application}
}

// forged are headers that claim to come from an agent of a project.
func forged() map[string]string {
	return map[string]string{
		"x-ms-foundry-project-id": "99999999-9999-4999-8999-999999999999", "x-ms-foundry-agent-id": "buyer:7",
		"x-ms-foundry-model-id": "connection/gpt-4o/x", "openai-project": "theirs", "api-key": "secret", "Content-Type": "application/json; charset=utf-8",
	}
}

func TestInference_callers(t *testing.T) {
	t.Parallel()
	d, err := inference().Document()
	if err != nil {
		t.Fatal(err)
	}
	const (
		gateway = "Authorization: Bearer of-the-gateway"
		json    = "Content-Type: application/json; charset=utf-8"
	)
	kept := []string{gateway, json, "Openai-Project: theirs", "X-Ms-Foundry-Agent-Id: buyer:7", "X-Ms-Foundry-Model-Id: connection/gpt-4o/x", "X-Ms-Foundry-Project-Id: 99999999-9999-4999-8999-999999999999"}
	called := func(counter string, headers []string, variables map[string]string) outcome {
		o := outcome{Counter: counter, Headers: headers, Variables: variables, Identity: audience, Backend: "models-pool", Metrics: map[string]string{}}
		for _, name := range []string{"projectId", "agentName", "agentRevision", "model", "appId"} {
			o.Metrics[name] = policy.Unknown
			if v, ok := variables[name]; ok {
				o.Metrics[name] = v
			}
		}
		return o
	}
	tests := []struct {
		name string
		in   request
		want outcome
	}{
		{
			"a project, whose id the header does not say", request{token: v1(firstAgent), headers: forged()},
			called("project/"+projectID+"/agent/buyer", kept, map[string]string{
				"appId": firstAgent, "caller": "project", "counter": projectID, "projectId": projectID, "projectName": "sales", "agentRevision": "buyer:7", "agentName": "buyer", "model": "gpt-4o/x",
			}),
		},
		{
			"a project by key, whose id the header says and whose counter it does not", request{subscription: "hr", headers: forged()},
			called("project/"+secondAgent+"/agent/buyer", kept, map[string]string{
				"caller": "project", "counter": secondAgent, "projectId": "99999999-9999-4999-8999-999999999999", "projectName": "theirs", "agentRevision": "buyer:7", "agentName": "buyer", "model": "gpt-4o/x",
			}),
		},
		{
			"another application, whose headers do not count", request{token: v1(application), headers: forged(), body: `{"model":"gpt-4o-mini"}`},
			called("application/"+application, []string{gateway, json}, map[string]string{"appId": application, "caller": "application", "model": "gpt-4o-mini"}),
		},
		{
			"a key, whose owner's headers do not count", request{subscription: "somebody", headers: forged(), body: `{"model":1}`},
			called("subscription/somebody", []string{gateway, json}, map[string]string{"caller": "subscription", "model": "1"}),
		},
		{
			"a key and a token of nobody", request{subscription: "somebody", token: v1("x"), headers: map[string]string{}},
			called("subscription/somebody", []string{gateway}, map[string]string{"caller": "subscription"}),
		},
		{"neither", request{headers: map[string]string{"x-ms-foundry-project-id": projectID}}, outcome{Status: 401, Headers: []string{"X-Ms-Foundry-Project-Id: " + projectID}, Variables: map[string]string{}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.in.query = "api-version=2024-10-21&subscription-key=secret&a=b"
			if tt.want.Query = "a=b"; tt.want.Status != 0 {
				tt.want.Query = "a=b&api-version=2024-10-21&subscription-key=secret"
			}
			if diff := cmp.Diff(tt.want, run(t, d, tt.in)); diff != "" {
				t.Errorf("outcome (-want +got)\n%s", diff)
			}
		})
	}
}

func TestAccess_tokens(t *testing.T) {
	t.Parallel()
	with := func(name, value string) map[string]string {
		token := v1(firstAgent)
		token[name] = value
		return token
	}
	tests := []struct {
		name    string
		token   map[string]string
		entra   int // the status with validate-azure-ad-token
		generic int // the status with validate-jwt
	}{
		{"version 1.0", v1(firstAgent), 0, 0},
		{"audience with a slash", with("aud", audience+"/"), 0, 0},
		{"version 2.0", map[string]string{"iss": v2Issuer, "aud": audience, "azp": firstAgent}, 0, 0},
		{"another audience", with("aud", "https://management.azure.com/"), 401, 401},
		{"another tenant", with("iss", strings.Replace(v1Issuer, "7", "8", 1)), 401, 401},
		{"another application", with("appid", "99999999-9999-4999-8999-999999999999"), 401, 403},
		{"no application", map[string]string{"iss": v1Issuer, "aud": audience}, 401, 403},
		{"an application of that name", with("appid", policy.Unknown), 401, 403},
		{"no token", nil, 401, 401},
	}
	for _, generic := range []bool{false, true} {
		a := policy.Access{Tenant: tenant, Generic: generic, Projects: []policy.Project{{Application: firstAgent}}, Applications: []string{application}}
		d, err := policy.Inference{Access: a, Backend: "b"}.Document()
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range tests {
			want := tt.entra
			if generic {
				want = tt.generic
			}
			got := run(t, d, request{token: tt.token, headers: forged()})
			if got.Status != want || (got.Identity != "") != (want == 0) {
				t.Errorf("%s (generic %t): status %d, identity %q, want %d", tt.name, generic, got.Status, got.Identity, want)
			}
		}
	}
}

func TestInference_model(t *testing.T) {
	t.Parallel()
	d, err := policy.Inference{Access: access(), Backend: "b", Upstream: policy.UpstreamClassic}.Document()
	if err != nil {
		t.Fatal(err)
	}
	header := func(model string) map[string]string { return map[string]string{"x-ms-foundry-model-id": model} }
	json := map[string]string{"content-type": "application/json"}
	tests := []struct {
		name string
		in   request
		want string
	}{
		{"path", request{path: "/openai/deployments/gpt-4o/chat/completions", headers: header("c/other"), body: `{"model":"another"}`}, "gpt-4o"},
		{"path to its end", request{path: "/openai/deployments/gpt-4o"}, "gpt-4o"},
		{"header", request{path: "/openai/v1/chat/completions", headers: header("connection/gpt-4o"), body: `{"model":"another"}`}, "gpt-4o"},
		{"header with more slashes", request{path: "/v1", headers: header("connection/a/b")}, "a/b"},
		{"header without a connection", request{path: "/v1", headers: header("gpt-4o")}, "gpt-4o"},
		{"body", request{path: "/v1", headers: json, body: `{"model":"gpt-4o"}`}, "gpt-4o"},
		{"body without a model", request{path: "/v1", headers: json, body: `{}`}, "none"},
		{"body with null", request{path: "/v1", headers: json, body: `{"model":null}`}, "none"},
		{"body with an object", request{path: "/v1", headers: json, body: `{"model":{}}`}, "none"},
		{"broken body", request{path: "/v1", headers: json, body: `{"model":`}, "none"},
		{"another body", request{path: "/v1", headers: map[string]string{"content-type": "text/plain"}, body: "model"}, "none"},
		{"no body", request{path: "/v1", headers: json}, "none"},
	}
	for _, tt := range tests {
		tt.in.token, tt.in.query = v1(secondAgent), "api-version=1"
		got := run(t, d, tt.in)
		if got.Variables["model"] != strings.TrimPrefix(tt.want, "none") || got.Status != 0 || got.Query != "api-version=1" {
			t.Errorf("%s: model %q, status %d %s, query %q, want %q", tt.name, got.Variables["model"], got.Status, got.Body, got.Query, tt.want)
		}
	}
}

func TestLimits_by(t *testing.T) {
	t.Parallel()
	for by, want := range map[policy.LimitBy]string{
		policy.ByProject: "project/" + projectID, policy.ByAgent: "project/" + projectID + "/agent/buyer", policy.ByAgentRevision: "project/" + projectID + "/agent/buyer:7",
	} {
		in := inference()
		in.Limits.By = by
		d, err := in.Document()
		if err != nil {
			t.Fatal(err)
		}
		if got := run(t, d, request{token: v1(firstAgent), headers: forged()}); got.Counter != want {
			t.Errorf("%q: counted by %q, want %q", by, got.Counter, want)
		}
	}
}

// Whoever may not call learns of no models, and names that are none go nowhere.
func TestDiscovery(t *testing.T) {
	t.Parallel()
	all := access()
	d := policy.Discovery{Account: account, Access: &all}
	get, err := d.GetDeployment()
	if err != nil {
		t.Fatal(err)
	}
	const base = "https://management.azure.com" + account
	for _, tt := range []struct {
		name, parameter, want string
		token                 map[string]string
		status                int
	}{
		{"a deployment", "gpt-4o", base + "/deployments/gpt-4o?api-version=2025-06-01", v1(firstAgent), 0},
		{"out of the account", "..", "", v1(firstAgent), 404},
		{"a path", "a/../../b", "", v1(firstAgent), 404},
		{"a query", "a?b=c", "", v1(firstAgent), 404},
		{"a line more", "a\n", "", v1(firstAgent), 404},
		{"nobody", "gpt-4o", "", nil, 401},
	} {
		got := run(t, get, request{token: tt.token, params: params{"deploymentName": tt.parameter}, headers: forged()})
		if got.Status != tt.status || got.Backend != tt.want || (got.Identity == "https://management.azure.com/") != (tt.status == 0) {
			t.Errorf("%s: %+v, want %d %q", tt.name, got, tt.status, tt.want)
		}
	}
	all.KeyHeader = "X-Key"
	list, err := d.ListDeployments()
	if err != nil {
		t.Fatal(err)
	}
	headers := forged()
	headers["X-Key"] = "secret"
	got := run(t, list, request{token: v1(application), headers: headers, query: "api-version=1"})
	if got.Backend != base+"/deployments?api-version=2025-06-01" || strings.Contains(strings.Join(got.Headers, " "), "secret") {
		t.Errorf("list: %+v", got)
	}
}

func TestStaticModels(t *testing.T) {
	t.Parallel()
	keys := policy.Access{Keys: true}
	s := policy.StaticModels{Models: []policy.Model{{Alias: "gpt-4o", Version: "1"}, {Alias: "claude", Name: "c", Format: "Anthropic"}}, Access: &keys}
	get, err := s.GetDeployment()
	if err != nil {
		t.Fatal(err)
	}
	s.Provider, s.Access = policy.ProviderOpenAI, nil
	list, err := s.ListDeployments()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		d    policy.Document
		in   request
		want int
		body string
	}{
		{"first", get, request{subscription: "a", params: params{"deploymentName": "gpt-4o"}}, 200, `{"name":"gpt-4o","properties":{"model":{"format":"OpenAI","name":"gpt-4o","version":"1"}}}`},
		{"second", get, request{subscription: "a", params: params{"deploymentName": "claude"}}, 200, `{"name":"claude","properties":{"model":{"format":"Anthropic","name":"c","version":""}}}`},
		{"none", get, request{subscription: "a", params: params{"deploymentName": "x"}}, 404, `{"error":{"message":"There is no such model.","type":"invalid_request_error","code":"not_found"}}`},
		{"without a key", get, request{params: params{"deploymentName": "claude"}}, 401, `{"error":{"message":"A key of a subscription is missing.","type":"invalid_request_error","code":"unauthorized"}}`},
		{"list", list, request{}, 200, `{"object":"list","data":[{"id":"gpt-4o","object":"model","created":0,"owned_by":"gateway"},{"id":"claude","object":"model","created":0,"owned_by":"gateway"}]}`},
	} {
		if got := run(t, tt.d, tt.in); got.Status != tt.want || got.Body != tt.body {
			t.Errorf("%s: %d %s, want %d %s", tt.name, got.Status, got.Body, tt.want, tt.body)
		}
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"crypto/tls"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

// aiConnection is the body of a connection that works with the default gateway and the key k; change changes
// its properties.
func aiConnection(t *testing.T, target string, change func(properties, metadata map[string]any)) []byte {
	t.Helper()
	metadata := map[string]any{
		"deploymentInPath": "true", "inferenceAPIVersion": "2025-03-01-preview",
		"models": `[{"name":"gpt-4o","properties":{"model":{"name":"gpt-4o","version":"","format":"OpenAI"}}}]`,
	}
	properties := map[string]any{
		"category": "ApiManagement", "target": target, "authType": "ApiKey",
		"credentials": map[string]any{"key": "canary-key"}, "metadata": metadata,
	}
	if change != nil {
		change(properties, metadata)
	}
	text, err := json.Marshal(map[string]any{"properties": properties})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Connections that Resource Manager takes and that do not work fail in Foundry's words.
func TestAIFoundry_Complete(t *testing.T) {
	t.Parallel()
	const (
		notFound = "404: Model gateway error: Upstream gateway returned NotFound"
		dynamic  = `{"listModelsEndpoint":"/deployments","getModelEndpoint":"/deployments/{deploymentName}","deploymentProvider":"AzureOpenAI"}`
	)
	type object = map[string]any
	set := func(key string, value any) func(p, m object) { return func(_, m object) { m[key] = value } }
	discover := func(text any) func(p, m object) {
		return func(_, m object) { delete(m, "models"); m["modelDiscovery"] = text }
	}
	tests := []struct {
		name    string
		gateway armtest.AIGatewayOptions
		change  func(properties, metadata object)
		model   string
		want    string // empty for none
	}{
		{name: "static"},
		{name: "dynamic", change: discover(dynamic)},
		{name: "defaults", change: func(_, m object) { delete(m, "models") }},
		{name: "model in the body", gateway: armtest.AIGatewayOptions{ModelInBody: true}, change: func(_, m object) {
			m["deploymentInPath"], m["inferenceAPIVersion"] = "false", nil
		}},
		{"wrong key in the metadata", armtest.AIGatewayOptions{}, func(_, m object) {
			m["DeploymentInPath"] = m["deploymentInPath"]
			delete(m, "deploymentInPath")
		}, "", notFound},
		{"flag with a capital", armtest.AIGatewayOptions{}, set("deploymentInPath", "True"), "", notFound},
		{"flag that is no string", armtest.AIGatewayOptions{}, set("deploymentInPath", true), "", notFound},
		{"models encoded twice", armtest.AIGatewayOptions{}, set("models", `"[{\"name\":\"gpt-4o\"}]"`), "", ""}, // then the defaults count
		{"discovery that is no string", armtest.AIGatewayOptions{}, discover(object{"getModelEndpoint": "/deployments/{deploymentName}"}), "", notFound},
		{"model gateway without models", armtest.AIGatewayOptions{}, func(p, m object) { p["category"] = "ModelGateway"; delete(m, "models") }, "", notFound},
		{"wrong shape", armtest.AIGatewayOptions{ModelInBody: true}, nil, "", notFound},
		{"wrong provider", armtest.AIGatewayOptions{}, discover(strings.Replace(dynamic, "AzureOpenAI", "OpenAI", 1)), "",
			"400: Failed to parse deployment response for 'gpt-4o' from provider 'OpenAI'"},
		{"answers in the other form", armtest.AIGatewayOptions{Discovery: armtest.AIDiscoveryOpenAI}, discover(strings.ReplaceAll(dynamic, "/deployments", "/models")), "",
			"400: Failed to parse deployment response for 'gpt-4o' from provider 'AzureOpenAI'"},
		{"no discovery", armtest.AIGatewayOptions{Discovery: armtest.AIDiscoveryNone}, discover(dynamic), "", notFound},
		{"unknown alias", armtest.AIGatewayOptions{}, nil, "c/gpt-5", notFound},
		{"unknown alias, asked for", armtest.AIGatewayOptions{}, discover(dynamic), "c/gpt-5", notFound},
		{"no connection", armtest.AIGatewayOptions{}, nil, "d/gpt-4o", "400: Connection 'd' not found"},
		{"no reference", armtest.AIGatewayOptions{}, nil, "gpt-4o", "404: DeploymentNotFound: The API deployment for this resource does not exist."},
		{"no path", armtest.AIGatewayOptions{}, func(p, _ object) { p["target"] = "https://localhost" }, "", "400: Connection 'c' not found"},
		{"slash at the end", armtest.AIGatewayOptions{}, func(p, _ object) { p["target"] = p["target"].(string) + "/" }, "", notFound},
		{"slash at the end of a model gateway", armtest.AIGatewayOptions{}, func(p, _ object) {
			p["category"], p["target"] = "ModelGateway", p["target"].(string)+"/"
		}, "", ""},
		{"no gateway", armtest.AIGatewayOptions{}, func(p, _ object) { p["category"] = "AzureOpenAI" }, "", "400: Connection 'c' not found"},
		{"wrong key", armtest.AIGatewayOptions{Key: "another"}, nil, "", "401: Model gateway error: Upstream gateway returned Unauthorized"},
		{"other header", armtest.AIGatewayOptions{Key: "canary-key", KeyHeader: "Ocp-Apim-Subscription-Key"}, nil, "", "401: Model gateway error: Upstream gateway returned Unauthorized"},
		{"other header, told", armtest.AIGatewayOptions{Key: "canary-key", KeyHeader: "Authorization", KeyFormat: "Bearer {api_key}"},
			set("authConfig", `{"type":"api_key","name":"Authorization","format":"Bearer {api_key}"}`), "", ""},
		{"identity of a model gateway", armtest.AIGatewayOptions{}, func(p, _ object) { p["category"], p["authType"] = "ModelGateway", "ProjectManagedIdentity" }, "",
			"400: AuthType ProjectManagedIdentity is not supported for ModelGateway connections"},
		{"identity", armtest.AIGatewayOptions{Token: func(s string) bool { return s == "canary-token" }}, func(p, _ object) { p["authType"] = "ProjectManagedIdentity" }, "", ""},
		{"201", armtest.AIGatewayOptions{Success: 201}, nil, "", "500: Model gateway error: backend returned a non-200 response"},
		{"version not known", armtest.AIGatewayOptions{APIVersions: []string{"2024-10-21"}}, nil, "", "400: Model gateway error: Upstream gateway returned BadRequest"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := startAI(t, tt.gateway)
			f := &armtest.AIFoundry{
				Client: trusting(t, g), IdentityToken: "canary-token",
				Connections: map[string][]byte{"c": aiConnection(t, g.Target(), tt.change)},
			}
			model := tt.model
			if model == "" {
				model = "c/gpt-4o"
			}
			got := ""
			if err := f.Complete(t.Context(), model); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("Complete() error = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAIFoundry_Complete_oauth(t *testing.T) {
	t.Parallel()
	g := startAI(t, armtest.AIGatewayOptions{ClientSecret: "canary-secret"})
	for secret, want := range map[string]string{"canary-secret": "", "other": "401: Model gateway error: no token from the token endpoint"} {
		body := aiConnection(t, g.Target(), func(p, _ map[string]any) {
			maps.Copy(p, map[string]any{
				"category": "ModelGateway", "authType": "OAuth2", "tokenUrl": g.TokenURL(), "scopes": []string{armtest.AIScope},
				"credentials": map[string]any{"clientId": armtest.AIClientID, "clientSecret": secret},
			})
		})
		f := &armtest.AIFoundry{Client: trusting(t, g), Connections: map[string][]byte{"c": body}}
		got := ""
		if err := f.Complete(t.Context(), "c/gpt-4o"); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("Complete() error = %q, want %q", got, want)
		}
	}
}

func TestAIGateway_Requests(t *testing.T) {
	t.Parallel()
	g := startAI(t, armtest.AIGatewayOptions{Key: "canary-key"})
	f := &armtest.AIFoundry{Client: trusting(t, g), Connections: map[string][]byte{"c": aiConnection(t, g.Target(), nil)}}
	if err := f.Complete(t.Context(), "c/gpt-4o"); err != nil {
		t.Fatal(err)
	}
	want := []armtest.AIGatewayRequest{{
		Method: http.MethodPost, Path: "/openai/deployments/gpt-4o/chat/completions", Query: "api-version=2025-03-01-preview", Status: 200,
		Headers: []string{"Accept-Encoding", "Api-Key", "Content-Length", "Content-Type", "User-Agent", "X-Ms-Foundry-Model-Id"},
	}}
	if diff := cmp.Diff(want, g.Requests()); diff != "" {
		t.Errorf("Requests() (-want +got)\n%s", diff)
	}
}

func startAI(t *testing.T, opts armtest.AIGatewayOptions) *armtest.AIGateway {
	t.Helper()
	g, err := armtest.StartAIGateway(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	return g
}

// trusting returns a client that trusts a gateway.
func trusting(t *testing.T, g *armtest.AIGateway) *http.Client {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: g.Roots(), MinVersion: tls.VersionTLS12}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

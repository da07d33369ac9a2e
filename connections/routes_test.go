// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections"
)

func inference(t *testing.T, b connections.Builder, alias string) connections.GatewayCall {
	t.Helper()
	switch b := b.(type) {
	case connections.APIManagement:
		return b.Inference(alias)
	case connections.ModelGateway:
		return b.Inference(alias)
	case connections.Service:
	}
	t.Fatalf("%T calls no models", b)
	return connections.GatewayCall{}
}

func TestGateway_Inference(t *testing.T) {
	t.Parallel()
	claude := connections.Static{{Alias: "claude", Model: "claude", Format: connections.ModelFormatAnthropic}}
	for _, test := range []struct {
		name         string
		builder      connections.Builder
		alias        string
		url, inModel string
	}{
		{
			"classic API", connections.APIManagement{Target: "https://contoso-apim.azure-api.net/openai", DeploymentInPath: true, InferenceAPIVersion: "2025-03-01-preview"},
			"gpt-4o", "https://contoso-apim.azure-api.net/openai/deployments/gpt-4o/chat/completions?api-version=2025-03-01-preview", "",
		},
		{
			"version 1, which the backend adds", connections.APIManagement{Target: "https://contoso-apim.azure-api.net/openai-v1"},
			"gpt-4o", "https://contoso-apim.azure-api.net/openai-v1/chat/completions", "gpt-4o",
		},
		{
			"version 1 in the target", connections.APIManagement{Target: "https://contoso-apim.azure-api.net/openai-v1/v1"},
			"gpt-4o", "https://contoso-apim.azure-api.net/openai-v1/v1/chat/completions", "gpt-4o",
		},
		{
			"AI gateway tier", connections.ModelGateway{Target: "https://aigwab12.azure-api.net/default/models/openai/v1"},
			"gpt-4o", "https://aigwab12.azure-api.net/default/models/openai/v1/chat/completions", "gpt-4o",
		},
		{
			"Azure OpenAI itself", connections.ModelGateway{Target: "https://x.openai.azure.com/openai", DeploymentInPath: true, InferenceAPIVersion: "2025-03-01-preview"},
			"a.b-c_d", "https://x.openai.azure.com/openai/deployments/a.b-c_d/chat/completions?api-version=2025-03-01-preview", "",
		},
		{
			"a version with the model in the body", connections.ModelGateway{Target: "https://a.b/c", InferenceAPIVersion: "2025-03-01"},
			"m", "https://a.b/c/chat/completions?api-version=2025-03-01", "m",
		},
		{
			"a target with a slash at its end", connections.ModelGateway{Target: "https://a.b/c/"},
			"m", "https://a.b/c/chat/completions", "m",
		},
		{
			"a target with a slash at its end, in API Management", connections.APIManagement{Target: "https://a.b/c/"},
			"m", "https://a.b/c//chat/completions", "m",
		},
		{
			"an alias that is none", connections.ModelGateway{Target: "https://a.b/c", DeploymentInPath: true},
			"v/m:free", "https://a.b/c/deployments/v%2Fm:free/chat/completions", "",
		},
		{
			"the messages API", connections.APIManagement{Target: "https://a.b/anthropic", Models: claude, InferenceAPIVersion: "2025-03-01-preview"},
			"claude", "https://a.b/anthropic/v1/messages", "claude",
		},
		{"another model of that list", connections.APIManagement{Target: "https://a.b/anthropic", Models: claude}, "gpt", "https://a.b/anthropic/chat/completions", "gpt"},
		{"a sample of the vendor's, which fails", connections.ModelGateway{Target: "https://api.openai.com"}, "gpt-4o", "https://api.openai.com/chat/completions", "gpt-4o"},
		{"and what it should be", connections.ModelGateway{Target: "https://api.openai.com/v1"}, "gpt-4o", "https://api.openai.com/v1/chat/completions", "gpt-4o"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			want := connections.GatewayCall{Method: "POST", URL: test.url, Model: test.inModel}
			if diff := cmp.Diff(want, inference(t, test.builder, test.alias)); diff != "" {
				t.Errorf("Inference() (-want +got)\n%s", diff)
			}
		})
	}
}

func TestGateway_discovery(t *testing.T) {
	t.Parallel()
	azure, openai := connections.ModelProviderAzureOpenAI, connections.ModelProviderOpenAI
	for _, test := range []struct {
		name, target, version string
		models                connections.Models
		list, get             string
	}{
		{
			"defaults", "https://contoso-apim.azure-api.net/openai", "", connections.Defaults{},
			"https://contoso-apim.azure-api.net/openai/deployments", "https://contoso-apim.azure-api.net/openai/deployments/gpt-4o",
		},
		{
			"defaults with a version", "https://contoso-apim.azure-api.net/openai", "2024-10-01", connections.Defaults{},
			"https://contoso-apim.azure-api.net/openai/deployments?api-version=2024-10-01",
			"https://contoso-apim.azure-api.net/openai/deployments/gpt-4o?api-version=2024-10-01",
		},
		{
			"the same in full", "https://a.b/c", "2024-10-01", connections.DefaultDiscovery(),
			"https://a.b/c/deployments?api-version=2024-10-01", "https://a.b/c/deployments/gpt-4o?api-version=2024-10-01",
		},
		{
			"absolute, and the endpoint's version wins", "https://r.services.ai.azure.com/openai/v1", "2025-03-01",
			connections.Dynamic{
				ListModels: "https://r.services.ai.azure.com/openai/deployments?api-version=2022-12-01",
				GetModel:   "https://r.services.ai.azure.com/openai/deployments/{deploymentName}?api-version=2022-12-01", Provider: azure,
			},
			"https://r.services.ai.azure.com/openai/deployments?api-version=2022-12-01",
			"https://r.services.ai.azure.com/openai/deployments/gpt-4o?api-version=2022-12-01",
		},
		{
			"a version beside another parameter", "https://a.b/c", "2024-10-01",
			connections.Dynamic{ListModels: "/models?limit=5", GetModel: "/models/{deploymentName}?full", Provider: openai},
			"https://a.b/c/models?limit=5&api-version=2024-10-01", "https://a.b/c/models/gpt-4o?full&api-version=2024-10-01",
		},
		{
			"a sample of the vendor's, which fails", "https://api.openai.com", "",
			connections.Dynamic{ListModels: "v1/models", GetModel: "v1/models/{deploymentName}", Provider: openai},
			"https://api.openai.comv1/models", "https://api.openai.comv1/models/gpt-4o",
		},
		{
			"and what it should be", "https://api.openai.com/v1", "",
			connections.Dynamic{ListModels: "/models", GetModel: "/models/{deploymentName}", Provider: openai},
			"https://api.openai.com/v1/models", "https://api.openai.com/v1/models/gpt-4o",
		},
		{"a list", "https://a.b/c", "2024-10-01", connections.Static{{Alias: "gpt-4o"}}, "", ""},
		{"nothing", "https://a.b/c", "2024-10-01", nil, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := connections.APIManagement{Target: test.target, Models: test.models, DeploymentAPIVersion: test.version, InferenceAPIVersion: "2020-01-01"}
			wantCall(t, test.list)(b.ListModels())
			wantCall(t, test.get)(b.GetModel("gpt-4o"))
			listed, ok := test.models.(connections.ListedModels)
			if !ok {
				return
			}
			g := connections.ModelGateway{Target: test.target + "/", Models: listed, DeploymentAPIVersion: test.version}
			wantCall(t, test.list)(g.ListModels())
			wantCall(t, test.get)(g.GetModel("gpt-4o"))
		})
	}
}

// wantCall checks a question for models; without an address there must be none.
func wantCall(t *testing.T, address string) func(connections.GatewayCall, bool) {
	return func(got connections.GatewayCall, ok bool) {
		t.Helper()
		want := connections.GatewayCall{Method: "GET", URL: address}
		if address == "" {
			want.Method = ""
		}
		if got != want || ok != (address != "") {
			t.Errorf("call = %v, %v, want %v", got, ok, want)
		}
	}
}

func TestModelReference(t *testing.T) {
	t.Parallel()
	if got := connections.ModelReference("gateway", "gpt-4o"); got != "gateway/gpt-4o" {
		t.Errorf("ModelReference() = %s", got)
	}
	for _, test := range []struct {
		reference, connection, alias string
		ok                           bool
	}{
		{"gateway/gpt-4o", "gateway", "gpt-4o", true},
		{"gateway/vendor/model", "gateway", "vendor/model", true},
		{"gpt-4o", "gpt-4o", "", false},
		{"/gpt-4o", "", "gpt-4o", false},
		{"gateway/", "gateway", "", false},
	} {
		connection, alias, ok := connections.SplitModelReference(test.reference)
		if connection != test.connection || alias != test.alias || ok != test.ok {
			t.Errorf("SplitModelReference(%q) = %q, %q, %v", test.reference, connection, alias, ok)
		}
	}
}

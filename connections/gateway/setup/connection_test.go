// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup_test

import (
	"context"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway"
	gatewaypolicy "github.com/azfoundry/azfoundry/connections/gateway/policy"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
	"github.com/azfoundry/azfoundry/connections/gateway/setup"
	"github.com/azfoundry/azfoundry/connections/lint"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestGateway_Connection(t *testing.T) {
	t.Parallel()
	static := connections.Static{{Alias: "gpt-4o", Model: "gpt-4o", Version: "2024-11-20", Format: connections.ModelFormatOpenAI}}
	tests := []struct {
		name   string
		change func(*setup.Gateway)
		key    connections.Secret
		want   connections.APIManagement
	}{
		{"version 1", func(*setup.Gateway) {}, connections.Secret{}, connections.APIManagement{
			Target: "https://apim-contoso.azure-api.net/models/openai/v1", Models: connections.DefaultDiscovery(),
			Auth: connections.ProjectManagedIdentity{Audience: "https://cognitiveservices.azure.com"},
		}},
		{"classic with a key and a list", func(g *setup.Gateway) { g.Kind, g.Static, g.Path = setup.Classic, static, "openai" }, connections.NewSecret("k"), connections.APIManagement{
			Target: "https://apim-contoso.azure-api.net/openai", Models: static, DeploymentInPath: true, InferenceAPIVersion: "2024-10-21",
			Auth: connections.APIKey{Key: connections.NewSecret("k")},
		}},
		{"elsewhere", func(g *setup.Gateway) {
			g.Kind, g.InferenceAPIVersion, g.GatewayURL = setup.Classic, "2025-03-01-preview", "https://apim-contoso.azure-api.us/"
		}, connections.Secret{}, connections.APIManagement{
			Target: "https://apim-contoso.azure-api.us/models/openai/v1", Models: connections.DefaultDiscovery(), DeploymentInPath: true, InferenceAPIVersion: "2025-03-01-preview",
			Auth: connections.ProjectManagedIdentity{Audience: "https://cognitiveservices.azure.com"},
		}},
		{"in a cloud of its own", func(g *setup.Gateway) { g.Access.Cloud = gatewaypolicy.CloudGovernment }, connections.Secret{}, connections.APIManagement{
			Target: "https://apim-contoso.azure-api.us/models/openai/v1", Models: connections.DefaultDiscovery(),
			Auth: connections.ProjectManagedIdentity{Audience: "https://cognitiveservices.azure.us"},
		}},
		{"for another audience in China", func(g *setup.Gateway) {
			g.Access.Cloud, g.Access.Audiences = gatewaypolicy.CloudChina, []string{"api://models/"}
		}, connections.Secret{}, connections.APIManagement{
			Target: "https://apim-contoso.azure-api.cn/models/openai/v1", Models: connections.DefaultDiscovery(),
			Auth: connections.ProjectManagedIdentity{Audience: "api://models"},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := wanted()
			test.change(&g)
			got := g.Connection(test.key)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Connection() (-want +got):\n%s", diff)
			}
			body := testworld.Must[connections.Connection](t)(got.Connection())
			if found := body.Lint(lint.Options{Scope: lint.Project}); strings.HasSuffix(got.Target, "azure-api.net/openai") && len(found) != 0 {
				t.Errorf("lint finds %+v, want nothing", found)
			}
		})
	}
}

// The whole way: a gateway is set up, a project gets the connection to it, and the models answer there.
func TestClient_Apply_worksInFoundry(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*setup.Gateway)
		key    string
	}{
		{"version 1 with tokens", func(*setup.Gateway) {}, ""},
		{"classic with tokens", func(g *setup.Gateway) { g.Kind, g.Path = setup.Classic, "models/openai" }, ""},
		{"version 1 with a key", func(g *setup.Gateway) { g.Access.Projects, g.Access.Keys = nil, true }, "canary-key-4a1b"},
		{"a static list", func(g *setup.Gateway) {
			g.Static = connections.Static{{Alias: "gpt-4o", Model: "gpt-4o", Format: connections.ModelFormatOpenAI}}
		}, ""},
		{"one account", func(g *setup.Gateway) { g.Accounts = g.Accounts[1:] }, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			g := wanted()
			g.Access.Projects[0].Application = armtest.AdministratorClientID // who asks below
			test.change(&g)
			w.apply(g)
			w.wantAnswer(g, test.key, "")
		})
	}
}

// What the portal sets up fails in the probe as in Foundry, and works once it is mended.
func TestClient_Apply_mendsForFoundry(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		failed  probe.Layer
		breakIt func(w world) error
	}{
		{"a backend without /openai", probe.LayerChat, func(w world) error {
			_, err := w.gateway.Backends.Modify(t.Context(), service().Backend("openai-v1-ai-east"), func(b *gateway.Backend) error {
				b.Properties.URL = "https://ai-east.services.ai.azure.com/"
				return nil
			})
			return err
		}},
		{"no policy", probe.LayerList, func(w world) error {
			return w.gateway.Policies.Delete(t.Context(), service().API("openai-v1").Policy(gateway.PolicyName), nil)
		}},
		{"no questions", probe.LayerList, func(w world) error {
			return w.gateway.Operations.Delete(t.Context(), service().API("openai-v1").Operation("list-deployments"), nil)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			g := wanted()
			g.Access.Projects[0].Application = armtest.AdministratorClientID
			w.apply(g)
			if err := test.breakIt(w); err != nil {
				t.Fatal(err)
			}
			w.wantAnswer(g, "", test.failed)
			w.Client = w.client()
			w.apply(g)
			w.wantAnswer(g, "", "")
		})
	}
}

// A caller that is not listed gets nothing.
func TestClient_Apply_keepsOthersOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.apply(wanted())
	w.wantAnswer(wanted(), "", probe.LayerList)
}

// wantAnswer puts the connection into a project, reads it back, and probes the gateway as it is set up now. It
// wants every model to answer, or the probe to fail in a layer.
func (w world) wantAnswer(g setup.Gateway, key string, failed probe.Layer) {
	w.t.Helper()
	ctx := w.t.Context()
	options, err := w.AIGateway(g.Service.API(g.API).String(), key)
	if err != nil {
		w.t.Fatal(err)
	}
	double, err := armtest.StartAIGateway(options)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = double.Close() }() // nothing to lose
	g.GatewayURL = strings.TrimSuffix(double.Target(), "/"+g.Path)
	var secret connections.Secret
	if key != "" {
		secret = connections.NewSecret(key)
	}
	body := testworld.Must[connections.Connection](w.t)(g.Connection(secret).Connection())
	clients := testworld.Must[*connections.Client](w.t)(connections.NewClient(w.cred, w.ClientOptions()))
	project := account("ai-east").Project("orders")
	w.put(project.String(), map[string]any{"location": armtest.DefaultRegion, "identity": map[string]any{"type": "SystemAssigned"}, "properties": map[string]any{}})
	id := connections.ID{Home: connections.ProjectScope(group(), "ai-east", "orders"), Name: "gateway"}
	testworld.Must[connections.Connection](w.t)(clients.Connections.Create(ctx, id, body))
	stored := testworld.Must[connections.Connection](w.t)(clients.Connections.Get(ctx, id))
	report, err := probe.Run(ctx, stored, &probe.Options{
		Roots: double.Roots(), Chat: true, Secret: secret, // which no read returns
		Token: func(ctx context.Context) (string, error) {
			token, err := w.cred.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{connections.AudienceCognitiveServices + "/.default"}})
			return token.Token, err
		},
	})
	if err != nil || report.Failed != failed || report.OK != (failed == "") {
		w.t.Errorf("probe failed in %q, want %q: %v %+v", report.Failed, failed, err, report.Findings)
	}
}

// A set-up is no gateway where something is not there.
func TestWorld_AIGateway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.AIGateway(service().API("none").String(), ""); err == nil {
		t.Error("AIGateway() of nothing = nil error")
	}
	g := wanted()
	g.Access.Generic = true
	w.apply(g)
	if _, err := w.AIGateway(g.Service.API(g.API).String(), ""); err == nil || !strings.Contains(err.Error(), "validate-jwt") {
		t.Errorf("error = %v, want one about validate-jwt", err)
	}
}

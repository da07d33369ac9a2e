// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
)

// start serves a double until the test ends.
func start(t *testing.T, opts armtest.AIGatewayOptions) *armtest.AIGateway {
	t.Helper()
	g, err := armtest.StartAIGateway(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return g
}

// answerWith has a double answer what its operation at a path suffix says with something else.
func answerWith(suffix string, status int, contentType, text string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, suffix) {
			return false
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Location", "/elsewhere?code=canary-code")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text))
		return true
	}
}

// paths are the requests that a double saw.
func paths(g *armtest.AIGateway) []string {
	var out []string
	for _, r := range g.Requests() {
		out = append(out, fmt.Sprintf("%s %s?%s %d", r.Method, r.Path, r.Query, r.Status))
	}
	return out
}

func TestRun_right(t *testing.T) {
	t.Parallel()
	bearer := func(token string) bool { return token == "canary-token-5d2e" }
	models := []armtest.AIModel{{Alias: "gpt-4o"}, {Alias: "mini", Name: "gpt-4o-mini"}}
	static := connections.Static{{Alias: "gpt-4o", Model: "gpt-4o", Format: connections.ModelFormatOpenAI}}
	v1 := connections.Dynamic{ListModels: "/models", GetModel: "/models/{deploymentName}", Provider: connections.ModelProviderOpenAI}
	tests := []struct {
		name    string
		gateway armtest.AIGatewayOptions
		make    func(*armtest.AIGateway) connections.Builder
		options probe.Options
		want    []string
	}{
		{
			"classic with a key",
			armtest.AIGatewayOptions{Key: key, Models: models, APIVersions: []string{"2025-03-01-preview"}},
			func(g *armtest.AIGateway) connections.Builder { return keyed(g.Target(), key) },
			probe.Options{Chat: true, Aliases: []string{"mini", "gpt-4o"}},
			[]string{
				"GET /openai/deployments?api-version=2024-10-01 200",
				"GET /openai/deployments/mini?api-version=2024-10-01 200", "GET /openai/deployments/gpt-4o?api-version=2024-10-01 200",
				"POST /openai/deployments/mini/chat/completions?api-version=2025-03-01-preview 200",
				"POST /openai/deployments/gpt-4o/chat/completions?api-version=2025-03-01-preview 200",
			},
		},
		{
			"no chat without asking",
			armtest.AIGatewayOptions{Key: key, Models: models},
			func(g *armtest.AIGateway) connections.Builder { return keyed(g.Target(), key) },
			probe.Options{},
			[]string{"GET /openai/deployments?api-version=2024-10-01 200", "GET /openai/deployments/gpt-4o?api-version=2024-10-01 200"},
		},
		{
			"version 1 with client credentials",
			armtest.AIGatewayOptions{Path: "/v1", ClientSecret: "canary-secret-1c0b", Discovery: armtest.AIDiscoveryOpenAI, ModelInBody: true},
			func(g *armtest.AIGateway) connections.Builder {
				return connections.ModelGateway{Target: g.Target() + "/", Models: v1, Auth: connections.OAuth2{
					ClientID: armtest.AIClientID, ClientSecret: connections.NewSecret("canary-secret-1c0b"),
					TokenURL: g.TokenURL(), Scopes: []string{armtest.AIScope},
				}}
			},
			probe.Options{Chat: true},
			[]string{"POST /oauth2/token? 200", "GET /v1/models? 200", "GET /v1/models/gpt-4o? 200", "POST /v1/chat/completions? 200"},
		},
		{
			"project identity, static",
			armtest.AIGatewayOptions{Token: bearer, ModelInBody: true},
			func(g *armtest.AIGateway) connections.Builder {
				return connections.APIManagement{Target: g.Target(), Models: static,
					Auth: connections.ProjectManagedIdentity{Audience: connections.AudienceCognitiveServices}}
			},
			probe.Options{Chat: true, Token: token("canary-token-5d2e")},
			[]string{"POST /openai/chat/completions? 200"},
		},
		{
			"static without a call",
			armtest.AIGatewayOptions{Key: key},
			func(g *armtest.AIGateway) connections.Builder {
				b := keyed(g.Target(), key)
				b.Models = static
				return b
			},
			probe.Options{},
			[]string{"POST /openai/deployments/gpt-4o/chat/completions?api-version=2025-03-01-preview 400"},
		},
		{
			"key in a header of its own",
			armtest.AIGatewayOptions{Key: key, KeyHeader: "Authorization", KeyFormat: "Bearer {api_key}"},
			func(g *armtest.AIGateway) connections.Builder {
				b := keyed(g.Target(), key)
				b.AuthHeader = connections.AuthHeader{Name: "Authorization", Format: "Bearer {api_key}"}
				return b
			},
			probe.Options{},
			[]string{"GET /openai/deployments?api-version=2024-10-01 200", "GET /openai/deployments/gpt-4o?api-version=2024-10-01 200"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := start(t, tt.gateway)
			tt.options.Roots = g.Roots()
			b := tt.make(g)
			report := run(t, b, &tt.options)
			if !report.OK || report.Failed != "" || len(report.Findings) > 0 {
				t.Errorf("findings %v, want none", report.Findings)
			}
			if diff := cmp.Diff(tt.want, paths(g)); diff != "" {
				t.Errorf("requests (-want +got)\n%s", diff)
			}
			if report.Requests != len(tt.want) {
				t.Errorf("Requests = %d, want %d", report.Requests, len(tt.want))
			}
			clean(t, report)
			alsoInFoundry(t, g, b, report)
		})
	}
}

// clean fails the test where a report shows a canary, in JSON or printed.
func clean(t *testing.T, report probe.Report) {
	t.Helper()
	text, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{string(text), fmt.Sprintf("%+v %#v %v", report, report, report.Findings)} {
		if strings.Contains(strings.ToLower(shown), "canary") || strings.Contains(shown, "7f3a91") {
			t.Errorf("the report shows a secret: %s", shown)
		}
	}
	var back probe.Report
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(report, back); diff != "" {
		t.Errorf("report through JSON (-want +got)\n%s", diff)
	}
}

func TestRun_steps(t *testing.T) {
	t.Parallel()
	g := start(t, armtest.AIGatewayOptions{Key: "another"})
	var told []azfoundry.Progress
	report := run(t, keyed(g.Target(), key), &probe.Options{Roots: g.Roots(), Chat: true, OnProgress: func(p azfoundry.Progress) { told = append(told, p) }})
	var got []string
	for _, s := range report.Steps {
		got = append(got, fmt.Sprint(s.Layer, " ", s.Outcome, " ", s.Status))
	}
	want := []string{"dns passed 0", "connect passed 0", "tls passed 0", "token skipped 0", "list failed 401", "get skipped 0", "chat skipped 0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got)\n%s", diff)
	}
	if len(told) != 4 || told[3].Step != "list the models" || told[3].Done != 4 {
		t.Errorf("progress %+v, want the four steps that were done", told)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
)

func token(text string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return text, nil }
}

// endless answers with more than anybody should read, and does not end before the client goes.
func endless(w http.ResponseWriter, r *http.Request) bool {
	_, _ = w.Write([]byte(strings.Repeat(" ", 5<<20)))
	<-r.Context().Done()
	return true
}

const jsonText = "application/json"

func TestRun_verdicts(t *testing.T) {
	t.Parallel()
	v1 := connections.Dynamic{ListModels: "/models", GetModel: "/models/{deploymentName}", Provider: connections.ModelProviderOpenAI}
	openAIAtDeployments := connections.Dynamic{ListModels: "/deployments", GetModel: "/deployments/{deploymentName}", Provider: connections.ModelProviderOpenAI}
	azureAtModels := connections.Dynamic{ListModels: "/models", GetModel: "/models/{deploymentName}", Provider: connections.ModelProviderAzureOpenAI}
	static := func(alias string) func(*connections.APIManagement) {
		return func(b *connections.APIManagement) {
			b.Models = connections.Static{{Alias: alias, Model: "m", Format: connections.ModelFormatOpenAI}}
		}
	}
	identity := func(b *connections.APIManagement) {
		b.Auth = connections.ProjectManagedIdentity{Audience: connections.AudienceCognitiveServices}
	}
	discovery := func(d connections.Dynamic) func(*connections.APIManagement) {
		return func(b *connections.APIManagement) { b.Models = d }
	}
	header := func(name, format string) func(*connections.APIManagement) {
		return func(b *connections.APIManagement) { b.AuthHeader = connections.AuthHeader{Name: name, Format: format} }
	}
	tests := []struct {
		name    string
		gateway armtest.AIGatewayOptions
		change  func(*connections.APIManagement)
		options probe.Options
		want    probe.Verdict
		layer   probe.Layer
		rule    probe.Rule
		says    string // part of the message
		fix     string // part of the advice
		sent    int    // requests
	}{
		// The path's shape and what it leads to.
		{"model wanted in the body", armtest.AIGatewayOptions{Key: key, ModelInBody: true}, nil, probe.Options{Chat: true},
			probe.VerdictPathShape, probe.LayerChat, probe.RuleURL, "/openai/chat/completions does", `deploymentInPath to "false" and leave inferenceAPIVersion out`, 4},
		{"model wanted in the path", armtest.AIGatewayOptions{Key: key}, func(b *connections.APIManagement) { b.DeploymentInPath = false }, probe.Options{Chat: true},
			probe.VerdictPathShape, probe.LayerChat, probe.RuleURL, "/openai/deployments/gpt-4o/chat/completions?api-version=2025-03-01-preview does", `deploymentInPath to "true"`, 4},
		{"wrong API path", armtest.AIGatewayOptions{Key: key, Path: "/models"}, func(b *connections.APIManagement) {
			b.Target = strings.Replace(b.Target, "/models", "/openai", 1)
		}, probe.Options{Chat: true},
			probe.VerdictNoDiscovery, probe.LayerList, probe.RuleDiscovery, `404 with "Resource not found"`, "GET /deployments/{deploymentName}", 1},
		{"version of the API", armtest.AIGatewayOptions{Key: key, ModelInBody: true, Discovery: armtest.AIDiscoveryOpenAI},
			func(b *connections.APIManagement) { b.DeploymentInPath, b.Models = false, v1 }, probe.Options{Chat: true},
			probe.VerdictAPIVersion, probe.LayerChat, probe.RuleURL, `400 with "API version not supported"`, "leave inferenceAPIVersion out", 3},
		{"version of the API missing", armtest.AIGatewayOptions{Key: key, APIVersions: []string{"2025-03-01-preview"}},
			func(b *connections.APIManagement) { b.InferenceAPIVersion = "" }, probe.Options{Chat: true},
			probe.VerdictAPIVersion, probe.LayerChat, probe.RuleURL, "API version not supported", "set inferenceAPIVersion", 3},
		{"listed but not there", armtest.AIGatewayOptions{Key: key, Before: answerWith("/chat/completions", 404, jsonText,
			`{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}`)}, nil, probe.Options{Chat: true},
			probe.VerdictNotFound, probe.LayerChat, probe.RuleURL, "does not exist", "deploy the model", 4},

		// A static list, without Chat: an empty question shows as much.
		{"static, model wanted in the body", armtest.AIGatewayOptions{Key: key, ModelInBody: true}, static("gpt-4o"), probe.Options{},
			probe.VerdictPathShape, probe.LayerChat, probe.RuleURL, "/openai/chat/completions does", `deploymentInPath to "false"`, 2},
		{"static, not deployed", armtest.AIGatewayOptions{Key: key}, static("gpt-9"), probe.Options{},
			probe.VerdictNotFound, probe.LayerChat, probe.RuleURL, "does not exist", "deploy the model", 2},
		{"static, version of the API", armtest.AIGatewayOptions{Key: key, APIVersions: []string{"2024-10-21"}}, static("gpt-4o"), probe.Options{},
			probe.VerdictAPIVersion, probe.LayerChat, probe.RuleURL, "API version not supported", "in place of 2025-03-01-preview", 1},
		{"static, key in the other header", armtest.AIGatewayOptions{Key: key, KeyHeader: "Ocp-Apim-Subscription-Key"}, static("gpt-4o"), probe.Options{},
			probe.VerdictKeyHeader, probe.LayerChat, probe.RuleAuth, "takes it in Ocp-Apim-Subscription-Key (400)", "subscriptionKeyParameterNames", 2},
		{"static, redirection", armtest.AIGatewayOptions{Key: key, Before: answerWith("/completions", 307, jsonText, "")}, static("gpt-4o"), probe.Options{},
			probe.VerdictRedirect, probe.LayerChat, probe.RuleURL, "answered 307, to go to https://localhost", "target itself", 1},

		// Discovery.
		{"no discovery", armtest.AIGatewayOptions{Key: key, Discovery: armtest.AIDiscoveryNone}, nil, probe.Options{},
			probe.VerdictNoDiscovery, probe.LayerList, probe.RuleDiscovery, "404", "list the models in the connection", 1},
		{"wrong provider, OpenAI", armtest.AIGatewayOptions{Key: key}, discovery(openAIAtDeployments), probe.Options{},
			probe.VerdictProvider, probe.LayerList, probe.RuleDiscovery, "in the form of AzureOpenAI", "deploymentProvider in modelDiscovery to AzureOpenAI", 1},
		{"wrong provider, AzureOpenAI", armtest.AIGatewayOptions{Key: key, Discovery: armtest.AIDiscoveryOpenAI}, discovery(azureAtModels), probe.Options{},
			probe.VerdictProvider, probe.LayerList, probe.RuleDiscovery, "in the form of OpenAI", "deploymentProvider in modelDiscovery to OpenAI", 1},
		{"wrong provider of one model", armtest.AIGatewayOptions{Key: key, Before: answerWith("/gpt-4o", 200, jsonText, `{"id":"gpt-4o","object":"model"}`)}, nil, probe.Options{},
			probe.VerdictProvider, probe.LayerGet, probe.RuleDiscovery, "in the form of OpenAI", "to OpenAI", 2},
		{"model without format", armtest.AIGatewayOptions{Key: key, Before: answerWith("/gpt-4o", 200, jsonText, `{"id":"/x","name":"gpt-4o","properties":{"model":{"name":"gpt-4o"}}}`)}, nil, probe.Options{},
			probe.VerdictAnswer, probe.LayerGet, probe.RuleDiscovery, "properties.model", "management.azure.com", 2},
		{"a page", armtest.AIGatewayOptions{Key: key, Before: answerWith("/deployments", 200, "text/html; charset=utf-8", "<html>canary</html>")}, nil, probe.Options{},
			probe.VerdictAnswer, probe.LayerList, probe.RuleDiscovery, "19 bytes of text/html", "value[]", 1},
		{"neither form", armtest.AIGatewayOptions{Key: key, Before: answerWith("/deployments", 200, jsonText, `{"items":[]}`)}, nil, probe.Options{},
			probe.VerdictAnswer, probe.LayerList, probe.RuleDiscovery, "neither value[] nor data[]", "value[]", 1},
		{"no name", armtest.AIGatewayOptions{Key: key, Before: answerWith("/deployments", 200, jsonText, `{"value":[{"id":"a"}]}`)}, nil, probe.Options{},
			probe.VerdictAnswer, probe.LayerList, probe.RuleDiscovery, "item 0", "value[]", 1},
		{"no models", armtest.AIGatewayOptions{Key: key, Models: []armtest.AIModel{}}, nil, probe.Options{},
			probe.VerdictNoModels, probe.LayerList, probe.RuleDiscovery, "no models", "Reader", 1},
		{"endless list", armtest.AIGatewayOptions{Key: key, Before: endless}, nil, probe.Options{},
			probe.VerdictAnswer, probe.LayerList, probe.RuleDiscovery, "more than 4194304 bytes", "", 1},
		{"alias not listed", armtest.AIGatewayOptions{Key: key}, nil, probe.Options{Aliases: []string{"gpt-4o", "gpt-5"}},
			probe.VerdictAliasUnknown, probe.LayerList, probe.RuleDiscovery, "does not list gpt-5, but gpt-4o", "under this alias", 1},
		{"alias on another page", armtest.AIGatewayOptions{Key: key, Before: answerWith("/deployments", 200, jsonText, `{"value":[{"name":"a"}],"nextLink":"x"}`)}, nil, probe.Options{Aliases: []string{"gpt-5"}},
			probe.VerdictAliasUnknown, probe.LayerGet, probe.RuleDiscovery, "gpt-5' under resource group", "under this alias", 2},

		// Statuses that Foundry does not take.
		{"201", armtest.AIGatewayOptions{Key: key, Success: 201}, nil, probe.Options{},
			probe.VerdictNot200, probe.LayerList, probe.RuleURL, "answered 201", "200, and nothing else", 1},
		{"redirection", armtest.AIGatewayOptions{Key: key, Before: answerWith("/deployments", 302, jsonText, "")}, nil, probe.Options{},
			probe.VerdictRedirect, probe.LayerList, probe.RuleURL, "/elsewhere", "at the target itself", 1},
		{"no policy", armtest.AIGatewayOptions{Key: key, Before: answerWith("/deployments", 500, jsonText, `{"statusCode":500,"message":"Internal server error"}`)}, nil, probe.Options{},
			probe.VerdictServerError, probe.LayerList, probe.RuleDiscovery, "500", "without a policy", 1},
		{"limited", armtest.AIGatewayOptions{Key: key, Before: answerWith("/chat/completions", 429, jsonText, "{}")}, nil, probe.Options{Chat: true},
			probe.VerdictLimited, probe.LayerChat, probe.RuleURL, "429", "limit", 3},
		{"refused", armtest.AIGatewayOptions{Key: key, Before: answerWith("/deployments", 418, jsonText, "{}")}, nil, probe.Options{},
			probe.VerdictRefused, probe.LayerList, probe.RuleDiscovery, "418", "trace", 1},
		{"no completion", armtest.AIGatewayOptions{Key: key, Before: answerWith("/chat/completions", 200, jsonText, `{"result":"ok"}`)}, nil, probe.Options{Chat: true},
			probe.VerdictAnswer, probe.LayerChat, probe.RuleURL, "no chat completion", "choices", 3},

		// Signing in.
		{"wrong key", armtest.AIGatewayOptions{Key: "another"}, nil, probe.Options{},
			probe.VerdictKeyRefused, probe.LayerList, probe.RuleAuth, "invalid subscription key", "subscription or product", 3},
		{"key in the other header", armtest.AIGatewayOptions{Key: key, KeyHeader: "Ocp-Apim-Subscription-Key"}, nil, probe.Options{},
			probe.VerdictKeyHeader, probe.LayerList, probe.RuleAuth, "takes it in Ocp-Apim-Subscription-Key (200)", "subscriptionKeyParameterNames.header of the API to api-key", 2},
		{"key in Authorization", armtest.AIGatewayOptions{Key: key, KeyHeader: "Authorization", KeyFormat: "Bearer {api_key}"}, nil, probe.Options{},
			probe.VerdictKeyHeader, probe.LayerList, probe.RuleAuth, "takes it in Authorization", `"format":"Bearer {api_key}"`, 3},
		{"key in api-key after all", armtest.AIGatewayOptions{Key: key}, header("X-Key", ""), probe.Options{},
			probe.VerdictKeyHeader, probe.LayerList, probe.RuleAuth, "in the header X-Key, and takes it in api-key", "leave authConfig out", 2},
		{"forbidden", armtest.AIGatewayOptions{Key: key, Before: answerWith("", 403, jsonText, `{"message":"Forbidden"}`)}, nil, probe.Options{},
			probe.VerdictKeyRefused, probe.LayerList, probe.RuleAuth, `403 with "Forbidden"`, "", 3},
		{"token refused", armtest.AIGatewayOptions{Token: func(string) bool { return false }}, identity, probe.Options{Token: token("canary-token")},
			probe.VerdictTokenRefused, probe.LayerList, probe.RuleAuth, "Invalid JWT", "sts.windows.net", 1},
		{"key wanted beside the token", armtest.AIGatewayOptions{Key: "another"}, identity, probe.Options{Token: token("canary-token")},
			probe.VerdictSubscription, probe.LayerList, probe.RuleAuth, "missing subscription key", "subscriptionRequired", 1},
		{"no token", armtest.AIGatewayOptions{}, identity, probe.Options{Token: token("")},
			probe.VerdictNoToken, probe.LayerToken, probe.RuleAuth, "gave no token", "caller's own", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := start(t, tt.gateway)
			b := keyed(g.Target(), key)
			if tt.change != nil {
				tt.change(&b)
			}
			tt.options.Roots = g.Roots()
			report := run(t, b, &tt.options)
			f := the(t, report)
			if f.Verdict != tt.want || f.Layer != tt.layer || f.Rule != tt.rule || f.Severity != "error" {
				t.Errorf("finding %+v, want %s in %s by %s", f, tt.want, tt.layer, tt.rule)
			}
			if !strings.Contains(f.Message, tt.says) || !strings.Contains(f.Fix, tt.fix) || f.Symptom == "" || f.Fix == "" {
				t.Errorf("finding %+v, want %q, and to do %q", f, tt.says, tt.fix)
			}
			if report.Requests != tt.sent || len(g.Requests()) != tt.sent {
				t.Errorf("%d requests sent, %d seen, want %d: %q", report.Requests, len(g.Requests()), tt.sent, paths(g))
			}
			clean(t, report)
			alsoInFoundry(t, g, b, report)
		})
	}
}

// Of a server that fails on an empty question nothing is known.
func TestRun_emptyQuestion(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]probe.Outcome{200: probe.OutcomePassed, 400: probe.OutcomePassed, 422: probe.OutcomePassed, 500: probe.OutcomeSkipped} {
		g := start(t, armtest.AIGatewayOptions{Before: answerWith("/completions", status, jsonText, `{"message":"no messages"}`)})
		b := keyed(g.Target(), key)
		b.Models = connections.Static{{Alias: "gpt-4o", Model: "gpt-4o", Format: connections.ModelFormatOpenAI}}
		report := run(t, b, &probe.Options{Roots: g.Roots()})
		if last := report.Steps[len(report.Steps)-1]; !report.OK || last.Outcome != want || last.Layer != probe.LayerChat || report.Requests != 1 {
			t.Errorf("status %d: step %+v after %d requests, want %s", status, last, report.Requests, want)
		}
	}
}

// Models of Anthropic are called by their own API.
func TestRun_anthropic(t *testing.T) {
	t.Parallel()
	var header, path string
	answer := answerWith("/v1/messages", 200, jsonText, `{"content":[{"type":"text","text":"ok"}]}`)
	g := start(t, armtest.AIGatewayOptions{Before: func(w http.ResponseWriter, r *http.Request) bool {
		header, path = r.Header.Get("Anthropic-Version"), r.URL.Path
		return answer(w, r)
	}})
	b := keyed(g.Target(), key)
	b.Models = connections.Static{{Alias: "claude", Model: "claude", Format: connections.ModelFormatAnthropic}}
	report := run(t, b, &probe.Options{Roots: g.Roots(), Chat: true})
	if !report.OK || header == "" || path != "/openai/v1/messages" {
		t.Errorf("report %+v after a request to %s of version %q, want OK", report.Findings, path, header)
	}
}

func TestRun_token(t *testing.T) {
	t.Parallel()
	const clientSecret = "canary-secret"
	tests := []struct {
		name   string
		change func(*connections.OAuth2)
		says   string
	}{
		{"wrong secret", func(a *connections.OAuth2) { a.ClientSecret = connections.NewSecret("canary-wrong") }, "invalid_client: Invalid client secret"},
		{"wrong scope", func(a *connections.OAuth2) { a.Scopes = []string{"x", "y"} }, "invalid_scope"},
		{"nothing there", func(a *connections.OAuth2) { a.TokenURL += "/v2" }, "404"},
		{"no such host", func(a *connections.OAuth2) { a.TokenURL = "https://127.0.0.1:1/token?sig=canary" }, "no answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := start(t, armtest.AIGatewayOptions{ClientSecret: clientSecret})
			auth := connections.OAuth2{ClientID: armtest.AIClientID, ClientSecret: connections.NewSecret(clientSecret), TokenURL: g.TokenURL(), Scopes: []string{armtest.AIScope}}
			tt.change(&auth)
			report := run(t, connections.ModelGateway{Target: g.Target(), Auth: auth, Models: connections.DefaultDiscovery()}, &probe.Options{Roots: g.Roots()})
			f := the(t, report)
			if f.Verdict != probe.VerdictNoToken || f.Layer != probe.LayerToken || f.Rule != probe.RuleAuth || !strings.Contains(f.Message, tt.says) {
				t.Errorf("finding %+v, want no-token with %q", f, tt.says)
			}
			clean(t, report)
		})
	}
}

// A gateway that shows its callers what they sent must not get it into the report.
func TestRun_echo(t *testing.T) {
	t.Parallel()
	echo := func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Content-Type", "application/"+r.Header.Get("Api-Key"))
		w.Header().Set("Location", "https://example.com/"+r.Header.Get("Api-Key"))
		w.WriteHeader(map[string]int{"/openai/a": 302, "/openai/b": 400}[r.URL.Path] + 200*strings.Count(r.URL.Path, "/c"))
		text := `{"error":{"message":"no ` + strings.ToUpper(r.Header.Get("Api-Key")) + ` in ` + strings.Repeat("x", 288) + r.Header.Get("Api-Key") + `"},"value":[{"name":"` + r.Header.Get("Api-Key") + `"}]}`
		_, _ = w.Write([]byte(text))
		return true
	}
	g := start(t, armtest.AIGatewayOptions{Before: echo})
	for _, list := range []string{"/a", "/b", "/c"} {
		b := keyed(g.Target(), key)
		b.Models = connections.Dynamic{ListModels: list, GetModel: "/c/{deploymentName}", Provider: connections.ModelProviderAzureOpenAI}
		clean(t, run(t, b, &probe.Options{Roots: g.Roots()}))
	}
}

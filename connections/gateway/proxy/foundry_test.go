// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

func TestParseFoundry(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 257)
	tests := []struct {
		name   string
		header map[string][]string
		want   proxy.Foundry
	}{
		{
			"as captured", map[string][]string{
				"openai-project": {"sampleproject1"}, "x-ms-foundry-agent-id": {"TestAgent-ai-gateway-static:5"},
				"x-ms-foundry-model-id": {"conn1apimgwstaticopenai/gpt-4o"}, "x-ms-foundry-project-id": {strings.ToUpper(project)},
				"x-ms-client-request-id": {"76ddf586"}, "x-ms-containerapp-name": {"dataproxy"}, "X-Request-Id": {"96534855"},
			},
			proxy.Foundry{
				ProjectID: project, ProjectName: "sampleproject1", Agent: "TestAgent-ai-gateway-static", AgentVersion: "5",
				Connection: "conn1apimgwstaticopenai", Model: "gpt-4o", ClientRequestID: "76ddf586",
			},
		},
		{"nothing", nil, proxy.Foundry{}},
		{"colons", map[string][]string{"x-ms-foundry-agent-id": {"a:b:7"}}, proxy.Foundry{Agent: "a:b", AgentVersion: "7"}},
		{"no version", map[string][]string{"x-ms-foundry-agent-id": {"agent"}}, proxy.Foundry{Agent: "agent"}},
		{"no name", map[string][]string{"x-ms-foundry-agent-id": {":7"}}, proxy.Foundry{Agent: ":7"}},
		{"empty version", map[string][]string{"x-ms-foundry-agent-id": {"agent:"}}, proxy.Foundry{Agent: "agent"}},
		{"slashes", map[string][]string{"x-ms-foundry-model-id": {"c/openai/gpt"}}, proxy.Foundry{Connection: "c", Model: "openai/gpt"}},
		{"no connection", map[string][]string{"x-ms-foundry-model-id": {"gpt"}}, proxy.Foundry{Model: "gpt"}},
		{"spaces", map[string][]string{"openai-project": {"  p  "}}, proxy.Foundry{ProjectName: "p"}},
		{
			"new headers", map[string][]string{"x-ms-foundry-run-id": {"r"}, "X-MS-Foundry-Zone": {""}},
			proxy.Foundry{Others: map[string]string{"x-ms-foundry-run-id": "r", "x-ms-foundry-zone": ""}},
		},
		{
			"hostile", map[string][]string{
				"x-ms-foundry-agent-id": {"a\nb"}, "x-ms-foundry-model-id": {long}, "x-ms-foundry-project-id": {"a", "b"},
				"openai-project": {"\xff"}, "x-ms-foundry-a": {"\u202e"}, "x-ms-foundry-b": {"a\u2028b"}, "x-ms-client-request-id": {"a\x00"},
			},
			proxy.Foundry{Dropped: []string{
				"openai-project", "x-ms-client-request-id", "x-ms-foundry-a", "x-ms-foundry-agent-id", "x-ms-foundry-b", "x-ms-foundry-model-id", "x-ms-foundry-project-id",
			}},
		},
		{"as long as may be", map[string][]string{"openai-project": {long[1:]}}, proxy.Foundry{ProjectName: long[1:]}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := http.Header{}
			for name, values := range tt.header {
				h[http.CanonicalHeaderKey(name)] = values
			}
			if diff := cmp.Diff(tt.want, proxy.ParseFoundry(h)); diff != "" {
				t.Errorf("ParseFoundry() (-want +got)\n%s", diff)
			}
		})
	}
}

func TestParseFoundry_bounded(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	for n := range 1000 {
		h.Set(fmt.Sprintf("x-ms-foundry-%04d", n), "v")
	}
	h.Set("x-ms-foundry-"+strings.Repeat("n", 300), "v")
	f := proxy.ParseFoundry(h)
	if len(f.Others) != 16 || len(f.Dropped) != 984 || f.Others["x-ms-foundry-0015"] != "v" {
		t.Errorf("%d others and %d dropped, want the first 16", len(f.Others), len(f.Dropped))
	}
}

// Whatever headers hold, what is kept of them can be logged, and nothing disappears without a word.
func FuzzParseFoundry(f *testing.F) {
	f.Add("TestAgent:5", "conn/gpt-4o", project, "sampleproject1", "x-ms-foundry-run-id", "r", false)
	f.Add("a:b:", "/", "\x00", "\u202e", "X-Ms-Foundry-Agent-Id", "twice", true)
	f.Add(strings.Repeat("x", 300), "\xff", " ", "\t", "x-ms-foundry-", "", true)
	f.Fuzz(func(t *testing.T, agent, model, id, name, unknown, value string, twice bool) {
		h := http.Header{}
		h.Set(proxy.HeaderAgentID, agent)
		h.Set(proxy.HeaderModelID, model)
		h.Set(proxy.HeaderProjectID, id)
		h.Set(proxy.HeaderProjectName, name)
		h.Add(unknown, value)
		if twice {
			h.Add(proxy.HeaderProjectID, id)
		}
		got := proxy.ParseFoundry(h)
		kept := []string{got.ProjectID, got.ProjectName, got.Agent, got.AgentVersion, got.Connection, got.Model}
		for name, value := range got.Others {
			if !strings.HasPrefix(name, "x-ms-foundry-") {
				t.Errorf("kept %q", name)
			}
			kept = append(kept, value)
		}
		for _, text := range kept {
			if len(text) > 256 || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
				t.Errorf("kept %q", text)
			}
		}
		if twice && (got.ProjectID != "" || !slices.Contains(got.Dropped, "x-ms-foundry-project-id")) {
			t.Errorf("two ids became %q, dropped %q", got.ProjectID, got.Dropped)
		}
		if agent != "" && strings.TrimSpace(agent) != "" && got.Agent == "" && !slices.Contains(got.Dropped, "x-ms-foundry-agent-id") {
			t.Errorf("the agent %q is gone without a word", agent)
		}
		if got.AgentVersion != "" && !slices.Contains(got.Dropped, "x-ms-foundry-agent-id") && strings.TrimSpace(agent) != got.Agent+":"+got.AgentVersion {
			t.Errorf("%q became %q and %q", agent, got.Agent, got.AgentVersion)
		}
	})
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package report_test

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections/gateway/report"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

const (
	group     = "/subscriptions/" + armtest.ManagementSubscription + "/resourceGroups/" + armtest.DefaultNetworkGroup
	component = group + "/providers/Microsoft.Insights/components/appi-gateway"
	workspace = group + "/providers/Microsoft.OperationalInsights/workspaces/log-gateway"

	orders  = "0b5e0f6a-7f0c-4a64-9a51-6d1c0a6f4e01"
	returns = "0b5e0f6a-7f0c-4a64-9a51-6d1c0a6f4e02"
	app     = "5c1d3f0e-2b7a-4d19-8f43-b2a7c9e6d101"
)

// world is an emulator with a component in a workspace, and a client that may read them.
type world struct {
	*armtest.World
	*report.Client
	t *testing.T
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := testworld.Start(t, &armtest.Options{Listen: armtest.NoListener})
	for id, properties := range map[string]map[string]any{workspace: {}, component: {"Application_Type": "web", "WorkspaceResourceId": workspace}} {
		if err := w.Put(id, map[string]any{"location": armtest.DefaultRegion, "kind": "web", "properties": properties}); err != nil {
			t.Fatal(err)
		}
	}
	admin := armtest.Application{ClientID: armtest.AdministratorClientID, ClientSecret: armtest.AdministratorSecret}
	c, err := report.NewClient(testworld.Sign(t, w, armtest.ManagementTenant, admin), w.ClientOptions())
	if err != nil {
		t.Fatal(err)
	}
	return world{w, c, t}
}

// on is a day of November 2026, at noon.
func on(day int) time.Time { return time.Date(2026, 11, day, 12, 0, 0, 0, time.UTC) }

// november asks for all of November 2026.
func november() report.Query {
	return report.Query{From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
}

// usage is a call of a model.
func usage(at time.Time, project, agent, model string, prompt, completion int) armtest.TokenUsage {
	return armtest.TokenUsage{Time: at, Prompt: prompt, Completion: completion, Dimensions: map[string]string{
		"projectId": cmp.Or(project, "none"), "agentName": strings.Split(cmp.Or(agent, "none"), ":")[0], "agentRevision": cmp.Or(agent, "none"), "model": model, "appId": app,
	}}
}

func (w world) count(usage ...armtest.TokenUsage) {
	w.t.Helper()
	if err := w.CountTokens(component, usage...); err != nil {
		w.t.Fatal(err)
	}
}

func (w world) tokens(source string, q report.Query) report.Report {
	w.t.Helper()
	return testworld.Must[report.Report](w.t)(w.Tokens(w.t.Context(), source, q))
}

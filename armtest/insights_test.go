// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/azfoundry/azfoundry/armtest"
)

const (
	insights  = network + "/providers/Microsoft.Insights/components/appi"
	analytics = network + "/providers/Microsoft.OperationalInsights/workspaces/logs"
)

// withInsights makes a component in a workspace, and another one outside of it, each with a call counted.
func withInsights(t *testing.T) *session {
	t.Helper()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	s.want("201", "PUT", analytics+"?api-version=2023-09-01", object{"location": armtest.DefaultRegion, "properties": object{}})
	for name, workspace := range map[string]string{"appi": analytics, "other": ""} {
		id := strings.TrimSuffix(insights, "appi") + name
		s.want("201", "PUT", id+"?api-version=2020-02-02", object{"location": armtest.DefaultRegion, "kind": "web", "properties": object{"WorkspaceResourceId": workspace}})
		usage := armtest.TokenUsage{Time: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC), Prompt: 7, Completion: 3, Dimensions: map[string]string{"model": name}}
		if err := w.CountTokens(id, usage); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestWorld_CountTokens(t *testing.T) {
	t.Parallel()
	s := withInsights(t)
	for path, query := range map[string]string{
		insights + "/query?api-version=2018-04-20":  `customMetrics | summarize s = sum(valueSum) by name, model = tostring(customDimensions["model"]) | order by name asc`,
		analytics + "/query?api-version=2017-10-01": `AppMetrics | summarize s = sum(Sum) by Name, model = tostring(Properties.model) | order by Name asc`,
	} {
		got := s.want("200", "POST", path, object{"query": query})
		if want := `"rows":[["Completion Tokens","appi",3],["Prompt Tokens","appi",7],["Total Tokens","appi",10]]`; !strings.Contains(strings.Join(strings.Fields(got.text), ""), strings.ReplaceAll(want, " ", "")) {
			t.Errorf("%s = %s, want the rows %s", path, got.text, want)
		}
	}
	none := s.want("200", "POST", insights+"/query?api-version=2018-04-20", object{"query": "customMetrics | project name", "timespan": "2026-11-02T00:00:00Z/2026-11-03T00:00:00Z"})
	if !strings.Contains(none.text, `"rows":[]`) {
		t.Errorf("another day = %s, want no rows", none.text)
	}
}

func TestWorld_CountTokens_refuses(t *testing.T) {
	t.Parallel()
	s := withInsights(t)
	ask := insights + "/query?api-version=2018-04-20"
	s.want("BadArgumentError", "POST", ask, object{"query": "AppMetrics"})
	s.want("BadArgumentError", "POST", ask, object{"query": "customMetrics | render piechart"})
	s.want("BadArgumentError", "POST", ask, object{"query": "customMetrics", "timespan": "P1D"})
	s.want("InvalidResourceType", "POST", insights+"/purge?api-version=2020-02-02", object{})
	s.want("ResourceNotFound", "POST", insights+"x/query?api-version=2018-04-20", object{"query": "customMetrics"})
	for _, id := range []string{analytics, insights + "x"} {
		if err := start(t, nil).CountTokens(id); err == nil {
			t.Errorf("CountTokens(%s) = nil, want that there is no component", id)
		}
	}
}

// To ask it takes the right to read alone.
func TestWorld_CountTokens_forReaders(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	s.want("201", "PUT", insights+"?api-version=2020-02-02", object{"location": armtest.DefaultRegion, "kind": "web", "properties": object{}})
	reader := armtest.Application{HomeTenant: armtest.ManagementTenant, ClientID: "9d3c1c5e-58a7-4f0e-8f7b-0a6b1c2d3e4f", ClientSecret: "reader-secret"}
	if err := w.AddApplication(reader); err != nil {
		t.Fatal(err)
	}
	other := newSession(t, w, signIn(t, w, armtest.ManagementTenant, reader.ClientID, reader.ClientSecret))
	other.want("AuthorizationFailed", "POST", insights+"/query?api-version=2018-04-20", object{"query": "customMetrics"})
	id, err := w.AddServicePrincipal(armtest.ManagementTenant, reader.ClientID)
	if err == nil {
		err = w.Assign(insights, id, armtest.RoleReader)
	}
	if err != nil {
		t.Fatal(err)
	}
	other.want("200", "POST", insights+"/query?api-version=2018-04-20", object{"query": "customMetrics"})
}

func TestDiagnostics_needALogger(t *testing.T) {
	t.Parallel()
	s := withGateway(t)
	body := object{"properties": object{"loggerId": apim + "/loggers/insights", "metrics": true}}
	s.want("ValidationError", "PUT", apimPath("/apis/openai/diagnostics/applicationinsights"), object{"properties": object{}})
	s.want("ValidationError", "PUT", apimPath("/apis/openai/diagnostics/applicationinsights"), body)
	s.want("201", "PUT", apimPath("/loggers/insights"), object{"properties": object{"loggerType": "applicationInsights"}})
	s.want("201", "PUT", apimPath("/apis/openai/diagnostics/applicationinsights"), body)
	s.want("InvalidResourceName", "PUT", apimPath("/apis/openai/diagnostics/other"), body)
}

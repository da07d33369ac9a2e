// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/gateway/report"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestQuery_KQL(t *testing.T) {
	t.Parallel()
	q := november()
	q.By, q.Step = []report.Dimension{report.Model, report.Project}, time.Hour
	q.Only = map[report.Dimension][]string{report.Agent: {`a "b"`, "c"}}
	got, err := q.KQL(workspace)
	want := `AppMetrics
| where TimeGenerated >= datetime(2026-11-01T00:00:00Z) and TimeGenerated < datetime(2026-12-01T00:00:00Z)
| where Name in~ ("Prompt Tokens", "Completion Tokens", "Total Tokens")
| extend project = iff(tostring(Properties["projectId"]) == "none", "", tostring(Properties["projectId"])), agent = iff(tostring(Properties["agentName"]) == "none", "", tostring(Properties["agentName"])), model = iff(tostring(Properties["model"]) == "none", "", tostring(Properties["model"]))
| where agent in~ ("a \"b\"", "c")
| summarize prompt = sumif(Sum, Name =~ "Prompt Tokens"), completion = sumif(Sum, Name =~ "Completion Tokens"), total = sumif(Sum, Name =~ "Total Tokens"), first = min(TimeGenerated), last = max(TimeGenerated) by project, model, since = bin(TimeGenerated, 3600s)`
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("KQL() error %v (-want +got):\n%s", err, diff)
	}
}

// A datetime of Kusto has seven digits of a second, and no more.
func TestQuery_KQL_moments(t *testing.T) {
	t.Parallel()
	q := november()
	q.From = q.From.Add(123456789)
	got, err := q.KQL(component)
	if want := "timestamp >= datetime(2026-11-01T00:00:00.1234567Z) and"; err != nil || !strings.Contains(got, want) {
		t.Errorf("KQL() = %s, %v, want %s in it", got, err, want)
	}
}

func TestQuery_Validate(t *testing.T) {
	t.Parallel()
	q := november()
	testworld.WantFaults(t, q.Validate())
	testworld.WantFaults(t, report.Query{}.Validate(), "/From required", "/To required")
	bad := report.Query{
		From: on(3), To: on(2), Step: time.Millisecond, By: []report.Dimension{"team"}, Names: report.Names{Project: "x", Agent: "x"},
		Only: map[report.Dimension][]string{"team": {"a"}, report.Model: {}},
	}
	testworld.WantFaults(t, bad.Validate(), "/To order", "/Step multipleOf", "/By/0 enum", "/Only/model required", "/Only/team enum", "/Names uniqueItems")
	_, err := q.KQL(strings.TrimSuffix(component, "/appi-gateway"))
	testworld.WantFaults(t, err, "/source armid")
}

// Faults are found before anything is sent.
func TestClient_Tokens_sendsNothingBad(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := len(w.Requests())
	_, err := w.Tokens(t.Context(), "/subscriptions/x", report.Query{})
	testworld.WantFaults(t, err, "/source armid", "/From required", "/To required")
	if n := len(w.Requests()) - before; n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}

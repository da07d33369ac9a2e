// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package report_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections/gateway/policy"
	"github.com/azfoundry/azfoundry/connections/gateway/report"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// filled is a world with two projects, an application that is no project, and calls outside of November.
func filled(t *testing.T) world {
	t.Helper()
	w := newWorld(t)
	w.count(
		usage(on(1), orders, "triage:3", "gpt-4o", 100, 20),
		usage(on(1).Add(time.Hour), orders, "triage:3", "gpt-4o", 50, 5),
		usage(on(2), orders, "triage:4", "mini", 7, 3),
		usage(on(3), returns, "desk:1", "gpt-4o", 1000, 1),
		usage(on(3), "", "", "mini", 4, 4),
		usage(on(1).AddDate(0, -1, 0), orders, "triage:3", "gpt-4o", 9999, 9999),
		usage(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), orders, "triage:3", "gpt-4o", 9999, 9999),
	)
	return w
}

func TestClient_Tokens(t *testing.T) {
	t.Parallel()
	w := filled(t)
	want := []report.Row{
		{Model: "mini", Application: app, First: on(3), Last: on(3), Tokens: report.Tokens{Prompt: 4, Completion: 4, Total: 8}},
		{Project: orders, Agent: "triage", Model: "gpt-4o", Application: app, First: on(1), Last: on(1).Add(time.Hour), Tokens: report.Tokens{Prompt: 150, Completion: 25, Total: 175}},
		{Project: orders, Agent: "triage", Model: "mini", Application: app, First: on(2), Last: on(2), Tokens: report.Tokens{Prompt: 7, Completion: 3, Total: 10}},
		{Project: returns, Agent: "desk", Model: "gpt-4o", Application: app, First: on(3), Last: on(3), Tokens: report.Tokens{Prompt: 1000, Completion: 1, Total: 1001}},
	}
	for _, source := range []string{component, workspace, strings.ToUpper(component)} {
		got := w.tokens(source, november())
		if diff := cmp.Diff(want, got.Rows); diff != "" {
			t.Errorf("rows of %s (-want +got):\n%s", source, diff)
		}
		if sum := (report.Tokens{Prompt: 1161, Completion: 33, Total: 1194}); got.Sum != sum {
			t.Errorf("Sum = %v, want %v", got.Sum, sum)
		}
	}
}

func TestClient_Tokens_byFewerDimensions(t *testing.T) {
	t.Parallel()
	w := filled(t)
	type sum struct {
		name  string
		total int64
	}
	tests := []struct {
		name   string
		change func(*report.Query)
		want   []sum
	}{
		{"by project", func(q *report.Query) { q.By = []report.Dimension{report.Project} }, []sum{{"", 8}, {orders, 185}, {returns, 1001}}},
		{"by agents with versions", func(q *report.Query) { q.By = []report.Dimension{report.Project, report.Revision} }, []sum{{"", 8}, {orders, 175}, {orders, 10}, {returns, 1001}}},
		{"by nothing", func(q *report.Query) { q.By = []report.Dimension{} }, []sum{{"", 1194}}},
		{"only a project", func(q *report.Query) {
			q.By, q.Only = []report.Dimension{report.Project}, map[report.Dimension][]string{report.Project: {strings.ToUpper(orders)}}
		}, []sum{{orders, 185}}},
		{"only a model, by project", func(q *report.Query) {
			q.By, q.Only = []report.Dimension{report.Project}, map[report.Dimension][]string{report.Model: {"mini"}}
		}, []sum{{"", 8}, {orders, 10}}},
		{"only what is no project", func(q *report.Query) {
			q.By, q.Only = []report.Dimension{report.Project}, map[report.Dimension][]string{report.Project: {""}}
		}, []sum{{"", 8}}},
		{"each day", func(q *report.Query) { q.By, q.Step = []report.Dimension{}, 24*time.Hour }, []sum{{"", 175}, {"", 10}, {"", 1009}}},
		{"a month without calls", func(q *report.Query) { q.From, q.To = q.From.AddDate(1, 0, 0), q.To.AddDate(1, 0, 0) }, nil},
		{"nothing of a month without calls", func(q *report.Query) {
			q.By, q.From, q.To = []report.Dimension{}, q.From.AddDate(1, 0, 0), q.To.AddDate(1, 0, 0)
		}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			q := november()
			test.change(&q)
			got, err := w.Tokens(t.Context(), component, q)
			if err != nil {
				t.Fatal(err)
			}
			var sums []sum
			for _, row := range got.Rows {
				sums = append(sums, sum{row.Project, row.Tokens.Total})
			}
			if diff := cmp.Diff(test.want, sums, cmp.AllowUnexported(sum{})); diff != "" {
				t.Errorf("sums (-want +got):\n%s", diff)
			}
		})
	}
}

// Names that would be code if they were not quoted find exactly the calls that have them.
func TestClient_Tokens_isSafeFromItsInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	names := []string{
		`x" or "" == "`, `x\\`, `"] | take 0 //`, "two\nlines", "tab\tand \u0085 and \u2028", `'single'`, "ümläut 模型", `\u0041`, "", "a | take 0",
	}
	for i, name := range names {
		w.count(usage(on(1), name, "", "m", i+1, 0))
	}
	for i, name := range names {
		q := november()
		q.By, q.Only = []report.Dimension{report.Project}, map[report.Dimension][]string{report.Project: {name}}
		got := w.tokens(component, q)
		if len(got.Rows) != 1 || got.Rows[0].Project != name || got.Sum.Prompt != int64(i+1) {
			t.Errorf("only %q: %+v, want its %d tokens alone", name, got.Rows, i+1)
		}
	}
}

func TestClient_Tokens_otherNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.count(armtest.TokenUsage{Time: on(1), Prompt: 5, Dimensions: map[string]string{`Project "ID"`: "p"}})
	q := november()
	q.By, q.Names.Project = []report.Dimension{report.Project}, `Project "ID"`
	if got := w.tokens(component, q); len(got.Rows) != 1 || got.Rows[0].Project != "p" {
		t.Errorf("rows = %+v, want the project by its other name", got.Rows)
	}
}

// A dry run asks all the same, as nothing is written.
func TestClient_Tokens_inADryRun(t *testing.T) {
	t.Parallel()
	w := filled(t)
	ctx, plan := azfoundry.DryRun(t.Context())
	got, err := w.Tokens(ctx, component, november())
	if err != nil || got.Sum.Total != 1194 || len(plan.Writes()) != 0 {
		t.Errorf("Tokens() = %v, %v with %d planned writes, want an answer and none", got.Sum, err, len(plan.Writes()))
	}
}

// Part of an answer must not look like all of it.
func TestClient_Tokens_unusableAnswers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, want string }{
		"part":         {`{"tables":[{"columns":[],"rows":[]}],"error":{"code":"PartialError","message":"There were some errors."}}`, "PartialError"},
		"no table":     {`{}`, "no table"},
		"short row":    {`{"tables":[{"columns":[{"name":"total","type":"real"}],"rows":[[]]}]}`, "0 cells"},
		"no number":    {`{"tables":[{"columns":[{"name":"total","type":"real"}],"rows":[["many"]]}]}`, "no number of tokens"},
		"not a moment": {`{"tables":[{"columns":[{"name":"first","type":"datetime"}],"rows":[["soon"]]}]}`, "column first"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.answer(test.body)
			_, err := w.Tokens(t.Context(), component, november())
			if e, ok := errors.AsType[*azfoundry.OpError](err); !ok || !strings.Contains(err.Error(), test.want) || e.Resource != component {
				t.Errorf("error = %v, want an OpError with %q", err, test.want)
			}
		})
	}
}

// Log Analytics has answered in Pascal case, and with numbers as texts.
func TestClient_Tokens_olderAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.answer(`{"Tables":[{"TableName":"Table_0","Columns":[{"ColumnName":"project","DataType":"String"},{"ColumnName":"total","DataType":"Double"},{"ColumnName":"first","DataType":"DateTime"}],"Rows":[["p","12.0","2026-11-01T00:00:00Z"]]}]}`)
	got := w.tokens(workspace, november())
	want := []report.Row{{Project: "p", Tokens: report.Tokens{Total: 12}}}
	if diff := cmp.Diff(want, got.Rows, cmpopts.IgnoreFields(report.Row{}, "First")); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// answer has every query answered with a body.
func (w world) answer(body string) {
	w.Intercept(func(r *http.Request) *http.Response {
		if !strings.HasSuffix(r.URL.Path, "/query") {
			return nil
		}
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body))}
	})
}

// Whoever reads a component may ask; others may not, and of what is not there nobody can.
func TestClient_Tokens_needsARole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	app := armtest.Application{HomeTenant: armtest.ManagementTenant, ClientID: app, ClientSecret: "canary-secret-77aa"}
	if err := w.AddApplication(app); err != nil {
		t.Fatal(err)
	}
	other := testworld.Must[*report.Client](t)(report.NewClient(testworld.Sign(t, w.World, armtest.ManagementTenant, app), w.ClientOptions()))
	_, err := other.Tokens(t.Context(), component, november())
	testworld.WantRefusal(t, err, http.StatusForbidden, "AuthorizationFailed")
	id, err := w.AddServicePrincipal(armtest.ManagementTenant, app.ClientID)
	if err == nil {
		err = w.Assign(component, id, armtest.RoleReader)
	}
	if err == nil {
		_, err = other.Tokens(t.Context(), component, november())
	}
	if err != nil {
		t.Error(err)
	}
	_, err = w.Tokens(t.Context(), strings.Replace(component, "appi-gateway", "other", 1), november())
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

// The usual names of dimensions are those that the policy of a gateway writes.
func TestNames_arePolicys(t *testing.T) {
	t.Parallel()
	document, err := policy.Inference{
		Backend: "b", Metrics: new(policy.Metrics), Access: policy.Access{Tenant: armtest.ManagementTenant, Applications: []string{app}},
	}.Document()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(document.Inbound, func(e policy.Element) bool { _, ok := e.(policy.LLMEmitTokenMetric); return ok })
	if i < 0 {
		t.Fatal("the policy has no metrics")
	}
	q := november()
	q.By = []report.Dimension{report.Project, report.Agent, report.Revision, report.Model, report.Application, report.Subscription}
	text, err := q.KQL(component)
	for _, d := range document.Inbound[i].(policy.LLMEmitTokenMetric).Dimensions {
		if name, _ := d.Name.(policy.Literal); !strings.Contains(text, `["`+string(name)+`"]`) {
			t.Errorf("the question has no dimension %q: %v\n%s", name, err, text)
		}
	}
}

func TestReport_survivesJSON(t *testing.T) {
	t.Parallel()
	want := filled(t).tokens(component, november())
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got report.Report
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

// What callers choose, such as the name of a model, does nothing to a table or a terminal.
func TestReport_WriteTable_ofOddNames(t *testing.T) {
	t.Parallel()
	odd := report.Report{Rows: []report.Row{{Model: "a\tb\nc\x1b[2Jd\u009b2Je\u202ef\u00a0ü", Tokens: report.Tokens{Total: 1}}}}
	var out strings.Builder
	if err := odd.WriteTable(&out); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(out.String(), "\n"); len(lines) != 4 || !strings.HasPrefix(lines[1], "a b c [2Jd 2Je f ü  0 ") {
		t.Errorf("table = %q", lines)
	}
}

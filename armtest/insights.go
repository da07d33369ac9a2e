// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry/armtest/internal/kql"
)

const (
	componentType = "Microsoft.Insights/components"
	logsType      = "Microsoft.OperationalInsights/workspaces"
)

// insightKinds are Application Insights components and Log Analytics workspaces, which answer queries about
// metrics (POST …/query; learn.microsoft.com/azure/azure-monitor/logs/api).
func insightKinds() []*kind {
	return []*kind{
		{
			typ: componentType, versions: []string{"2014-04-01", "2015-05-01", "2018-04-20", "2018-05-01-preview", "2020-02-02", "2020-02-02-preview"},
			name: regexp.MustCompile(`^[^%&\\?/]{1,260}$`), tracked: true, state: true, patch: []string{"tags"}, reads: []string{"query"},
			readOnly: []string{"properties.AppId", "properties.InstrumentationKey"}, behaviour: components{},
		},
		{
			typ: logsType, versions: []string{"2015-03-20", "2015-11-01-preview", "2017-10-01", "2020-03-01-preview", "2020-08-01", "2021-06-01", "2021-12-01-preview", "2022-10-01", "2023-09-01", "2025-02-01", "2025-07-01"},
			name: regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$`), tracked: true, state: true, patch: []string{"tags", "sku"}, reads: []string{"query"},
			readOnly: []string{"properties.customerId"}, behaviour: logs{},
		},
	}
}

// TokenUsage is what one call of a model used up, as the policy llm-emit-token-metric of API Management counts
// it: a metric each for Prompt Tokens, Completion Tokens and Total Tokens.
type TokenUsage struct {
	// Time is when; zero means now.
	Time               time.Time
	Prompt, Completion int
	// Dimensions are those of the policy, with their values.
	Dimensions map[string]string
}

// metric is one value that a component got.
type metric struct {
	at         time.Time
	name       string
	value      float64
	dimensions kql.Dynamic
}

// CountTokens puts what calls used up into an Application Insights component, and into the workspace that the
// component belongs to (properties.WorkspaceResourceId). It fails if there is no such component.
func (w *World) CountTokens(component string, usage ...TokenUsage) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.find(component)
	if r == nil || r.kind.typ != componentType {
		return fmt.Errorf("armtest: %q is no Application Insights component of this world", component)
	}
	for _, u := range usage {
		at := u.Time
		if at.IsZero() {
			at = w.options.Clock()
		}
		dimensions := kql.Dynamic{}
		for name, value := range u.Dimensions {
			dimensions[name] = value
		}
		for name, n := range map[string]int{"Prompt Tokens": u.Prompt, "Completion Tokens": u.Completion, "Total Tokens": u.Prompt + u.Completion} {
			w.metrics[key(r.id)] = append(w.metrics[key(r.id)], metric{at.UTC(), name, float64(n), dimensions})
		}
	}
	return nil
}

// components are Application Insights components.
type components struct{ plain }

func (components) admit(t *write) error {
	set(t.next, "properties.AppId", derivedGUID("component", key(t.id)))
	return nil
}

func (components) removed(w *World, r *resource) { delete(w.metrics, key(r.id)) }

// act answers a query: the table is customMetrics.
func (b components) act(c *call, r *resource) (reply, error) {
	if c.target.action != "query" {
		return b.plain.act(c, r)
	}
	return c.answerQuery("customMetrics", metricsTable(c.world.metrics[key(r.id)], [4]string{"timestamp", "name", "valueSum", "customDimensions"}))
}

// logs are Log Analytics workspaces.
type logs struct{ plain }

func (logs) admit(t *write) error {
	set(t.next, "properties.customerId", derivedGUID("workspace", key(t.id)))
	return nil
}

// act answers a query: the table is AppMetrics, of all components that belong to the workspace.
func (b logs) act(c *call, r *resource) (reply, error) {
	if c.target.action != "query" {
		return b.plain.act(c, r)
	}
	var all []metric
	for _, other := range c.world.below("") {
		if other.kind.typ == componentType && key(textAt(other.body, "properties.WorkspaceResourceId")) == key(r.id) {
			all = append(all, c.world.metrics[key(other.id)]...)
		}
	}
	return c.answerQuery("AppMetrics", metricsTable(all, [4]string{"TimeGenerated", "Name", "Sum", "Properties"}))
}

// metricsTable has metrics as rows, under the names that a service has for the columns: the time, the name, the sum
// and the dimensions.
func metricsTable(metrics []metric, names [4]string) kql.Table {
	var out kql.Table
	for i, typ := range []string{"datetime", "string", "real", "dynamic"} {
		out.Columns = append(out.Columns, kql.Column{Name: names[i], Type: typ})
	}
	for _, m := range metrics {
		out.Rows = append(out.Rows, []any{m.at, m.name, m.value, m.dimensions})
	}
	return out
}

// answerQuery runs the query of a request over a table. The time span of the body counts as well.
func (c *call) answerQuery(name string, table kql.Table) (reply, error) {
	body, err := parseObject(c.text)
	if err != nil {
		return reply{}, invalidContent("%s", err)
	}
	from, to, err := timespan(textAt(body, "timespan"))
	if err != nil {
		return reply{}, err
	}
	within := table.Rows[:0:0]
	for _, row := range table.Rows {
		at, _ := row[0].(time.Time)
		if (from.IsZero() || !at.Before(from)) && (to.IsZero() || at.Before(to)) {
			within = append(within, row)
		}
	}
	table.Rows = within
	out, err := kql.Run(textAt(body, "query"), map[string]kql.Table{name: table})
	if wrong, ok := errors.AsType[*kql.SyntaxError](err); ok {
		return reply{}, refuse(http.StatusBadRequest, "BadArgumentError", "The request had some invalid properties: %s", wrong)
	}
	columns, rows := []any{}, []any{}
	for _, column := range out.Columns {
		columns = append(columns, object{"name": column.Name, "type": column.Type})
	}
	for _, row := range out.Rows {
		rows = append(rows, row)
	}
	return reply{status: http.StatusOK, header: http.Header{}, body: object{"tables": []any{object{"name": "PrimaryResult", "columns": columns, "rows": rows}}}}, nil
}

// timespan reads a span of two times; an empty one is none.
func timespan(text string) (from, to time.Time, err error) {
	if text == "" {
		return from, to, nil
	}
	begin, end, _ := strings.Cut(text, "/")
	from, err1 := time.Parse(time.RFC3339Nano, begin)
	to, err2 := time.Parse(time.RFC3339Nano, end)
	if err1 != nil || err2 != nil {
		return from, to, refuse(http.StatusBadRequest, "BadArgumentError", "The timespan '%s' is none that is understood here: two times with a slash between them.", text)
	}
	return from, to, nil
}

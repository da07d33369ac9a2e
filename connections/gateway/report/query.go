// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry/internal/check"
)

// Query says which calls count, and how they are told apart.
type Query struct {
	// From and To are when the calls were made: From is the first moment that counts, and To the first that no
	// longer does. Both are needed.
	From, To time.Time
	// By is how rows are told apart; nil means by project, agent, model and application. What is not in it is
	// summed up.
	By []Dimension
	// Step makes rows for each such span of time, such as 24 hours, counted from midnight UTC; 0 makes none.
	Step time.Duration
	// Only narrows the calls: of a dimension that is in it, only these values count, in any case. An empty
	// value stands for calls without one, such as those of callers that are no project.
	Only map[Dimension][]string
	// Names are the names of the dimensions.
	Names Names
}

// Dimension is one of what the gateway tells calls apart by.
type Dimension string

// The dimensions.
const (
	Project      Dimension = "project"      // the GUID of a Foundry project
	Agent        Dimension = "agent"        // the name of an agent
	Revision     Dimension = "revision"     // an agent with its version, name:version
	Model        Dimension = "model"        // the deployment that was called
	Application  Dimension = "application"  // the application that called, by the claim appid
	Subscription Dimension = "subscription" // the subscription of API Management whose key the caller had
)

// dimensions are all of them, in the order of columns.
func dimensions() []Dimension {
	return []Dimension{Project, Agent, Revision, Model, Application, Subscription}
}

// Names are the names of dimensions in a policy. An empty one is the usual name, which is that of
// connections/gateway/policy.
type Names struct {
	Project, Agent, Revision, Model, Application, Subscription string
}

// of returns the name of a dimension.
func (n Names) of(d Dimension) string {
	switch d {
	case Project:
		return cmp.Or(n.Project, "projectId")
	case Agent:
		return cmp.Or(n.Agent, "agentName")
	case Revision:
		return cmp.Or(n.Revision, "agentRevision")
	case Model:
		return cmp.Or(n.Model, "model")
	case Application:
		return cmp.Or(n.Application, "appId")
	}
	return cmp.Or(n.Subscription, "Subscription ID")
}

// unknown is what policies write where there is nothing to say.
const unknown = "none"

// by is how rows are told apart, in the order of columns.
func (q Query) by() []Dimension {
	if q.By == nil {
		return []Dimension{Project, Agent, Model, Application}
	}
	return slices.DeleteFunc(dimensions(), func(d Dimension) bool { return !slices.Contains(q.By, d) })
}

// Validate returns every fault of the query as one *azfoundry.ValidationError; nil for none.
func (q Query) Validate() error {
	var c check.Checker
	q.check(&c)
	return c.Err("report: query")
}

// table is where metrics are, and under which names.
type table struct{ name, time, metric, sum, dimensions string }

// The tables (learn.microsoft.com/azure/azure-monitor/reference/tables/appmetrics, and
// …/app/data-model-complete for customMetrics).
var (
	customMetrics = table{"customMetrics", "timestamp", "name", "valueSum", "customDimensions"}
	appMetrics    = table{"AppMetrics", "TimeGenerated", "Name", "Sum", "Properties"}
)

// KQL returns the question in the Kusto query language: about customMetrics for the id of an Application
// Insights component, about AppMetrics for that of a Log Analytics workspace. It fails as [Client.Tokens] does
// with bad input.
func (q Query) KQL(source string) (string, error) {
	s, err := q.source(source)
	if err != nil {
		return "", err
	}
	return q.text(s.table), nil
}

// text writes the question. Whatever does not stand in it here is a literal.
func (q Query) text(t table) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s", t.name)
	line("| where %s >= %s and %s < %s", t.time, moment(q.From), t.time, moment(q.To))
	line("| where %s in~ (%s, %s, %s)", t.metric, quote(promptTokens), quote(completionTokens), quote(totalTokens))
	var columns, keys []string
	for _, d := range dimensions() {
		if only := q.Only[d]; only != nil || slices.Contains(q.by(), d) {
			value := fmt.Sprintf("tostring(%s[%s])", t.dimensions, quote(q.Names.of(d)))
			columns = append(columns, fmt.Sprintf("%s = iff(%s == %s, \"\", %[2]s)", d, value, quote(unknown)))
		}
	}
	if len(columns) > 0 {
		line("| extend %s", strings.Join(columns, ", "))
	}
	for _, d := range dimensions() {
		if values := q.Only[d]; values != nil {
			quoted := make([]string, len(values))
			for i, v := range values {
				quoted[i] = quote(v)
			}
			line("| where %s in~ (%s)", d, strings.Join(quoted, ", "))
		}
	}
	for _, d := range q.by() {
		keys = append(keys, string(d))
	}
	if q.Step > 0 {
		keys = append(keys, fmt.Sprintf("since = bin(%s, %ds)", t.time, int64(q.Step/time.Second)))
	}
	line("| summarize prompt = sumif(%[1]s, %[2]s =~ %[3]s), completion = sumif(%[1]s, %[2]s =~ %[4]s), total = sumif(%[1]s, %[2]s =~ %[5]s), first = min(%[6]s), last = max(%[6]s)%[7]s",
		t.sum, t.metric, quote(promptTokens), quote(completionTokens), quote(totalTokens), t.time, group(keys))
	return strings.TrimSuffix(b.String(), "\n")
}

// The metrics of the policy (learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy).
const (
	promptTokens     = "Prompt Tokens"
	completionTokens = "Completion Tokens"
	totalTokens      = "Total Tokens"
)

// group is the end of summarize; nothing for one row.
func group(keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	return " by " + strings.Join(keys, ", ")
}

// moment is a time as KQL has it.
func moment(t time.Time) string { return "datetime(" + stamp(t) + ")" }

// quote makes a literal of a text, so that nothing in it means anything
// (learn.microsoft.com/kusto/query/scalar-data-types/string).
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f || r == '\u0085' || r == '\u2028' || r == '\u2029':
			fmt.Fprintf(&b, "\\u%04x", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

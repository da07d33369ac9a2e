// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package kql_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest/internal/kql"
)

// metrics is a table of four rows over two days.
func metrics() map[string]kql.Table {
	at := func(hour int) time.Time { return time.Date(2026, 11, 1, hour, 0, 0, 0, time.UTC) }
	return map[string]kql.Table{"metrics": {
		Columns: []kql.Column{{Name: "at", Type: "datetime"}, {Name: "name", Type: "string"}, {Name: "value", Type: "real"}, {Name: "bag", Type: "dynamic"}},
		Rows: [][]any{
			{at(1), "in", 10.0, kql.Dynamic{"team": "a", "two words": "x"}},
			{at(2), "out", 5.0, kql.Dynamic{"team": "a"}},
			{at(3), "In", 1.0, kql.Dynamic{"team": "b"}},
			{at(30), "in", 2.0, kql.Dynamic{}},
		},
	}}
}

func TestRun(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, query string
		want        [][]any
	}{
		{"all", `metrics | project value`, [][]any{{10.0}, {5.0}, {1.0}, {2.0}}},
		{"equal minds the case", `metrics | where name == "in" | project value`, [][]any{{10.0}, {2.0}}},
		{"equal in any case", `metrics | where name =~ 'in' | project value`, [][]any{{10.0}, {1.0}, {2.0}}},
		{"one of", `metrics | where name in ("out", "In") | project value`, [][]any{{5.0}, {1.0}}},
		{"one of in any case", `metrics | where name in~ ("OUT") | project value`, [][]any{{5.0}}},
		{"and binds more than or", `metrics | where name == "out" or name == "in" and value > 5 | project value`, [][]any{{10.0}, {5.0}}},
		{"brackets", `metrics | where (name == "out" or name == "in") and value > 5 | project value`, [][]any{{10.0}}},
		{"times", "metrics | where at >= datetime(2026-11-01T02:00:00Z) and at < datetime(2026-11-02T00:00:00Z) | project value", [][]any{{5.0}, {1.0}}},
		{"members", `metrics | extend team = tostring(bag["team"]) | where team == "a" | project value`, [][]any{{10.0}, {5.0}}},
		{"a member with a dot", `metrics | where bag.team == "b" | project value`, [][]any{{1.0}}},
		{"a member that is not there", `metrics | where isempty(bag["team"]) | project value`, [][]any{{2.0}}},
		{"a name with a blank", `metrics | where isnotempty(bag["two words"]) | project value`, [][]any{{10.0}}},
		{"sums", `metrics | summarize n = count(), s = sum(value), i = sumif(value, name =~ "in"), first = min(value), last = max(value)`, [][]any{{4.0, 18.0, 13.0, 1.0, 10.0}}},
		{"groups", `metrics | summarize s = sum(value) by team = tostring(bag["team"]) | order by s asc`, [][]any{{"b", 1.0}, {"", 2.0}, {"a", 15.0}}},
		{"days", `metrics | summarize s = sum(value) by day = bin(at, 1d) | project s`, [][]any{{16.0}, {2.0}}},
		{"order goes down by itself", `metrics | project value | order by value`, [][]any{{10.0}, {5.0}, {2.0}, {1.0}}},
		{"take more than there are", "metrics | where value == 10 | project value | take 99999999999999999999", [][]any{{10.0}}},
		{"sums over nothing", "metrics | where value > 1000 | summarize s = sum(value), n = count(), last = max(at)", [][]any{{0.0, 0.0, nil}}},
		{"groups of nothing", "metrics | where value > 1000 | summarize s = sum(value) by name", nil},
		{"take", "metrics // all of them\n| project value | take 1", [][]any{{10.0}}},
		{"not", `metrics | where not(name == "in") and name != "out" | project value`, [][]any{{1.0}}},
		{"one or the other", `metrics | project big = iff(value > 4, "big", name) | take 3`, [][]any{{"big"}, {"big"}, {"In"}}},
		{"escapes", `metrics | where name != "\"| take 0\u0041" | take 1 | project value`, [][]any{{10.0}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := kql.Run(test.query, metrics())
			if diff := cmp.Diff(test.want, got.Rows); diff != "" || err != nil {
				t.Errorf("Run() = %v, %v (-want +got):\n%s", got.Rows, err, diff)
			}
		})
	}
}

func TestRun_columnTypes(t *testing.T) {
	t.Parallel()
	got, err := kql.Run(`metrics | summarize n = count(), last = max(at) by team = tostring(bag.team)`, metrics())
	want := []kql.Column{{Name: "team", Type: "string"}, {Name: "n", Type: "real"}, {Name: "last", Type: "datetime"}}
	if diff := cmp.Diff(want, got.Columns); diff != "" || err != nil {
		t.Errorf("columns (-want +got):\n%s%v", diff, err)
	}
}

// What is not understood is refused, and never guessed at.
func TestRun_refuses(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"":                                            "a name is missing",
		"other":                                       "does not refer to any known table",
		"metrics | render timechart":                  `the operator "render" is not known`,
		"metrics | where nothing == 1":                "'nothing' is no column",
		"metrics | where name ==":                     "a value is missing",
		"metrics | where name has 'a'":                "goes on with |",
		`metrics | where name == "a`:                  "does not end",
		"metrics | where name == \"a\nb\"":            "does not end on its line",
		"metrics | where strcat(name) == 'a'":         "strcat with 1 arguments",
		"metrics | summarize s = avg(value)":          "avg is not known",
		"metrics | where at > datetime(now)":          "is no datetime",
		"metrics | extend value = 1":                  "is there already",
		"metrics | order by nothing":                  "is no column",
		"metrics | where value > 1y":                  "no unit of time",
		"metrics | take many":                         "needs a number",
		"metrics; drop table":                         "means nothing here",
		`metrics | where name == "\q"`:                "the escape is none",
		"metrics | where " + strings.Repeat("(", 100): "nest too deep",
	} {
		_, err := kql.Run(query, metrics())
		if _, ok := errors.AsType[*kql.SyntaxError](err); !ok || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error = %v, want a SyntaxError with %q", query, err, want)
		}
	}
}

func FuzzRun(f *testing.F) {
	f.Add(`metrics | where name =~ "in" and at > datetime(2026-11-01T00:00:00Z) | summarize s = sumif(value, name != 'x') by t = bag["team"] | order by s desc | take 3`)
	f.Add(`metrics | extend a = bin(at, 1h), b = not(value >= 1.5) | project a, b`)
	f.Fuzz(func(t *testing.T, query string) {
		if _, err := kql.Run(query, metrics()); err != nil {
			if _, ok := errors.AsType[*kql.SyntaxError](err); !ok {
				t.Errorf("error = %v, want a SyntaxError", err)
			}
		}
	})
}

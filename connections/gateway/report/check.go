// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/armid"
	"github.com/azfoundry/azfoundry/internal/check"
)

// source is what is asked.
type source struct {
	id    string
	table table
}

// source checks the query and finds out what the id is of.
func (q Query) source(id string) (source, error) {
	var c check.Checker
	s := source{id: strings.TrimSuffix(id, "/")}
	switch {
	case armid.HasType(s.id, "Microsoft.Insights/components"):
		s.table = customMetrics
	case armid.HasType(s.id, "Microsoft.OperationalInsights/workspaces"):
		s.table = appMetrics
	default:
		c.Add("source", azfoundry.Fault{
			Rule: "armid", Message: "is the id of neither an Application Insights component nor a Log Analytics workspace", Got: id,
			Advice: "give its whole id, beginning with /subscriptions/",
		})
	}
	q.check(&c)
	return s, c.Err("report: tokens")
}

func (q Query) check(c *check.Checker) {
	q.checkTimes(c)
	known := func(d Dimension) bool { return slices.Contains(dimensions(), d) }
	advice := "give Project, Agent, Revision, Model, Application or Subscription"
	for i, d := range q.By {
		c.At("By", i)
		if !known(d) {
			c.Add("", azfoundry.Fault{Rule: "enum", Message: "is no dimension", Got: string(d), Advice: advice})
		}
		c.Out()
	}
	for _, d := range slices.Sorted(maps.Keys(q.Only)) {
		c.In("Only")
		if !known(d) {
			c.Add(string(d), azfoundry.Fault{Rule: "enum", Message: "is no dimension", Got: string(d), Advice: advice})
		}
		if len(q.Only[d]) == 0 {
			check.Missing(c, string(d), "name values, or leave the dimension out to have all")
		}
		c.Out()
	}
	seen := map[string]bool{}
	for _, d := range dimensions() {
		if name := q.Names.of(d); seen[name] {
			c.Add("Names", azfoundry.Fault{Rule: "uniqueItems", Message: "gives two dimensions one name", Got: name, Advice: "give each the name that it has in the policy"})
		} else {
			seen[name] = true
		}
	}
}

func (q Query) checkTimes(c *check.Checker) {
	const advice = "give a time, such as the first of a month"
	if q.From.IsZero() {
		check.Missing(c, "From", advice)
	}
	if q.To.IsZero() {
		check.Missing(c, "To", advice)
	}
	if !q.From.IsZero() && !q.To.IsZero() && !q.From.Before(q.To) {
		c.Add("To", azfoundry.Fault{Rule: "order", Message: "is not after From", Got: q.To.UTC().Format(time.RFC3339), Advice: "exchange the two"})
	}
	if q.Step < 0 || q.Step%time.Second != 0 {
		c.Add("Step", azfoundry.Fault{Rule: "multipleOf", Message: "is no number of seconds", Got: fmt.Sprint(q.Step), Advice: "give whole seconds, such as 24 hours, or 0"})
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"sync"

	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// entry is what an agent used of a model, or a caller outside of Foundry.
type entry struct {
	Caller   string `json:"caller"`
	Project  string `json:"project,omitempty"`
	Agent    string `json:"agent,omitempty"`
	Model    string `json:"model,omitempty"`
	Requests int64  `json:"requests"`
	Refused  int64  `json:"refused"`
	Tokens   int64  `json:"tokens"`
}

// ledger counts who used how much, for those who pay for it. Its zero value is ready.
type ledger struct {
	mu      sync.Mutex
	entries map[entry]*entry // by what they say of themselves
}

// maxEntries bounds what is kept: agents name themselves, and may do so without end.
const maxEntries = 10_000

// add is told of each request.
func (l *ledger) add(_ context.Context, s proxy.Served) {
	whose := entry{Caller: s.Origin.Caller, Project: s.Origin.Foundry.ProjectID, Agent: s.Origin.Foundry.Agent, Model: s.Model}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.entries == nil {
		l.entries = map[entry]*entry{}
	}
	if l.entries[whose] == nil && len(l.entries) >= maxEntries {
		whose.Agent = "others"
	}
	e := l.entries[whose]
	if e == nil {
		e = new(whose)
		l.entries[whose] = e
	}
	e.Tokens += s.Usage.Total
	if s.Status == 200 {
		e.Requests++
	} else {
		e.Refused++
	}
}

// document lists all entries in the order of the alphabet.
func (l *ledger) document() []entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := []entry{}
	for _, e := range l.entries {
		out = append(out, *e)
	}
	slices.SortFunc(out, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Caller, b.Caller), cmp.Compare(a.Project, b.Project), cmp.Compare(a.Agent, b.Agent), cmp.Compare(a.Model, b.Model))
	})
	return out
}

// show prints it for people.
func (l *ledger) show(out *cli.Output) {
	rows := [][]string{{"caller", "project", "agent", "model", "requests", "refused", "tokens"}}
	for _, e := range l.document() {
		rows = append(rows, []string{
			e.Caller, e.Project, e.Agent, e.Model, strconv.FormatInt(e.Requests, 10), strconv.FormatInt(e.Refused, 10), strconv.FormatInt(e.Tokens, 10),
		})
	}
	out.Table(rows)
}

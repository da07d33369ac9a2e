// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
)

// Report is how many tokens were used up. It is plain data and survives JSON.
type Report struct {
	// From and To are those of the query.
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Rows are in the order of their dimensions and times.
	Rows []Row `json:"rows"`
	// Sum is that of all rows.
	Sum Tokens `json:"sum"`
}

// Row is what calls with the same dimensions used up. Dimensions that the query does not tell apart are empty,
// and so are those that the calls did not have.
type Row struct {
	Project      string `json:"project,omitzero"`
	Agent        string `json:"agent,omitzero"`
	Revision     string `json:"revision,omitzero"`
	Model        string `json:"model,omitzero"`
	Application  string `json:"application,omitzero"`
	Subscription string `json:"subscription,omitzero"`
	// Since is where the span of a query with a Step begins.
	Since time.Time `json:"since,omitzero"`
	// First and Last are when the first and the last call were counted.
	First  time.Time `json:"first"`
	Last   time.Time `json:"last"`
	Tokens Tokens    `json:"tokens"`
}

// Tokens are numbers of tokens. Total is what the gateway counted, which need not be the sum of the others:
// some models count what they think.
type Tokens struct {
	Prompt     int64 `json:"prompt"`
	Completion int64 `json:"completion"`
	Total      int64 `json:"total"`
}

func (t Tokens) plus(o Tokens) Tokens {
	return Tokens{t.Prompt + o.Prompt, t.Completion + o.Completion, t.Total + o.Total}
}

// dimension returns what a row has of one.
func (r *Row) dimension(d Dimension) *string {
	switch d {
	case Project:
		return &r.Project
	case Agent:
		return &r.Agent
	case Revision:
		return &r.Revision
	case Model:
		return &r.Model
	case Application:
		return &r.Application
	}
	return &r.Subscription
}

// By sums the rows up by one dimension, in the order of the sums, the largest first. Of the other dimensions
// these rows have none.
func (r Report) By(d Dimension) []Row {
	found := map[string]*Row{}
	for _, row := range r.Rows {
		name := *row.dimension(d)
		sum, ok := found[name]
		if !ok {
			sum = &Row{First: row.First, Last: row.Last}
			*sum.dimension(d), found[name] = name, sum
		}
		sum.Tokens = sum.Tokens.plus(row.Tokens)
		if row.First.Before(sum.First) {
			sum.First = row.First
		}
		if row.Last.After(sum.Last) {
			sum.Last = row.Last
		}
	}
	out := make([]Row, 0, len(found))
	for _, row := range found {
		out = append(out, *row)
	}
	slices.SortFunc(out, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Tokens.Total, a.Tokens.Total), cmp.Compare(*a.dimension(d), *b.dimension(d)))
	})
	return out
}

// WriteTable writes the rows for people, with the sum below, and without columns that are empty throughout. A
// dimension that a row does not have is a hyphen.
func (r Report) WriteTable(w io.Writer) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	var shown []Dimension
	for _, d := range dimensions() {
		if slices.ContainsFunc(r.Rows, func(row Row) bool { return *row.dimension(d) != "" }) {
			shown = append(shown, d)
		}
	}
	spans := slices.ContainsFunc(r.Rows, func(row Row) bool { return !row.Since.IsZero() })
	head := make([]string, 0, len(shown)+4)
	for _, d := range shown {
		head = append(head, strings.ToUpper(string(d)))
	}
	if spans {
		head = append(head, "SINCE")
	}
	line := func(cells []string) { fmt.Fprintln(out, strings.Join(cells, "\t")) }
	line(append(slices.Clone(head), "PROMPT", "COMPLETION", "TOTAL"))
	for _, row := range r.Rows {
		var cells []string
		for _, d := range shown {
			cells = append(cells, cmp.Or(oneCell(*row.dimension(d)), "-"))
		}
		if spans {
			cells = append(cells, row.Since.UTC().Format("2006-01-02 15:04"))
		}
		line(append(cells, row.Tokens.cells()...))
	}
	sum := make([]string, len(head))
	if len(sum) > 0 {
		sum[0] = "sum"
	}
	line(append(sum, r.Sum.cells()...))
	return out.Flush()
}

func (t Tokens) cells() []string {
	return []string{fmt.Sprint(t.Prompt), fmt.Sprint(t.Completion), fmt.Sprint(t.Total)}
}

// oneCell is a text without what would break a table, or a terminal: callers choose the names of models, which may
// hold control characters and marks that turn the direction of writing.
func oneCell(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}

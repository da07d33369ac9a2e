// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package kql answers queries in the Kusto query language over tables in memory, as far as reports need it:
// the operators where, extend, project, summarize, order by and take, with comparisons, and, or, not, in, a few
// functions and sums. What it does not know it refuses, with the place.
//
// The language: learn.microsoft.com/kusto/query.
package kql

import (
	"fmt"
	"slices"
	"strings"
)

// Table has rows of values: string, float64, bool, time.Time, time.Duration, Dynamic, and nil.
type Table struct {
	Columns []Column
	Rows    [][]any
}

// Column is a column of a table. Type is string, real, bool, datetime, timespan or dynamic.
type Column struct{ Name, Type string }

// Dynamic is a bag of texts.
type Dynamic map[string]string

// SyntaxError says what is not understood, and where.
type SyntaxError struct {
	// Offset is the byte of the query.
	Offset int
	Msg    string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("offset %d: %s", e.Offset, e.Msg) }

// Run answers a query. Its error is a *SyntaxError.
func Run(query string, tables map[string]Table) (out Table, err error) {
	defer func() {
		switch failed := recover().(type) {
		case nil:
		case *SyntaxError:
			out, err = Table{}, failed
		default:
			panic(failed)
		}
	}()
	p := &parser{tokens: lex(query)}
	name := p.name()
	from, known := tables[name]
	if !known {
		p.fail("'%s' does not refer to any known table", name)
	}
	out = Table{Columns: slices.Clone(from.Columns), Rows: slices.Clone(from.Rows)}
	for p.accept("|") {
		p.operator(&out)
	}
	if p.peek().kind != end {
		p.fail("a query ends or goes on with |, and not with %q", p.peek().text)
	}
	return out, nil
}

// index returns where a column is; -1 for nowhere.
func (t *Table) index(name string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
}

// operator parses one operator and applies it.
func (p *parser) operator(t *Table) {
	p.table = t
	switch verb := p.name(); verb {
	case "where":
		condition := p.expression()
		t.Rows = slices.DeleteFunc(slices.Clone(t.Rows), func(row []any) bool {
			kept, _ := condition(t, row).(bool)
			return !kept
		})
	case "extend", "project":
		p.columns(t, verb == "project")
	case "summarize":
		p.summarize(t)
	case "order":
		p.word("by")
		p.order(t)
	case "take":
		n, ok := p.next().value.(float64)
		if !ok {
			p.fail("take needs a number")
		}
		t.Rows = t.Rows[:int(min(n, float64(len(t.Rows))))]
	default:
		p.fail("the operator %q is not known here", verb)
	}
}

// columns adds columns, or leaves these alone.
func (p *parser) columns(t *Table, only bool) {
	var names []Column
	var exprs []expression
	for {
		name, e := p.assignment()
		if !only && t.index(name) >= 0 {
			p.fail("the column '%s' is there already, and to replace one is not known here", name)
		}
		names, exprs = append(names, Column{Name: name}), append(exprs, e)
		if !p.accept(",") {
			break
		}
	}
	next := Table{}
	if !only {
		next.Columns = slices.Clone(t.Columns)
	}
	next.Columns = append(next.Columns, names...)
	for _, row := range t.Rows {
		var out []any
		if !only {
			out = slices.Clone(row)
		}
		for _, e := range exprs {
			out = append(out, e(t, row))
		}
		next.Rows = append(next.Rows, out)
	}
	next.setTypes()
	*t = next
}

// setTypes finds the types of columns from what is in them.
func (t *Table) setTypes() {
	for i := range t.Columns {
		if t.Columns[i].Type != "" {
			continue
		}
		t.Columns[i].Type = "string"
		for _, row := range t.Rows {
			if row[i] != nil {
				t.Columns[i].Type = typeOf(row[i])
				break
			}
		}
	}
}

// order sorts the rows.
func (p *parser) order(t *Table) {
	type rank struct {
		column int
		down   bool
	}
	var ranks []rank
	for {
		name := p.name()
		i := t.index(name)
		if i < 0 {
			p.fail("'%s' is no column", name)
		}
		down := true // the language's own default
		if p.isWord("asc") || p.isWord("desc") {
			down = p.name() == "desc"
		}
		ranks = append(ranks, rank{i, down})
		if !p.accept(",") {
			break
		}
	}
	t.Rows = slices.Clone(t.Rows)
	slices.SortStableFunc(t.Rows, func(a, b []any) int {
		for _, r := range ranks {
			if c := order(a[r.column], b[r.column]); c != 0 {
				if r.down {
					return -c
				}
				return c
			}
		}
		return 0
	})
}

// isWord reports whether the next token is a word of the language.
func (p *parser) isWord(word string) bool {
	return p.peek().kind == identifier && strings.EqualFold(p.peek().text, word)
}

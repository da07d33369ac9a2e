// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package kql

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// call parses the arguments of a function, whose name and bracket are behind us.
func (p *parser) call(name token) expression {
	var args []expression
	for !p.accept(")") {
		if len(args) > 0 {
			p.expect(",")
		}
		args = append(args, p.expression())
	}
	wanted := map[string]int{"tostring": 1, "isnotempty": 1, "isempty": 1, "not": 1, "bin": 2, "todouble": 1, "iff": 3}
	if n, known := wanted[name.text]; !known || n != len(args) {
		panic(&SyntaxError{name.at, fmt.Sprintf("the function %s with %d arguments is not known here", name.text, len(args))})
	}
	return func(t *Table, row []any) any {
		v := args[0](t, row)
		switch name.text {
		case "iff":
			if v == true {
				return args[1](t, row)
			}
			return args[2](t, row)
		case "tostring":
			return show(v)
		case "isnotempty":
			return show(v) != ""
		case "isempty":
			return show(v) == ""
		case "not":
			return v != true
		case "bin":
			return bin(v, args[1](t, row))
		}
		return v
	}
}

// show is a value as text; nothing is an empty one.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case time.Time:
		return v.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}

// bin rounds down.
func bin(v, size any) any {
	when, isTime := v.(time.Time)
	length, isSpan := size.(time.Duration)
	if isTime && isSpan && length > 0 {
		return when.Truncate(length)
	}
	return v
}

// holds compares two values; what cannot be compared is not equal.
func holds(sign string, a, b any) bool {
	x, xs := a.(string)
	y, ys := b.(string)
	if a == nil && ys { // a text that is not there is an empty one
		x, xs = "", true
	}
	switch sign {
	case "=~":
		return xs && ys && strings.EqualFold(x, y)
	case "!~":
		return !(xs && ys && strings.EqualFold(x, y))
	}
	c := order(a, b)
	if xs && ys {
		c = cmp.Compare(x, y)
	}
	switch sign {
	case "==":
		return c == 0
	case "!=":
		return c != 0
	case "<":
		return c == -1
	case "<=":
		return c == -1 || c == 0
	case ">":
		return c == 1
	}
	return c == 1 || c == 0
}

// order compares two values of a type; 2 says that they have none in common.
func order(a, b any) int {
	switch x := a.(type) {
	case string:
		if y, ok := b.(string); ok {
			return cmp.Compare(x, y)
		}
	case float64:
		if y, ok := b.(float64); ok {
			return cmp.Compare(x, y)
		}
	case time.Time:
		if y, ok := b.(time.Time); ok {
			return x.Compare(y)
		}
	case nil:
		if b == nil {
			return 0
		}
	}
	return 2
}

func typeOf(v any) string {
	switch v.(type) {
	case float64:
		return "real"
	case bool:
		return "bool"
	case time.Time:
		return "datetime"
	case time.Duration:
		return "timespan"
	case Dynamic:
		return "dynamic"
	}
	return "string"
}

// aggregate is one column of summarize.
type aggregate struct {
	name, function string
	of, condition  expression
}

// summarize groups the rows.
func (p *parser) summarize(t *Table) {
	var sums []aggregate
	for !p.isWord("by") && p.peek().kind != end {
		sums = append(sums, p.aggregate())
		if !p.accept(",") {
			break
		}
	}
	var keys []Column
	var by []expression
	if p.isWord("by") {
		p.pos++
		for {
			name, e := p.assignment()
			keys, by = append(keys, Column{Name: name}), append(by, e)
			if !p.accept(",") {
				break
			}
		}
	}
	next := Table{Columns: keys}
	for _, s := range sums {
		next.Columns = append(next.Columns, Column{Name: s.name})
	}
	for _, g := range groups(t, by) {
		out := g.key
		for _, s := range sums {
			out = append(out, s.over(t, g.rows))
		}
		next.Rows = append(next.Rows, out)
	}
	next.setTypes()
	*t = next
}

type group struct {
	key  []any
	rows [][]any
}

// groups are the rows by what the expressions say, in the order of their first rows; without expressions one
// group, even of no rows.
func groups(t *Table, by []expression) []*group {
	if len(by) == 0 {
		return []*group{{rows: t.Rows}}
	}
	found := map[string]*group{}
	var out []*group
	for _, row := range t.Rows {
		var key []any
		for _, e := range by {
			key = append(key, e(t, row))
		}
		text := fmt.Sprintf("%q", key)
		if found[text] == nil {
			found[text] = &group{key: key}
			out = append(out, found[text])
		}
		found[text].rows = append(found[text].rows, row)
	}
	return out
}

// aggregate parses name = function(…).
func (p *parser) aggregate() aggregate {
	a := aggregate{name: p.name()}
	p.expect("=")
	at := p.peek().at
	a.function = p.name()
	p.expect("(")
	if a.function != "count" {
		a.of = p.expression()
	}
	if a.function == "sumif" {
		p.expect(",")
		a.condition = p.expression()
	}
	p.expect(")")
	if !slices.Contains([]string{"count", "sum", "sumif", "min", "max"}, a.function) {
		panic(&SyntaxError{at, fmt.Sprintf("the function %s is not known here", a.function)})
	}
	return a
}

// over is the value for the rows of a group.
func (a aggregate) over(t *Table, rows [][]any) any {
	if a.function == "count" {
		return float64(len(rows))
	}
	var best any
	total := 0.0
	for _, row := range rows {
		if a.condition != nil && a.condition(t, row) != true {
			continue
		}
		v := a.of(t, row)
		n, _ := v.(float64)
		total += n
		if c := order(v, best); best == nil || a.function == "min" && c == -1 || a.function == "max" && c == 1 {
			best = v
		}
	}
	if a.function == "min" || a.function == "max" {
		return best
	}
	return total
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package kql

import (
	"fmt"
	"strings"
)

// expression computes a value from a row.
type expression func(t *Table, row []any) any

// deepest is how deep brackets may nest.
const deepest = 64

// parser goes over tokens. It panics with a *SyntaxError.
type parser struct {
	tokens []token
	pos    int
	depth  int
	table  *Table // what the operator at hand works on
}

func (p *parser) peek() token { return p.tokens[p.pos] }

func (p *parser) next() token {
	t := p.tokens[p.pos]
	if t.kind != end {
		p.pos++
	}
	return t
}

func (p *parser) fail(format string, args ...any) {
	panic(&SyntaxError{p.peek().at, fmt.Sprintf(format, args...)})
}

// accept takes a symbol if it is next.
func (p *parser) accept(text string) bool {
	if t := p.peek(); t.kind == symbol && t.text == text {
		p.pos++
		return true
	}
	return false
}

func (p *parser) expect(text string) {
	if !p.accept(text) {
		p.fail("%q is missing before %q", text, p.peek().text)
	}
}

// word takes a word of the language, which must be next.
func (p *parser) word(text string) {
	if !p.isWord(text) {
		p.fail("%q is missing before %q", text, p.peek().text)
	}
	p.pos++
}

func (p *parser) name() string {
	if p.peek().kind != identifier {
		p.fail("a name is missing before %q", p.peek().text)
	}
	return p.next().text
}

// assignment parses name = expression, or a name alone.
func (p *parser) assignment() (string, expression) {
	if p.peek().kind != identifier {
		p.fail("a name is missing before %q", p.peek().text)
	}
	if next := p.tokens[p.pos+1]; next.kind == symbol && next.text == "=" {
		name := p.name()
		p.expect("=")
		return name, p.expression()
	}
	name := p.peek().text
	return name, p.expression()
}

// expression parses alternatives.
func (p *parser) expression() expression {
	if p.depth++; p.depth > deepest {
		p.fail("brackets nest too deep")
	}
	defer func() { p.depth-- }()
	left := p.all()
	for p.isWord("or") {
		p.pos++
		a, b := left, p.all()
		left = func(t *Table, row []any) any { return a(t, row) == true || b(t, row) == true }
	}
	return left
}

func (p *parser) all() expression {
	left := p.comparison()
	for p.isWord("and") {
		p.pos++
		a, b := left, p.comparison()
		left = func(t *Table, row []any) any { return a(t, row) == true && b(t, row) == true }
	}
	return left
}

// comparison parses a value, or two that are compared.
func (p *parser) comparison() expression {
	left := p.value()
	if p.isWord("in") {
		p.pos++
		return p.oneOf(left, p.accept("~"))
	}
	t := p.peek()
	if t.kind != symbol || !compares(t.text) {
		return left
	}
	p.pos++
	right := p.value()
	return func(tab *Table, row []any) any { return holds(t.text, left(tab, row), right(tab, row)) }
}

// oneOf parses what is behind in.
func (p *parser) oneOf(left expression, anyCase bool) expression {
	p.expect("(")
	sign := "=="
	if anyCase {
		sign = "=~"
	}
	var of []expression
	for {
		of = append(of, p.value())
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	return func(t *Table, row []any) any {
		v := left(t, row)
		for _, e := range of {
			if holds(sign, v, e(t, row)) {
				return true
			}
		}
		return false
	}
}

// value parses a literal, a column, a call, or brackets, and what is asked of it.
func (p *parser) value() expression {
	t := p.next()
	var out expression
	switch {
	case t.kind == literal:
		return func(*Table, []any) any { return t.value }
	case t.kind == symbol && t.text == "(":
		out = p.expression()
		p.expect(")")
		return out
	case t.kind != identifier:
		p.pos--
		p.fail("a value is missing before %q", t.text)
	case p.accept("("):
		out = p.call(t)
	case t.text == "true" || t.text == "false":
		return func(*Table, []any) any { return t.text == "true" }
	default:
		out = p.column(t)
	}
	for {
		switch {
		case p.accept("["):
			key, ok := p.next().value.(string)
			if !ok {
				p.fail("a text is missing in the brackets")
			}
			p.expect("]")
			out = member(out, key)
		case p.accept("."):
			out = member(out, p.name())
		default:
			return out
		}
	}
}

// column is the value of a column, which must be there.
func (p *parser) column(t token) expression {
	i := p.table.index(t.text)
	if i < 0 {
		panic(&SyntaxError{t.at, fmt.Sprintf("'%s' is no column", t.text)})
	}
	return func(_ *Table, row []any) any { return row[i] }
}

func member(of expression, key string) expression {
	return func(t *Table, row []any) any {
		if bag, ok := of(t, row).(Dynamic); ok {
			if text, ok := bag[key]; ok {
				return text
			}
		}
		return nil
	}
}

func compares(sign string) bool {
	return strings.Contains(" == =~ != !~ < <= > >= ", " "+sign+" ")
}

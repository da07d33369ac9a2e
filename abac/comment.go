// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"slices"
	"strings"
)

// note is a comment in front of a token.
type note struct {
	token int
	text  string
}

// remark holds the comments of one expression, each without its # and on a line of its own.
type remark struct {
	above  []string // in front of the AND or OR before it
	before []string // in front of its parentheses
	inside []string // within its parentheses, in front of it
	after  []string // within its parentheses, behind it
}

// tidy makes a comment printable: one line without blanks at its end.
func tidy(text string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		switch blemishOf(r) {
		case wideSpace:
			return ' '
		case invisible:
			if r == '\t' {
				return r
			}
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "?")), " \t")
}

// take returns the comments up to the token that comes.
func (p *parser) take() []string { return p.takeUntil(-1, p.at) }

// takeUntil returns the comments in front of tokens from behind one to another.
func (p *parser) takeUntil(after, last int) []string {
	var texts []string
	for len(p.notes) > 0 && p.notes[0].token <= last && p.notes[0].token > after {
		texts = append(texts, p.notes[0].text)
		p.notes = p.notes[1:]
	}
	return texts
}

// remark changes the comments of an expression. Most have none and need no entry.
func (p *parser) remark(e Expr, change func(*remark)) {
	if p.remarks == nil {
		return
	}
	r := p.remarks[e]
	change(&r)
	p.remarks[e] = r
}

// all returns the comments in their order.
func (r remark) all() []string { return slices.Concat(r.above, r.before, r.inside, r.after) }

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says how bad a finding is.
type Severity string

// The severities.
const (
	// Error is what the service refuses, what cannot work, or what lets in who should not be.
	Error Severity = "error"
	// Warning is what works only sometimes, or may be meant so.
	Warning Severity = "warning"
)

// Rule is one kind of finding of [Review].
type Rule struct {
	// ID is what findings carry; the heading in docs/gateway-policies.md is the same.
	ID string
	// Severity is the usual one of its findings.
	Severity Severity
	// Title says in a few words what is found, Symptom what it will look like.
	Title, Symptom string
}

// Finding is one thing that is wrong with a policy document.
type Finding struct {
	// Rule is the id of the rule.
	Rule     string
	Severity Severity
	// Path says where, as [Difference] does; "" for the whole document. Line and Column say it in the text
	// that was read, from 1 on; they are 0 for a Document.
	Path         string
	Line, Column int
	// Message says what is wrong, Fix what to do.
	Message, Fix string
}

// String has the finding on one line.
func (f Finding) String() string {
	return fmt.Sprintf("%d:%d: %s %s: %s: %s; %s", f.Line, f.Column, f.Severity, f.Rule, f.Path, f.Message, f.Fix)
}

// Review returns what is wrong with the policy of a gateway with models behind it, as far as its text says; nil
// for nothing. format is the one that the text is to be sent in, rawxml if empty. Findings come in the order
// of the rules, those of one rule as they stand in the text. What other scopes do, and what C# does in
// ways that are not seen here, is not known: no finding is no proof.
func Review(text string, format Format) []Finding {
	d, p := read(text)
	r := reviewer{text: text}
	if p.err != nil {
		f := r.finding("GP000", "", p.err.Message, cmp.Or(p.err.Hint, "correct the text"))
		f.Line, f.Column = p.err.Line, p.err.Column
		return []Finding{f}
	}
	if format == FormatXML && p.loose >= 0 {
		r.add("GP001", place{&node{at: p.loose}, ""}, p.why, "send it as rawxml, or escape it: &lt;, &amp; and &quot;")
	}
	r.document(d, p.root)
	return r.sorted()
}

// Review returns what is wrong with the document; see [Review].
func (d Document) Review() []Finding {
	var r reviewer
	root, _ := d.node()
	r.document(d, &root)
	return r.sorted()
}

// reviewer collects findings.
type reviewer struct {
	text  string // "" for a Document
	found []Finding
	seen  map[string]bool
}

func (r *reviewer) finding(rule, path, message, fix string) Finding {
	return Finding{Rule: rule, Severity: ruleOf(rule).Severity, Path: path, Message: message, Fix: fix}
}

// add records a finding at a place of the text, once.
func (r *reviewer) add(rule string, p place, message, fix string) {
	f := r.finding(rule, p.path, message, fix)
	if r.text != "" {
		f.Line, f.Column = position(r.text, p.n.at)
	}
	key := fmt.Sprint(rule, p.path, p.n.at, message)
	if r.seen[key] {
		return
	}
	if r.seen == nil {
		r.seen = make(map[string]bool)
	}
	r.seen[key] = true
	r.found = append(r.found, f)
}

// sorted returns the findings in the order of the rules.
func (r *reviewer) sorted() []Finding {
	slices.SortStableFunc(r.found, func(a, b Finding) int { return cmp.Compare(a.Rule, b.Rule) })
	return r.found
}

// document looks at all sections.
func (r *reviewer) document(d Document, root *node) {
	_, faults := d.node()
	for _, f := range faults.found {
		r.add("GP002", place{root, f.Pointer}, f.Message, f.Advice)
	}
	sections := make(map[string]*node)
	for i := range root.children {
		sections[root.children[i].name] = &root.children[i]
	}
	w := walker{reviewer: r, vars: make(map[string]origin)}
	for _, name := range sectionNames {
		n := sections[name]
		if n == nil {
			r.add("GP040", place{root, name}, "the section is missing", "write <"+name+"><base /></"+name+">")
			continue
		}
		w.section = name
		w.nodes(n, name)
	}
	w.end(sections)
}

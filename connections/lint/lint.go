// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says how bad a finding is.
type Severity string

// An error is what the service refuses or what cannot work; a warning works only sometimes, or against
// documentation.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Scope is what a connection belongs to. The zero value is unknown, and taken from an id in the body if
// there is one.
type Scope string

// The scopes.
const (
	Account   Scope = "account"
	Project   Scope = "project"
	Workspace Scope = "workspace"
)

// Operation is what a body is for. The zero value is GET for a body with an id or of a list, else PUT.
type Operation string

// The operations: a body to create a connection from, one to change it with, and one that was read,
// which never has credentials.
const (
	Put   Operation = "PUT"
	Patch Operation = "PATCH"
	Get   Operation = "GET"
)

// Options are what the text of a body does not say. The zero value is legal.
type Options struct {
	Scope     Scope
	Operation Operation
	// Name is the name of the connection; empty means the one in the body, if any.
	Name string
	// Advice asks for the rules that are advice also where there are other findings; by default they wait
	// until there are none.
	Advice bool
	// SecretsHidden says that the text has a placeholder where a secret is, as encoded connections do.
	SecretsHidden bool
}

// Edit replaces the bytes [Start, End) of the text that was checked.
type Edit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Finding is one thing that is wrong with a connection. It holds no secret.
type Finding struct {
	// Rule is the id of the rule: "CN010". docs/connections.md has a heading for each.
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	// Pointer is the JSON pointer of the member, spelled as in the text, or of one that is missing; for the
	// name of [Options] it is "name".
	Pointer string `json:"pointer"`
	// Line and Column count from 1, in characters.
	Line   int `json:"line,omitzero"`
	Column int `json:"column,omitzero"`
	// Message says what is wrong, Symptom what it will look like when it fails, Fix what to do.
	Message string `json:"message"`
	Symptom string `json:"symptom,omitzero"`
	Fix     string `json:"fix"`
	// Stage says what the service's kind of connection is limited to, while it is a preview.
	Stage string `json:"stage,omitzero"`
	// Edits do what Fix says, where that is safe; [Fix] applies them.
	Edits []Edit `json:"edits,omitzero"`
}

// String returns the finding on one line.
func (f Finding) String() string {
	at := f.Pointer
	if f.Line > 0 {
		at = fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.Pointer)
	}
	return fmt.Sprintf("%s: %s %s: %s; %s", at, f.Severity, f.Rule, f.Message, f.Fix)
}

// MaxBytes is the longest text that is read; a connection has some thousand.
const MaxBytes = 10 << 20

// maxFindings bounds what is said of one text.
const maxFindings = 200

// Check returns what is wrong with the text of a connection, or of a list of them, in the order of the
// text; nil for nothing. Text that is not JSON has findings CN000, and further ones as far as it is clear
// what was meant.
func Check(text []byte, opts Options) []Finding {
	l := &linter{opts: opts}
	if !l.readable(text) {
		return l.findings
	}
	l.tree = parse(text)
	l.spelled()
	if !l.failed {
		l.connections()
	}
	slices.SortStableFunc(l.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Rule, b.Rule))
	})
	return l.findings[:min(len(l.findings), maxFindings)]
}

// linter is the state of one check.
type linter struct {
	tree
	opts     Options
	findings []Finding
}

// connections lints the connection of the text, or all that it lists.
func (l *linter) connections() {
	root := &l.nodes[0]
	list := l.member(0, "value")
	if root.kind == array {
		list = 0
	}
	if list < 0 || l.nodes[list].kind != array {
		l.wrapped()
		return
	}
	opts := l.opts
	opts.Name, opts.Operation = "", cmp.Or(opts.Operation, Get)
	for n := l.nodes[list].first; n > 0; n = l.nodes[n].next {
		l.connection(n, opts)
	}
}

// wrapped lints the connection of the text, also in the member body of what azapi reads.
func (l *linter) wrapped() {
	body := l.member(0, "body")
	if l.member(0, "properties") > 0 || body < 0 || l.nodes[body].kind != object {
		l.connection(0, l.opts)
		return
	}
	opts := l.opts
	if name, _ := l.string(l.member(0, "name")); opts.Name == "" {
		opts.Name = name
	}
	l.connection(body, opts)
}

// connection lints one connection.
func (l *linter) connection(root int, opts Options) {
	if l.nodes[root].kind != object {
		l.add(Finding{Rule: "CN000", Severity: Error, Message: "is " + l.nodes[root].kind.String() + " and no object", Fix: "give the body of a connection"}, root)
		return
	}
	before := len(l.findings)
	s := newSubject(l, root, opts)
	for i := range rules {
		if r := &rules[i]; r.find != nil && (!r.Advice || opts.Advice || len(l.findings) == before || l.onlyAdvice(before)) {
			s.rule = r
			r.find(s)
		}
	}
}

// onlyAdvice reports whether all findings from the given one on are advice.
func (l *linter) onlyAdvice(from int) bool {
	return !slices.ContainsFunc(l.findings[from:], func(f Finding) bool {
		i := slices.IndexFunc(rules, func(r rule) bool { return r.ID == f.Rule })
		return i < 0 || !rules[i].Advice
	})
}

// add records a finding at a node of the text.
func (l *linter) add(f Finding, at int) {
	if len(l.findings) > maxFindings {
		return
	}
	if f.Pointer == "" {
		f.Pointer = l.pointer(at)
	}
	f.Line, f.Column = position(l.text, l.nodes[at].start)
	l.findings = append(l.findings, f)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/lint"
	"github.com/azfoundry/azfoundry/internal/check"
)

// Lint returns what is wrong with a connection beyond the form of its members, by the rules of package lint;
// nil for nothing. Of secrets it looks at whether they are there, and not at what they are. [ScopeOf] has the
// scope for the options.
func (m Connection) Lint(opts lint.Options) []lint.Finding {
	if opts.Operation == lint.Put || opts.Operation == "" && m.ID == "" {
		m.Properties.nameCredentials()
	}
	m.Properties.Credentials = m.Properties.Credentials.showEmpty()
	text, err := m.MarshalJSON()
	if err != nil {
		return []lint.Finding{{Rule: "CN000", Severity: lint.Error, Message: "cannot be encoded", Fix: "make Unknown a JSON object at each level, or nil"}}
	}
	opts.SecretsHidden = true
	findings := lint.Check(text, opts)
	for i := range findings { // places in a text that nobody sees
		findings[i].Line, findings[i].Column, findings[i].Edits = 0, 0, nil
	}
	return findings
}

// ScopeOf returns the scope of what a connection belongs to, as package lint names it.
func ScopeOf(home Home) lint.Scope {
	switch home.(type) {
	case AccountID:
		return lint.Account
	case ProjectID:
		return lint.Project
	case WorkspaceID:
		return lint.Workspace
	}
	return ""
}

// candidate is the body of a connection that is to be made or tried.
type candidate struct {
	Connection
	home Home
}

// Validate returns every fault of the body, those that lint finds among them. What is read-only is not
// checked, and the name is that of the id.
func (m candidate) Validate() error {
	var c check.Checker
	m.check(&c)
	m.ID, m.Name = "", ""
	faults := findings(c.Faults(), m.Connection, lint.Options{Scope: ScopeOf(m.home), Operation: lint.Put})
	if len(faults) == 0 {
		return nil
	}
	return &azfoundry.ValidationError{Op: "connections: connection", Faults: faults}
}

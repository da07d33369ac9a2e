// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Severity says how bad a finding is.
type Severity string

// The severities.
const (
	// SeverityError is for texts that the service refuses, or that cannot do what they say.
	SeverityError Severity = "error"
	// SeverityWarning is for texts that probably let through, or keep out, more than was meant.
	SeverityWarning Severity = "warning"
	// SeverityInfo is for what the text cannot know.
	SeverityInfo Severity = "info"
)

// Diagnostic is a finding about a condition.
type Diagnostic struct {
	// Rule is the stable id, AB001 and on.
	Rule     string
	Severity Severity
	// Span is what the finding is about; its zero value is the whole condition.
	Span Span
	// Message says what is found, Why what follows from it, and Fix what to write instead.
	Message string
	Why     string
	Fix     string
}

// Anchor is where the documentation of the module explains the rule.
func (d Diagnostic) Anchor() string { return "docs/conditions.md#" + strings.ToLower(d.Rule) }

// String returns the finding on one line.
func (d Diagnostic) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s %s: %s", d.Span.Start, d.Severity, d.Rule, d.Message)
	for _, more := range []string{d.Why, d.Fix} {
		if more != "" {
			b.WriteString("; " + more)
		}
	}
	return b.String()
}

// MarshalJSON writes rule, severity, line, column, message, why, fix and anchor.
func (d Diagnostic) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Rule     string   `json:"rule"`
		Severity Severity `json:"severity"`
		Line     int      `json:"line"`
		Column   int      `json:"column"`
		Message  string   `json:"message"`
		Why      string   `json:"why,omitzero"`
		Fix      string   `json:"fix,omitzero"`
		Anchor   string   `json:"anchor"`
	}{d.Rule, d.Severity, d.Span.Start.Line, d.Span.Start.Column, d.Message, d.Why, d.Fix, d.Anchor()})
}

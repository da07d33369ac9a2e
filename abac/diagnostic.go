// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
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
	// Rule is the stable id, AB001 and on; docs/conditions.md has a section about each.
	Rule     string
	Severity Severity
	// Span is what the finding is about; its zero value is the whole condition.
	Span Span
	// Message says what is found, Why what follows from it, and Fix what to write instead.
	Message string
	Why     string
	Fix     string
}

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

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
)

// Severity says what a finding means for the write.
type Severity string

// The severities.
const (
	// SeverityError: the service will refuse the write.
	SeverityError Severity = "error"
	// SeverityWarning: the service takes the write, but makes something else of it.
	SeverityWarning Severity = "warning"
	// SeverityUnknown: it could not be read, so nothing is known about it.
	SeverityUnknown Severity = "unknown"
)

// Finding is one thing that a preflight found out.
type Finding struct {
	// Fault says where, what and what to do. A pointer "id" means the resource itself.
	azfoundry.Fault
	Severity Severity `json:"severity"`
	// Err is what lies behind it: an [*ExhaustedError], or why something could not be read. It may be
	// nil.
	Err error `json:"-"`
}

// String returns the finding on one line.
func (f Finding) String() string { return string(f.Severity) + ": " + f.Fault.String() }

// Report is what a preflight found. The zero value found nothing to say against the write.
type Report struct {
	// Findings come in the order in which they were looked for.
	Findings []Finding `json:"findings"`
}

// OK reports whether no finding is an error. What is unknown does not count: look at Findings where
// that matters.
func (r Report) OK() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == SeverityError })
}

// String returns the findings, one a line; "" for none.
func (r Report) String() string {
	lines := make([]string, len(r.Findings))
	for i, f := range r.Findings {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

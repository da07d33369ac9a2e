// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

// Finding is something that a set-up does not mend: how a service lies in its network, or what the accounts
// deploy.
type Finding struct {
	// Rule is one of those in docs/gateway.md.
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	// Resource is the id of what it is about.
	Resource string `json:"resource"`
	Message  string `json:"message"`
	// Fix is what to do; empty for a [Note].
	Fix string `json:"fix,omitzero"`
	// Source is where it is said to be so.
	Source string `json:"source,omitzero"`
}

// Severity is how bad a finding is.
type Severity string

// The severities.
const (
	// Error is what does not work.
	Error Severity = "error"
	// Warning is what does not work for everybody, or not always.
	Warning Severity = "warning"
	// Note is what is good to know.
	Note Severity = "note"
)

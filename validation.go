// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry

import (
	"fmt"
	"strings"
	"unicode"
)

// Fault is one thing that is wrong with an input.
type Fault struct {
	// Pointer says where: a JSON pointer into the body ("/properties/addressPrefixes/0"), which equals
	// the path of the Go fields, or the name of a parameter without a slash ("id", "ifMatch").
	Pointer string `json:"pointer"`
	// Rule names the rule that was broken: a JSON Schema keyword ("pattern", "minItems") or the
	// service's own error code where the service has one ("CannotHaveDuplicatePoolIds").
	Rule string `json:"rule"`
	// Message says what is wrong and why, without a full stop.
	Message string `json:"message"`
	// Got is the offending value, shortened; empty where it is a secret or says nothing.
	Got string `json:"got,omitzero"`
	// Advice says what to do instead; empty where the message says it already.
	Advice string `json:"advice,omitzero"`
}

// String returns the fault on one line.
func (f Fault) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", strings.Map(visible, f.Pointer), f.Message)
	if f.Got != "" {
		fmt.Fprintf(&b, " (got %q)", f.Got)
	}
	if f.Advice != "" {
		b.WriteString("; " + f.Advice)
	}
	return b.String()
}

// ValidationError reports an input that was refused before anything was sent. It holds every fault
// that was found, not only the first. Test for it with errors.AsType[*ValidationError].
type ValidationError struct {
	// Op is what was asked, with its package: "ipam: create or update pool".
	Op string
	// Resource is what it was asked of, usually a resource id; may be empty.
	Resource string
	// Faults lists what is wrong, in the order of the fields; never empty.
	Faults []Fault
}

// Error lists all faults on one line.
func (e *ValidationError) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Resource != "" {
		fmt.Fprintf(&b, " %q", e.Resource)
	}
	b.WriteString(": refused before sending: ")
	for i, f := range e.Faults {
		if i > 0 {
			b.WriteString(" | ")
		}
		b.WriteString(f.String())
	}
	return b.String()
}

// visible keeps a text on its line: a pointer may name a tag that holds a line break.
func visible(r rune) rune {
	if unicode.IsControl(r) {
		return ' '
	}
	return r
}

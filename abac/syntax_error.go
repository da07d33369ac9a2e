// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"fmt"
	"strings"
)

// SyntaxError is one place where a text is not a condition.
type SyntaxError struct {
	// File is the name given to [ParseFile], or "".
	File string
	// Pos is where reading stopped.
	Pos Pos
	// Message says what was found and what was expected.
	Message string
	// Hint says what to write instead.
	Hint string
}

// Error returns "file:line:column: message; hint" on one line.
func (e *SyntaxError) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File + ":")
	}
	fmt.Fprintf(&b, "%s: %s", e.Pos, e.Message)
	if e.Hint != "" {
		b.WriteString("; " + e.Hint)
	}
	return b.String()
}

// SyntaxErrors are all errors of a text, in its order and at most ten. Test for them with
// errors.AsType[abac.SyntaxErrors], or for the first with errors.AsType[*abac.SyntaxError].
type SyntaxErrors []*SyntaxError

// Error returns the errors on one line.
func (e SyntaxErrors) Error() string {
	texts := make([]string, len(e))
	for i, one := range e {
		texts[i] = one.Error()
	}
	return "abac: parse: " + strings.Join(texts, " | ")
}

// Unwrap returns the errors.
func (e SyntaxErrors) Unwrap() []error {
	list := make([]error, len(e))
	for i, one := range e {
		list[i] = one
	}
	return list
}

// errorLimit is how many errors of one text are told.
const errorLimit = 10

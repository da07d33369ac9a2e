// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError says where a text is no policy document, and why.
type SyntaxError struct {
	// Line and Column are where, from 1 on; columns are counted in characters.
	Line, Column int
	// Message says what is wrong.
	Message string
	// Hint says what to do; it may be empty.
	Hint string
}

// Error has all of it on one line.
func (e *SyntaxError) Error() string {
	s := fmt.Sprintf("policy: line %d, column %d: %s", e.Line, e.Column, e.Message)
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// syntaxError returns an error at a place of a text.
func syntaxError(text string, at int, message, hint string) *SyntaxError {
	line, column := position(text, at)
	return &SyntaxError{Line: line, Column: column, Message: message, Hint: hint}
}

// position returns the line and the column of a place in a text.
func position(text string, at int) (line, column int) {
	at = min(at, len(text))
	begin := strings.LastIndexByte(text[:at], '\n') + 1
	return strings.Count(text[:at], "\n") + 1, utf8.RuneCountInString(text[begin:at]) + 1
}

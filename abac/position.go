// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "fmt"

// Pos is a place in a text. The zero value means nowhere, as in an expression that was built and not read.
type Pos struct {
	// Offset counts bytes from 0.
	Offset int `json:"offset"`
	// Line and Column count from 1; columns count characters.
	Line   int `json:"line"`
	Column int `json:"column"`
}

// IsValid reports whether the position lies in a text.
func (p Pos) IsValid() bool { return p.Line > 0 }

// String returns line:column, or "-" for nowhere.
func (p Pos) String() string {
	if !p.IsValid() {
		return "-"
	}
	return fmt.Sprintf("%d:%d", p.Line, p.Column)
}

// Span is a stretch of a text, from the first character to behind the last.
type Span struct {
	Start Pos `json:"start"`
	End   Pos `json:"end"`
}

// place gives a node its span.
type place struct{ span Span }

// Span is where the node stands in the text.
func (p place) Span() Span { return p.span }

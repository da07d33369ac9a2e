// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package diag holds what the generator's steps report: positioned messages.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in a file. Line and column count from 1; line 0 means the file as a whole.
type Pos struct {
	File string `json:"file"`
	Line int    `json:"line,omitzero"`
	Col  int    `json:"col,omitzero"`
}

// String returns file:line:col.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Diagnostic is one fault of the input.
type Diagnostic struct {
	Pos
	Msg string
}

// String returns file:line:col: message.
func (d Diagnostic) String() string { return d.Pos.String() + ": " + d.Msg }

// List collects diagnostics. The zero value is ready.
type List []Diagnostic

// Add records a fault.
func (l *List) Add(pos Pos, format string, args ...any) {
	*l = append(*l, Diagnostic{Pos: pos, Msg: fmt.Sprintf(format, args...)})
}

// Sorted returns the list by position, each diagnostic once.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortFunc(out, func(a, b Diagnostic) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), strings.Compare(a.Msg, b.Msg))
	})
	return slices.Compact(out)
}

// String returns one diagnostic per line.
func (l List) String() string {
	var b strings.Builder
	for _, d := range l {
		b.WriteString(d.String() + "\n")
	}
	return b.String()
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Output is what people read while a program works.
type Output struct{ w io.Writer }

// Step does one piece of work and prints a line on it: whether it was done, what, and how long it took,
// with what came of it below.
func (o *Output) Step(name string, work func() (result string, err error)) error {
	start := time.Now()
	result, err := work()
	mark := "done"
	if err != nil {
		mark = "failed"
	}
	fmt.Fprintf(o.w, "%-6s  %s  (%v)\n", mark, name, time.Since(start).Round(time.Millisecond))
	if err == nil && result != "" {
		fmt.Fprintf(o.w, "        %s\n", result)
	}
	return err
}

// Table prints rows in columns; the first row is the head.
func (o *Output) Table(rows [][]string) {
	fmt.Fprintln(o.w)
	w := tabwriter.NewWriter(o.w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(w, strings.TrimRight(strings.Join(row, "\t"), "\t"))
	}
	_ = w.Flush() // what cannot be shown is not missed by programs
}

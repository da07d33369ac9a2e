// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Output is what people read while a program works, and what they give it to read.
type Output struct {
	Stdin  io.Reader
	w      io.Writer // stderr
	result io.Writer // stdout; nowhere with -json, which prints another document there
}

// Text prints a result for people on stdout.
func (o *Output) Text(text string) { fmt.Fprintln(o.result, strings.TrimSuffix(text, "\n")) }

// Document prints a JSON result for people on stdout, indented. No document prints nothing.
func (o *Output) Document(text []byte) {
	var b bytes.Buffer
	if len(text) == 0 || json.Indent(&b, text, "", "  ") != nil {
		return
	}
	o.Text(b.String())
}

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

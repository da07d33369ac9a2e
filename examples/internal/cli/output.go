// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// Output is what people read while a program works, and what they give it to read.
type Output struct {
	// Args are the arguments that are no flags.
	Args  []string
	Stdin io.Reader
	// JSON says that a document is wanted on stdout and no text.
	JSON bool

	// Stdout is for what goes out while it is made, with -json one document a line.
	Stdout io.Writer

	w        io.Writer // stderr
	result   io.Writer // stdout; nowhere with -json, which prints another document there
	terminal bool      // whether w is one
	used     bool      // whether Stdin was asked for
}

// Text prints a result for people on stdout.
func (o *Output) Text(text string) { fmt.Fprintln(o.result, strings.TrimSuffix(text, "\n")) }

// Note prints a remark for people on stderr.
func (o *Output) Note(text string) { fmt.Fprintln(o.w, strings.TrimSuffix(text, "\n")) }

// Document prints a JSON result for people on stdout, indented. No document prints nothing.
func (o *Output) Document(text []byte) {
	var b bytes.Buffer
	if len(text) == 0 || json.Indent(&b, text, "", "  ") != nil {
		return
	}
	o.Text(b.String())
}

// Step does one piece of work and prints a line on it: whether it was done, what, and how long it took,
// with what came of it below. On a terminal the line is there from the start.
func (o *Output) Step(name string, work func() (result string, err error)) error {
	start := time.Now()
	if o.terminal {
		fmt.Fprintf(o.w, "%-6s  %s …", "", name)
	}
	result, err := work()
	if o.terminal {
		fmt.Fprint(o.w, "\r\x1b[K") // the line again, from its beginning
	}
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

// isTerminal reports whether somebody watches what is written.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// Table prints rows in columns; the first row is the head.
func (o *Output) Table(rows [][]string) {
	fmt.Fprintln(o.w)
	w := tabwriter.NewWriter(o.w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	_ = w.Flush() // what cannot be shown is not missed by programs
}

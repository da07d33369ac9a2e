// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package cli is what the example programs share: flags, commands, files as arguments, output for people and
// for programs, and exit codes. People's text goes to stderr; -json prints one document on stdout.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit codes of all examples.
const (
	Done     = 0
	Findings = 1 // the work was done and found something, or was denied
	Failed   = 2 // usage, or an error
)

// ErrFindings makes a program exit with [Findings] after it printed them itself.
var ErrFindings = errors.New("findings")

// Program is one example, or one command of one.
type Program struct {
	// Name and Doc are shown by -h; Doc is a few sentences.
	Name, Doc string
	// Args names the arguments that stand among the flags, such as FILE…; empty takes none.
	Args string
	// Flags declares the program's own flags; may be nil.
	Flags func(*flag.FlagSet)
	// Run does the work and returns what -json prints once it is done; nil prints nothing.
	Run func(ctx context.Context, out *Output) (any, error)
	// Commands are what a program does of which the first argument says which; it has no Run of its own.
	Commands []Program
	// Stdin is what the program reads; nil means the process's.
	Stdin io.Reader
}

// Main runs the program and exits. An interrupt ends the context.
func (p Program) Main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := p.Execute(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Execute runs the program with the given arguments and returns its exit code.
func (p Program) Execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if p.Stdin == nil {
		p.Stdin = os.Stdin
	}
	if len(p.Commands) > 0 {
		return p.dispatch(ctx, args, stdout, stderr)
	}
	flags := flag.NewFlagSet(p.Name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	asJSON := flags.Bool("json", false, "print one JSON document on stdout")
	if p.Flags != nil {
		p.Flags(flags)
	}
	flags.Usage = func() { p.usage(flags) }
	given, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return Done
	case err != nil:
		return Failed
	case len(given) > 0 && p.Args == "":
		fmt.Fprintf(stderr, "%s: unexpected argument %q; see -h\n", p.Name, given[0])
		return Failed
	}
	out := &Output{Args: given, Stdin: p.Stdin, Stdout: stdout, JSON: *asJSON, w: stderr, result: stdout, terminal: isTerminal(stderr)}
	if *asJSON {
		out.result = io.Discard
	}
	result, err := p.Run(ctx, out)
	if *asJSON && result != nil && (err == nil || errors.Is(err, ErrFindings)) {
		err = errors.Join(err, encode(stdout, result))
	}
	return p.report(stderr, err)
}

// parse reads flags with other arguments before, between and behind them; what stands behind -- is no flag.
func parse(flags *flag.FlagSet, args []string) (given []string, err error) {
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		rest := flags.Args()
		if ended := len(args) - len(rest) - 1; len(rest) == 0 || ended >= 0 && args[ended] == "--" {
			return append(given, rest...), nil
		}
		given, args = append(given, rest[0]), rest[1:]
	}
	return given, nil
}

func (p Program) usage(flags *flag.FlagSet) {
	args := ""
	if p.Args != "" {
		args = " " + p.Args
	}
	fmt.Fprintf(flags.Output(), "%s\n\nusage: go run ./examples/%s [flags]%s\n", p.Doc, p.Name, args)
	flags.PrintDefaults()
}

func (p Program) report(stderr io.Writer, err error) int {
	switch {
	case err == nil:
		return Done
	case errors.Is(err, ErrFindings):
		return Findings
	}
	fmt.Fprintf(stderr, "%s: %v\n", p.Name, err)
	return Failed
}

func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/lint"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

const lintDoc = `Says what is wrong with bodies of connections, without asking a service.
A file holds one connection, a list of them, or the capability host that agents are set up with, whose
connections are looked for among the other files; - is standard input.
docs/connections.md has a heading for each rule.`

// linter is the command lint.
type linter struct {
	scope, operation, name string
	fix, advice            bool
}

func linting() cli.Program {
	var l linter
	return cli.Program{Name: "lint", Doc: lintDoc, Args: "FILE…", Flags: l.declare, Run: l.run}
}

func (l *linter) declare(flags *flag.FlagSet) {
	flags.StringVar(&l.scope, "scope", "", "what the connections belong to: `account`, project or workspace (default by the id in a file, if any)")
	flags.StringVar(&l.operation, "operation", "", "what the bodies are for: `PUT`, PATCH or GET (default GET for those with an id and lists, else PUT)")
	flags.StringVar(&l.name, "name", "", "`name` of the connection, for one file (default the one in it, if any)")
	flags.BoolVar(&l.fix, "fix", false, "write what can be corrected safely into the files, and say what is left; - goes to standard output")
	flags.BoolVar(&l.advice, "advice", false, "give advice also where there are other findings")
}

// linted is what -json prints of all files.
type linted struct {
	Files []lintedFile `json:"files"`
}

type lintedFile struct {
	File     string         `json:"file"`
	Findings []lint.Finding `json:"findings"`
	// Fixed counts the findings that -fix took away.
	Fixed int `json:"fixed,omitzero"`
}

func (l *linter) run(_ context.Context, out *cli.Output) (any, error) {
	opts, err := l.options(out.Args)
	if err != nil {
		return nil, err
	}
	texts := make([][]byte, len(out.Args))
	for i, name := range out.Args {
		if texts[i], err = out.Read(name); err != nil {
			return nil, err
		}
	}
	all := known(texts, out.Args)
	result := linted{Files: []lintedFile{}}
	for i, name := range out.Args {
		file, err := l.file(out, name, texts[i], check(opts, all))
		if err != nil {
			return nil, err
		}
		result.Files = append(result.Files, file)
	}
	return result, l.report(out, result)
}

// options reads the flags, and refuses all that are wrong at once.
func (l *linter) options(files []string) (lint.Options, error) {
	opts := lint.Options{
		Scope: lint.Scope(strings.ToLower(l.scope)), Operation: lint.Operation(strings.ToUpper(l.operation)), Name: l.name, Advice: l.advice,
	}
	var faults []error
	switch opts.Scope {
	case "", lint.Account, lint.Project, lint.Workspace:
	default:
		faults = append(faults, fmt.Errorf("-scope %q is none; give account, project or workspace", l.scope))
	}
	switch opts.Operation {
	case "", lint.Put, lint.Patch, lint.Get:
	default:
		faults = append(faults, fmt.Errorf("-operation %q is none; give PUT, PATCH or GET", l.operation))
	}
	if len(files) == 0 {
		faults = append(faults, errors.New("nothing to lint; name files, or - for standard input"))
	}
	if l.name != "" && len(files) > 1 {
		faults = append(faults, errors.New("-name is for one file; put the names into the files"))
	}
	return opts, errors.Join(faults...)
}

// known returns the connections of files by name: the one in the body, or else the file's. A file may hold a
// list of them.
func known(texts [][]byte, files []string) map[string]lint.Connected {
	out := make(map[string]lint.Connected)
	for i, text := range texts {
		for _, c := range connectionsIn(text) {
			if name := cmp.Or(c.Name, base(files[i])); c.Properties.Category != "" {
				out[name] = lint.Connected{Category: string(c.Properties.Category), AuthType: string(c.Properties.AuthType)}
			}
		}
	}
	return out
}

// connectionsIn reads one connection, a list of them as services answer, or an array; none from other texts.
func connectionsIn(text []byte) []connections.Connection {
	var list struct {
		Value []connections.Connection `json:"value"`
	}
	if json.Unmarshal(text, &list) == nil && len(list.Value) > 0 {
		return list.Value
	}
	var array []connections.Connection
	if json.Unmarshal(text, &array) == nil {
		return array
	}
	var one connections.Connection
	if json.Unmarshal(text, &one) != nil {
		return nil
	}
	return []connections.Connection{one}
}

// check returns what finds what is wrong with a text.
func check(opts lint.Options, all map[string]lint.Connected) func([]byte) []lint.Finding {
	return func(text []byte) []lint.Finding {
		if !lint.IsCapabilityHost(text) {
			return lint.Check(text, opts)
		}
		return lint.CapabilityHost(text, func(name string) (lint.Connected, bool) {
			c, ok := all[name]
			return c, ok
		})
	}
}

// file lints one file, and corrects it if that is wanted.
func (l *linter) file(out *cli.Output, name string, text []byte, find func([]byte) []lint.Finding) (lintedFile, error) {
	findings := find(text)
	before := len(findings)
	if l.fix {
		fixed, left := corrected(text, findings, find)
		findings = left
		if err := write(out, name, fixed, string(fixed) == string(text)); err != nil {
			return lintedFile{}, err
		}
	}
	if findings == nil {
		findings = []lint.Finding{}
	}
	return lintedFile{File: name, Findings: findings, Fixed: max(0, before-len(findings))}, nil
}

// rounds bounds how often a text is corrected: what was in the way of one correction may go with another.
const rounds = 10

// corrected applies all edits there are, and returns what is left.
func corrected(text []byte, findings []lint.Finding, find func([]byte) []lint.Finding) ([]byte, []lint.Finding) {
	for range rounds {
		next := lint.Fix(text, findings)
		if string(next) == string(text) {
			break
		}
		text, findings = next, find(next)
	}
	return text, findings
}

// write puts a text where it came from.
func write(out *cli.Output, name string, text []byte, same bool) error {
	if name == cli.Stdin {
		out.Text(string(text))
		return nil
	}
	if same {
		return nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	return os.WriteFile(name, text, info.Mode().Perm())
}

// report prints the findings for people, and says whether there are errors.
func (l *linter) report(out *cli.Output, result linted) error {
	errs, warnings, fixed := 0, 0, 0
	for _, f := range result.Files {
		fixed += f.Fixed
		stage := ""
		show := out.Text
		if l.fix && f.File == cli.Stdin { // standard output has the text
			show = out.Note
		}
		for _, finding := range f.Findings {
			if finding.Severity == lint.Error {
				errs++
			} else {
				warnings++
			}
			show(describe(f.File, finding))
			stage = cmp.Or(stage, finding.Stage)
		}
		if stage != "" {
			show(f.File + ": " + stage)
		}
	}
	out.Note(fmt.Sprintf("files: %d, errors: %d, warnings: %d, corrected: %d", len(result.Files), errs, warnings, fixed))
	if errs > 0 {
		return cli.ErrFindings
	}
	return nil
}

// describe returns a finding for people.
func describe(file string, f lint.Finding) string {
	place := file
	if f.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", file, f.Line, f.Column)
	}
	text := fmt.Sprintf("%s: %s %s: %s", place, f.Severity, f.Rule, f.Message)
	if f.Symptom != "" {
		text += "\n    looks like: " + f.Symptom
	}
	return text + "\n    fix: " + f.Fix
}

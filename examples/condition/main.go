// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command condition formats, checks, evaluates, explains, compares and reviews conditions of role assignments.
// It asks no service, unless review is to look at an assignment where it is.
package main

import (
	"flag"
	"fmt"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

const doc = `Works with conditions of Azure role assignments. Only review asks Azure, and only where that is wanted
with -azure. A file holds one condition and may have comments, from # to the end of the line; - is standard input. It exits with 1 for findings, for a
denied request and for conditions that differ, and with 2 where it cannot do what it is asked.

  go run ./examples/condition fmt -w own-containers.txt
  go run ./examples/condition check -json *.txt
  go run ./examples/condition eval -condition own-containers.txt -request read.json
  go run ./examples/condition compare old.txt new.txt
  go run ./examples/condition review -role 'Storage Blob Data Owner' -condition own-containers.txt
  go run ./examples/condition review -azure -assignment /subscriptions/…/roleAssignments/…`

func main() { program().Main() }

func program() cli.Program {
	return cli.Program{Name: "condition", Doc: doc, Commands: []cli.Program{
		formatting(), checking(), evaluating(), explaining(), comparing(), reviewing(),
	}}
}

// read reads a condition from a file. Its errors name file, line and column.
func read(out *cli.Output, name string) (*abac.Condition, error) {
	text, err := out.Read(name)
	if err != nil {
		return nil, err
	}
	return abac.ParseFile(name, string(text))
}

// mode is how conditions take NOT in front of what cannot be evaluated.
type mode struct{ lenient bool }

func (m *mode) declare(flags *flag.FlagSet) {
	flags.BoolVar(&m.lenient, "lenient", false, "take NOT of a comparison whose attribute is missing for true")
}

func (m *mode) mode() abac.Mode {
	if m.lenient {
		return abac.Lenient
	}
	return abac.Strict
}

// threshold is the severity of findings from which on the exit code is 1.
type threshold struct{ name string }

func (t *threshold) declare(flags *flag.FlagSet, usual abac.Severity) {
	flags.StringVar(&t.name, "fail", string(usual), "exit with 1 at findings of this `severity` or a worse one: error, warning or info")
}

// weights are the severities by how bad they are.
var weights = map[abac.Severity]int{abac.SeverityInfo: 1, abac.SeverityWarning: 2, abac.SeverityError: 3}

func (t *threshold) check() error {
	if weights[abac.Severity(t.name)] == 0 {
		return fmt.Errorf("-fail %q is no severity; give error, warning or info", t.name)
	}
	return nil
}

func (t *threshold) reached(s abac.Severity) bool {
	return weights[s] >= weights[abac.Severity(t.name)]
}

// placed returns where a finding is shown: one about the whole at the first character, where editors find it.
func placed(s abac.Span) abac.Span {
	if !s.Start.IsValid() {
		s.Start = abac.Pos{Line: 1, Column: 1}
		s.End = s.Start
	}
	return s
}

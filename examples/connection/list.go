// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"errors"
	"flag"
	"strings"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/lint"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
	"github.com/azfoundry/azfoundry/examples/internal/place"
)

const listDoc = `Lists the connections of an account, a project or a workspace.
With -lint it says what is wrong with them, and exits with 1 for errors.`

// lister is the command list.
type lister struct {
	place          place.Flags
	home, category string
	lint           bool
}

func listing() cli.Program {
	var l lister
	return cli.Program{Name: "list", Doc: listDoc, Flags: l.declare, Run: l.run}
}

func (l *lister) declare(flags *flag.FlagSet) {
	l.place.Declare(flags, "tenant")
	flags.StringVar(&l.home, "home", "", "resource `id` of the account, project or workspace")
	flags.StringVar(&l.category, "category", "", "list connections of this `category` only")
	flags.BoolVar(&l.lint, "lint", false, "lint them, with advice")
}

// listed is what -json prints of one connection.
type listed struct {
	Name     string         `json:"name"`
	Category string         `json:"category"`
	AuthType string         `json:"authType"`
	Target   string         `json:"target"`
	Findings []lint.Finding `json:"findings,omitempty"`
}

func (l *lister) run(ctx context.Context, out *cli.Output) (_ any, err error) {
	if l.home == "" {
		return nil, errors.New("list needs -home, the id of an account, a project or a workspace")
	}
	home, err := parseHome(l.home)
	if err != nil {
		return nil, err
	}
	s, err := open(&l.place)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	all := []listed{}
	rows := [][]string{{"name", "category", "authType", "target", "rules"}}
	failed := false
	for c, err := range s.client.List(ctx, home, &connections.ConnectionListOptions{Category: l.category}) {
		if err != nil {
			return nil, err
		}
		one := listed{Name: c.Name, Category: string(c.Properties.Category), AuthType: string(c.Properties.AuthType), Target: c.Properties.Target}
		var rules []string
		if l.lint {
			one.Findings = c.Lint(lint.Options{Scope: connections.ScopeOf(home), Operation: lint.Get, Advice: true})
		}
		for _, f := range one.Findings {
			rules = append(rules, f.Rule)
			failed = failed || f.Severity == lint.Error
			out.Text(describe(one.Name, f))
		}
		all = append(all, one)
		rows = append(rows, []string{one.Name, one.Category, one.AuthType, one.Target, strings.Join(rules, " ")})
	}
	out.Table(rows)
	if failed {
		return all, cli.ErrFindings
	}
	return all, nil
}

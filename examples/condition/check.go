// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"errors"
	"flag"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// checked is what -json prints of one file.
type checked struct {
	File        string            `json:"file"`
	Diagnostics []abac.Diagnostic `json:"diagnostics"`
}

// checker is the command check.
type checker struct {
	fail    threshold
	options abac.CheckOptions
}

func checking() cli.Program {
	var c checker
	return cli.Program{
		Name: "check", Args: "FILE…", Run: c.run,
		Doc: `Looks for what is wrong with conditions, or probably not meant.
Each finding has a rule, which docs/conditions.md explains; errors of syntax are findings too.`,
		Flags: func(flags *flag.FlagSet) {
			c.fail.declare(flags, abac.SeverityError)
			flags.BoolVar(&c.options.HierarchicalNamespace, "hns", false, "the accounts have a hierarchical namespace (Data Lake Storage Gen2)")
		},
	}
}

func (c *checker) run(_ context.Context, out *cli.Output) (any, error) {
	if err := c.fail.check(); err != nil {
		return nil, err
	}
	if len(out.Args) == 0 {
		return nil, errors.New("give the files to check; - is standard input")
	}
	files := []checked{}
	var end error
	for _, name := range out.Args {
		text, err := out.Read(name)
		if err != nil {
			return nil, err
		}
		_, found := abac.Lint(name, string(text), &c.options)
		for i := range found {
			found[i].Span = placed(found[i].Span)
			out.Text(name + ":" + found[i].String())
			if c.fail.reached(found[i].Severity) {
				end = cli.ErrFindings
			}
		}
		files = append(files, checked{File: name, Diagnostics: append([]abac.Diagnostic{}, found...)})
	}
	return map[string]any{"files": files}, end
}

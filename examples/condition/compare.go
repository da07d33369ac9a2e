// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// compared is what -json prints of two conditions: how the new one stands to the old one, and a request that
// only one of them lets pass. Of two incomparable ones the request is that of the new one.
type compared struct {
	Relation         abac.Relation `json:"relation"`
	Witness          *abac.Request `json:"witness,omitempty"`
	WitnessAllowedBy string        `json:"witnessAllowedBy,omitempty"`
	// Why says what could not be decided; only beside the relation undecided.
	Why string `json:"why,omitempty"`
}

// comparer is the command compare.
type comparer struct {
	mode
	narrowing bool
}

func comparing() cli.Program {
	var c comparer
	return cli.Program{
		Name: "compare", Args: "OLD NEW", Run: c.run,
		Doc: `Says what the step from an old condition to a new one means, for all requests there can be.
The new one is equal, wider, narrower or incomparable; a shortest request shows it. What cannot be decided is
said to be undecided.`,
		Flags: func(flags *flag.FlagSet) {
			c.declare(flags)
			flags.BoolVar(&c.narrowing, "allow-narrower", false, "exit with 0 also where the new condition is narrower")
		},
	}
}

func (c *comparer) run(_ context.Context, out *cli.Output) (any, error) {
	if len(out.Args) != 2 {
		return nil, errors.New("give two files, the old condition and the new one")
	}
	old, err1 := read(out, out.Args[0])
	next, err2 := read(out, out.Args[1])
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	change := abac.Compare(old, next, c.mode.mode())
	result := compared{Relation: change.Relation}
	if change.Relation == abac.RelationUndecided {
		result.Why = change.Why
	}
	switch {
	case change.OnlyNew != nil:
		result.Witness, result.WitnessAllowedBy = change.OnlyNew, "new"
	case change.OnlyOld != nil:
		result.Witness, result.WitnessAllowedBy = change.OnlyOld, "old"
	}
	if err := describe(out, change); err != nil {
		return nil, err
	}
	if change.Relation == abac.RelationEqual || c.narrowing && change.Relation == abac.RelationNarrower {
		return result, nil
	}
	return result, cli.ErrFindings
}

// describe prints the change for people.
func describe(out *cli.Output, change abac.Change) error {
	out.Text(string(change.Relation))
	if change.Why != "" {
		out.Text("undecided: " + change.Why)
	}
	for _, only := range []struct {
		text    string
		request *abac.Request
	}{{"only the new one lets pass:", change.OnlyNew}, {"only the old one lets pass:", change.OnlyOld}} {
		if only.request == nil {
			continue
		}
		text, err := json.Marshal(only.request)
		if err != nil {
			return err
		}
		out.Text(only.text)
		out.Document(text)
	}
	return nil
}

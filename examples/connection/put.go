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

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/lint"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
	"github.com/azfoundry/azfoundry/examples/internal/place"
)

const putDoc = `Makes a connection from the body in a file, or replaces it.
Before that it lints the body, and stops at errors. - is standard input. With an emulator in this process
it makes a project first.`

// putter is the command put.
type putter struct {
	place  place.Flags
	id     string
	dryRun bool
}

func putting() cli.Program {
	var p putter
	return cli.Program{Name: "put", Doc: putDoc, Args: "FILE", Flags: p.declare, Run: p.run}
}

func (p *putter) declare(flags *flag.FlagSet) {
	p.place.Declare(flags, "tenant")
	flags.StringVar(&p.id, "id", "", "resource `id` of the connection (in an emulator of this process by default one of a project, named as in the body or as the file)")
	flags.BoolVar(&p.dryRun, "dry-run", false, "print what would be sent, without secrets, and send nothing")
}

// put is what -json prints.
type put struct {
	ID         string                  `json:"id"`
	Connection *connections.Connection `json:"connection,omitempty"`
	Findings   []lint.Finding          `json:"findings"`
	// Planned is what a dry run did not send.
	Planned json.RawMessage `json:"planned,omitempty"`
}

func (p *putter) run(ctx context.Context, out *cli.Output) (any, error) {
	if len(out.Args) != 1 {
		return nil, errors.New("put takes one file, or - for standard input")
	}
	text, err := out.Read(out.Args[0])
	if err != nil {
		return nil, err
	}
	result, body, err := p.judge(out, text)
	if err != nil {
		return result, err
	}
	s, err := open(&p.place)
	if err != nil {
		return nil, err
	}
	err = p.send(ctx, out, s, &result, body)
	return result, errors.Join(err, s.Close())
}

// target returns the id that is meant.
func (p *putter) target(file, name string) (connections.ID, error) {
	if p.id == "" && !p.place.Azure && p.place.Emulator == "" {
		if file == cli.Stdin {
			file = "connection"
		}
		return ownProject().Connection(cmp.Or(name, base(file))), nil
	}
	if p.id == "" {
		return connections.ID{}, errors.New("put needs -id, the resource id of the connection")
	}
	return connections.ParseID(p.id)
}

// judge lints and reads a body.
func (p *putter) judge(out *cli.Output, text []byte) (put, connections.Connection, error) {
	var named struct {
		Name string `json:"name"`
	}
	_ = json.Unmarshal(text, &named) // lint says what is wrong with it
	id, err := p.target(out.Args[0], named.Name)
	if err != nil {
		return put{}, connections.Connection{}, err
	}
	result := put{ID: id.String(), Findings: lint.Check(text, lint.Options{Scope: connections.ScopeOf(id.Home), Operation: lint.Put, Name: id.Name})}
	failed := false
	for _, f := range result.Findings {
		out.Note(describe(out.Args[0], f))
		failed = failed || f.Severity == lint.Error
	}
	if result.Findings == nil {
		result.Findings = []lint.Finding{}
	}
	if failed {
		return result, connections.Connection{}, cli.ErrFindings
	}
	var body connections.Connection
	if err := json.Unmarshal(text, &body); err != nil {
		return put{}, body, fmt.Errorf("%s: %w", out.Args[0], err)
	}
	return result, body, nil
}

// send makes the connection.
func (p *putter) send(ctx context.Context, out *cli.Output, s *session, result *put, body connections.Connection) error {
	id, err := connections.ParseID(result.ID)
	if err != nil {
		return err
	}
	if id.Home == ownProject() && p.place.Emulator == "" && !p.place.Azure {
		if err := out.Step("project "+ownProject().Name, func() (string, error) { return "", s.makeProject(ctx) }); err != nil {
			return err
		}
	}
	if p.dryRun {
		ctx, plan := azfoundry.DryRun(ctx)
		if _, err := s.client.Create(ctx, id, body); !errors.Is(err, azfoundry.ErrDryRun) {
			return err
		}
		result.Planned = json.RawMessage(plan.Writes()[0].Body)
		out.Document(result.Planned)
		return nil
	}
	return out.Step("connection "+id.Name, func() (string, error) {
		made, err := s.client.Create(ctx, id, body)
		result.Connection = &made
		return made.ID, err
	})
}

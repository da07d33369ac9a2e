// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
	"github.com/azfoundry/azfoundry/examples/internal/place"
)

const probeDoc = `Calls a gateway as Foundry would through a connection, layer by layer, and says what is wrong.
The connection is the body in a file, or with -id one that is there; - is standard input. Secrets come from
the environment, and are not shown. It exits with 1 where something is wrong.`

// prober is the command probe.
type prober struct {
	place                         place.Flags
	id, aliases, roots            string
	secretVariable, tokenVariable string
	options                       probe.Options
}

func probing() cli.Program {
	var p prober
	return cli.Program{Name: "probe", Doc: probeDoc, Args: "[FILE]", Flags: p.declare, Run: p.run}
}

func (p *prober) declare(flags *flag.FlagSet) {
	p.place.Declare(flags, "tenant")
	flags.StringVar(&p.id, "id", "", "resource `id` of the connection, in place of a file")
	flags.StringVar(&p.aliases, "alias", "", "look at these models, with commas between them (default: all that the connection lists, or the gateway's first)")
	flags.BoolVar(&p.options.Chat, "chat", false, "call each model once, which costs tokens")
	flags.StringVar(&p.secretVariable, "secret-env", "", "`name` of the environment variable with the key or client secret (default: what the file has)")
	flags.StringVar(&p.tokenVariable, "token-env", "", "`name` of the environment variable with a token, for connections that sign in with Entra ID")
	flags.StringVar(&p.roots, "roots", "", "trust the authorities in this PEM `file`, and no others (default: those of this machine)")
	flags.BoolVar(&p.options.FetchIssuers, "fetch-issuers", false, "load what an incomplete chain names as its issuers")
	flags.DurationVar(&p.options.Timeout, "timeout", probe.DefaultTimeout, "how long each `step` may take")
	flags.DurationVar(&p.options.ChatTimeout, "chat-timeout", probe.DefaultChatTimeout, "how long each call of a model may take")
}

func (p *prober) run(ctx context.Context, out *cli.Output) (any, error) {
	if (p.id == "") == (len(out.Args) == 0) || len(out.Args) > 1 {
		return nil, errors.New("probe takes one file, - for standard input, or -id")
	}
	if err := p.complete(); err != nil {
		return nil, err
	}
	body, err := p.body(ctx, out)
	if err != nil {
		return nil, err
	}
	p.options.OnProgress = func(s azfoundry.Progress) { out.Note(s.Step + " …") }
	report, err := probe.Run(ctx, body, &p.options)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"layer", "model", "outcome", "status", "time", "seen"}}
	for _, s := range report.Steps {
		status := ""
		if s.Status > 0 {
			status = strconv.Itoa(s.Status)
		}
		rows = append(rows, []string{string(s.Layer), s.Alias, string(s.Outcome), status, (time.Duration(s.Milliseconds) * time.Millisecond).String(), s.Seen})
	}
	out.Table(rows)
	for _, f := range report.Findings {
		out.Text(fmt.Sprintf("%s %s: %s\n  looks like: %s\n  fix: %s", f.Rule, f.Verdict, f.Message, f.Symptom, f.Fix))
	}
	if !report.OK {
		return report, cli.ErrFindings
	}
	return report, nil
}

// complete reads what the flags name.
func (p *prober) complete() error {
	if p.aliases != "" {
		p.options.Aliases = strings.Split(p.aliases, ",")
	}
	var err error
	var token string
	if p.secretVariable != "" {
		var text string
		text, err = variable(p.secretVariable)
		p.options.Secret = connections.NewSecret(text)
	}
	if p.tokenVariable != "" {
		var missing error
		token, missing = variable(p.tokenVariable)
		err = errors.Join(err, missing)
		p.options.Token = func(context.Context) (string, error) { return token, nil }
	}
	if p.roots == "" {
		return err
	}
	text, unread := os.ReadFile(p.roots)
	p.options.Roots = x509.NewCertPool()
	if unread == nil && !p.options.Roots.AppendCertsFromPEM(text) {
		unread = fmt.Errorf("%s: no certificate in PEM", p.roots)
	}
	return errors.Join(err, unread)
}

func variable(name string) (string, error) {
	if text := os.Getenv(name); text != "" {
		return text, nil
	}
	return "", fmt.Errorf("the environment variable %s is empty", name)
}

// body reads the connection.
func (p *prober) body(ctx context.Context, out *cli.Output) (c connections.Connection, err error) {
	if p.id == "" {
		text, err := out.Read(out.Args[0])
		if err != nil {
			return c, err
		}
		if err := json.Unmarshal(text, &c); err != nil {
			return c, fmt.Errorf("%s: %w; lint says more", out.Args[0], err)
		}
		return c, nil
	}
	id, err := connections.ParseID(p.id)
	if err != nil {
		return c, err
	}
	s, err := open(&p.place)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.client.Get(ctx, id)
}

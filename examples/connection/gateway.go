// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth/raw"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/setup"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
	"github.com/azfoundry/azfoundry/examples/internal/place"
	"github.com/azfoundry/azfoundry/foundry"
)

const gatewayDoc = `Sets an API Management service up as the gateway to Foundry accounts, as a file
says: {"service": "/subscriptions/…", "api": "openai-v1", "path": "models/openai/v1", "accounts": [{"id": "/subscriptions/…"}],
"access": {"tenant": "…", "projects": [{"application": "…"}]}}. Without -apply it says what there is to do, and writes nothing.
With an emulator in this process it makes the service and the accounts first.`

// gatewayer is the command gateway.
type gatewayer struct {
	place  place.Flags
	apply  bool
	undo   string
	agents string
}

func gatewaying() cli.Program {
	var g gatewayer
	return cli.Program{Name: "gateway", Doc: gatewayDoc, Args: "FILE", Flags: g.declare, Run: g.run}
}

func (g *gatewayer) declare(flags *flag.FlagSet) {
	g.place.Declare(flags, "tenant")
	flags.BoolVar(&g.apply, "apply", false, "make what is missing and change what differs")
	flags.StringVar(&g.undo, "undo", "", "take back what a run did, by the `file` that it wrote with -json")
	flags.StringVar(&g.agents, "agents", "", "how agents lie in their network: injected or managed; nothing for none of yours")
}

// gatewayed is what -json prints.
type gatewayed struct {
	setup.Report

	// Connection is the body of the connection that fits.
	Connection *connections.Connection `json:"connection,omitempty"`
}

func (g *gatewayer) run(ctx context.Context, out *cli.Output) (any, error) {
	if len(out.Args) != 1 {
		return nil, errors.New("gateway takes one file, or - for standard input")
	}
	var wanted setup.Gateway
	if err := decode(out, out.Args[0], &wanted); err != nil {
		return nil, err
	}
	if len(wanted.CircuitBreaker.Rules) == 0 {
		wanted.CircuitBreaker = setup.WhenThrottled()
	}
	s, err := open(&g.place)
	if err != nil {
		return nil, err
	}
	result, err := g.work(ctx, out, s, wanted)
	return result, errors.Join(err, s.Close())
}

// decode reads a JSON file strictly.
func decode(out *cli.Output, name string, to any) error {
	text, err := out.Read(name)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (g *gatewayer) work(ctx context.Context, out *cli.Output, s *session, wanted setup.Gateway) (any, error) {
	c, err := setup.NewClient(s.chain, s.Options)
	if err != nil {
		return nil, err
	}
	if g.undo != "" {
		var before gatewayed
		if err := decode(out, g.undo, &before); err != nil {
			return nil, err
		}
		return nil, out.Step("take back", func() (string, error) { return "", c.Undo(ctx, before.Report, nil) })
	}
	if !g.place.Azure && g.place.Emulator == "" {
		if err := out.Step("service and accounts", func() (string, error) { return "", s.makeEstate(ctx, wanted) }); err != nil {
			return nil, err
		}
	}
	var result gatewayed
	do, what := c.Plan, "plan"
	if g.apply {
		do, what = c.Apply, "set-up"
	}
	err = out.Step(what, func() (string, error) {
		result.Report, err = do(ctx, wanted, &setup.Options{Agents: setup.Agents(g.agents)})
		return result.Target, err
	})
	if err != nil {
		return result, err
	}
	wanted.GatewayURL = result.GatewayURL
	body, err := wanted.Connection(connections.Secret{}).Connection()
	if err != nil {
		return result, err
	}
	result.Connection = &body
	return result, result.show(out)
}

// show prints the steps and findings. Findings that are errors are what the program ends with.
func (r *gatewayed) show(out *cli.Output) error {
	rows := [][]string{{"STEP", "STATE", "RESOURCE"}}
	for _, s := range r.Steps {
		rows = append(rows, []string{string(s.Kind), string(s.State), s.ID})
	}
	out.Table(rows)
	failed := false
	for _, f := range r.Findings {
		out.Note(fmt.Sprintf("%s: %s: %s; %s (%s)", f.Severity, f.Rule, f.Message, f.Fix, f.Source))
		failed = failed || f.Severity == setup.Error
	}
	if failed {
		return cli.ErrFindings
	}
	return nil
}

// makeEstate makes the service and the accounts of a gateway, since the emulator is new.
func (s *session) makeEstate(ctx context.Context, wanted setup.Gateway) error {
	if err := wanted.Validate(); err != nil {
		return err
	}
	resources, err := raw.NewClient(s.chain, s.Options)
	if err != nil {
		return err
	}
	f, err := foundry.NewClient(s.chain, s.Options)
	if err != nil {
		return err
	}
	service := `{"location": "` + armtest.DefaultRegion + `", "sku": {"name": "StandardV2", "capacity": 1}, "identity": {"type": "SystemAssigned"},
		"properties": {"publisherEmail": "ops@example.com", "publisherName": "Contoso", "virtualNetworkType": "External"}}`
	if _, err := resources.Do(ctx, raw.Request{Method: http.MethodPut, URL: wanted.Service.String() + "?api-version=2024-05-01", Body: []byte(service)}); err != nil {
		return err
	}
	for _, a := range wanted.Accounts {
		var body foundry.Account
		body.Location, body.Kind, body.SKU.Name = armtest.DefaultRegion, "AIServices", "S0"
		body.Properties.CustomSubDomainName = a.ID.Name
		if _, err := f.Accounts.CreateOrUpdate(ctx, a.ID, body); err != nil {
			return err
		}
	}
	return nil
}

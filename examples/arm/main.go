// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command arm sends any request to Resource Manager, with the tokens of other tenants where it needs them.
package main

import (
	"context"
	"errors"
	"flag"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/auth/raw"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
	"github.com/azfoundry/azfoundry/examples/internal/place"
	"github.com/azfoundry/azfoundry/examples/internal/ready"
)

const doc = `Sends a request to Resource Manager, waits where it goes on, and prints the answer. Other tenants
prove themselves along with it: those of -tenants, or else those whose resources the body names.
With -dry-run it prints what would be sent, as a command or as configuration.

  go run ./examples/arm -url '/subscriptions?api-version=2022-12-01' -all
  go run ./examples/arm -X PUT -url '/subscriptions/…?api-version=…' -body vnet.json -dry-run -as azapi`

func main() { program().Main() }

func program() cli.Program {
	var o options
	return cli.Program{Name: "arm", Doc: doc, Flags: o.declare, Run: o.run}
}

// options are what the flags say.
type options struct {
	place   place.Flags
	request raw.Request
	body    string
	tenants string
	ifMatch string
	all     bool
	dryRun  bool
	as      string
}

func (o *options) declare(flags *flag.FlagSet) {
	o.place.Declare(flags, "tenant")
	flags.StringVar(&o.request.Method, "X", "GET", "HTTP `method`")
	flags.StringVar(&o.request.URL, "url", "", "`path` or URL of the resource, with its query")
	flags.StringVar(&o.request.APIVersion, "api-version", "", "`version` of the service, if the URL has none")
	flags.StringVar(&o.body, "body", "", "`file` with the JSON to send; @- reads standard input")
	flags.StringVar(&o.tenants, "tenants", "", "the other tenants whose tokens go along, with commas between: `names` of the emulator's, GUIDs or NAME=GUID")
	flags.StringVar(&o.ifMatch, "if-match", "", "write only if the resource still has this `etag`")
	flags.BoolVar(&o.all, "all", false, "read all pages of a list and print its items")
	flags.BoolVar(&o.dryRun, "dry-run", false, "check a write and print it, without sending it")
	flags.StringVar(&o.as, "as", "azrest", "with -dry-run: print `azrest`, azapi or bicep")
}

func (o *options) run(ctx context.Context, out *cli.Output) (_ any, err error) {
	if err := o.complete(out); err != nil {
		return nil, err
	}
	where, err := o.place.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, where.Close()) }()
	client, err := o.client(where)
	switch {
	case err != nil:
		return nil, err
	case o.all:
		return o.list(ctx, client, out)
	case o.dryRun:
		return o.plan(ctx, client, out)
	}
	resp, err := client.Do(ctx, o.request)
	if err != nil {
		return nil, err
	}
	out.Document(resp.Body)
	return answer{Status: resp.Status, ETag: resp.ETag, Body: resp.Body}, nil
}

// client returns a client of a chain with the home tenant and all others that are named or known.
func (o *options) client(where *place.Place) (*raw.Client, error) {
	home := where.Tenant(where.Home)
	others := map[string]ready.Tenant{}
	for _, t := range where.Tenants {
		others[t.ID] = t
	}
	for _, name := range o.names() {
		t := where.Tenant(name)
		others[t.ID] = t
		o.request.Tenants = append(o.request.Tenants, t.ID)
	}
	delete(others, home.ID)
	var members []ready.Tenant
	for _, t := range others {
		members = append(members, t)
	}
	chain, err := where.Chain(home, members...)
	if err != nil {
		return nil, err
	}
	return raw.NewClient(chain, where.Options)
}

func (o *options) plan(ctx context.Context, client *raw.Client, out *cli.Output) (any, error) {
	ctx, plan := azfoundry.DryRun(ctx)
	if _, err := client.Do(ctx, o.request); !errors.Is(err, azfoundry.ErrDryRun) {
		return nil, err
	}
	for _, w := range plan.Writes() {
		text, err := scripts[o.as](w)
		if err != nil {
			return nil, err
		}
		out.Text(text)
	}
	return plan.Writes(), nil
}

func (o *options) list(ctx context.Context, client *raw.Client, out *cli.Output) (any, error) {
	items, err := azfoundry.Collect(client.List(ctx, o.request))
	if err != nil {
		return nil, err
	}
	for _, item := range items {
		out.Document(item)
	}
	return items, nil
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command crosstenant makes a virtual network in one tenant from an address pool of another. It shows
// the refusal without an auxiliary token, what that means, and the success with it. It also says what an
// error between tenants means that somebody pasted into a file.
package main

import (
	"context"
	"fmt"

	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
	"github.com/azfoundry/azfoundry/examples/internal/story"
)

const doc = `Makes a virtual network in one tenant from an address pool of another tenant: shows the
refusal without an auxiliary token and what it means, then makes the network, then looks
at the pool from its own tenant. With "explain FILE" it says instead what the error in a
file means, copied from Terraform, the Azure CLI or a log; - reads standard input.`

func main() { program().Main() }

func program() cli.Program {
	p := story.Program("crosstenant", doc, story.CrossTenant)
	tell := p.Run
	p.Args = "[explain FILE]"
	p.Run = func(ctx context.Context, out *cli.Output) (any, error) {
		switch {
		case len(out.Args) == 0:
			return tell(ctx, out)
		case len(out.Args) == 2 && out.Args[0] == "explain":
			return explain(out)
		}
		return nil, fmt.Errorf("unexpected argument %q; the only command is explain FILE", out.Args[0])
	}
	return p
}

// explanation is what -json prints of an error.
type explanation struct {
	Kind               auth.Kind `json:"kind"`
	Action             string    `json:"action,omitempty"`
	Scope              string    `json:"scope,omitempty"`
	LinkedSubscription string    `json:"linkedSubscription,omitempty"`
	LinkedTenant       string    `json:"linkedTenant,omitempty"`
	Principal          string    `json:"principal,omitempty"`
	Fix                string    `json:"fix"`
}

func explain(out *cli.Output) (any, error) {
	text, err := out.Read(out.Args[1])
	if err != nil {
		return nil, err
	}
	why, known := auth.ExplainText(string(text))
	if !known {
		return nil, fmt.Errorf("%s holds no error between tenants that is known here; is it whole?", out.Args[1])
	}
	out.Text(why.Error())
	return explanation{
		Kind: why.Kind, Action: why.Action, Scope: why.Scope, LinkedSubscription: why.LinkedSubscription,
		LinkedTenant: why.LinkedTenant, Principal: why.Principal, Fix: why.Fix,
	}, nil
}

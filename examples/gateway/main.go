// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command gateway is an AI gateway for Microsoft Foundry: it checks who calls, counts requests and tokens by
// project and agent, and passes them on to models with an identity of its own.
package main

import (
	"context"
	"errors"
	"flag"

	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

const doc = `Runs an AI gateway for Foundry. Without flags it starts one on loopback, with models and a tenant that are
not real, probes it as Foundry would, shows what it lets through and what not, prints who used
how much, and ends. With -config it serves what a file says, until it is interrupted; -sample prints
such a file. Foundry wants a certificate of a public authority, here or on a proxy in front.

  go run ./examples/gateway
  go run ./examples/gateway -sample > gateway.json
  go run ./examples/gateway -config gateway.json -listen :8443 -cert chain.pem -key key.pem`

func main() { program().Main() }

// command holds the flags.
type command struct {
	config, listen, cert, key string
	sample, verbose           bool
}

func program() cli.Program {
	var c command
	return cli.Program{Name: "gateway", Doc: doc, Flags: c.declare, Run: c.run}
}

func (c *command) declare(flags *flag.FlagSet) {
	flags.StringVar(&c.config, "config", "", "serve what this `file` says")
	flags.BoolVar(&c.sample, "sample", false, "print a file for -config")
	flags.StringVar(&c.listen, "listen", "127.0.0.1:8080", "`address` to serve on; port 0 picks a free one")
	flags.StringVar(&c.cert, "cert", "", "PEM `file` with the certificate and its chain; without one it is HTTP, on loopback alone")
	flags.StringVar(&c.key, "key", "", "PEM `file` with the key of -cert")
	flags.BoolVar(&c.verbose, "verbose", false, "log each request to stderr")
}

func (c *command) run(ctx context.Context, out *cli.Output) (any, error) {
	switch {
	case c.sample:
		out.Text(sample)
		return nil, nil
	case c.config != "":
		return c.serve(ctx, out)
	case c.cert != "" || c.key != "":
		return nil, errors.New("-cert and -key belong to -config; without it nothing is served")
	}
	return demonstrate(ctx, out)
}

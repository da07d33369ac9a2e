// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command connection finds what is wrong with connections of Foundry accounts, projects and workspaces, makes
// them, lists those that are there, and probes the gateways that they lead to.
package main

import "github.com/azfoundry/azfoundry/examples/internal/cli"

const doc = `Works with connections of Foundry accounts, projects and workspaces. lint reads files and asks no service;
put and list work on an emulator in this process, unless told otherwise; probe calls a gateway, and gateway sets one up. It exits with
1 for errors that lint or probe find, and with 2 where it cannot do what it is asked.

  go run ./examples/connection lint -scope project gateway.json
  go run ./examples/connection lint -fix *.json
  go run ./examples/connection put -emulator ready.json -id /subscriptions/…/connections/gateway gateway.json
  go run ./examples/connection list -azure -home /subscriptions/…/accounts/ai/projects/agents -lint
  go run ./examples/connection probe -chat gateway.json
  go run ./examples/connection gateway -azure -apply wanted.json`

func main() { program().Main() }

func program() cli.Program {
	return cli.Program{Name: "connection", Doc: doc, Commands: []cli.Program{linting(), putting(), listing(), probing(), gatewaying()}}
}

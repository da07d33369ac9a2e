// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command quickstart goes through all systems in one run, one line per step: a network with addresses from
// another tenant's pool, a hub encrypted with a key of its owner, a perimeter, a connection to an AI
// gateway, and a role with a condition.
package main

import "github.com/azfoundry/azfoundry/examples/internal/story"

const doc = `Sets up a hub and a Foundry resource with all that belongs to them, on an emulator in this process
unless told otherwise: a network whose addresses come from another tenant's pool, a vault with
the key that encrypts the hub, a perimeter with a rule and three resources in it, a connection
to models behind API Management, and a role that reaches the hub's own containers only.
What is there already stays: a second run in the same place writes nothing.`

func main() { story.Program("quickstart", doc, story.Quickstart).Main() }

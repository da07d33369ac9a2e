// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command crosstenant makes a virtual network in one tenant from an address pool of another. It shows
// the refusal without an auxiliary token, what that means, and the success with it.
package main

import "github.com/azfoundry/azfoundry/examples/internal/story"

const doc = `Makes a virtual network in one tenant from an address pool of another tenant: shows the
refusal without an auxiliary token and what it means, then makes the network, then looks
at the pool from its own tenant.`

func main() { story.Program("crosstenant", doc, story.CrossTenant).Main() }

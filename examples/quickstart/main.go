// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command quickstart runs the whole story of this module in one go, one line per step. Today that is
// the cross-tenant story.
package main

import "github.com/azfoundry/azfoundry/examples/internal/story"

const doc = `Runs the whole story in one go, on an emulator in this process unless told otherwise: a
managed tenant makes a virtual network whose addresses come from the management
tenant's pool.`

func main() { story.Program("quickstart", doc).Main() }

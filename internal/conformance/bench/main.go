// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command bench measures this module beside its peers: the official armnetwork, hashicorp's go-azure-sdk,
// azcore's own policies and jsonschema/v5. All get the same bodies from the same transport in memory,
// take turns in short rounds, and are compared round by round, so that the ratios hold on a machine
// that does other things as well. It exits 1 if a target is missed.
package main

import (
	"fmt"
	"io"
	"log"
	"os"

	"github.com/azfoundry/azfoundry/internal/turns"
)

func main() {
	log.SetOutput(io.Discard) // hashicorp's clients log every request
	code, err := turns.Run(os.Args[1:], os.Stdout, comparisons)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
	os.Exit(code)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command conditions measures abac beside cel-go, cedar-go and OPA, on three policies that each of them has
// in its own language. All decide about the same requests, take turns on one core, and are compared round
// by round. It exits 1 if a target is missed.
package main

import (
	"fmt"
	"os"
	"runtime"

	"github.com/azfoundry/azfoundry/internal/turns"
)

func main() {
	runtime.GOMAXPROCS(1) // who makes garbage collects it in its own time
	code, err := turns.Run(os.Args[1:], os.Stdout, comparisons)
	if err != nil {
		fmt.Fprintln(os.Stderr, "conditions:", err)
	}
	os.Exit(code)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Command bench measures this module beside its peers: the official armnetwork, hashicorp's go-azure-sdk,
// azcore's own policies and jsonschema/v5. All get the same bodies from the same transport in memory,
// take turns in short rounds, and are compared round by round, so that the ratios hold on a machine
// that does other things as well. It exits 1 if a target is missed.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"
)

func main() {
	code, err := run(os.Args[1:], os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
	os.Exit(code)
}

func run(args []string, out io.Writer) (int, error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	rounds := flags.Int("rounds", 41, "how often the peers take turns")
	turn := flags.Duration("turn", 25*time.Millisecond, "how long one peer's turn is; shorter ones may miss or double a collection of garbage")
	only := flags.String("only", "", "run the `cases` whose name contains this")
	peer := flags.String("peer", "", "run this `peer` alone, to profile it; prints no ratios")
	cpu := flags.String("cpuprofile", "", "write a CPU profile to this `file`")
	memory := flags.String("memprofile", "", "write a profile of all allocations to this `file`; times mean nothing then")
	if err := flags.Parse(args); err != nil {
		return 2, nil //nolint:nilerr // the flag set has printed it
	}
	log.SetOutput(io.Discard) // hashicorp's clients log every request
	selected, err := choose(*only, *peer)
	if err != nil {
		return 2, err
	}
	stop, err := profile(*cpu, *memory)
	if err != nil {
		return 2, err
	}
	defer stop()
	t := newTable(out)
	for _, c := range selected {
		got, err := c.measure(*rounds, *turn)
		if err != nil {
			return 2, fmt.Errorf("%s: %w", c.name, err)
		}
		t.add(c, got)
	}
	t.print()
	if t.missed > 0 {
		return 1, fmt.Errorf("%d targets missed", t.missed)
	}
	return 0, nil
}

// choose returns the cases to run.
func choose(only, peer string) ([]comparison, error) {
	all, err := comparisons()
	if err != nil {
		return nil, err
	}
	var out []comparison
	for _, c := range all {
		if !strings.Contains(c.name, only) {
			continue
		}
		if peer != "" {
			if c.peers = c.alone(peer); len(c.peers) == 0 {
				continue
			}
			c.targets = nil
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no case is called %q with a peer %q", only, peer)
	}
	return out, nil
}

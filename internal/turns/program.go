// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package turns

import (
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
)

// Run measures what the arguments of a program ask for and prints a table. The code is 1 if a target is
// missed, and 2 with an error.
func Run(args []string, out io.Writer, all func() ([]Comparison, error)) (code int, err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	rounds := flags.Int("rounds", 41, "how often the peers take turns")
	turn := flags.Duration("turn", 25*time.Millisecond, "how long one peer's turn is; shorter ones may miss or double a collection of garbage")
	only := flags.String("only", "", "run the `cases` whose name contains this")
	peer := flags.String("peer", "", "run this `peer` alone, to profile it; prints no ratios")
	cpu := flags.String("cpuprofile", "", "write a CPU profile to this `file`")
	memory := flags.String("memprofile", "", "write a profile of allocations to this `file`; of all of them under GODEBUG=memprofilerate=1, where times mean nothing")
	if err := flags.Parse(args); err != nil {
		return 2, nil //nolint:nilerr // the flag set has printed it
	}
	selected, err := choose(all, *only, *peer)
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
			return 2, fmt.Errorf("%s: %w", c.Name, err)
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
func choose(comparisons func() ([]Comparison, error), only, peer string) ([]Comparison, error) {
	all, err := comparisons()
	if err != nil {
		return nil, err
	}
	var out []Comparison
	for _, c := range all {
		if !strings.Contains(c.Name, only) {
			continue
		}
		if peer != "" {
			if c.Peers = c.Alone(peer); len(c.Peers) == 0 {
				continue
			}
			c.Targets = nil
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no case is called %q with a peer %q", only, peer)
	}
	return out, nil
}

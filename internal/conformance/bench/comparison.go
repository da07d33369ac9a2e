// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import "context"

// ours is the name of this module among its peers.
const ours = "azfoundry"

// comparison is one piece of work that several peers do.
type comparison struct {
	name string
	// peers begin with ours.
	peers   []peer
	targets []target
}

// peer is one way to do the work.
type peer struct {
	name string
	do   func(ctx context.Context) error
}

// target is what must hold for our figures.
type target struct {
	// beside is the peer compared with; empty for an absolute target.
	beside string
	// time is the highest ratio of times, or with no peer the most nanoseconds; 0 for none.
	time float64
	// allocs is the same for allocations; negative for none.
	allocs float64
}

// noLimit is the allocs of a target for the time alone.
const noLimit = -1

// alone returns the peer of a name, or nothing.
func (c comparison) alone(name string) []peer {
	for _, p := range c.peers {
		if p.name == name {
			return []peer{p}
		}
	}
	return nil
}

// comparisons returns all cases.
func comparisons() ([]comparison, error) {
	var out []comparison
	for _, group := range []func() ([]comparison, error){reads, lists, writes, validations, chains} {
		cases, err := group()
		if err != nil {
			return nil, err
		}
		out = append(out, cases...)
	}
	return out, nil
}

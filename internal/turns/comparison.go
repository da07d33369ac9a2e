// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package turns measures pieces of work that several peers do. They take turns in short rounds and are
// compared round by round, so that the ratios hold on a machine that does other things as well. Programs of
// the modules below internal/conformance are built on it.
package turns

import "context"

// Ours is the name of this module among its peers.
const Ours = "azfoundry"

// Comparison is one piece of work that several peers do.
type Comparison struct {
	Name string
	// Peers begin with ours.
	Peers   []Peer
	Targets []Target
}

// Peer is one way to do the work.
type Peer struct {
	Name string
	// Do does the work, Each times; 0 is once.
	Do   func(ctx context.Context) error
	Each int
}

// Target is what must hold for our figures.
type Target struct {
	// Beside is the peer compared with; empty for an absolute target.
	Beside string
	// Time is the highest ratio of times, or with no peer the most nanoseconds that the fastest turn takes.
	Time float64
	// Allocs is the same for allocations; negative for none.
	Allocs float64
}

// NoLimit is the Allocs of a target for the time alone.
const NoLimit = -1

// Alone returns the peer of a name, or nothing.
func (c Comparison) Alone(name string) []Peer {
	for _, p := range c.Peers {
		if p.Name == name {
			return []Peer{p}
		}
	}
	return nil
}

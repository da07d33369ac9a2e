// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"testing"
	"time"

	"github.com/azfoundry/azfoundry/internal/turns"
)

// Every peer does what it is measured at: it reads what the others read, and accepts what is valid.
func TestComparisons_everyPeerDoesItsWork(t *testing.T) {
	t.Parallel()
	cases, err := comparisons()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, c := range cases {
		if c.Peers[0].Name != turns.Ours {
			t.Errorf("%s: the first peer is %s, want ours", c.Name, c.Peers[0].Name)
		}
		for _, p := range c.Peers {
			if err := p.Do(ctx); err != nil {
				t.Errorf("%s: %s: %v", c.Name, p.Name, err)
			}
		}
	}
}

// Allocations do not depend on what else the machine does, so their targets can be a test.
//
//nolint:paralleltest // testing.AllocsPerRun counts the allocations of the whole process
func TestComparisons_allocations(t *testing.T) {
	cases, err := comparisons()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		for _, want := range c.Targets {
			if want.Allocs == turns.NoLimit {
				continue
			}
			got := allocations(t, c.Peers[0])
			if want.Beside != "" {
				got /= allocations(t, c.Alone(want.Beside)[0])
			}
			if got > want.Allocs {
				t.Errorf("%s: %.3f allocations, beside %q; want at most %.3f", c.Name, got, want.Beside, want.Allocs)
			}
		}
	}
}

func allocations(t *testing.T, p turns.Peer) float64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return testing.AllocsPerRun(200, func() {
		if err := p.Do(ctx); err != nil {
			t.Error(err)
		}
	})
}

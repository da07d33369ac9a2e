// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
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
		if c.peers[0].name != ours {
			t.Errorf("%s: the first peer is %s, want ours", c.name, c.peers[0].name)
		}
		for _, p := range c.peers {
			if err := p.do(ctx); err != nil {
				t.Errorf("%s: %s: %v", c.name, p.name, err)
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
		for _, want := range c.targets {
			if want.allocs == noLimit {
				continue
			}
			got := allocations(t, c.peers[0])
			if want.beside != "" {
				got /= allocations(t, c.alone(want.beside)[0])
			}
			if got > want.allocs {
				t.Errorf("%s: %.3f allocations, beside %q; want at most %.3f", c.name, got, want.beside, want.allocs)
			}
		}
	}
}

func allocations(t *testing.T, p peer) float64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return testing.AllocsPerRun(200, func() {
		if err := p.do(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestTable_judges(t *testing.T) {
	t.Parallel()
	c := comparison{name: "work", targets: []target{{"peer", 0.5, 0.5}, {"", 150, 3}}}
	results := func(nanoseconds, allocs float64) []result {
		return []result{
			{ours, []figures{{nanoseconds, allocs, 1}, {nanoseconds, allocs, 1}, {1e9, 1e9, 1}}},
			{"peer", []figures{{200, 6, 1}, {200, 6, 1}, {200, 6, 1}}},
		}
	}
	tests := []struct {
		name                string
		nanoseconds, allocs float64
		missed              int
	}{
		{"met, but for one bad round", 100, 3, 0},
		{"too slow beside the peer", 101, 3, 1},
		{"too many allocations", 100, 4, 2},
		{"too slow altogether", 151, 3, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			table := newTable(&out)
			table.add(c, results(tt.nanoseconds, tt.allocs))
			table.print()
			if table.missed != tt.missed || strings.Count(out.String(), "MISSED") != tt.missed {
				t.Errorf("%d targets missed, want %d:\n%s", table.missed, tt.missed, out.String())
			}
		})
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	got, err := choose("get a virtual", "hashicorp")
	if err != nil || len(got) != 1 || len(got[0].peers) != 1 || got[0].targets != nil {
		t.Errorf("choose() = %v, %v; want one case with one peer and no target", got, err)
	}
	if _, err := choose("nonsense", ""); err == nil {
		t.Error("choose(nonsense) = nil error")
	}
}

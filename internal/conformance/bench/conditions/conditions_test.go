// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"testing"

	"github.com/azfoundry/azfoundry/internal/turns"
)

// All engines decide alike about all requests, whether bound or read from a line.
func TestEngines_agree(t *testing.T) {
	t.Parallel()
	for _, s := range subjects() {
		want := decisions(t, engines()[0], s)
		allowed := 0
		for _, w := range want {
			allowed += w
		}
		if denied := len(want) - allowed; min(allowed, denied) < 6 {
			t.Errorf("%s: %d requests pass and %d do not; the policy says nothing", s.title, allowed, denied)
		}
		for _, e := range engines()[1:] {
			differ := 0
			for i, got := range decisions(t, e, s) {
				if got != want[i] {
					if differ++; differ == 1 {
						t.Errorf("%s: %s: %d, want %d for %+v", s.title, e.name, got, want[i], s.all[i].request)
					}
				}
			}
		}
	}
}

// decisions returns 1 for each request that passes, and 0 for others.
func decisions(t *testing.T, e engine, s subject) []int {
	t.Helper()
	p, err := e.start(s.name)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]int, len(s.all))
	for i := range s.all {
		bound, err := p.bound(s.all[i : i+1])
		if err != nil {
			t.Fatal(err)
		}
		lines, err := p.lines(s.all[i : i+1])
		if err != nil {
			t.Fatal(err)
		}
		if out[i], err = bound(); err != nil {
			t.Fatal(err)
		}
		for name, w := range map[string]work{"bound anew": p.fresh(s.all[i : i+1]), "read from a line": lines} {
			if n, err := w(); err != nil || n != out[i] {
				t.Fatalf("%s: %s: %s: %d, %v, want %d for %+v", s.title, e.name, name, n, err, out[i], s.all[i].request)
			}
		}
	}
	return out
}

func TestComparisons_everyPeerDoesItsWork(t *testing.T) {
	t.Parallel()
	cases, err := comparisons()
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 12 {
		t.Errorf("%d cases, want 12", len(cases))
	}
	for _, c := range cases {
		if c.Peers[0].Name != turns.Ours || len(c.Peers) != len(engines()) {
			t.Errorf("%s: the peers are %+v", c.Name, c.Peers)
		}
		for _, p := range c.Peers {
			if err := p.Do(t.Context()); err != nil {
				t.Errorf("%s: %s: %v", c.Name, p.Name, err)
			}
		}
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/azfoundry/azfoundry/internal/turns"
)

// comparisons returns all cases: deciding about bound requests, binding and deciding, reading and deciding,
// and compiling.
func comparisons() ([]turns.Comparison, error) {
	var bound, fresh, lines, compiled []turns.Comparison
	for _, s := range subjects() {
		b := turns.Comparison{Name: "decide about a bound request: " + s.title, Targets: []turns.Target{{Time: 1000, Allocs: 0}}}
		f := turns.Comparison{Name: "bind and decide: " + s.title, Targets: []turns.Target{{Time: 1000, Allocs: 0}}}
		l := turns.Comparison{Name: "read a line and decide: " + s.title, Targets: []turns.Target{{Time: 1000, Allocs: turns.NoLimit}}}
		c := turns.Comparison{Name: "compile from text: " + s.title}
		if s.name == "container" {
			c.Targets = []turns.Target{{Time: 30_000, Allocs: turns.NoLimit}}
		}
		for _, e := range engines() {
			if e.name != turns.Ours {
				b.Targets = append(b.Targets, turns.Target{Beside: e.name, Time: 1. / 8, Allocs: turns.NoLimit})
			}
			p, err := e.peers(s)
			if err != nil {
				return nil, err
			}
			b.Peers, f.Peers, l.Peers, c.Peers = append(b.Peers, p[0]), append(f.Peers, p[1]), append(l.Peers, p[2]), append(c.Peers, p[3])
		}
		bound, fresh, lines, compiled = append(bound, b), append(fresh, f), append(lines, l), append(compiled, c)
	}
	return slices.Concat(bound, fresh, lines, compiled), nil
}

// peers returns the four ways in which an engine is measured.
func (e engine) peers(s subject) (p [4]turns.Peer, err error) {
	program, err := e.start(s.name)
	if err != nil {
		return p, err
	}
	text, err := policy{s.name, e.language}.text()
	if err != nil {
		return p, err
	}
	bound, err := program.bound(s.usual)
	if err != nil {
		return p, err
	}
	lines, err := program.lines(s.usual)
	if err != nil {
		return p, err
	}
	want, err := bound()
	p[0] = turns.Peer{Name: e.name, Do: bound.passing(want), Each: len(s.usual)}
	p[1] = turns.Peer{Name: e.name, Do: program.fresh(s.usual).passing(want), Each: len(s.usual)}
	p[2] = turns.Peer{Name: e.name, Do: lines.passing(want), Each: len(s.usual)}
	p[3] = turns.Peer{Name: e.name, Do: func(context.Context) error {
		_, err := e.compile(text)
		return err
	}}
	return p, err
}

// passing is work by which so many requests must pass.
func (w work) passing(want int) func(context.Context) error {
	return func(context.Context) error {
		got, err := w()
		if err == nil && got != want {
			err = fmt.Errorf("%d requests passed, want %d", got, want)
		}
		return err
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// table is what is printed: Markdown, so that it can go into docs/performance.md as it is.
type table struct {
	out    io.Writer
	rows   [][]string
	missed int
}

func newTable(out io.Writer) *table {
	return &table{out: out, rows: [][]string{
		{"case", "peer", "time", "allocs", "bytes", "ours: time", "at best", "allocs", "target"},
		{"---", "---", "--:", "--:", "--:", "--:", "--:", "--:", "---"},
	}}
}

// add appends the rows of a case: ours, then each peer with the ratio of ours to it.
func (t *table) add(c comparison, results []result) {
	for i, r := range results {
		row := append([]string{c.name, r.peer}, r.typical().text()...)
		switch {
		case i == 0:
			row = append(row, "", "", "", t.absolute(c, r.typical()))
		default:
			ratio := results[0].against(r)
			row = append(row, times(ratio.nanoseconds), times(results[0].atBest(r)), times(ratio.allocs), t.beside(c, r.peer, ratio))
		}
		t.rows = append(t.rows, row)
	}
}

func (t *table) absolute(c comparison, f figures) string {
	for _, want := range c.targets {
		if want.beside == "" {
			return t.judge(want, f, fmt.Sprintf("< %v, %v allocs", time.Duration(want.time), want.allocs))
		}
	}
	return ""
}

func (t *table) beside(c comparison, peer string, ratio figures) string {
	for _, want := range c.targets {
		if want.beside != peer {
			continue
		}
		text := "<= " + times(want.time)
		if want.allocs != noLimit {
			text += ", allocs <= " + times(want.allocs)
		}
		return t.judge(want, ratio, text)
	}
	return ""
}

// judge says whether a target is met. A ratio must be met as it is printed.
func (t *table) judge(want target, got figures, text string) string {
	if got.nanoseconds <= want.time && (want.allocs == noLimit || got.allocs <= want.allocs) {
		return text + ": met"
	}
	t.missed++
	return text + ": MISSED"
}

func times(ratio float64) string { return fmt.Sprintf("%.3fx", ratio) }

func (f figures) text() []string {
	return []string{duration(f.nanoseconds), fmt.Sprintf("%.0f", f.allocs), fmt.Sprintf("%.0f", f.bytes)}
}

func duration(nanoseconds float64) string {
	switch {
	case nanoseconds < 1e3:
		return fmt.Sprintf("%.0f ns", nanoseconds)
	case nanoseconds < 1e6:
		return fmt.Sprintf("%.1f µs", nanoseconds/1e3)
	}
	return fmt.Sprintf("%.2f ms", nanoseconds/1e6)
}

func (t *table) print() {
	for _, row := range t.rows {
		fmt.Fprintln(t.out, "| "+strings.Join(row, " | ")+" |")
	}
}

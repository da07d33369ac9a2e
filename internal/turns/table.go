// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package turns

import (
	"fmt"
	"io"
	"math"
	"strconv"
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
func (t *table) add(c Comparison, results []result) {
	for i, r := range results {
		row := append([]string{c.Name, r.peer}, r.typical().text()...)
		switch {
		case i == 0:
			got := r.typical()
			got.nanoseconds = r.fastest() // the median says more about the machine
			row = append(row, "", duration(got.nanoseconds), "", t.absolute(c, got))
		default:
			ratio := results[0].against(r)
			row = append(row, times(ratio.nanoseconds), times(results[0].atBest(r)), times(ratio.allocs), t.beside(c, r.peer, ratio))
		}
		t.rows = append(t.rows, row)
	}
}

func (t *table) absolute(c Comparison, f figures) string {
	for _, want := range c.Targets {
		if want.Beside == "" {
			text := fmt.Sprintf("<= %v", time.Duration(want.Time))
			if want.Allocs != NoLimit {
				text += fmt.Sprintf(", %v allocs", want.Allocs)
			}
			return t.judge(want, f, text)
		}
	}
	return ""
}

func (t *table) beside(c Comparison, peer string, ratio figures) string {
	for _, want := range c.Targets {
		if want.Beside != peer {
			continue
		}
		text := "<= " + times(want.Time)
		if want.Allocs != NoLimit {
			text += ", allocs <= " + times(want.Allocs)
		}
		return t.judge(want, ratio, text)
	}
	return ""
}

// judge says whether a target is met. A ratio must be met as it is printed.
func (t *table) judge(want Target, got figures, text string) string {
	if got.nanoseconds <= want.Time && (want.Allocs == NoLimit || got.allocs <= want.Allocs) {
		return text + ": met"
	}
	t.missed++
	return text + ": MISSED"
}

// times prints a ratio; of nothing to nothing there is none.
func times(ratio float64) string {
	if math.IsNaN(ratio) {
		return ""
	}
	return fmt.Sprintf("%.3fx", ratio)
}

func (f figures) text() []string {
	return []string{duration(f.nanoseconds), strconv.FormatFloat(math.Round(f.allocs*10)/10, 'f', -1, 64), fmt.Sprintf("%.0f", f.bytes)}
}

func duration(nanoseconds float64) string {
	switch {
	case nanoseconds < 100:
		return fmt.Sprintf("%.1f ns", nanoseconds)
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

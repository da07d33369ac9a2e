// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package turns

import (
	"bytes"
	"strings"
	"testing"
)

func TestTable_judges(t *testing.T) {
	t.Parallel()
	c := Comparison{Name: "work", Targets: []Target{{"peer", 0.5, 0.5}, {"", 150, 3}}}
	results := func(nanoseconds, allocs float64) []result {
		return []result{
			{Ours, []figures{{nanoseconds, allocs, 1}, {nanoseconds, allocs, 1}, {1e9, 1e9, 1}}},
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

func TestTable_prints(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	table := newTable(&out)
	table.add(Comparison{Name: "work"}, []result{{Ours, []figures{{12.34, 0, 0}}}, {"peer", []figures{{123.4, 0, 0}}}, {"other", []figures{{12.34e6, 2.25, 64}}}})
	table.print()
	want := `| work | azfoundry | 12.3 ns | 0 | 0 |  | 12.3 ns |  |  |
| work | peer | 123 ns | 0 | 0 | 0.100x | 0.100x |  |  |
| work | other | 12.34 ms | 2.3 | 64 | 0.000x | 0.000x | 0.000x |  |
`
	if !strings.HasSuffix(out.String(), want) {
		t.Errorf("print() = %s, want %s", out.String(), want)
	}
}

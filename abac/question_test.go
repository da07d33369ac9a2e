// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Ranges against comparing numbers, at both ends of what there is.
func TestOperation_within(t *testing.T) {
	t.Parallel()
	numbers := []int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, 41, 42, 43, math.MaxInt64 - 1, math.MaxInt64}
	for name, o := range operations {
		if o.trait != isNumber && o.trait != isTime {
			continue
		}
		for _, right := range numbers {
			low, high := o.within(right)
			for _, left := range numbers {
				want := o.holds(&cell{number: left}, &cell{number: right})
				if got := low <= left && left <= high; got != want {
					t.Errorf("%d %s %d is %v, want %v", left, name, right, got, want)
				}
			}
		}
	}
}

func TestGUIDTable(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	guid := func() guidValue { return guidValue{r.Uint64N(6), r.Uint64N(6)} } // near each other, also all zero
	for range 2000 {
		list := make([]guidValue, 1+r.IntN(40))
		for i := range list {
			list[i] = guid()
		}
		table := newGUIDTable(list)
		for range 40 {
			if g := guid(); table.has(g) != slices.Contains(list, g) {
				t.Fatalf("has(%v) = %v with %v", g, table.has(g), list)
			}
		}
	}
}

// Ways through a program are short: guards are asked for once, whatever the blocks, and most comparisons are.
func TestProgram_shortWays(t *testing.T) {
	t.Parallel()
	guard := "!(ActionMatches{'a/read'} AND !SubOperationMatches{'list'})"
	tests := []struct {
		name, text string
		most       int // questions on any way
	}{
		{"a guard in each block", "(" + guard + " OR @Resource[x] StringEquals '1') OR (" + guard + " OR @Resource[x] StringEquals '2' AND @Resource[y] StringEquals '1')" +
			" OR (" + guard + " OR @Resource[x] StringEquals '3' AND @Resource[y] StringEquals '1')", 7},
		{"blocks about other actions", "(!ActionMatches{'a/read'} OR @Resource[x] StringEquals '1') AND (!ActionMatches{'a/write'} OR @Resource[x] StringEquals '2') AND (!ActionMatches{'A/READ'} OR @Resource[y] StringEquals '1')", 4},
		{"comparisons", "@Resource[x] StringEquals '1' AND @Resource[y] StringEquals '1' OR @Resource[x] StringEquals '1' AND NOT Exists @Resource[z] OR Exists @Resource[z] AND @Resource[x] StringEquals '1'", 5},
		{"too many comparisons", manyQuestions(), 140},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := Compile(MustParse(tt.text), Strict)
			longest := make([]int, len(p.code)) // by where the way begins
			for at := range p.code {
				for _, next := range []int32{p.code[at].yes, p.code[at].no} {
					if next >= int32(at) {
						t.Fatalf("a jump leads from %d to %d", at, next)
					}
					further := 0
					if next >= 0 {
						further = longest[next]
					}
					longest[at] = max(longest[at], 1+further)
				}
			}
			if got := longest[p.start]; got > tt.most {
				t.Errorf("%d questions, want at most %d", got, tt.most)
			}
		})
	}
}

// manyQuestions has more comparisons than are remembered, each twice.
func manyQuestions() string {
	text := "Exists @Resource[x]"
	for range 2 {
		for i := range 100 {
			text += " OR @Resource[x] NumericEquals " + Number(int64(i)).String()
		}
	}
	return text
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"math/rand/v2"
	"testing"
)

// The solver against trying all values.
func TestSolver_againstEnumeration(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 5))
	var solved [3]int
	for range 2000 {
		n := 3 + r.IntN(8)
		s := newSolver()
		var propositions []lit
		for range n {
			propositions = append(propositions, s.proposition(r.IntN(2) == 0))
		}
		var clauses [][]lit
		for range n * 4 {
			var clause []lit
			for range 1 + r.IntN(4) {
				clause = append(clause, propositions[r.IntN(n)]^lit(r.IntN(2)))
			}
			clauses = append(clauses, clause)
			s.add(clause...)
		}
		assumed := propositions[r.IntN(n)] ^ lit(r.IntN(2))
		for _, assumptions := range [][]lit{nil, {assumed}, {assumed.not()}, nil} {
			got := s.solve(assumptions...)
			solved[got]++
			if want := enumerate(n, append(units(assumptions), clauses...)); (got == possible) != want || got == tooLarge {
				t.Fatalf("solve(%v) = %d, want %v for %v", assumptions, got, want, clauses)
			}
			if got == possible && !s.satisfies(append(units(assumptions), clauses...)) {
				t.Fatalf("the values meet not all of %v", clauses)
			}
		}
	}
	if solved[possible] < 500 || solved[impossible] < 500 {
		t.Errorf("%d were possible and %d not, which says little", solved[possible], solved[impossible])
	}
}

func units(assumptions []lit) [][]lit {
	var clauses [][]lit
	for _, l := range assumptions {
		clauses = append(clauses, []lit{l})
	}
	return clauses
}

func (s *solver) satisfies(clauses [][]lit) bool {
	for _, clause := range clauses {
		holds := false
		for _, l := range clause {
			holds = holds || s.value[l] > 0
		}
		if !holds {
			return false
		}
	}
	return true
}

func enumerate(n int, clauses [][]lit) bool {
next:
	for values := range 1 << n {
		for _, clause := range clauses {
			holds := false
			for _, l := range clause {
				holds = holds || values>>(l/2)&1 == 1-int(l&1)
			}
			if !holds {
				continue next
			}
		}
		return true
	}
	return false
}

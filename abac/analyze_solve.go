// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// goal is a formula that must hold, or must not.
type goal struct {
	formula *formula
	holds   bool
}

func (e *encoding) goals(goals []goal) []lit {
	list := make([]lit, len(goals))
	for i, g := range goals {
		if list[i] = e.formula(g.formula); !g.holds {
			list[i] = list[i].not()
		}
	}
	return list
}

// verdict is the answer to whether there is a request of some kind.
type verdict struct {
	exists  bool
	witness *Request // if there is
	why     string   // if it is not known
}

const (
	tooIntricate = "the conditions are too intricate"
	notFollowed  = "attributes are compared with each other, or with so many patterns, in a way that this package cannot follow"
)

// solve looks for a request that meets the goals: first one made of the candidates, which is then a
// witness; if there is none, and the candidates do not stand for everything, it shows that there is none even
// if every question that they leave open had the answer that suits.
func (s *space) solve(goals ...goal) verdict {
	if len(s.variables) > variableLimit {
		return verdict{why: "the conditions are too large"}
	}
	e := s.encode(false)
	met := e.goals(goals)
	switch {
	case e.tooLarge:
		return verdict{why: tooIntricate}
	case e.solver.solve(met...) == possible:
		return verdict{exists: true, witness: e.request(e.shortest(met))}
	case e.solver.work > workLimit:
		return verdict{why: tooIntricate}
	case s.settled():
		return verdict{}
	}
	e = s.encode(true)
	met = e.goals(goals)
	switch {
	case e.tooLarge:
		return verdict{why: tooIntricate}
	case e.solver.solve(met...) == impossible:
		return verdict{}
	}
	return verdict{why: notFollowed}
}

// settled reports whether the candidates stand for everything.
func (s *space) settled() bool {
	for _, v := range s.variables {
		if v.partial {
			return false
		}
	}
	for _, a := range s.atoms {
		if a.partial {
			return false
		}
	}
	return true
}

// shortest narrows what was found down to as few attributes as can be, and simple values: it returns the
// candidate of each variable.
func (e *encoding) shortest(met []lit) []int {
	best := e.chosen()
	if len(e.solver.clauses) > shortLimit {
		return best
	}
	// Leave out one attribute after the other.
	fixed := met
	for v := firstSlot; v < len(e.variables); v++ {
		if missing := e.selected[v][0]; e.variables[v].candidates[0].bound.traits == 0 {
			if best[v] == 0 || e.solver.solve(append(fixed[:len(fixed):len(fixed)], missing)...) == possible {
				fixed = append(fixed[:len(fixed):len(fixed)], missing)
				if best[v] != 0 {
					best = e.chosen()
				}
			}
		}
	}
	if fewer := e.fewer(met, best); fewer != nil {
		best = fewer
	}
	for v := range e.variables {
		e.lighten(best, v, met)
	}
	return best
}

// shortLimit is how many clauses there may be for a witness to be shortened: a request of a contrived
// condition is as hard to read as that is.
const shortLimit = 60_000

// chosen reads the candidates off a solution.
func (e *encoding) chosen() []int {
	list := make([]int, len(e.variables))
	for v, all := range e.selected {
		for i, l := range all {
			if e.solver.value[l] > 0 {
				list[v] = i
				break
			}
		}
	}
	return list
}

// fewer looks for a request with fewer attributes than were left when one after the other was left out:
// another choice further in front may do with less. It returns nil if there is none.
func (e *encoding) fewer(met []lit, best []int) []int {
	var found []int
	const most = 6 // nobody counts further
	for n := present(best); n > 1 && n <= most; n = present(best) {
		if e.solver.solve(append(met[:len(met):len(met)], e.atMost(n-1))...) != possible {
			return found
		}
		found = e.chosen()
		best = found
	}
	return found
}

func present(chosen []int) int {
	n := 0
	for _, c := range chosen[firstSlot:] {
		if c > 0 {
			n++
		}
	}
	return n
}

// atMost returns a literal under which no more than n attributes have values (a sequential counter).
func (e *encoding) atMost(n int) lit {
	enabled := e.solver.proposition(false)
	var counts []lit // counts[i]: more than i so far
	for v := firstSlot; v < len(e.variables); v++ {
		has := e.selected[v][0].not()
		next := make([]lit, n)
		for i := range next {
			next[i] = e.solver.proposition(false)
			if i == 0 {
				e.solver.add(has.not(), next[0])
			}
			if i < len(counts) {
				e.solver.add(counts[i].not(), next[i])
			}
			if i > 0 && i-1 < len(counts) {
				e.solver.add(has.not(), counts[i-1].not(), next[i])
			}
		}
		if len(counts) == n {
			e.solver.add(enabled.not(), has.not(), counts[n-1].not())
		}
		counts = next
	}
	return enabled
}

// lighten takes the first candidate of a variable that does as well with all others as they are; the
// simple ones come first.
func (e *encoding) lighten(best []int, v int, met []lit) {
	others := met
	for w, c := range best {
		if w != v {
			others = append(others[:len(others):len(others)], e.selected[w][c])
		}
	}
	for c := range min(best[v], 64) {
		if e.solver.solve(append(others[:len(others):len(others)], e.selected[v][c])...) == possible {
			best[v] = c
			return
		}
	}
}

// request makes a request of candidates.
func (e *encoding) request(chosen []int) *Request {
	r := &Request{}
	for v, i := range chosen {
		c := &e.variables[v].candidates[i]
		switch {
		case v == actionVariable:
			r.Action = c.name
		case v == suboperationVariable:
			r.Suboperation = c.name
		case c.bound.traits != 0:
			r.set(e.program.slots[v-firstSlot].attribute, c.value)
		}
	}
	return r
}

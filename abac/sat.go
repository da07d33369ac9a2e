// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "container/heap"

// lit is a proposition, or its negation if odd.
type lit int32

func (l lit) not() lit { return l ^ 1 }

// solver decides whether propositions can be chosen so that each clause has a true literal. It learns a
// clause from each conflict (CDCL with two watched literals), so that it need not run into it again.
type solver struct {
	clauses [][]lit
	watches [][]int32 // by literal: the clauses that watch it
	value   []int8    // by literal: 1 true, -1 false
	level   []int32   // by proposition
	reason  []int32   // by proposition: the clause that forced it, or -1
	trail   []lit
	limits  []int // of the trail, by level
	head    int
	weight  []float64 // by proposition: how often it was in conflicts
	bump    float64
	queue   ranking
	phase   []bool // by proposition: the value to try
	broken  bool   // the clauses contradict each other
	work    int
}

// workLimit bounds the work of all searches of one solver: visits of clauses.
const workLimit = 20_000_000

func newSolver() *solver { return &solver{bump: 1} }

// proposition makes a new one. The solver tries the given value first.
func (s *solver) proposition(first bool) lit {
	v := len(s.level)
	s.level, s.reason = append(s.level, 0), append(s.reason, -1)
	s.weight, s.phase = append(s.weight, 0), append(s.phase, first)
	s.value = append(s.value, 0, 0)
	s.watches = append(s.watches, nil, nil)
	heap.Push(&s.queue, ranked{0, int32(v)})
	return lit(2 * v)
}

// add adds a clause, and undoes all choices.
func (s *solver) add(clause ...lit) {
	s.back(0)
	kept := make([]lit, 0, len(clause))
	for _, l := range clause {
		switch {
		case s.value[l] > 0:
			return
		case s.value[l] == 0:
			kept = append(kept, l)
		}
	}
	switch len(kept) {
	case 0:
		s.broken = true
	case 1:
		s.assign(kept[0], -1)
		s.broken = s.broken || s.propagate() >= 0
	default:
		s.attach(kept)
	}
}

func (s *solver) attach(clause []lit) int32 {
	i := int32(len(s.clauses))
	s.clauses = append(s.clauses, clause)
	s.watches[clause[0]] = append(s.watches[clause[0]], i)
	s.watches[clause[1]] = append(s.watches[clause[1]], i)
	return i
}

func (s *solver) assign(l lit, reason int32) {
	s.value[l], s.value[l.not()] = 1, -1
	s.level[l/2], s.reason[l/2] = int32(len(s.limits)), reason
	s.trail = append(s.trail, l)
}

// propagate draws all conclusions, and returns a clause that they contradict, or -1.
func (s *solver) propagate() int32 {
	for s.head < len(s.trail) {
		gone := s.trail[s.head].not()
		s.head++
		watching := s.watches[gone]
		kept := watching[:0]
		for n, i := range watching {
			s.work++
			if !s.rewatch(i, gone) {
				kept = append(kept, i)
				first := s.clauses[i][0]
				if s.value[first] < 0 {
					s.watches[gone] = append(kept, watching[n+1:]...)
					return i
				}
				if s.value[first] == 0 {
					s.assign(first, i)
				}
			}
		}
		s.watches[gone] = kept
	}
	return -1
}

// rewatch finds another literal for a clause to watch. If there is none, only its first can make it true.
func (s *solver) rewatch(i int32, gone lit) bool {
	c := s.clauses[i]
	if c[0] == gone {
		c[0], c[1] = c[1], c[0]
	}
	if s.value[c[0]] > 0 {
		return false
	}
	for k := 2; k < len(c); k++ {
		if s.value[c[k]] >= 0 {
			c[1], c[k] = c[k], c[1]
			s.watches[c[1]] = append(s.watches[c[1]], i)
			return true
		}
	}
	return false
}

// back undoes all choices above a level.
func (s *solver) back(level int) {
	if len(s.limits) <= level {
		return
	}
	from := s.limits[level]
	for _, l := range s.trail[from:] {
		s.value[l], s.value[l.not()] = 0, 0
		heap.Push(&s.queue, ranked{s.weight[l/2], int32(l / 2)})
	}
	s.trail, s.limits, s.head = s.trail[:from], s.limits[:level], from
}

// learn finds out what a conflict comes from: a clause that would have avoided it, with the literal to
// assign first, and the level to go back to.
func (s *solver) learn(conflict int32) (clause []lit, level int) {
	seen := map[lit]bool{}
	clause = []lit{0}
	open, at := 0, len(s.trail)-1
	for i := conflict; ; {
		for _, l := range s.clauses[i] {
			if v := l / 2; s.value[l] < 0 && !seen[v] && s.level[v] > 0 {
				seen[v] = true
				s.heavier(int32(v))
				if int(s.level[v]) == len(s.limits) {
					open++
				} else {
					clause = append(clause, l)
					level = max(level, int(s.level[v]))
				}
			}
		}
		for !seen[s.trail[at]/2] {
			at--
		}
		l := s.trail[at]
		at--
		open--
		if open == 0 {
			clause[0] = l.not()
			return clause, level
		}
		i = s.reason[l/2]
	}
}

func (s *solver) heavier(v int32) {
	s.weight[v] += s.bump
	if s.weight[v] > 1e100 {
		for i := range s.weight {
			s.weight[i] *= 1e-100
		}
		s.bump *= 1e-100
	}
}

// outcome is what a search comes to.
type outcome uint8

const (
	impossible outcome = iota
	possible
	tooLarge
)

// solve searches under assumptions. If it is possible the values stay until the next call.
func (s *solver) solve(assumptions ...lit) outcome {
	s.back(0)
	for !s.broken {
		if conflict := s.propagate(); conflict >= 0 {
			if len(s.limits) == 0 {
				s.broken = true
				break
			}
			s.resolve(conflict)
			continue
		}
		if s.work > workLimit {
			s.back(0)
			return tooLarge
		}
		l, ok := s.choose(assumptions)
		switch {
		case !ok:
			s.back(0)
			return impossible
		case l < 0:
			return possible
		}
		s.limits = append(s.limits, len(s.trail))
		s.assign(l, -1)
	}
	return impossible
}

// resolve learns from a conflict and goes back.
func (s *solver) resolve(conflict int32) {
	clause, level := s.learn(conflict)
	s.bump *= 1.05
	s.back(level)
	if len(clause) == 1 {
		s.assign(clause[0], -1)
		return
	}
	for i := range clause[1:] { // watch the one that is undone last
		if int(s.level[clause[i+1]/2]) == level {
			clause[1], clause[i+1] = clause[i+1], clause[1]
			break
		}
	}
	s.assign(clause[0], s.attach(clause))
}

// choose returns the literal to try next: an assumption, or one of a proposition that was in many
// conflicts; -1 if all have values. It is not ok if an assumption is false.
func (s *solver) choose(assumptions []lit) (l lit, ok bool) {
	for _, a := range assumptions {
		switch s.value[a] {
		case 0:
			return a, true
		case -1:
			return 0, false
		}
	}
	for s.queue.Len() > 0 {
		v := lit(heap.Pop(&s.queue).(ranked).proposition)
		if s.value[2*v] != 0 {
			continue
		}
		if s.phase[v] {
			return 2 * v, true
		}
		return 2*v + 1, true
	}
	return -1, true
}

// ranking orders propositions by weight; it may hold one several times.
type ranking []ranked

type ranked struct {
	weight      float64
	proposition int32
}

func (r ranking) Len() int { return len(r) }
func (r ranking) Less(i, j int) bool {
	return r[i].weight > r[j].weight || r[i].weight == r[j].weight && r[i].proposition < r[j].proposition
}
func (r ranking) Swap(i, j int) { r[i], r[j] = r[j], r[i] }

// Push adds an entry, for container/heap.
func (r *ranking) Push(x any) { *r = append(*r, x.(ranked)) }

// Pop removes the last entry, for container/heap.
func (r *ranking) Pop() any {
	last := (*r)[len(*r)-1]
	*r = (*r)[:len(*r)-1]
	return last
}

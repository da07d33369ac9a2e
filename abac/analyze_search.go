// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "slices"

// goal is a formula that must hold, or must not.
type goal struct {
	formula *formula
	holds   bool
}

// search looks for values of all variables under which some goals are met. It decides: variables are
// chosen as the goals ask for them, and a failure goes back to the last choice that it depends on.
type search struct {
	*space
	goals   []goal
	chosen  []int // candidate by variable, or -1
	steps   int
	present int // attributes that have a value
	most    int // how many may
	relaxed bool
}

// stepLimit bounds the work. Real conditions need a few hundred steps.
const stepLimit = 60_000

// outcome is what a search comes to.
type outcome uint8

const (
	impossible outcome = iota
	possible
	tooLarge
)

func newSearch(s *space, goals []goal) *search {
	x := &search{space: s, goals: goals, chosen: make([]int, len(s.variables)), most: len(s.variables)}
	for i := range x.chosen {
		x.chosen[i] = -1
	}
	return x
}

// run searches, and says whether it had to give up.
func (x *search) run() outcome {
	found, _ := x.descend()
	switch {
	case x.steps > stepLimit:
		return tooLarge
	case found:
		return possible
	}
	return impossible
}

// descend goes on from what is chosen. If it fails it returns the variables that the failure depends on.
func (x *search) descend() (found bool, blame varset) {
	x.steps++
	if x.steps > stepLimit {
		return true, blame // unwinds; run tells
	}
	var undecided *formula
	for _, g := range x.goals {
		switch a, because := x.value(g.formula); {
		case a == open:
			if undecided == nil {
				undecided = g.formula
			}
		case (a == isTrue) != g.holds:
			return false, because
		}
	}
	if undecided == nil {
		return true, blame
	}
	v := x.next(undecided)
	for i := range x.variables[v].candidates {
		has := v >= firstSlot && x.variables[v].candidates[i].bound.traits != 0
		if has && x.present >= x.most {
			blame.join(x.everything())
			continue
		}
		x.set(v, i, has, 1)
		found, because := x.descend()
		if found {
			return true, because
		}
		x.set(v, -1, has, -1)
		if !because.has(v) {
			return false, because // no other value of this variable helps
		}
		blame.join(&because)
	}
	blame.remove(v)
	return false, blame
}

func (x *search) set(v, candidate int, has bool, by int) {
	x.chosen[v] = candidate
	if has {
		x.present += by
	}
}

// everything blames all choices.
func (x *search) everything() *varset {
	var all varset
	for v, c := range x.chosen {
		if c >= 0 {
			all.add(v)
		}
	}
	return &all
}

// value evaluates a formula as far as it is decided, and says which variables decide it.
func (x *search) value(f *formula) (a answer, because varset) {
	if f.connective == "" {
		return x.literal(f)
	}
	end := answerOf(f.connective == Or)
	undecided := false
	for _, part := range f.parts {
		switch a, b := x.value(part); a {
		case end:
			return end, b
		case open:
			undecided = true
		default:
			because.join(&b)
		}
	}
	if undecided {
		return open, varset{}
	}
	return answerOf(f.connective == And), because
}

func (x *search) literal(f *formula) (a answer, because varset) {
	at := &x.atoms[f.atom]
	result := x.atomValue(at, &because)
	switch result {
	case open:
		return open, varset{}
	case isUnknown:
		return answerOf(f.loose), because
	}
	return answerOf((result == isTrue) == f.wants), because
}

// atomValue answers a question from what is chosen, and notes what the answer depends on.
func (x *search) atomValue(a *atom, because *varset) answer {
	if x.relaxed && a.guess >= 0 {
		return x.guessed(a, because)
	}
	for _, v := range a.variables {
		if x.chosen[v] < 0 {
			return open
		}
		because.add(v)
	}
	if a.answers != nil {
		i := 0
		if len(a.variables) == 1 {
			i = x.chosen[a.variables[0]]
		}
		return a.answers[i]
	}
	for _, v := range a.variables {
		x.choose(v, &x.variables[v].candidates[x.chosen[v]])
	}
	return x.ask(a)
}

// guessed answers a question that cannot be known from the candidates: with whatever suits.
func (x *search) guessed(a *atom, because *varset) answer {
	if x.chosen[a.guess] < 0 {
		return open
	}
	because.add(a.guess)
	return x.variables[a.guess].candidates[x.chosen[a.guess]].answer
}

// next returns the variable that an undecided formula asks for first.
func (x *search) next(f *formula) int {
	if f.connective == "" {
		a := &x.atoms[f.atom]
		if x.relaxed && a.guess >= 0 {
			return a.guess
		}
		i := slices.IndexFunc(a.variables, func(v int) bool { return x.chosen[v] < 0 })
		return a.variables[i]
	}
	for _, part := range f.parts {
		if a, _ := x.value(part); a == open {
			return x.next(part)
		}
	}
	return -1
}

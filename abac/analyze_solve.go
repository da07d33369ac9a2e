// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// verdict is the answer to whether there is a request of some kind.
type verdict struct {
	exists  bool
	witness *Request // if there is
	why     string   // if it is not known
}

// solve looks for a request that meets the goals: first one of the candidates, which is then a witness; if
// there is none, and the candidates do not stand for everything, it shows that there is none even if every
// question that they leave open had the answer that suits.
func (s *space) solve(goals ...goal) verdict {
	if len(s.variables) > variableLimit {
		return verdict{why: "the conditions ask for more than a thousand attributes"}
	}
	x := newSearch(s, goals)
	switch x.run() {
	case tooLarge:
		return verdict{why: "the conditions are too intricate"}
	case possible:
		return verdict{exists: true, witness: s.shortest(x)}
	}
	if !s.relax() {
		return verdict{}
	}
	x = newSearch(s, goals)
	x.relaxed = true
	if x.run() == impossible {
		return verdict{}
	}
	return verdict{why: "attributes are compared with each other, or with so many patterns, in a way that this package cannot follow"}
}

// shortest returns the request of a search that found one, with as few attributes as can be, and simple
// values.
func (s *space) shortest(found *search) *Request {
	best := found
	for most := range found.present {
		x := newSearch(s, found.goals)
		x.most = most
		if x.run() == possible {
			best = x
			break
		}
	}
	for v := range s.variables {
		s.lighten(best, v)
	}
	return s.request(best)
}

// lighten takes the first candidate of a variable that does as well; the simple ones come first.
func (s *space) lighten(x *search, v int) {
	had := x.chosen[v]
	if had < 0 {
		return
	}
	for i := range had {
		x.chosen[v] = i
		if x.met() {
			return
		}
	}
	x.chosen[v] = had
}

func (x *search) met() bool {
	for _, g := range x.goals {
		if a, _ := x.value(g.formula); a == open || (a == isTrue) != g.holds {
			return false
		}
	}
	return true
}

// request makes a request of what was chosen; what was not is left out.
func (s *space) request(x *search) *Request {
	r := &Request{}
	for v, i := range x.chosen[:firstSlot+len(s.program.slots)] {
		switch {
		case v == actionVariable:
			r.Action = s.variables[v].candidates[max(i, 0)].name
		case i < 0:
		case v == suboperationVariable:
			r.Suboperation = s.variables[v].candidates[i].name
		default:
			if c := &s.variables[v].candidates[i]; c.bound.traits != 0 {
				r.set(s.program.slots[v-firstSlot].attribute, c.value)
			}
		}
	}
	return r
}

// relax gives each question whose answer the candidates do not settle a variable of its own, and reports
// whether there are any.
func (s *space) relax() bool {
	found := false
	for i := range s.atoms {
		a := &s.atoms[i]
		partial := false
		for _, v := range a.variables {
			partial = partial || s.variables[v].partial
		}
		if !partial {
			continue
		}
		found = true
		if a.guess >= 0 {
			continue
		}
		a.guess = len(s.variables)
		guesses := []candidate{{answer: isTrue}, {answer: isFalse}}
		if a.question >= compares && a.used[true] && a.used[false] { // else it does what one of the others does
			guesses = append(guesses, candidate{answer: isUnknown})
		}
		s.variables = append(s.variables, variable{candidates: guesses})
	}
	return found && len(s.variables) <= variableLimit
}

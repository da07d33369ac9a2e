// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "fmt"

// encoding says in clauses what a space knows: which candidates there are, how they answer the questions,
// and what formulas make of the answers.
type encoding struct {
	*space
	solver *solver
	// selected has a proposition for each candidate of each variable.
	selected [][]lit
	// yes and no have the propositions that a question is answered so; an answer may be neither.
	yes, no []lit
	nodes   map[string]lit
	// relaxed leaves open what the candidates do not settle.
	relaxed  bool
	tooLarge bool
}

// clauseLimit bounds the memory.
const clauseLimit = 400_000

func (s *space) encode(relaxed bool) *encoding {
	e := &encoding{space: s, solver: newSolver(), nodes: map[string]lit{}, relaxed: relaxed}
	for i := range s.atoms {
		yes := e.solver.proposition(false)
		no := yes.not()
		if s.atoms[i].question >= compares {
			no = e.solver.proposition(false)
			e.solver.add(yes.not(), no.not())
		}
		e.yes, e.no = append(e.yes, yes), append(e.no, no)
	}
	e.selected = make([][]lit, len(s.variables))
	for v := range s.variables {
		if !relaxed || !s.variables[v].partial {
			e.variable(v)
		}
	}
	for i := range s.atoms {
		e.answers(i)
	}
	return e
}

// variable says that exactly one candidate is selected; which is tried first: the simple one.
func (e *encoding) variable(v int) {
	list := e.variables[v].candidates
	all := make([]lit, len(list))
	for i := range list {
		all[i] = e.solver.proposition(i == 0)
	}
	e.selected[v] = all
	e.solver.add(all...)
	var before lit // one of the candidates so far is selected
	for i, l := range all {
		if i > 0 {
			e.solver.add(before.not(), l.not())
		}
		next := e.solver.proposition(false)
		e.solver.add(l.not(), next)
		if i > 0 {
			e.solver.add(before.not(), next)
		}
		before = next
	}
}

// answers ties a question to the candidates that answer it.
func (e *encoding) answers(i int) {
	a := &e.atoms[i]
	switch len(a.variables) {
	case 0:
		e.answer(i, a.answers[0])
	case 1:
		for c, l := range e.selected[a.variables[0]] {
			e.answer(i, a.answers[c], l.not())
		}
	default:
		e.pairs(i)
	}
	e.tooLarge = e.tooLarge || len(e.solver.clauses) > clauseLimit
}

// answer says what the answer to a question is, unless one of some literals holds.
func (e *encoding) answer(i int, a answer, unless ...lit) {
	yes, no := e.yes[i], e.no[i]
	switch a {
	case isTrue:
		no = no.not()
	case isFalse:
		yes = yes.not()
	default:
		yes, no = yes.not(), no.not()
	}
	e.solver.add(append(unless[:len(unless):len(unless)], yes)...)
	if yes != no {
		e.solver.add(append(unless[:len(unless):len(unless)], no)...)
	}
}

// pairs ties a question about two attributes to their candidates. Where these do not settle it, it has no
// answer for values that are missing, and any for others.
func (e *encoding) pairs(i int) {
	a := &e.atoms[i]
	v, w := a.variables[0], a.variables[1]
	if e.relaxed && a.partial {
		for _, side := range a.variables {
			for c, l := range e.selected[side] {
				if e.variables[side].candidates[c].bound.traits&traitOf(a.operation.family) == 0 {
					e.answer(i, isUnknown, l.not())
				}
			}
		}
		return
	}
	for c, first := range e.selected[v] {
		e.choose(v, &e.variables[v].candidates[c])
		for d, second := range e.selected[w] {
			if len(e.solver.clauses) > clauseLimit {
				e.tooLarge = true
				return
			}
			e.choose(w, &e.variables[w].candidates[d])
			e.answer(i, e.ask(a), first.not(), second.not())
		}
	}
}

// formula returns a literal that is true where a formula holds; the same one for the same formula.
func (e *encoding) formula(f *formula) lit {
	if f.connective == "" {
		switch {
		case f.wants:
			return e.yes[f.atom]
		case f.loose:
			return e.yes[f.atom].not()
		default:
			return e.no[f.atom]
		}
	}
	parts := make([]lit, len(f.parts))
	for i, part := range f.parts {
		parts[i] = e.formula(part)
	}
	if f.connective == Or {
		for i := range parts {
			parts[i] = parts[i].not()
		}
		return e.both(parts).not()
	}
	return e.both(parts)
}

// both returns a literal that is true where all parts are.
func (e *encoding) both(parts []lit) lit {
	key := fmt.Sprint(parts)
	if l, ok := e.nodes[key]; ok {
		return l
	}
	l := e.solver.proposition(false)
	some := []lit{l}
	for _, part := range parts {
		e.solver.add(l.not(), part)
		some = append(some, part.not())
	}
	e.solver.add(some...)
	e.nodes[key] = l
	return l
}

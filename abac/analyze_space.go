// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "slices"

// space is everything that some conditions can tell apart: for each thing that they ask about, values such
// that any request answers all questions like one made of these.
type space struct {
	program   *Program // its slots, patterns and literals; it has no code
	atoms     []atom
	index     map[string]int
	variables []variable
	binding   *Binding // to answer questions with
}

// The variables that are no attributes come first.
const (
	actionVariable = iota
	suboperationVariable
	firstSlot
)

func slotVariable(slot int32) int { return firstSlot + int(slot) }

// variableOf returns what the value of a slot depends on: itself, or the suboperation where that is an
// attribute.
func (s *space) variableOf(slot int32) int {
	if s.program.slots[slot].legacy() {
		return suboperationVariable
	}
	return slotVariable(slot)
}

// variable is something that requests differ in.
type variable struct {
	candidates []candidate
	// partial is true where the candidates do not stand for all values.
	partial bool
}

// candidate is a value of a variable.
type candidate struct {
	name  string // of the action or the suboperation
	value Value
	bound bound // no traits: the attribute is missing
}

// newSpace makes the space of some conditions, and their formulas.
func newSpace(mode Mode, conditions ...*Condition) (*space, []*formula) {
	s := &space{program: &Program{mode: mode}, index: map[string]int{}}
	if tooMany(conditions) {
		s.variables = make([]variable, variableLimit+1)
		return s, make([]*formula, len(conditions))
	}
	var formulas []*formula
	for _, c := range conditions {
		formulas = append(formulas, s.formula(c.root, false))
	}
	s.variables = make([]variable, firstSlot+len(s.program.slots))
	if len(s.variables) > variableLimit {
		return s, formulas
	}
	s.binding = &Binding{program: s.program, bound: make([]bound, len(s.program.slots)), matched: make([]bool, len(s.program.patterns))}
	s.names(actionVariable)
	s.names(suboperationVariable)
	for _, group := range s.groups() {
		s.domain(group)
	}
	for i := range s.atoms {
		s.tabulate(&s.atoms[i])
	}
	return s, formulas
}

// tooMany reports whether conditions have more parts than the service would take by far.
func tooMany(conditions []*Condition) bool {
	const most = 4000
	n := 0
	for _, c := range conditions {
		for range parts(c.root) {
			if n++; n > most {
				return true
			}
		}
	}
	return false
}

// groups returns the slots by what they are compared with: each with all it is linked to.
func (s *space) groups() [][]int {
	leader := make([]int, len(s.program.slots))
	for i := range leader {
		leader[i] = i
	}
	find := func(i int) int {
		for leader[i] != i {
			i = leader[i]
		}
		return i
	}
	for _, a := range s.atoms {
		if len(a.variables) == 2 && min(a.variables[0], a.variables[1]) >= firstSlot {
			leader[find(a.variables[1]-firstSlot)] = find(a.variables[0] - firstSlot)
		}
	}
	groups := make([][]int, len(leader))
	for i := range leader {
		groups[find(i)] = append(groups[find(i)], i)
	}
	return slices.DeleteFunc(groups, func(g []int) bool { return len(g) == 0 })
}

// choose sets a variable before the binding.
func (s *space) choose(v int, c *candidate) {
	if v >= firstSlot {
		s.binding.bound[v-firstSlot] = c.bound
		return
	}
	function := ActionMatches
	if v == suboperationVariable {
		function = SubOperationMatches
	}
	for i := range s.program.patterns {
		if p := &s.program.patterns[i]; p.function == function {
			s.binding.matched[i] = p.matches(c.name)
		}
	}
	for i := range s.program.slots {
		if v == suboperationVariable && s.program.slots[i].legacy() {
			if c.bound.traits == 0 {
				c.bound = s.store(i, Text(c.name)).bound
			}
			s.binding.bound[i] = c.bound
		}
	}
}

// ask answers a question whose variables are chosen.
func (s *space) ask(a *atom) answer {
	if a.question <= exists {
		return answerOf(s.binding.holds(&a.instruction))
	}
	result, ok := s.binding.compare(&a.instruction)
	if !ok {
		return isUnknown
	}
	return answerOf(result)
}

// tabulate answers a question for each candidate of its only variable, or once if it has none.
func (s *space) tabulate(a *atom) {
	switch len(a.variables) {
	case 0:
		a.answers = []answer{s.ask(a)}
	case 1:
		v := a.variables[0]
		a.answers = make([]answer, len(s.variables[v].candidates))
		for i := range a.answers {
			s.choose(v, &s.variables[v].candidates[i])
			a.answers[i] = s.ask(a)
		}
	}
}

// store makes a value ready to compare.
func (s *space) store(slot int, v Value) candidate {
	b := s.binding
	b.request = Request{}
	b.request.set(s.program.slots[slot].attribute, v)
	b.bind(slot)
	return candidate{value: v, bound: b.bound[slot]}
}

// signature is how a candidate answers the questions about one variable alone.
func (s *space) signature(v int, c *candidate) string {
	s.choose(v, c)
	var key []byte
	for i := range s.atoms {
		if a := &s.atoms[i]; len(a.variables) == 1 && a.variables[0] == v {
			key = append(key, byte(s.ask(a)))
		}
	}
	return string(key)
}

// distinct keeps one candidate of those that answer alike, the first.
func (s *space) distinct(v int, all []candidate) []candidate {
	seen := map[string]bool{}
	var kept []candidate
	for i := range all {
		if key := s.signature(v, &all[i]); !seen[key] {
			seen[key] = true
			kept = append(kept, all[i])
		}
	}
	return kept
}

// names are the candidates of the action or the suboperation: known ones where there are any, so that
// witnesses can be understood.
func (s *space) names(v int) {
	likely := []string{""}
	function := SubOperationMatches
	if v == actionVariable {
		function = ActionMatches
		likely = append([]string{"Microsoft.Resources/subscriptions/resourceGroups/read"}, knownActions()...)
	}
	var words []automaton
	for _, p := range s.program.patterns {
		if p.function == function {
			words = append(words, automaton{elements: elements(actionWildcards, p.text), fold: true})
		}
	}
	partial := false
	for i := range s.atoms {
		if a := &s.atoms[i]; v == suboperationVariable && a.question >= compares && slices.Contains(a.variables, v) {
			literals := s.program.cells[max(a.left.from, a.right.from):max(a.left.to, a.right.to)]
			for n := range literals {
				words = append(words, wordOf(&a.operation, literals[n].text))
			}
			a.partial = len(a.variables) > 1
			partial = partial || a.left.slot < 0 // then the name is the pattern, if there is one
		}
	}
	found, complete := wordsOf(words, 1, 1)
	var all []candidate
	for _, name := range append(likely, found...) {
		if name != "" || v == suboperationVariable {
			all = append(all, candidate{name: name})
		}
	}
	s.variables[v] = variable{candidates: s.distinct(v, all), partial: partial || !complete}
}

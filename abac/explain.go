// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"fmt"
	"slices"
	"strings"
)

// Decision is what a condition says to a request.
type Decision string

// The decisions.
const (
	Allow Decision = "allow"
	Deny  Decision = "deny"
)

// Explanation says why a condition decided as it did. Its JSON is for programs, its String for people.
type Explanation struct {
	Decision Decision `json:"decision"`
	// DecidedBy is the part that the decision hangs on, on one line: a guard that does not target the
	// action, or a comparison.
	DecidedBy string `json:"decidedBy"`
	// Position is where that part stands.
	Position Pos `json:"position,omitzero"`
	// Guard is the guard of the block that it stands in, which targets the action; "" if there is none, or
	// if the guard decided.
	Guard string `json:"guard,omitzero"`
	// Missing lists the attributes that a comparison asked for in vain, if that counted.
	Missing []string `json:"missing"`
	// Steps are the questions that were asked, in their order.
	Steps []Step `json:"steps,omitzero"`
}

// Step is one question and its answer.
type Step struct {
	Text     string `json:"text"`
	Position Pos    `json:"position,omitzero"`
	Result   Result `json:"result"`
	// Why says why a comparison cannot be evaluated, or is "".
	Why string `json:"why,omitzero"`
}

// Result is the answer to a question.
type Result string

// The results.
const (
	True    Result = "true"
	False   Result = "false"
	Unknown Result = "unknown" // it cannot be evaluated
)

// String returns the explanation on a few lines.
func (x Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: decided by %s", x.Decision, x.DecidedBy)
	if x.Position.IsValid() {
		fmt.Fprintf(&b, " at %s", x.Position)
	}
	if x.Guard != "" {
		fmt.Fprintf(&b, "\n  for the actions in the guard %s", x.Guard)
	}
	for _, name := range x.Missing {
		fmt.Fprintf(&b, "\n  %s is missing", name)
	}
	for _, s := range x.Steps {
		fmt.Fprintf(&b, "\n  %-7s %s", s.Result, s.Text)
		if s.Why != "" {
			fmt.Fprintf(&b, " (%s)", s.Why)
		}
	}
	return b.String()
}

// Explain decides once more, and says why.
func (b *Binding) Explain() Explanation {
	w := &walker{binding: b, leaves: map[Expr]*instruction{}, missing: []string{}}
	for i := range b.program.code {
		w.leaves[b.program.code[i].leaf] = &b.program.code[i]
	}
	root := b.program.condition.root
	x := Explanation{Decision: Deny}
	if w.result(root) == True {
		x.Decision = Allow
	}
	decisive := w.decisive(root)
	x.DecidedBy, x.Position, x.Guard = text(decisive), decisive.Span().Start, w.guard
	x.Steps, x.Missing = w.steps, w.missing
	if x.Decision == Allow && b.program.mode == Strict {
		x.Missing = []string{} // what cannot be evaluated never allows
	}
	return x
}

// walker evaluates the tree, with three results, and remembers what it asked.
type walker struct {
	binding *Binding
	leaves  map[Expr]*instruction
	results map[Expr]Result
	steps   []Step
	missing []string
	guard   string // of the block that decided
}

// result evaluates an expression; operands that no longer count are not asked.
func (w *walker) result(e Expr) Result {
	r := w.evaluate(e)
	if w.results == nil {
		w.results = map[Expr]Result{}
	}
	w.results[e] = r
	return r
}

func (w *walker) evaluate(e Expr) Result {
	switch e := e.(type) {
	case *Logical:
		end, r := True, False // OR ends at true and is false without one
		if e.connective == And {
			end, r = False, True
		}
		for _, operand := range e.operands {
			switch w.result(operand) {
			case end:
				return end
			case Unknown:
				r = Unknown
			}
		}
		return r
	case *Not:
		switch w.result(e.operand) {
		case True:
			return False
		case False:
			return True
		}
		return Unknown
	default:
		return w.leaf(e)
	}
}

// leaf asks one question.
func (w *walker) leaf(e Expr) Result {
	in := w.leaves[e]
	s := Step{Text: text(e), Position: e.Span().Start}
	switch e := e.(type) {
	case *Match:
		s.Result = resultOf(w.binding.asks(e))
	case *Comparison:
		holds, possible := w.binding.compare(in)
		s.Result = resultOf(holds)
		if !possible {
			s.Why = w.obstacle(e, in)
			s.Result = Unknown
			if w.binding.program.mode == Lenient {
				s.Result = False
			}
		}
	default:
		s.Result = resultOf(w.binding.holds(in) == in.wants)
	}
	w.steps = append(w.steps, s)
	return s.Result
}

// asks reports whether the request has the name that is asked for.
func (b *Binding) asks(m *Match) bool {
	i := slices.IndexFunc(b.program.patterns, func(p pattern) bool { return p.function == m.function && p.text == m.pattern })
	return b.matched[i]
}

func resultOf(b bool) Result {
	if b {
		return True
	}
	return False
}

// obstacle says why a comparison cannot be evaluated, and notes what is missing.
func (w *walker) obstacle(c *Comparison, in *instruction) string {
	why := ""
	for _, operand := range []Operand{c.left, c.right} {
		a, ok := operand.(Attribute)
		if !ok {
			continue
		}
		v, there := w.binding.decoded().Get(a)
		switch {
		case !there:
			why = a.String() + " is missing"
			if !slices.Contains(w.missing, a.String()) {
				w.missing = append(w.missing, a.String())
			}
		case why == "" && v.kind == listValue && c.quantifier == ForOne:
			why = a.String() + " has several values, and the operator no quantifier"
		case why == "":
			why = a.String() + " is not of the type " + string(in.operation.family)
		}
	}
	if why == "" {
		why = "a value in the condition is not of the type " + string(in.operation.family)
	}
	return why
}

// decisive returns the part that the result of an expression hangs on: the guard that let the action pass,
// or the comparison that did or did not.
func (w *walker) decisive(e Expr) Expr {
	if isGuard(e) {
		return e
	}
	switch e := e.(type) {
	case *Logical:
		picked := w.pick(e)
		if isGuarded(e) && picked != e.operands[0] {
			w.guard = text(e.operands[0])
		}
		return w.decisive(picked)
	case *Not:
		if _, joined := e.operand.(*Logical); joined {
			return w.decisive(e.operand)
		}
	default:
	}
	return e
}

// pick returns the operand that decided: the one that ended the evaluation, or else the last, but rather
// one that could not be evaluated than one that could, and rather an expression than a guard.
func (w *walker) pick(l *Logical) Expr {
	last := l.operands[len(l.operands)-1]
	if l.connective == Or && w.results[l] == True || l.connective == And && w.results[l] == False {
		for _, operand := range l.operands {
			if w.results[operand] == w.results[l] {
				return operand
			}
		}
	}
	if w.results[l] == Unknown {
		for _, operand := range l.operands {
			if w.results[operand] == Unknown {
				return operand
			}
		}
	}
	if w.results[l] == True { // of blocks joined by AND, the one that is about the action
		for _, operand := range slices.Backward(l.operands) {
			if !w.passedByGuard(operand) {
				return operand
			}
		}
	}
	return last
}

// passedByGuard reports whether an expression is true because its guard does not target the action.
func (w *walker) passedByGuard(e Expr) bool {
	l, ok := e.(*Logical)
	return ok && isGuarded(l) && w.results[l.operands[0]] == True
}

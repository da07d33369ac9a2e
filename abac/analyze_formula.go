// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// formula is a condition without NOT: it was pushed down to the questions.
type formula struct {
	connective Connective // "" for a question
	parts      []*formula
	atom       int
	wants      bool
	loose      bool // holds as well where the question has no answer
}

// atom is a question that several formulas may ask.
type atom struct {
	instruction
	// variables are what the answer depends on: none, one or two.
	variables []int
	// answers are those for each candidate of the only variable.
	answers []answer
	// partial is true for a question about two attributes whose candidates do not settle it.
	partial bool
}

// answer is what a question yields for some values.
type answer uint8

const (
	isFalse answer = iota
	isTrue
	isUnknown // it cannot be evaluated
)

func answerOf(b bool) answer {
	if b {
		return isTrue
	}
	return isFalse
}

// variableLimit is how many attributes an analysis takes on. 8 KB hold fewer in any sensible spelling.
const variableLimit = 1024

// formula adds an expression to the space and returns it without NOT.
func (s *space) formula(e Expr, negated bool) *formula {
	switch e := e.(type) {
	case *Not:
		return s.formula(e.operand, !negated)
	case *Logical:
		f := &formula{connective: e.connective}
		if negated {
			f.connective = map[Connective]Connective{And: Or, Or: And}[e.connective]
		}
		for _, operand := range e.operands {
			f.parts = append(f.parts, s.formula(operand, negated))
		}
		return f
	default:
		_, compares := e.(*Comparison)
		return &formula{atom: s.atom(e), wants: !negated, loose: negated && compares && s.program.mode == Lenient}
	}
}

// atom returns the number of a question; the same one has the same number.
func (s *space) atom(e Expr) int {
	key := text(e)
	if i, ok := s.index[key]; ok {
		return i
	}
	g := generator{s.program}
	a := atom{instruction: g.ask(e)}
	switch a.question {
	case matches:
		a.variables = []int{actionVariable}
		if s.program.patterns[a.left.slot].function == SubOperationMatches {
			a.variables = []int{suboperationVariable}
		}
	case exists:
		a.variables = []int{s.variableOf(a.left.slot)}
	default:
		for _, side := range []side{a.left, a.right} {
			if side.slot < 0 {
				continue
			}
			if v := s.variableOf(side.slot); len(a.variables) == 0 || a.variables[0] != v {
				a.variables = append(a.variables, v)
			}
		}
	}
	s.atoms = append(s.atoms, a)
	s.index[key] = len(s.atoms) - 1
	return len(s.atoms) - 1
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"slices"
	"unicode/utf8"
)

// Mode says what NOT makes of a comparison that cannot be evaluated, because its attribute is missing or of
// another type. No source of the service decides it.
type Mode uint8

// The modes.
const (
	// Strict leaves the negation of what cannot be evaluated impossible to evaluate: it does not allow.
	Strict Mode = iota
	// Lenient takes a comparison that cannot be evaluated for false, hence its negation for true.
	Lenient
)

// Program is a condition made ready to decide many requests. It never changes and may be shared.
type Program struct {
	condition *Condition
	mode      Mode
	code      []instruction
	start     int32
	slots     []slot
	patterns  []pattern
	cells     []cell // the literals
}

// Where a jump leaves the code.
const (
	allow int32 = -1
	deny  int32 = -2
)

// instruction asks one question and says where to go on. There is no NOT: it was pushed down to the
// questions, where it turns around what a comparison must be, not whether it can be evaluated.
type instruction struct {
	question    question
	wants       bool // the answer that goes on at yes
	loose       bool // goes on at yes as well if the comparison cannot be evaluated
	quantifier  Quantifier
	operation   operation
	left, right side
	mask        uint64
	yes, no     int32
	leaf        Expr
}

type question uint8

const (
	matchesAny question = iota // mask has some patterns
	matches                    // left.slot is a pattern
	exists                     // left.slot is a slot
	compares
	comparesOne // a single value with a literal
)

// side is an operand: a slot, or a stretch of the program's literals.
type side struct {
	slot     int32 // -1 for literals
	from, to int32
	traits   traits // what all literals have in common
}

// slot is an attribute that the program asks for.
type slot struct {
	attribute Attribute
	key       string
	wanted    traits
}

// pattern is a name that the program asks for.
type pattern struct {
	function Function
	text     string
	exact    bool // has no *
	ascii    bool // then only a name of the same length can be it
}

// matches reports whether a name, if there is one, is that of the pattern.
func (p *pattern) matches(name string) bool {
	if name == "" {
		return false
	}
	if p.exact {
		return name == p.text || (!p.ascii || len(name) == len(p.text)) && foldEqual(name, p.text)
	}
	return actionWildcards.glob(p.text, name, true)
}

// Compile makes a condition ready to decide. The usual mode is [Strict].
func Compile(c *Condition, mode Mode) *Program {
	g := &generator{Program: &Program{condition: c, mode: mode}}
	g.start = g.expr(c.root, false, target{allow, deny})
	return g.Program
}

// Condition returns what was compiled.
func (p *Program) Condition() *Condition { return p.condition }

// Mode returns the mode that was compiled for.
func (p *Program) Mode() Mode { return p.mode }

// Attributes returns the attributes that the program asks for, each once, in no particular order.
func (p *Program) Attributes() []Attribute {
	list := make([]Attribute, len(p.slots))
	for i, s := range p.slots {
		list[i] = s.attribute
	}
	return list
}

// target says where to go on.
type target struct{ yes, no int32 }

// generator writes code from the end to the start, so that jumps know where they lead.
type generator struct{ *Program }

// expr writes the code of an expression and returns where it begins.
func (g *generator) expr(e Expr, negated bool, to target) int32 {
	switch e := e.(type) {
	case *Not:
		return g.expr(e.operand, !negated, to)
	case *Logical:
		return g.logical(e, negated, to)
	default:
		in := g.ask(e)
		in.wants, in.loose = !negated, negated && g.mode == Lenient && in.question >= compares
		return g.emit(in, to)
	}
}

// logical writes operands from the last to the first. The names that are asked for come first of all.
func (g *generator) logical(l *Logical, negated bool, to target) int32 {
	all := (l.connective == And) != negated // NOT over AND is OR
	rest, mask := g.merge(l.operands, negated, all)
	next := to // where an operand goes on that decides nothing
	for _, operand := range slices.Backward(rest) {
		begin := g.expr(operand, negated, next)
		if next = to; all {
			next.yes = begin
		} else {
			next.no = begin
		}
	}
	if mask != 0 {
		return g.emit(instruction{question: matchesAny, mask: mask, wants: !all}, next)
	}
	if all {
		return next.yes
	}
	return next.no
}

func (g *generator) emit(in instruction, to target) int32 {
	in.yes, in.no = to.yes, to.no
	g.code = append(g.code, in)
	return int32(len(g.code) - 1)
}

// maskable is how many patterns can be asked for at once.
const maskable = 64

// merge takes the names out of some operands that one question can ask for: those that must all not be
// those of the request, or of which one must be.
func (g *generator) merge(operands []Expr, negated, all bool) (rest []Expr, mask uint64) {
	for _, operand := range operands {
		e, wants := operand, !negated
		for n, ok := e.(*Not); ok; n, ok = e.(*Not) {
			e, wants = n.operand, !wants
		}
		if m, ok := e.(*Match); ok && wants != all {
			if i := g.pattern(m); i < maskable {
				mask |= 1 << i
				continue
			}
		}
		rest = append(rest, operand)
	}
	return rest, mask
}

// ask makes the instruction of an expression that joins no others.
func (g *generator) ask(e Expr) instruction {
	in := instruction{leaf: e, wants: true}
	switch e := e.(type) {
	case *Match:
		in.question = matches
		in.left.slot = g.pattern(e)
	case *Exists:
		in.question = exists
		in.left.slot = g.slot(e.attribute, 0)
	case *Comparison:
		o := operations[e.operator]
		in.question, in.quantifier, in.operation = compares, e.quantifier, o
		in.left, in.right = g.side(e.left, o), g.side(e.right, o)
		if e.quantifier == ForOne && in.left.slot >= 0 && in.right.slot < 0 && in.right.traits&traitOf(o.family) != 0 {
			in.question = comparesOne
			g.simplify(&in)
		}
	default:
	}
	return in
}

// simplify turns a pattern without inner wildcards into what it stands for.
func (g *generator) simplify(in *instruction) {
	if in.operation.test != like {
		return
	}
	literal := &g.cells[in.right.from]
	text, prefix, ok := likeWildcards.plain(literal.text)
	if !ok {
		return
	}
	literal.text, in.operation.test = text, equals
	if prefix {
		in.operation.test = startsWith
	}
}

func (g *generator) side(operand Operand, o operation) side {
	if a, ok := operand.(Attribute); ok {
		return side{slot: g.slot(a, traitOf(o.family))}
	}
	s := side{slot: -1, from: int32(len(g.cells)), traits: ^traits(0)}
	for _, l := range literalsOf(operand) {
		c := l.cell(o)
		s.traits &= c.traits
		g.cells = append(g.cells, c)
	}
	s.to = int32(len(g.cells))
	return s
}

func (g *generator) slot(a Attribute, wanted traits) int32 {
	key := a.key()
	for i := range g.slots {
		if s := &g.slots[i]; s.attribute.Source == a.Source && s.key == key {
			s.wanted |= wanted
			return int32(i)
		}
	}
	g.slots = append(g.slots, slot{a, key, wanted})
	return int32(len(g.slots) - 1)
}

func (g *generator) pattern(m *Match) int32 {
	for i, p := range g.patterns {
		if p.function == m.function && p.text == m.pattern {
			return int32(i)
		}
	}
	p := pattern{function: m.function, text: m.pattern, exact: true, ascii: true}
	for _, c := range []byte(m.pattern) {
		p.exact, p.ascii = p.exact && c != '*', p.ascii && c < utf8.RuneSelf
	}
	g.patterns = append(g.patterns, p)
	return int32(len(g.patterns) - 1)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"math"
	"slices"
	"unicode/utf8"
)

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
		in.fact = g.fact(&in)
		g.prepare(&in)
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
		return g.emit(instruction{question: matchesAny, mask: mask, wants: !all, fact: -1}, next)
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
		if e.quantifier == ForOne && in.left.slot >= 0 && in.right.slot < 0 && in.right.traits&o.trait != 0 {
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
	g.slots = append(g.slots, slot{attribute: a, key: key, escaped: escapeHTML(a.Name), wanted: wanted})
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

// prepare turns a comparison of an attribute with literals into a test, if there is one.
func (g *generator) prepare(in *instruction) {
	o := &in.operation
	if in.question == matches && in.left.slot < maskable {
		in.question, in.mask = matchesAny, 1<<in.left.slot
		return
	}
	if in.question != compares || in.left.slot < 0 || in.right.slot >= 0 || in.right.traits&o.trait == 0 || o.test == like {
		return
	}
	literals := g.cells[in.right.from:in.right.to]
	// Of several literals, some one must be equal, or none: else the answer is no question of belonging.
	if len(literals) > 1 && (o.test != equals || o.trait&(isText|isGUID) == 0 || in.quantifier.allRight() != o.negative) {
		return
	}
	in.slot, in.trait, in.single, in.passes = in.left.slot, o.trait, o.trait|isList, in.wants != o.negative
	switch o.trait {
	case isText:
		mask, ok := g.terms(in.slot, o, literals)
		if !ok {
			return
		}
		in.question, in.mask = isAnyOf, mask
	case isGUID:
		in.question = isOneOfGUIDs
		guids := make([]guidValue, len(literals))
		for i := range literals {
			guids[i] = literals[i].guid
		}
		in.guids = newGUIDTable(guids)
	default:
		in.question = isWithin
		in.low, in.high = o.within(literals[0].number)
	}
}

// terms makes bits of the texts that a slot is compared with; not ok if there are too many.
func (g *generator) terms(slot int32, o *operation, literals []cell) (mask uint64, ok bool) {
	list := &g.slots[slot].terms
	for i := range literals {
		t := term{text: literals[i].text, begins: o.test == startsWith, fold: o.fold}
		at := slices.Index(*list, t)
		if at < 0 {
			if at = len(*list); at == maskable {
				return 0, false
			}
			*list = append(*list, t)
		}
		mask |= 1 << at
	}
	return mask, true
}

// within returns the numbers that pass a test; none if the first is greater.
func (o *operation) within(n int64) (low, high int64) {
	switch {
	case o.test == greater && n == math.MaxInt64, o.test == less && n == math.MinInt64:
		return 1, 0
	case o.test == greater:
		return n + 1, math.MaxInt64
	case o.test == greaterEquals:
		return n, math.MaxInt64
	case o.test == less:
		return math.MinInt64, n - 1
	case o.test == lessEquals:
		return math.MinInt64, n
	}
	return n, n
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "strings"

// Binding is a program with a request before it. It belongs to one goroutine at a time; the zero value is
// of no use.
type Binding struct {
	program *Program
	request Request
	// document is the JSON of the request, if it was not decoded yet; else empty.
	document []byte
	room     strings.Builder // holds the texts of documents
	name     []byte          // of the member that is being read
	bound    []bound
	cells    []cell
	matched  []bool // by pattern
	mask     uint64 // the first of them, as bits
	start    int32  // where the names have led to
}

// bound is the value of a slot, or where its values are if they came as a list.
type bound struct {
	one      [1]cell
	from, to int32
	traits   traits // what all values have in common; isList if it came as a list; 0 if it is missing
}

// Bind looks up the attributes that the program asks for and matches the names of action and suboperation.
// The request is not kept but for its maps, which must not change until [Binding.Rebind].
func (p *Program) Bind(r Request) *Binding {
	b := &Binding{program: p, bound: make([]bound, len(p.slots)), cells: make([]cell, 0, len(p.slots)), matched: make([]bool, len(p.patterns))}
	b.Rebind(r)
	return b
}

// Decide reports whether the condition lets a request pass.
func (p *Program) Decide(r Request) bool { return p.Bind(r).Evaluate() }

// Rebind sets another request before the program. It allocates only where lists grow.
func (b *Binding) Rebind(r Request) {
	b.request, b.document = r, b.document[:0]
	b.cells = b.cells[:0]
	for i := range b.program.slots {
		b.bind(i)
	}
	b.mask = 0
	for i := range b.program.patterns {
		name := r.Action
		if b.program.patterns[i].function == SubOperationMatches {
			name = r.Suboperation
		}
		b.match(i, name)
	}
	b.start = b.program.enter(b.mask)
}

// match notes whether a name is that of a pattern.
func (b *Binding) match(i int, name string) {
	b.matched[i] = b.program.patterns[i].matches(name)
	if b.matched[i] && i < maskable {
		b.mask |= 1 << i
	}
}

func (b *Binding) bind(i int) {
	s, at := &b.program.slots[i], &b.bound[i]
	v, ok := b.request.find(s.attribute.Source, s.attribute.Name, s.key)
	switch {
	case !ok:
		at.traits = 0
	case v.kind == listValue:
		at.from = int32(len(b.cells))
		at.traits = ^traits(0)
		for _, one := range v.list {
			c := s.cell(one)
			at.traits &= c.traits
			b.cells = append(b.cells, c)
		}
		at.traits |= isList
		at.to = int32(len(b.cells))
	default:
		at.one[0] = s.cell(v)
		at.traits = at.one[0].traits
	}
}

// Evaluate reports whether the condition lets the request pass. It allocates nothing.
func (b *Binding) Evaluate() bool {
	at, code := b.start, b.program.code
	for at >= 0 {
		in := &code[at]
		holds := false
		if in.question <= compares {
			holds = b.holds(in)
		} else if v := &b.bound[in.slot]; v.traits&in.single != in.trait {
			holds = b.severally(in, v)
		} else if in.question == isAnyOf {
			holds = (v.one[0].terms&in.mask != 0) == in.passes
		} else {
			holds = in.test(&v.one[0]) == in.passes
		}
		if holds {
			at = in.yes
		} else {
			at = in.no
		}
	}
	return at == allow
}

// severally answers a test for a list, and for what is missing or of another type.
func (b *Binding) severally(in *instruction, v *bound) bool {
	if v.traits&in.trait == 0 || in.quantifier == ForOne {
		return in.loose
	}
	all := in.quantifier.allLeft() == in.wants // of all values, or of none
	for i := range b.cells[v.from:v.to] {
		if in.test(&b.cells[v.from:v.to][i]) == in.passes != all {
			return !all
		}
	}
	return all
}

// holds answers a question that is no test.
func (b *Binding) holds(in *instruction) bool {
	switch in.question {
	case matchesAny:
		return (b.mask&in.mask != 0) == in.wants
	case matches:
		return b.matched[in.left.slot] == in.wants
	case exists:
		return (b.bound[in.left.slot].traits != 0) == in.wants
	default:
	}
	result, ok := b.compare(in)
	if !ok {
		return in.loose
	}
	return result == in.wants
}

// compare compares two sides; not ok if that is impossible.
func (b *Binding) compare(in *instruction) (result, ok bool) {
	left, leftTraits := b.side(&in.left)
	right, rightTraits := b.side(&in.right)
	if leftTraits&rightTraits&in.operation.trait == 0 || in.quantifier == ForOne && (leftTraits|rightTraits)&isList != 0 {
		return false, false
	}
	return in.operation.compare(in.quantifier, left, right), true
}

func (b *Binding) side(s *side) ([]cell, traits) {
	if s.slot < 0 {
		return b.program.cells[s.from:s.to], s.traits &^ isList
	}
	at := &b.bound[s.slot]
	if at.traits&isList == 0 {
		return at.one[:], at.traits
	}
	return b.cells[at.from:at.to], at.traits
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// Binding is a program with a request before it. It belongs to one goroutine at a time; the zero value is
// of no use.
type Binding struct {
	program *Program
	request Request
	bound   []bound
	cells   []cell
	matched []bool
}

// bound is where the values of a slot are.
type bound struct {
	from, to int32
	traits   traits // what all values have in common; isList if it came as a list
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
	b.request = r
	b.cells = b.cells[:0]
	for i := range b.program.slots {
		b.bind(i)
	}
	for i := range b.program.patterns {
		name := r.Action
		if b.program.patterns[i].function == SubOperationMatches {
			name = r.Suboperation
		}
		b.matched[i] = name != "" && b.program.patterns[i].matches(name)
	}
}

func (b *Binding) bind(i int) {
	s := &b.program.slots[i]
	at := bound{from: int32(len(b.cells)), traits: ^traits(0)}
	v, ok := b.request.find(s.attribute.Source, s.attribute.Name, s.key)
	switch {
	case !ok:
		at.traits = 0
	case v.kind == listValue:
		for _, one := range v.list {
			c := cellOf(one, s.wanted)
			at.traits &= c.traits
			b.cells = append(b.cells, c)
		}
		at.traits |= isList
	default:
		c := cellOf(v, s.wanted)
		at.traits = c.traits
		b.cells = append(b.cells, c)
	}
	at.to = int32(len(b.cells))
	b.bound[i] = at
}

// Evaluate reports whether the condition lets the request pass. It allocates nothing.
func (b *Binding) Evaluate() bool {
	at := b.program.start
	for at >= 0 {
		in := &b.program.code[at]
		if b.holds(in) {
			at = in.yes
		} else {
			at = in.no
		}
	}
	return at == allow
}

// holds answers one question.
func (b *Binding) holds(in *instruction) bool {
	switch in.question {
	case matches:
		return b.matched[in.left.slot] == in.wants
	case exists:
		return (b.bound[in.left.slot].traits != 0) == in.wants
	case comparesOne:
		left := &b.bound[in.left.slot]
		if left.traits&traitOf(in.operation.family) == 0 || left.traits&isList != 0 {
			return in.loose
		}
		return in.operation.passes(&b.cells[left.from], &b.program.cells[in.right.from]) == in.wants
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
	needed := traitOf(in.operation.family)
	if leftTraits&rightTraits&needed == 0 || in.quantifier == ForOne && (leftTraits|rightTraits)&isList != 0 {
		return false, false
	}
	return in.operation.compare(in.quantifier, left, right), true
}

func (b *Binding) side(s *side) ([]cell, traits) {
	if s.slot < 0 {
		return b.program.cells[s.from:s.to], s.traits &^ isList
	}
	at := &b.bound[s.slot]
	return b.cells[at.from:at.to], at.traits
}

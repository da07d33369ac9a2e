// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// Binding is a program with a request before it. It belongs to one goroutine at a time; the zero value is
// of no use.
type Binding struct {
	program *Program
	request Request
	// document is the JSON of the request, if it was not decoded yet; else "".
	document string
	bound    []bound
	cells    []cell
	matched  []bool // by pattern
	mask     uint64 // the first of them, as bits
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
	b.request, b.document = r, ""
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
}

// match notes whether a name is that of a pattern.
func (b *Binding) match(i int, name string) {
	b.matched[i] = b.program.patterns[i].matches(name)
	if b.matched[i] && i < maskable {
		b.mask |= 1 << i
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
		holds := false
		if in.question == matchesAny {
			holds = (b.mask&in.mask != 0) == in.wants
		} else {
			holds = b.holds(in)
		}
		if holds {
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
		if left.traits&in.operation.trait == 0 || left.traits&isList != 0 {
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
	return b.cells[at.from:at.to], at.traits
}

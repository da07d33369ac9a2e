// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// listLimit bounds how many kinds of lists are told apart.
const listLimit = 1024

// lists returns lists of some values for every way in which lists can answer the questions about an
// attribute. Which it is depends on a few bits of each element only, which are joined by AND or OR: so lists
// are made longer until no new combination comes.
func (s *space) lists(slot int, values []Value) (found []candidate, complete bool) {
	bits := s.bits(slot)
	type kind struct {
		sum  string
		list []Value
	}
	var elements, kinds []kind
	seen, single := map[string]bool{}, map[string]bool{}
	for _, v := range values {
		sum := s.elementBits(bits, slot, v)
		if !single[sum] {
			single[sum] = true
			elements = append(elements, kind{sum, []Value{v}})
		}
	}
	queue := elements
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if seen[at.sum] {
			continue
		}
		if len(kinds) >= listLimit {
			return s.stored(slot, len(kinds), func(i int) []Value { return kinds[i].list }), false
		}
		seen[at.sum] = true
		kinds = append(kinds, at)
		for _, e := range elements {
			if sum := join(bits, at.sum, e.sum); !seen[sum] {
				queue = append(queue, kind{sum, append(at.list[:len(at.list):len(at.list)], e.list...)})
			}
		}
	}
	return s.stored(slot, len(kinds), func(i int) []Value { return kinds[i].list }), true
}

func (s *space) stored(slot, n int, list func(int) []Value) []candidate {
	all := make([]candidate, n)
	for i := range all {
		all[i] = s.store(slot, List(list(i)...))
	}
	return all
}

// bit is what a question wants to know of each element of a list: whether it passes with the literals on
// the other side, or, where the list stands on the right, with one of them.
type bit struct {
	atom    *atom
	literal int  // -1 if the list stands on the left
	all     bool // all elements must pass, not some
}

func (s *space) bits(slot int) []bit {
	var bits []bit
	for i := range s.atoms {
		a := &s.atoms[i]
		switch {
		case a.question < compares || a.quantifier == ForOne:
		case a.left.slot == int32(slot) && a.right.slot < 0:
			bits = append(bits, bit{a, -1, a.quantifier.allLeft()})
		case a.right.slot == int32(slot) && a.left.slot < 0:
			for l := a.left.from; l < a.left.to; l++ {
				bits = append(bits, bit{a, int(l), a.quantifier.allRight()})
			}
		}
	}
	return bits
}

// elementBits answers the bits for one element.
func (s *space) elementBits(bits []bit, slot int, v Value) string {
	sum := make([]byte, len(bits))
	for i, b := range bits {
		o := &b.atom.operation
		c := cellOf(v, s.program.slots[slot].wanted)
		var passes bool
		switch {
		case c.traits&traitOf(o.family) == 0:
			sum[i] = 2
			continue
		case b.literal >= 0:
			passes = o.passes(&s.program.cells[b.literal], &c)
		default:
			right := s.program.cells[b.atom.right.from:b.atom.right.to]
			passes = o.compareOne(&c, right, b.atom.quantifier.allRight())
		}
		if passes {
			sum[i] = 1
		}
	}
	return string(sum)
}

// join answers the bits for two lists together. A value of another type spoils a list.
func join(bits []bit, a, b string) string {
	sum := []byte(a)
	for i := range sum {
		switch {
		case a[i] == 2 || b[i] == 2:
			sum[i] = 2
		case bits[i].all:
			sum[i] &= b[i]
		default:
			sum[i] |= b[i]
		}
	}
	return string(sum)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// known is what is certain on every way to an instruction.
type known struct {
	// is and isNot are patterns that the request's names match, or do not.
	is, isNot uint64
	// yes and no are comparisons that went on at yes, or at no.
	yes, no uint64
}

func (k known) both(other known) known {
	return known{k.is & other.is, k.isNot & other.isNot, k.yes & other.yes, k.no & other.no}
}

// shorten lets jumps lead past questions whose answer is certain where they come from: conditions repeat
// their guards in each block, and comparisons with them. Jumps only lead to lower numbers, so that one
// pass sees all ways to an instruction before the instruction.
func (g *generator) shorten() {
	if g.start < 0 {
		return
	}
	others := g.exclusive()
	before := make([]known, len(g.code))
	reached := make([]bool, len(g.code))
	reached[g.start] = true
	for at := g.start; at >= 0; at-- {
		if !reached[at] {
			continue
		}
		in := &g.code[at]
		for _, way := range []struct {
			to  *int32
			yes bool
		}{{&in.yes, true}, {&in.no, false}} {
			k := in.learn(before[at], way.yes, others)
			to := *way.to
			for to >= 0 {
				next, certain := g.code[to].answer(k)
				if !certain {
					break
				}
				to = next
			}
			*way.to = to
			switch {
			case to < 0:
			case reached[to]:
				before[to] = before[to].both(k)
			default:
				before[to], reached[to] = k, true
			}
		}
	}
}

// learn adds what an answer says.
func (in *instruction) learn(k known, yes bool, others []uint64) known {
	switch {
	case in.question == matchesAny && yes == in.wants:
		if in.mask&(in.mask-1) == 0 {
			k.is |= in.mask
		}
		for i, mask := range others {
			if k.is&(1<<i) != 0 {
				k.isNot |= mask
			}
		}
	case in.question == matchesAny:
		k.isNot |= in.mask
	case in.fact >= 0 && yes:
		k.yes |= 1 << in.fact
	case in.fact >= 0:
		k.no |= 1 << in.fact
	}
	return k
}

// answer returns where to go on, if that is certain.
func (in *instruction) answer(k known) (next int32, certain bool) {
	yes := false
	switch {
	case in.question == matchesAny && k.is&in.mask != 0:
		yes = in.wants
	case in.question == matchesAny && in.mask&^k.isNot == 0:
		yes = !in.wants
	case in.question != matchesAny && in.fact >= 0 && (k.yes|k.no)&(1<<in.fact) != 0:
		yes = k.yes&(1<<in.fact) != 0
	default:
		return 0, false
	}
	if yes {
		return in.yes, true
	}
	return in.no, true
}

// exclusive returns for each pattern those that no request matches together with it: a name is one name.
func (g *generator) exclusive() []uint64 {
	list := g.patterns[:min(len(g.patterns), maskable)]
	others := make([]uint64, len(list))
	for i := range list {
		for j := range list {
			p, q := &list[i], &list[j]
			if p.exact && q.exact && p.function == q.function && !foldEqual(p.text, q.text) {
				others[i] |= 1 << j
			}
		}
	}
	return others
}

// fact numbers a comparison, or gives -1: the same one that wants the same answer has the same number.
func (g *generator) fact(in *instruction) int32 {
	if in.question != compares && in.question != exists {
		return -1
	}
	for i, f := range g.facts {
		if f.wants == in.wants && same(f.leaf, in.leaf) {
			return int32(i)
		}
	}
	if len(g.facts) == maskable {
		return -1
	}
	g.facts = append(g.facts, fact{in.leaf, in.wants})
	return int32(len(g.facts) - 1)
}

// fact is a comparison that wants an answer.
type fact struct {
	leaf  Expr
	wants bool
}

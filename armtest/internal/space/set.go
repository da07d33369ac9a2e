// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package space does the address arithmetic of the emulator's pools: sets of addresses, what is free
// in them, and how a number of addresses is placed. It knows nothing of Resource Manager.
package space

import (
	"math/big"
	"net/netip"
	"slices"
)

// Set is a set of addresses of one or both families. The zero value is empty; sets never change.
type Set struct {
	// spans are disjoint, not adjacent, and ascend; IPv4 comes before IPv6.
	spans []span
}

// span is all addresses from first to last, both included and of one family.
type span struct{ first, last netip.Addr }

// Of returns the set of all addresses in the prefixes. Host bits are ignored.
func Of(prefixes ...netip.Prefix) Set {
	spans := make([]span, 0, len(prefixes))
	for _, p := range prefixes {
		spans = append(spans, spanOf(p))
	}
	return Set{spans: merge(spans)}
}

func spanOf(p netip.Prefix) span {
	p = p.Masked()
	return span{first: p.Addr(), last: Last(p)}
}

// Last returns the highest address of a prefix.
func Last(p netip.Prefix) netip.Addr {
	raw := p.Addr().AsSlice()
	for bit := p.Bits(); bit < p.Addr().BitLen(); bit++ {
		raw[bit/8] |= 0x80 >> (bit % 8)
	}
	last, _ := netip.AddrFromSlice(raw)
	return last
}

// merge sorts spans and joins those that overlap or touch. It may reuse its argument.
func merge(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.first.Compare(b.first) })
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && touches(out[n-1], s) {
			if out[n-1].last.Less(s.last) {
				out[n-1].last = s.last
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// touches reports whether b, which does not begin before a, overlaps a or follows it at once. The
// highest IPv4 address is not followed by an IPv6 one: its Next is the zero Addr.
func touches(a, b span) bool {
	return b.first.BitLen() == a.last.BitLen() && (!a.last.Less(b.first) || a.last.Next() == b.first)
}

// Union returns what is in s or in o.
func (s Set) Union(o Set) Set { return Set{spans: merge(slices.Concat(s.spans, o.spans))} }

// Minus returns what is in s but not in o.
func (s Set) Minus(o Set) Set {
	var out []span
	cuts := o.spans
	for _, left := range s.spans {
		for len(cuts) > 0 && cuts[0].last.Less(left.first) {
			cuts = cuts[1:]
		}
		out = append(out, left.without(cuts)...)
	}
	return Set{spans: out}
}

// without returns what remains of s after ascending cuts.
func (s span) without(cuts []span) []span {
	var out []span
	for _, c := range cuts {
		if s.last.Less(c.first) {
			break
		}
		if c.last.Less(s.first) {
			continue
		}
		if s.first.Less(c.first) {
			out = append(out, span{first: s.first, last: c.first.Prev()})
		}
		if !c.last.Less(s.last) {
			return out
		}
		s.first = c.last.Next()
	}
	return append(out, s)
}

// Empty reports whether the set has no address.
func (s Set) Empty() bool { return len(s.spans) == 0 }

// Covers reports whether every address of o is in s.
func (s Set) Covers(o Set) bool { return o.Minus(s).Empty() }

// Overlaps reports whether the sets share an address.
func (s Set) Overlaps(o Set) bool { return !s.Minus(s.Minus(o)).Empty() }

// Size counts the addresses.
func (s Set) Size() *big.Int {
	sum := new(big.Int)
	for _, p := range s.Prefixes() {
		sum.Add(sum, Count(p))
	}
	return sum
}

// Count returns the number of addresses in a prefix.
func Count(p netip.Prefix) *big.Int {
	return new(big.Int).Lsh(big.NewInt(1), uint(p.Addr().BitLen()-p.Bits()))
}

// Prefixes returns the fewest prefixes that make up the set, ascending.
func (s Set) Prefixes() []netip.Prefix {
	var out []netip.Prefix
	for _, left := range s.spans {
		for {
			p := widest(left)
			out = append(out, p)
			if Last(p) == left.last {
				break
			}
			left.first = Last(p).Next()
		}
	}
	return out
}

// widest returns the largest prefix that begins where s does and ends within it.
func widest(s span) netip.Prefix {
	best := netip.PrefixFrom(s.first, s.first.BitLen())
	for bits := s.first.BitLen() - 1; bits >= 0; bits-- {
		p := netip.PrefixFrom(s.first, bits)
		if p.Masked().Addr() != s.first || s.last.Less(Last(p)) {
			break
		}
		best = p
	}
	return best
}

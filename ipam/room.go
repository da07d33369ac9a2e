// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"math/big"
	"net/netip"

	"go4.org/netipx"
)

// A number is handed out as aligned powers of two, largest first: 100 as 64 + 32 + 4. Blocks of 2^k
// fit only into free prefixes of at least that size, and each such prefix is a whole number of them.
// So a number fits when, for each of its powers 2^k, the prefixes of at least 2^k addresses together
// hold the part of the number that consists of powers of at least 2^k.

// fits reports whether want addresses can be taken from the free prefixes.
func fits(want *big.Int, free []netip.Prefix) bool {
	for k := want.BitLen() - 1; k >= 0; k-- {
		if want.Bit(k) == 0 {
			continue
		}
		upper := new(big.Int).Lsh(new(big.Int).Rsh(want, uint(k)), uint(k))
		if room(free, k).Cmp(upper) < 0 {
			return false
		}
	}
	return true
}

// most returns the largest number that fits into the free prefixes.
func most(free []netip.Prefix) *big.Int {
	n := new(big.Int)
	for k := room(free, 0).BitLen() - 1; k >= 0; k-- {
		if with := new(big.Int).SetBit(n, k, 1); fits(with, free) {
			n = with
		}
	}
	return n
}

// room returns how many addresses the prefixes of at least 2^k addresses hold.
func room(free []netip.Prefix, k int) *big.Int {
	sum := new(big.Int)
	for _, p := range free {
		if bits := p.Addr().BitLen() - p.Bits(); bits >= k {
			sum.Add(sum, new(big.Int).Lsh(big.NewInt(1), uint(bits)))
		}
	}
	return sum
}

// prefixes parses what the service lists and joins neighbours; text that is no prefix is left out.
func prefixes(texts []string) []netip.Prefix { return addresses(texts).Prefixes() }

// addresses is the set of all addresses in the prefixes; text that is no prefix is left out.
func addresses(texts []string) *netipx.IPSet {
	var b netipx.IPSetBuilder
	for _, t := range texts {
		if p, err := netip.ParsePrefix(t); err == nil {
			b.AddPrefix(p)
		}
	}
	return build(&b)
}

// build returns the set that was built; only good prefixes and sets were added to it.
func build(b *netipx.IPSetBuilder) *netipx.IPSet {
	set, err := b.IPSet()
	if err != nil {
		return new(netipx.IPSet)
	}
	return set
}

// with returns the addresses of both sets.
func with(a, b *netipx.IPSet) *netipx.IPSet {
	var out netipx.IPSetBuilder
	out.AddSet(a)
	out.AddSet(b)
	return build(&out)
}

// without returns the addresses of a that are not in b.
func without(a, b *netipx.IPSet) *netipx.IPSet {
	var out netipx.IPSetBuilder
	out.AddSet(a)
	out.RemoveSet(b)
	return build(&out)
}

// intersection returns the addresses that are in both sets.
func intersection(a, b *netipx.IPSet) *netipx.IPSet { return without(a, without(a, b)) }

// size counts the addresses of a set.
func size(s *netipx.IPSet) *big.Int { return room(s.Prefixes(), 0) }

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package space

import (
	"math/big"
	"net/netip"
)

// Allocate places n addresses in the free space, all of the family whose addresses have width bits
// (32 or 128). The number is split into powers of two, largest first; each block is aligned to its
// size and takes the lowest place where it fits. The blocks come back as the fewest prefixes.
// It reports false when a block finds no place, or n is not positive.
//
// Observed: 80 gives 10.0.0.0/26 and 10.0.0.64/28; 144 gives two prefixes far apart where free space
// is scattered. "Lowest place first" is a reading of such samples, not a documented promise.
func Allocate(free Set, width int, n *big.Int) ([]netip.Prefix, bool) {
	if n.Sign() <= 0 || n.BitLen() > width+1 {
		return nil, false
	}
	var placed []netip.Prefix
	for power := n.BitLen() - 1; power >= 0; power-- {
		if n.Bit(power) == 0 {
			continue
		}
		block, ok := free.lowest(width, width-power)
		if !ok {
			return nil, false
		}
		placed = append(placed, block)
		free = free.Minus(Of(block))
	}
	return Of(placed...).Prefixes(), true
}

// lowest finds the lowest aligned prefix of the given length within the set.
func (s Set) lowest(width, bits int) (netip.Prefix, bool) {
	for _, hole := range s.spans {
		if hole.first.BitLen() != width {
			continue
		}
		if p, ok := hole.lowest(bits); ok {
			return p, true
		}
	}
	return netip.Prefix{}, false
}

func (s span) lowest(bits int) (netip.Prefix, bool) {
	p := netip.PrefixFrom(s.first, bits).Masked()
	if p.Addr().Less(s.first) {
		next := Last(p).Next()
		if !next.IsValid() {
			return netip.Prefix{}, false
		}
		p = netip.PrefixFrom(next, bits)
	}
	return p, !s.last.Less(Last(p))
}

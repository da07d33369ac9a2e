// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"math/big"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
)

// bruteFits places the blocks one after the other into a map of single addresses.
func bruteFits(want int, free []netip.Prefix, space int) bool {
	taken := slices.Repeat([]bool{true}, space)
	for _, p := range free {
		b := p.Addr().As4()
		for i := range 1 << (32 - p.Bits()) {
			taken[int(b[3])+i] = false
		}
	}
	for size := space; size > 0; size /= 2 {
		if want&size != 0 && !place(taken, size) {
			return false
		}
	}
	return want < 2*space
}

func place(taken []bool, size int) bool {
	for at := 0; at+size <= len(taken); at += size {
		if !slices.Contains(taken[at:at+size], true) {
			for i := range size {
				taken[at+i] = true
			}
			return true
		}
	}
	return false
}

func TestFits_agreesWithPlacingTheBlocks(t *testing.T) {
	t.Parallel()
	const space = 64
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		free := randomFree(rng, space)
		largest := 0
		for want := 1; want <= space; want++ {
			got, brute := fits(big.NewInt(int64(want)), free), bruteFits(want, free, space)
			if got != brute {
				t.Fatalf("fits(%d, %v) = %v, want %v", want, free, got, brute)
			}
			if brute {
				largest = want
			}
		}
		if got := most(free); got.Int64() != int64(largest) {
			t.Fatalf("most(%v) = %v, want %d", free, got, largest)
		}
	}
}

// randomFree cuts 10.0.0.0/26 into prefixes and keeps some.
func randomFree(rng *rand.Rand, space int) []netip.Prefix {
	var free []string
	var cut func(at, size int)
	cut = func(at, size int) {
		switch {
		case size > 1 && rng.IntN(3) > 0:
			cut(at, size/2)
			cut(at+size/2, size/2)
		case rng.IntN(2) == 0:
			bits := 32 - (big.NewInt(int64(size)).BitLen() - 1)
			free = append(free, netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(at)}), bits).String())
		}
	}
	cut(0, space)
	return prefixes(free)
}

func TestMost_countsBeyondIntegers(t *testing.T) {
	t.Parallel()
	got := most([]netip.Prefix{netip.MustParsePrefix("2001::/16")})
	if want := new(big.Int).Lsh(big.NewInt(1), 112); got.Cmp(want) != 0 {
		t.Errorf("most(2001::/16) = %v, want 2^112", got)
	}
}

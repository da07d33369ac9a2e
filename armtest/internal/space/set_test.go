// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package space

import (
	"math/big"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func prefixes(texts ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, t := range texts {
		out = append(out, netip.MustParsePrefix(t))
	}
	return out
}

func texts(ps []netip.Prefix) []string {
	var out []string
	for _, p := range ps {
		out = append(out, p.String())
	}
	return out
}

func TestAllocate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		pool []string
		used []string
		n    string
		want []string
	}{
		{name: "100 is 64 + 32 + 4", pool: []string{"10.0.0.0/8"}, n: "100", want: []string{"10.0.0.0/26", "10.0.0.64/27", "10.0.0.96/30"}},
		{name: "80 is 64 + 16", pool: []string{"10.0.0.0/8"}, n: "80", want: []string{"10.0.0.0/26", "10.0.0.64/28"}},
		{name: "neighbours are summarised", pool: []string{"10.0.0.0/24"}, n: "255", want: []string{"10.0.0.0/25", "10.0.0.128/26", "10.0.0.192/27", "10.0.0.224/28", "10.0.0.240/29", "10.0.0.248/30", "10.0.0.252/31", "10.0.0.254/32"}},
		{
			name: "144 is scattered like the free space",
			pool: []string{"10.16.7.0/25", "10.16.47.0/24"}, used: []string{"10.16.47.0/25"}, n: "144",
			want: []string{"10.16.7.0/25", "10.16.47.128/28"},
		},
		{name: "a small block falls into a low gap", pool: []string{"10.0.0.0/24"}, used: []string{"10.0.0.16/28"}, n: "80", want: []string{"10.0.0.0/28", "10.0.0.64/26"}},
		{name: "the whole pool", pool: []string{"10.0.0.0/30"}, n: "4", want: []string{"10.0.0.0/30"}},
		{name: "one too many", pool: []string{"10.0.0.0/30"}, n: "5"},
		{name: "no aligned room", pool: []string{"10.0.0.0/24"}, used: []string{"10.0.0.64/32", "10.0.0.192/32"}, n: "128"},
		{name: "zero", pool: []string{"10.0.0.0/24"}, n: "0"},
		{name: "the last addresses", pool: []string{"255.255.255.252/30"}, used: []string{"255.255.255.252/31"}, n: "2", want: []string{"255.255.255.254/31"}},
		{name: "behind the last address", pool: []string{"255.255.255.252/30"}, used: []string{"255.255.255.252/32"}, n: "4"},
		{name: "IPv6", pool: []string{"2001:db8::/32"}, used: []string{"2001:db8::/64"}, n: "18446744073709551616", want: []string{"2001:db8:0:1::/64"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n, _ := new(big.Int).SetString(tt.n, 10)
			pool := prefixes(tt.pool...)
			got, ok := Allocate(Of(pool...).Minus(Of(prefixes(tt.used...)...)), pool[0].Addr().BitLen(), n)
			if diff := cmp.Diff(tt.want, texts(got)); diff != "" || ok != (tt.want != nil) {
				t.Errorf("Allocate() = %v, %v (-want +got):\n%s", got, ok, diff)
			}
		})
	}
}

// The naive model: a pool of 256 addresses as a row of booleans.
const low = "10.9.8.0/24"

func member(s Set, i byte) bool {
	return Of(netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 9, 8, i}), 32)).Minus(s).Empty()
}

func row(s Set) (out [256]bool) {
	for i := range 256 {
		out[i] = member(s, byte(i))
	}
	return out
}

func randomSet(r *rand.Rand) Set {
	var s Set
	for range r.IntN(12) {
		bits := 24 + r.IntN(9)
		p := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 9, 8, byte(r.IntN(256))}), bits).Masked()
		if p.Bits() > 25 {
			s = s.Union(Of(p))
		}
	}
	return s
}

func TestSet_againstRowOfBooleans(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 11))
	for range 400 {
		a, b := randomSet(r), randomSet(r)
		ra, rb := row(a), row(b)
		var union, minus [256]bool
		size, overlaps, covers := int64(0), false, true
		for i := range 256 {
			union[i], minus[i] = ra[i] || rb[i], ra[i] && !rb[i]
			overlaps = overlaps || ra[i] && rb[i]
			covers = covers && (ra[i] || !rb[i])
			if ra[i] {
				size++
			}
		}
		if row(a.Union(b)) != union || row(a.Minus(b)) != minus {
			t.Fatalf("union or minus of %v and %v is wrong", a.Prefixes(), b.Prefixes())
		}
		if a.Overlaps(b) != overlaps || a.Covers(b) != covers || a.Size().Int64() != size {
			t.Fatalf("overlaps, covers or size of %v and %v is wrong", a.Prefixes(), b.Prefixes())
		}
	}
}

func TestAllocate_againstRowOfBooleans(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 5))
	for range 400 {
		used := randomSet(r)
		taken := row(used)
		n := 1 + r.IntN(200)
		want, fits := naive(taken, n)
		got, ok := Allocate(Of(netip.MustParsePrefix(low)).Minus(used), 32, big.NewInt(int64(n)))
		if ok != fits || fits && row(Of(got...)) != want {
			t.Fatalf("Allocate(%d) with %v used = %v, %v; want fits = %v", n, used.Prefixes(), got, ok, fits)
		}
	}
}

// naive tries every aligned place for every power of two, largest first.
func naive(taken [256]bool, n int) (placed [256]bool, ok bool) {
	for size := 256; size >= 1; size /= 2 {
		if n&size == 0 {
			continue
		}
		at := -1
		for start := 0; start+size <= 256 && at < 0; start += size {
			at = start
			for i := start; i < start+size; i++ {
				if taken[i] {
					at = -1
				}
			}
		}
		if at < 0 {
			return placed, false
		}
		for i := at; i < at+size; i++ {
			taken[i], placed[i] = true, true
		}
	}
	return placed, true
}

func TestSet_Prefixes_areFewest(t *testing.T) {
	t.Parallel()
	got := Of(prefixes("10.0.0.0/8", "192.0.0.0/8")...).Minus(Of(prefixes("10.0.0.0/24", "10.0.2.0/26", "10.0.3.0/26")...))
	if size := got.Size().String(); size != "33554048" {
		t.Errorf("Size() = %s, want 33554048", size)
	}
	if back := Of(got.Prefixes()...); !back.Covers(got) || !got.Covers(back) {
		t.Errorf("Prefixes() = %v do not make up the set", got.Prefixes())
	}
	want := []string{"10.0.0.0/23"}
	if diff := cmp.Diff(want, texts(Of(prefixes("10.0.1.0/24", "10.0.0.0/25", "10.0.0.128/25")...).Prefixes())); diff != "" {
		t.Errorf("Prefixes() (-want +got):\n%s", diff)
	}
}

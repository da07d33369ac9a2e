// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"math/big"
	"net/http"
	"net/netip"

	"github.com/azfoundry/azfoundry/armtest/internal/space"
)

// staticCIDRs are blocks of a pool that are set aside. They hold addresses as networks do. Their codes
// for refusals are not public; those here are our reading.
type staticCIDRs struct{ plain }

// The members of a static CIDR.
const (
	blockPrefixes = "properties.addressPrefixes"
	blockNumber   = "properties.numberOfIPAddressesToAllocate"
)

// admit gives a static CIDR its prefixes, or checks those it names, and fills in what was left out.
func (s staticCIDRs) admit(t *write) error {
	pool := t.world.pool(parent(t.id))
	if pool == nil {
		return refuse(http.StatusConflict, "AnotherOperationInProgress", "The pool '%s' is being deleted.", parent(t.id))
	}
	own, err := parsePrefixes(t.id, textsAt(t.next, blockPrefixes))
	if err != nil {
		return err
	}
	number, err := readNumber(t.next)
	if err != nil {
		return err
	}
	held := space.Of(t.world.held(pool.id, t.id)...)
	own, number, err = whatChanged(t, own, number, held)
	if err != nil {
		return err
	}
	if number != nil {
		own, err = s.place(t, pool, number)
	} else {
		err = s.check(t, pool, own, held)
	}
	if err != nil {
		return err
	}
	total := count(own).String()
	set(t.next, blockPrefixes, prefixTexts(own))
	set(t.next, blockNumber, total)
	set(t.next, "properties.totalNumberOfIPAddresses", total)
	t.onCommit(func() { t.world.hold(pool.id, t.id, own) })
	return nil
}

// readNumber reads the number; nil for none. Other clients send "" for none.
func readNumber(body object) (*big.Int, error) {
	text := textAt(body, blockNumber)
	if text == "" {
		return nil, nil //nolint:nilnil // none is no fault
	}
	n, ok := new(big.Int).SetString(text, 10)
	if !ok || n.Sign() <= 0 || n.BitLen() > 129 {
		return nil, refuse(http.StatusBadRequest, "InvalidStaticCidr", "The number of IP addresses '%s' is not a positive number.", text)
	}
	return n, nil
}

// whatChanged returns either prefixes or a number. A new static CIDR has one of them. One that was read
// and is written back has both: then the one that differs from what is held counts.
func whatChanged(t *write, own []netip.Prefix, number *big.Int, held space.Set) ([]netip.Prefix, *big.Int, error) {
	switch {
	case len(own) == 0 && number == nil:
		return nil, nil, refuse(http.StatusBadRequest, "InvalidStaticCidr",
			"The static CIDR '%s' needs addressPrefixes or numberOfIPAddressesToAllocate.", t.id)
	case len(own) == 0:
		return nil, number, nil
	case number == nil:
		return own, nil, nil
	}
	same := space.Of(own...)
	samePrefixes := same.Covers(held) && held.Covers(same)
	sameNumber := number.Cmp(held.Size()) == 0 || roundUp(number).Cmp(held.Size()) == 0
	switch {
	case t.old != nil && sameNumber:
		return own, nil, nil
	case t.old != nil && samePrefixes:
		return nil, number, nil
	}
	return nil, nil, refuse(http.StatusBadRequest, "InvalidStaticCidr",
		"The static CIDR '%s' takes addressPrefixes or numberOfIPAddressesToAllocate, not both.", t.id)
}

// roundUp returns the next power of two.
func roundUp(n *big.Int) *big.Int {
	one := big.NewInt(1)
	return one.Lsh(one, uint(new(big.Int).Sub(n, big.NewInt(1)).BitLen()))
}

// place finds one block of the next power of two, unless as many addresses are held already. Another
// number makes another block, which may lie where the old one did.
func (staticCIDRs) place(t *write, pool *resource, number *big.Int) ([]netip.Prefix, error) {
	number = roundUp(number)
	old := t.world.held(pool.id, t.id)
	if number.Cmp(count(old)) == 0 {
		return old, nil
	}
	free := t.world.free(pool).Union(space.Of(old...))
	own, ok := space.Allocate(free, poolPrefixes(pool)[0].Addr().BitLen(), number)
	if !ok {
		return nil, refuse(http.StatusBadRequest, "IpamPoolInsufficientAddressSpace",
			"The pool %s does not have enough free address space for %s IP addresses.", pool.id, number)
	}
	return own, nil
}

// check sees to it that prefixes lie in the pool, are free there and do not overlap.
func (staticCIDRs) check(t *write, pool *resource, own []netip.Prefix, held space.Set) error {
	var seen space.Set
	for _, p := range own {
		if seen.Overlaps(space.Of(p)) {
			return refuse(http.StatusBadRequest, "InvalidStaticCidr", "The address prefix %s overlaps another of the same static CIDR.", p)
		}
		seen = seen.Union(space.Of(p))
	}
	if room := space.Of(poolPrefixes(pool)...); !room.Covers(seen) {
		return refuse(http.StatusBadRequest, "InvalidStaticCidr",
			"The address prefixes %v of %s do not lie in the pool %s.", seen.Minus(room).Prefixes(), t.id, pool.id)
	}
	if free := t.world.free(pool).Union(held); !free.Covers(seen) {
		return refuse(http.StatusBadRequest, "IpamPoolPrefixNotAvailable",
			"The address prefixes %v of %s do not lie in the free space of pool %s.", seen.Minus(free).Prefixes(), t.id, pool.id)
	}
	return nil
}

// removed gives the addresses back.
func (staticCIDRs) removed(w *World, r *resource) { w.hold(parent(r.id), r.id, nil) }

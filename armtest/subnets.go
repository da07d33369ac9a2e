// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"math/big"
	"net/http"
	"net/netip"
	"slices"

	"github.com/azfoundry/azfoundry/armtest/internal/space"
)

// subnets draw their addresses on what their network holds, hence no pool hears of them.
type subnets struct{ plain }

// links names the pools of the subnet and those of its network: making a subnet in a network that draws
// on a pool takes the right on the pool as well.
func (subnets) links(w *World, id string, body object) []link {
	out := poolLinks(nil, body, "properties.ipamPoolPrefixAllocations")
	if network := w.find(parent(id)); network != nil {
		out = poolLinks(out, network.body, "properties.addressSpace.ipamPoolPrefixAllocations")
	}
	return out
}

func (subnets) admit(t *write) error {
	network := t.world.find(parent(t.id))
	in, err := plotOf(network)
	if err != nil {
		return err
	}
	for _, s := range t.world.subnetsOf(network.id) {
		if key(s.id) != key(t.id) {
			in.others = in.others.Union(space.Of(subnetPrefixes(s.body)...))
		}
	}
	return in.place(t)
}

// plot is the network that subnets are placed in.
type plot struct {
	network string
	all     space.Set            // the network's addresses
	pools   map[string]space.Set // those it holds of each pool, by lower-case pool id
	others  space.Set            // those of other subnets
}

// plotOf reads the plot of a stored network.
func plotOf(network *resource) (plot, error) {
	prefixes, err := parsePrefixes(network.id, textsAt(network.body, "properties.addressSpace.addressPrefixes"))
	in := plot{network: network.id, all: space.Of(prefixes...), pools: map[string]space.Set{}}
	for _, entry := range objectsAt(network.body, "properties.addressSpace.ipamPoolPrefixAllocations") {
		given, _ := parsePrefixes(network.id, textsAt(entry, "allocatedAddressPrefixes")) // our own text
		in.pools[key(textAt(entry, "pool.id"))] = space.Of(given...)
	}
	return in, err
}

// subnetPrefixes returns all prefixes of a stored or sent subnet; those that cannot be read are left
// for place to refuse.
func subnetPrefixes(body object) []netip.Prefix {
	var out []netip.Prefix
	for _, text := range append(textsAt(body, "properties.addressPrefixes"), textAt(body, "properties.addressPrefix")) {
		if p, err := netip.ParsePrefix(text); err == nil {
			out = append(out, p.Masked())
		}
	}
	return out
}

// arrange places all subnets of a network's payload and returns their writes. What a subnet has already,
// or names, is kept free for it while the others are placed.
func (in plot) arrange(t *write, bodies []object) ([]*write, error) {
	var writes []*write
	claims := make([]space.Set, len(bodies))
	for i, body := range bodies {
		name := textAt(body, "name")
		id := t.id + "/subnets/" + name
		if name == "" || slices.ContainsFunc(writes, func(w *write) bool { return key(w.id) == key(id) }) {
			return nil, invalidContent("each subnet needs a name of its own; '%s' is empty or taken", name)
		}
		s := &write{world: t.world, kind: t.world.kinds["microsoft.network/virtualnetworks/subnets"], id: id, old: t.world.find(id), next: body, version: t.version}
		if s.old != nil {
			s.id = s.old.id
			claims[i] = space.Of(subnetPrefixes(s.old.body)...)
		}
		claims[i] = claims[i].Union(space.Of(subnetPrefixes(body)...))
		writes = append(writes, s)
	}
	for i, s := range writes {
		in.others = space.Set{}
		for j, claim := range claims {
			if i != j {
				in.others = in.others.Union(claim)
			}
		}
		if err := s.prepare(); err != nil {
			return nil, err
		}
		if err := in.place(s); err != nil {
			return nil, err
		}
		claims[i] = space.Of(subnetPrefixes(s.next)...)
	}
	return writes, nil
}

// place gives a subnet its addresses.
func (in plot) place(t *write) error {
	requests, err := readRequests(t.next, "properties")
	if err != nil {
		return err
	}
	if err := in.checkPools(t, requests); err != nil {
		return err
	}
	texts := textsAt(t.next, "properties.addressPrefixes")
	if single := textAt(t.next, "properties.addressPrefix"); single != "" {
		texts = append(texts, single)
	}
	own, err := parsePrefixes(t.id, texts)
	if err != nil {
		return err
	}
	if len(requests) > 0 {
		return in.draw(t, requests, own)
	}
	if len(own) == 0 {
		return invalidContent("subnet '%s' needs addressPrefix, addressPrefixes or ipamPoolPrefixAllocations", t.id)
	}
	return in.check(t, own)
}

// checkPools refuses pools that the network does not draw on.
func (in plot) checkPools(t *write, requests []request) error {
	if err := checkDuplicates(requests); err != nil {
		return err
	}
	for _, r := range requests {
		_, known := in.pools[key(r.pool)]
		switch {
		case len(in.pools) == 0:
			return refuse(http.StatusBadRequest, "SubnetsCannotReferToPoolsIfVnetDoeNot", // sic
				"The subnet %s cannot refer to pools as its virtual network does not.", t.id)
		case !known:
			return refuse(http.StatusBadRequest, "SubnetPoolsMustBeSubsetOfVnetPools",
				"The pools of subnet %s must be a subset of the pools of its virtual network; %s is not.", t.id, r.pool)
		case textAt(t.next, "properties.addressPrefix") != "":
			return refuse(http.StatusBadRequest, "InvalidRequestFormat",
				"Subnet %s cannot populate both address prefix and address prefixes.", t.id)
		}
	}
	return nil
}

// draw takes the numbers of a subnet out of what its network holds.
func (in plot) draw(t *write, requests []request, own []netip.Prefix) error {
	var all []netip.Prefix
	for i := range requests {
		r := &requests[i]
		room := in.pools[key(r.pool)]
		width := room.Prefixes()[0].Addr().BitLen()
		held := space.Of(sameFamily(own, width)...)
		if t.old != nil && held.Empty() {
			held = space.Of(sameFamily(subnetPrefixes(t.old.body), width)...)
		}
		if !room.Minus(in.others).Covers(held) {
			return refuse(http.StatusBadRequest, "IpamPoolPrefixNotAvailable", // our reading
				"The address prefixes %v of %s are not free in what its virtual network holds of pool %s.", held.Prefixes(), t.id, r.pool)
		}
		given, err := r.grow(held, room.Minus(in.others).Minus(held), width)
		if err != nil {
			return err
		}
		if slash64 := new(big.Int).Lsh(big.NewInt(1), 64); width == 128 && r.number.Cmp(slash64) != 0 {
			return refuse(http.StatusBadRequest, "InvalidIpv6SubnetSize", "The IPv6 prefix of subnet %s must be a /64, which has %s addresses.", t.id, slash64)
		}
		r.complete(given)
		all = append(all, given...)
	}
	set(t.next, "properties.addressPrefixes", prefixTexts(all))
	return nil
}

// check sees to it that a subnet with prefixes of its own lies in its network, beside the others.
func (in plot) check(t *write, own []netip.Prefix) error {
	name := t.id[len(in.network)+len("/subnets/"):]
	switch mine := space.Of(own...); {
	case !in.all.Covers(mine):
		return refuse(http.StatusBadRequest, "NetcfgSubnetRangeOutsideVnet",
			"Subnet '%s' is not valid because its IP address range is outside the IP address range of virtual network '%s'.", name, in.network)
	case in.others.Overlaps(mine):
		return refuse(http.StatusBadRequest, "NetcfgSubnetRangesOverlap",
			"Subnet '%s' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '%s'.", name, in.network)
	}
	return nil
}

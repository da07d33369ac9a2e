// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/armtest/internal/space"
)

// networks are virtual networks. Their subnets are resources of their own that also appear in the
// network's body.
type networks struct{ plain }

// links names the pools that the network and its subnets draw on, in the new body or already: the right
// is checked on every write of such a network, not only on the first.
func (networks) links(w *World, id string, body object) []link {
	out := poolLinks(nil, body, "properties.addressSpace.ipamPoolPrefixAllocations")
	for _, subnet := range objectsAt(body, "properties.subnets") {
		out = poolLinks(out, subnet, "properties.ipamPoolPrefixAllocations")
	}
	if old := w.find(id); old != nil {
		out = poolLinks(out, old.body, "properties.addressSpace.ipamPoolPrefixAllocations")
	}
	return out
}

// poolLinks adds the pools of the allocations at a path, each once.
func poolLinks(out []link, body object, path string) []link {
	for _, allocation := range objectsAt(body, path) {
		id := textAt(allocation, "pool.id")
		known := slices.ContainsFunc(out, func(l link) bool { return key(l.id) == key(id) })
		if id != "" && !known {
			out = append(out, link{id: id, path: path + "[*].pool.id", action: actionAssociate})
		}
	}
	return out
}

// admit gives a network its addresses and checks its subnets.
func (n networks) admit(t *write) error {
	requests, err := readRequests(t.next, "properties.addressSpace")
	if err != nil {
		return err
	}
	own, err := parsePrefixes(t.id, textsAt(t.next, "properties.addressSpace.addressPrefixes"))
	if err != nil {
		return err
	}
	switch {
	case len(own) == 0 && len(requests) == 0:
		return invalidContent("a virtual network needs addressSpace.addressPrefixes or addressSpace.ipamPoolPrefixAllocations")
	case t.old == nil && len(own) > 0 && len(requests) > 0:
		return refuse(http.StatusBadRequest, "CannotMixAddressPrefixAndPoolInPayload",
			"The virtual network %s cannot have both address prefixes and IPAM pools in its payload.", t.id)
	}
	if err := n.checkPools(t, requests); err != nil {
		return err
	}
	given, err := n.draw(t, requests, own)
	if err != nil {
		return err
	}
	kept := keep(own, given)
	set(t.next, "properties.addressSpace.addressPrefixes", prefixTexts(slices.Concat(slices.Concat(given...), kept)))
	keepGUID(t)
	n.book(t, requests, given)
	return n.admitSubnets(t, requests, given, space.Of(slices.Concat(slices.Concat(given...), kept)...))
}

// checkPools refuses pools that are not there, and combinations that IPAM does not allow.
func (networks) checkPools(t *write, requests []request) error {
	if err := checkDuplicates(requests); err != nil {
		return err
	}
	families := map[string]string{}
	for _, r := range requests {
		pool := t.world.pool(r.pool)
		if pool == nil || pool.location() != textAt(t.next, "location") {
			return refuse(http.StatusBadRequest, "IpamApiCallFailed", // our reading: only the text is public
				"Ipam API call failed with status NotFound with error message Pool with ARM ID %s not found., please check the parameters and retry.", r.pool)
		}
		if err := t.world.checkReach(pool, t.id); err != nil {
			return err
		}
		f := family(poolPrefixes(pool)[0])
		if other := families[f]; other != "" {
			return refuse(http.StatusBadRequest, "OnlyOnePoolPerIpTypeAllowed", // our reading
				"Only one association of each IP type is allowed: the pools %s and %s are both %s.", other, r.pool, f)
		}
		families[f] = r.pool
	}
	return nil
}

// draw finds the addresses for each request. A network keeps what it holds; a higher number adds
// blocks, a lower one is refused. An existing network that held nothing of the pool may bring its own
// prefixes in, if they are free there.
func (networks) draw(t *write, requests []request, own []netip.Prefix) ([][]netip.Prefix, error) {
	given := make([][]netip.Prefix, len(requests))
	for i := range requests {
		r := &requests[i]
		pool := t.world.pool(r.pool)
		width := poolPrefixes(pool)[0].Addr().BitLen()
		free := t.world.free(pool)
		held := space.Of(t.world.held(r.pool, t.id)...)
		if mine := sameFamily(own, width); held.Empty() && len(mine) > 0 {
			held = space.Of(mine...)
			if !free.Covers(held) {
				return nil, refuse(http.StatusBadRequest, "IpamPoolPrefixNotAvailable", // our reading
					"The address prefixes %v of %s do not lie in the free space of pool %s.", mine, t.id, r.pool)
			}
		}
		all, err := r.grow(held, free.Minus(held), width)
		if err != nil {
			return nil, err
		}
		given[i] = all
		r.complete(all)
	}
	return given, nil
}

func sameFamily(prefixes []netip.Prefix, width int) []netip.Prefix {
	return slices.DeleteFunc(slices.Clone(prefixes), func(p netip.Prefix) bool { return p.Addr().BitLen() != width })
}

// keep returns the prefixes of the payload that came from no pool: neither now nor before.
func keep(own []netip.Prefix, given [][]netip.Prefix) []netip.Prefix {
	drawn := space.Of(slices.Concat(given...)...)
	return slices.DeleteFunc(slices.Clone(own), func(p netip.Prefix) bool { return drawn.Overlaps(space.Of(p)) })
}

// book enters what the network holds once the write is accepted, and strikes out what it gave up.
func (networks) book(t *write, requests []request, given [][]netip.Prefix) {
	t.onCommit(func() {
		for pool := range t.world.ledger {
			if !slices.ContainsFunc(requests, func(r request) bool { return key(r.pool) == pool }) {
				t.world.hold(pool, t.id, nil)
			}
		}
		for i, r := range requests {
			t.world.hold(r.pool, t.id, given[i])
		}
	})
}

// admitSubnets puts the subnets of the payload in place of those that are there. API versions from
// 2023-09-01 on leave them alone when the payload says nothing of subnets (Microsoft, "Azure Virtual
// Network now supports updates without subnet property"); earlier ones delete them.
func (networks) admitSubnets(t *write, requests []request, given [][]netip.Prefix, all space.Set) error {
	in := plot{network: t.id, all: all, pools: map[string]space.Set{}}
	for i, r := range requests {
		in.pools[key(r.pool)] = space.Of(given[i]...)
	}
	bodies := objectsAt(t.next, "properties.subnets")
	stored := storedSubnets(t)
	if _, said := at(t.next, "properties").(object)["subnets"]; !said && t.version >= "2023-09-01" {
		for _, s := range stored {
			bodies = append(bodies, with(cloneObject(s.body), object{"name": s.name()}))
		}
	}
	drop(t.next, "properties.subnets")
	writes, err := in.arrange(t, bodies)
	if err != nil {
		return err
	}
	t.onCommit(func() {
		for _, s := range stored {
			if !slices.ContainsFunc(writes, func(w *write) bool { return key(w.id) == key(s.id) }) {
				t.world.remove(s)
			}
		}
		for _, w := range writes {
			_ = t.world.store(w) // its checks are behind it
		}
	})
	return nil
}

func storedSubnets(t *write) []*resource {
	if t.old == nil {
		return nil
	}
	return t.world.subnetsOf(t.id)
}

// subnetsOf returns the subnets of a network, by name.
func (w *World) subnetsOf(network string) []*resource {
	all := w.below(network)
	return slices.DeleteFunc(all, func(r *resource) bool {
		return !strings.EqualFold(r.kind.typ, "Microsoft.Network/virtualNetworks/subnets")
	})
}

// show adds the subnets.
func (networks) show(w *World, r *resource, body object) {
	list := []any{}
	for _, s := range w.subnetsOf(r.id) {
		list = append(list, w.show(s))
	}
	properties, _ := body["properties"].(object)
	body["properties"] = with(properties, object{"subnets": list})
}

// removed gives the addresses back.
func (networks) removed(w *World, r *resource) {
	for pool := range w.ledger {
		w.hold(pool, r.id, nil)
	}
}

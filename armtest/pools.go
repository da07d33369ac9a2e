// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry/armtest/internal/space"
)

// actionAssociate is what a writer of a network needs on the pool that it draws on.
const actionAssociate = "Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action"

// maxLayers is how deep pools may be nested (learn.microsoft.com, "IP address management in Azure
// Virtual Network Manager").
const maxLayers = 7

// addressPools are IPAM pools. Their codes for refusals are not public; those here are our reading.
type addressPools struct{ plain }

// admit checks a pool: its own prefixes, its place in the parent, and that what was given out of it
// stays inside. Root pools of one manager may overlap.
func (p addressPools) admit(t *write) error {
	prefixes, err := ownPrefixes(t)
	if err != nil {
		return err
	}
	name := textAt(t.next, "properties.parentPoolName")
	if t.old != nil && !strings.EqualFold(name, textAt(t.old.body, "properties.parentPoolName")) {
		return badPool("the parent of a pool cannot be changed after it was made")
	}
	if name != "" {
		if err := p.checkParent(t, name, space.Of(prefixes...)); err != nil {
			return err
		}
	}
	if t.old != nil {
		if given := t.world.taken(t.old, ""); !space.Of(prefixes...).Covers(given) {
			return refuse(http.StatusConflict, "IpamPoolPrefixInUse",
				"The address prefixes of pool '%s' must still cover what is allocated from it: %v.", t.id, given.Prefixes())
		}
	}
	set(t.next, "properties.parentPoolName", name)
	set(t.next, "properties.ipAddressType", []any{family(prefixes[0])})
	return nil
}

func badPool(format string, args ...any) *fault {
	f := refuse(http.StatusBadRequest, "InvalidIpamPool", format, args...)
	f.message = strings.ToUpper(f.message[:1]) + f.message[1:] + "."
	return f
}

// ownPrefixes reads the prefixes of a pool, which are of one family and do not overlap.
func ownPrefixes(t *write) ([]netip.Prefix, error) {
	prefixes, err := parsePrefixes(t.id, textsAt(t.next, "properties.addressPrefixes"))
	if err != nil {
		return nil, err
	}
	if len(prefixes) == 0 {
		return nil, badPool("a pool needs at least one address prefix")
	}
	var seen space.Set
	for _, p := range prefixes {
		if family(p) != family(prefixes[0]) {
			return nil, badPool("the address prefixes of a pool must all be of one IP version")
		}
		if seen.Overlaps(space.Of(p)) {
			return nil, badPool("the address prefix %s overlaps another of the same pool", p)
		}
		seen = seen.Union(space.Of(p))
	}
	return prefixes, nil
}

func family(p netip.Prefix) string {
	if p.Addr().Is4() {
		return "IPv4"
	}
	return "IPv6"
}

// checkParent checks a child pool's place: inside the parent, beside its siblings and what networks
// hold, and not too deep.
func (addressPools) checkParent(t *write, name string, own space.Set) error {
	w := t.world
	up := w.pool(parent(t.id) + "/ipamPools/" + name)
	if up == nil || key(up.id) == key(t.id) {
		return badPool("the parent pool '%s' does not exist in this network manager", name)
	}
	if w.layer(up) >= maxLayers {
		return badPool("pools can be nested in at most %d layers", maxLayers)
	}
	if room := space.Of(poolPrefixes(up)...); !room.Covers(own) {
		return badPool("the address prefixes must lie within those of the parent pool '%s'; %v do not", name, own.Minus(room).Prefixes())
	}
	if taken := w.taken(up, t.id); taken.Overlaps(own) {
		return refuse(http.StatusConflict, "IpamPoolPrefixOverlap",
			"The address prefixes overlap %v, which is allocated from the parent pool '%s' already.", taken.Minus(taken.Minus(own)).Prefixes(), name)
	}
	return nil
}

// layer counts a pool and the pools above it.
func (w *World) layer(pool *resource) int {
	n := 1
	for name := textAt(pool.body, "properties.parentPoolName"); name != ""; n++ {
		pool = w.find(parent(pool.id) + "/ipamPools/" + name)
		if pool == nil {
			break
		}
		name = textAt(pool.body, "properties.parentPoolName")
	}
	return n
}

// release refuses to delete a pool that something was given out of.
func (addressPools) release(w *World, r *resource) error {
	if children := w.children(r); len(children) > 0 {
		if children[0].deleting {
			w.look(children[0])
		}
		return refuse(http.StatusConflict, "IpamPoolHasChildren",
			"The pool '%s' cannot be deleted while it has child pools, such as '%s'.", r.id, children[0].id)
	}
	if holdings := w.holdings(r.id); len(holdings) > 0 {
		return refuse(http.StatusConflict, "IpamPoolHasAssociatedResources",
			"The pool '%s' cannot be deleted while resources are associated with it, such as '%s'.", r.id, holdings[0].holder)
	}
	return nil
}

// pool returns the pool with an id, or nil: also when it is being deleted.
func (w *World) pool(id string) *resource {
	r := w.find(id)
	if r == nil || r.deleting {
		return nil
	}
	if _, ok := r.kind.behaviour.(addressPools); !ok {
		return nil
	}
	return r
}

func (addressPools) removed(w *World, r *resource) { delete(w.ledger, key(r.id)) }

// act answers getPoolUsage and listAssociatedResources.
func (p addressPools) act(c *call, r *resource) (reply, error) {
	switch strings.ToLower(c.target.action) {
	case "getpoolusage":
		return reply{status: http.StatusOK, body: c.world.usage(r)}, nil
	case "listassociatedresources":
		return c.associated(r)
	}
	return p.plain.act(c, r)
}

// usage adds up a pool. Child pools count as allocated; nothing is ever reserved, as every number is
// placed at once.
func (w *World) usage(pool *resource) object {
	all, taken := space.Of(poolPrefixes(pool)...), w.taken(pool, "")
	free := all.Minus(taken)
	children := []any{}
	for _, child := range w.children(pool) {
		children = append(children, object{"resourceId": child.id, "addressPrefixes": prefixTexts(poolPrefixes(child))})
	}
	return object{
		"addressPrefixes": prefixTexts(poolPrefixes(pool)), "childPools": children,
		"allocatedAddressPrefixes": prefixTexts(taken.Prefixes()), "reservedAddressPrefixes": []any{},
		"availableAddressPrefixes": prefixTexts(free.Prefixes()),
		"totalNumberOfIPAddresses": all.Size().String(), "numberOfAllocatedIPAddresses": taken.Size().String(),
		"numberOfReservedIPAddresses": "0", "numberOfAvailableIPAddresses": free.Size().String(),
	}
}

// associated lists the networks and static CIDRs that hold addresses of a pool. Our reading: subnets,
// which draw on what their network holds, are not listed.
func (c *call) associated(pool *resource) (reply, error) {
	var items []item
	for _, h := range c.world.holdings(pool.id) {
		items = append(items, item{rank: key(h.holder), show: func() any {
			return object{
				"resourceId": h.holder, "poolId": pool.id, "description": textAt(c.world.find(h.holder).body, "properties.description"),
				"addressPrefixes": prefixTexts(h.prefixes), "reservedPrefixes": []any{},
				"totalNumberOfIPAddresses": count(h.prefixes).String(), "numberOfReservedIPAddresses": "0",
				"createdAt": h.since.UTC().Format(time.RFC3339Nano),
			}
		}})
	}
	return c.page(items)
}

// Pools returns the ids of all pools, ascending.
func (w *World) Pools() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	for _, r := range w.below("") {
		if _, ok := r.kind.behaviour.(addressPools); ok {
			out = append(out, r.id)
		}
	}
	return out
}

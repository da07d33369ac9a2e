// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"context"
	"strconv"
	"strings"

	"go4.org/netipx"

	"github.com/azfoundry/azfoundry"
)

// The places of a network's addresses.
const (
	spacePointer = "/properties/addressSpace"
	drawsPointer = spacePointer + "/ipamPoolPrefixAllocations"
)

// network looks at what a network draws; old is what there is already, zero for nothing.
func (s *survey) network(ctx context.Context, in, old *VirtualNetwork) {
	draws, before := in.Properties.AddressSpace.IPAMPoolPrefixAllocations, old.Properties.AddressSpace.IPAMPoolPrefixAllocations
	states := make([]poolState, 0, len(draws))
	for i := range draws {
		at := drawsPointer + "/" + strconv.Itoa(i)
		id, err := ParsePoolID(draws[i].Pool.ID)
		if err != nil {
			continue // only where the context says that bodies are not checked
		}
		p := s.pool(ctx, at+"/pool/id", id, drawing)
		s.region(at, in.Location, &p)
		s.otherFamily(at, &p, states)
		if p.free != nil {
			s.networkRoom(at, in, allocation(before, draws[i].Pool.ID), &p)
		}
		states = append(states, p)
	}
	for i := range before { // the right is checked also where the network leaves a pool
		if id, err := ParsePoolID(before[i].Pool.ID); err == nil && !drawsFrom(draws, before[i].Pool.ID) {
			s.permit(ctx, drawsPointer, id, drawing)
		}
	}
}

// allocation returns the draw from a pool among others; one of nothing where there is none.
func allocation(draws []PoolAllocation, pool string) *PoolAllocation {
	for i := range draws {
		if strings.EqualFold(draws[i].Pool.ID, pool) {
			return &draws[i]
		}
	}
	return &PoolAllocation{Pool: PoolReference{ID: pool}}
}

// region finds a pool of another region than its network.
func (s *survey) region(at, location string, p *poolState) {
	if p.body == nil || region(p.body.Location) == region(location) {
		return
	}
	s.refuse(azfoundry.Fault{
		Pointer: at + "/pool/id", Rule: "region", Message: "the pool lies in " + p.body.Location + ", the virtual network in " + location,
		Got: p.id.String(), Advice: "draw from a pool of the network's region",
	}, nil)
}

// region returns a region's name as the service compares it: East US is eastus.
func region(name string) string { return strings.ToLower(strings.ReplaceAll(name, " ", "")) }

// otherFamily finds a pool of the same family as an earlier one.
func (s *survey) otherFamily(at string, p *poolState, earlier []poolState) {
	for i := range earlier {
		if f := p.family(); f != 0 && f == earlier[i].family() {
			s.refuse(azfoundry.Fault{
				Pointer: at + "/pool/id", Rule: "OnePoolPerFamily", Message: "only one pool of each IP family is allowed, and both are " + f.String(),
				Got: p.id.String(), Advice: "draw from one of the two, with the sum of both numbers",
			}, nil)
		}
	}
}

// networkRoom finds a draw for which the pool has no room. A network that holds nothing of the pool
// brings its own prefixes in, which must be free there.
func (s *survey) networkRoom(at string, in *VirtualNetwork, before *PoolAllocation, p *poolState) {
	held, free := addresses(before.AllocatedAddressPrefixes), p.free
	if len(held.Prefixes()) == 0 {
		held = p.family().of(addresses(in.Properties.AddressSpace.AddressPrefixes))
		s.join(held, free)
		free = without(free, held)
	}
	want := allocation(in.Properties.AddressSpace.IPAMPoolPrefixAllocations, p.id.String()).NumberOfIPAddresses
	if s.room(at+"/numberOfIpAddresses", want, held, free) {
		more := CountOfInt(want.Int().Sub(want.Int(), size(held)))
		s.exhausted(at+"/numberOfIpAddresses", want, exhausted(p.id, more, free.Prefixes()))
	}
}

// join finds prefixes that a network cannot bring into a pool.
func (s *survey) join(own, free *netipx.IPSet) {
	for _, p := range without(own, free).Prefixes() {
		s.refuse(azfoundry.Fault{
			Pointer: spacePointer + "/addressPrefixes", Rule: "notFree", Message: "is not free in the pool that the network shall join",
			Got: p.String(), Advice: "join a pool that covers the network, and where nothing else holds its addresses",
		}, nil)
	}
}

// exhausted adds that a pool has no room.
func (s *survey) exhausted(pointer string, want Count, e *ExhaustedError) {
	s.refuse(azfoundry.Fault{
		Pointer: pointer, Rule: "exhausted", Message: "the pool has no room: " + string(e.Free) + " addresses are free, and at most " + string(e.Most) + " fit",
		Got: string(want), Advice: "ask for less, add a prefix to the pool, or draw from another",
	}, e)
}

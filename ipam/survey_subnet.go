// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"context"
	"strconv"
	"strings"

	"go4.org/netipx"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// slash64 is the size of every IPv6 subnet.
const slash64 Count = "18446744073709551616"

// subnet looks at what a subnet draws from what its network holds.
func (s *survey) subnet(ctx context.Context, name string, in *Subnet, network *VirtualNetwork) {
	draws, held := in.Properties.IPAMPoolPrefixAllocations, network.Properties.AddressSpace.IPAMPoolPrefixAllocations
	var c check.Checker
	c.In("properties")
	checkSubset(&c, draws, held)
	for _, f := range c.Faults() {
		s.refuse(f, nil)
	}
	own, others := neighbours(name, network.Properties.Subnets)
	for i := range draws {
		if drawsFrom(held, draws[i].Pool.ID) {
			at := "/properties/ipamPoolPrefixAllocations/" + strconv.Itoa(i) + "/numberOfIpAddresses"
			given := addresses(allocation(held, draws[i].Pool.ID).AllocatedAddressPrefixes)
			s.subnetRoom(at, draws[i].NumberOfIPAddresses, intersection(own, given), without(without(given, others), own))
		}
	}
	for i := range held { // the right is checked for every pool of the network
		if id, err := ParsePoolID(held[i].Pool.ID); err == nil {
			s.permit(ctx, "id", id, drawing)
		}
	}
}

// neighbours returns the addresses of the subnet with a name, and those of all others.
func neighbours(name string, subnets []Subnet) (own, others *netipx.IPSet) {
	own, others = new(netipx.IPSet), new(netipx.IPSet)
	for i := range subnets {
		p := &subnets[i].Properties
		mine := addresses(append([]string{p.AddressPrefix}, p.AddressPrefixes...))
		if strings.EqualFold(subnets[i].Name, name) {
			own = with(own, mine)
		} else {
			others = with(others, mine)
		}
	}
	return own, others
}

// subnetRoom finds a number for which the network holds no room.
func (s *survey) subnetRoom(pointer string, want Count, held, free *netipx.IPSet) {
	if familyOf(with(held, free)) == 6 && want != slash64 && want != "" {
		s.refuse(azfoundry.Fault{
			Pointer: pointer, Rule: "slash64", Message: "an IPv6 subnet is a /64", Got: string(want), Advice: "ask for " + string(slash64),
		}, nil)
		return
	}
	if s.room(pointer, want, held, free) {
		s.refuse(azfoundry.Fault{
			Pointer: pointer, Rule: "exhausted", Got: string(want),
			Message: "the virtual network has no room: " + size(free).String() + " of its addresses from the pool are free, and at most " + most(free.Prefixes()).String() + " fit",
			Advice:  "ask for less, or raise the number of the virtual network first",
		}, nil)
	}
}

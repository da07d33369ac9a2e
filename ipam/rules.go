// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"math/big"
	"net/netip"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// checkVirtualNetwork refuses what the schema cannot say. The rules carry the service's own error
// codes where they are known.
func checkVirtualNetwork(c *check.Checker, m *VirtualNetwork) {
	c.In("properties")
	defer c.Out()
	space := &m.Properties.AddressSpace
	c.In("addressSpace")
	if m.ETag == "" && m.ID == "" && m.Properties.ProvisioningState == "" {
		checkNewSpace(c, space)
	}
	checkDraws(c, space.IPAMPoolPrefixAllocations)
	c.Out()
	for i := range m.Properties.Subnets {
		c.At("subnets", i)
		c.In("properties")
		checkSubset(c, m.Properties.Subnets[i].Properties.IPAMPoolPrefixAllocations, space.IPAMPoolPrefixAllocations)
		c.Out()
		c.Out()
	}
}

// checkNewSpace holds for a network that was not read from the service. One that was holds both its
// draws and the prefixes they became, and writing both back is how networks join and leave a pool.
func checkNewSpace(c *check.Checker, s *AddressSpace) {
	if len(s.AddressPrefixes) > 0 && len(s.IPAMPoolPrefixAllocations) > 0 {
		c.Add("ipamPoolPrefixAllocations", azfoundry.Fault{
			Rule: "CannotMixAddressPrefixAndPoolInPayload", Message: "a new virtual network takes prefixes or pools, not both",
			Advice: "leave addressPrefixes out to draw from the pool; use Modify to bring an existing network into a pool",
		})
	}
	for i, a := range s.IPAMPoolPrefixAllocations {
		if a.NumberOfIPAddresses == "" && len(s.AddressPrefixes) == 0 {
			c.At("ipamPoolPrefixAllocations", i)
			c.Add("numberOfIpAddresses", azfoundry.Fault{
				Rule: "numberOfIpAddresses", Message: "is missing", Advice: "say how many addresses to draw, such as \"256\"",
			})
			c.Out()
		}
	}
}

// checkSubnet refuses what the schema cannot say of a subnet.
func checkSubnet(c *check.Checker, m *Subnet) {
	c.In("properties")
	defer c.Out()
	p := &m.Properties
	if p.AddressPrefix != "" && (len(p.AddressPrefixes) > 0 || len(p.IPAMPoolPrefixAllocations) > 0) {
		c.Add("addressPrefix", azfoundry.Fault{
			Rule: "addressPrefix", Message: "cannot stand beside addressPrefixes or a draw from a pool", Got: p.AddressPrefix,
			Advice: "move it into addressPrefixes",
		})
	}
	checkDraws(c, p.IPAMPoolPrefixAllocations)
}

// checkDraws holds for the draws of one network or subnet: at most one pool of each family.
func checkDraws(c *check.Checker, draws []PoolAllocation) {
	for i := range draws {
		for j := range i {
			c.At("ipamPoolPrefixAllocations", i)
			checkPair(c, &draws[j], &draws[i])
			c.Out()
		}
	}
}

func checkPair(c *check.Checker, a, b *PoolAllocation) {
	if strings.EqualFold(a.Pool.ID, b.Pool.ID) {
		c.Add("pool", azfoundry.Fault{
			Rule: "CannotHaveDuplicatePoolIds", Message: "the pool is drawn from twice", Got: b.Pool.ID,
			Advice: "raise the number of the first draw instead",
		})
		return
	}
	if f := a.family(); f != 0 && f == b.family() {
		c.Add("pool", azfoundry.Fault{
			Rule: "OnePoolPerFamily", Message: "only one pool of each IP family is allowed, and both are " + f.String(),
			Got: b.Pool.ID, Advice: "draw from one of the two, with the sum of both numbers",
		})
	}
}

// checkSubset holds for the draws of a subnet inside its network.
func checkSubset(c *check.Checker, subnet, network []PoolAllocation) {
	for i := range subnet {
		if len(network) > 0 && drawsFrom(network, subnet[i].Pool.ID) {
			continue
		}
		rule := "SubnetPoolsMustBeSubsetOfVnetPools"
		if len(network) == 0 {
			rule = "SubnetsCannotReferToPoolsIfVnetDoeNot" // the service's spelling
		}
		c.At("ipamPoolPrefixAllocations", i)
		c.Add("pool", azfoundry.Fault{
			Rule: rule, Message: "the virtual network does not draw from this pool", Got: subnet[i].Pool.ID,
			Advice: "let the network draw from it as well, or choose one of the network's pools",
		})
		c.Out()
	}
}

func drawsFrom(draws []PoolAllocation, pool string) bool {
	for i := range draws {
		if strings.EqualFold(draws[i].Pool.ID, pool) {
			return true
		}
	}
	return false
}

// family is an IP family; 0 is unknown.
type family int

func (f family) String() string { return map[family]string{4: "IPv4", 6: "IPv6"}[f] }

// ipv4Size is how many addresses IPv4 has.
var ipv4Size = new(big.Int).Lsh(big.NewInt(1), 32)

// family tells the family of a draw where it shows: by what was drawn, or by a number that IPv4 does
// not have. Only the service knows it of any other pool.
func (a *PoolAllocation) family() family {
	for _, text := range a.AllocatedAddressPrefixes {
		if p, err := netip.ParsePrefix(text); err == nil && p.Addr().Is4() {
			return 4
		} else if err == nil {
			return 6
		}
	}
	if a.NumberOfIPAddresses.Int().Cmp(ipv4Size) > 0 {
		return 6
	}
	return 0
}

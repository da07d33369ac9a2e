// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"math/big"
	"net/netip"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// checkStaticCIDR refuses what the schema cannot say of a static CIDR.
func checkStaticCIDR(c *check.Checker, m *StaticCIDR) {
	c.In("properties")
	defer c.Out()
	p := &m.Properties
	if m.ID == "" && p.ProvisioningState == "" {
		checkNewBlock(c, p)
	}
	checkDisjoint(c, p.AddressPrefixes)
}

// checkNewBlock holds for a static CIDR that was not read from the service. One that was has both,
// because the service fills in what the caller left out.
func checkNewBlock(c *check.Checker, p *StaticCIDRProperties) {
	switch fixed, number := len(p.AddressPrefixes) > 0, p.NumberOfIPAddressesToAllocate != ""; {
	case fixed && number:
		c.Add("numberOfIPAddressesToAllocate", azfoundry.Fault{
			Rule: "prefixesOrNumber", Message: "a new static CIDR takes prefixes or a number, not both", Got: string(p.NumberOfIPAddressesToAllocate),
			Advice: "leave one of addressPrefixes and numberOfIPAddressesToAllocate out; the service fills it in",
		})
	case !fixed && !number:
		c.Add("", azfoundry.Fault{
			Rule: "prefixesOrNumber", Message: "a new static CIDR needs prefixes or a number",
			Advice: "give addressPrefixes, or numberOfIPAddressesToAllocate to let the service choose",
		})
	}
}

// checkDisjoint refuses prefixes that overlap an earlier one. Text that is no prefix has its fault
// already.
func checkDisjoint(c *check.Checker, texts []string) {
	for i := range texts {
		p, err := netip.ParsePrefix(texts[i])
		for j := 0; j < i && err == nil; j++ {
			if q, bad := netip.ParsePrefix(texts[j]); bad == nil && p.Overlaps(q) {
				c.At("addressPrefixes", i)
				c.Add("", azfoundry.Fault{
					Rule: "overlap", Message: "overlaps " + texts[j], Got: texts[i], Advice: "leave one of them out",
				})
				c.Out()
				break
			}
		}
	}
}

// draw returns a static CIDR as what it is to the pool that it lies in: one draw. Fixed prefixes are a
// draw without a number.
func (m *StaticCIDR) draw(pool PoolID) PoolAllocation {
	d := Draw(pool, m.Properties.NumberOfIPAddressesToAllocate.roundUp())
	d.AllocatedAddressPrefixes = m.Properties.AddressPrefixes
	return d
}

// roundUp returns the smallest power of two that is not below the number, which is what a static CIDR
// gets (azurerm, pull request 29501: "nearest", read as the next one up, or there would be too few).
// What is not positive stays as it is.
func (c Count) roundUp() Count {
	n := c.Int()
	if n.Sign() <= 0 {
		return c
	}
	return powerOfTwo(n.Sub(n, big.NewInt(1)).BitLen())
}

// roundDown returns the largest power of two that is not above the number.
func (c Count) roundDown() Count {
	n := c.Int()
	if n.Sign() <= 0 {
		return c
	}
	return powerOfTwo(n.BitLen() - 1)
}

func powerOfTwo(k int) Count { return CountOfInt(new(big.Int).Lsh(big.NewInt(1), uint(k))) }

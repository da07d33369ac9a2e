// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"context"
	"strconv"

	"go4.org/netipx"

	"github.com/azfoundry/azfoundry"
)

// static looks at what a static CIDR takes; old is what there is already, zero for nothing.
func (s *survey) static(ctx context.Context, pool PoolID, in, old *StaticCIDR) {
	p := s.pool(ctx, "id", pool, settingAside)
	if n := in.Properties.NumberOfIPAddressesToAllocate; n != n.roundUp() {
		s.findings = append(s.findings, Finding{Severity: SeverityWarning, Fault: azfoundry.Fault{
			Pointer: numberPointer, Rule: "powerOfTwo", Message: "the service rounds up to " + string(n.roundUp()), Got: string(n), Advice: "ask for a power of two",
		}})
	}
	if p.free == nil {
		return
	}
	held := addresses(old.Properties.AddressPrefixes)
	fixed := addresses(in.Properties.AddressPrefixes)
	if len(fixed.Prefixes()) > 0 && !fixed.Equal(held) {
		s.taken(in.Properties.AddressPrefixes, with(p.free, held), &p)
		return
	}
	s.block(in.Properties.NumberOfIPAddressesToAllocate.roundUp(), held, &p)
}

const numberPointer = "/properties/numberOfIPAddressesToAllocate"

// block finds a number for which the pool has no room. A static CIDR is one block, hence what it holds
// counts as free.
func (s *survey) block(want Count, held *netipx.IPSet, p *poolState) {
	free := with(p.free, held)
	if want == "" || want.Int().Cmp(size(held)) == 0 || fits(want.Int(), free.Prefixes()) {
		return
	}
	e := exhausted(p.id, want, free.Prefixes())
	e.Most = e.Most.roundDown()
	s.exhausted(numberPointer, want, e)
}

// taken finds prefixes that the pool cannot give.
func (s *survey) taken(fixed []string, free *netipx.IPSet, p *poolState) {
	for i := range fixed {
		one := addresses(fixed[i : i+1])
		if len(without(one, free).Prefixes()) == 0 {
			continue
		}
		message, advice := "is not free in the pool", "choose among what the pool's usage lists as available"
		if p.body != nil && len(without(one, addresses(p.body.Properties.AddressPrefixes)).Prefixes()) > 0 {
			message, advice = "does not lie within the pool", "choose within the pool's prefixes, or add one to the pool"
		}
		s.refuse(azfoundry.Fault{
			Pointer: "/properties/addressPrefixes/" + strconv.Itoa(i), Rule: "notFree", Message: message, Got: fixed[i], Advice: advice,
		}, nil)
	}
}

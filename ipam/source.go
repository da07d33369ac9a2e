// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import "github.com/go-json-experiment/json/jsontext"

// Source says where the addresses of a virtual network, subnet or static CIDR come from: from prefixes
// that the caller fixed, or from pools by number. It is a view over the flat members of
// [AddressSpace], [SubnetProperties] and [StaticCIDR]; nil means that none is set.
//
//sumtype:decl
type Source interface{ isSource() }

// Prefixes are addresses in CIDR form that the caller fixed.
type Prefixes []string

// Draws are numbers of addresses taken from pools: at most one IPv4 and one IPv6 pool.
type Draws []PoolAllocation

// UnknownSource is a source that this version of the module does not know.
type UnknownSource struct {
	// Members are the members of the address space that are not understood.
	Members jsontext.Value
}

func (Prefixes) isSource()      {}
func (Draws) isSource()         {}
func (UnknownSource) isSource() {}

// Draw returns the allocation of a number of addresses from a pool, which may belong to another
// tenant. Any positive number will do; the service splits it into powers of two.
func Draw(pool PoolID, addresses Count) PoolAllocation {
	return PoolAllocation{NumberOfIPAddresses: addresses, Pool: PoolReference{ID: pool.String()}}
}

// SpaceFrom returns the address space to create a virtual network with. An [UnknownSource] is carried
// along as it is.
func SpaceFrom(src Source) AddressSpace {
	switch s := src.(type) {
	case Prefixes:
		return AddressSpace{AddressPrefixes: s}
	case Draws:
		return AddressSpace{IPAMPoolPrefixAllocations: s}
	case UnknownSource:
		return AddressSpace{Unknown: s.Members}
	}
	return AddressSpace{}
}

// Source returns where the addresses come from. A network read from the service holds the prefixes it
// was given beside its draws; then the draws are the source.
func (s AddressSpace) Source() Source {
	return sourceOf(s.AddressPrefixes, s.IPAMPoolPrefixAllocations, s.Unknown)
}

// Source returns where the subnet's addresses come from, as [AddressSpace.Source] does.
func (p SubnetProperties) Source() Source {
	fixed := p.AddressPrefixes
	if p.AddressPrefix != "" {
		fixed = []string{p.AddressPrefix}
	}
	return sourceOf(fixed, p.IPAMPoolPrefixAllocations, nil)
}

// Source returns where the addresses of the static CIDR come from: its prefixes, or one draw from the
// pool that it lies in. Where both are set, as the service may answer, the draw is the source. Only a
// static CIDR that was read names its pool; in another the draw's pool is empty.
func (m StaticCIDR) Source() Source {
	var draws []PoolAllocation
	if n := m.Properties.NumberOfIPAddressesToAllocate; n != "" {
		d := PoolAllocation{NumberOfIPAddresses: n, AllocatedAddressPrefixes: m.Properties.AddressPrefixes}
		if id, err := ParseStaticCIDRID(m.ID); err == nil {
			d.Pool.ID = id.Pool.String()
		}
		draws = []PoolAllocation{d}
	}
	return sourceOf(m.Properties.AddressPrefixes, draws, nil)
}

func sourceOf(fixed []string, draws []PoolAllocation, unknown jsontext.Value) Source {
	switch {
	case len(draws) > 0:
		return Draws(draws)
	case len(fixed) > 0:
		return Prefixes(fixed)
	case len(unknown) > 0:
		return UnknownSource{Members: unknown}
	}
	return nil
}

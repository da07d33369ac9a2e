// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package story is the work that several examples do, apart from how they are called.
package story

import (
	"errors"
	"flag"
	"fmt"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/examples/internal/place"
	"github.com/azfoundry/azfoundry/examples/internal/ready"
	"github.com/azfoundry/azfoundry/ipam"
)

// Target is where a story happens, and what is asked for there.
type Target struct {
	*place.Place
	// Management is the tenant that owns the pool; the virtual network is in the home tenant.
	Management string
	Pool       ipam.PoolID
	Network    ipam.VirtualNetworkID
	Location   string
}

// Chain returns the deployer at home where the network is, who can prove himself where the pool is.
func (t *Target) Chain() (*auth.Chain, error) {
	return t.Place.Chain(
		ready.Tenant{ID: t.Home, Subscriptions: []string{t.Network.ResourceGroup.Subscription}},
		ready.Tenant{ID: t.Management, Subscriptions: []string{t.Pool.Manager.ResourceGroup.Subscription}},
	)
}

// Flags are the flags that choose a target.
type Flags struct {
	place                             place.Flags
	management, pool, network, region string
}

// Declare adds the flags to a program.
func (f *Flags) Declare(flags *flag.FlagSet) {
	f.place.Declare(flags, "managed-tenant")
	flags.StringVar(&f.management, "management-tenant", "", "with -azure: `GUID` of the tenant that owns the pool")
	flags.StringVar(&f.pool, "pool", "", "with -azure: resource `id` of the address pool")
	flags.StringVar(&f.network, "network", "", "with -azure: resource `id` of the virtual network to make")
	flags.StringVar(&f.region, "location", "", "with -azure: the pool's `region`, in which the network is made")
}

// Open returns the target the flags choose, with every missing flag named at once.
func (f *Flags) Open() (*Target, error) {
	where, err := f.place.Open()
	var t *Target
	if f.place.Azure {
		t, err = f.azure(where, err)
	} else if err == nil {
		t, err = inWorld(where)
	}
	if err != nil && where != nil {
		err = errors.Join(err, where.Close())
	}
	return t, err
}

// azure returns the target on Azure, with what was wrong before and with the flags.
func (f *Flags) azure(where *place.Place, err error) (*Target, error) {
	faults := []error{err}
	for _, need := range []struct{ flag, value string }{{"management-tenant", f.management}, {"location", f.region}} {
		if need.value == "" {
			faults = append(faults, fmt.Errorf("-azure needs -%s", need.flag))
		}
	}
	pool, err1 := ipam.ParsePoolID(f.pool)
	network, err2 := ipam.ParseVirtualNetworkID(f.network)
	if err := errors.Join(append(faults, err1, err2)...); err != nil {
		return nil, err
	}
	return &Target{Place: where, Management: f.management, Pool: pool, Network: network, Location: f.region}, nil
}

// inWorld returns the target in a world that is like the default one.
func inWorld(where *place.Place) (*Target, error) {
	pool, err := ipam.ParsePoolID(armtest.DefaultPool)
	if err != nil {
		return nil, err
	}
	network := ipam.VirtualNetworkID{Name: "vnet-workload"}
	network.ResourceGroup.Subscription, network.ResourceGroup.Name = armtest.ManagedSubscription, armtest.DefaultWorkloadGroup
	return &Target{
		Place: where, Management: where.Tenant("management").ID,
		Pool: pool, Network: network, Location: armtest.DefaultRegion,
	}, nil
}

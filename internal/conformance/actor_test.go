// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/ipam"
)

// actor is a client that can be led astray: it does the same things in each of its kinds.
type actor interface {
	get(ctx context.Context) error
	put(ctx context.Context) error
	remove(ctx context.Context) error
	list(ctx context.Context) error
	// resume begins a write and continues it from its token, after change had it.
	resume(ctx context.Context, change func(token string) string) error
}

// guarded are the kinds of client that send tokens nowhere else.
var guarded = []struct {
	name  string
	actor func(*testing.T, *armtest.World, *arm.ClientOptions) actor
}{
	{"official client with chain", func(t *testing.T, world *armtest.World, opts *arm.ClientOptions) actor {
		t.Helper()
		chain := deployer.chain(t, world)
		opts, err := chain.ClientOptions(opts)
		if err != nil {
			t.Fatal(err)
		}
		return theirActor{factory(t, armtest.ManagedSubscription, chain, opts)}
	}},
	{"our client with chain", func(t *testing.T, world *armtest.World, opts *arm.ClientOptions) actor {
		t.Helper()
		return ourActor{ours(t, deployer.chain(t, world), opts).VirtualNetworks, ourDrawing(armtest.DefaultPool, "8")}
	}},
	{"our client without chain", func(t *testing.T, world *armtest.World, opts *arm.ClientOptions) actor {
		t.Helper()
		c := ours(t, deployer.signIn(t, world, armtest.ManagedTenant), opts)
		return ourActor{c.VirtualNetworks, ipam.VirtualNetwork{
			Location:   armtest.DefaultRegion,
			Properties: ipam.VirtualNetworkProperties{AddressSpace: ipam.SpaceFrom(ipam.Prefixes{"10.1.0.0/16"})},
		}}
	}},
}

// theirActor is the official client.
type theirActor struct{ c *official.ClientFactory }

func (a theirActor) get(ctx context.Context) error {
	return done(a.c.NewVirtualNetworksClient().Get(ctx, workload.Name, "vnet", nil))
}

func (a theirActor) put(ctx context.Context) error {
	return done(putNetwork(ctx, a.c, "vnet", drawing(armtest.DefaultPool, 8)))
}

func (a theirActor) remove(ctx context.Context) error {
	p, err := a.c.NewVirtualNetworksClient().BeginDelete(ctx, workload.Name, "vnet", nil)
	return done(finish(ctx, p, err))
}

func (a theirActor) list(ctx context.Context) error {
	return done(items(ctx, a.c.NewVirtualNetworksClient().NewListPager(workload.Name, nil),
		func(p official.VirtualNetworksClientListResponse) []*official.VirtualNetwork { return p.Value }))
}

func (a theirActor) resume(ctx context.Context, change func(string) string) error {
	c := a.c.NewVirtualNetworksClient()
	first, err := c.BeginCreateOrUpdate(ctx, workload.Name, "vnet", drawing(armtest.DefaultPool, 8), nil)
	return resumeChanged(ctx, first, err, change, func(token string) (*runtime.Poller[official.VirtualNetworksClientCreateOrUpdateResponse], error) {
		return c.BeginCreateOrUpdate(ctx, workload.Name, "vnet", official.VirtualNetwork{},
			&official.VirtualNetworksClientBeginCreateOrUpdateOptions{ResumeToken: token})
	})
}

// ourActor is our client.
type ourActor struct {
	c    *ipam.VirtualNetworksClient
	body ipam.VirtualNetwork
}

func (a ourActor) get(ctx context.Context) error { return done(a.c.Get(ctx, inWorkload("vnet"))) }

func (a ourActor) put(ctx context.Context) error {
	return done(a.c.CreateOrUpdate(ctx, inWorkload("vnet"), a.body))
}

func (a ourActor) remove(ctx context.Context) error { return a.c.Delete(ctx, inWorkload("vnet")) }

func (a ourActor) list(ctx context.Context) error { return done(ourItems(a.c.List(ctx, workload))) }

func (a ourActor) resume(ctx context.Context, change func(string) string) error {
	first, err := a.c.BeginCreateOrUpdate(ctx, inWorkload("vnet"), a.body)
	return resumeChanged(ctx, first, err, change, a.c.Resume)
}

// resumeChanged continues an operation from a token that was changed.
func resumeChanged[T any](ctx context.Context, first *runtime.Poller[T], err error, change func(string) string, resume func(string) (*runtime.Poller[T], error)) error {
	if err != nil {
		return err
	}
	token, err := first.ResumeToken()
	if err != nil {
		return err
	}
	p, err := resume(change(token))
	return done(finish(ctx, p, err))
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"fmt"
	"slices"
	"testing"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/ipam"
)

// list is one that both kinds of client read.
type list struct {
	name         string
	theirs, ours func(context.Context) (any, error)
	// size is how many items it has, pages how many pages of at most two.
	size, pages int
}

// ourWorld is our clients for both tenants.
type ourWorld struct{ managed, management *ipam.Client }

func poolLists(c world, ours ourWorld) []list {
	return []list{
		{"pools", func(ctx context.Context) (any, error) {
			return items(ctx, c.management.NewIpamPoolsClient().NewListPager(network.Name, managerName, nil),
				func(p official.IpamPoolsClientListResponse) []*official.IpamPool { return p.Value })
		}, func(ctx context.Context) (any, error) { return ourItems(ours.management.Pools.List(ctx, hub, nil)) }, 6, 3},
		{"pools, page by page", func(ctx context.Context) (any, error) {
			return items(ctx, c.management.NewIpamPoolsClient().NewListPager(network.Name, managerName, &official.IpamPoolsClientListOptions{Top: new(int32(1)), Skip: new(int32(1))}),
				func(p official.IpamPoolsClientListResponse) []*official.IpamPool { return p.Value })
		}, func(ctx context.Context) (any, error) {
			return ourItems(ours.management.Pools.List(ctx, hub, &ipam.PoolListOptions{Top: new(int32(1)), Skip: new(int32(1))}))
		}, 5, 5},
		{"associated resources", func(ctx context.Context) (any, error) {
			return items(ctx, c.management.NewIpamPoolsClient().NewListAssociatedResourcesPager(network.Name, managerName, poolName, nil),
				func(p official.IpamPoolsClientListAssociatedResourcesResponse) []*official.PoolAssociation {
					return p.Value
				})
		}, func(ctx context.Context) (any, error) {
			return ourItems(ours.management.Pools.AssociatedResources(ctx, hub.Pool(poolName)))
		}, 5, 3},
	}
}

func otherLists(c world, ours ourWorld) []list {
	return []list{
		{"networks of a group", func(ctx context.Context) (any, error) {
			return items(ctx, c.managed.NewVirtualNetworksClient().NewListPager(workload.Name, nil),
				func(p official.VirtualNetworksClientListResponse) []*official.VirtualNetwork { return p.Value })
		}, func(ctx context.Context) (any, error) {
			return ourItems(ours.managed.VirtualNetworks.List(ctx, workload))
		}, 6, 3},
		{"networks of a subscription", func(ctx context.Context) (any, error) {
			return items(ctx, c.managed.NewVirtualNetworksClient().NewListAllPager(nil),
				func(p official.VirtualNetworksClientListAllResponse) []*official.VirtualNetwork { return p.Value })
		}, func(ctx context.Context) (any, error) {
			return ourItems(ours.managed.VirtualNetworks.ListBySubscription(ctx, workload.Subscription))
		}, 6, 3},
		{"subnets", func(ctx context.Context) (any, error) {
			return items(ctx, c.managed.NewSubnetsClient().NewListPager(workload.Name, "vnet-plain", nil),
				func(p official.SubnetsClientListResponse) []*official.Subnet { return p.Value })
		}, func(ctx context.Context) (any, error) {
			return ourItems(ours.managed.Subnets.List(ctx, inWorkload("vnet-plain")))
		}, 5, 3},
		{"managers", func(ctx context.Context) (any, error) {
			return items(ctx, c.management.NewManagersClient().NewListBySubscriptionPager(nil),
				func(p official.ManagersClientListBySubscriptionResponse) []*official.Manager { return p.Value })
		}, func(ctx context.Context) (any, error) {
			return ourItems(ours.management.Managers.ListBySubscription(ctx, network.Subscription))
		}, 3, 2},
	}
}

// Lists of more than one page are read to the end by both kinds of client, with the same result.
func TestClients_readAllPages(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), start(t, &armtest.Options{PageSize: 2})
	clients := administered(t, w)
	populate(ctx, t, clients)
	chain := administrator.chain(t, w)
	mine := ourWorld{
		managed:    ours(t, chain, w.ClientOptions()),
		management: ours(t, as(t, chain, armtest.ManagementTenant), w.ClientOptions()),
	}
	for _, tt := range slices.Concat(poolLists(clients, mine), otherLists(clients, mine)) {
		before := len(sent(w, anything))
		want, err := tt.theirs(ctx)
		if err != nil {
			t.Fatalf("%s: official client: %v", tt.name, err)
		}
		if n := len(sent(w, anything)) - before; n != tt.pages {
			t.Errorf("%s: the official client read %d pages, want %d", tt.name, n, tt.pages)
		}
		got, err := tt.ours(ctx)
		if err != nil {
			t.Fatalf("%s: our client: %v", tt.name, err)
		}
		if n := len(generic(t, want).([]any)); n != tt.size {
			t.Errorf("%s: %d items, want %d", tt.name, n, tt.size)
		}
		if d := cmp.Diff(pathsOf(t, want), pathsOf(t, got)); d != "" {
			t.Errorf("%s: items differ (-official +ours):\n%s", tt.name, d)
		}
	}
}

// network is the group of the default world's network manager, hub the manager.
var (
	network = azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: armtest.DefaultNetworkGroup}
	hub     = ipam.ManagerID{ResourceGroup: network, Name: managerName}
)

// populate makes more of everything than fits on two pages.
func populate(ctx context.Context, t *testing.T, c world) {
	t.Helper()
	_, err := putNetwork(ctx, c.managed, "vnet-plain", plainNetwork("192.168.0.0/16"))
	for i := range 5 {
		if err == nil {
			err = c.putPool(ctx, fmt.Sprintf("pool-%d", i), fmt.Sprintf("10.%d.0.0/16", 100+i), poolName)
		}
		if err == nil {
			_, err = putNetwork(ctx, c.managed, fmt.Sprintf("vnet-%d", i), drawing(armtest.DefaultPool, 16))
		}
		if err == nil {
			err = c.putSubnet(ctx, "vnet-plain", fmt.Sprintf("subnet-%d", i), fmt.Sprintf("192.168.%d.0/24", i))
		}
	}
	for _, name := range []string{"spare-1", "spare-2"} {
		if err == nil {
			err = c.putManager(ctx, name)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// pathsOf returns the ids of the items of a list.
func pathsOf(t *testing.T, list any) []string {
	t.Helper()
	var ids []string
	for _, item := range generic(t, list).([]any) {
		members := item.(map[string]any)
		id, ok := members["id"].(string)
		if !ok {
			id, _ = members["resourceId"].(string)
		}
		ids = append(ids, id)
	}
	return ids
}

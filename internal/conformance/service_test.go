// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/ipam"
)

// operations are long-running ones in each style, as the official clients begin them.
var operations = []struct {
	name   string
	header string // where the service says how to poll
	status int
	// prepare makes what the operation needs.
	prepare func(context.Context, world) error
	begin   func(context.Context, world) error
}{
	{
		"create pool", "Azure-AsyncOperation", http.StatusCreated, nothing,
		func(ctx context.Context, w world) error { return w.putPool(ctx, "child", "10.200.0.0/16", poolName) },
	},
	{
		"replace pool", "Azure-AsyncOperation", http.StatusOK, nothing,
		func(ctx context.Context, w world) error { return w.putPool(ctx, poolName, "10.0.0.0/8", "") },
	},
	{
		"delete pool", "Location", http.StatusAccepted,
		func(ctx context.Context, w world) error { return w.putPool(ctx, "child", "10.200.0.0/16", poolName) },
		func(ctx context.Context, w world) error {
			p, err := w.management.NewIpamPoolsClient().BeginDelete(ctx, armtest.DefaultNetworkGroup, managerName, "child", nil)
			return done(finish(ctx, p, err))
		},
	},
	{
		"create network", "Azure-AsyncOperation", http.StatusCreated, nothing,
		func(ctx context.Context, w world) error {
			return done(putNetwork(ctx, w.managed, "vnet", plainNetwork("10.1.0.0/16")))
		},
	},
	{
		"delete network", "Location", http.StatusAccepted,
		func(ctx context.Context, w world) error {
			return done(putNetwork(ctx, w.managed, "vnet", plainNetwork("10.1.0.0/16")))
		},
		func(ctx context.Context, w world) error {
			p, err := w.managed.NewVirtualNetworksClient().BeginDelete(ctx, workload.Name, "vnet", nil)
			return done(finish(ctx, p, err))
		},
	},
	{
		"create subnet", "Azure-AsyncOperation", http.StatusCreated,
		func(ctx context.Context, w world) error {
			return done(putNetwork(ctx, w.managed, "vnet", plainNetwork("10.1.0.0/16")))
		},
		func(ctx context.Context, w world) error { return w.putSubnet(ctx, "vnet", "web", "10.1.0.0/24") },
	},
	{
		"delete subnet", "Location", http.StatusAccepted,
		func(ctx context.Context, w world) error {
			if _, err := putNetwork(ctx, w.managed, "vnet", plainNetwork("10.1.0.0/16")); err != nil {
				return err
			}
			return w.putSubnet(ctx, "vnet", "web", "10.1.0.0/24")
		},
		func(ctx context.Context, w world) error {
			p, err := w.managed.NewSubnetsClient().BeginDelete(ctx, workload.Name, "vnet", "web", nil)
			return done(finish(ctx, p, err))
		},
	},
	{
		"delete manager", "Location", http.StatusAccepted,
		func(ctx context.Context, w world) error { return w.putManager(ctx, "spare") },
		func(ctx context.Context, w world) error {
			p, err := w.management.NewManagersClient().BeginDelete(ctx, armtest.DefaultNetworkGroup, "spare", nil)
			return done(finish(ctx, p, err))
		},
	},
}

// world is a world with the administrator's official clients for both subscriptions.
type world struct{ managed, management *official.ClientFactory }

func nothing(context.Context, world) error { return nil }

// done drops a result.
func done[T any](_ T, err error) error { return err }

func (w world) putPool(ctx context.Context, name, prefix, parent string) error {
	p, err := w.management.NewIpamPoolsClient().BeginCreate(ctx, armtest.DefaultNetworkGroup, managerName, name, official.IpamPool{
		Location:   new(armtest.DefaultRegion),
		Properties: &official.IpamPoolProperties{AddressPrefixes: texts(prefix), ParentPoolName: new(parent)},
	}, nil)
	return done(finish(ctx, p, err))
}

func (w world) putSubnet(ctx context.Context, network, name, prefix string) error {
	p, err := w.managed.NewSubnetsClient().BeginCreateOrUpdate(ctx, workload.Name, network, name,
		official.Subnet{Properties: &official.SubnetPropertiesFormat{AddressPrefix: new(prefix)}}, nil)
	return done(finish(ctx, p, err))
}

func (w world) putManager(ctx context.Context, name string) error {
	_, err := w.management.NewManagersClient().CreateOrUpdate(ctx, armtest.DefaultNetworkGroup, name, official.Manager{
		Location: new(armtest.DefaultRegion), Properties: &official.ManagerProperties{
			NetworkManagerScopes: &official.ManagerPropertiesNetworkManagerScopes{Subscriptions: texts("/subscriptions/" + armtest.ManagementSubscription)},
		},
	}, nil)
	return err
}

// administered returns the administrator's official clients, with a chain, for both subscriptions.
func administered(t *testing.T, w *armtest.World, policies ...policy.Policy) world {
	t.Helper()
	chain := administrator.chain(t, w)
	return world{
		managed:    theirs(t, w, chain, armtest.ManagedSubscription, policies...),
		management: theirs(t, w, as(t, chain, armtest.ManagementTenant), armtest.ManagementSubscription, policies...),
	}
}

// answers is a policy that keeps every response.
type answers struct {
	mu  sync.Mutex
	all []*http.Response
}

// Do implements policy.Policy.
func (a *answers) Do(req *policy.Request) (*http.Response, error) {
	resp, err := req.Next()
	if resp != nil {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.all = append(a.all, resp)
	}
	return resp, err
}

// Official clients get through each style of long-running operation: they are told where to poll, find
// it running, and find it done.
func TestOfficialClient_longRunningOperations(t *testing.T) {
	t.Parallel()
	for _, tt := range operations {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var heard answers
			clients := administered(t, start(t, nil), &heard)
			if err := tt.prepare(t.Context(), clients); err != nil {
				t.Fatal(err)
			}
			heard.all = nil
			if err := tt.begin(t.Context(), clients); err != nil {
				t.Fatal(err)
			}
			first := heard.all[0]
			if first.StatusCode != tt.status || first.Header.Get(tt.header) == "" {
				t.Errorf("answer = %d with %s %q, want %d with an address", first.StatusCode, tt.header, first.Header.Get(tt.header), tt.status)
			}
			polls := 0
			for _, a := range heard.all[1:] {
				if strings.Contains(a.Request.URL.Path, "/locations/") {
					polls++
				}
			}
			if polls < 2 {
				t.Errorf("%d polls, want two or more: one that finds the operation running", polls)
			}
		})
	}
}

// Lists of more than one page are read to the end by both kinds of client, with the same result.
func TestClients_readAllPages(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), start(t, &armtest.Options{PageSize: 2})
	clients := administered(t, w)
	populate(ctx, t, clients)
	mine := ours(t, administrator.chain(t, w), w.ClientOptions())
	manager := ipam.ManagerID{ResourceGroup: network, Name: managerName}
	inManagement := ours(t, as(t, administrator.chain(t, w), armtest.ManagementTenant), w.ClientOptions())
	for _, tt := range []struct {
		name         string
		theirs, ours func() (any, error)
		size, pages  int
	}{
		{"pools", func() (any, error) {
			return items(ctx, clients.management.NewIpamPoolsClient().NewListPager(network.Name, managerName, nil),
				func(p official.IpamPoolsClientListResponse) []*official.IpamPool { return p.Value })
		}, func() (any, error) { return ourItems(inManagement.Pools.List(ctx, manager, nil)) }, 6, 3},
		{"pools, page by page", func() (any, error) {
			return items(ctx, clients.management.NewIpamPoolsClient().NewListPager(network.Name, managerName, &official.IpamPoolsClientListOptions{Top: new(int32(1)), Skip: new(int32(1))}),
				func(p official.IpamPoolsClientListResponse) []*official.IpamPool { return p.Value })
		}, func() (any, error) {
			return ourItems(inManagement.Pools.List(ctx, manager, &ipam.PoolListOptions{Top: new(int32(1)), Skip: new(int32(1))}))
		}, 5, 5},
		{"associated resources", func() (any, error) {
			return items(ctx, clients.management.NewIpamPoolsClient().NewListAssociatedResourcesPager(network.Name, managerName, poolName, nil),
				func(p official.IpamPoolsClientListAssociatedResourcesResponse) []*official.PoolAssociation {
					return p.Value
				})
		}, func() (any, error) {
			return ourItems(inManagement.Pools.AssociatedResources(ctx, manager.Pool(poolName)))
		}, 5, 3},
		{"networks of a group", func() (any, error) {
			return items(ctx, clients.managed.NewVirtualNetworksClient().NewListPager(workload.Name, nil),
				func(p official.VirtualNetworksClientListResponse) []*official.VirtualNetwork { return p.Value })
		}, func() (any, error) { return ourItems(mine.VirtualNetworks.List(ctx, workload)) }, 6, 3},
		{"networks of a subscription", func() (any, error) {
			return items(ctx, clients.managed.NewVirtualNetworksClient().NewListAllPager(nil),
				func(p official.VirtualNetworksClientListAllResponse) []*official.VirtualNetwork { return p.Value })
		}, func() (any, error) {
			return ourItems(mine.VirtualNetworks.ListBySubscription(ctx, workload.Subscription))
		}, 6, 3},
		{"subnets", func() (any, error) {
			return items(ctx, clients.managed.NewSubnetsClient().NewListPager(workload.Name, "vnet-plain", nil),
				func(p official.SubnetsClientListResponse) []*official.Subnet { return p.Value })
		}, func() (any, error) { return ourItems(mine.Subnets.List(ctx, inWorkload("vnet-plain"))) }, 5, 3},
		{"managers", func() (any, error) {
			return items(ctx, clients.management.NewManagersClient().NewListBySubscriptionPager(nil),
				func(p official.ManagersClientListBySubscriptionResponse) []*official.Manager { return p.Value })
		}, func() (any, error) {
			return ourItems(inManagement.Managers.ListBySubscription(ctx, network.Subscription))
		}, 3, 2},
	} {
		before := len(sent(w, anything))
		want, err := tt.theirs()
		if err != nil {
			t.Fatalf("%s: official client: %v", tt.name, err)
		}
		if n := len(sent(w, anything)) - before; n != tt.pages {
			t.Errorf("%s: the official client read %d pages, want %d", tt.name, n, tt.pages)
		}
		got, err := tt.ours()
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

// network is the group of the default world's network manager.
var network = azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: armtest.DefaultNetworkGroup}

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

// A write with an outdated etag is refused, for each write that takes one; with the current one it goes through.
func TestOfficialClient_etags(t *testing.T) {
	t.Parallel()
	ctx, w := t.Context(), start(t, nil)
	pools := administered(t, w).management.NewIpamPoolsClient()
	pool := addPool(t, w, "tagged", "172.16.0.0/16")
	old := *pool.Etag
	update := func(etag string) (official.IpamPoolsClientUpdateResponse, error) {
		return pools.Update(ctx, network.Name, managerName, "tagged", &official.IpamPoolsClientUpdateOptions{
			IfMatch: &etag, Body: &official.IpamPoolUpdate{Tags: map[string]*string{"n": &etag}},
		})
	}
	changed, err := update(old)
	if err != nil {
		t.Fatal(err)
	}
	if *changed.Etag == old {
		t.Errorf("the etag is still %s after a write", old)
	}
	_, err = update(old)
	assertResponse(t, err, http.StatusPreconditionFailed, "PreconditionFailed")
	_, err = pools.BeginCreate(ctx, network.Name, managerName, "tagged", pool, &official.IpamPoolsClientBeginCreateOptions{IfMatch: &old})
	assertResponse(t, err, http.StatusPreconditionFailed, "PreconditionFailed")
	_, err = pools.BeginDelete(ctx, network.Name, managerName, "tagged", &official.IpamPoolsClientBeginDeleteOptions{IfMatch: &old})
	assertResponse(t, err, http.StatusPreconditionFailed, "PreconditionFailed")
	p, err := pools.BeginDelete(ctx, network.Name, managerName, "tagged", &official.IpamPoolsClientBeginDeleteOptions{IfMatch: changed.Etag})
	if _, err := finish(ctx, p, err); err != nil {
		t.Error(err)
	}
}

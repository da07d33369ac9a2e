// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry/armtest"
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

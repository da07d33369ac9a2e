// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam_test

import (
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/ipam"
)

// world is an emulator of a test's own.
type world struct {
	*armtest.World
	t *testing.T
}

func newWorld(t *testing.T, opts *armtest.Options) world {
	t.Helper()
	w := testworld.Start(t, opts)
	return world{w, t}
}

// sign returns an application's credential for a tenant.
func (w world) sign(tenant, id, secret string) azcore.TokenCredential {
	w.t.Helper()
	return testworld.Sign(w.t, w.World, tenant, armtest.Application{ClientID: id, ClientSecret: secret})
}

// chain signs an application in to both tenants, at home in the managed one.
func (w world) chain(id, secret string) *auth.Chain {
	w.t.Helper()
	chain, err := auth.NewChain(
		auth.Tenant{ID: armtest.ManagedTenant, Credential: w.sign(armtest.ManagedTenant, id, secret)},
		auth.Tenant{
			ID: armtest.ManagementTenant, Credential: w.sign(armtest.ManagementTenant, id, secret),
			Subscriptions: []string{armtest.ManagementSubscription},
		})
	if err != nil {
		w.t.Fatal(err)
	}
	return chain
}

func (w world) client(cred azcore.TokenCredential) *ipam.Client {
	w.t.Helper()
	c, err := ipam.NewClient(cred, w.ClientOptions())
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// deployer returns the client that makes networks in the managed tenant.
func (w world) deployer() *ipam.Client {
	return w.client(w.chain(armtest.DeployerClientID, armtest.DeployerSecret))
}

// administrator returns the client that owns the management subscription.
func (w world) administrator() *ipam.Client {
	return w.client(w.sign(armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret))
}

// writes counts the requests of the given kind that reached the emulator.
func (w world) writes(method string) int {
	n := 0
	for _, r := range w.Requests() {
		if r.Method == method && strings.Contains(r.URL, "/providers/") {
			n++
		}
	}
	return n
}

func defaultPool(t *testing.T) ipam.PoolID {
	t.Helper()
	return testworld.Must[ipam.PoolID](t)(ipam.ParsePoolID(armtest.DefaultPool))
}

// network names a virtual network in the managed tenant.
func network(name string) ipam.VirtualNetworkID {
	return ipam.VirtualNetworkID{
		ResourceGroup: azfoundry.ResourceGroup{Subscription: armtest.ManagedSubscription, Name: armtest.DefaultWorkloadGroup},
		Name:          name,
	}
}

// hubNetwork names a virtual network in the management tenant.
func hubNetwork(name string) ipam.VirtualNetworkID {
	return ipam.VirtualNetworkID{
		ResourceGroup: azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: armtest.DefaultNetworkGroup},
		Name:          name,
	}
}

// drawing is the body of a network that draws from pools.
func drawing(draws ...ipam.PoolAllocation) ipam.VirtualNetwork {
	return ipam.VirtualNetwork{
		Location:   armtest.DefaultRegion,
		Properties: ipam.VirtualNetworkProperties{AddressSpace: ipam.SpaceFrom(ipam.Draws(draws))},
	}
}

// pool is the body of a pool.
func pool(prefixes ...string) ipam.Pool {
	return ipam.Pool{Location: armtest.DefaultRegion, Properties: ipam.PoolProperties{AddressPrefixes: prefixes}}
}

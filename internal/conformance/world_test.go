// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/netip"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/ipam"
)

// start returns a world that ends with the test.
func start(t *testing.T, opts *armtest.Options) *armtest.World {
	t.Helper()
	world, err := armtest.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := world.Close(); err != nil {
			t.Error(err)
		}
	})
	return world
}

// application is one of the default world's.
type application struct{ id, secret string }

var (
	deployer      = application{armtest.DeployerClientID, armtest.DeployerSecret}
	administrator = application{armtest.AdministratorClientID, armtest.AdministratorSecret}
)

// signIn returns azidentity's credential of an application in a tenant. It may get tokens of further
// tenants only if they are named.
func (a application) signIn(t *testing.T, world *armtest.World, tenant string, further ...string) azcore.TokenCredential {
	t.Helper()
	cred, err := azidentity.NewClientSecretCredential(tenant, a.id, a.secret, &azidentity.ClientSecretCredentialOptions{
		ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true, AdditionallyAllowedTenants: further,
	})
	if err != nil {
		t.Fatal(err)
	}
	return cred
}

// chain returns an application's chain with the managed tenant as its home.
func (a application) chain(t *testing.T, world *armtest.World) *auth.Chain {
	t.Helper()
	chain, err := auth.NewChain(
		auth.Tenant{ID: armtest.ManagedTenant, Credential: a.signIn(t, world, armtest.ManagedTenant)},
		auth.Tenant{
			ID: armtest.ManagementTenant, Credential: a.signIn(t, world, armtest.ManagementTenant),
			Subscriptions: []string{armtest.ManagementSubscription},
		},
	)
	if err != nil {
		t.Fatal(err)
	}
	return chain
}

// as returns a view of a chain.
func as(t *testing.T, chain *auth.Chain, tenant string) *auth.Chain {
	t.Helper()
	view, err := chain.As(tenant)
	if err != nil {
		t.Fatal(err)
	}
	return view
}

// theirs returns the official clients for one subscription, with a chain as their credential.
func theirs(t *testing.T, world *armtest.World, chain *auth.Chain, subscription string, policies ...policy.Policy) *official.ClientFactory {
	t.Helper()
	base := world.ClientOptions()
	base.PerRetryPolicies = policies
	opts, err := chain.ClientOptions(base)
	if err != nil {
		t.Fatal(err)
	}
	return factory(t, subscription, chain, opts)
}

// factory returns the official clients for one subscription.
func factory(t *testing.T, subscription string, cred azcore.TokenCredential, opts *arm.ClientOptions) *official.ClientFactory {
	t.Helper()
	c, err := official.NewClientFactory(subscription, cred, opts)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ours returns our clients.
func ours(t *testing.T, cred azcore.TokenCredential, opts *arm.ClientOptions) *ipam.Client {
	t.Helper()
	c, err := ipam.NewClient(cred, opts)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const managerName, poolName = "avnm", "main"

// workload is where virtual networks go in the default world.
var workload = azfoundry.ResourceGroup{Subscription: armtest.ManagedSubscription, Name: armtest.DefaultWorkloadGroup}

// drawing is the body of a virtual network that draws on a pool.
func drawing(pool string, addresses int) official.VirtualNetwork {
	return official.VirtualNetwork{
		Location: new(armtest.DefaultRegion),
		Properties: &official.VirtualNetworkPropertiesFormat{AddressSpace: &official.AddressSpace{
			IpamPoolPrefixAllocations: []*official.IpamPoolPrefixAllocation{{
				NumberOfIPAddresses: new(fmt.Sprint(addresses)), Pool: &official.IpamPoolPrefixAllocationPool{ID: new(pool)},
			}},
		}},
	}
}

// plainNetwork is the body of a virtual network that draws on nothing.
func plainNetwork(prefix string) official.VirtualNetwork {
	return official.VirtualNetwork{
		Location:   new(armtest.DefaultRegion),
		Properties: &official.VirtualNetworkPropertiesFormat{AddressSpace: &official.AddressSpace{AddressPrefixes: texts(prefix)}},
	}
}

// putNetwork makes a virtual network in the default world's workload group.
func putNetwork(ctx context.Context, c *official.ClientFactory, name string, in official.VirtualNetwork) (official.VirtualNetwork, error) {
	p, err := c.NewVirtualNetworksClient().BeginCreateOrUpdate(ctx, workload.Name, name, in, nil)
	r, err := finish(ctx, p, err)
	return r.VirtualNetwork, err
}

// sizes returns how many addresses each prefix has, and all together.
func sizes(t *testing.T, prefixes []*string) (each []int64, sum int64) {
	t.Helper()
	for _, text := range prefixes {
		p, err := netip.ParsePrefix(*text)
		if err != nil {
			t.Fatal(err)
		}
		n := int64(1) << (p.Addr().BitLen() - p.Bits())
		each, sum = append(each, n), sum+n
	}
	return each, sum
}

// number reads a decimal count.
func number(t *testing.T, text *string) *big.Int {
	t.Helper()
	n, ok := new(big.Int).SetString(*text, 10)
	if !ok {
		t.Fatalf("count %q is no number", *text)
	}
	return n
}

// assertResponse checks that err holds azcore's error with this status and code.
func assertResponse(t *testing.T, err error, status int, code string) {
	t.Helper()
	re, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok {
		t.Fatalf("error = %T %v, want azcore's ResponseError", err, err)
	}
	if re.StatusCode != status || re.ErrorCode != code {
		t.Errorf("error has %d %s, want %d %s", re.StatusCode, re.ErrorCode, status, code)
	}
	if re.RawResponse == nil {
		t.Error("error has no response")
	}
}

// sent returns the requests of a world that were for Resource Manager and matched.
func sent(world *armtest.World, match func(armtest.Request) bool) []armtest.Request {
	var out []armtest.Request
	for _, r := range world.Requests() {
		if r.Header.Get("Authorization") != "" && match(r) {
			out = append(out, r)
		}
	}
	return out
}

// auxiliary reports whether a request carried tokens of other tenants.
func auxiliary(r armtest.Request) bool { return r.Header.Get("x-ms-authorization-auxiliary") != "" }

// writing reports whether a request was a PUT.
func writing(r armtest.Request) bool { return r.Method == http.MethodPut }

// addPool makes a root pool in the default manager. Nobody but the administrator has rights on it.
func addPool(t *testing.T, world *armtest.World, name, prefix string) official.IpamPool {
	t.Helper()
	p, err := management(t, world).NewIpamPoolsClient().BeginCreate(t.Context(), armtest.DefaultNetworkGroup, managerName, name, official.IpamPool{
		Location: new(armtest.DefaultRegion), Properties: &official.IpamPoolProperties{AddressPrefixes: texts(prefix)},
	}, nil)
	r, err := finish(t.Context(), p, err)
	if err != nil {
		t.Fatal(err)
	}
	return r.IpamPool
}

// management returns the official clients of the administrator in the management tenant, without a chain.
func management(t *testing.T, world *armtest.World) *official.ClientFactory {
	t.Helper()
	cred := administrator.signIn(t, world, armtest.ManagementTenant)
	return factory(t, armtest.ManagementSubscription, cred, world.ClientOptions())
}

// inWorkload is the id of a virtual network in the workload group.
func inWorkload(name string) ipam.VirtualNetworkID {
	return ipam.VirtualNetworkID{ResourceGroup: workload, Name: name}
}

// ourDrawing is the body of a virtual network that draws on a pool.
func ourDrawing(pool, addresses string) ipam.VirtualNetwork {
	return ipam.VirtualNetwork{
		Location: armtest.DefaultRegion,
		Properties: ipam.VirtualNetworkProperties{AddressSpace: ipam.AddressSpace{
			IPAMPoolPrefixAllocations: []ipam.PoolAllocation{{
				NumberOfIPAddresses: ipam.Count(addresses), Pool: ipam.PoolReference{ID: pool},
			}},
		}},
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
)

// The story, told by the official clients: with the chain as their credential they make a virtual
// network from the other tenant's pool, and read there what it took.
func TestChain_letsOfficialClientsDrawFromAnotherTenantsPool(t *testing.T) {
	t.Parallel()
	ctx, world := t.Context(), start(t, nil)
	chain := deployer.chain(t, world)
	managed := theirs(t, world, chain, armtest.ManagedSubscription)
	pools := theirs(t, world, as(t, chain, armtest.ManagementTenant), armtest.ManagementSubscription).NewIpamPoolsClient()

	pool, err := pools.Get(ctx, armtest.DefaultNetworkGroup, managerName, poolName, nil)
	if err != nil {
		t.Fatal(err)
	}
	if *pool.ID != armtest.DefaultPool || *pool.Properties.AddressPrefixes[0] != "10.0.0.0/8" {
		t.Errorf("pool = %s with %s, want %s with 10.0.0.0/8", *pool.ID, *pool.Properties.AddressPrefixes[0], armtest.DefaultPool)
	}
	before, err := pools.GetPoolUsage(ctx, armtest.DefaultNetworkGroup, managerName, poolName, nil)
	if err != nil {
		t.Fatal(err)
	}
	network, err := putNetwork(ctx, managed, "vnet-story", drawing(armtest.DefaultPool, 100))
	if err != nil {
		t.Fatal(err)
	}
	if each, sum := sizes(t, network.Properties.AddressSpace.AddressPrefixes); sum != 100 || !slices.Equal(each, []int64{64, 32, 4}) {
		t.Errorf("prefixes have %v addresses, want 64, 32 and 4", each)
	}

	after, err := pools.GetPoolUsage(ctx, armtest.DefaultNetworkGroup, managerName, poolName, nil)
	if err != nil {
		t.Fatal(err)
	}
	taken := new(big.Int).Sub(number(t, after.NumberOfAllocatedIPAddresses), number(t, before.NumberOfAllocatedIPAddresses))
	if taken.Cmp(big.NewInt(100)) != 0 {
		t.Errorf("the pool gave out %v addresses, want 100", taken)
	}
	if drawn := associations(t, pools); !slices.Equal(drawn, []string{*network.ID}) {
		t.Errorf("associated = %v, want %s", drawn, *network.ID)
	}

	p, err := managed.NewVirtualNetworksClient().BeginDelete(ctx, workload.Name, "vnet-story", nil)
	if _, err = finish(ctx, p, err); err != nil {
		t.Fatal(err)
	}
	last, err := pools.GetPoolUsage(ctx, armtest.DefaultNetworkGroup, managerName, poolName, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff(t, before.PoolUsage, last.PoolUsage); d != "" {
		t.Errorf("usage after the deletion differs from before (-before +after):\n%s", d)
	}
	if drawn := associations(t, pools); len(drawn) > 0 {
		t.Errorf("associated after the deletion = %v, want none", drawn)
	}
	if with := sent(world, auxiliary); len(with) != 1 || with[0].Method != http.MethodPut {
		t.Errorf("%d requests carried auxiliary tokens, want the one PUT", len(with))
	}
}

func associations(t *testing.T, pools *official.IpamPoolsClient) []string {
	t.Helper()
	var ids []string
	for p := pools.NewListAssociatedResourcesPager(armtest.DefaultNetworkGroup, managerName, poolName, nil); p.More(); {
		page, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page.Value {
			ids = append(ids, *a.ResourceID)
		}
	}
	return ids
}

// The official client without the chain is refused.
func TestOfficialClient_withoutChainIsRefused(t *testing.T) {
	t.Parallel()
	world := start(t, nil)
	plain := factory(t, armtest.ManagedSubscription, deployer.signIn(t, world, armtest.ManagedTenant), world.ClientOptions())
	_, err := putNetwork(t.Context(), plain, "vnet-refused", drawing(armtest.DefaultPool, 100))
	assertResponse(t, err, http.StatusForbidden, "LinkedAuthorizationFailed")
	if _, ok := errors.AsType[*auth.CrossTenantError](err); ok {
		t.Error("a client without the chain got the chain's error")
	}
	told, ok := errors.AsType[*auth.CrossTenantError](auth.Explain(err))
	if !ok || told.LinkedSubscription != armtest.ManagementSubscription {
		t.Errorf("Explain() = %+v, want the management subscription", told)
	}
}

// What the official client does alone also works: the world imitates the service, not our client.
func TestOfficialClient_auxiliaryTenants(t *testing.T) {
	t.Parallel()
	world := start(t, nil)
	opts := world.ClientOptions()
	opts.AuxiliaryTenants = []string{armtest.ManagementTenant}
	cred := deployer.signIn(t, world, armtest.ManagedTenant, armtest.ManagementTenant)
	network, err := putNetwork(t.Context(), factory(t, armtest.ManagedSubscription, cred, opts), "vnet-alone", drawing(armtest.DefaultPool, 100))
	if err != nil {
		t.Fatal(err)
	}
	if _, sum := sizes(t, network.Properties.AddressSpace.AddressPrefixes); sum != 100 {
		t.Errorf("prefixes have %d addresses, want 100", sum)
	}
	if all, with := sent(world, anything), sent(world, auxiliary); len(with) != len(all) || len(all) < 3 {
		t.Errorf("%d of %d requests carried auxiliary tokens; azcore sends them with each", len(with), len(all))
	}
}

func anything(armtest.Request) bool { return true }

// The chain's error reaches the callers of official clients and of ours, over azcore's own.
func TestCrossTenantError_throughClients(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		chain func(*testing.T, *armtest.World) *auth.Chain
		pool  string
		kind  auth.Kind
	}{
		{"tenant not in the chain", homeOnly, armtest.DefaultPool, auth.TenantNotInChain},
		{"subscription not listed", unlisted, armtest.DefaultPool, auth.MissingAuxiliaryToken},
		{"no role on the pool", deployer.chain, armtest.DefaultManager + "/ipamPools/closed", auth.NoRightsInLinkedTenant},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			world := start(t, nil)
			addPool(t, world, "closed", "172.16.0.0/12")
			chain := tt.chain(t, world)
			_, err := putNetwork(t.Context(), theirs(t, world, chain, armtest.ManagedSubscription), "vnet-x", drawing(tt.pool, 64))
			assertCrossTenant(t, err, tt.kind)
			_, err = ours(t, chain, world.ClientOptions()).VirtualNetworks.CreateOrUpdate(t.Context(), inWorkload("vnet-x"), ourDrawing(tt.pool, "64"))
			assertCrossTenant(t, err, tt.kind)
		})
	}
}

func assertCrossTenant(t *testing.T, err error, kind auth.Kind) {
	t.Helper()
	assertResponse(t, err, http.StatusForbidden, "LinkedAuthorizationFailed")
	ct, ok := errors.AsType[*auth.CrossTenantError](err)
	if !ok {
		t.Fatalf("error = %T %v, want a CrossTenantError", err, err)
	}
	if ct.Kind != kind || ct.LinkedSubscription != armtest.ManagementSubscription || ct.Fix == "" || ct.CorrelationID == "" {
		t.Errorf("error = %+v, want kind %s with subscription, fix and correlation id", ct, kind)
	}
}

func homeOnly(t *testing.T, world *armtest.World) *auth.Chain {
	t.Helper()
	chain, err := auth.NewChain(auth.Tenant{ID: armtest.ManagedTenant, Credential: deployer.signIn(t, world, armtest.ManagedTenant)})
	if err != nil {
		t.Fatal(err)
	}
	return chain
}

func unlisted(t *testing.T, world *armtest.World) *auth.Chain {
	t.Helper()
	chain, err := auth.NewChain(
		auth.Tenant{ID: armtest.ManagedTenant, Credential: deployer.signIn(t, world, armtest.ManagedTenant)},
		auth.Tenant{ID: armtest.ManagementTenant, Credential: deployer.signIn(t, world, armtest.ManagementTenant)},
	)
	if err != nil {
		t.Fatal(err)
	}
	return chain
}

// Official clients and ours that share a chain share its tokens: one sign-in for each tenant, whatever
// comes at once.
func TestChain_signsInOncePerTenant(t *testing.T) {
	t.Parallel()
	world := start(t, nil)
	chain := deployer.chain(t, world)
	var all sync.WaitGroup
	for i := range 4 {
		their, our := theirs(t, world, chain, armtest.ManagedSubscription), ours(t, chain, world.ClientOptions())
		all.Go(func() {
			if _, err := putNetwork(t.Context(), their, fmt.Sprint("their-", i), drawing(armtest.DefaultPool, 16)); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			id := inWorkload(fmt.Sprint("our-", i))
			if _, err := our.VirtualNetworks.CreateOrUpdate(t.Context(), id, ourDrawing(armtest.DefaultPool, "16")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	signIns := map[string]int{}
	for _, r := range world.Requests() {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL, "/oauth2/v2.0/token") {
			signIns[r.URL]++
		}
	}
	if len(signIns) != 2 {
		t.Errorf("sign-ins = %v, want one in each of two tenants", signIns)
	}
	for url, n := range signIns {
		if n != 1 {
			t.Errorf("%d sign-ins at %s, want 1", n, url)
		}
	}
}

// Tenants that nobody listed can be named for a context.
func TestWithTenants_throughOfficialClient(t *testing.T) {
	t.Parallel()
	world := start(t, nil)
	ctx := auth.WithTenants(t.Context(), armtest.ManagementTenant)
	if _, err := putNetwork(ctx, theirs(t, world, unlisted(t, world), armtest.ManagedSubscription), "vnet-named", drawing(armtest.DefaultPool, 8)); err != nil {
		t.Fatal(err)
	}
	_, err := putNetwork(auth.WithTenants(t.Context(), "00000000-1111-4222-8333-444444444444"),
		theirs(t, world, deployer.chain(t, world), armtest.ManagedSubscription), "vnet-unknown", drawing(armtest.DefaultPool, 8))
	if ct, ok := errors.AsType[*auth.CrossTenantError](err); !ok || ct.Kind != auth.TenantNotInChain {
		t.Errorf("a tenant that is not in the chain: error = %v, want %s", err, auth.TenantNotInChain)
	}
}

// A secret that Entra refuses is explained too, and reaches callers with azidentity's error inside.
func TestChain_explainsARefusedSecret(t *testing.T) {
	t.Parallel()
	world := start(t, nil)
	wrong := application{deployer.id, "no~such~secret"}
	chain, err := auth.NewChain(
		auth.Tenant{ID: armtest.ManagedTenant, Credential: deployer.signIn(t, world, armtest.ManagedTenant)},
		auth.Tenant{
			ID: armtest.ManagementTenant, Credential: wrong.signIn(t, world, armtest.ManagementTenant),
			Subscriptions: []string{armtest.ManagementSubscription},
		},
	)
	if err != nil {
		t.Fatal(err)
	}
	clients := theirs(t, world, chain, armtest.ManagedSubscription)
	_, err = putNetwork(t.Context(), clients, "vnet-secret", drawing(armtest.DefaultPool, 8))
	ct, ok := errors.AsType[*auth.CrossTenantError](err)
	if !ok || ct.Kind != auth.TokenUnavailable || ct.LinkedTenant != armtest.ManagementTenant {
		t.Fatalf("error = %v, want %s for the management tenant", err, auth.TokenUnavailable)
	}
	if puts := sent(world, writing); len(puts) > 0 {
		t.Errorf("%d requests were sent without the token they need", len(puts))
	}
	if _, err := putNetwork(t.Context(), clients, "vnet-home", plainNetwork("10.9.0.0/16")); err != nil {
		t.Errorf("a request that stays at home failed as well: %v", err)
	}
}

// A pool without room is the service's own error for the official client.
func TestOfficialClient_poolWithoutRoom(t *testing.T) {
	t.Parallel()
	world := start(t, nil)
	_, err := putNetwork(t.Context(), theirs(t, world, deployer.chain(t, world), armtest.ManagedSubscription), "vnet-huge", drawing(armtest.DefaultPool, 1<<25))
	re, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok || re.StatusCode < 400 || re.StatusCode >= 500 {
		t.Fatalf("error = %v, want a refusal", err)
	}
	if _, ok := errors.AsType[*auth.CrossTenantError](err); ok {
		t.Errorf("error = %v, which is about tenants", err)
	}
}

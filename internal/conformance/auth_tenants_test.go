// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/ipam"
)

var forManager = policy.TokenRequestOptions{Scopes: []string{"https://management.azure.com/.default"}}

// crowd counts how many requests for tokens are under way at once.
type crowd struct {
	base *http.Client
	// wait is how long a request waits for another one at the same time.
	wait time.Duration

	mu        sync.Mutex
	now, most int
	two       chan struct{} // closed when there were two at once
}

// Do implements policy.Transporter.
func (c *crowd) Do(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		c.mu.Lock()
		c.now++
		if c.most < 2 && c.now == 2 {
			close(c.two)
		}
		c.most = max(c.most, c.now)
		c.mu.Unlock()
		select {
		case <-c.two:
		case <-time.After(c.wait):
		}
		defer func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.now--
		}()
	}
	return c.base.Do(r)
}

// One credential of azidentity serves its tenants one after another, and a source all at once.
func TestSource_tenantsDoNotQueue(t *testing.T) {
	t.Parallel()
	world := start(t, &armtest.Options{Listen: armtest.NoListener})
	tenants := []string{armtest.ManagedTenant, armtest.ManagementTenant}
	options := func(c *crowd) policy.ClientOptions {
		o := world.CredentialOptions()
		o.Transport = c
		return o
	}
	together := func(token func(tenant string) error) {
		var all sync.WaitGroup
		for _, tenant := range tenants {
			all.Go(func() {
				if err := token(tenant); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	one := &crowd{base: world.HTTPClient(), wait: 30 * time.Millisecond, two: make(chan struct{})}
	cred, err := azidentity.NewClientSecretCredential(tenants[0], deployer.id, deployer.secret, &azidentity.ClientSecretCredentialOptions{
		ClientOptions: options(one), DisableInstanceDiscovery: true, AdditionallyAllowedTenants: tenants[1:],
	})
	if err != nil {
		t.Fatal(err)
	}
	together(func(tenant string) error {
		o := forManager
		o.TenantID = tenant
		_, err := cred.GetToken(t.Context(), o)
		return err
	})
	many := &crowd{base: world.HTTPClient(), wait: time.Minute, two: make(chan struct{})}
	source := auth.ClientSecret(deployer.id, deployer.secret, &auth.SourceOptions{ClientOptions: options(many), DisableInstanceDiscovery: true})
	chain, err := auth.NewChain(auth.Tenant{ID: tenants[0], Source: source}, auth.Tenant{ID: tenants[1], Source: source})
	if err != nil {
		t.Fatal(err)
	}
	together(func(tenant string) error {
		o := forManager
		o.TenantID = tenant
		_, err := chain.GetToken(t.Context(), o)
		return err
	})
	if one.most != 1 || many.most != 2 {
		t.Errorf("at once: %d with one credential and %d with a source, want 1 and 2", one.most, many.most)
	}
}

// What azidentity's own ways of holding several tenants make of it.
func TestAzidentity_severalTenants(t *testing.T) {
	t.Parallel()
	world := start(t, &armtest.Options{Listen: armtest.NoListener})
	opts := world.ClientOptions()
	opts.AuxiliaryTenants = []string{armtest.ManagementTenant}
	chained, err := azidentity.NewChainedTokenCredential([]azcore.TokenCredential{
		deployer.signIn(t, world, armtest.ManagedTenant), deployer.signIn(t, world, armtest.ManagementTenant),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, cred := range map[string]azcore.TokenCredential{
		"a chained credential":           chained,
		"an allowed tenant, other case":  deployer.signIn(t, world, armtest.ManagedTenant, strings.ToUpper(armtest.ManagementTenant)),
		"a credential without allowance": deployer.signIn(t, world, armtest.ManagedTenant),
	} {
		_, err := putNetwork(t.Context(), factory(t, armtest.ManagedSubscription, cred, opts), "vnet-x", drawing(armtest.DefaultPool, 16))
		told := auth.Explain(err)
		if err == nil || !strings.Contains(told.Error(), "auth.Tenant.Source") {
			t.Errorf("%s: error = %v, explained as %v", name, err, told)
		}
	}
	source := auth.ClientSecret(deployer.id, deployer.secret, &auth.SourceOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
	chain, err := auth.NewChain(auth.Tenant{ID: strings.ToUpper(armtest.ManagedTenant), Source: source},
		auth.Tenant{ID: strings.ToUpper(armtest.ManagementTenant), Source: source, Subscriptions: []string{strings.ToUpper(armtest.ManagementSubscription)}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := putNetwork(t.Context(), theirs(t, world, chain, armtest.ManagedSubscription), "vnet-y", drawing(armtest.DefaultPool, 16)); err != nil {
		t.Errorf("a chain with ids in capitals: %v", err)
	}
}

// A subnet of a network that draws from another tenant's pool needs that tenant's token as well, and its
// body does not say so: the first write of one is refused and sent again, later ones are right at once.
func TestChain_subnetsOfADrawingNetwork(t *testing.T) {
	t.Parallel()
	ctx, world := t.Context(), start(t, nil)
	chain := deployer.chain(t, world)
	their := theirs(t, world, chain, armtest.ManagedSubscription)
	if _, err := putNetwork(ctx, their, "vnet-drawn", drawing(armtest.DefaultPool, 256)); err != nil {
		t.Fatal(err)
	}
	our := ours(t, chain, world.ClientOptions())
	network, err := our.VirtualNetworks.Get(ctx, inWorkload("vnet-drawn"))
	if err != nil {
		t.Fatal(err)
	}
	base := strings.TrimSuffix(network.Properties.AddressSpace.AddressPrefixes[0], ".0/24")
	sent := func(write func(name, prefix string) error, name string, number int) []string {
		before := len(world.Requests())
		if err := write(name, fmt.Sprintf("%s.%d/28", base, number*16)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var out []string
		for _, r := range world.Requests()[before:] {
			if r.Method == http.MethodPut {
				out = append(out, fmt.Sprintf("%d %v", r.Status, auxiliary(r)))
			}
		}
		return out
	}
	officially := func(name, prefix string) error {
		p, err := their.NewSubnetsClient().BeginCreateOrUpdate(ctx, workload.Name, "vnet-drawn", name, officialSubnetOf(prefix), nil)
		return done(finish(ctx, p, err))
	}
	mine := func(name, prefix string) error {
		return done(our.Subnets.CreateOrUpdate(ctx, inWorkload("vnet-drawn").Subnet(name), ipam.Subnet{Properties: ipam.SubnetProperties{AddressPrefix: prefix}}))
	}
	if got := fmt.Sprint(sent(officially, "first", 0)); got != "[403 false 201 true]" {
		t.Errorf("the first subnet took %s, want a refusal without and a success with the token", got)
	}
	if got := fmt.Sprint(sent(officially, "second", 1), sent(mine, "third", 2)); got != "[201 true] [201 true]" {
		t.Errorf("the next subnets took %s, want one request each with the token", got)
	}
	if _, err := our.VirtualNetworks.Get(ctx, inWorkload("vnet-drawn")); err != nil || auxiliary(world.Requests()[len(world.Requests())-1]) {
		t.Errorf("a read carried the token of another tenant, or failed: %v", err)
	}
	// Another chain knows nothing yet; naming the tenant makes its first write right.
	other := ours(t, deployer.chain(t, world), world.ClientOptions())
	named := func(name, prefix string) error {
		_, err := other.Subnets.CreateOrUpdate(auth.WithTenants(ctx, armtest.ManagementTenant), inWorkload("vnet-drawn").Subnet(name),
			ipam.Subnet{Properties: ipam.SubnetProperties{AddressPrefix: prefix}})
		return err
	}
	if got := fmt.Sprint(sent(named, "fourth", 3)); got != "[201 true]" {
		t.Errorf("a subnet with the tenant named took %s, want one request", got)
	}
}

// officialSubnetOf is the body of a subnet.
func officialSubnetOf(prefix string) official.Subnet {
	return official.Subnet{Properties: &official.SubnetPropertiesFormat{AddressPrefix: new(prefix)}}
}

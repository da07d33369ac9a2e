// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/ipam"
)

const (
	draws  = "/properties/addressSpace/ipamPoolPrefixAllocations/"
	number = "/properties/numberOfIPAddressesToAllocate"
)

// found lists severity, pointer and rule of each finding, all of which advise.
func found(t *testing.T, r ipam.Report, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range r.Findings {
		out = append(out, string(f.Severity)+" "+f.Pointer+" "+f.Rule)
		if f.Advice == "" || f.Message == "" || !strings.HasPrefix(f.String(), string(f.Severity)+": "+f.Pointer) {
			t.Errorf("finding without message or advice: %v", f)
		}
	}
	return out
}

// shelf is a world with pools of every kind: small has 40 addresses left in 192.168.0.0/26, west is
// elsewhere, six is of the other family.
func shelf(t *testing.T) (w world, admin *ipam.Client, named func(string) ipam.PoolID) {
	t.Helper()
	w = newWorld(t, nil)
	admin = w.administrator()
	named = func(name string) ipam.PoolID { return defaultPool(t).Manager.Pool(name) }
	west := pool("172.16.0.0/16")
	west.Location = "West US"
	for name, body := range map[string]ipam.Pool{"small": pool("192.168.0.0/26"), "west": west, "six": pool("fd00:1::/32")} {
		testworld.Must[ipam.Pool](t)(admin.Pools.CreateOrUpdate(t.Context(), named(name), body, nil))
	}
	testworld.Must[ipam.StaticCIDR](t)(admin.StaticCIDRs.CreateOrUpdate(t.Context(), named("small").StaticCIDR("first"), fixed("192.168.0.0/28", "192.168.0.16/29")))
	return w, admin, named
}

func TestVirtualNetworks_Preflight(t *testing.T) {
	t.Parallel()
	w, admin, named := shelf(t)
	testworld.Must[ipam.VirtualNetwork](t)(admin.VirtualNetworks.CreateOrUpdate(t.Context(), hubNetwork("old"), drawing(ipam.Draw(named("main"), "100"))))
	plain := ipam.VirtualNetwork{Location: "eastus", Properties: ipam.VirtualNetworkProperties{AddressSpace: ipam.SpaceFrom(ipam.Prefixes{"192.168.0.0/27"})}}
	plain = testworld.Must[ipam.VirtualNetwork](t)(admin.VirtualNetworks.CreateOrUpdate(t.Context(), hubNetwork("plain"), plain))
	joining := plain
	joining.Properties.AddressSpace.IPAMPoolPrefixAllocations = []ipam.PoolAllocation{ipam.Draw(named("small"), "32")}
	slash64 := ipam.Draw(named("six"), "18446744073709551616")
	tests := []struct {
		name, network string
		body          ipam.VirtualNetwork
		want          []string
	}{
		{"nothing against it", "new", drawing(ipam.Draw(named("main"), "100"), slash64), nil},
		{"no draws", "plain", plain, nil},
		{"all of a pool", "new", drawing(ipam.Draw(named("small"), "40")), nil},
		{"no room", "new", drawing(ipam.Draw(named("small"), "48")), []string{"error " + draws + "0/numberOfIpAddresses exhausted"}},
		{"no such pool", "new", drawing(slash64, ipam.Draw(named("none"), "48")), []string{"error " + draws + "1/pool/id PoolNotFound"}},
		{"elsewhere, two of one family and no room", "new", drawing(ipam.Draw(named("west"), "65537"), ipam.Draw(named("small"), "48")), []string{
			"error " + draws + "0/pool/id region", "error " + draws + "0/numberOfIpAddresses exhausted",
			"error " + draws + "1/pool/id OnePoolPerFamily", "error " + draws + "1/numberOfIpAddresses exhausted",
		}},
		{"raised", "old", drawing(ipam.Draw(named("main"), "16777216")), nil},
		{"raised too far", "old", drawing(ipam.Draw(named("main"), "16777217")), []string{"error " + draws + "0/numberOfIpAddresses exhausted"}},
		{"lowered", "old", drawing(ipam.Draw(named("main"), "64")), []string{"error " + draws + "0/numberOfIpAddresses decrease"}},
		{"joins a pool where its prefixes are taken", "plain", joining, []string{
			"error /properties/addressSpace/addressPrefixes notFree", "error /properties/addressSpace/addressPrefixes notFree",
		}},
	}
	before := w.writes("PUT")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := admin.VirtualNetworks.Preflight(t.Context(), hubNetwork(tt.network), tt.body, nil)
			if diff := cmp.Diff(tt.want, found(t, got, err)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%v", diff, got)
			}
			if got.OK() != (len(tt.want) == 0) {
				t.Errorf("OK() = %v", got.OK())
			}
		})
	}
	t.Cleanup(func() {
		if n := w.writes("PUT") - before; n != 0 {
			t.Errorf("%d PUTs, want none", n)
		}
	})
}

func TestVirtualNetworks_Preflight_exhausted(t *testing.T) {
	t.Parallel()
	_, admin, named := shelf(t)
	got, err := admin.VirtualNetworks.Preflight(t.Context(), hubNetwork("new"), drawing(ipam.Draw(named("small"), "48")), nil)
	if err != nil || len(got.Findings) != 1 {
		t.Fatalf("Preflight() = %v, %v, want one finding", got, err)
	}
	want := &ipam.ExhaustedError{Pool: named("small"), Want: "48", Free: "40", Most: "40", FreePrefixes: []string{"192.168.0.24/29", "192.168.0.32/27"}}
	e, ok := errors.AsType[*ipam.ExhaustedError](got.Findings[0].Err)
	if diff := cmp.Diff(want, e); !ok || diff != "" {
		t.Errorf("Err (-want +got):\n%s", diff)
	}
}

// role gives the deployer a role in the management tenant on a scope.
func (w world) role(scope, role string) {
	w.t.Helper()
	id, err := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	if err == nil {
		err = w.Assign(scope, id, role)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestVirtualNetworks_Preflight_acrossTenants(t *testing.T) {
	t.Parallel()
	w, _, named := shelf(t)
	chain := w.chain(armtest.DeployerClientID, armtest.DeployerSecret)
	there, err := chain.As(armtest.ManagementTenant)
	if err != nil {
		t.Fatal(err)
	}
	home, pools := w.client(chain), w.client(there).Pools
	w.role(named("six").String(), armtest.RoleReader)
	w.role(named("small").String(), armtest.RoleNetworkContributor)
	tests := []struct {
		name  string
		draw  ipam.PoolAllocation
		pools *ipam.PoolsClient
		want  []string
	}{
		{"a pool user may not read its own rights", ipam.Draw(named("main"), "8"), pools, []string{"unknown " + draws + "0/pool/id unreadable"}},
		{"a network contributor may", ipam.Draw(named("small"), "8"), pools, nil},
		{"a reader may not draw", ipam.Draw(named("six"), "8"), pools, []string{
			"unknown " + draws + "0/pool/id unreadable", "error " + draws + "0/pool/id LinkedAuthorizationFailed",
		}},
		{"nobody", ipam.Draw(named("west"), "8"), pools, []string{
			"unknown " + draws + "0/pool/id unreadable", "unknown " + draws + "0/pool/id unreadable", "unknown " + draws + "0/pool/id unreadable",
		}},
		{"the client of the wrong tenant", ipam.Draw(named("small"), "8"), nil, []string{
			"unknown " + draws + "0/pool/id unreadable", "unknown " + draws + "0/pool/id unreadable", "unknown " + draws + "0/pool/id unreadable",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := home.VirtualNetworks.Preflight(t.Context(), network("new"), drawing(tt.draw), tt.pools)
			if diff := cmp.Diff(tt.want, found(t, got, err)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%v", diff, got)
			}
			for _, f := range got.Findings {
				if _, ok := errors.AsType[*azfoundry.OpError](f.Err); ok != (f.Severity == ipam.SeverityUnknown) {
					t.Errorf("%v has the cause %v", f, f.Err)
				}
			}
		})
	}
}

// A network that leaves a pool still takes the right on it.
func TestVirtualNetworks_Preflight_leavingAPool(t *testing.T) {
	t.Parallel()
	w, admin, named := shelf(t)
	body := testworld.Must[ipam.VirtualNetwork](t)(admin.VirtualNetworks.CreateOrUpdate(t.Context(), hubNetwork("old"), drawing(ipam.Draw(named("small"), "8"))))
	body.Properties.AddressSpace.IPAMPoolPrefixAllocations = nil
	w.role("/subscriptions/"+armtest.ManagementSubscription, armtest.RoleReader)
	reader := w.client(w.sign(armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret))
	got, err := reader.VirtualNetworks.Preflight(t.Context(), hubNetwork("old"), body, nil)
	want := []string{"error " + strings.TrimSuffix(draws, "/") + " LinkedAuthorizationFailed"}
	if diff := cmp.Diff(want, found(t, got, err)); diff != "" {
		t.Errorf("findings (-want +got):\n%s\n%v", diff, got)
	}
}

func TestPreflight_failsWhereNothingCanBeRead(t *testing.T) {
	t.Parallel()
	w, admin, named := shelf(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := admin.VirtualNetworks.Preflight(ctx, hubNetwork("new"), drawing(ipam.Draw(named("main"), "8")), nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: error = %v, want that of the context", err)
	}
	_, err = w.deployer().StaticCIDRs.Preflight(t.Context(), named("main").StaticCIDR("a"), numbered("8"))
	if e, ok := errors.AsType[*azfoundry.OpError](err); !ok || e.Status != 401 {
		t.Errorf("wrong tenant: error = %v, want the service's 401", err)
	}
	odd := drawing(ipam.Draw(named("main"), "8"), ipam.PoolAllocation{Pool: ipam.PoolReference{ID: "new kind of pool"}})
	report, err := admin.VirtualNetworks.Preflight(azfoundry.WithoutValidation(t.Context()), hubNetwork("new"), odd, nil)
	if got := found(t, report, err); len(got) != 0 {
		t.Errorf("without validation: %v, want no finding", got)
	}
	_, err = admin.VirtualNetworks.Preflight(t.Context(), ipam.VirtualNetworkID{}, drawing(ipam.Draw(named("main"), "0")), nil)
	want := []string{
		"id.ResourceGroup.Subscription guid", "id.ResourceGroup.Name required", "id.Name required", draws + "0/numberOfIpAddresses pattern",
	}
	testworld.WantFaults(t, err, want...)
}

func TestSubnets_Preflight(t *testing.T) {
	t.Parallel()
	w, admin, named := shelf(t)
	slash64 := ipam.Count("18446744073709551616")
	both := drawing(ipam.Draw(named("main"), "64"), ipam.Draw(named("six"), slash64))
	testworld.Must[ipam.VirtualNetwork](t)(admin.VirtualNetworks.CreateOrUpdate(t.Context(), hubNetwork("vnet"), both))
	testworld.Must[ipam.VirtualNetwork](t)(admin.VirtualNetworks.CreateOrUpdate(t.Context(), hubNetwork("plain"), ipam.VirtualNetwork{
		Location: "eastus", Properties: ipam.VirtualNetworkProperties{AddressSpace: ipam.SpaceFrom(ipam.Prefixes{"192.168.0.0/27"})},
	}))
	body := func(draws ...ipam.PoolAllocation) ipam.Subnet {
		return ipam.Subnet{Properties: ipam.SubnetProperties{IPAMPoolPrefixAllocations: draws}}
	}
	testworld.Must[ipam.Subnet](t)(admin.Subnets.CreateOrUpdate(t.Context(), hubNetwork("vnet").Subnet("old"), body(ipam.Draw(named("main"), "16"))))
	const at = "/properties/ipamPoolPrefixAllocations/"
	tests := []struct {
		name string
		id   ipam.SubnetID
		body ipam.Subnet
		want []string
	}{
		{"fits", hubNetwork("vnet").Subnet("new"), body(ipam.Draw(named("main"), "48"), ipam.Draw(named("six"), slash64)), nil},
		{"prefixes of its own", hubNetwork("vnet").Subnet("new"), ipam.Subnet{Properties: ipam.SubnetProperties{AddressPrefix: "10.0.0.32/28"}}, nil},
		{"no room beside the others", hubNetwork("vnet").Subnet("new"), body(ipam.Draw(named("main"), "49")), []string{"error " + at + "0/numberOfIpAddresses exhausted"}},
		{"raised", hubNetwork("vnet").Subnet("OLD"), body(ipam.Draw(named("main"), "64")), nil},
		{"lowered", hubNetwork("vnet").Subnet("old"), body(ipam.Draw(named("main"), "8")), []string{"error " + at + "0/numberOfIpAddresses decrease"}},
		{"no /64", hubNetwork("vnet").Subnet("new"), body(ipam.Draw(named("six"), "256")), []string{"error " + at + "0/numberOfIpAddresses slash64"}},
		{"another pool", hubNetwork("vnet").Subnet("new"), body(ipam.Draw(named("small"), "8")), []string{"error " + at + "0/pool SubnetPoolsMustBeSubsetOfVnetPools"}},
		{"no pool", hubNetwork("plain").Subnet("new"), body(ipam.Draw(named("small"), "8")), []string{"error " + at + "0/pool SubnetsCannotReferToPoolsIfVnetDoeNot"}},
		{"no network", hubNetwork("none").Subnet("new"), body(ipam.Draw(named("small"), "8")), []string{"error id ParentResourceNotFound"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := admin.Subnets.Preflight(t.Context(), tt.id, tt.body, nil)
			if diff := cmp.Diff(tt.want, found(t, got, err)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%v", diff, got)
			}
		})
	}
	t.Run("without the right on every pool of the network", func(t *testing.T) {
		t.Parallel()
		w.role("/subscriptions/"+armtest.ManagementSubscription, armtest.RoleReader)
		reader := w.client(w.sign(armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret))
		got, err := reader.Subnets.Preflight(t.Context(), hubNetwork("vnet").Subnet("new"), body(ipam.Draw(named("main"), "8")), nil)
		if diff := cmp.Diff([]string{"error id LinkedAuthorizationFailed"}, found(t, got, err)); diff != "" {
			t.Errorf("findings (-want +got):\n%s\n%v", diff, got)
		}
	})
}

func TestStaticCIDRs_Preflight(t *testing.T) {
	t.Parallel()
	w, admin, named := shelf(t)
	moved := fixed("192.168.0.0/27")
	tests := []struct {
		name string
		id   ipam.StaticCIDRID
		body ipam.StaticCIDR
		want []string
	}{
		{"number", named("small").StaticCIDR("new"), numbered("32"), nil},
		{"number that is rounded", named("small").StaticCIDR("new"), numbered("24"), []string{"warning " + number + " powerOfTwo"}},
		{"rounded beyond the room", named("small").StaticCIDR("new"), numbered("33"), []string{"warning " + number + " powerOfTwo", "error " + number + " exhausted"}},
		{"prefixes", named("small").StaticCIDR("new"), fixed("192.168.0.24/29", "192.168.0.32/28"), nil},
		{"what it holds counts as free", named("small").StaticCIDR("first"), moved, nil},
		{"its own, as one block", named("small").StaticCIDR("first"), numbered("64"), nil},
		{"the same again", named("small").StaticCIDR("first"), fixed("192.168.0.0/28", "192.168.0.16/29"), nil},
		{"taken and outside", named("small").StaticCIDR("new"), fixed("192.168.0.0/30", "192.168.0.32/28", "192.168.1.0/28"), []string{
			"error /properties/addressPrefixes/0 notFree", "error /properties/addressPrefixes/2 notFree",
		}},
		{"no pool", named("none").StaticCIDR("new"), numbered("8"), []string{"error id PoolNotFound"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := admin.StaticCIDRs.Preflight(t.Context(), tt.id, tt.body)
			if diff := cmp.Diff(tt.want, found(t, got, err)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%v", diff, got)
			}
		})
	}
	t.Run("no right", func(t *testing.T) {
		t.Parallel()
		w.role(named("small").String(), armtest.RoleReader)
		reader := w.client(w.sign(armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret))
		got, err := reader.StaticCIDRs.Preflight(t.Context(), named("small").StaticCIDR("new"), numbered("8"))
		want := []string{"unknown id unreadable", "error id AuthorizationFailed"}
		if diff := cmp.Diff(want, found(t, got, err)); diff != "" || got.OK() {
			t.Errorf("findings (-want +got):\n%s\n%v", diff, got)
		}
	})
}

func TestStaticCIDRs_Preflight_exhausted(t *testing.T) {
	t.Parallel()
	_, admin, named := shelf(t)
	got, err := admin.StaticCIDRs.Preflight(t.Context(), named("small").StaticCIDR("new"), numbered("64"))
	if err != nil || len(got.Findings) != 1 {
		t.Fatalf("Preflight() = %v, %v, want one finding", got, err)
	}
	e, ok := errors.AsType[*ipam.ExhaustedError](got.Findings[0].Err)
	if !ok || e.Want != "64" || e.Free != "40" || e.Most != "32" {
		t.Errorf("Err = %+v, want 64 of 40, and 32 as the largest power of two that fits", e)
	}
}

// The service takes exactly those writes that a preflight has nothing against.
func TestPreflight_agreesWithTheWrite(t *testing.T) {
	t.Parallel()
	_, admin, named := shelf(t)
	rng := rand.New(rand.NewPCG(7, 8))
	taken, refused := 0, 0
	for i := range 120 {
		count := ipam.CountOf(1 + rng.Int64N(24))
		name := fmt.Sprintf("n%d", rng.IntN(4))
		var report ipam.Report
		var before, after error
		if i%2 == 0 {
			id, body := named("small").StaticCIDR(name), numbered(count)
			if rng.IntN(2) == 0 {
				body = fixed(fmt.Sprintf("192.168.0.%d/29", 8*rng.IntN(9)))
			}
			report, before = admin.StaticCIDRs.Preflight(t.Context(), id, body)
			_, after = admin.StaticCIDRs.CreateOrUpdate(t.Context(), id, body)
		} else {
			id, body := hubNetwork(name), drawing(ipam.Draw(named([]string{"small", "small", "small", "small", "west", "none"}[rng.IntN(6)]), count))
			report, before = admin.VirtualNetworks.Preflight(t.Context(), id, body, nil)
			_, after = admin.VirtualNetworks.CreateOrUpdate(t.Context(), id, body)
		}
		if before != nil || report.OK() != (after == nil) {
			t.Fatalf("write %d: preflight says %v (%v), the service says %v", i, report, before, after)
		}
		if after == nil {
			taken++
		} else {
			refused++
		}
		if rng.IntN(4) == 0 {
			if err := errors.Join(admin.StaticCIDRs.Delete(t.Context(), named("small").StaticCIDR(name)), admin.VirtualNetworks.Delete(t.Context(), hubNetwork(name))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if min(taken, refused) < 20 {
		t.Errorf("%d taken, %d refused: too few of one to tell", taken, refused)
	}
}

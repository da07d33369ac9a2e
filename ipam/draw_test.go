// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/ipam"
)

func TestVirtualNetworks_drawPowersOfTwoFromAnotherTenant(t *testing.T) {
	t.Parallel()
	tests := []struct {
		ask  ipam.Count
		want []string
	}{
		{"100", []string{"10.0.0.0/26", "10.0.0.64/27", "10.0.0.96/30"}},
		{"80", []string{"10.0.0.0/26", "10.0.0.64/28"}},
		{"1", []string{"10.0.0.0/32"}},
	}
	for _, tt := range tests {
		t.Run(string(tt.ask), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			got, err := w.deployer().VirtualNetworks.CreateOrUpdate(t.Context(), network("vnet"), drawing(ipam.Draw(defaultPool(t), tt.ask)))
			if err != nil {
				t.Fatal(err)
			}
			space := got.Properties.AddressSpace
			if diff := cmp.Diff(tt.want, space.AddressPrefixes); diff != "" {
				t.Errorf("prefixes (-want +got):\n%s", diff)
			}
			draws, ok := space.Source().(ipam.Draws)
			if !ok || len(draws) != 1 || draws[0].NumberOfIPAddresses != tt.ask {
				t.Errorf("Source() = %#v, want one draw of %s", space.Source(), tt.ask)
			}
		})
	}
}

func TestVirtualNetworks_noRoomNamesTheFreeSpace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	admin := w.administrator()
	small := defaultPool(t).Manager.Pool("small")
	testworld.Must[ipam.Pool](t)(admin.Pools.CreateOrUpdate(t.Context(), small, pool("192.168.0.0/26"), nil))
	testworld.Must[ipam.VirtualNetwork](t)(admin.VirtualNetworks.CreateOrUpdate(t.Context(), hubNetwork("first"), drawing(ipam.Draw(small, "24"))))

	_, err := admin.VirtualNetworks.CreateOrUpdate(t.Context(), hubNetwork("second"), drawing(ipam.Draw(small, "48")))
	got, ok := errors.AsType[*ipam.ExhaustedError](err)
	if !ok {
		t.Fatalf("error = %v, want an ExhaustedError", err)
	}
	want := &ipam.ExhaustedError{
		Pool: small, Want: "48", Free: "40", Most: "40", FreePrefixes: []string{"192.168.0.24/29", "192.168.0.32/27"},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(ipam.ExhaustedError{}, "Err")); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	if _, ok := errors.AsType[*azfoundry.OpError](err); !ok || !strings.Contains(err.Error(), "40 free (192.168.0.24/29, 192.168.0.32/27)") {
		t.Errorf("error = %v, want the free space in its text and the refusal below", err)
	}
}

func TestPools_Explain_acrossTenants(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	chain := w.chain(armtest.DeployerClientID, armtest.DeployerSecret)
	_, err := w.client(chain).VirtualNetworks.CreateOrUpdate(t.Context(), network("vnet"), drawing(ipam.Draw(defaultPool(t), "16777217")))
	if _, ok := errors.AsType[*azfoundry.OpError](err); !ok {
		t.Fatalf("error = %v, want the service's refusal", err)
	}
	there, bad := chain.As(armtest.ManagementTenant)
	if bad != nil {
		t.Fatal(bad)
	}
	err = w.client(there).Pools.Explain(t.Context(), defaultPool(t), "16777217", err)
	if e, ok := errors.AsType[*ipam.ExhaustedError](err); !ok || e.Most != "16777216" {
		t.Errorf("Explain() = %v, want an ExhaustedError with Most 16777216", err)
	}
}

func TestVirtualNetworks_badInputIsRefusedBeforeTheWire(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.deployer()
	p := defaultPool(t)
	other := p.Manager.Pool("other")
	huge := ipam.Count("18446744073709551616")
	mixed := drawing(ipam.Draw(p, "100"))
	mixed.Properties.AddressSpace.AddressPrefixes = []string{"10.1.0.0/16", "10.1.0.1/16"}
	lost := drawing(ipam.Draw(p, "100"))
	lost.Properties.Subnets = []ipam.Subnet{{Name: "s", Properties: ipam.SubnetProperties{
		AddressPrefix: "10.0.0.0/28", IPAMPoolPrefixAllocations: []ipam.PoolAllocation{ipam.Draw(other, "16")},
	}}}
	tests := []struct {
		name string
		id   ipam.VirtualNetworkID
		body ipam.VirtualNetwork
		want []string // pointer and rule
	}{
		{"everything at once", ipam.VirtualNetworkID{ResourceGroup: azfoundry.ResourceGroup{Subscription: "x", Name: "a/b"}, Name: ".."}, ipam.VirtualNetwork{}, []string{
			"id.ResourceGroup.Subscription guid", "id.ResourceGroup.Name name", "id.Name name", "/location required",
		}},
		{"no positive integers", network("vnet"), drawing(ipam.Draw(p, "0"), ipam.Draw(other, "-1")), []string{
			"/properties/addressSpace/ipamPoolPrefixAllocations/0/numberOfIpAddresses pattern",
			"/properties/addressSpace/ipamPoolPrefixAllocations/1/numberOfIpAddresses pattern",
		}},
		{"fraction", network("vnet"), drawing(ipam.Draw(p, "1.5")), []string{"/properties/addressSpace/ipamPoolPrefixAllocations/0/numberOfIpAddresses pattern"}},
		{"no number", network("vnet"), drawing(ipam.Draw(p, "")), []string{"/properties/addressSpace/ipamPoolPrefixAllocations/0/numberOfIpAddresses numberOfIpAddresses"}},
		{"prefix and pool", network("vnet"), mixed, []string{
			"/properties/addressSpace/addressPrefixes/1 format",
			"/properties/addressSpace/ipamPoolPrefixAllocations CannotMixAddressPrefixAndPoolInPayload",
		}},
		{"one pool twice", network("vnet"), drawing(ipam.Draw(p, "1"), ipam.Draw(p, "2")), []string{
			"/properties/addressSpace/ipamPoolPrefixAllocations/1/pool CannotHaveDuplicatePoolIds",
		}},
		{"two pools of one family", network("vnet"), drawing(ipam.Draw(p, huge), ipam.Draw(other, huge)), []string{
			"/properties/addressSpace/ipamPoolPrefixAllocations/1/pool OnePoolPerFamily",
		}},
		{"no pool", network("vnet"), drawing(ipam.PoolAllocation{NumberOfIPAddresses: "1", Pool: ipam.PoolReference{ID: "/subscriptions/1/pool"}}), []string{
			"/properties/addressSpace/ipamPoolPrefixAllocations/0/pool/id armid",
		}},
		{"subnet", network("vnet"), lost, []string{
			"/properties/subnets/0/properties/addressPrefix addressPrefix",
			"/properties/subnets/0/properties/ipamPoolPrefixAllocations/0/pool SubnetPoolsMustBeSubsetOfVnetPools",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := c.VirtualNetworks.CreateOrUpdate(t.Context(), tt.id, tt.body)
			testworld.WantFaults(t, err, tt.want...)
		})
	}
	t.Cleanup(func() {
		if n := len(w.Requests()); n != 0 {
			t.Errorf("%d requests, want none", n)
		}
	})
}

func TestVirtualNetworks_whatOnlyTheServiceKnowsComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	admin := w.administrator()
	second := defaultPool(t).Manager.Pool("second")
	testworld.Must[ipam.Pool](t)(admin.Pools.CreateOrUpdate(t.Context(), second, pool("172.16.0.0/12"), nil))
	far := drawing(ipam.Draw(defaultPool(t), "8"))
	far.Location = "westeurope"
	for name, body := range map[string]ipam.VirtualNetwork{
		"two IPv4 pools": drawing(ipam.Draw(defaultPool(t), "8"), ipam.Draw(second, "8")),
		"another region": far,
	} {
		_, err := admin.VirtualNetworks.CreateOrUpdate(t.Context(), hubNetwork("vnet"), body)
		e, ok := errors.AsType[*azfoundry.OpError](err)
		if !ok || e.Status/100 != 4 || e.Code == "" || e.Message == "" || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error = %v, want one line with the service's code and message", name, err)
		}
		if _, ok := errors.AsType[*ipam.ExhaustedError](err); ok {
			t.Errorf("%s: error = %v, which is not about room", name, err)
		}
	}
}

func TestVirtualNetworks_concurrentDrawsDoNotOverlap(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.deployer()
	var mu sync.Mutex
	var wg sync.WaitGroup
	taken := map[string]netip.Prefix{}
	for i := range 24 {
		wg.Go(func() {
			got, err := c.VirtualNetworks.CreateOrUpdate(t.Context(), network(fmt.Sprintf("vnet%d", i)), drawing(ipam.Draw(defaultPool(t), "100")))
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			for _, text := range got.Properties.AddressSpace.AddressPrefixes {
				p := netip.MustParsePrefix(text)
				for owner, q := range taken {
					if p.Overlaps(q) {
						t.Errorf("v%d got %v, which overlaps %v of %s", i, p, q, owner)
					}
				}
				taken[fmt.Sprintf("v%d %v", i, p)] = p
			}
		})
	}
	wg.Wait()
	usage := testworld.Must[ipam.PoolUsage](t)(w.administrator().Pools.Usage(t.Context(), defaultPool(t)))
	if usage.NumberOfAllocatedIPAddresses != "2400" {
		t.Errorf("allocated %s, want 2400", usage.NumberOfAllocatedIPAddresses)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/ipam"
)

func TestPools_lifeOfAPool(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.administrator()
	id := defaultPool(t).Manager.Pool("child")
	body := pool("10.4.0.0/16")
	body.Properties.ParentPoolName = "main"
	made := testworld.Must[ipam.Pool](t)(c.Pools.CreateOrUpdate(t.Context(), id, body, nil))
	if made.Properties.ProvisioningState != ipam.ProvisioningStateSucceeded || made.ETag == "" {
		t.Errorf("created %+v, want it Succeeded with an etag", made)
	}
	named := testworld.Must[ipam.Pool](t)(c.Pools.Update(t.Context(), id, ipam.PoolUpdate{Tags: map[string]string{"a": "1"}}, &ipam.PoolWriteOptions{IfMatch: made.ETag}))
	if named.Tags["a"] != "1" || !slices.Equal(named.Properties.AddressPrefixes, body.Properties.AddressPrefixes) {
		t.Errorf("updated %+v, want the tag and the prefixes", named)
	}
	_, err := c.Pools.Update(t.Context(), id, ipam.PoolUpdate{}, &ipam.PoolWriteOptions{IfMatch: made.ETag})
	if e, ok := errors.AsType[*azfoundry.OpError](err); !ok || e.Status != 412 {
		t.Errorf("stale etag: %v, want 412", err)
	}
	usage := testworld.Must[ipam.PoolUsage](t)(c.Pools.Usage(t.Context(), defaultPool(t)))
	if usage.NumberOfAllocatedIPAddresses != "65536" || len(usage.ChildPools) != 1 {
		t.Errorf("usage of the parent %+v, want the child allocated", usage)
	}
	if err := c.Pools.Delete(t.Context(), id, nil); err != nil {
		t.Fatal(err)
	}
	_, err = c.Pools.Get(t.Context(), id)
	if e, ok := errors.AsType[*azfoundry.OpError](err); !ok || e.Status != 404 {
		t.Errorf("after Delete returned: %v, want 404", err)
	}
	if err := c.Pools.Delete(t.Context(), id, nil); err != nil {
		t.Errorf("deleting a missing pool: %v, want no error", err)
	}
}

func TestPools_ModifyRunsAnewWhenOthersWrite(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.administrator()
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			_, err := c.Pools.Modify(t.Context(), defaultPool(t), func(p *ipam.Pool) error {
				tags := map[string]string{fmt.Sprint(i): "here"}
				for k, v := range p.Tags {
					tags[k] = v
				}
				p.Tags = tags
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got := testworld.Must[ipam.Pool](t)(c.Pools.Get(t.Context(), defaultPool(t)))
	if diff := cmp.Diff(map[string]string{"0": "here", "1": "here", "2": "here"}, got.Tags); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
}

func TestPools_ListReadsAllPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{PageSize: 2})
	c := w.administrator()
	want := []string{"main"}
	for i := range 5 {
		name := fmt.Sprintf("p%d", i)
		testworld.Must[ipam.Pool](t)(c.Pools.CreateOrUpdate(t.Context(), defaultPool(t).Manager.Pool(name), pool(fmt.Sprintf("172.16.%d.0/24", i)), nil))
		want = append(want, name)
	}
	pools, err := azfoundry.Collect(c.Pools.List(t.Context(), defaultPool(t).Manager, nil))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range pools {
		got = append(got, p.Name)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pools (-want +got):\n%s", diff)
	}
}

func TestVirtualNetworks_ModifyBringsANetworkIntoAPool(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.deployer()
	body := ipam.VirtualNetwork{
		Location: armtest.DefaultRegion,
		Properties: ipam.VirtualNetworkProperties{
			AddressSpace: ipam.SpaceFrom(ipam.Prefixes{"10.9.0.0/24"}),
			Unknown:      jsontext.Value(`{"bgpCommunities":{"virtualNetworkCommunity":"12076:20000"},"precise":1.10}`),
		},
	}
	testworld.Must[ipam.VirtualNetwork](t)(c.VirtualNetworks.CreateOrUpdate(t.Context(), network("old"), body))
	got := testworld.Must[ipam.VirtualNetwork](t)(c.VirtualNetworks.Modify(t.Context(), network("old"), func(v *ipam.VirtualNetwork) error {
		v.Properties.AddressSpace.IPAMPoolPrefixAllocations = []ipam.PoolAllocation{ipam.Draw(defaultPool(t), "256")}
		return nil
	}))
	if diff := cmp.Diff([]string{"10.9.0.0/24"}, got.Properties.AddressSpace.AddressPrefixes); diff != "" {
		t.Errorf("prefixes (-want +got):\n%s", diff)
	}
	again := testworld.Must[ipam.VirtualNetwork](t)(c.VirtualNetworks.Get(t.Context(), network("old")))
	var kept struct {
		BGP     any             `json:"bgpCommunities"`
		Precise json.RawMessage `json:"precise"`
	}
	decode(t, again.Properties.Unknown, &kept)
	if kept.BGP == nil || string(kept.Precise) != "1.10" {
		t.Errorf("unknown members are %s, want them kept", again.Properties.Unknown)
	}
	usage := testworld.Must[ipam.PoolUsage](t)(w.administrator().Pools.Usage(t.Context(), defaultPool(t)))
	if !slices.Contains(usage.AllocatedAddressPrefixes, "10.9.0.0/24") {
		t.Errorf("pool has %v allocated, want the network's range among it", usage.AllocatedAddressPrefixes)
	}
}

func TestVirtualNetworks_ModifyWithoutADifferenceWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.deployer()
	testworld.Must[ipam.VirtualNetwork](t)(c.VirtualNetworks.CreateOrUpdate(t.Context(), network("vnet"), drawing(ipam.Draw(defaultPool(t), "8"))))
	before := w.writes("PUT")
	testworld.Must[ipam.VirtualNetwork](t)(c.VirtualNetworks.Modify(t.Context(), network("vnet"), func(v *ipam.VirtualNetwork) error {
		v.Properties.AddressSpace.IPAMPoolPrefixAllocations[0].NumberOfIPAddresses = "8"
		return nil
	}))
	if after := w.writes("PUT"); after != before {
		t.Errorf("%d PUTs, want none", after-before)
	}
}

func TestSubnets_drawFromTheirNetworksPool(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.deployer()
	testworld.Must[ipam.VirtualNetwork](t)(c.VirtualNetworks.CreateOrUpdate(t.Context(), network("vnet"), drawing(ipam.Draw(defaultPool(t), "64"))))
	id := network("vnet").Subnet("app")
	body := ipam.Subnet{Properties: ipam.SubnetProperties{IPAMPoolPrefixAllocations: []ipam.PoolAllocation{ipam.Draw(defaultPool(t), "16")}}}
	got := testworld.Must[ipam.Subnet](t)(c.Subnets.CreateOrUpdate(t.Context(), id, body))
	if diff := cmp.Diff([]string{"10.0.0.0/28"}, got.Properties.AddressPrefixes); diff != "" {
		t.Errorf("prefixes (-want +got):\n%s", diff)
	}
	if err := c.Subnets.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	left, err := azfoundry.Collect(c.Subnets.List(t.Context(), network("vnet")))
	if err != nil || len(left) != 0 {
		t.Errorf("subnets after the deletion: %v, %v", left, err)
	}
}

func TestVirtualNetworks_dryRunWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, plan := azfoundry.DryRun(t.Context())
	_, err := w.deployer().VirtualNetworks.CreateOrUpdate(ctx, network("vnet"), drawing(ipam.Draw(defaultPool(t), "8")))
	if !errors.Is(err, azfoundry.ErrDryRun) || len(plan.Writes()) != 1 || len(w.Requests()) != 0 {
		t.Errorf("error %v, plan %v, %d requests", err, plan.Writes(), len(w.Requests()))
	}
}

func decode(t *testing.T, text jsontext.Value, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

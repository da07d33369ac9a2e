// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/ipam"
)

// numbered and fixed are the bodies of static CIDRs.
func numbered(n ipam.Count) ipam.StaticCIDR {
	return ipam.StaticCIDR{Properties: ipam.StaticCIDRProperties{NumberOfIPAddressesToAllocate: n}}
}

func fixed(prefixes ...string) ipam.StaticCIDR {
	return ipam.StaticCIDR{Properties: ipam.StaticCIDRProperties{AddressPrefixes: prefixes}}
}

func TestStaticCIDRs_lifeOfAStaticCIDR(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.administrator()
	id := defaultPool(t).StaticCIDR("north")
	made := testworld.Must[ipam.StaticCIDR](t)(c.StaticCIDRs.CreateOrUpdate(t.Context(), id, numbered("100")))
	want := ipam.StaticCIDRProperties{
		AddressPrefixes: []string{"10.0.0.0/25"}, NumberOfIPAddressesToAllocate: "128", TotalNumberOfIPAddresses: "128",
		ProvisioningState: ipam.ProvisioningStateSucceeded,
	}
	if diff := cmp.Diff(want, made.Properties); diff != "" {
		t.Errorf("made (-want +got):\n%s", diff)
	}
	grown := testworld.Must[ipam.StaticCIDR](t)(c.StaticCIDRs.Modify(t.Context(), id, func(m *ipam.StaticCIDR) error {
		m.Properties.NumberOfIPAddressesToAllocate, m.Properties.Description = "256", "data centre"
		return nil
	}))
	if grown.Properties.TotalNumberOfIPAddresses != "256" || grown.Properties.Description != "data centre" {
		t.Errorf("grown %+v, want 256 addresses and the description", grown.Properties)
	}
	moved := testworld.Must[ipam.StaticCIDR](t)(c.StaticCIDRs.Modify(t.Context(), id, func(m *ipam.StaticCIDR) error {
		m.Properties.AddressPrefixes = []string{"10.9.0.0/24"}
		return nil
	}))
	if diff := cmp.Diff([]string{"10.9.0.0/24"}, moved.Properties.AddressPrefixes); diff != "" {
		t.Errorf("moved (-want +got):\n%s", diff)
	}
	listed, err := azfoundry.Collect(c.StaticCIDRs.List(t.Context(), id.Pool, &ipam.StaticCIDRListOptions{
		Top: new(int32(1)), Skip: new(int32(0)), SortKey: "name", SortValue: "asc",
	}))
	if diff := cmp.Diff([]ipam.StaticCIDR{moved}, listed); err != nil || diff != "" {
		t.Errorf("List(): %v (-want +got):\n%s", err, diff)
	}
	if err := c.StaticCIDRs.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	_, err = c.StaticCIDRs.Get(t.Context(), id)
	if e, ok := errors.AsType[*azfoundry.OpError](err); !ok || e.Status != 404 {
		t.Errorf("after Delete returned: %v, want 404", err)
	}
	if err := c.StaticCIDRs.Delete(t.Context(), id); err != nil {
		t.Errorf("deleting a missing static CIDR: %v, want no error", err)
	}
}

func TestStaticCIDRs_badInputIsRefusedBeforeTheWire(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.administrator()
	both := fixed("10.0.0.0/24", "10.0.0.0/33", "10.0.0.128/25")
	both.Properties.NumberOfIPAddressesToAllocate = "1.5"
	tests := []struct {
		name string
		id   ipam.StaticCIDRID
		body ipam.StaticCIDR
		want []string // pointer and rule
	}{
		{"neither", defaultPool(t).StaticCIDR("a"), ipam.StaticCIDR{}, []string{"/properties prefixesOrNumber"}},
		{"everything at once", defaultPool(t).StaticCIDR("-"), both, []string{
			"id.Name pattern", "/properties/addressPrefixes/1 format", "/properties/numberOfIPAddressesToAllocate pattern",
			"/properties/numberOfIPAddressesToAllocate prefixesOrNumber", "/properties/addressPrefixes/2 overlap",
		}},
		{"zero", defaultPool(t).StaticCIDR("a"), numbered("0"), []string{"/properties/numberOfIPAddressesToAllocate pattern"}},
		{"negative", defaultPool(t).StaticCIDR("a"), numbered("-8"), []string{"/properties/numberOfIPAddressesToAllocate pattern"}},
		{"host bits", defaultPool(t).StaticCIDR("a"), fixed("10.0.0.1/24"), []string{"/properties/addressPrefixes/0 format"}},
		{"twice the same", defaultPool(t).StaticCIDR("a"), fixed("fd00::/64", "10.0.0.0/24", "fd00::/64"), []string{"/properties/addressPrefixes/2 overlap"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := c.StaticCIDRs.CreateOrUpdate(t.Context(), tt.id, tt.body)
			testworld.WantFaults(t, err, tt.want...)
		})
	}
	t.Cleanup(func() {
		if n := len(w.Requests()); n != 0 {
			t.Errorf("%d requests, want none", n)
		}
	})
}

// What was read may be written back, although it has both prefixes and a number.
func TestStaticCIDR_Validate_takesWhatWasRead(t *testing.T) {
	t.Parallel()
	body := fixed("10.0.0.0/24")
	body.Properties.NumberOfIPAddressesToAllocate = "256"
	if err := body.Validate(); err == nil {
		t.Error("a new one with both was taken")
	}
	body.ID = defaultPool(t).StaticCIDR("a").String()
	if err := body.Validate(); err != nil {
		t.Errorf("Validate() = %v, want nil", err)
	}
}

func TestStaticCIDR_Source(t *testing.T) {
	t.Parallel()
	read := fixed("10.0.0.0/24")
	read.ID = defaultPool(t).StaticCIDR("a").String()
	read.Properties.NumberOfIPAddressesToAllocate = "256"
	draw := ipam.Draw(defaultPool(t), "256")
	draw.AllocatedAddressPrefixes = []string{"10.0.0.0/24"}
	tests := []struct {
		name string
		body ipam.StaticCIDR
		want ipam.Source
	}{
		{"nothing", ipam.StaticCIDR{}, nil},
		{"prefixes", fixed("10.0.0.0/24"), ipam.Prefixes{"10.0.0.0/24"}},
		{"number", numbered("8"), ipam.Draws{{NumberOfIPAddresses: "8"}}},
		{"read", read, ipam.Draws{draw}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.body.Source()); diff != "" {
				t.Errorf("Source() (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStaticCIDRs_noRoomNamesTheFreeSpace(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	c := w.administrator()
	small := defaultPool(t).Manager.Pool("small")
	testworld.Must[ipam.Pool](t)(c.Pools.CreateOrUpdate(t.Context(), small, pool("192.168.0.0/26"), nil))
	testworld.Must[ipam.StaticCIDR](t)(c.StaticCIDRs.CreateOrUpdate(t.Context(), small.StaticCIDR("first"), fixed("192.168.0.0/28", "192.168.0.16/29")))
	_, err := c.StaticCIDRs.CreateOrUpdate(t.Context(), small.StaticCIDR("second"), numbered("40"))
	got, ok := errors.AsType[*ipam.ExhaustedError](err)
	if !ok {
		t.Fatalf("error = %v, want an ExhaustedError", err)
	}
	want := &ipam.ExhaustedError{
		Pool: small, Want: "64", Free: "40", Most: "32", FreePrefixes: []string{"192.168.0.24/29", "192.168.0.32/27"},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(ipam.ExhaustedError{}, "Err")); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	_, err = c.StaticCIDRs.CreateOrUpdate(t.Context(), small.StaticCIDR("second"), fixed("192.168.0.0/29"))
	if e, ok := errors.AsType[*ipam.ExhaustedError](err); ok || err == nil {
		t.Errorf("error = %v (%v), want the service's refusal of a taken prefix", err, e)
	}
}

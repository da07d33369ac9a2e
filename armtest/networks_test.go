// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

func subnet(number string) object {
	return object{"properties": object{"ipamPoolPrefixAllocations": []any{allocation(armtest.DefaultPool, number)}}}
}

func TestSubnets_drawOnTheNetwork(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s, admin := deployer(t, w, true), administrator(t, w, armtest.ManagementTenant)
	admin.want("201", http.MethodPut, pool("second"), poolBody("", "172.16.0.0/16"))
	s.want("201", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, "256"))
	s.want("201", http.MethodPut, vnet("plain"), object{"location": "eastus", "properties": object{"addressSpace": object{"addressPrefixes": []any{"10.250.0.0/24"}}}})
	steps := []struct {
		name, path, outcome string
		body                object
		want                []string
	}{
		{"first", vnet("v") + "/subnets/a", "201", subnet("64"), []string{"10.0.0.0/26"}},
		{"fixed prefix", vnet("v") + "/subnets/b", "201", object{"properties": object{"addressPrefixes": []any{"10.0.0.64/27"}}}, []string{"10.0.0.64/27"}},
		{"around the fixed one", vnet("v") + "/subnets/c", "201", subnet("64"), []string{"10.0.0.128/26"}},
		{"again", vnet("v") + "/subnets/a", "200", subnet("64"), []string{"10.0.0.0/26"}},
		{"grown", vnet("v") + "/subnets/a", "200", subnet("96"), []string{"10.0.0.0/26", "10.0.0.96/27"}},
		{"no room", vnet("v") + "/subnets/d", "IpamPoolInsufficientAddressSpace", subnet("128"), nil},
		{"overlap", vnet("v") + "/subnets/d", "NetcfgSubnetRangesOverlap", object{"properties": object{"addressPrefix": "10.0.0.64/28"}}, nil},
		{"outside", vnet("v") + "/subnets/d", "NetcfgSubnetRangeOutsideVnet", object{"properties": object{"addressPrefix": "10.0.1.0/28"}}, nil},
		{"network without pools", vnet("plain") + "/subnets/a", "SubnetsCannotReferToPoolsIfVnetDoeNot", subnet("16"), nil},
		{"nothing", vnet("plain") + "/subnets/a", "InvalidRequestContent", object{"properties": object{}}, nil},
		{"parent missing", vnet("none") + "/subnets/a", "ParentResourceNotFound", object{"properties": object{"addressPrefix": "10.0.1.0/28"}}, nil},
	}
	for _, tt := range steps {
		got := s.want(tt.outcome, http.MethodPut, tt.path, tt.body)
		if diff := cmp.Diff(tt.want, texts(got.body["properties"], "addressPrefixes")); tt.want != nil && diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	all := administrator(t, w, armtest.ManagedTenant)
	other := object{"properties": object{"ipamPoolPrefixAllocations": []any{allocation(pool("second"), "16")}}}
	all.want("SubnetPoolsMustBeSubsetOfVnetPools", http.MethodPut, vnet("v")+"/subnets/d", other)
	both := subnet("16")
	both["properties"].(object)["addressPrefix"] = "10.0.0.192/28"
	all.want("InvalidRequestFormat", http.MethodPut, vnet("v")+"/subnets/d?api-version=2024-05-01", both)
	twice := object{"properties": object{"ipamPoolPrefixAllocations": []any{allocation(armtest.DefaultPool, "1"), allocation(armtest.DefaultPool, "1")}}}
	all.want("CannotHaveDuplicatePoolIds", http.MethodPut, vnet("v")+"/subnets/d", twice)
	usage := admin.want("200", http.MethodPost, armtest.DefaultPool+"/getPoolUsage", nil).body
	if usage["numberOfAllocatedIPAddresses"] != "256" {
		t.Errorf("the pool gave %v addresses, want 256: subnets draw on their network", usage["numberOfAllocatedIPAddresses"])
	}
	remove(s, vnet("v")+"/subnets/a")
	if got := s.want("201", http.MethodPut, vnet("v")+"/subnets/e", subnet("16")); !cmp.Equal(texts(got.body["properties"], "addressPrefixes"), []string{"10.0.0.0/28"}) {
		t.Errorf("after a was deleted e got %s", got.text)
	}
}

func TestNetworks_inlineSubnets(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := deployer(t, w, true)
	named := func(name string, body object) object { body["name"] = name; return body }
	body := drawing(armtest.DefaultPool, "256")
	body["properties"].(object)["subnets"] = []any{
		named("a", subnet("64")), named("fixed", object{"properties": object{"addressPrefix": "10.0.0.0/26", "note": "kept"}}),
	}
	names := func() []string {
		t.Helper()
		list, _ := s.want("200", http.MethodGet, vnet("v"), nil).body["properties"].(object)["subnets"].([]any)
		var out []string
		for i := range list {
			out = append(out, texts(list, i, "name")[0])
		}
		return out
	}
	got := s.want("201", http.MethodPut, vnet("v"), body).body["properties"].(object)["subnets"]
	if diff := cmp.Diff([]string{"10.0.0.64/26"}, texts(got, 0, "properties", "addressPrefixes")); diff != "" {
		t.Errorf("subnet a beside the fixed one (-want +got):\n%s", diff)
	}
	if note := texts(got, 1, "properties", "note"); !cmp.Equal(note, []string{"kept"}) {
		t.Errorf("unknown member = %v, want it kept", note)
	}
	echo := s.want("200", http.MethodGet, vnet("v"), nil).body
	s.want("200", http.MethodPut, vnet("v"), echo)
	s.want("200", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, "256"))
	if diff := cmp.Diff([]string{"a", "fixed"}, names()); diff != "" {
		t.Errorf("subnets after a PUT that says nothing of them (-want +got):\n%s", diff)
	}
	echo["properties"].(object)["subnets"] = []any{named("b", subnet("128"))}
	s.want("200", http.MethodPut, vnet("v"), echo)
	if diff := cmp.Diff([]string{"b"}, names()); diff != "" {
		t.Errorf("subnets after a PUT with one other (-want +got):\n%s", diff)
	}
	s.want("200", http.MethodPut, vnet("v")+"?api-version=2022-07-01", drawing(armtest.DefaultPool, "256"))
	if got := names(); got != nil {
		t.Errorf("subnets after an old PUT that says nothing of them = %v, want none", got)
	}
}

func TestSubnets_IPv6areSlash64(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s, admin := administrator(t, w, armtest.ManagedTenant), administrator(t, w, armtest.ManagementTenant)
	admin.want("201", http.MethodPut, pool("six"), poolBody("", "fd00:1::/32"))
	s.want("201", http.MethodPut, vnet("v"), drawing(pool("six"), "4722366482869645213696"))
	got := s.want("200", http.MethodGet, vnet("v"), nil)
	if diff := cmp.Diff([]string{"fd00:1::/56"}, addresses(got.body)); diff != "" {
		t.Errorf("network (-want +got):\n%s", diff)
	}
	put := func(outcome, number string) answer {
		t.Helper()
		return s.want(outcome, http.MethodPut, vnet("v")+"/subnets/a", object{"properties": object{"ipamPoolPrefixAllocations": []any{allocation(pool("six"), number)}}})
	}
	put("InvalidIpv6SubnetSize", "256")
	if got := put("201", "18446744073709551616"); !cmp.Equal(texts(got.body["properties"], "addressPrefixes"), []string{"fd00:1::/64"}) {
		t.Errorf("subnet = %s", got.text)
	}
}

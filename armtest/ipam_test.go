// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"fmt"
	"math/big"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

// addresses returns the prefixes of a network that was read.
func addresses(body object) []string {
	return texts(body["properties"].(object)["addressSpace"], "addressPrefixes")
}

func TestAllocation_firstNetwork(t *testing.T) {
	t.Parallel()
	tests := []struct {
		number string
		want   []string
	}{
		{"100", []string{"10.0.0.0/26", "10.0.0.64/27", "10.0.0.96/30"}},
		{"80", []string{"10.0.0.0/26", "10.0.0.64/28"}},
		{"1", []string{"10.0.0.0/32"}},
		{"65535", []string{"10.0.0.0/17", "10.0.128.0/18", "10.0.192.0/19", "10.0.224.0/20", "10.0.240.0/21", "10.0.248.0/22", "10.0.252.0/23", "10.0.254.0/24", "10.0.255.0/25", "10.0.255.128/26", "10.0.255.192/27", "10.0.255.224/28", "10.0.255.240/29", "10.0.255.248/30", "10.0.255.252/31", "10.0.255.254/32"}},
		{"16777216", []string{"10.0.0.0/8"}},
	}
	w := start(t, nil)
	s := deployer(t, w, true)
	for _, tt := range tests {
		got := s.want("201", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, tt.number)).body
		if diff := cmp.Diff(tt.want, addresses(got)); diff != "" {
			t.Errorf("%s addresses (-want +got):\n%s", tt.number, diff)
		}
		remove(s, vnet("v"))
	}
}

// remove deletes and waits until the resource is gone.
func remove(s *session, id string) {
	s.t.Helper()
	s.want("202", http.MethodDelete, id, nil)
	for range 5 {
		if s.do(http.MethodGet, id, nil).status == http.StatusNotFound {
			return
		}
	}
	s.t.Fatalf("%s is not gone", id)
}

func TestAllocation_keepsAndGrows(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := deployer(t, w, true)
	steps := []struct {
		name, network, number string
		outcome               string
		want                  []string
	}{
		{"first", "a", "32", "201", []string{"10.0.0.0/27"}},
		{"second", "b", "32", "201", []string{"10.0.0.32/27"}},
		{"same number again", "a", "32", "200", []string{"10.0.0.0/27"}},
		{"grown into the next hole", "a", "128", "200", []string{"10.0.0.0/27", "10.0.0.64/26", "10.0.0.128/27"}},
		{"neighbour takes what follows", "b", "64", "200", []string{"10.0.0.32/27", "10.0.0.160/27"}},
		{"never less", "a", "64", "NumberOfIpAddressesCannotBeDecreased", nil},
		{"nonsense", "a", "-4", "InvalidRequestFormat", nil},
		{"more than there is", "c", "33554432", "IpamPoolInsufficientAddressSpace", nil},
	}
	for _, tt := range steps {
		got := s.want(tt.outcome, http.MethodPut, vnet(tt.network), drawing(armtest.DefaultPool, tt.number))
		if tt.want == nil {
			continue
		}
		if diff := cmp.Diff(tt.want, addresses(got.body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	s.want("ResourceNotFound", http.MethodGet, vnet("c"), nil)
}

func TestAllocation_rules(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin, s := administrator(t, w, armtest.ManagementTenant), administrator(t, w, armtest.ManagedTenant)
	admin.want("201", http.MethodPut, pool("second"), poolBody("", "172.16.0.0/16"))
	admin.want("201", http.MethodPut, pool("six"), poolBody("", "fd00:1::/32"))
	west := poolBody("", "192.168.0.0/16")
	west["location"] = "westus"
	admin.want("201", http.MethodPut, pool("west"), west)
	tests := []struct {
		name, outcome string
		prefixes      []any
		allocations   []any
	}{
		{"both families", "201", nil, []any{allocation(armtest.DefaultPool, "100"), allocation(pool("six"), "36893488147419103232")}},
		{"two of one family", "OnlyOnePoolPerIpTypeAllowed", nil, []any{allocation(armtest.DefaultPool, "1"), allocation(pool("second"), "1")}},
		{"the same twice", "CannotHaveDuplicatePoolIds", nil, []any{allocation(armtest.DefaultPool, "1"), allocation(strings.ToUpper(armtest.DefaultPool), "2")}},
		{"another region", "IpamApiCallFailed", nil, []any{allocation(pool("west"), "1")}},
		{"no such pool", "IpamApiCallFailed", nil, []any{allocation(pool("none"), "1")}},
		{"prefixes and pool", "CannotMixAddressPrefixAndPoolInPayload", []any{"10.1.0.0/16"}, []any{allocation(armtest.DefaultPool, "1")}},
		{"host bits", "InvalidCIDRNotation", []any{"10.1.0.1/16"}, nil},
		{"prefixes alone", "201", []any{"10.1.0.0/16"}, nil},
		{"nothing", "InvalidRequestContent", nil, nil},
	}
	for i, tt := range tests {
		space := object{}
		if tt.prefixes != nil {
			space["addressPrefixes"] = tt.prefixes
		}
		if tt.allocations != nil {
			space["ipamPoolPrefixAllocations"] = tt.allocations
		}
		// An older version is not checked by schema: the rules are the service's own.
		path := vnet(fmt.Sprint("v", i)) + "?api-version=2024-05-01"
		got := s.do(http.MethodPut, path, object{"location": "East US", "properties": object{"addressSpace": space}})
		if got.code() != tt.outcome || got.status >= 500 {
			t.Errorf("%s = %d %s, want %s", tt.name, got.status, got.text, tt.outcome)
		}
	}
}

func TestAllocation_existingNetworkBringsItsPrefixes(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s, admin := administrator(t, w, armtest.ManagedTenant), administrator(t, w, armtest.ManagementTenant)
	body := object{"location": armtest.DefaultRegion, "properties": object{"addressSpace": object{"addressPrefixes": []any{"10.7.0.0/24"}}}}
	s.want("201", http.MethodPut, vnet("v"), body)
	space := body["properties"].(object)["addressSpace"].(object)
	space["ipamPoolPrefixAllocations"] = []any{allocation(armtest.DefaultPool, "256")}
	got := s.want("200", http.MethodPut, vnet("v"), body).body
	if diff := cmp.Diff([]string{"10.7.0.0/24"}, addresses(got)); diff != "" {
		t.Errorf("associated (-want +got):\n%s", diff)
	}
	body["location"] = "eastus"
	s.want("201", http.MethodPut, vnet("u"), object{"location": "eastus", "properties": object{"addressSpace": object{"addressPrefixes": []any{"10.7.0.0/25"}}}})
	other := object{"location": "eastus", "properties": object{"addressSpace": object{
		"addressPrefixes": []any{"10.7.0.0/25"}, "ipamPoolPrefixAllocations": []any{allocation(armtest.DefaultPool, "128")},
	}}}
	s.want("IpamPoolPrefixNotAvailable", http.MethodPut, vnet("u"), other)
	delete(space, "ipamPoolPrefixAllocations")
	s.want("200", http.MethodPut, vnet("v"), body)
	if usage := admin.want("200", http.MethodPost, armtest.DefaultPool+"/getPoolUsage", nil).body; usage["numberOfAllocatedIPAddresses"] != "0" {
		t.Errorf("usage after leaving the pool = %v", usage)
	}
	s.want("200", http.MethodPut, vnet("u"), other)
}

func TestAllocation_concurrentWriters(t *testing.T) {
	t.Parallel()
	const writers = 64
	w := start(t, nil)
	s, admin := deployer(t, w, true), administrator(t, w, armtest.ManagementTenant)
	results := make([]answer, writers)
	errs := make([]error, writers)
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			results[i], errs[i] = s.try(http.MethodPut, vnet(fmt.Sprint("v", i)), drawing(armtest.DefaultPool, fmt.Sprint(1+i*7%300)))
		})
	}
	wg.Wait()
	sum, seen := int64(0), map[netip.Prefix]int{}
	for i, got := range results {
		if errs[i] != nil || got.status != http.StatusCreated {
			t.Fatalf("writer %d = %d %s %v", i, got.status, got.text, errs[i])
		}
		for _, text := range addresses(got.body) {
			p := netip.MustParsePrefix(text)
			for other, j := range seen {
				if p.Overlaps(other) {
					t.Fatalf("%v of writer %d overlaps %v of writer %d", p, i, other, j)
				}
			}
			seen[p] = i
			sum += 1 << (32 - p.Bits())
		}
	}
	if usage := admin.want("200", http.MethodPost, armtest.DefaultPool+"/getPoolUsage", nil).body; usage["numberOfAllocatedIPAddresses"] != fmt.Sprint(sum) {
		t.Errorf("usage = %v, want %d allocated", usage["numberOfAllocatedIPAddresses"], sum)
	}
}

// The documented example of a usage, with the two child pools and without its reservation.
func TestPoolUsage_childPoolsCount(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin, s := administrator(t, w, armtest.ManagementTenant), administrator(t, w, armtest.ManagedTenant)
	admin.want("201", http.MethodPut, pool("big"), poolBody("", "10.0.0.0/8", "192.0.0.0/8"))
	admin.want("201", http.MethodPut, pool("c1"), poolBody("big", "10.0.2.0/26"))
	admin.want("201", http.MethodPut, pool("c2"), poolBody("BIG", "10.0.3.0/26"))
	usage := admin.want("200", http.MethodPost, pool("big")+"/getPoolUsage", nil).body
	for member, want := range map[string]string{
		"totalNumberOfIPAddresses": "33554432", "numberOfAllocatedIPAddresses": "128",
		"numberOfReservedIPAddresses": "0", "numberOfAvailableIPAddresses": "33554304",
	} {
		if usage[member] != want {
			t.Errorf("%s = %v, want %s", member, usage[member], want)
		}
	}
	checkUsage(t, usage)
	if got := len(usage["childPools"].([]any)); got != 2 {
		t.Errorf("%d child pools, want 2", got)
	}
	s.want("201", http.MethodPut, vnet("v"), drawing(pool("big"), "512"))
	if got := addresses(s.want("200", http.MethodGet, vnet("v"), nil).body); !cmp.Equal(got, []string{"10.0.0.0/23"}) {
		t.Errorf("network = %v, want the hole below the child pools", got)
	}
	s.want("201", http.MethodPut, vnet("u"), drawing(pool("big"), "512"))
	if got := addresses(s.want("200", http.MethodGet, vnet("u"), nil).body); !cmp.Equal(got, []string{"10.0.4.0/23"}) {
		t.Errorf("network = %v, want the hole above the child pools", got)
	}
}

func TestAssociations_dateFromTheFirstWrite(t *testing.T) {
	t.Parallel()
	var hours atomic.Int64
	began := time.Now()
	w := start(t, &armtest.Options{TokenLifetime: 24 * time.Hour, Clock: func() time.Time { return began.Add(time.Duration(hours.Load()) * time.Hour) }})
	s, admin := deployer(t, w, true), administrator(t, w, armtest.ManagementTenant)
	created := func() string {
		t.Helper()
		return texts(admin.want("200", http.MethodPost, armtest.DefaultPool+"/listAssociatedResources", nil).body, "value", 0, "createdAt")[0]
	}
	s.want("201", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, "4"))
	first := created()
	hours.Store(3)
	s.want("200", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, "8"))
	if got := created(); got != first {
		t.Errorf("createdAt = %s, want %s as before", got, first)
	}
}

// checkUsage adds the lists of a usage up one prefix at a time.
func checkUsage(t *testing.T, usage object) {
	t.Helper()
	for list, number := range map[string]string{
		"addressPrefixes": "totalNumberOfIPAddresses", "allocatedAddressPrefixes": "numberOfAllocatedIPAddresses",
		"availableAddressPrefixes": "numberOfAvailableIPAddresses",
	} {
		sum := new(big.Int)
		for _, text := range texts(usage, list) {
			p := netip.MustParsePrefix(text)
			sum.Add(sum, new(big.Int).Exp(big.NewInt(2), big.NewInt(int64(p.Addr().BitLen()-p.Bits())), nil))
		}
		if sum.String() != usage[number] {
			t.Errorf("%s adds up to %v, %s = %v", list, sum, number, usage[number])
		}
	}
}

func TestPools_hierarchy(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	put := func(outcome, name string, body object) {
		t.Helper()
		s.want(outcome, http.MethodPut, pool(name), body)
	}
	put("201", "overlapping-root", poolBody("", "10.0.0.0/16"))
	put("201", "c1", poolBody("main", "10.1.0.0/16"))
	put("InvalidIpamPool", "c2", poolBody("main", "11.0.0.0/16"))
	put("IpamPoolPrefixOverlap", "c2", poolBody("main", "10.0.0.0/15"))
	put("InvalidIpamPool", "c2", poolBody("none", "10.2.0.0/16"))
	put("InvalidIpamPool", "c2", poolBody("main", "10.2.0.0/16", "10.2.3.0/24"))
	put("200", "c1", poolBody("main", "10.1.0.0/16", "10.3.0.0/16"))
	put("InvalidIpamPool", "c1", poolBody("", "10.1.0.0/16"))
	put("201", "g1", poolBody("c1", "10.3.4.0/24"))
	put("IpamPoolPrefixInUse", "c1", poolBody("main", "10.1.0.0/16"))
	put("InvalidResourceName", "-bad", poolBody("main", "10.9.0.0/16"))
	parent := "g1"
	for layer := 4; layer <= 7; layer++ {
		name := fmt.Sprint("layer", layer)
		put("201", name, poolBody(parent, fmt.Sprintf("10.3.4.0/%d", 20+layer)))
		parent = name
	}
	put("InvalidIpamPool", "layer8", poolBody(parent, "10.3.4.0/28"))
	s.want("IpamPoolHasChildren", http.MethodDelete, pool("c1"), nil)
}

func TestPools_deletion(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin, s := administrator(t, w, armtest.ManagementTenant), deployer(t, w, true)
	s.want("201", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, "4"))
	admin.want("IpamPoolHasAssociatedResources", http.MethodDelete, armtest.DefaultPool, nil)
	remove(s, vnet("v"))
	admin.want("200", http.MethodDelete, scopeSide(armtest.DefaultConnection), nil)
	admin.want("CannotDeleteResource", http.MethodDelete, armtest.DefaultManager, nil)
	location := admin.want("202", http.MethodDelete, armtest.DefaultPool, nil).header.Get("Location")
	admin.want("202", http.MethodGet, location, nil)
	admin.want("204", http.MethodGet, location, nil)
	if got := admin.want("200", http.MethodGet, armtest.DefaultPool, nil); !strings.Contains(got.text, `"Deleting"`) {
		t.Errorf("after its deletion ended the pool reads %s, want it Deleting", got.text)
	}
	admin.want("204", http.MethodGet, location, nil)
	admin.want("ResourceNotFound", http.MethodGet, armtest.DefaultPool, nil)
	admin.want("202", http.MethodDelete, armtest.DefaultManager, nil)
	admin.want("204", http.MethodDelete, armtest.DefaultPool, nil)
}

// Whoever waits for the operation alone is refused until the pool is really gone, but not for ever.
func TestPools_deletionLingers(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := administrator(t, w, armtest.ManagementTenant)
	admin.want("201", http.MethodPut, pool("child"), poolBody("main", "10.1.0.0/16"))
	for _, step := range []struct{ id, above, refusal string }{
		{pool("child"), armtest.DefaultPool, "IpamPoolHasChildren"}, {armtest.DefaultPool, armtest.DefaultManager, "CannotDeleteResource"},
	} {
		location := admin.want("202", http.MethodDelete, step.id, nil).header.Get("Location")
		admin.want("202", http.MethodGet, location, nil)
		admin.want("204", http.MethodGet, location, nil)
		admin.want(step.refusal, http.MethodDelete, step.above, nil)
		admin.want(step.refusal, http.MethodDelete, step.above, nil)
		admin.want("ResourceNotFound", http.MethodGet, step.id, nil)
	}
	admin.want("201", http.MethodPut, pool("other"), poolBody("", "10.0.0.0/8"))
	admin.want("202", http.MethodDelete, pool("other"), nil)
	admin.want("AnotherOperationInProgress", http.MethodPut, pool("other"), poolBody("", "10.0.0.0/8"))
}

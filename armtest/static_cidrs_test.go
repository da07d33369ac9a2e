// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

func static(name string) string { return armtest.DefaultPool + "/staticCidrs/" + name }

// block is the body of a static CIDR: a number, or prefixes.
func block(number string, prefixes ...any) object {
	p := object{}
	if number != "" {
		p["numberOfIPAddressesToAllocate"] = number
	}
	if len(prefixes) > 0 {
		p["addressPrefixes"] = prefixes
	}
	return object{"properties": p}
}

// older asks in a version whose bodies no schema checks: what answers are the service's own rules.
const older = "?api-version=2024-05-01"

func TestStaticCIDRs_rules(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	steps := []struct {
		name, cidr string
		body       object
		outcome    string
		want       []string // prefixes
		number     string
	}{
		{"number", "a", block("64"), "201", []string{"10.0.0.0/26"}, "64"},
		{"number is rounded up", "b", block("100"), "201", []string{"10.0.0.128/25"}, "128"},
		{"prefixes", "c", block("", "10.0.0.64/27", "10.0.0.112/28"), "201", []string{"10.0.0.64/27", "10.0.0.112/28"}, "48"},
		{"the same number keeps its place", "b", block("128"), "200", []string{"10.0.0.128/25"}, "128"},
		{"both, as they were read", "c", block("48", "10.0.0.64/27", "10.0.0.112/28"), "200", []string{"10.0.0.64/27", "10.0.0.112/28"}, "48"},
		{"both, prefixes changed", "c", block("48", "10.0.0.96/28", "10.0.0.64/27"), "200", []string{"10.0.0.96/28", "10.0.0.64/27"}, "48"},
		{"both, number changed", "a", block("32", "10.0.0.0/26"), "200", []string{"10.0.0.0/27"}, "32"},
		{"both changed", "a", block("16", "10.1.0.0/26"), "InvalidStaticCidr", nil, ""},
		{"both at first", "d", block("64", "10.1.0.0/26"), "InvalidStaticCidr", nil, ""},
		{"neither", "d", block(""), "InvalidStaticCidr", nil, ""},
		{"no number", "d", block("many"), "InvalidStaticCidr", nil, ""},
		{"nothing", "d", block("0"), "InvalidStaticCidr", nil, ""},
		{"overlap inside", "d", block("", "10.2.0.0/24", "10.2.0.128/25"), "InvalidStaticCidr", nil, ""},
		{"outside the pool", "d", block("", "11.0.0.0/24"), "InvalidStaticCidr", nil, ""},
		{"taken", "d", block("", "10.0.0.128/26"), "IpamPoolPrefixNotAvailable", nil, ""},
		{"host bits", "d", block("", "10.2.0.1/24"), "InvalidCIDRNotation", nil, ""},
		{"no room", "d", block("16777216"), "IpamPoolInsufficientAddressSpace", nil, ""},
		{"bad name", "-", block("1"), "InvalidResourceName", nil, ""},
	}
	for _, tt := range steps {
		t.Run(tt.name, func(t *testing.T) { // the steps build on each other
			got := s.do(http.MethodPut, static(tt.cidr)+older, tt.body)
			if got.code() != tt.outcome {
				t.Fatalf("PUT = %d %s, want %s", got.status, got.text, tt.outcome)
			}
			if tt.want == nil {
				return
			}
			p := got.body["properties"].(object)
			if diff := cmp.Diff(tt.want, texts(p, "addressPrefixes")); diff != "" {
				t.Errorf("prefixes (-want +got):\n%s", diff)
			}
			if p["numberOfIPAddressesToAllocate"] != tt.number || p["totalNumberOfIPAddresses"] != tt.number {
				t.Errorf("numbers of %v, want %s", p, tt.number)
			}
		})
	}
}

func TestStaticCIDRs_takeSpaceLikeEverythingElse(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s, d := administrator(t, w, armtest.ManagementTenant), deployer(t, w, true)
	described := block("", "10.0.0.0/9")
	described["properties"].(object)["description"] = "data centre"
	s.want("201", http.MethodPut, static("half"), described)
	got := d.want("201", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, "256")).body
	if diff := cmp.Diff([]string{"10.128.0.0/24"}, addresses(got)); diff != "" {
		t.Errorf("network (-want +got):\n%s", diff)
	}
	s.want("IpamPoolPrefixOverlap", http.MethodPut, pool("child"), poolBody("main", "10.4.0.0/16"))
	s.want("IpamPoolPrefixInUse", http.MethodPut, armtest.DefaultPool, poolBody("", "10.128.0.0/9"))
	usage := s.want("200", http.MethodPost, armtest.DefaultPool+"/getPoolUsage", nil).body
	if usage["numberOfAllocatedIPAddresses"] != "8388864" {
		t.Errorf("usage = %v, want 2^23 + 256 allocated", usage)
	}
	list := s.want("200", http.MethodPost, armtest.DefaultPool+"/listAssociatedResources", nil).body["value"].([]any)
	first := list[0].(object)
	if len(list) != 2 || first["resourceId"] != static("half") || first["totalNumberOfIPAddresses"] != "8388608" || first["description"] != "data centre" {
		t.Errorf("associated = %v", list)
	}
	s.want("IpamPoolHasAssociatedResources", http.MethodDelete, armtest.DefaultPool, nil)
	remove(d, vnet("v"))
	remove(s, static("half"))
	s.want("204", http.MethodDelete, static("half"), nil)
	usage = s.want("200", http.MethodPost, armtest.DefaultPool+"/getPoolUsage", nil).body
	if usage["numberOfAllocatedIPAddresses"] != "0" {
		t.Errorf("usage = %v, want nothing allocated", usage)
	}
}

func TestStaticCIDRs_listTakesPlainParameters(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	for _, name := range []string{"a", "b", "c"} {
		s.want("201", http.MethodPut, static(name), block("16"))
	}
	list := func(query string) []string {
		var names []string
		path := armtest.DefaultPool + "/staticCidrs" + query
		for path != "" {
			page := s.want("200", http.MethodGet, path, nil).body
			for _, item := range page["value"].([]any) {
				names = append(names, fmt.Sprint(item.(object)["name"]))
			}
			path, _ = page["nextLink"].(string)
		}
		return names
	}
	for query, want := range map[string]string{"": "a b c", "?top=2": "a b c", "?skip=1": "b c", "?sortKey=name&sortValue=desc": "c b a"} {
		if got := strings.Join(list(query), " "); got != want {
			t.Errorf("list%s = %s, want %s", query, got, want)
		}
	}
	s.want("MethodNotAllowed", http.MethodPatch, static("a"), block("32"))
}

// A pool of 64 addresses is booked in a map of single addresses beside the world.
func TestStaticCIDRs_agreeWithAMapOfAddresses(t *testing.T) {
	t.Parallel()
	const space = 64
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	small := pool("small")
	s.want("201", http.MethodPut, small, poolBody("", "192.168.0.0/26"))
	rng := rand.New(rand.NewPCG(3, 4))
	owner := make([]string, space) // "" is free
	for range 250 {
		name := string(rune('a' + rng.IntN(8)))
		id := small + "/staticCidrs/" + name
		if slices.Contains(owner, name) {
			remove(s, id)
			for i := range owner {
				owner[i] = strings.TrimPrefix(owner[i], name)
			}
			continue
		}
		body, outcome := randomBlock(rng, owner)
		got := s.do(http.MethodPut, id, body)
		if (got.status == http.StatusCreated) != outcome {
			t.Fatalf("PUT %v into %q = %d %s, want created %v", body, owner, got.status, got.text, outcome)
		}
		if outcome {
			book(t, owner, name, texts(got.body["properties"], "addressPrefixes"))
		}
		usage := s.want("200", http.MethodPost, small+"/getPoolUsage", nil).body
		free := 0
		for _, o := range owner {
			if o == "" {
				free++
			}
		}
		if usage["numberOfAvailableIPAddresses"] != fmt.Sprint(free) {
			t.Fatalf("usage = %v, want %d free", usage, free)
		}
	}
}

// randomBlock asks for a number or for a prefix, and says whether there is room for it.
func randomBlock(rng *rand.Rand, owner []string) (body object, fits bool) {
	free := func(at, size int) bool {
		return !slices.ContainsFunc(owner[at:at+size], func(o string) bool { return o != "" })
	}
	if rng.IntN(2) == 0 {
		size := 1 << rng.IntN(5)
		at := rng.IntN(len(owner)/size) * size
		return block("", fmt.Sprintf("192.168.0.%d/%d", at, 32-bits.TrailingZeros(uint(size)))), free(at, size)
	}
	n := 1 + rng.IntN(40)
	size := 1
	for size < n {
		size *= 2
	}
	for at := 0; at+size <= len(owner); at += size {
		fits = fits || free(at, size)
	}
	return block(fmt.Sprint(n)), fits
}

// book enters prefixes, which must have been free.
func book(t *testing.T, owner []string, name string, prefixes []string) {
	t.Helper()
	for _, text := range prefixes {
		p := netip.MustParsePrefix(text)
		first := int(p.Addr().As4()[3])
		for i := range 1 << (32 - p.Bits()) {
			if owner[first+i] != "" {
				t.Fatalf("%s was given %s, which %s holds", name, text, owner[first+i])
			}
			owner[first+i] = name
		}
	}
}

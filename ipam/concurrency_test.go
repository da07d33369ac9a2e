// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam_test

import (
	"fmt"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/ipam"
)

// writers is how many networks are made at once.
const writers = 64

// everyFifth makes every fifth request to Resource Manager go wrong, in one of five ways in turn.
func everyFifth(t *testing.T, w world) []*armtest.Injection {
	t.Helper()
	var out []*armtest.Injection
	for i, f := range []armtest.Fault{
		{Answer: &armtest.Answer{Status: 503, Code: "ServerBusy", Message: "m"}},
		{Answer: &armtest.Answer{Status: 429, Code: "TooManyRequests", Message: "m", Wait: time.Second, Form: armtest.WaitSeconds}},
		{Break: armtest.BreakBefore},
		{Break: armtest.BreakAfter},
		{Truncate: new(10)},
	} {
		f.Path, f.From, f.Every = "/subscriptions/**", 5*(i+1), 25
		out = append(out, testworld.Must[*armtest.Injection](t)(w.Inject(f)))
	}
	return out
}

// placeAll draws 100 addresses for each network at once and returns what each got.
func placeAll(t *testing.T, c *ipam.Client) map[string][]string {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	out := map[string][]string{}
	for i := range writers {
		wg.Go(func() {
			name := fmt.Sprintf("vnet%d", i)
			got, err := c.VirtualNetworks.CreateOrUpdate(t.Context(), network(name), drawing(ipam.Draw(defaultPool(t), "100")))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			out[name] = got.Properties.AddressSpace.AddressPrefixes
		})
	}
	wg.Wait()
	return out
}

// All networks get their addresses, none twice and none lost, although every fifth request fails.
//
//nolint:paralleltest // it counts the goroutines of the process
func TestVirtualNetworks_manyWritersAmongFaults(t *testing.T) {
	before := runtime.NumGoroutine()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, &armtest.Options{Listen: armtest.NoListener})
		opts := w.ClientOptions()
		opts.Retry.MaxRetries = 10 // some of so many requests are struck more often than five retries bear
		c := testworld.Must[*ipam.Client](t)(ipam.NewClient(w.chain(armtest.DeployerClientID, armtest.DeployerSecret), opts))
		faults := everyFifth(t, w)
		answered := placeAll(t, c)
		sent, struck := 0, 0
		for _, r := range w.Requests() {
			if strings.Contains(r.URL, "/subscriptions/") {
				sent++
			}
		}
		for _, f := range faults {
			struck += f.Hits()
			f.Remove()
		}
		if struck != sent/5 || sent < 3*writers {
			t.Errorf("%d of %d requests were struck, want every fifth", struck, sent)
		}
		stored := map[string][]string{}
		for v, err := range c.VirtualNetworks.List(t.Context(), network("").ResourceGroup) {
			if err != nil {
				t.Fatal(err)
			}
			stored[v.Name] = v.Properties.AddressSpace.AddressPrefixes
		}
		if diff := cmp.Diff(stored, answered); diff != "" {
			t.Errorf("answers differ from what is stored (-stored +answered):\n%s", diff)
		}
		assertDisjoint(t, stored)
		usage := testworld.Must[ipam.PoolUsage](t)(w.administrator().Pools.Usage(t.Context(), defaultPool(t)))
		if want := ipam.Count(strconv.Itoa(100 * writers)); usage.NumberOfAllocatedIPAddresses != want {
			t.Errorf("the pool has given %s addresses, want %s", usage.NumberOfAllocatedIPAddresses, want)
		}
	})
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

// assertDisjoint checks that each of all writers' networks has 100 addresses, none of them twice.
func assertDisjoint(t *testing.T, networks map[string][]string) {
	t.Helper()
	if len(networks) != writers {
		t.Errorf("%d networks, want %d", len(networks), writers)
	}
	owner := map[netip.Addr]string{}
	for name, prefixes := range networks {
		n := 0
		for _, text := range prefixes {
			p := netip.MustParsePrefix(text)
			for a := p.Addr(); p.Contains(a); a = a.Next() {
				if other := owner[a]; other != "" {
					t.Errorf("%v belongs to %s and %s", a, other, name)
				}
				owner[a] = name
				n++
			}
		}
		if n != 100 {
			t.Errorf("%s has %d addresses, want 100", name, n)
		}
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/internal/armid"
)

const testPool = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkManagers/m/ipamPools/p"

func TestTarget(t *testing.T) {
	t.Parallel()
	ks := newKinds()
	tests := []struct {
		method, path, typ, id, action string
		collection                    bool
	}{
		{"GET", "/subscriptions", "Microsoft.Resources/subscriptions", "", "", true},
		{"GET", "/Subscriptions/S", "Microsoft.Resources/subscriptions", "/subscriptions/S", "", false},
		{"GET", "//subscriptions//S/ResourceGroups/", "Microsoft.Resources/subscriptions/resourceGroups", "/subscriptions/S", "", true},
		{"PUT", "/subscriptions/S/resourcegroups/G", "Microsoft.Resources/subscriptions/resourceGroups", "/subscriptions/S/resourceGroups/G", "", false},
		{"POST", testPool + "/getPoolUsage", "Microsoft.Network/networkManagers/ipamPools", testPool, "getPoolUsage", false},
		{"GET", strings.ToUpper(testPool), "Microsoft.Network/networkManagers/ipamPools", strings.NewReplacer("resourceGroups/g", "resourceGroups/G", "subscriptions/s", "subscriptions/S", "networkManagers/m", "networkManagers/M", "ipamPools/p", "ipamPools/P").Replace(testPool), "", false},
		{"GET", strings.TrimSuffix(testPool, "/p"), "Microsoft.Network/networkManagers/ipamPools", strings.TrimSuffix(testPool, "/ipamPools/p"), "", true},
		{"GET", "/subscriptions/S/providers/Microsoft.Network/virtualNetworks", "Microsoft.Network/virtualNetworks", "/subscriptions/S", "", true},
		{"PUT", testPool + "/providers/Microsoft.Authorization/roleAssignments/n", "Microsoft.Authorization/roleAssignments", testPool + "/providers/Microsoft.Authorization/roleAssignments/n", "", false},
		{"GET", "/providers/Microsoft.Authorization/roleAssignments", "Microsoft.Authorization/roleAssignments", "", "", true},
	}
	for _, tt := range tests {
		segments, ok := segmentsOf(&url.URL{Path: tt.path})
		got, known := ks.target(tt.method, segments)
		if !ok || !known || got.kind.typ != tt.typ || got.id != tt.id || got.action != tt.action || got.collection != tt.collection {
			t.Errorf("target(%s %s) = %+v, %v; want %+v", tt.method, tt.path, got, known, tt)
		}
	}
	for _, path := range []string{
		"/", "/providers", "/subscriptions/S/providers", "/subscriptions/S/providers/Microsoft.Network/virtualNetworks/v",
		"/subscriptions/S/resourceGroups/G/other", "/subscriptions/S/providers/Microsoft.Network/networkManagers/m/ipamPools",
		"/providers/Microsoft.Resources/subscriptions/S", testPool + "/providers/Microsoft.Network/virtualNetworks/v",
		"/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/v/ipamPools/p",
	} {
		segments, _ := segmentsOf(&url.URL{Path: path})
		if got, known := ks.target(http.MethodGet, segments); known {
			t.Errorf("target(%s) = %+v, want unknown", path, got)
		}
	}
}

func TestParent(t *testing.T) {
	t.Parallel()
	chain := []string{
		testPool + "/providers/Microsoft.Authorization/roleAssignments/n", testPool,
		"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkManagers/m", "/subscriptions/s/resourceGroups/g", "/subscriptions/s", "",
	}
	for i, id := range chain[:len(chain)-1] {
		if got := parent(id); got != chain[i+1] {
			t.Errorf("parent(%q) = %q, want %q", id, got, chain[i+1])
		}
	}
}

// Whatever the path, what it names is named by its own id as well, and that id is one to armid too.
func FuzzTarget(f *testing.F) {
	for _, path := range []string{
		testPool, testPool + "/getPoolUsage", "//subscriptions/x/resourcegroups/y", "/providers/Microsoft.Authorization/roleAssignments/n",
		testPool + "/providers/Microsoft.Authorization/roleAssignments/n", "/subscriptions/%2e%2e/providers/a", "/a%2Fb/c", "/subscriptions/a/providers/providers/providers",
	} {
		f.Add("POST", path)
		f.Add("GET", path)
	}
	ks := newKinds()
	f.Fuzz(func(t *testing.T, method, path string) {
		segments, ok := segmentsOf(&url.URL{Path: path})
		if !ok {
			return
		}
		got, known := ks.target(method, segments)
		if !known || got.collection {
			return
		}
		again, ok := ks.target(http.MethodGet, strings.Split(strings.TrimPrefix(got.id, "/"), "/"))
		if !ok || again.id != got.id || again.kind != got.kind {
			t.Fatalf("%q names %q, which names %+v", path, got.id, again)
		}
		if id, ok := armid.Split(got.id); !ok || got.kind.scope == groupScope && id.Type() != got.kind.typ {
			t.Fatalf("%q names %q, which armid takes for %+v", path, got.id, id)
		}
		for up, n := parent(got.id), 0; up != ""; up, n = parent(up), n+1 {
			if n > len(segments) {
				t.Fatalf("the parents of %q have no end", got.id)
			}
		}
	})
}

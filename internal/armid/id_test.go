// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armid_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/internal/armid"
)

const (
	subscription = "6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60"
	group        = "/subscriptions/" + subscription + "/resourceGroups/rg-Network"
	manager      = group + "/providers/Microsoft.Network/networkManagers/hub"
	pool         = manager + "/ipamPools/workloads"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   string
		want armid.ID
		typ  string
	}{
		{"subscription", "/subscriptions/" + subscription, armid.ID{Scope: "/subscriptions/" + subscription, Subscription: subscription}, ""},
		{"group", group, armid.ID{Scope: group, Subscription: subscription, ResourceGroup: "rg-Network"}, ""},
		{
			"resource", manager,
			armid.ID{
				Scope: group, Subscription: subscription, ResourceGroup: "rg-Network",
				Provider: "Microsoft.Network", Types: []string{"networkManagers"}, Names: []string{"hub"},
			},
			"Microsoft.Network/networkManagers",
		},
		{
			"child", pool,
			armid.ID{
				Scope: group, Subscription: subscription, ResourceGroup: "rg-Network",
				Provider: "Microsoft.Network", Types: []string{"networkManagers", "ipamPools"}, Names: []string{"hub", "workloads"},
			},
			"Microsoft.Network/networkManagers/ipamPools",
		},
		{
			"keywords in any case", "/SUBSCRIPTIONS/S/resourcegroups/G/PROVIDERS/P/t/n",
			armid.ID{
				Scope: "/SUBSCRIPTIONS/S/resourcegroups/G", Subscription: "S", ResourceGroup: "G",
				Provider: "P", Types: []string{"t"}, Names: []string{"n"},
			},
			"P/t",
		},
		{
			"extension of a resource", pool + "/providers/Microsoft.Authorization/roleAssignments/a",
			armid.ID{
				Scope: pool, Subscription: subscription, ResourceGroup: "rg-Network",
				Provider: "Microsoft.Authorization", Types: []string{"roleAssignments"}, Names: []string{"a"},
			},
			"Microsoft.Authorization/roleAssignments",
		},
		{
			"tenant", "/providers/Microsoft.Management/managementGroups/root",
			armid.ID{Provider: "Microsoft.Management", Types: []string{"managementGroups"}, Names: []string{"root"}},
			"Microsoft.Management/managementGroups",
		},
		{
			"subscription without group", "/subscriptions/S/providers/P/t/n",
			armid.ID{Scope: "/subscriptions/S", Subscription: "S", Provider: "P", Types: []string{"t"}, Names: []string{"n"}}, "P/t",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := armid.Split(tt.in)
			if diff := cmp.Diff(tt.want, got); diff != "" || !ok {
				t.Errorf("Split(%q): %v (-want +got)\n%s", tt.in, ok, diff)
			}
			if got.Type() != tt.typ {
				t.Errorf("Type() = %q, want %q", got.Type(), tt.typ)
			}
		})
	}
}

func TestSplit_refuses(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", "/", "//", "subscriptions/x", "https://management.azure.com" + pool,
		pool + "/", "/" + pool, strings.Replace(pool, "/hub/", "//", 1),
		group + "/providers/", group + "/providers/Microsoft.Network",
		group + "/providers/Microsoft.Network/networkManagers", manager + "/ipamPools",
		"/providers/", "/providers//t/n",
	} {
		if id, ok := armid.Split(in); ok {
			t.Errorf("Split(%q) = %+v, want a refusal", in, id)
		}
	}
}

func TestIsGUID(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want bool
	}{
		{subscription, true},
		{strings.ToUpper(subscription), true},
		{"00000000-0000-0000-0000-000000000000", true},
		{"", false},
		{strings.ReplaceAll(subscription, "-", ""), false},
		{"{" + subscription + "}", false},
		{subscription + "0", false},
		{strings.Replace(subscription, "6", "g", 1), false},
		{"6f1c9a3e052d7-4c0b-9e84-1a7b3d5f2c60", false},
		{strings.Replace(subscription, "-", "_", 1), false},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			if got := armid.IsGUID(tt.in); got != tt.want {
				t.Errorf("IsGUID() = %v, want %v", got, tt.want)
			}
		})
	}
}

// FuzzSplit puts the parts of whatever splits together again.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{
		pool, group, manager + "/providers/Microsoft.Authorization/roleAssignments/a", "/providers/a/b/c",
		"/PROVIDERS/a/b/c", "/subscriptions/x/providers/a/b/c/d", "", "/", "//", "/ſubscriptions/x", "/a/providers/\x00/b/c",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		id, ok := armid.Split(in)
		if !ok {
			return
		}
		again := id.Scope
		if id.Provider != "" {
			again += "/providers/" + id.Provider
			for i := range id.Types {
				again += "/" + id.Types[i] + "/" + id.Names[i]
			}
		}
		if !strings.EqualFold(again, in) {
			t.Errorf("Split(%q) = %+v, which makes %q", in, id, again)
		}
		if len(id.Types) != len(id.Names) || strings.Contains(in, "//") || (id.ResourceGroup != "" && id.Subscription == "") {
			t.Errorf("Split(%q) = %+v", in, id)
		}
	})
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package specs_test

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/gen/specs"
)

func TestResources_ipam(t *testing.T) {
	t.Parallel()
	got, err := specs.Resources("ipam")
	if err != nil {
		t.Fatal(err)
	}
	const v = "2025-07-01"
	for _, want := range []specs.Resource{
		{Name: "Manager", Type: "Microsoft.Network/networkManagers", APIVersion: v, Schema: "manager.schema.json", Update: "shared.schema.json#/$defs/TagsUpdate"},
		{Name: "Pool", Type: "Microsoft.Network/networkManagers/ipamPools", APIVersion: v, Schema: "pool.schema.json", Update: "pool.schema.json#/$defs/PoolUpdate"},
		{Name: "VirtualNetwork", Type: "Microsoft.Network/virtualNetworks", APIVersion: v, Schema: "virtualnetwork.schema.json", Update: "shared.schema.json#/$defs/TagsUpdate"},
		{Name: "Subnet", Type: "Microsoft.Network/virtualNetworks/subnets", APIVersion: v, Schema: "subnet.schema.json"},
		{Name: "ManagerConnection", Type: "Microsoft.Network/networkManagerConnections", APIVersion: v, Schema: "managerconnection.schema.json"},
	} {
		if !slices.Contains(got, want) {
			t.Errorf("Resources() = %v, want %v among them", got, want)
		}
	}
}

// A version is a resource's own, or else that of its parent or home, or else the package's.
func TestManifest_Versions(t *testing.T) {
	t.Parallel()
	m := specs.Manifest{APIVersion: "v1", Resources: []specs.Entry{
		{Name: "A", Type: "P/as"},
		{Name: "B", Type: "P/bs", APIVersion: "v2"},
		{Name: "C", Type: "P/bs/cs", Parent: "B"},
		{Name: "D", Homes: []string{"A", "B", "C"}, Collection: "ds"},
		{Name: "E", Homes: []string{"A", "B"}, Collection: "es", APIVersion: "v3"},
		{Name: "F", Type: "P/fs", Parent: "F"},
	}}
	want := [][]string{{"v1"}, {"v2"}, {"v2"}, {"v1", "v2", "v2"}, {"v3", "v3"}, {"v1"}}
	for i, e := range m.Resources {
		if diff := cmp.Diff(want[i], m.Versions(e)); diff != "" {
			t.Errorf("Versions(%s) (-want +got)\n%s", e.Name, diff)
		}
	}
}

// A resource with homes has one type below each of them.
func TestManifest_Types(t *testing.T) {
	t.Parallel()
	m := specs.Manifest{Resources: []specs.Entry{
		{Name: "A", Type: "P/as"}, {Name: "B", Type: "P/as/bs"}, {Name: "C", Homes: []string{"A", "B"}, Collection: "cs"},
	}}
	if diff := cmp.Diff([]string{"P/as/cs", "P/as/bs/cs"}, m.Types(m.Resources[2])); diff != "" {
		t.Errorf("Types() (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"P/as"}, m.Types(m.Resources[0])); diff != "" {
		t.Errorf("Types() (-want +got)\n%s", diff)
	}
}

func TestResources_unknownPackage(t *testing.T) {
	t.Parallel()
	if _, err := specs.Resources("nowhere"); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("Resources() = %v, want an error that names the package", err)
	}
}

// Every schema of every resource compiles, and the compiler knows formats and x-armid.
func TestCompile_judgesFormatsAndIDs(t *testing.T) {
	t.Parallel()
	schema, err := specs.Compile("ipam", "virtualnetwork.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, body string
		ok         bool
	}{
		{"prefix", `{"location":"a","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/8"]}}}`, true},
		{"prefix with host bits", `{"location":"a","properties":{"addressSpace":{"addressPrefixes":["10.0.0.1/8"]}}}`, false},
		{"id of another type", `{"location":"a","properties":{"addressSpace":{"ipamPoolPrefixAllocations":[{"pool":{"id":"/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60"}}]}}}`, false},
		{"open enum", `{"location":"a","properties":{"subnets":[{"properties":{"privateEndpointNetworkPolicies":"New"}}]}}`, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var v any
			if err := json.Unmarshal([]byte(tt.body), &v); err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); (err == nil) != tt.ok {
				t.Errorf("Validate() = %v, want ok %v", err, tt.ok)
			}
		})
	}
}

func TestFS_holdsDialect(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"dialect.schema.json", "manifest.schema.json", "ipam/manifest.json"} {
		if _, err := fs.Stat(specs.FS(), name); err != nil {
			t.Error(err)
		}
	}
	if all := specs.Packages(); !slices.Contains(all, "ipam") || !slices.IsSorted(all) {
		t.Errorf("Packages() = %v, want ipam among them, sorted", all)
	}
}

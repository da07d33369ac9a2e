// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

func TestPut_takesNamesInAnyCase(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagedTenant)
	body := object{
		"Location": "eastus",
		"TAGS":     object{"Location": "a tag"},
		"Future":   object{"Location": "unknown"},
		"Properties": object{
			"AddressSpace": object{"IpamPoolPrefixAllocations": []any{
				object{"NumberOfIPAddresses": "100", "Pool": object{"ID": armtest.DefaultPool}},
			}},
			"SUBNETS": []any{object{"Name": "a", "Properties": object{"AddressPrefix": "10.0.0.0/28"}}},
		},
	}
	got := s.want("201", "PUT", vnet("v"), body).body
	if diff := cmp.Diff([]string{"10.0.0.0/26", "10.0.0.64/27", "10.0.0.96/30"}, addresses(got)); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(object{"Location": "a tag"}, got["tags"]); diff != "" {
		t.Errorf("tags, whose keys are data (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(object{"Location": "unknown"}, got["Future"]); diff != "" {
		t.Errorf("an unknown member (-want +got):\n%s", diff)
	}
	if prefix := texts(got, "properties", "subnets", 0, "properties", "addressPrefix"); !cmp.Equal(prefix, []string{"10.0.0.0/28"}) {
		t.Errorf("subnet's prefix = %v", prefix)
	}
	for name := range got {
		if name == "Location" || name == "Properties" || name == "TAGS" {
			t.Errorf("the answer has %q, in the spelling of the request", name)
		}
	}

	// The schema still sees what is wrong, and the linked access check what is referred to.
	s.want("InvalidRequestFormat", "PUT", vnet("bad"), object{"Location": 7})
	alone := deployer(t, w, false)
	alone.want("LinkedAuthorizationFailed", "PUT", vnet("other"), body)

	pools := administrator(t, w, armtest.ManagementTenant)
	pools.want("200", "PATCH", armtest.DefaultPool, object{"Tags": object{"Aa": "b"}, "PROPERTIES": object{"DisplayName": "d"}})
	pools.want("InvalidRequestContent", "PATCH", armtest.DefaultPool, object{"Properties": object{"AddressPrefixes": []any{"10.0.0.0/8"}}})
	// The exact spelling wins over another of the same name.
	twice := pools.want("200", "PATCH", armtest.DefaultPool, object{"tags": object{"c": "d"}, "Tags": object{"e": "f"}}).body
	if diff := cmp.Diff(object{"c": "d"}, twice["tags"]); diff != "" {
		t.Errorf("tags given twice (-want +got):\n%s", diff)
	}
}

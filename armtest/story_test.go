// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

// The wordings are those that threads quote from the service.
func TestLinkedAccess_withoutAuxiliaryToken(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	got := deployer(t, w, false).want("LinkedAuthorizationFailed", http.MethodPut, vnet("vnettesting"), drawing(armtest.DefaultPool, "100"))
	want := "The client has permission to perform action 'Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action' on scope '" +
		vnet("vnettesting") + "', however the current tenant '" + armtest.ManagedTenant + "' is not authorized to access linked subscription '" +
		armtest.ManagementSubscription + "'."
	if got.status != http.StatusForbidden || got.message() != want {
		t.Errorf("PUT = %d %q, want 403 %q", got.status, got.message(), want)
	}
}

func TestLinkedAccess_withoutRight(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	other := pool("other")
	administrator(t, w, armtest.ManagementTenant).want("201", http.MethodPut, other, poolBody("", "172.16.0.0/12"))
	stub, _ := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	got := deployer(t, w, true).want("LinkedAuthorizationFailed", http.MethodPut, vnet("v"), drawing(other, "100"))
	want := "The client '" + armtest.DeployerClientID + "' with object id '" + stub + "' has permission to perform action " +
		"'Microsoft.Network/virtualNetworks/write' on scope '" + vnet("v") + "'; however, it does not have permission to perform action(s) " +
		"'Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action' on the linked scope(s) '" + other +
		"' or the linked scope(s) are invalid."
	if got.status != http.StatusForbidden || got.message() != want {
		t.Errorf("PUT = %d %q, want 403 %q", got.status, got.message(), want)
	}
}

func TestLinkedAccess_onEveryWrite(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	with, without := deployer(t, w, true), deployer(t, w, false)
	with.want("201", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, "256"))
	echo := with.want("200", http.MethodGet, vnet("v"), nil).body
	without.want("LinkedAuthorizationFailed", http.MethodPut, vnet("v"), echo)
	without.want("LinkedAuthorizationFailed", http.MethodPatch, vnet("v"), object{"tags": object{"a": "b"}})
	plain := object{"properties": object{"addressPrefixes": []any{"10.0.0.0/28"}}}
	without.want("LinkedAuthorizationFailed", http.MethodPut, vnet("v")+"/subnets/s", plain)
	with.want("201", http.MethodPut, vnet("v")+"/subnets/s", plain)
	with.want("200", http.MethodPut, vnet("v"), echo)
	without.want("LinkedInvalidPropertyId", http.MethodPut, vnet("u"), drawing("pool-main", "1"))
	without.want("202", http.MethodDelete, vnet("v"), nil)
}

// The story: 100 addresses of the other tenant's pool, made, seen from the pool, and given back.
func TestStory(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s, admin := deployer(t, w, true), administrator(t, w, armtest.ManagementTenant)
	made := s.want("201", http.MethodPut, vnet("vnettesting")+"?api-version=2022-07-01", drawing(armtest.DefaultPool, "100"))
	if state := texts(made.body, "properties", "provisioningState"); !cmp.Equal(state, []string{"Updating"}) {
		t.Errorf("PUT is %v, want Updating", state)
	}
	for i, want := range []string{"InProgress", "Succeeded"} {
		if got := s.want("200", http.MethodGet, made.header.Get("Azure-AsyncOperation"), nil); got.body["status"] != want {
			t.Errorf("poll %d = %v, want %s", i, got.body["status"], want)
		}
	}
	want := []string{"10.0.0.0/26", "10.0.0.64/27", "10.0.0.96/30"}
	got := s.want("200", http.MethodGet, vnet("vnettesting"), nil).body
	space := got["properties"].(object)["addressSpace"]
	for _, list := range [][]string{
		texts(space, "addressPrefixes"), texts(space, "ipamPoolPrefixAllocations", 0, "allocatedAddressPrefixes"),
	} {
		if diff := cmp.Diff(want, list); diff != "" {
			t.Errorf("prefixes (-want +got):\n%s", diff)
		}
	}
	s.want("InvalidAuthenticationTokenTenant", http.MethodPost, armtest.DefaultPool+"/listAssociatedResources", nil)
	usage := admin.want("200", http.MethodPost, armtest.DefaultPool+"/getPoolUsage", nil).body
	if usage["numberOfAllocatedIPAddresses"] != "100" || usage["numberOfAvailableIPAddresses"] != "16777116" {
		t.Errorf("usage = %v", usage)
	}
	listed := admin.want("200", http.MethodPost, armtest.DefaultPool+"/listAssociatedResources", nil).body
	if diff := cmp.Diff([]string{vnet("vnettesting")}, texts(listed, "value", 0, "resourceId")); diff != "" {
		t.Errorf("associated (-want +got):\n%s", diff)
	}
	gone := s.want("202", http.MethodDelete, vnet("vnettesting"), nil).header.Get("Location")
	s.want("202", http.MethodGet, gone, nil)
	s.want("204", http.MethodGet, gone, nil)
	s.want("ResourceNotFound", http.MethodGet, vnet("vnettesting"), nil)
	if usage := admin.want("200", http.MethodPost, armtest.DefaultPool+"/getPoolUsage", nil).body; usage["numberOfAllocatedIPAddresses"] != "0" {
		t.Errorf("usage after deletion = %v", usage)
	}
}

func TestAuxiliary_allMustBeGood(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := deployer(t, w, true)
	good := s.header.Get("X-Ms-Authorization-Auxiliary")
	list := vnet("")[:len(vnet(""))-1]
	s.want("200", http.MethodGet, list, nil)
	s.want("InvalidAuthenticationToken", http.MethodGet, list, nil, "X-Ms-Authorization-Auxiliary", good+", Bearer junk")
	s.want("200", http.MethodGet, list, nil, "X-Ms-Authorization-Auxiliary", good+", "+good+","+good)
	s.want("InvalidAuxiliaryTokens", http.MethodGet, list, nil, "X-Ms-Authorization-Auxiliary", strings.Repeat(good+", ", 4))
	at := len(good) - 20 // in the signature
	other := map[bool]string{true: "B", false: "A"}[good[at] == 'A']
	tampered := good[:at] + other + good[at+1:]
	got := s.want("InvalidAuthenticationToken", http.MethodGet, list, nil, "X-Ms-Authorization-Auxiliary", tampered)
	if !strings.Contains(got.message(), armtest.DeployerClientID) || !strings.Contains(got.message(), armtest.ManagementTenant) {
		t.Errorf("message %q names neither client nor tenant", got.message())
	}
}

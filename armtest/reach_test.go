// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
)

// A network draws on a pool of another tenant only if both sides of a connection are there: with its
// subscription or with a management group of its tenant.
func TestAllocation_needsTheConnection(t *testing.T) {
	t.Parallel()
	for _, scope := range []string{managed, managementGroup} {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			w := start(t, &armtest.Options{Unconnected: true})
			owner(t, w)
			here, there := administrator(t, w, armtest.ManagementTenant), administrator(t, w, armtest.ManagedTenant)
			s := deployer(t, w, true)
			refused := func(when string) {
				t.Helper()
				if got := s.want("IpamApiCallFailed", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, "4")); !strings.Contains(got.text, "has no connection with subscription "+armtest.ManagedSubscription) {
					t.Errorf("%s: %s", when, got.text)
				}
			}
			refused("no side")
			here.want("201", http.MethodPut, scopeSide("orders"), scopeBody(scope))
			refused("one side")
			there.want("201", http.MethodPut, scope+connectionType+"hub", managerBody())
			s.want("201", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, "4"))
			there.want("200", http.MethodDelete, scope+connectionType+"hub", nil)
			s.want("200", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, "4"))
			s.want("IpamApiCallFailed", http.MethodPut, vnet("w"), drawing(armtest.DefaultPool, "4"))
		})
	}
}

// Another subscription's connection is of no use, nor is that of another tenant's management group. Within
// a tenant none is needed.
func TestAllocation_connectionOfOthers(t *testing.T) {
	t.Parallel()
	const other = "6f0d2a41-93c5-4e7b-8a16-d05c4b7e2f98"
	w := start(t, &armtest.Options{Unconnected: true})
	owner(t, w)
	if err := w.AddSubscription(armtest.ManagedTenant, other, "other"); err != nil {
		t.Fatal(err)
	}
	const group = "/providers/Microsoft.Management/managementGroups/mine"
	ofGroup := object{"properties": object{"tenantId": armtest.ManagementTenant, "resourceId": group}}
	for _, made := range []struct {
		id   string
		body object
	}{
		{scopeSide("other"), scopeBody("/subscriptions/" + other)},
		{"/subscriptions/" + other + connectionType + "hub", managerBody()},
		{group, object{"properties": object{"tenantId": armtest.ManagementTenant}}},
		{group + connectionType + "hub", managerBody()},
		{scopeSide("mine"), ofGroup},
	} {
		if err := w.Put(made.id, made.body); err != nil {
			t.Fatal(err)
		}
	}
	deployer(t, w, true).want("IpamApiCallFailed", http.MethodPut, vnet("v"), drawing(armtest.DefaultPool, "4"))
	local := network + "/providers/Microsoft.Network/virtualNetworks/local"
	administrator(t, w, armtest.ManagementTenant).want("201", http.MethodPut, local, drawing(armtest.DefaultPool, "4"))
}

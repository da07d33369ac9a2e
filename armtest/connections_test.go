// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

const (
	managed         = "/subscriptions/" + armtest.ManagedSubscription
	managementGroup = "/providers/Microsoft.Management/managementGroups/landing"
	connectionType  = "/providers/Microsoft.Network/networkManagerConnections/"
)

func scopeSide(name string) string { return armtest.DefaultManager + "/scopeConnections/" + name }

func scopeBody(scope string) object {
	return object{"properties": object{"tenantId": armtest.ManagedTenant, "resourceId": scope}}
}

func managerBody() object {
	return object{"properties": object{"networkManagerId": armtest.DefaultManager}}
}

// owner gives the administrator a management group of the managed tenant.
func owner(t *testing.T, w *armtest.World) {
	t.Helper()
	if err := w.Put(managementGroup, object{"properties": object{"tenantId": armtest.ManagedTenant}}); err != nil {
		t.Fatal(err)
	}
	id, err := w.AddServicePrincipal(armtest.ManagedTenant, armtest.AdministratorClientID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Assign(managementGroup, id, armtest.RoleOwner); err != nil {
		t.Fatal(err)
	}
}

// state reads the state of one side.
func state(s *session, id string) string {
	s.t.Helper()
	state, _ := s.want("200", http.MethodGet, id, nil).body["properties"].(object)["connectionState"].(string)
	return state
}

func TestConnections_needBothSides(t *testing.T) {
	t.Parallel()
	for _, scope := range []string{managed, managementGroup} {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			w := start(t, &armtest.Options{Unconnected: true})
			owner(t, w)
			here, there := administrator(t, w, armtest.ManagementTenant), administrator(t, w, armtest.ManagedTenant)
			mine, theirs := scopeSide("orders"), scope+connectionType+"hub"
			expect := func(when, wantMine, wantTheirs string) {
				t.Helper()
				if got := [2]string{state(here, mine), state(there, theirs)}; got != [2]string{wantMine, wantTheirs} {
					t.Errorf("%s: %v, want %s and %s", when, got, wantMine, wantTheirs)
				}
			}
			body := here.want("201", http.MethodPut, mine, scopeBody(scope)).body["properties"].(object)
			if body["connectionState"] != "Pending" {
				t.Errorf("one side = %v, want it Pending", body)
			}
			there.want("201", http.MethodPut, theirs, managerBody())
			expect("both", "Connected", "Connected")
			forged := managerBody()
			forged["properties"].(object)["connectionState"] = "Rejected"
			there.want("200", http.MethodPut, theirs, forged)
			expect("forged", "Connected", "Connected")
			there.want("200", http.MethodDelete, theirs, nil)
			there.want("204", http.MethodDelete, theirs, nil)
			if got := state(here, mine); got != "Revoked" {
				t.Errorf("the other side gone: %s, want Revoked", got)
			}
			here.want("200", http.MethodPut, mine, scopeBody(scope))
			there.want("201", http.MethodPut, theirs, managerBody())
			expect("again", "Connected", "Connected")
			here.want("CannotDeleteResource", http.MethodDelete, armtest.DefaultManager, nil)
			here.want("200", http.MethodPut, mine, scopeBody("/subscriptions/"+armtest.ManagementSubscription))
			expect("another scope", "Pending", "Revoked")
			here.want("200", http.MethodDelete, mine, nil)
		})
	}
}

func TestConnections_showOnTheManager(t *testing.T) {
	t.Parallel()
	w := start(t, &armtest.Options{Unconnected: true})
	owner(t, w)
	here, there := administrator(t, w, armtest.ManagementTenant), administrator(t, w, armtest.ManagedTenant)
	here.want("201", http.MethodPut, scopeSide("a"), scopeBody(managed))
	here.want("201", http.MethodPut, scopeSide("b"), scopeBody(managementGroup))
	there.want("201", http.MethodPut, managementGroup+connectionType+"hub", managerBody())
	scopes := here.want("200", http.MethodGet, armtest.DefaultManager, nil).body["properties"].(object)["networkManagerScopes"].(object)
	want := []any{object{"tenantId": armtest.ManagedTenant, "subscriptions": []any{}, "managementGroups": []any{managementGroup}}}
	if diff := cmp.Diff(want, scopes["crossTenantScopes"]); diff != "" {
		t.Errorf("crossTenantScopes (-want +got):\n%s", diff)
	}
	list := here.want("200", http.MethodGet, armtest.DefaultManager+"/scopeConnections?$top=1", nil).body
	if len(list["value"].([]any)) != 1 || list["nextLink"] == nil {
		t.Errorf("list = %v, want one of two and a next link", list)
	}
	for scope, n := range map[string]int{managed: 0, managementGroup: 1} {
		if got := there.want("200", http.MethodGet, scope+connectionType[:len(connectionType)-1], nil).body["value"].([]any); len(got) != n {
			t.Errorf("connections of %s = %v, want %d", scope, got, n)
		}
	}
}

func TestConnections_conflict(t *testing.T) {
	t.Parallel()
	w := start(t, &armtest.Options{Unconnected: true})
	here, there := administrator(t, w, armtest.ManagementTenant), administrator(t, w, armtest.ManagedTenant)
	with := func(scope string, access ...any) object {
		return object{"location": "eastus", "properties": object{
			"networkManagerScopes": object{"subscriptions": []any{scope}}, "networkManagerScopeAccesses": access,
		}}
	}
	here.want("200", http.MethodPut, armtest.DefaultManager, with("/subscriptions/"+armtest.ManagementSubscription, "Connectivity"))
	own := workload + "/providers/Microsoft.Network/networkManagers/own"
	there.want("201", http.MethodPut, own, with(managed, "SecurityAdmin"))
	here.want("201", http.MethodPut, scopeSide("a"), scopeBody(managed))
	there.want("201", http.MethodPut, managed+connectionType+"hub", managerBody())
	if got := state(here, scopeSide("a")); got != "Connected" {
		t.Errorf("another access: %s, want Connected", got)
	}
	there.want("200", http.MethodPut, own, with(managed, "SecurityAdmin", "Connectivity"))
	if got := state(here, scopeSide("a")); got != "Conflict" {
		t.Errorf("the same access: %s, want Conflict", got)
	}
}

func TestConnections_refuse(t *testing.T) {
	t.Parallel()
	w := start(t, &armtest.Options{Unconnected: true})
	here, there := administrator(t, w, armtest.ManagementTenant), administrator(t, w, armtest.ManagedTenant)
	group := workload + connectionType + "x"
	nowhere := scopeBody(workload)
	stranger := scopeBody(managed)
	stranger["properties"].(object)["tenantId"] = "managed.example"
	here.want("InvalidScopeConnection", http.MethodPut, scopeSide("a")+older, nowhere)
	here.want("InvalidScopeConnection", http.MethodPut, scopeSide("a")+older, stranger)
	here.want("InvalidRequestFormat", http.MethodPut, scopeSide("a"), nowhere)
	there.want("InvalidNetworkManagerConnection", http.MethodPut, managed+connectionType+"x"+older, object{"properties": object{"networkManagerId": managed}})
	there.want("InvalidResourceType", http.MethodPut, group, managerBody())
	there.want("AuthorizationFailed", http.MethodPut, managementGroup+connectionType+"x", managerBody())
	if err := w.Put(managementGroup, object{"properties": object{"tenantId": "none"}}); err == nil {
		t.Error("a management group of no tenant was taken")
	}
}

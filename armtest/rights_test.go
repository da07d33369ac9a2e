// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

// What the deployer's stub may do in the management tenant: use the pool, and nothing else.
func TestRights_ofThePoolUser(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	stub, _ := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	s := newSession(t, w, signIn(t, w, armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret))
	s.want("200", "GET", armtest.DefaultPool, nil)
	s.want("200", "POST", armtest.DefaultPool+"/getPoolUsage", nil)
	s.want("200", "POST", armtest.DefaultPool+"/listAssociatedResources", nil)
	for _, denied := range []struct{ method, path, action string }{
		{"GET", armtest.DefaultManager, "Microsoft.Network/networkManagers/read"},
		{"GET", armtest.DefaultManager + "/ipamPools", "Microsoft.Network/networkManagers/ipamPools/read"},
		{"PUT", armtest.DefaultPool, "Microsoft.Network/networkManagers/ipamPools/write"},
		{"DELETE", armtest.DefaultPool, "Microsoft.Network/networkManagers/ipamPools/delete"},
		{"GET", network, "Microsoft.Resources/subscriptions/resourceGroups/read"},
		{"GET", network + "-none", "Microsoft.Resources/subscriptions/resourceGroups/read"},
	} {
		got := s.want("AuthorizationFailed", denied.method, denied.path, object{})
		scope := denied.path
		if denied.path == armtest.DefaultManager+"/ipamPools" {
			scope = armtest.DefaultManager
		}
		want := fmt.Sprintf("The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. "+
			"If access was recently granted, please refresh your credentials.", armtest.DeployerClientID, stub, denied.action, scope)
		if got.status != http.StatusForbidden || got.message() != want {
			t.Errorf("%s %s = %d %q, want %q", denied.method, denied.path, got.status, got.message(), want)
		}
	}
	if list := s.want("200", "GET", "/subscriptions?api-version=2022-12-01", nil).body["value"].([]any); len(list) != 0 {
		t.Errorf("subscriptions = %v, want none", list)
	}
	admin := administrator(t, w, armtest.ManagementTenant)
	if list := texts(admin.want("200", "GET", "/subscriptions?api-version=2022-12-01", nil).body, "value", 0, "subscriptionId"); !cmp.Equal(list, []string{armtest.ManagementSubscription}) {
		t.Errorf("subscriptions of the administrator = %v", list)
	}
}

func TestRoleAssignments(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := administrator(t, w, armtest.ManagementTenant)
	stub, _ := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	s := newSession(t, w, signIn(t, w, armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret))
	at := func(scope, name string) string {
		return scope + "/providers/Microsoft.Authorization/roleAssignments/" + name + "?api-version=2022-04-01"
	}
	body := func(role, principal string) object {
		return object{"properties": object{"roleDefinitionId": "/subscriptions/" + armtest.ManagementSubscription + "/providers/Microsoft.Authorization/roleDefinitions/" + role, "principalId": principal}}
	}
	const one, two = "2f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9a01", "2f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9a02"
	mine := at(network, one)
	s.want("AuthorizationFailed", "PUT", mine, body(armtest.RoleOwner, stub))
	s.want("AuthorizationFailed", "GET", armtest.DefaultManager, nil)
	admin.want("201", "PUT", mine, body(armtest.RoleReader, stub))
	s.want("200", "GET", armtest.DefaultManager, nil)
	s.want("AuthorizationFailed", "DELETE", armtest.DefaultManager, nil)
	admin.want("200", "PUT", mine, body(armtest.RoleReader, stub))
	admin.want("RoleAssignmentExists", "PUT", at(network, two), body(armtest.RoleReader, stub))
	admin.want("RoleAssignmentUpdateNotPermitted", "PUT", mine, body(armtest.RoleContributor, stub))
	admin.want("RoleDefinitionDoesNotExist", "PUT", at(network, two), body(one, stub))
	admin.want("PrincipalNotFound", "PUT", at(network, two), body(armtest.RoleReader, one))

	names := func(scope, filter string) int {
		t.Helper()
		list, _ := admin.want("200", "GET", scope+"/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter="+filter, nil).body["value"].([]any)
		return len(list)
	}
	for _, tt := range []struct {
		scope, filter string
		want          int
	}{
		{network, "", 3}, {network, "atScope()", 2}, {network, "principalId%20eq%20'" + stub + "'", 2},
		{armtest.DefaultPool, "atScope()%20and%20assignedTo('" + stub + "')", 2},
	} {
		if got := names(tt.scope, tt.filter); got != tt.want {
			t.Errorf("%d assignments at %s with %q, want %d", got, tt.scope, tt.filter, tt.want)
		}
	}
	admin.want("200", "DELETE", mine, nil)
	admin.want("204", "DELETE", mine, nil)
	admin.want("RoleAssignmentNotFound", "GET", mine, nil)
	s.want("AuthorizationFailed", "GET", armtest.DefaultManager, nil)
}

func TestRoleDefinitions(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := administrator(t, w, armtest.ManagementTenant)
	at := network + "/providers/Microsoft.Authorization/roleDefinitions"
	got := admin.want("200", "GET", at+"/"+armtest.RoleIPAMPoolUser+"?api-version=2022-04-01", nil).body["properties"].(object)
	want := []string{
		"Microsoft.Network/networkManagers/ipamPools/associateResourcesToPool/action", "Microsoft.Network/networkManagers/ipamPools/read",
		"Microsoft.Network/networkManagers/ipamPools/getPoolUsage/action", "Microsoft.Network/networkManagers/ipamPools/listAssociatedResources/action",
	}
	if diff := cmp.Diff(want, texts(got, "permissions", 0, "actions")); diff != "" || got["roleName"] != "IPAM Pool User" {
		t.Errorf("role %v (-want +got):\n%s", got["roleName"], diff)
	}
	found := admin.want("200", "GET", at+"?api-version=2022-04-01&$filter=roleName%20eq%20'Owner'", nil).body
	if name := texts(found, "value", 0, "name"); !cmp.Equal(name, []string{armtest.RoleOwner}) {
		t.Errorf("Owner is %v", name)
	}
	admin.want("RoleDefinitionDoesNotExist", "GET", at+"/"+armtest.ManagedTenant+"?api-version=2022-04-01", nil)
}

// A Contributor does all but give access; a Network Contributor only networks.
func TestRights_ofBuiltInRoles(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	assignment := workload + "/providers/Microsoft.Authorization/roleAssignments/2f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9a03?api-version=2022-04-01"
	plain := object{"location": "eastus", "properties": object{"addressSpace": object{"addressPrefixes": []any{"10.1.0.0/16"}}}}
	for i, tt := range []struct {
		role                   string
		write, group, delegate string
	}{
		{armtest.RoleContributor, "201", "200", "AuthorizationFailed"},
		{armtest.RoleNetworkContributor, "201", "AuthorizationFailed", "AuthorizationFailed"},
		{armtest.RoleReader, "AuthorizationFailed", "AuthorizationFailed", "AuthorizationFailed"},
		{armtest.RoleUserAccessAdministrator, "AuthorizationFailed", "AuthorizationFailed", "InvalidRequestFormat"},
	} {
		app := armtest.Application{Name: tt.role, HomeTenant: armtest.ManagedTenant, ClientID: fmt.Sprintf("0d4b7b52-16cd-4f0e-8a3e-6f2b9b1c7a%02d", i), ClientSecret: "s"}
		if err := w.AddApplication(app); err != nil {
			t.Fatal(err)
		}
		id, _ := w.AddServicePrincipal(armtest.ManagedTenant, app.ClientID)
		if err := w.Assign(workload, id, tt.role); err != nil {
			t.Fatal(err)
		}
		s := newSession(t, w, signIn(t, w, armtest.ManagedTenant, app.ClientID, "s"))
		s.want(tt.write, "PUT", vnet(fmt.Sprint("v", i)), plain)
		s.want(tt.group, "PATCH", workload+"?api-version=2021-04-01", object{"tags": object{}})
		s.want(tt.delegate, "PUT", assignment, object{"properties": object{"principalId": id}})
		s.want("200", "GET", workload+"?api-version=2021-04-01", nil)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
)

// custom is the body of a role of one's own.
func custom(name, scope string, permissions ...object) object {
	list := make([]any, 0, len(permissions))
	for _, p := range permissions {
		list = append(list, p)
	}
	return object{"properties": object{"roleName": name, "assignableScopes": []any{scope}, "permissions": list}}
}

// A custom role authorises as it reads, follows its changes, and stays as long as it is assigned.
func TestRoleDefinitions_customRole(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := administrator(t, w, armtest.ManagementTenant)
	stub, err := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	if err != nil {
		t.Fatal(err)
	}
	s := newSession(t, w, signIn(t, w, armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret))
	const at = network + definitions + "/" + guidA + rolesAPI
	const manager = armtest.DefaultManager + "?api-version=" + apiVersion
	// What one permission excepts, another may give.
	read := object{"actions": []any{"Microsoft.Network/networkManagers/read"}}
	others := object{"actions": []any{"*"}, "notActions": []any{"Microsoft.Network/*"}}
	made := admin.want("201", http.MethodPut, at, custom("Network Manager Read", network, others, read))
	if p := made.body["properties"].(object); p["type"] != "CustomRole" || p["createdOn"] == nil {
		t.Errorf("made %v, want a custom role with a time", p)
	}
	s.want("AuthorizationFailed", http.MethodGet, manager, nil)
	grant := network + assignments + "/" + guidB + rolesAPI
	admin.want("201", http.MethodPut, grant, assignment(guidA, stub, "ServicePrincipal"))
	s.want("200", http.MethodGet, manager, nil)
	s.want("AuthorizationFailed", http.MethodDelete, manager, nil)
	admin.want("RoleDefinitionHasAssignments", http.MethodDelete, at, nil)
	admin.want("201", http.MethodPut, at, custom("Network Manager Read", network, others))
	s.want("AuthorizationFailed", http.MethodGet, manager, nil)
	admin.want("200", http.MethodDelete, grant, nil)
	admin.want("200", http.MethodDelete, at, nil)
	admin.want("204", http.MethodDelete, at, nil)
	admin.want("RoleDefinitionDoesNotExist", http.MethodGet, at, nil)
}

func TestRoleDefinitions_refuse(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := administrator(t, w, armtest.ManagementTenant)
	read := object{"actions": []any{"*/read"}}
	subscription := "/subscriptions/" + armtest.ManagementSubscription
	at := func(id string) string { return subscription + definitions + "/" + id + rolesAPI }
	admin.want("201", http.MethodPut, at(guidA), custom("Mine", network, read))
	admin.want("RoleDefinitionUpdateNotPermitted", http.MethodPut, at(armtest.RoleReader), custom("Mine", network, read))
	admin.want("RoleDefinitionWithSameNameExists", http.MethodPut, at(guidB), custom("mine", network, read))
	admin.want("InvalidRequestFormat", http.MethodPut, at(guidB), object{"properties": object{"roleName": "Other"}})
	admin.want("NoRegisteredProviderFound", http.MethodGet, subscription+definitions+"?api-version=2021-04-01", nil)
	// It can be assigned within its scopes only.
	managed := administrator(t, w, armtest.ManagedTenant)
	id, err := w.AddServicePrincipal(armtest.ManagedTenant, armtest.DeployerClientID)
	if err != nil {
		t.Fatal(err)
	}
	managed.want("RoleDefinitionDoesNotExist", http.MethodPut, workload+assignments+"/"+guidB+rolesAPI, assignment(guidA, id, ""))
}

func TestRoleDefinitions_filters(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := administrator(t, w, armtest.ManagementTenant)
	subscription := "/subscriptions/" + armtest.ManagementSubscription
	admin.want("201", http.MethodPut, network+definitions+"/"+guidA+rolesAPI, custom("Ours", network, object{"actions": []any{"*/read"}}))
	names := func(scope, filter string) []string {
		t.Helper()
		list := admin.want("200", http.MethodGet, scope+definitions+rolesAPI+"&$filter="+url.QueryEscape(filter), nil).body["value"].([]any)
		var out []string
		for _, v := range list {
			out = append(out, v.(object)["properties"].(object)["roleName"].(string))
		}
		return out
	}
	for _, tt := range []struct {
		scope, filter string
		ours, owner   bool
	}{
		{network, "", true, true},
		{network, "type eq 'CustomRole'", true, false},
		{network, "type eq 'BuiltInRole'", false, true},
		{network, "roleName eq 'Ours'", true, false},
		{armtest.DefaultPool, "roleName eq 'Ours'", true, false},
		{subscription, "", false, true},
		{subscription, "atScopeAndBelow()", true, true},
	} {
		got := names(tt.scope, tt.filter)
		if slices.Contains(got, "Ours") != tt.ours || slices.Contains(got, "Owner") != tt.owner {
			t.Errorf("roles at %s with %q = %v, want ours %v, Owner %v", tt.scope, tt.filter, got, tt.ours, tt.owner)
		}
	}
	admin.want("UnsupportedQuery", http.MethodGet, network+definitions+rolesAPI+"&$filter="+url.QueryEscape("name eq 'x'"), nil)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/azfoundry/azfoundry/armtest"
)

const (
	assignments = "/providers/Microsoft.Authorization/roleAssignments"
	definitions = "/providers/Microsoft.Authorization/roleDefinitions"
	rolesAPI    = "?api-version=2022-04-01"
	guidA       = "2f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9b01"
	guidB       = "2f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9b02"
)

// assignment is the body that gives a principal a role.
func assignment(role, principal, kind string) object {
	properties := object{"roleDefinitionId": definitions + "/" + role, "principalId": principal}
	if kind != "" {
		properties["principalType"] = kind
	}
	return object{"properties": properties}
}

func TestRoleAssignments_filters(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := administrator(t, w, armtest.ManagementTenant)
	tests := []struct {
		filter string
		ok     bool
	}{
		{"atScope()", true},
		{"principalId eq '" + guidA + "'", true},
		{"assignedTo('" + guidA + "')", true},
		{"atScope() and assignedTo('" + guidA + "')", true},
		{"principalId eq " + guidA, false},
		{"principalId eq ''", false},
		{"assignedTo(" + guidA + ")", false},
		{"assignedTo('" + guidA + "'", false},
		{"atScope() and principalId eq '" + guidA + "'", false},
		{"principalId eq '" + guidA + "' and atScope()", false},
		{"roleDefinitionId eq '" + guidA + "'", false},
	}
	for _, tt := range tests {
		want := "UnsupportedQuery"
		if tt.ok {
			want = "200"
		}
		admin.want(want, http.MethodGet, network+assignments+rolesAPI+"&$filter="+url.QueryEscape(tt.filter), nil)
	}
}

func TestRoleAssignments_refuseWhatTheyCannotMean(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	admin := administrator(t, w, armtest.ManagementTenant)
	stub, err := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	if err != nil {
		t.Fatal(err)
	}
	const at = network + assignments + "/" + guidA + rolesAPI
	for _, tt := range []struct {
		want, url string
		body      object
	}{
		{"InvalidRequestFormat", at, object{"properties": object{"principalId": stub}}},
		{"InvalidRequestFormat", at, assignment(armtest.RoleReader, "somebody", "")},
		{"InvalidRequestFormat", at, object{"properties": object{"principalId": stub, "roleDefinitionId": armtest.RoleReader}}},
		{"InvalidResourceName", network + assignments + "/mine" + rolesAPI, assignment(armtest.RoleReader, stub, "")},
		{"UnmatchedPrincipalType", at, assignment(armtest.RoleReader, stub, "User")},
		{"PrincipalNotFound", at, assignment(armtest.RoleReader, guidB, "ServicePrincipal")},
		{"RoleDefinitionDoesNotExist", at, assignment(guidB, stub, "ServicePrincipal")},
		{"NoRegisteredProviderFound", network + assignments + "/" + guidA + "?api-version=2022-04-02", assignment(armtest.RoleReader, stub, "")},
		{"201", at, assignment(armtest.RoleReader, stub, "ServicePrincipal")},
		{"RoleAssignmentExists", network + assignments + "/" + guidB + rolesAPI, assignment(armtest.RoleReader, stub, "")},
	} {
		admin.want(tt.want, http.MethodPut, tt.url, tt.body)
	}
}

// A principal that was made just now is found when the body says what it is, or after a while.
func TestRoleAssignments_newPrincipal(t *testing.T) {
	t.Parallel()
	now := time.Now()
	w := start(t, &armtest.Options{DirectoryDelay: time.Minute, Clock: func() time.Time { return now }})
	stub, err := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	if err != nil {
		t.Fatal(err)
	}
	admin := administrator(t, w, armtest.ManagementTenant)
	const at = network + assignments + "/" + guidA + rolesAPI
	admin.want("PrincipalNotFound", http.MethodPut, at, assignment(armtest.RoleReader, stub, ""))
	admin.want("201", http.MethodPut, at, assignment(armtest.RoleReader, stub, "ServicePrincipal"))
	now = now.Add(2 * time.Minute)
	if again, err := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID); err != nil || again != stub { // it is not new again
		t.Fatal(again, err)
	}
	admin.want("201", http.MethodPut, network+assignments+"/"+guidB+rolesAPI, assignment(armtest.RoleContributor, stub, ""))
}

// The directory is that of the scope's tenant, for management groups too.
func TestRoleAssignments_directoryOfTheScope(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	const landing = "/providers/Microsoft.Management/managementGroups/landing"
	if err := w.Put(landing, object{"properties": object{"tenantId": armtest.ManagedTenant}}); err != nil {
		t.Fatal(err)
	}
	for tenant, ok := range map[string]bool{armtest.ManagedTenant: true, armtest.ManagementTenant: false} {
		id, err := w.AddServicePrincipal(tenant, armtest.DeployerClientID)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Assign(landing, id, armtest.RoleReader); (err == nil) != ok {
			t.Errorf("a principal of %s: %v, want ok %v", tenant, err, ok)
		}
	}
}

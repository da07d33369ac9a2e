// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azfoundry/azfoundry/armtest"
)

const (
	onWrite  = "!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})"
	onDelete = "!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})"
	asked    = "@Request[Microsoft.Authorization/roleAssignments:"
	stored   = "@Resource[Microsoft.Authorization/roleAssignments:"
)

// delegated is a world in which the deployer may assign roles under a condition.
type delegated struct {
	admin, deployer *session
	stub            string // object id of the deployer in the management tenant
}

func delegate(t *testing.T, opts *armtest.Options, condition string) delegated {
	t.Helper()
	w := start(t, opts)
	stub, err := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	if err != nil {
		t.Fatal(err)
	}
	d := delegated{
		admin:    administrator(t, w, armtest.ManagementTenant),
		deployer: newSession(t, w, signIn(t, w, armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret)),
		stub:     stub,
	}
	body := assignment(armtest.RoleRBACAdministrator, stub, "ServicePrincipal")
	body["properties"].(object)["condition"] = condition
	got := d.admin.want("201", http.MethodPut, network+assignments+"/"+guidA+rolesAPI, body)
	if properties := got.body["properties"].(object); properties["condition"] != condition || properties["conditionVersion"] != "2.0" {
		t.Errorf("made %v, want the condition as it was sent, in version 2.0", properties)
	}
	return d
}

// A delegation: the deployer may give Reader to service principals, and take away what is Reader.
func TestConditions_limitWhatIsAssigned(t *testing.T) {
	t.Parallel()
	condition := "((" + onWrite + ") OR (" + asked + "RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {" + armtest.RoleReader + "}" +
		" AND " + asked + "PrincipalType] StringEqualsIgnoreCase 'serviceprincipal'))" +
		" AND ((" + onDelete + ") OR (" + stored + "RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {" + strings.ReplaceAll(armtest.RoleReader, "-", "") + "}))"
	d := delegate(t, nil, condition)
	const at = network + assignments + "/" + guidB + rolesAPI
	d.deployer.want("AuthorizationFailed", http.MethodPut, at, assignment(armtest.RoleContributor, d.stub, "ServicePrincipal"))
	d.deployer.want("AuthorizationFailed", http.MethodPut, at, assignment(armtest.RoleReader, d.stub, "")) // the type is not in the body
	d.deployer.want("AuthorizationFailed", http.MethodPut, at, assignment(armtest.RoleReader, d.stub, "Group"))
	d.deployer.want("AuthorizationFailed", http.MethodPut, at, object{})
	d.deployer.want("201", http.MethodPut, at, assignment(armtest.RoleReader, d.stub, "ServicePrincipal"))
	d.deployer.want("200", http.MethodDelete, at, nil)
	d.admin.want("201", http.MethodPut, at, assignment(armtest.RoleContributor, d.stub, "ServicePrincipal"))
	d.deployer.want("200", http.MethodGet, at, nil) // reading is not what the condition is about
	d.deployer.want("AuthorizationFailed", http.MethodDelete, at, nil)
}

func TestConditions_countByThemselves(t *testing.T) {
	t.Parallel()
	d := delegate(t, nil, "(("+onWrite+") OR ("+asked+"RoleDefinitionId] GuidEquals "+armtest.RoleReader+"))")
	at := func(name string) string { return armtest.DefaultManager + assignments + "/" + name + rolesAPI }
	d.deployer.want("AuthorizationFailed", http.MethodPut, at(guidB), assignment(armtest.RoleContributor, d.stub, "ServicePrincipal"))
	// An assignment without a condition makes the other one moot.
	d.admin.want("201", http.MethodPut, at(guidA), assignment(armtest.RoleUserAccessAdministrator, d.stub, "ServicePrincipal"))
	d.deployer.want("201", http.MethodPut, at(guidB), assignment(armtest.RoleContributor, d.stub, "ServicePrincipal"))
}

func TestConditions_change(t *testing.T) {
	t.Parallel()
	d := delegate(t, nil, "("+onWrite+")")
	const at = network + assignments + "/" + guidB + rolesAPI
	reader := assignment(armtest.RoleReader, d.stub, "ServicePrincipal")
	d.deployer.want("AuthorizationFailed", http.MethodPut, at, reader)
	open := assignment(armtest.RoleRBACAdministrator, d.stub, "ServicePrincipal")
	d.admin.want("200", http.MethodPut, network+assignments+"/"+guidA+rolesAPI, open)
	d.deployer.want("201", http.MethodPut, at, reader)
}

func TestConditions_time(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	d := delegate(t, &armtest.Options{Clock: func() time.Time { return now }}, "@Environment[UtcNow] DateTimeLessThan '2026-01-01T12:30:00.0Z'")
	d.deployer.want("200", http.MethodGet, network, nil)
	now = now.Add(time.Hour / 2)
	d.deployer.want("AuthorizationFailed", http.MethodGet, network, nil)
}

func TestConditions_invalid(t *testing.T) {
	t.Parallel()
	d := delegate(t, nil, "("+onWrite+")")
	const good = "@Resource[x] StringEquals 'y'"
	tests := []struct {
		name               string
		condition, version any
		want               string
	}{
		{"good", good, nil, "201"},
		{"version", good, "2.0", "200"},
		{"old version", good, "1.0", "InvalidRoleAssignmentCondition"},
		{"no condition", nil, nil, "200"},
		{"syntax", "@Resource[x] StringEquals", nil, "InvalidRoleAssignmentCondition"},
		{"empty", "", nil, "InvalidRoleAssignmentCondition"},
		{"typographic quotes", "@Resource[x] StringEquals ‘y’", nil, "InvalidRoleAssignmentCondition"},
		{"comment", "# why\n" + good, nil, "InvalidRoleAssignmentCondition"},
		{"large", good + strings.Repeat(" ", 8<<10), nil, "InvalidRoleAssignmentCondition"},
	}
	for _, tt := range tests {
		body := assignment(armtest.RoleReader, d.stub, "ServicePrincipal")
		properties := body["properties"].(object)
		if tt.condition != nil {
			properties["condition"] = tt.condition
		}
		if tt.version != nil {
			properties["conditionVersion"] = tt.version
		}
		t.Log(tt.name)
		got := d.admin.want(tt.want, http.MethodPut, network+assignments+"/"+guidB+rolesAPI, body)
		if got.status == http.StatusBadRequest && got.message() != "The given role assignment condition is invalid." {
			t.Errorf("message = %q", got.message())
		}
	}
}

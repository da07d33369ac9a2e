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
	const attribute = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
	const good = "@Resource[" + attribute + ":path] StringEquals 'y'"
	const said = "The given role assignment condition is invalid."
	tests := []struct {
		name               string
		condition, version any
		want               string
		message            string
	}{
		{"good", good, nil, "201", ""},
		{"version", good, "2.0", "200", ""},
		{"old version", good, "1.0", "InvalidRoleAssignmentCondition", said},
		{"no condition", nil, nil, "200", ""},
		{"attribute of the service's own", "@Resource[HasObotoken] boolequals true", nil, "200", ""},
		{"attribute of the preview", "@Request[subOperation] StringEquals 'x'", nil, "200", ""},
		{"attribute in another case", strings.ToLower(good), nil, "200", ""},
		{"unknown attribute", "@Resource[x] StringEquals 'y'", nil, "InvalidRoleAssignmentCondition", said},
		{"attribute of another source", "NOT Exists @Request[" + attribute + ":path]", nil, "InvalidRoleAssignmentCondition", said},
		{
			"attribute that a shell took a part of", "Exists @Resource[" + attribute + "/tags:Project<$>]", nil, "InvalidRoleAssignmentCondition",
			"Resource attribute " + attribute + "/tags:Project<$> is not valid.",
		},
		{"syntax", "@Resource[x] StringEquals", nil, "InvalidRoleAssignmentCondition", said},
		{"empty", "", nil, "InvalidRoleAssignmentCondition", said},
		{"typographic quotes", "@Resource[x] StringEquals ‘y’", nil, "InvalidRoleAssignmentCondition", said},
		{"comment", "# why\n" + good, nil, "InvalidRoleAssignmentCondition", said},
		{"large", good + strings.Repeat(" ", 8<<10), nil, "InvalidRoleAssignmentCondition", said},
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
		if got.status == http.StatusBadRequest && got.message() != tt.message {
			t.Errorf("message = %q, want %q", got.message(), tt.message)
		}
	}
}

// A built-in role of Foundry assigns some roles, because its own permissions say so.
func TestConditions_ofBuiltInRoles(t *testing.T) {
	t.Parallel()
	d := delegate(t, nil, "("+onWrite+")")
	const foundryUser, at = "53ca6127-db72-4b80-b1b0-d745d6d5456d", armtest.DefaultManager + assignments + "/" + guidB + rolesAPI
	d.deployer.want("AuthorizationFailed", http.MethodPut, at, assignment(foundryUser, d.stub, "ServicePrincipal"))
	d.admin.want("201", http.MethodPut, armtest.DefaultManager+assignments+"/"+guidA+rolesAPI, assignment(armtest.RoleFoundryProjectManager, d.stub, "ServicePrincipal"))
	d.deployer.want("AuthorizationFailed", http.MethodPut, at, assignment(armtest.RoleReader, d.stub, "ServicePrincipal"))
	d.deployer.want("201", http.MethodPut, at, assignment(foundryUser, d.stub, "ServicePrincipal"))
	d.deployer.want("200", http.MethodDelete, at, nil)
	read := d.admin.want("200", http.MethodGet, armtest.DefaultManager+definitions+"/"+armtest.RoleFoundryProjectManager+rolesAPI, nil)
	block := read.body["properties"].(object)["permissions"].([]any)[0].(object)
	if text, _ := block["condition"].(string); !strings.Contains(text, foundryUser) || block["conditionVersion"] != "2.0" {
		t.Errorf("the definition has %v, want its condition", block)
	}
}

// Permissions of a role are alternatives, each under its own condition, and that of the assignment comes on top
// of them: here one gives write, the other delete.
func TestConditions_ofCustomRoles(t *testing.T) {
	t.Parallel()
	d := delegate(t, nil, onWrite+" AND "+onDelete)
	const role = "2f0b2f4e-7a41-4b0b-9f6c-0d3d5f1f9c77"
	block := func(action, condition string) object {
		return object{"actions": []any{"Microsoft.Authorization/roleAssignments/" + action}, "condition": condition, "conditionVersion": "2.0"}
	}
	define := func(blocks ...any) object {
		return object{"properties": object{"roleName": "Delegate", "type": "CustomRole", "permissions": blocks, "assignableScopes": []any{network}}}
	}
	write := block("write", asked+"RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {"+armtest.RoleReader+", "+armtest.RoleContributor+"}")
	remove := block("delete", stored+"RoleDefinitionId] GuidEquals "+strings.ReplaceAll(armtest.RoleReader, "-", ""))
	const path = network + definitions + "/" + role + rolesAPI
	for _, wrong := range []string{"", "@Request[x] StringEquals 'y'", asked + "RoleDefinitionId] GuidEquals"} {
		got := d.admin.want("InvalidRoleDefinitionCondition", http.MethodPut, path, define(block("write", wrong)))
		if got.message() != "The given role definition condition is invalid." {
			t.Errorf("%q: message = %q", wrong, got.message())
		}
	}
	d.admin.want("201", http.MethodPut, path, define(write, remove))
	give := assignment(role, d.stub, "ServicePrincipal")
	give["properties"].(object)["condition"] = "(" + onWrite + ") OR (" + asked + "PrincipalType] StringEquals 'ServicePrincipal')"
	d.admin.want("201", http.MethodPut, network+assignments+"/"+role+rolesAPI, give)
	at := armtest.DefaultManager + assignments + "/" + guidB + rolesAPI
	d.deployer.want("AuthorizationFailed", http.MethodPut, at, assignment(armtest.RoleOwner, d.stub, "ServicePrincipal")) // the role's condition
	d.deployer.want("AuthorizationFailed", http.MethodPut, at, assignment(armtest.RoleReader, d.stub, ""))                // the assignment's
	d.deployer.want("201", http.MethodPut, at, assignment(armtest.RoleReader, d.stub, "ServicePrincipal"))
	d.deployer.want("200", http.MethodDelete, at, nil)
	d.deployer.want("201", http.MethodPut, at, assignment(armtest.RoleContributor, d.stub, "ServicePrincipal"))
	d.deployer.want("AuthorizationFailed", http.MethodDelete, at, nil) // the other permission gives delete, of Reader only
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/abac/roleassign"
)

const (
	account   = group + "/providers/Microsoft.Storage/storageAccounts/stprompts"
	container = account + "/blobServices/default/containers/prompts"
	vault     = group + "/providers/Microsoft.KeyVault/vaults/kv"
	named     = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'prompts'"
	toRoles   = "(!(ActionMatches{'" + assign + "'}) OR @Request[" + given + "] GuidEquals 53ca6127-db72-4b80-b1b0-d745d6d5456d) AND " +
		"(!(ActionMatches{'" + unassign + "'}) OR @Resource[" + given + "] GuidEquals 53ca6127-db72-4b80-b1b0-d745d6d5456d)"
	folders = "!(ActionMatches{'" + blobs + "/read'}) OR (@Resource[Microsoft.Storage/storageAccounts:isHnsEnabled] BoolEquals true AND " + named + ")"
	// agents is the condition of published set-ups for agents, which looks at tags only.
	agents = "(!(ActionMatches{'" + blobs + "/tags/read'}) AND !(ActionMatches{'" + blobs + "/filter/action'}) AND " +
		"!(ActionMatches{'" + blobs + "/tags/write'})) OR " + named
)

// assignment returns that of a role with a condition.
func assignment(scope string, role roleassign.Role, condition string) (roleassign.AssignmentID, roleassign.Assignment) {
	id, in := role.Assign(scope, other, roleassign.PrincipalTypeServicePrincipal)
	in.Properties.Condition = condition
	return id, in
}

// findings are rule and severity of those that are about the assignment as a whole.
func findings(found []roleassign.Finding) []string {
	var list []string
	for _, f := range found {
		if strings.HasPrefix(f.Rule, "RA") {
			list = append(list, f.Rule+" "+string(f.Severity))
		}
	}
	return list
}

func TestReview(t *testing.T) {
	t.Parallel()
	const owner, reader = roleassign.RoleStorageBlobDataOwner, roleassign.RoleStorageBlobDataReader
	tests := []struct {
		name      string
		scope     string
		role      roleassign.Role
		condition string
		want      []string
	}{
		{"nothing to say", account, reader, ownContainer, []string{}},
		{"no condition", account, reader, "", []string{}},
		{"actions are left open", account, owner, ownContainer, []string{"RA001 warning"}},
		{"listing is left open", account, reader, "!(ActionMatches{'" + blobs + "/read'} AND NOT SubOperationMatches{'Blob.List'}) OR " + named, []string{"RA001 info"}},
		{"tags only", account, owner, agents, []string{"RA001 warning"}},
		{"a role without such actions", account, roleassign.RoleStorageFileDataPrivilegedContributor, ownContainer, []string{"RA002 error"}},
		{"a role of other actions", account, roleassign.RoleStorageQueueDataContributor, ownContainer, []string{"RA002 error"}},
		{"Contributor assigns no roles", subscription, roleassign.RoleContributor, toRoles, []string{"RA002 error"}},
		{"Owner does", subscription, roleassign.RoleOwner, toRoles, []string{}},
		{"Owner without condition", subscription, roleassign.RoleOwner, "", []string{"RA006 warning"}},
		{"actions that the role does not have", account, reader, "!(ActionMatches{'" + blobs + "/read'} OR ActionMatches{'" + blobs + "/write'}) OR " + named, []string{"RA003 info"}},
		{"a role with conditions of its own", subscription, roleassign.RoleFoundryProjectManager, toRoles, []string{"RA004 info"}},
		{"such a role without one more", subscription, roleassign.RoleFoundryProjectManager, "", []string{}},
		{"a custom role", account, other, ownContainer, []string{"RA005 info"}},
		{"elsewhere", vault, reader, ownContainer, []string{"RA007 error"}},
		{"below the wrong service", account + "/queueServices/default/queues/q", reader, ownContainer, []string{"RA007 error"}},
		{"delegation is everywhere", vault, roleassign.RoleOwner, toRoles, []string{}},
		{"folders of a group", group, reader, folders, []string{}},
		{"folders of an account", account, reader, folders, []string{"RA008 warning"}},
		{"the container is the scope", container, reader, ownContainer, []string{"RA009 info"}},
		{"another container is the scope", strings.Replace(container, "/prompts", "/answers", 1), reader, ownContainer, []string{"RA009 error", "RA009 info"}},
		{"an account of another name", account, reader, strings.ReplaceAll(ownContainer, "blobServices/containers:name", ":name"), []string{}},
		{"a management group", "/providers/Microsoft.Management/managementGroups/landing", reader, ownContainer, []string{"RA010 info"}},
		{"no scope", "", reader, folders, []string{}},
		{"no condition at all", account, reader, "x", []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			id, in := assignment(tt.scope, tt.role, tt.condition)
			got := roleassign.Review(id, in, nil)
			if diff := cmp.Diff(tt.want, append([]string{}, findings(got)...)); diff != "" {
				t.Errorf("Review() (-want +got):\n%s", diff)
			}
			if tt.condition == "x" && (len(got) != 1 || got[0].Rule != "AB014") {
				t.Errorf("Review() = %v, want the error of syntax", got)
			}
			for _, f := range got {
				if f.Message == "" || strings.Contains(f.String(), "\n") {
					t.Errorf("the finding reads %q", f)
				}
			}
		})
	}
}

// The published condition for agents leaves reading, writing and deleting every container open.
func TestReview_uncoveredActions(t *testing.T) {
	t.Parallel()
	id, in := assignment(account, roleassign.RoleStorageBlobDataOwner, agents)
	i := slices.IndexFunc(roleassign.Review(id, in, nil), func(f roleassign.Finding) bool { return f.Rule == "RA001" })
	open := roleassign.Review(id, in, nil)[i].Actions
	for _, action := range []string{"/read", "/write", "/delete", "/modifyPermissions/action"} {
		if !slices.Contains(open, blobs+action) {
			t.Errorf("%v lacks %s", open, action)
		}
	}
	for _, action := range []string{"/tags/read", "/tags/write", "/filter/action"} {
		if slices.Contains(open, blobs+action) {
			t.Errorf("%v has %s, which the condition looks at", open, action)
		}
	}
}

// A definition that was read says more than what is known of the built-in role: all that it allows.
func TestReview_withTheDefinition(t *testing.T) {
	t.Parallel()
	role := roleassign.Definition{Properties: roleassign.DefinitionProperties{RoleName: "Blobs and keys", Permissions: []roleassign.Permission{{
		Actions:     []string{"Microsoft.Storage/storageAccounts/*"},
		NotActions:  []string{"Microsoft.Storage/storageAccounts/blobServices/*", "*/queueServices/*"},
		DataActions: []string{blobs + "/*"}, NotDataActions: []string{blobs + "/*/action", blobs + "/*write", blobs + "/delete"},
	}}}}
	id, in := assignment(account, roleassign.Role(other), strings.ReplaceAll(ownContainer, "'"+blobs+"/read'", "'"+blobs+"/*'"))
	got := roleassign.Review(id, in, &role)
	if diff := cmp.Diff([]string{"RA011 info", "RA011 info", "RA011 info"}, findings(got)); diff != "" {
		t.Errorf("Review() (-want +got):\n%s", diff)
	}
	i := slices.IndexFunc(got, func(f roleassign.Finding) bool { return f.Rule == "RA011" })
	if !strings.Contains(got[i].Message, "Blobs and keys can read the account keys") {
		t.Errorf("the finding says %q", got[i].Message)
	}
}

func TestFinding_json(t *testing.T) {
	t.Parallel()
	f := roleassign.Finding{
		Rule: "RA001", Severity: abac.SeverityWarning, Span: abac.Span{Start: abac.Pos{Offset: 9, Line: 2, Column: 3}},
		Message: "m", Fix: "f", Actions: []string{"a"},
	}
	text, err := json.Marshal(f)
	const want = `{"rule":"RA001","severity":"warning","line":2,"column":3,"message":"m","fix":"f","actions":["a"],"anchor":"docs/role-assignments.md#ra001"}`
	if err != nil || string(text) != want {
		t.Errorf("in JSON %s, %v, want %s", text, err, want)
	}
	if got := f.String(); got != "2:3: warning RA001: m; f" {
		t.Errorf("String() = %q", got)
	}
	if got := (roleassign.Finding{Rule: "AB002"}).Anchor(); got != "docs/conditions.md#ab002" {
		t.Errorf("Anchor() = %q", got)
	}
}

// Each rule has a section in the documentation, under its id, and nothing else has.
func TestReviewRules_areDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/role-assignments.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range roleassign.ReviewRules() {
		if !strings.Contains(string(text), "\n### "+r.ID+"\n\n"+r.Title+".") {
			t.Errorf("docs/role-assignments.md has no section %s that begins with %q", r.ID, r.Title)
		}
	}
	if n := strings.Count(string(text), "\n### RA"); n != len(roleassign.ReviewRules()) {
		t.Errorf("%d sections, want %d", n, len(roleassign.ReviewRules()))
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

const (
	blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
	// ownContainer lets blobs of one container be read and no others.
	ownContainer = "!(ActionMatches{'" + blobs + "/read'}) OR " +
		"@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'prompts'"
)

func TestAssignment_Validate_condition(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, condition string
		want            []string
		says            string // in the message of the first
	}{
		{"no condition", "x", []string{"/properties/condition AB014"}, "1:1"},
		{"several errors", "@Resource[x] StringEqual 'a' AND ActionMatch{'b'}", []string{"/properties/condition AB014", "/properties/condition AB014"}, "1:14"},
		{"pasted", strings.ReplaceAll(ownContainer, "'", "’"), []string{"/properties/condition AB019"}, "typographic quotes"},
		{"always true", "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidNotEquals{" +
			string(roleassign.RoleOwner) + ", " + string(roleassign.RoleContributor) + "}", []string{"/properties/condition AB001"}, "always true"},
		{"unknown attribute", strings.ReplaceAll(ownContainer, ":name", ":nom"), []string{"/properties/condition AB013"}, "is not known"},
		{"too large", ownContainer + strings.Repeat(" ", 8192), []string{"/properties/condition AB020"}, "8192"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, in := roleassign.RoleStorageBlobDataReader.Assign(group, other, roleassign.PrincipalTypeUser)
			in.Properties.Condition = tt.condition
			err := in.Validate()
			wantFaults(t, err, tt.want...)
			if e, _ := errors.AsType[*azfoundry.ValidationError](err); !strings.Contains(e.Faults[0].Message, tt.says) {
				t.Errorf("the fault says %q, want it to hold %q", e.Faults[0].Message, tt.says)
			}
		})
	}
}

// A bad condition is refused with everything else that is wrong, and not where the caller says so.
func TestAssignments_CreateOrUpdate_checksTheCondition(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, in := roleassign.RoleStorageBlobDataReader.Assign(group, w.principal, "")
	in.Properties.Condition = "not a condition"
	_, err := w.Assignments.CreateOrUpdate(t.Context(), id, in)
	wantFaults(t, err, "/properties/principalType principalType", "/properties/condition AB014")
	if n := w.writes(http.MethodPut); n > 0 {
		t.Errorf("%d PUTs, want none", n)
	}
	_, err = w.Assignments.CreateOrUpdate(azfoundry.WithoutValidation(t.Context()), id, in)
	wantRefusal(t, err, http.StatusBadRequest, "InvalidRoleAssignmentCondition")
}

func TestAssignments_conditionVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, in := roleassign.RoleStorageBlobDataReader.Assign(group, w.principal, roleassign.PrincipalTypeServicePrincipal)
	in.Properties.Condition = ownContainer
	ctx, plan := azfoundry.DryRun(t.Context())
	if _, err := w.Assignments.CreateOrUpdate(ctx, id, in); !errors.Is(err, azfoundry.ErrDryRun) {
		t.Fatal(err)
	}
	if body := plan.Writes()[0].Body; !strings.Contains(body, `"conditionVersion":"2.0"`) {
		t.Errorf("sent %s, want version 2.0", body)
	}
	got := testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(t.Context(), id, in))
	if got.Properties.Condition != ownContainer || got.Properties.ConditionVersion != "2.0" {
		t.Errorf("made %+v", got.Properties)
	}
	got.Properties.Condition = "" // a body that was read, without its condition: the version goes as well
	got = testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(t.Context(), id, got))
	if got.Properties.Condition != "" || got.Properties.ConditionVersion != "" {
		t.Errorf("without the condition it is %+v", got.Properties)
	}
}

func TestAssignments_Modify_condition(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, in := roleassign.RoleStorageBlobDataReader.Assign(group, w.principal, roleassign.PrincipalTypeServicePrincipal)
	testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(t.Context(), id, in))
	set := func(text string) func(*roleassign.Assignment) error {
		return func(a *roleassign.Assignment) error { a.Properties.Condition = text; return nil }
	}
	_, err := w.Assignments.Modify(t.Context(), id, set("nothing"))
	wantFaults(t, err, "/properties/condition AB014")
	got := testworld.Must[roleassign.Assignment](t)(w.Assignments.Modify(t.Context(), id, set(ownContainer)))
	if got.Properties.Condition != ownContainer || got.Properties.ConditionVersion != "2.0" {
		t.Errorf("changed to %+v", got.Properties)
	}
	_, err = w.Assignments.Modify(azfoundry.WithoutValidation(t.Context()), id, set("nothing"))
	wantRefusal(t, err, http.StatusBadRequest, "InvalidRoleAssignmentCondition")
	got = testworld.Must[roleassign.Assignment](t)(w.Assignments.Modify(t.Context(), id, set("")))
	if got.Properties.Condition != "" || got.Properties.ConditionVersion != "" {
		t.Errorf("without the condition it is %+v", got.Properties)
	}
	mine := errors.New("mine")
	if _, err := w.Assignments.Modify(t.Context(), id, func(*roleassign.Assignment) error { return mine }); !errors.Is(err, mine) {
		t.Errorf("Modify() = %v, want the caller's error", err)
	}
}

// What the service accepted before is not questioned when something else changes.
func TestAssignments_Modify_keepsAConditionThatIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	const name = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] "
	const always = name + "StringEquals 'a' OR " + name + "StringLike 'b*' AND NOT ActionMatches{'y'}" // AND beside OR
	id, in := roleassign.RoleStorageBlobDataReader.Assign(group, w.principal, roleassign.PrincipalTypeServicePrincipal)
	in.Properties.Condition = always
	if err := in.Validate(); err == nil {
		t.Fatal("the condition is of no use here: nothing is wrong with it")
	}
	testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(azfoundry.WithoutValidation(t.Context()), id, in))
	got := testworld.Must[roleassign.Assignment](t)(w.Assignments.Modify(t.Context(), id, func(a *roleassign.Assignment) error {
		a.Properties.Description = "changed"
		return nil
	}))
	if got.Properties.Description != "changed" || got.Properties.Condition != always {
		t.Errorf("changed to %+v", got.Properties)
	}
}

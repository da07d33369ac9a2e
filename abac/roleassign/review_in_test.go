// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// accounts lists accounts.
func accounts(list ...roleassign.StorageAccount) func(context.Context, string) iter.Seq2[roleassign.StorageAccount, error] {
	return func(context.Context, string) iter.Seq2[roleassign.StorageAccount, error] {
		return func(yield func(roleassign.StorageAccount, error) bool) {
			for _, a := range list {
				if !yield(a, nil) {
					return
				}
			}
		}
	}
}

func forbidden() error {
	return &azfoundry.OpError{Op: "read", Status: http.StatusForbidden, Code: "AuthorizationFailed"}
}

func TestReviewIn_estate(t *testing.T) {
	t.Parallel()
	const tagged = "!(ActionMatches{'" + blobs + "/read'}) OR @Resource[" + blobs + "/tags:Level<$key_case_sensitive$>] StringEquals 'low'"
	const people = "!(ActionMatches{'" + blobs + "/read'}) OR @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Level] StringEquals 'low'"
	sets := func(names ...string) func(context.Context) ([]string, error) {
		return func(context.Context) ([]string, error) { return names, nil }
	}
	tests := []struct {
		name      string
		role      roleassign.Role
		condition string
		from      roleassign.Sources
		want      []string
	}{
		{"nothing to ask", roleassign.RoleStorageBlobDataReader, ownContainer, roleassign.Sources{}, nil},
		{"all is well", roleassign.RoleStorageBlobDataReader, ownContainer, roleassign.Sources{
			StorageAccounts: accounts(roleassign.StorageAccount{ID: account}), AttributeSets: sets(),
		}, nil},
		{"shared keys", roleassign.RoleStorageBlobDataReader, ownContainer, roleassign.Sources{
			StorageAccounts: accounts(roleassign.StorageAccount{ID: account}, roleassign.StorageAccount{ID: account + "2", SharedKeys: true}),
		}, []string{"RA012 warning"}},
		{"shared keys are not about delegation", roleassign.RoleOwner, toRoles, roleassign.Sources{
			StorageAccounts: accounts(roleassign.StorageAccount{ID: account, SharedKeys: true}),
		}, nil},
		{"no condition to go around", roleassign.RoleStorageBlobDataReader, "", roleassign.Sources{
			StorageAccounts: accounts(roleassign.StorageAccount{ID: account, SharedKeys: true}), AttributeSets: sets(),
		}, nil},
		{"tags in folders", roleassign.RoleStorageBlobDataReader, tagged, roleassign.Sources{
			StorageAccounts: accounts(roleassign.StorageAccount{ID: account, HierarchicalNamespace: true}),
		}, []string{"RA013 error"}},
		{"names in folders", roleassign.RoleStorageBlobDataReader, ownContainer, roleassign.Sources{
			StorageAccounts: accounts(roleassign.StorageAccount{ID: account, HierarchicalNamespace: true}),
		}, nil},
		{"a set that is missing", roleassign.RoleStorageBlobDataReader, people, roleassign.Sources{AttributeSets: sets("Marketing")}, []string{"RA014 error"}},
		{"a set that is there", roleassign.RoleStorageBlobDataReader, people, roleassign.Sources{AttributeSets: sets("engineering")}, nil},
		{"what may not be read", roleassign.RoleStorageBlobDataReader, people, roleassign.Sources{
			Definition: func(context.Context, roleassign.DefinitionID) (roleassign.Definition, error) {
				return roleassign.Definition{}, forbidden()
			},
			Assignments: func(context.Context, string, *roleassign.AssignmentListOptions) iter.Seq2[roleassign.Assignment, error] {
				return func(yield func(roleassign.Assignment, error) bool) { yield(roleassign.Assignment{}, forbidden()) }
			},
			StorageAccounts: func(context.Context, string) iter.Seq2[roleassign.StorageAccount, error] {
				return func(yield func(roleassign.StorageAccount, error) bool) {
					yield(roleassign.StorageAccount{}, forbidden())
				}
			},
			AttributeSets: func(context.Context) ([]string, error) { return nil, forbidden() },
		}, []string{"RA016 info", "RA016 info", "RA016 info", "RA016 info"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			id, in := assignment(account, tt.role, tt.condition)
			got := testworld.Must[[]roleassign.Finding](t)(roleassign.ReviewIn(t.Context(), id, in, tt.from))
			slices.SortFunc(got, func(a, b roleassign.Finding) int { return strings.Compare(a.Rule, b.Rule) })
			if diff := cmp.Diff(tt.want, findings(got)); diff != "" {
				t.Errorf("ReviewIn() (-want +got):\n%s", diff)
			}
		})
	}
}

// A failure that is no refusal ends the review.
func TestReviewIn_fails(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	id, in := assignment(account, roleassign.RoleStorageBlobDataReader, ownContainer)
	for name, from := range map[string]roleassign.Sources{
		"definition": {Definition: func(context.Context, roleassign.DefinitionID) (roleassign.Definition, error) {
			return roleassign.Definition{}, broken
		}},
		"accounts": {StorageAccounts: func(context.Context, string) iter.Seq2[roleassign.StorageAccount, error] {
			return func(yield func(roleassign.StorageAccount, error) bool) { yield(roleassign.StorageAccount{}, broken) }
		}},
		"assignments": {Assignments: func(context.Context, string, *roleassign.AssignmentListOptions) iter.Seq2[roleassign.Assignment, error] {
			return func(yield func(roleassign.Assignment, error) bool) { yield(roleassign.Assignment{}, broken) }
		}},
	} {
		if _, err := roleassign.ReviewIn(t.Context(), id, in, from); !errors.Is(err, broken) {
			t.Errorf("%s: ReviewIn() = %v, want the failure", name, err)
		}
	}
}

// Another assignment makes a condition moot for what it gives without looking.
func TestReviewIn_otherAssignments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		scope     string
		role      roleassign.Role
		condition string
		moot      []string // actions
	}{
		{"at the scope", group, roleassign.RoleStorageBlobDataReader, "", []string{blobs + "/read"}},
		{"above it", subscription, roleassign.RoleStorageBlobDataReader, "", []string{blobs + "/read"}},
		{"below it", armtest.DefaultPool, roleassign.RoleStorageBlobDataReader, "", nil},
		{"with the condition", subscription, roleassign.RoleStorageBlobDataReader, ownContainer, nil},
		{"with another condition", group, roleassign.RoleStorageBlobDataReader, strings.ReplaceAll(ownContainer, "prompts", "answers"), nil},
		{"with a condition about something else", group, roleassign.RoleStorageBlobDataOwner, "!(ActionMatches{'" + blobs + "/write'}) OR " + named, []string{blobs + "/read"}},
		{"of another service", group, roleassign.RoleStorageQueueDataContributor, "", nil},
		{"of management", group, roleassign.RoleOwner, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			put := func(scope string, role roleassign.Role, condition string) (roleassign.AssignmentID, roleassign.Assignment) {
				id, in := role.Assign(scope, w.principal, roleassign.PrincipalTypeServicePrincipal)
				in.Properties.Condition = condition
				return id, in
			}
			id, in := put(tt.scope, tt.role, tt.condition)
			if tt.role == roleassign.RoleStorageQueueDataContributor { // worlds do not know it
				definition := reader("Queues", subscription)
				definition.Properties.Permissions[0].DataActions = []string{"Microsoft.Storage/storageAccounts/queueServices/*"}
				testworld.Must[roleassign.Definition](t)(w.Definitions.CreateOrUpdate(t.Context(), roleassign.Role(other).At(group), definition))
				id, in = put(tt.scope, other, "")
			}
			id.Name = there
			testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(t.Context(), id, in))
			own, mine := put(group, roleassign.RoleStorageBlobDataContributor, ownContainer)
			testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(t.Context(), own, mine))
			got := testworld.Must[[]roleassign.Finding](t)(roleassign.ReviewIn(t.Context(), own, mine, w.Client.Sources()))
			var moot []string
			for _, f := range got {
				if f.Rule == "RA015" {
					moot = append(moot, f.Actions...)
				}
			}
			if diff := cmp.Diff(tt.moot, moot); diff != "" {
				t.Errorf("moot (-want +got):\n%s\n%v", diff, got)
			}
		})
	}
}

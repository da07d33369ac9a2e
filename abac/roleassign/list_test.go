// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// filters lets a world see requests and keeps their filters; "none" for a list without one.
func (w world) filters() *[]string {
	var out []string
	w.Intercept(func(r *http.Request) *http.Response {
		if q := r.URL.Query(); r.Method == http.MethodGet && q.Has("api-version") {
			if !q.Has("$filter") {
				out = append(out, "none")
				return nil
			}
			out = append(out, q.Get("$filter"))
		}
		return nil
	})
	return &out
}

func TestAssignments_List_filters(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	seen := w.filters()
	tests := []struct {
		opts   *roleassign.AssignmentListOptions
		filter string
		items  int
	}{
		{nil, "none", 2},
		{&roleassign.AssignmentListOptions{}, "none", 2},
		{&roleassign.AssignmentListOptions{AtScope: true}, "atScope()", 1},
		{&roleassign.AssignmentListOptions{PrincipalID: w.principal}, "principalId eq '" + w.principal + "'", 1},
		{&roleassign.AssignmentListOptions{AssignedTo: w.principal}, "assignedTo('" + w.principal + "')", 1},
		{&roleassign.AssignmentListOptions{AtScope: true, AssignedTo: w.principal}, "atScope() and assignedTo('" + w.principal + "')", 0},
	}
	for _, tt := range tests {
		*seen = nil
		got := testworld.Must[[]roleassign.Assignment](t)(azfoundry.Collect(w.Assignments.List(t.Context(), group, tt.opts)))
		if len(got) != tt.items || !slices.Equal(*seen, []string{tt.filter}) {
			t.Errorf("List(%+v) = %d items with %q, want %d with %q", tt.opts, len(got), *seen, tt.items, tt.filter)
		}
	}
}

func TestAssignments_List_refusesWhatTheServiceDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	seen := w.filters()
	for _, tt := range []struct {
		opts roleassign.AssignmentListOptions
		want []string
	}{
		{roleassign.AssignmentListOptions{PrincipalID: other, AtScope: true}, []string{"PrincipalID filter"}},
		{roleassign.AssignmentListOptions{PrincipalID: other, AssignedTo: other}, []string{"PrincipalID filter"}},
		{roleassign.AssignmentListOptions{PrincipalID: "x' or '", AssignedTo: "y"}, []string{"PrincipalID guid", "AssignedTo guid", "PrincipalID filter"}},
	} {
		_, err := azfoundry.Collect(w.Assignments.List(t.Context(), group, &tt.opts))
		wantFaults(t, err, tt.want...)
	}
	if len(*seen) > 0 {
		t.Errorf("%d requests, want none", len(*seen))
	}
	for _, err := range w.Assignments.List(t.Context(), "group", nil) {
		wantFaults(t, err, "id.Scope armid")
	}
}

// A list goes on over its pages with the filter, and stops where the caller does.
func TestAssignments_List_pages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, &armtest.Options{PageSize: 2})
	var want []string
	for _, role := range []roleassign.Role{roleassign.RoleReader, roleassign.RoleNetworkContributor, roleassign.RoleStorageBlobDataReader} {
		id, in := role.Assign(group, w.principal, roleassign.PrincipalTypeServicePrincipal)
		testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(t.Context(), id, in))
		want = append(want, id.Name)
	}
	opts := &roleassign.AssignmentListOptions{AtScope: true, AssignedTo: w.principal}
	seen := w.filters()
	var got []string
	for a, err := range w.Assignments.List(t.Context(), group, opts) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, a.Name)
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" || len(*seen) != 2 {
		t.Errorf("list in %d requests, want 2 (-want +got):\n%s", len(*seen), diff)
	}
	*seen = nil
	for range w.Assignments.List(t.Context(), group, opts) {
		break
	}
	if len(*seen) != 1 {
		t.Errorf("%d requests, want 1 after a break", len(*seen))
	}
}

func TestDefinitions_List_filters(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	testworld.Must[roleassign.Definition](t)(w.Definitions.CreateOrUpdate(t.Context(), roleassign.Role(other).At(group), reader("Pat's Reader", group)))
	seen := w.filters()
	for _, tt := range []struct {
		scope  string
		opts   *roleassign.DefinitionListOptions
		filter string
		has    []string
		hasNot []string
	}{
		{group, nil, "none", []string{"Reader", "Pat's Reader"}, nil},
		{subscription, nil, "none", []string{"Reader"}, []string{"Pat's Reader"}},
		{subscription, &roleassign.DefinitionListOptions{AtScopeAndBelow: true}, "atScopeAndBelow()", []string{"Reader", "Pat's Reader"}, nil},
		{group, &roleassign.DefinitionListOptions{RoleName: "Pat's Reader"}, "roleName eq 'Pat''s Reader'", []string{"Pat's Reader"}, []string{"Reader"}},
		{group, &roleassign.DefinitionListOptions{Type: roleassign.RoleTypeCustomRole}, "type eq 'CustomRole'", []string{"Pat's Reader"}, []string{"Reader"}},
	} {
		*seen = nil
		var names []string
		for _, d := range testworld.Must[[]roleassign.Definition](t)(azfoundry.Collect(w.Definitions.List(t.Context(), tt.scope, tt.opts))) {
			names = append(names, d.Properties.RoleName)
		}
		missing := slices.DeleteFunc(slices.Clone(tt.has), func(n string) bool { return slices.Contains(names, n) })
		extra := slices.DeleteFunc(slices.Clone(tt.hasNot), func(n string) bool { return !slices.Contains(names, n) })
		if len(missing)+len(extra) > 0 || !slices.Equal(*seen, []string{tt.filter}) {
			t.Errorf("List(%s, %+v) with %q lacks %v and has %v", tt.scope, tt.opts, *seen, missing, extra)
		}
	}
	_, err := azfoundry.Collect(w.Definitions.List(t.Context(), group, &roleassign.DefinitionListOptions{RoleName: "x", Type: "y"}))
	wantFaults(t, err, "opts filter")
}

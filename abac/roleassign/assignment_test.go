// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestAssignments_lifeOfAnAssignment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, in := roleassign.RoleReader.Assign(group, w.principal, roleassign.PrincipalTypeServicePrincipal)
	made := testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(t.Context(), id, in))
	if made.ID != id.String() || made.Properties.Scope != group || made.Properties.CreatedOn == "" || made.Properties.Role() != roleassign.RoleReader {
		t.Errorf("created %+v, want it at %s with a time", made, group)
	}
	changed := testworld.Must[roleassign.Assignment](t)(w.Assignments.Modify(t.Context(), id, func(a *roleassign.Assignment) error {
		a.Properties.Description = "sees networks"
		return nil
	}))
	if changed.Properties.Description != "sees networks" || changed.Properties.CreatedOn != made.Properties.CreatedOn {
		t.Errorf("changed %+v, want the description and the same time", changed.Properties)
	}
	_, err := w.Assignments.Modify(t.Context(), id, func(a *roleassign.Assignment) error {
		a.Properties.RoleDefinitionID = roleassign.RoleContributor.At(group).String()
		return nil
	})
	wantRefusal(t, err, http.StatusBadRequest, "RoleAssignmentUpdateNotPermitted")
	for range 2 { // deleting a missing one is no error
		if err := w.Assignments.Delete(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	_, err = w.Assignments.Get(t.Context(), id)
	wantRefusal(t, err, http.StatusNotFound, "RoleAssignmentNotFound")
}

// The same assignment under another name counts as made; a second run finds it.
func TestAssignments_CreateOrUpdate_existsUnderAnotherName(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, in := roleassign.RoleReader.Assign(group, w.principal, roleassign.PrincipalTypeServicePrincipal)
	by := roleassign.AssignmentID{Scope: id.Scope, Name: other}
	testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(t.Context(), by, in))
	for range 2 {
		got := testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(t.Context(), id, in))
		if got.Name != other {
			t.Errorf("CreateOrUpdate() = %s, want the one that exists, %s", got.Name, other)
		}
	}
	_, err := w.Assignments.Get(t.Context(), id)
	wantRefusal(t, err, http.StatusNotFound, "RoleAssignmentNotFound")
}

// A caller who may write but not read gets the refusal of the write.
func TestAssignments_CreateOrUpdate_existsUnreadably(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, in := roleassign.RoleReader.Assign(group, w.principal, roleassign.PrincipalTypeServicePrincipal)
	testworld.Must[roleassign.Assignment](t)(w.Assignments.CreateOrUpdate(t.Context(), roleassign.AssignmentID{Scope: group, Name: other}, in))
	w.Intercept(answer(http.MethodGet, http.StatusForbidden, `{"error":{"code":"AuthorizationFailed","message":"no"}}`))
	_, err := w.Assignments.CreateOrUpdate(t.Context(), id, in)
	wantRefusal(t, err, http.StatusConflict, "RoleAssignmentExists")
}

func TestAssignments_CreateOrUpdate_sendsNothingBad(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, in := roleassign.RoleReader.Assign(group, w.principal, "")
	id.Name = "mine"
	_, err := w.Assignments.CreateOrUpdate(t.Context(), id, in)
	wantFaults(t, err, "id.Name pattern", "/properties/principalType principalType")
	ctx, plan := azfoundry.DryRun(t.Context())
	id, in = roleassign.RoleReader.Assign(group, w.principal, roleassign.PrincipalTypeServicePrincipal)
	if _, err := w.Assignments.CreateOrUpdate(ctx, id, in); !errors.Is(err, azfoundry.ErrDryRun) || len(plan.Writes()) != 1 {
		t.Errorf("CreateOrUpdate() = %v with %v, want one planned write", err, plan.Writes())
	}
	if n := w.writes(http.MethodPut); n > 0 {
		t.Errorf("%d PUTs, want none", n)
	}
}

// What is assigned counts from then on, and no longer once it is deleted.
func TestAssignments_authorise(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	owner, err := w.AddServicePrincipal(armtest.ManagementTenant, armtest.AdministratorClientID)
	if err != nil {
		t.Fatal(err)
	}
	var mine roleassign.AssignmentID
	for a, err := range w.Assignments.List(t.Context(), subscription, &roleassign.AssignmentListOptions{PrincipalID: owner}) {
		if err != nil {
			t.Fatal(err)
		}
		mine = testworld.Must[roleassign.AssignmentID](t)(roleassign.ParseAssignmentID(a.ID))
	}
	if err := w.Assignments.Delete(t.Context(), mine); err != nil {
		t.Fatal(err)
	}
	id, in := roleassign.RoleOwner.Assign(subscription, owner, roleassign.PrincipalTypeServicePrincipal)
	_, err = w.Assignments.CreateOrUpdate(t.Context(), id, in)
	wantRefusal(t, err, http.StatusForbidden, "AuthorizationFailed")
}

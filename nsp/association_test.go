// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/nsp"
)

func TestAssociations_lifeOfAnAssociation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.perimeter("ai").Association("kv")
	body := nsp.Associate(vault("kv-ai"), id.Perimeter.Profile("main"), nsp.AccessModeLearning)
	made := testworld.Must[nsp.Association](t)(w.Associations.CreateOrUpdate(t.Context(), id, body))
	if p := made.Properties; p.ProvisioningState != nsp.ProvisioningStateSucceeded || p.HasProvisioningIssues != "no" || p.HasIssues() || p.AccessMode != nsp.AccessModeLearning {
		t.Errorf("created %+v, want it Succeeded and without issues", p)
	}
	enforced := testworld.Must[nsp.Association](t)(w.Associations.Modify(t.Context(), id, func(a *nsp.Association) error {
		a.Properties.AccessMode = nsp.AccessModeEnforced
		return nil
	}))
	if enforced.Properties.AccessMode != nsp.AccessModeEnforced {
		t.Errorf("access mode = %q, want Enforced", enforced.Properties.AccessMode)
	}
	if err := w.Associations.Reconcile(t.Context(), id); err != nil {
		t.Errorf("Reconcile() = %v", err)
	}
	if err := w.Associations.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if left := testworld.Collected[nsp.Association](t)(w.Associations.List(t.Context(), id.Perimeter, nil)); len(left) != 0 {
		t.Errorf("associations = %v, want none", left)
	}
}

// A wait that is taken up from its token ends with the association.
func TestAssociations_resume(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.perimeter("ai").Association("kv")
	p, err := w.Associations.BeginCreateOrUpdate(t.Context(), id, nsp.Associate(vault("kv-ai"), id.Perimeter.Profile("main"), ""))
	if err != nil {
		t.Fatal(err)
	}
	token := testworld.Must[string](t)(p.ResumeToken())
	p, err = w.Associations.Resume(token)
	if err != nil {
		t.Fatal(err)
	}
	got := testworld.Must[nsp.Association](t)(p.PollUntilDone(t.Context(), nil))
	if got.Properties.AccessMode != nsp.AccessModeLearning || got.ID != id.String() {
		t.Errorf("resumed to %+v, want the association in Learning", got)
	}
}

func TestAssociations_areRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id, other := w.perimeter("ai"), w.perimeter("data")
	main := id.Profile("main")
	testworld.Must[nsp.Association](t)(w.Associations.CreateOrUpdate(t.Context(), other.Association("taken"), nsp.Associate(vault("taken"), other.Profile("main"), "")))
	for _, test := range []struct {
		name   string
		body   nsp.Association
		status int
		code   string
	}{
		{"a profile that is not there", nsp.Associate(vault("kv-a"), id.Profile("none"), ""), http.StatusBadRequest, "InvalidResourceAssociation"},
		{"a profile of another perimeter", nsp.Associate(vault("kv-b"), other.Profile("main"), ""), http.StatusBadRequest, "InvalidResourceAssociation"},
		{"an unknown mode", nsp.Associate(vault("kv-c"), main, "Relaxed"), http.StatusBadRequest, "InvalidResourceAssociation"},
		{"a resource in a perimeter", nsp.Associate(vault("TAKEN"), main, ""), http.StatusConflict, "ResourceAlreadyAssociated"},
		{"a type that cannot be in one", nsp.Associate(armtest.DefaultPool, main, ""), http.StatusBadRequest, "BadRequest"},
		{"a resource that is not there", nsp.Associate(group().String()+"/providers/Microsoft.CognitiveServices/accounts/none", main, ""), http.StatusNotFound, "ResourceNotFound"},
		{"a resource without rights", nsp.Associate("/subscriptions/"+armtest.ManagedSubscription+"/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv", main, ""), http.StatusForbidden, "LinkedAuthorizationFailed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := w.Associations.CreateOrUpdate(t.Context(), id.Association("a"), test.body)
			testworld.WantRefusal(t, err, test.status, test.code)
		})
	}
	if left := testworld.Collected[nsp.Association](t)(w.Associations.List(t.Context(), id, nil)); len(left) != 0 {
		t.Errorf("associations = %v, want none", left)
	}
}

func TestAssociationProperties_HasIssues(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"yes": true, "Yes": true, "no": false, "": false} {
		if got := (nsp.AssociationProperties{HasProvisioningIssues: text}).HasIssues(); got != want {
			t.Errorf("HasIssues() = %v for %q, want %v", got, text, want)
		}
	}
}

func TestAssociation_Validate(t *testing.T) {
	t.Parallel()
	profile := nsp.PerimeterID{ResourceGroup: group(), Name: "ai"}.Profile("main")
	endpoint := nsp.Associate(group().String()+"/providers/microsoft.network/PrivateEndpoints/pe-kv", profile, "")
	testworld.WantFaults(t, endpoint.Validate(), "/properties/privateLinkResource/id privateEndpoint")
	testworld.WantFaults(t, nsp.Association{}.Validate(), "/properties/privateLinkResource/id required", "/properties/profile/id required")
	swapped := nsp.Associate(profile.String(), profile, "")
	swapped.Properties.Profile.ID = vault("kv-ai")
	testworld.WantFaults(t, swapped.Validate(), "/properties/profile/id armid")
}

// The owner of the group may associate, and may not look how far that came: the service keeps the status
// of its operations below the subscription.
func TestAssociations_pollTakesARightOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.perimeter("ai").Association("kv")
	principal, err := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Assign(group().String(), principal, armtest.RoleOwner); err != nil {
		t.Fatal(err)
	}
	c := w.client(armtest.DeployerClientID, armtest.DeployerSecret)
	_, err = c.Associations.CreateOrUpdate(t.Context(), id, nsp.Associate(vault("kv-ai"), id.Perimeter.Profile("main"), ""))
	testworld.WantRefusal(t, err, http.StatusForbidden, "AuthorizationFailed")
	if !strings.Contains(err.Error(), "the service took the request") {
		t.Errorf("error = %v, want it to say that the request was taken", err)
	}
	testworld.Must[nsp.Association](t)(c.Associations.Get(t.Context(), id))
	_, err = c.Perimeters.CreateOrUpdate(t.Context(), nsp.PerimeterID{ResourceGroup: azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "other"}, Name: "p"}, nsp.Perimeter{Location: "eastus"})
	testworld.WantRefusal(t, err, http.StatusForbidden, "AuthorizationFailed")
	if strings.Contains(err.Error(), "the service took the request") {
		t.Errorf("error = %v, want it to say nothing of the sort", err)
	}
}

func TestAssociations_dryRunWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := w.perimeter("ai").Association("kv")
	before := len(w.Requests())
	ctx, plan := azfoundry.DryRun(t.Context())
	_, err := w.Associations.CreateOrUpdate(ctx, id, nsp.Associate(vault("kv-ai"), id.Perimeter.Profile("main"), ""))
	if err == nil || len(plan.Writes()) != 1 || len(w.Requests()) != before {
		t.Errorf("error %v, plan %v, %d requests", err, plan.Writes(), len(w.Requests())-before)
	}
}

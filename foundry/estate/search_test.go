// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package estate_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry/estate"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// search is the body of a search service.
func search() estate.SearchService {
	return estate.SearchService{
		Location: armtest.DefaultRegion, SKU: estate.SearchSKU{Name: "standard"}, Identity: estate.SearchIdentity{Type: estate.SearchIdentityTypeSystemAssigned},
		Properties: estate.SearchServiceProperties{EncryptionWithCMK: estate.SearchEncryption{Enforcement: estate.CMKEnforcementEnabled}},
	}
}

func searchID(name string) estate.SearchServiceID {
	return estate.SearchServiceID{ResourceGroup: group(), Name: name}
}

func TestSearchServices_lifeOfAService(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	id := searchID("srch-orders")
	made := testworld.Must[estate.SearchService](t)(w.SearchServices.CreateOrUpdate(t.Context(), id, search()))
	p := made.Properties
	if p.ProvisioningState != estate.SearchProvisioningStateSucceeded || p.Status != estate.SearchStatusRunning || made.Identity.PrincipalID == "" ||
		p.EncryptionWithCMK.EncryptionComplianceStatus != estate.CMKComplianceCompliant || string(p.AuthOptions.APIKeyOnly) != "{}" {
		t.Errorf("made %+v, want it running with an identity", made)
	}
	// Roles can be assigned to its identity.
	if err := w.Assign(group().String(), made.Identity.PrincipalID, armtest.RoleReader); err != nil {
		t.Error(err)
	}
	changed := testworld.Must[estate.SearchService](t)(w.SearchServices.Update(t.Context(), id, estate.SearchServiceUpdate{
		Tags: map[string]string{"team": "orders"}, Properties: estate.SearchServiceProperties{ReplicaCount: new(int32(3))},
	}))
	modified := testworld.Must[estate.SearchService](t)(w.SearchServices.Modify(t.Context(), id, func(s *estate.SearchService) error {
		s.Properties.NetworkRuleSet.Bypass = estate.NetworkBypassAzureServices
		return nil
	}))
	if *changed.Properties.ReplicaCount != 3 || modified.Properties.NetworkRuleSet.Bypass != estate.NetworkBypassAzureServices || modified.Tags["team"] != "orders" {
		t.Errorf("changed to %+v and %+v", changed, modified)
	}
	name := func(s estate.SearchService) string { return s.Name }
	for _, list := range [][]string{
		names(t, w.SearchServices.List(t.Context(), group()), name),
		names(t, w.SearchServices.ListBySubscription(t.Context(), armtest.ManagementSubscription), name),
	} {
		if diff := cmp.Diff([]string{"srch-orders"}, list); diff != "" {
			t.Errorf("services (-want +got):\n%s", diff)
		}
	}
	for range 2 { // deleting a missing one is no error
		if err := w.SearchServices.Delete(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.SearchServices.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

func TestSearchServices_areRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	body := search()
	body.Properties.DisableLocalAuth = new(true)
	body.Properties.AuthOptions.AADOrAPIKey.AADAuthFailureMode = estate.AADAuthFailureModeHTTP403
	_, err := w.SearchServices.CreateOrUpdate(t.Context(), searchID("srch-orders"), body)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest")
	body.Properties.PartitionCount = new(int32(13))
	body.Properties.EncryptionWithCMK.Enforcement = "Sometimes"
	_, err = w.SearchServices.CreateOrUpdate(t.Context(), searchID("s"), body)
	testworld.WantFaults(t, err, "id.Name length", "/properties/partitionCount maximum", "/properties/encryptionWithCmk/enforcement enum")
}

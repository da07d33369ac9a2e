// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
	"github.com/azfoundry/azfoundry/nsp"
)

func TestCapabilityHosts_ofAnAccountAndAProject(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	account := w.account("foundry-orders")
	project := account.Project("orders")
	testworld.Must[foundry.Project](t)(w.Projects.CreateOrUpdate(t.Context(), project, foundry.Project{Location: armtest.DefaultRegion}))
	outer, inner := account.CapabilityHost("agents"), project.ProjectCapabilityHost("agents")
	ofProject := foundry.ProjectCapabilityHost{Properties: foundry.ProjectCapabilityHostProperties{
		StorageConnections: []string{"files"}, ThreadStorageConnections: []string{"threads"}, VectorStoreConnections: []string{"search"},
	}}
	_, err := w.ProjectCapabilityHosts.CreateOrUpdate(t.Context(), inner, ofProject)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest")
	ofAccount := foundry.CapabilityHost{Properties: foundry.CapabilityHostProperties{CapabilityHostKind: foundry.CapabilityHostKindAgents}}
	made := testworld.Must[foundry.CapabilityHost](t)(w.CapabilityHosts.CreateOrUpdate(t.Context(), outer, ofAccount))
	if made.ID != outer.String() || made.Properties.ProvisioningState != foundry.HostProvisioningStateSucceeded {
		t.Errorf("created %+v, want it Succeeded", made)
	}
	testworld.Must[foundry.ProjectCapabilityHost](t)(w.ProjectCapabilityHosts.CreateOrUpdate(t.Context(), inner, ofProject))
	got := testworld.Must[foundry.ProjectCapabilityHost](t)(w.ProjectCapabilityHosts.Get(t.Context(), inner))
	if got.ID != inner.String() || got.Properties.ThreadStorageConnections[0] != "threads" {
		t.Errorf("read %+v, want what was written", got)
	}
	ofProject.Properties.StorageConnections = []string{"other"}
	_, err = w.ProjectCapabilityHosts.CreateOrUpdate(t.Context(), inner, ofProject)
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest")
	testworld.WantRefusal(t, w.CapabilityHosts.Delete(t.Context(), outer), http.StatusBadRequest, "BadRequest")
	if err := w.ProjectCapabilityHosts.Delete(t.Context(), inner); err != nil {
		t.Fatal(err)
	}
	if err := w.CapabilityHosts.Delete(t.Context(), outer); err != nil {
		t.Fatal(err)
	}
	_, err = w.CapabilityHosts.Get(t.Context(), outer)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
	subnet := foundry.CapabilityHost{Properties: foundry.CapabilityHostProperties{CustomerSubnet: "agents"}}
	testworld.WantFaults(t, subnet.Validate(), "/properties/customerSubnet armid")
}

// An account in a perimeter sees what the perimeter says to it.
func TestPerimeterConfigurations(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	account := w.account("foundry-orders")
	if none := testworld.Collected[foundry.PerimeterConfiguration](t)(w.PerimeterConfigurations.List(t.Context(), account)); len(none) != 0 {
		t.Errorf("configurations = %v, want none", none)
	}
	c, err := nsp.NewClient(w.sign(armtest.AdministratorClientID, armtest.AdministratorSecret), w.ClientOptions())
	if err != nil {
		t.Fatal(err)
	}
	perimeter := nsp.PerimeterID{ResourceGroup: group(), Name: "ai"}
	profile := perimeter.Profile("main")
	testworld.Must[nsp.Perimeter](t)(c.Perimeters.CreateOrUpdate(t.Context(), perimeter, nsp.Perimeter{Location: armtest.DefaultRegion}))
	testworld.Must[nsp.Profile](t)(c.Profiles.CreateOrUpdate(t.Context(), profile, nsp.Profile{}))
	testworld.Must[nsp.AccessRule](t)(c.AccessRules.CreateOrUpdate(t.Context(), profile.AccessRule("office"), nsp.FromPrefixes("203.0.113.0/24")))
	testworld.Must[nsp.Association](t)(c.Associations.CreateOrUpdate(t.Context(), perimeter.Association("foundry"), nsp.Associate(account.String(), profile, nsp.AccessModeLearning)))
	list := testworld.Collected[foundry.PerimeterConfiguration](t)(w.PerimeterConfigurations.List(t.Context(), account))
	if len(list) != 1 || !strings.HasSuffix(list[0].Name, ".foundry") {
		t.Fatalf("configurations = %v, want one", list)
	}
	id := account.PerimeterConfiguration(list[0].Name)
	testworld.Must[foundry.PerimeterConfiguration](t)(w.PerimeterConfigurations.Reconcile(t.Context(), id))
	got := testworld.Must[foundry.PerimeterConfiguration](t)(w.PerimeterConfigurations.Get(t.Context(), id))
	p := got.Properties
	if p.NetworkSecurityPerimeter.ID != perimeter.String() || p.ResourceAssociation.AccessMode != "Learning" || p.Profile.AccessRulesVersion == nil || *p.Profile.AccessRulesVersion != 1 {
		t.Errorf("configuration = %+v, want that of the association", p)
	}
	_, err = w.PerimeterConfigurations.Get(t.Context(), account.PerimeterConfiguration("none"))
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

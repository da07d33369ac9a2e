// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry_test

import (
	"net/http"
	"testing"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestProjects_lifeOfAProject(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	account := w.account("foundry-orders")
	id := account.Project("orders")
	body := foundry.Project{
		Location: armtest.DefaultRegion, Identity: foundry.Identity{Type: foundry.IdentityTypeSystemAssigned},
		Properties: foundry.ProjectProperties{DisplayName: "Orders"},
	}
	made := testworld.Must[foundry.Project](t)(w.Projects.CreateOrUpdate(t.Context(), id, body))
	if made.ID != id.String() || made.Properties.ProvisioningState != foundry.ProvisioningStateSucceeded || made.Identity.PrincipalID == "" {
		t.Errorf("created %+v, want it Succeeded with an identity", made)
	}
	if made.Properties.IsDefault == nil || !*made.Properties.IsDefault || len(made.Properties.WorkspaceID()) != 36 {
		t.Errorf("properties = %+v, want the default project with a workspace id", made.Properties)
	}
	testworld.Must[foundry.Project](t)(w.Projects.Update(t.Context(), id, foundry.ProjectUpdate{Properties: foundry.ProjectProperties{DisplayName: "Returns"}}))
	changed := testworld.Must[foundry.Project](t)(w.Projects.Modify(t.Context(), id, func(p *foundry.Project) error {
		p.Properties.Description = "Answers."
		return nil
	}))
	if p := changed.Properties; p.DisplayName != "Returns" || p.Description != "Answers." || p.InternalID != made.Properties.InternalID {
		t.Errorf("changed to %+v, want both changes", p)
	}
	if list := testworld.Collected[foundry.Project](t)(w.Projects.List(t.Context(), account)); len(list) != 1 || list[0].ID != id.String() {
		t.Errorf("projects = %v, want one", list)
	}
	if err := w.Projects.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	_, err := w.Projects.Get(t.Context(), id)
	testworld.WantRefusal(t, err, http.StatusNotFound, "ResourceNotFound")
}

func TestProjects_needAnAccountThatAllowsThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	body := resource("plain")
	body.Properties.AllowProjectManagement = nil
	id := foundry.AccountID{ResourceGroup: group(), Name: "plain"}
	testworld.Must[foundry.Account](t)(w.Accounts.CreateOrUpdate(t.Context(), id, body))
	_, err := w.Projects.CreateOrUpdate(t.Context(), id.Project("orders"), foundry.Project{Location: armtest.DefaultRegion})
	testworld.WantRefusal(t, err, http.StatusBadRequest, "BadRequest")
	_, err = w.Projects.CreateOrUpdate(t.Context(), foundry.AccountID{ResourceGroup: group(), Name: "none"}.Project("orders"), foundry.Project{Location: armtest.DefaultRegion})
	testworld.WantRefusal(t, err, http.StatusNotFound, "ParentResourceNotFound")
}

func TestProject_Validate(t *testing.T) {
	t.Parallel()
	p := foundry.Project{Location: armtest.DefaultRegion}
	p.Properties.Unknown = []byte(`{"Encryption":{"keySource":"Microsoft.KeyVault"}}`)
	testworld.WantFaults(t, p.Validate(), "/properties/encryption mechanism")
}

func TestProjectProperties_WorkspaceID(t *testing.T) {
	t.Parallel()
	if got, want := (foundry.ProjectProperties{InternalID: "8f3a1c5e9b7d42608e1f4a6c2d0b9537"}).WorkspaceID(), "8f3a1c5e-9b7d-4260-8e1f-4a6c2d0b9537"; got != want {
		t.Errorf("WorkspaceID() = %q, want %q", got, want)
	}
	if got := (foundry.ProjectProperties{}).WorkspaceID(); got != "" {
		t.Errorf("WorkspaceID() of a new project = %q, want none", got)
	}
}

func TestDeployments_lifeOfADeployment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	account := w.account("foundry-orders")
	id := account.Deployment("chat")
	body := foundry.Deployment{
		SKU:        foundry.SKU{Name: "GlobalStandard", Capacity: new(int32(10))},
		Properties: foundry.DeploymentProperties{Model: foundry.DeploymentModel{Format: "OpenAI", Name: "gpt-4o", Version: "2024-11-20"}},
	}
	made := testworld.Must[foundry.Deployment](t)(w.Deployments.CreateOrUpdate(t.Context(), id, body))
	if made.Properties.ProvisioningState != foundry.ProvisioningStateSucceeded || made.Properties.Model.Name != "gpt-4o" {
		t.Errorf("created %+v, want it Succeeded", made)
	}
	more := testworld.Must[foundry.Deployment](t)(w.Deployments.Update(t.Context(), id, foundry.DeploymentUpdate{SKU: foundry.SKU{Name: "GlobalStandard", Capacity: new(int32(20))}}))
	if more.SKU.Capacity == nil || *more.SKU.Capacity != 20 || more.Properties.Model.Name != "gpt-4o" {
		t.Errorf("updated to %+v, want 20 of it", more)
	}
	testworld.Must[foundry.Deployment](t)(w.Deployments.Modify(t.Context(), id, func(d *foundry.Deployment) error {
		d.Properties.VersionUpgradeOption = foundry.VersionUpgradeOptionNoAutoUpgrade
		return nil
	}))
	if list := testworld.Collected[foundry.Deployment](t)(w.Deployments.List(t.Context(), account)); len(list) != 1 || list[0].Properties.VersionUpgradeOption != "NoAutoUpgrade" {
		t.Errorf("deployments = %v, want one that stays", list)
	}
	if err := w.Deployments.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if err := w.Accounts.Delete(t.Context(), account); err != nil {
		t.Errorf("deleting the empty account: %v", err)
	}
	testworld.WantFaults(t, foundry.Deployment{}.Validate(), "/sku/name required", "/properties/model/format required", "/properties/model/name required")
}

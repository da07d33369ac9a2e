// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"testing"

	cognitive "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2"
	learning "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4"

	"github.com/azfoundry/azfoundry/armtest"
)

// The resources of the story.
const (
	inGroup     = armtest.DefaultNetworkGroup
	foundryName = "foundry-orders"
	orders      = "orders"
	chat        = "chat"
	agents      = "agents"
	inRegion    = armtest.DefaultRegion
)

// A Foundry resource lives in a world as the official client leads it: each wait ends, and each status
// is one that the client takes.
func TestOfficialClient_accounts(t *testing.T) {
	t.Parallel()
	world := start(t, nil)
	c := officialHomes(t, armtest.ManagementSubscription, administrator.signIn(t, world, armtest.ManagementTenant), world.ClientOptions()).cognitive
	ctx := t.Context()
	p, err := c.NewAccountsClient().BeginCreate(ctx, inGroup, foundryName, cognitive.Account{
		Location: new(inRegion), Kind: new("AIServices"), SKU: &cognitive.SKU{Name: new("S0")},
		Identity:   &cognitive.Identity{Type: new(cognitive.ResourceIdentityTypeSystemAssigned)},
		Properties: &cognitive.AccountProperties{CustomSubDomainName: new(foundryName), AllowProjectManagement: new(true)},
	}, nil)
	made, err := finish(ctx, p, err)
	succeeded(t, "create account", err)
	if made.Properties == nil || *made.Properties.ProvisioningState != cognitive.ProvisioningStateSucceeded || made.Identity.PrincipalID == nil {
		t.Errorf("created %+v, want it Succeeded with an identity", made.Account)
	}
	u, err := c.NewAccountsClient().BeginUpdate(ctx, inGroup, foundryName, cognitive.Account{Tags: map[string]*string{"team": new("orders")}}, nil)
	changed, err := finish(ctx, u, err)
	succeeded(t, "update account", err)
	if changed.Tags["team"] == nil || *changed.Properties.CustomSubDomainName != foundryName {
		t.Errorf("updated to %+v, want the tag and the rest", changed.Account)
	}
	inAccount(ctx, t, c)
	d, err := c.NewAccountsClient().BeginDelete(ctx, inGroup, foundryName, nil)
	_, err = finish(ctx, d, err)
	succeeded(t, "delete account", err)
	ghosts := 0
	for pager := c.NewDeletedAccountsClient().NewListPager(nil); pager.More(); {
		page, err := pager.NextPage(ctx)
		succeeded(t, "list deleted accounts", err)
		ghosts += len(page.Value)
	}
	if ghosts != 1 {
		t.Errorf("%d deleted accounts, want one", ghosts)
	}
	g, err := c.NewDeletedAccountsClient().BeginPurge(ctx, inRegion, inGroup, foundryName, nil)
	_, err = finish(ctx, g, err)
	succeeded(t, "purge account", err)
	_, err = c.NewDeletedAccountsClient().Get(ctx, inRegion, inGroup, foundryName, nil)
	assertResponse(t, err, 404, "ResourceNotFound")
}

// inAccount makes and deletes what can be in an account.
func inAccount(ctx context.Context, t *testing.T, c *cognitive.ClientFactory) {
	t.Helper()
	p, err := c.NewProjectsClient().BeginCreate(ctx, inGroup, foundryName, orders, cognitive.Project{
		Location: new(inRegion), Properties: &cognitive.ProjectProperties{DisplayName: new("Orders")},
	}, nil)
	_, err = finish(ctx, p, err)
	succeeded(t, "create project", err)
	pu, err := c.NewProjectsClient().BeginUpdate(ctx, inGroup, foundryName, orders, cognitive.Project{Tags: map[string]*string{"a": new("b")}}, nil)
	_, err = finish(ctx, pu, err)
	succeeded(t, "update project", err)
	m, err := c.NewDeploymentsClient().BeginCreateOrUpdate(ctx, inGroup, foundryName, chat, cognitive.Deployment{
		SKU:        &cognitive.SKU{Name: new("GlobalStandard"), Capacity: new(int32(10))},
		Properties: &cognitive.DeploymentProperties{Model: &cognitive.DeploymentModel{Format: new("OpenAI"), Name: new("gpt-4o")}},
	}, nil)
	_, err = finish(ctx, m, err)
	succeeded(t, "create deployment", err)
	h, err := c.NewAccountCapabilityHostsClient().BeginCreateOrUpdate(ctx, inGroup, foundryName, agents, cognitive.CapabilityHost{
		Properties: &cognitive.CapabilityHostProperties{CapabilityHostKind: new(cognitive.CapabilityHostKindAgents)},
	}, nil)
	_, err = finish(ctx, h, err)
	succeeded(t, "create capability host", err)
	ph, err := c.NewProjectCapabilityHostsClient().BeginCreateOrUpdate(ctx, inGroup, foundryName, orders, agents, cognitive.CapabilityHost{
		Properties: &cognitive.CapabilityHostProperties{StorageConnections: []*string{new("files")}},
	}, nil)
	_, err = finish(ctx, ph, err)
	succeeded(t, "create capability host of a project", err)
	phd, err := c.NewProjectCapabilityHostsClient().BeginDelete(ctx, inGroup, foundryName, orders, agents, nil)
	_, err = finish(ctx, phd, err)
	succeeded(t, "delete capability host of a project", err)
	hd, err := c.NewAccountCapabilityHostsClient().BeginDelete(ctx, inGroup, foundryName, agents, nil)
	_, err = finish(ctx, hd, err)
	succeeded(t, "delete capability host", err)
	md, err := c.NewDeploymentsClient().BeginDelete(ctx, inGroup, foundryName, chat, nil)
	_, err = finish(ctx, md, err)
	succeeded(t, "delete deployment", err)
	pd, err := c.NewProjectsClient().BeginDelete(ctx, inGroup, foundryName, orders, nil)
	_, err = finish(ctx, pd, err)
	succeeded(t, "delete project", err)
}

// The same for a workspace, whose PUT never answers 201.
func TestOfficialClient_workspaces(t *testing.T) {
	t.Parallel()
	world := start(t, nil)
	c := officialHomes(t, armtest.ManagementSubscription, administrator.signIn(t, world, armtest.ManagementTenant), world.ClientOptions()).learning
	ctx, client := t.Context(), c.NewWorkspacesClient()
	p, err := client.BeginCreateOrUpdate(ctx, inGroup, orders, learning.Workspace{
		Location: new(inRegion), Kind: new("Hub"), Identity: &learning.ManagedServiceIdentity{Type: new(learning.ManagedServiceIdentityTypeSystemAssigned)},
		Properties: &learning.WorkspaceProperties{FriendlyName: new("Orders")},
	}, nil)
	made, err := finish(ctx, p, err)
	succeeded(t, "create workspace", err)
	if made.Properties == nil || *made.Properties.ProvisioningState != learning.ProvisioningStateSucceeded || made.Properties.WorkspaceID == nil {
		t.Errorf("created %+v, want it Succeeded", made.Workspace)
	}
	u, err := client.BeginUpdate(ctx, inGroup, orders, learning.WorkspaceUpdateParameters{Tags: map[string]*string{"team": new("orders")}}, nil)
	_, err = finish(ctx, u, err)
	succeeded(t, "update workspace", err)
	g, err := client.BeginDiagnose(ctx, inGroup, orders, nil)
	_, err = finish(ctx, g, err)
	succeeded(t, "diagnose workspace", err)
	r, err := client.BeginResyncKeys(ctx, inGroup, orders, nil)
	_, err = finish(ctx, r, err)
	succeeded(t, "resync keys", err)
	listed := 0
	for pager := client.NewListBySubscriptionPager(nil); pager.More(); {
		page, err := pager.NextPage(ctx)
		succeeded(t, "list workspaces", err)
		listed += len(page.Value)
	}
	if listed != 1 {
		t.Errorf("%d workspaces, want one", listed)
	}
	d, err := client.BeginDelete(ctx, inGroup, orders, &learning.WorkspacesClientBeginDeleteOptions{ForceToPurge: new(true)})
	_, err = finish(ctx, d, err)
	succeeded(t, "delete workspace", err)
	_, err = client.Get(ctx, inGroup, orders, nil)
	assertResponse(t, err, 404, "ResourceNotFound")
}

func succeeded(t *testing.T, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"slices"

	cognitive "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2"
	learning "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4"

	"github.com/azfoundry/azfoundry/foundry"
)

// foundryRow is one operation on Foundry resources and workspaces.
type foundryRow = rowOf[homes, *foundry.Client]

// The ids that all rows use.
var (
	accountID   = foundry.AccountID{ResourceGroup: group, Name: "foundry-1_a.b"}
	workspaceID = foundry.WorkspaceID{ResourceGroup: group, Name: "hub-1_a"}
)

// configurationName is that of a perimeter configuration: the perimeter's GUID and an association's name.
const configurationName = "0c9b7a51-3f2e-4d68-8b7c-5e1d2f3a4b6c.models"

func configuration(ctx context.Context) foundry.PerimeterConfigurationID {
	return accountID.PerimeterConfiguration(called(ctx, configurationName))
}

// The bodies that all rows write.
func ourAccount() foundry.Account {
	return foundry.Account{
		Location: "eastus", Kind: "AIServices", SKU: foundry.SKU{Name: "S0"}, Identity: foundry.Identity{Type: foundry.IdentityTypeSystemAssigned},
		Properties: foundry.AccountProperties{
			CustomSubDomainName: "foundry-1", AllowProjectManagement: new(true), DisableLocalAuth: new(false),
			NetworkACLs: foundry.NetworkRules{DefaultAction: foundry.NetworkActionDeny, IPRules: []foundry.IPRule{{Value: "203.0.113.0/24"}}},
		},
	}
}

func ourWorkspace() foundry.Workspace {
	return foundry.Workspace{
		Location: "eastus", Kind: foundry.WorkspaceKindHub, Identity: foundry.WorkspaceIdentity{Type: foundry.WorkspaceIdentityTypeSystemAssigned},
		Properties: foundry.WorkspaceProperties{
			FriendlyName: "AI hub", ManagedNetwork: foundry.ManagedNetwork{IsolationMode: foundry.IsolationModeAllowInternetOutbound},
		},
	}
}

// ourKey encrypts; no world can have a key of this version.
var ourKey = foundry.Key{Vault: "https://kv-ai.vault.azure.net/", Name: "cmk", Version: "5d1f0a7c93be4826b4c7e2f80a1d6953"}

// keyedRows are the rows of what is encrypted with a key of one's own.
func keyedRows() []foundryRow {
	const apart = "the version of the key is made up"
	account, workspace := ourAccount(), ourWorkspace()
	account.Properties.Encryption = ourKey.ForAccount("")
	workspace.Properties.Encryption = ourKey.ForWorkspace(vaultID, "")
	return []foundryRow{
		{method: "AccountsClient.CreateOrUpdate", with: "a key", apart: apart, theirs: func(ctx context.Context, h homes) (any, error) {
			in, err := recoded[cognitive.Account](account)
			if err != nil {
				return nil, err
			}
			p, err := h.cognitive.NewAccountsClient().BeginCreate(ctx, group.Name, accountID.Name, in, nil)
			r, err := finish(ctx, p, err)
			return r.Account, err
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Accounts.CreateOrUpdate(ctx, accountID, account))
		}},
		{method: "WorkspacesClient.CreateOrUpdate", with: "a key", apart: apart, theirs: func(ctx context.Context, h homes) (any, error) {
			in, err := recoded[learning.Workspace](workspace)
			if err != nil {
				return nil, err
			}
			p, err := h.learning.NewWorkspacesClient().BeginCreateOrUpdate(ctx, group.Name, workspaceID.Name, in, nil)
			r, err := finish(ctx, p, err)
			return r.Workspace, err
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Workspaces.CreateOrUpdate(ctx, workspaceID, workspace))
		}},
	}
}

// foundryRows returns the operations that both kinds of client have.
func foundryRows() []foundryRow {
	return slices.Concat(foundryReads(), foundryDetails(), keyedRows(), accountWrites(), accountDeletions(), projectWrites(), deploymentWrites(),
		hostWrites(), projectHostWrites(), reconcileRows(), workspaceWrites(), workspaceActions())
}

func foundryReads() []foundryRow {
	return []foundryRow{
		{method: "AccountsClient.Get", theirs: func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewAccountsClient().Get(ctx, group.Name, accountID.Name, nil)
			return r.Account, err
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Accounts.Get(ctx, accountID))
		}},
		{method: "AccountsClient.List", theirs: func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.cognitive.NewAccountsClient().NewListByResourceGroupPager(group.Name, nil),
				func(p cognitive.AccountsClientListByResourceGroupResponse) []*cognitive.Account { return p.Value })
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.Accounts.List(ctx, group))
		}},
		{method: "AccountsClient.ListBySubscription", theirs: func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.cognitive.NewAccountsClient().NewListPager(nil),
				func(p cognitive.AccountsClientListResponse) []*cognitive.Account { return p.Value })
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.Accounts.ListBySubscription(ctx, group.Subscription))
		}},
		{method: "ProjectsClient.Get", theirs: func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewProjectsClient().Get(ctx, group.Name, accountID.Name, "orders", nil)
			return r.Project, err
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Projects.Get(ctx, accountID.Project("orders")))
		}},
		{method: "ProjectsClient.List", theirs: func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.cognitive.NewProjectsClient().NewListPager(group.Name, accountID.Name, nil),
				func(p cognitive.ProjectsClientListResponse) []*cognitive.Project { return p.Value })
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.Projects.List(ctx, accountID))
		}},
		{method: "DeploymentsClient.Get", theirs: func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewDeploymentsClient().Get(ctx, group.Name, accountID.Name, "chat", nil)
			return r.Deployment, err
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Deployments.Get(ctx, accountID.Deployment("chat")))
		}},
		{method: "DeploymentsClient.List", theirs: func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.cognitive.NewDeploymentsClient().NewListPager(group.Name, accountID.Name, nil),
				func(p cognitive.DeploymentsClientListResponse) []*cognitive.Deployment { return p.Value })
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.Deployments.List(ctx, accountID))
		}},
		{method: "DeletedAccountsClient.Get", theirs: func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewDeletedAccountsClient().Get(ctx, "eastus", group.Name, accountID.Name, nil)
			return r.Account, err
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.DeletedAccounts.Get(ctx, accountID.Deleted("East US")))
		}},
	}
}

func foundryDetails() []foundryRow {
	return []foundryRow{
		{method: "CapabilityHostsClient.Get", theirs: func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewAccountCapabilityHostsClient().Get(ctx, group.Name, accountID.Name, "agents", nil)
			return r.CapabilityHost, err
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.CapabilityHosts.Get(ctx, accountID.CapabilityHost("agents")))
		}},
		{method: "ProjectCapabilityHostsClient.Get", theirs: func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewProjectCapabilityHostsClient().Get(ctx, group.Name, accountID.Name, "orders", "agents", nil)
			return r.CapabilityHost, err
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.ProjectCapabilityHosts.Get(ctx, accountID.Project("orders").ProjectCapabilityHost("agents")))
		}},
		{method: "PerimeterConfigurationsClient.Get", theirs: func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewNetworkSecurityPerimeterConfigurationsClient().Get(ctx, group.Name, accountID.Name, called(ctx, configurationName), nil)
			return r.NetworkSecurityPerimeterConfiguration, err
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.PerimeterConfigurations.Get(ctx, configuration(ctx)))
		}},
		{method: "PerimeterConfigurationsClient.List", theirs: func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.cognitive.NewNetworkSecurityPerimeterConfigurationsClient().NewListPager(group.Name, accountID.Name, nil),
				func(p cognitive.NetworkSecurityPerimeterConfigurationsClientListResponse) []*cognitive.NetworkSecurityPerimeterConfiguration {
					return p.Value
				})
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.PerimeterConfigurations.List(ctx, accountID))
		}},
		{method: "WorkspacesClient.Get", theirs: func(ctx context.Context, h homes) (any, error) {
			r, err := h.learning.NewWorkspacesClient().Get(ctx, group.Name, workspaceID.Name, nil)
			return r.Workspace, err
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Workspaces.Get(ctx, workspaceID))
		}},
		{method: "WorkspacesClient.List", theirs: func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.learning.NewWorkspacesClient().NewListByResourceGroupPager(group.Name, nil),
				func(p learning.WorkspacesClientListByResourceGroupResponse) []*learning.Workspace { return p.Value })
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.Workspaces.List(ctx, group))
		}},
		{method: "WorkspacesClient.ListBySubscription", theirs: func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.learning.NewWorkspacesClient().NewListBySubscriptionPager(nil),
				func(p learning.WorkspacesClientListBySubscriptionResponse) []*learning.Workspace { return p.Value })
		}, ours: func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.Workspaces.ListBySubscription(ctx, group.Subscription))
		}},
	}
}

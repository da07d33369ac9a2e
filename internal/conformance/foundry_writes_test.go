// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	cognitive "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2"
	learning "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4"

	"github.com/azfoundry/azfoundry/foundry"
)

// lastingly is [answering] for long-running operations that answer a PUT of createOrUpdate with another
// status than 202 before they are over.
func lastingly[S any](s *stage, put int) S {
	server := answering[S](s)
	for field, f := range reflect.ValueOf(&server).Elem().Fields() {
		if !strings.HasPrefix(field.Name, "Begin") || field.Name == "BeginDelete" {
			continue
		}
		status := http.StatusAccepted
		if field.Name == "BeginCreateOrUpdate" {
			status = put
		}
		answer := reflect.ValueOf(f.Interface())
		f.Set(reflect.MakeFunc(f.Type(), func(in []reflect.Value) []reflect.Value {
			out := answer.Call(in) // notes what was heard
			r := reflect.New(f.Type().Out(0))
			first := r.MethodByName("AddNonTerminalResponse")
			first.Call([]reflect.Value{reflect.ValueOf(status), reflect.Zero(first.Type().In(1))})
			last := r.MethodByName("SetTerminalResponse")
			v := reflect.New(last.Type().In(1)).Elem()
			(&filler{depth: 8}).fill(v)
			last.Call([]reflect.Value{reflect.ValueOf(http.StatusOK), v, reflect.Zero(last.Type().In(2))})
			out[0] = r.Elem()
			return out
		}))
	}
	return server
}

// The bodies that all rows write.
func ourAccount() foundry.Account {
	return foundry.Account{
		Location: "eastus", Kind: "AIServices", SKU: foundry.SKU{Name: "S0"}, Identity: foundry.Identity{Type: foundry.IdentityTypeSystemAssigned},
		Properties: foundry.AccountProperties{
			CustomSubDomainName: "foundry-1", AllowProjectManagement: new(true), DisableLocalAuth: new(false),
			NetworkACLs: foundry.NetworkRules{DefaultAction: foundry.NetworkActionDeny, IPRules: []foundry.IPRule{{Value: "203.0.113.0/24"}}},
			Encryption:  foundry.Key{Vault: "https://kv-ai.vault.azure.net/", Name: "cmk", Version: "5d1f0a7c93be4826b4c7e2f80a1d6953"}.ForAccount(""),
		},
	}
}

func ourWorkspace() foundry.Workspace {
	return foundry.Workspace{
		Location: "eastus", Kind: foundry.WorkspaceKindHub, Identity: foundry.WorkspaceIdentity{Type: foundry.WorkspaceIdentityTypeSystemAssigned},
		Properties: foundry.WorkspaceProperties{
			FriendlyName: "AI hub", ManagedNetwork: foundry.ManagedNetwork{IsolationMode: foundry.IsolationModeAllowInternetOutbound},
			Encryption: foundry.Key{Vault: "https://kv-ai.vault.azure.net/", Name: "cmk", Version: "5d1f0a7c93be4826b4c7e2f80a1d6953"}.
				ForWorkspace(group.String()+"/providers/Microsoft.KeyVault/vaults/kv-ai", ""),
		},
	}
}

func accountWrites() []foundryRow {
	project := foundry.Project{Location: "eastus", Properties: foundry.ProjectProperties{DisplayName: "Orders"}}
	update := foundry.AccountUpdate{Tags: map[string]string{"a": "b"}, Properties: foundry.AccountProperties{DisableLocalAuth: new(true)}}
	return []foundryRow{
		{"AccountsClient.CreateOrUpdate", func(ctx context.Context, h homes) (any, error) {
			in, err := recoded[cognitive.Account](ourAccount())
			if err != nil {
				return nil, err
			}
			p, err := h.cognitive.NewAccountsClient().BeginCreate(ctx, group.Name, accountID.Name, in, nil)
			r, err := finish(ctx, p, err)
			return r.Account, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Accounts.CreateOrUpdate(ctx, accountID, ourAccount()))
		}},
		{"AccountsClient.Update", func(ctx context.Context, h homes) (any, error) {
			in, err := recoded[cognitive.Account](update)
			if err != nil {
				return nil, err
			}
			p, err := h.cognitive.NewAccountsClient().BeginUpdate(ctx, group.Name, accountID.Name, in, nil)
			r, err := finish(ctx, p, err)
			return r.Account, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Accounts.Update(ctx, accountID, update))
		}},
		{"ProjectsClient.CreateOrUpdate", func(ctx context.Context, h homes) (any, error) {
			in, err := recoded[cognitive.Project](project)
			if err != nil {
				return nil, err
			}
			p, err := h.cognitive.NewProjectsClient().BeginCreate(ctx, group.Name, accountID.Name, "orders", in, nil)
			r, err := finish(ctx, p, err)
			return r.Project, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Projects.CreateOrUpdate(ctx, accountID.Project("orders"), project))
		}},
	}
}

func agentWrites() []foundryRow {
	model := foundry.Deployment{
		SKU:        foundry.SKU{Name: "GlobalStandard", Capacity: new(int32(10))},
		Properties: foundry.DeploymentProperties{Model: foundry.DeploymentModel{Format: "OpenAI", Name: "gpt-4o"}},
	}
	host := foundry.CapabilityHost{Properties: foundry.CapabilityHostProperties{CapabilityHostKind: foundry.CapabilityHostKindAgents}}
	return []foundryRow{
		{"DeploymentsClient.CreateOrUpdate", func(ctx context.Context, h homes) (any, error) {
			in, err := recoded[cognitive.Deployment](model)
			if err != nil {
				return nil, err
			}
			p, err := h.cognitive.NewDeploymentsClient().BeginCreateOrUpdate(ctx, group.Name, accountID.Name, "chat", in, nil)
			r, err := finish(ctx, p, err)
			return r.Deployment, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Deployments.CreateOrUpdate(ctx, accountID.Deployment("chat"), model))
		}},
		{"CapabilityHostsClient.CreateOrUpdate", func(ctx context.Context, h homes) (any, error) {
			in, err := recoded[cognitive.CapabilityHost](host)
			if err != nil {
				return nil, err
			}
			p, err := h.cognitive.NewAccountCapabilityHostsClient().BeginCreateOrUpdate(ctx, group.Name, accountID.Name, "agents", in, nil)
			r, err := finish(ctx, p, err)
			return r.CapabilityHost, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.CapabilityHosts.CreateOrUpdate(ctx, accountID.CapabilityHost("agents"), host))
		}},
		{"DeletedAccountsClient.Purge", func(ctx context.Context, h homes) (any, error) {
			p, err := h.cognitive.NewDeletedAccountsClient().BeginPurge(ctx, "eastus", group.Name, accountID.Name, nil)
			return nil, done(finish(ctx, p, err))
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return nil, c.DeletedAccounts.Purge(ctx, accountID.Deleted("eastus"))
		}},
	}
}

func workspaceWrites() []foundryRow {
	update := foundry.WorkspaceUpdate{Properties: foundry.WorkspaceUpdateProperties{FriendlyName: "AI"}}
	return []foundryRow{
		{"WorkspacesClient.CreateOrUpdate", func(ctx context.Context, h homes) (any, error) {
			in, err := recoded[learning.Workspace](ourWorkspace())
			if err != nil {
				return nil, err
			}
			p, err := h.learning.NewWorkspacesClient().BeginCreateOrUpdate(ctx, group.Name, workspaceID.Name, in, nil)
			r, err := finish(ctx, p, err)
			return r.Workspace, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Workspaces.CreateOrUpdate(ctx, workspaceID, ourWorkspace()))
		}},
		{"WorkspacesClient.Update", func(ctx context.Context, h homes) (any, error) {
			in, err := recoded[learning.WorkspaceUpdateParameters](update)
			if err != nil {
				return nil, err
			}
			p, err := h.learning.NewWorkspacesClient().BeginUpdate(ctx, group.Name, workspaceID.Name, in, nil)
			r, err := finish(ctx, p, err)
			return r.Workspace, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Workspaces.Update(ctx, workspaceID, update))
		}},
		{"WorkspacesClient.Diagnose", func(ctx context.Context, h homes) (any, error) {
			p, err := h.learning.NewWorkspacesClient().BeginDiagnose(ctx, group.Name, workspaceID.Name, &learning.WorkspacesClientBeginDiagnoseOptions{
				Parameters: &learning.DiagnoseWorkspaceParameters{},
			})
			r, err := finish(ctx, p, err)
			return r.DiagnoseResponseResult, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Workspaces.Diagnose(ctx, workspaceID, foundry.DiagnoseRequest{}))
		}},
		{"WorkspacesClient.ResyncKeys", func(ctx context.Context, h homes) (any, error) {
			p, err := h.learning.NewWorkspacesClient().BeginResyncKeys(ctx, group.Name, workspaceID.Name, nil)
			return nil, done(finish(ctx, p, err))
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return nil, c.Workspaces.ResyncKeys(ctx, workspaceID)
		}},
	}
}

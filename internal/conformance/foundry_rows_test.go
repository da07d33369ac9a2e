// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	cognitive "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2"
	cognitivefake "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2/fake"
	learning "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4"
	learningfake "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4/fake"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/foundry"
)

// foundryRow is one operation on Foundry resources and workspaces that both kinds of client have.
type foundryRow struct {
	method string
	theirs func(context.Context, homes) (any, error)
	ours   func(context.Context, *foundry.Client) (any, error)
}

// The ids that all rows use.
var (
	accountID   = foundry.AccountID{ResourceGroup: group, Name: "foundry-1_a.b"}
	workspaceID = foundry.WorkspaceID{ResourceGroup: group, Name: "hub-1_a"}
)

// foundryStage is a stage with the official fake servers.
func foundryStage(names map[string]string) *stage {
	s := &stage{names: names, versions: map[string]bool{}}
	c := cognitivefake.ServerFactory{
		AccountsServer:                               lastingly[cognitivefake.AccountsServer](s, http.StatusCreated),
		ProjectsServer:                               lastingly[cognitivefake.ProjectsServer](s, http.StatusCreated),
		DeploymentsServer:                            lastingly[cognitivefake.DeploymentsServer](s, http.StatusCreated),
		DeletedAccountsServer:                        lastingly[cognitivefake.DeletedAccountsServer](s, http.StatusAccepted),
		AccountCapabilityHostsServer:                 lastingly[cognitivefake.AccountCapabilityHostsServer](s, http.StatusCreated),
		ProjectCapabilityHostsServer:                 lastingly[cognitivefake.ProjectCapabilityHostsServer](s, http.StatusCreated),
		NetworkSecurityPerimeterConfigurationsServer: answering[cognitivefake.NetworkSecurityPerimeterConfigurationsServer](s),
	}
	l := learningfake.ServerFactory{WorkspacesServer: lastingly[learningfake.WorkspacesServer](s, http.StatusAccepted)}
	s.transport = either{cognitivefake.NewServerFactoryTransport(&c), learningfake.NewServerFactoryTransport(&l)}
	return s
}

// foundryRows returns the operations that both kinds of client have.
func foundryRows() []foundryRow {
	return slices.Concat(foundryReads(), foundryDetails(), foundryDeletions(), accountWrites(), agentWrites(), workspaceWrites())
}

func foundryReads() []foundryRow {
	return []foundryRow{
		{"AccountsClient.Get", func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewAccountsClient().Get(ctx, group.Name, accountID.Name, nil)
			return r.Account, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Accounts.Get(ctx, accountID))
		}},
		{"AccountsClient.List", func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.cognitive.NewAccountsClient().NewListByResourceGroupPager(group.Name, nil),
				func(p cognitive.AccountsClientListByResourceGroupResponse) []*cognitive.Account { return p.Value })
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.Accounts.List(ctx, group))
		}},
		{"AccountsClient.ListBySubscription", func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.cognitive.NewAccountsClient().NewListPager(nil),
				func(p cognitive.AccountsClientListResponse) []*cognitive.Account { return p.Value })
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.Accounts.ListBySubscription(ctx, group.Subscription))
		}},
		{"ProjectsClient.Get", func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewProjectsClient().Get(ctx, group.Name, accountID.Name, "orders", nil)
			return r.Project, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Projects.Get(ctx, accountID.Project("orders")))
		}},
		{"ProjectsClient.List", func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.cognitive.NewProjectsClient().NewListPager(group.Name, accountID.Name, nil),
				func(p cognitive.ProjectsClientListResponse) []*cognitive.Project { return p.Value })
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.Projects.List(ctx, accountID))
		}},
		{"DeploymentsClient.Get", func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewDeploymentsClient().Get(ctx, group.Name, accountID.Name, "chat", nil)
			return r.Deployment, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Deployments.Get(ctx, accountID.Deployment("chat")))
		}},
		{"DeploymentsClient.List", func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.cognitive.NewDeploymentsClient().NewListPager(group.Name, accountID.Name, nil),
				func(p cognitive.DeploymentsClientListResponse) []*cognitive.Deployment { return p.Value })
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.Deployments.List(ctx, accountID))
		}},
		{"DeletedAccountsClient.Get", func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewDeletedAccountsClient().Get(ctx, "eastus", group.Name, accountID.Name, nil)
			return r.Account, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.DeletedAccounts.Get(ctx, accountID.Deleted("East US")))
		}},
	}
}

func foundryDetails() []foundryRow {
	return []foundryRow{
		{"CapabilityHostsClient.Get", func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewAccountCapabilityHostsClient().Get(ctx, group.Name, accountID.Name, "agents", nil)
			return r.CapabilityHost, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.CapabilityHosts.Get(ctx, accountID.CapabilityHost("agents")))
		}},
		{"ProjectCapabilityHostsClient.Get", func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewProjectCapabilityHostsClient().Get(ctx, group.Name, accountID.Name, "orders", "agents", nil)
			return r.CapabilityHost, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.ProjectCapabilityHosts.Get(ctx, accountID.Project("orders").ProjectCapabilityHost("agents")))
		}},
		{"PerimeterConfigurationsClient.Get", func(ctx context.Context, h homes) (any, error) {
			r, err := h.cognitive.NewNetworkSecurityPerimeterConfigurationsClient().Get(ctx, group.Name, accountID.Name, "guid.name", nil)
			return r.NetworkSecurityPerimeterConfiguration, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.PerimeterConfigurations.Get(ctx, accountID.PerimeterConfiguration("guid.name")))
		}},
		{"WorkspacesClient.Get", func(ctx context.Context, h homes) (any, error) {
			r, err := h.learning.NewWorkspacesClient().Get(ctx, group.Name, workspaceID.Name, nil)
			return r.Workspace, err
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return value(c.Workspaces.Get(ctx, workspaceID))
		}},
		{"WorkspacesClient.List", func(ctx context.Context, h homes) (any, error) {
			return drained(ctx, h.learning.NewWorkspacesClient().NewListByResourceGroupPager(group.Name, nil),
				func(p learning.WorkspacesClientListByResourceGroupResponse) []*learning.Workspace { return p.Value })
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return ourItems(c.Workspaces.List(ctx, group))
		}},
	}
}

func foundryDeletions() []foundryRow {
	return []foundryRow{
		{"AccountsClient.Delete", func(ctx context.Context, h homes) (any, error) {
			p, err := h.cognitive.NewAccountsClient().BeginDelete(ctx, group.Name, accountID.Name, nil)
			return nil, done(finish(ctx, p, err))
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return nil, c.Accounts.Delete(ctx, accountID)
		}},
		{"ProjectsClient.Delete", func(ctx context.Context, h homes) (any, error) {
			p, err := h.cognitive.NewProjectsClient().BeginDelete(ctx, group.Name, accountID.Name, "orders", nil)
			return nil, done(finish(ctx, p, err))
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return nil, c.Projects.Delete(ctx, accountID.Project("orders"))
		}},
		{"WorkspacesClient.Delete", func(ctx context.Context, h homes) (any, error) {
			p, err := h.learning.NewWorkspacesClient().BeginDelete(ctx, group.Name, workspaceID.Name, &learning.WorkspacesClientBeginDeleteOptions{ForceToPurge: new(true)})
			return nil, done(finish(ctx, p, err))
		}, func(ctx context.Context, c *foundry.Client) (any, error) {
			return nil, c.Workspaces.Delete(ctx, workspaceID, &foundry.WorkspaceDeleteOptions{ForceToPurge: new(true)})
		}},
	}
}

// Operations are done by the official clients and by ours, each on official fake servers
// of their own: same requests but for the API version, same results as JSON.
func TestFoundry_agreesWithOfficial(t *testing.T) {
	t.Parallel()
	for _, row := range foundryRows() {
		t.Run(row.method, func(t *testing.T) {
			t.Parallel()
			names := map[string]string{}
			theirs, mine := foundryStage(names), foundryStage(names)
			want, err := row.theirs(t.Context(), officialHomes(t, group.Subscription, &azfake.TokenCredential{}, &arm.ClientOptions{
				ClientOptions: policy.ClientOptions{Transport: theirs, Retry: policy.RetryOptions{MaxRetries: -1}},
			}))
			if err != nil {
				t.Fatalf("official client: %v", err)
			}
			c, err := foundry.NewClient(&azfake.TokenCredential{}, &arm.ClientOptions{ClientOptions: policy.ClientOptions{
				Transport: mine, Retry: policy.RetryOptions{MaxRetries: -1}, PerCallPolicies: []policy.Policy{named{mine}},
			}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := row.ours(t.Context(), c)
			if err != nil {
				t.Fatalf("our client: %v", err)
			}
			if d := diff(t, want, got); d != "" {
				t.Errorf("results differ (-official +ours):\n%s", d)
			}
			if d := cmp.Diff(theirs.exchanges, mine.exchanges); d != "" {
				t.Errorf("requests differ (-official +ours):\n%s", d)
			}
			if len(mine.heard) == 0 || !slices.Equal(mine.apiVersions(), []string{"2026-05-01"}) {
				t.Errorf("the server heard %d calls with API versions %q, want some with 2026-05-01 alone", len(mine.heard), mine.apiVersions())
			}
		})
	}
}

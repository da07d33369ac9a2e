// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9/fake"

	"github.com/azfoundry/azfoundry/ipam"
)

// officialManager is a network manager as the service answers it.
func officialManager() official.Manager {
	return official.Manager{
		ID: new(managerID.String()), Name: new(managerID.Name), Type: new("Microsoft.Network/networkManagers"),
		Etag: new(`"41d3"`), Location: new("eastus"), Tags: map[string]*string{"team": new("platform")},
		Properties: &official.ManagerProperties{
			Description: new("pools of the estate"),
			NetworkManagerScopes: &official.ManagerPropertiesNetworkManagerScopes{
				Subscriptions: texts("/subscriptions/" + group.Subscription), ManagementGroups: []*string{},
				CrossTenantScopes: []*official.CrossTenantScopes{{
					TenantID: new("b7d0a6f2-1c55-4e0f-8a3d-90c2e4f7165b"), Subscriptions: texts("/subscriptions/x"), ManagementGroups: []*string{},
				}},
			},
			NetworkManagerScopeAccesses: []*official.ConfigurationType{new(official.ConfigurationTypeRouting)},
			ProvisioningState:           new(official.ProvisioningStateSucceeded),
			ResourceGUID:                new("0c9b7a51-3f2e-4d68-8b7c-5e1d2f3a4b6c"),
		},
		SystemData: &official.SystemData{CreatedBy: new("someone")},
	}
}

// newManager is the same request body in both spellings.
func newManager() (official.Manager, ipam.Manager) {
	return official.Manager{
			Location: new("eastus"), Tags: map[string]*string{"team": new("platform")},
			Properties: &official.ManagerProperties{
				Description: new("pools of the estate"),
				NetworkManagerScopes: &official.ManagerPropertiesNetworkManagerScopes{
					Subscriptions: texts("/subscriptions/" + group.Subscription), ManagementGroups: texts("/providers/Microsoft.Management/managementGroups/platform"),
				},
				NetworkManagerScopeAccesses: []*official.ConfigurationType{new(official.ConfigurationTypeSecurityAdmin), new(official.ConfigurationTypeConnectivity)},
			},
		}, ipam.Manager{
			Location: "eastus", Tags: map[string]string{"team": "platform"},
			Properties: ipam.ManagerProperties{
				Description: "pools of the estate",
				NetworkManagerScopes: ipam.ManagerScopes{
					Subscriptions: []string{"/subscriptions/" + group.Subscription}, ManagementGroups: []string{"/providers/Microsoft.Management/managementGroups/platform"},
				},
				NetworkManagerScopeAccesses: []ipam.ScopeAccess{ipam.ScopeAccessSecurityAdmin, ipam.ScopeAccessConnectivity},
			},
		}
}

// serveManagers answers everything about one network manager.
func serveManagers(s *stage) fake.ServerFactory {
	return fake.ServerFactory{ManagersServer: fake.ManagersServer{
		Get: func(_ context.Context, group, manager string, o *official.ManagersClientGetOptions) (said[official.ManagersClientGetResponse], refused) {
			s.hear("get", group, manager, o)
			return reply(http.StatusOK, official.ManagersClientGetResponse{Manager: officialManager()})
		},
		CreateOrUpdate: func(_ context.Context, group, manager string, in official.Manager, o *official.ManagersClientCreateOrUpdateOptions) (said[official.ManagersClientCreateOrUpdateResponse], refused) {
			s.hear("put", group, manager, in, o)
			return reply(http.StatusCreated, official.ManagersClientCreateOrUpdateResponse{Manager: officialManager()})
		},
		Patch: func(_ context.Context, group, manager string, in official.PatchObject, o *official.ManagersClientPatchOptions) (said[official.ManagersClientPatchResponse], refused) {
			s.hear("patch", group, manager, in, o)
			return reply(http.StatusOK, official.ManagersClientPatchResponse{Manager: officialManager()})
		},
		BeginDelete: func(_ context.Context, group, manager string, o *official.ManagersClientBeginDeleteOptions) (lasting[official.ManagersClientDeleteResponse], refused) {
			s.hear("delete", group, manager, o)
			return steps([]int{202, 202}, 200, official.ManagersClientDeleteResponse{})
		},
		NewListPager: func(group string, o *official.ManagersClientListOptions) paged[official.ManagersClientListResponse] {
			s.hear("list", group, o)
			page := official.ManagersClientListResponse{ManagerListResult: official.ManagerListResult{Value: []*official.Manager{new(officialManager())}}}
			return listing(page, page, page)
		},
		NewListBySubscriptionPager: func(o *official.ManagersClientListBySubscriptionOptions) paged[official.ManagersClientListBySubscriptionResponse] {
			s.hear("list by subscription", o)
			page := official.ManagersClientListBySubscriptionResponse{ManagerListResult: official.ManagerListResult{Value: []*official.Manager{new(officialManager())}}}
			return listing(page, page)
		},
	}}
}

// theirManagers does what the official client needs more than one call for.
type theirManagers struct{ *official.ManagersClient }

func (c theirManagers) put(ctx context.Context, in official.Manager) (any, error) {
	r, err := c.CreateOrUpdate(ctx, group.Name, managerID.Name, in, nil)
	return r.Manager, err
}

func (c theirManagers) remove(ctx context.Context, o *official.ManagersClientBeginDeleteOptions) (any, error) {
	p, err := c.BeginDelete(ctx, group.Name, managerID.Name, o)
	_, err = finish(ctx, p, err)
	return deleted(err)
}

// managerRow fills in what all rows about network managers share.
func managerRow(method, with string, theirs func(context.Context, theirManagers) (any, error), ours func(context.Context, *ipam.ManagersClient) (any, error)) row {
	return row{
		method: "ManagersClient." + method, with: with,
		theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
			return theirs(ctx, theirManagers{c.NewManagersClient()})
		},
		ours: func(ctx context.Context, c *ipam.Client) (any, error) { return ours(ctx, c.Managers) },
	}
}

func managerReads() []row {
	return []row{
		managerRow("Get", "",
			func(ctx context.Context, c theirManagers) (any, error) {
				r, err := c.Get(ctx, group.Name, managerID.Name, nil)
				return r.Manager, err
			},
			func(ctx context.Context, c *ipam.ManagersClient) (any, error) { return c.Get(ctx, managerID) }),
		managerRow("List", "",
			func(ctx context.Context, c theirManagers) (any, error) {
				return items(ctx, c.NewListPager(group.Name, nil),
					func(p official.ManagersClientListResponse) []*official.Manager { return p.Value })
			},
			func(ctx context.Context, c *ipam.ManagersClient) (any, error) { return ourItems(c.List(ctx, group)) }),
		managerRow("ListBySubscription", "",
			func(ctx context.Context, c theirManagers) (any, error) {
				return items(ctx, c.NewListBySubscriptionPager(nil),
					func(p official.ManagersClientListBySubscriptionResponse) []*official.Manager { return p.Value })
			},
			func(ctx context.Context, c *ipam.ManagersClient) (any, error) {
				return ourItems(c.ListBySubscription(ctx, group.Subscription))
			}),
	}
}

func managerWrites() []row {
	theirs, mine := newManager()
	return []row{
		managerRow("CreateOrUpdate", "",
			func(ctx context.Context, c theirManagers) (any, error) { return c.put(ctx, theirs) },
			func(ctx context.Context, c *ipam.ManagersClient) (any, error) {
				return c.CreateOrUpdate(ctx, managerID, mine)
			}),
		managerRow("Update", "",
			func(ctx context.Context, c theirManagers) (any, error) {
				r, err := c.Patch(ctx, group.Name, managerID.Name, official.PatchObject{Tags: map[string]*string{"a": new("b"), "c": new("")}}, nil)
				return r.Manager, err
			},
			func(ctx context.Context, c *ipam.ManagersClient) (any, error) {
				return c.Update(ctx, managerID, ipam.TagsUpdate{Tags: map[string]string{"a": "b", "c": ""}})
			}),
		managerRow("Modify", "",
			func(ctx context.Context, c theirManagers) (any, error) {
				r, err := c.Get(ctx, group.Name, managerID.Name, nil)
				if err != nil {
					return nil, err
				}
				r.Properties.Description = new("changed")
				return c.put(ctx, r.Manager)
			},
			func(ctx context.Context, c *ipam.ManagersClient) (any, error) {
				return c.Modify(ctx, managerID, func(m *ipam.Manager) error {
					m.Properties.Description = "changed"
					return nil
				})
			}),
	}
}

func managerDeletions() []row {
	return []row{
		managerRow("BeginDelete", "force",
			func(ctx context.Context, c theirManagers) (any, error) {
				return c.remove(ctx, &official.ManagersClientBeginDeleteOptions{Force: new(true)})
			},
			func(ctx context.Context, c *ipam.ManagersClient) (any, error) {
				p, err := c.BeginDelete(ctx, managerID, &ipam.ManagerDeleteOptions{Force: new(true)})
				_, err = finish(ctx, p, err)
				return deleted(err)
			}),
		managerRow("Delete", "",
			func(ctx context.Context, c theirManagers) (any, error) { return c.remove(ctx, nil) },
			func(ctx context.Context, c *ipam.ManagersClient) (any, error) {
				return deleted(c.Delete(ctx, managerID, nil))
			}),
		managerRow("ResumeDelete", "",
			func(ctx context.Context, c theirManagers) (any, error) {
				first, err := c.BeginDelete(ctx, group.Name, managerID.Name, nil)
				token, err := suspend(ctx, first, err)
				if err != nil {
					return nil, err
				}
				return c.remove(ctx, &official.ManagersClientBeginDeleteOptions{ResumeToken: token})
			},
			func(ctx context.Context, c *ipam.ManagersClient) (any, error) {
				first, err := c.BeginDelete(ctx, managerID, nil)
				_, err = resumed(ctx, c.ResumeDelete, first, err)
				return deleted(err)
			}),
	}
}

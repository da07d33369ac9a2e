// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9/fake"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/ipam"
)

var scopeConnectionID = managerID.ScopeConnection("managed-tenant")

// officialScopeConnection is a scope connection as the service answers it.
func officialScopeConnection() official.ScopeConnection {
	return official.ScopeConnection{
		ID: new(scopeConnectionID.String()), Name: new(scopeConnectionID.Name), Type: new("Microsoft.Network/networkManagers/scopeConnections"), Etag: new(`"e"`),
		Properties: &official.ScopeConnectionProperties{
			TenantID: new("b7d0a6f2-1c55-4e0f-8a3d-90c2e4f7165b"), ResourceID: new("/subscriptions/" + group.Subscription),
			Description: new("the managed tenant"), ConnectionState: new(official.ScopeConnectionStatePending),
		},
		SystemData: &official.SystemData{CreatedBy: new("someone")},
	}
}

// newScopeConnection is the same request body in both spellings.
func newScopeConnection() (official.ScopeConnection, ipam.ScopeConnection) {
	return official.ScopeConnection{Properties: &official.ScopeConnectionProperties{
			TenantID: new(armtest.ManagedTenant), ResourceID: new("/subscriptions/" + armtest.ManagedSubscription), Description: new("the managed tenant"),
		}}, ipam.ScopeConnection{Properties: ipam.ScopeConnectionProperties{
			TenantID: armtest.ManagedTenant, ResourceID: "/subscriptions/" + armtest.ManagedSubscription, Description: "the managed tenant",
		}}
}

// serveScopeConnections answers everything about one scope connection.
func serveScopeConnections(s *stage) fake.ServerFactory {
	return fake.ServerFactory{ScopeConnectionsServer: fake.ScopeConnectionsServer{
		Get: func(_ context.Context, group, manager, name string, o *official.ScopeConnectionsClientGetOptions) (said[official.ScopeConnectionsClientGetResponse], refused) {
			s.hear("get", group, manager, name, o)
			return reply(http.StatusOK, official.ScopeConnectionsClientGetResponse{ScopeConnection: officialScopeConnection()})
		},
		CreateOrUpdate: func(_ context.Context, group, manager, name string, in official.ScopeConnection, o *official.ScopeConnectionsClientCreateOrUpdateOptions) (said[official.ScopeConnectionsClientCreateOrUpdateResponse], refused) {
			s.hear("put", group, manager, name, in, o)
			return reply(http.StatusCreated, official.ScopeConnectionsClientCreateOrUpdateResponse{ScopeConnection: officialScopeConnection()})
		},
		Delete: func(_ context.Context, group, manager, name string, o *official.ScopeConnectionsClientDeleteOptions) (said[official.ScopeConnectionsClientDeleteResponse], refused) {
			s.hear("delete", group, manager, name, o)
			return reply(http.StatusNoContent, official.ScopeConnectionsClientDeleteResponse{})
		},
		NewListPager: func(group, manager string, o *official.ScopeConnectionsClientListOptions) paged[official.ScopeConnectionsClientListResponse] {
			s.hear("list", group, manager, o)
			page := official.ScopeConnectionsClientListResponse{ScopeConnectionListResult: official.ScopeConnectionListResult{Value: []*official.ScopeConnection{new(officialScopeConnection())}}}
			return listing(page, page)
		},
	}}
}

// theirScopeConnections does what the official client needs more than one call for.
type theirScopeConnections struct {
	*official.ScopeConnectionsClient
}

func (c theirScopeConnections) get(ctx context.Context) (official.ScopeConnection, error) {
	r, err := c.Get(ctx, group.Name, managerID.Name, scopeConnectionID.Name, nil)
	return r.ScopeConnection, err
}

func (c theirScopeConnections) put(ctx context.Context, in official.ScopeConnection) (any, error) {
	r, err := c.CreateOrUpdate(ctx, group.Name, managerID.Name, scopeConnectionID.Name, in, nil)
	return r.ScopeConnection, err
}

// scopeConnectionRow fills in what all rows about a scope connection share.
func scopeConnectionRow(method string, theirs func(context.Context, theirScopeConnections) (any, error), ours func(context.Context, *ipam.ScopeConnectionsClient) (any, error)) row {
	return row{
		method: "ScopeConnectionsClient." + method,
		theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
			return theirs(ctx, theirScopeConnections{c.NewScopeConnectionsClient()})
		},
		ours: func(ctx context.Context, c *ipam.Client) (any, error) { return ours(ctx, c.ScopeConnections) },
	}
}

func scopeConnectionRows() []row {
	theirs, mine := newScopeConnection()
	return []row{
		scopeConnectionRow("Get",
			func(ctx context.Context, c theirScopeConnections) (any, error) { return c.get(ctx) },
			func(ctx context.Context, c *ipam.ScopeConnectionsClient) (any, error) {
				return c.Get(ctx, scopeConnectionID)
			}),
		scopeConnectionRow("List",
			func(ctx context.Context, c theirScopeConnections) (any, error) {
				pager := c.NewListPager(group.Name, managerID.Name, &official.ScopeConnectionsClientListOptions{SkipToken: startAtPointer(ctx), Top: new(int32(2))})
				return items(ctx, pager, func(p official.ScopeConnectionsClientListResponse) []*official.ScopeConnection { return p.Value })
			},
			func(ctx context.Context, c *ipam.ScopeConnectionsClient) (any, error) {
				return ourItems(c.List(ctx, managerID, &ipam.ScopeConnectionListOptions{SkipToken: startAt(ctx), Top: new(int32(2))}))
			}),
		scopeConnectionRow("CreateOrUpdate",
			func(ctx context.Context, c theirScopeConnections) (any, error) { return c.put(ctx, theirs) },
			func(ctx context.Context, c *ipam.ScopeConnectionsClient) (any, error) {
				return c.CreateOrUpdate(ctx, scopeConnectionID, mine)
			}),
		scopeConnectionRow("Modify",
			func(ctx context.Context, c theirScopeConnections) (any, error) {
				connection, err := c.get(ctx)
				if err != nil {
					return nil, err
				}
				connection.Properties.Description = new("changed")
				return c.put(ctx, connection)
			},
			func(ctx context.Context, c *ipam.ScopeConnectionsClient) (any, error) {
				return c.Modify(ctx, scopeConnectionID, func(c *ipam.ScopeConnection) error {
					c.Properties.Description = "changed"
					return nil
				})
			}),
		scopeConnectionRow("Delete",
			func(ctx context.Context, c theirScopeConnections) (any, error) {
				return deleted(done(c.Delete(ctx, group.Name, managerID.Name, scopeConnectionID.Name, nil)))
			},
			func(ctx context.Context, c *ipam.ScopeConnectionsClient) (any, error) {
				return deleted(c.Delete(ctx, scopeConnectionID))
			}),
	}
}

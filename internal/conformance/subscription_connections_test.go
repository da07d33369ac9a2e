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

var subscriptionConnectionID = ipam.SubscriptionConnectionID{Subscription: group.Subscription, Name: "hub"}

// officialSubscriptionConnection is a subscription connection as the service answers it.
func officialSubscriptionConnection() official.ManagerConnection {
	return official.ManagerConnection{
		ID: new(subscriptionConnectionID.String()), Name: new(subscriptionConnectionID.Name), Type: new("Microsoft.Network/networkManagerConnections"), Etag: new(`"e"`),
		Properties: &official.ManagerConnectionProperties{
			NetworkManagerID: new(managerID.String()), Description: new("the hub"), ConnectionState: new(official.ScopeConnectionStateConnected),
		},
		SystemData: &official.SystemData{CreatedBy: new("someone")},
	}
}

// newSubscriptionConnection is the same request body in both spellings.
func newSubscriptionConnection() (official.ManagerConnection, ipam.ManagerConnection) {
	return official.ManagerConnection{Properties: &official.ManagerConnectionProperties{
			NetworkManagerID: new(managerID.String()), Description: new("the hub"),
		}}, ipam.ManagerConnection{Properties: ipam.ManagerConnectionProperties{
			NetworkManagerID: managerID.String(), Description: "the hub",
		}}
}

// serveSubscriptionConnections answers everything about one subscription connection.
func serveSubscriptionConnections(s *stage) fake.ServerFactory {
	return fake.ServerFactory{SubscriptionNetworkManagerConnectionsServer: fake.SubscriptionNetworkManagerConnectionsServer{
		Get: func(_ context.Context, name string, o *official.SubscriptionNetworkManagerConnectionsClientGetOptions) (said[official.SubscriptionNetworkManagerConnectionsClientGetResponse], refused) {
			s.hear("get", name, o)
			return reply(http.StatusOK, official.SubscriptionNetworkManagerConnectionsClientGetResponse{ManagerConnection: officialSubscriptionConnection()})
		},
		CreateOrUpdate: func(_ context.Context, name string, in official.ManagerConnection, o *official.SubscriptionNetworkManagerConnectionsClientCreateOrUpdateOptions) (said[official.SubscriptionNetworkManagerConnectionsClientCreateOrUpdateResponse], refused) {
			s.hear("put", name, in, o)
			return reply(http.StatusCreated, official.SubscriptionNetworkManagerConnectionsClientCreateOrUpdateResponse{ManagerConnection: officialSubscriptionConnection()})
		},
		Delete: func(_ context.Context, name string, o *official.SubscriptionNetworkManagerConnectionsClientDeleteOptions) (said[official.SubscriptionNetworkManagerConnectionsClientDeleteResponse], refused) {
			s.hear("delete", name, o)
			return reply(http.StatusNoContent, official.SubscriptionNetworkManagerConnectionsClientDeleteResponse{})
		},
		NewListPager: func(o *official.SubscriptionNetworkManagerConnectionsClientListOptions) paged[official.SubscriptionNetworkManagerConnectionsClientListResponse] {
			s.hear("list", o)
			page := official.SubscriptionNetworkManagerConnectionsClientListResponse{ManagerConnectionListResult: official.ManagerConnectionListResult{Value: []*official.ManagerConnection{new(officialSubscriptionConnection())}}}
			return listing(page, page)
		},
	}}
}

// theirSubscriptionConnections does what the official client needs more than one call for.
type theirSubscriptionConnections struct {
	*official.SubscriptionNetworkManagerConnectionsClient
}

func (c theirSubscriptionConnections) get(ctx context.Context) (official.ManagerConnection, error) {
	r, err := c.Get(ctx, subscriptionConnectionID.Name, nil)
	return r.ManagerConnection, err
}

func (c theirSubscriptionConnections) put(ctx context.Context, in official.ManagerConnection) (any, error) {
	r, err := c.CreateOrUpdate(ctx, subscriptionConnectionID.Name, in, nil)
	return r.ManagerConnection, err
}

// subscriptionConnectionRow fills in what all rows about a subscription connection share.
func subscriptionConnectionRow(method string, theirs func(context.Context, theirSubscriptionConnections) (any, error), ours func(context.Context, *ipam.SubscriptionConnectionsClient) (any, error)) row {
	return row{
		method: "SubscriptionConnectionsClient." + method,
		theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
			return theirs(ctx, theirSubscriptionConnections{c.NewSubscriptionNetworkManagerConnectionsClient()})
		},
		ours: func(ctx context.Context, c *ipam.Client) (any, error) { return ours(ctx, c.SubscriptionConnections) },
	}
}

func subscriptionConnectionRows() []row {
	theirs, mine := newSubscriptionConnection()
	return []row{
		subscriptionConnectionRow("Get",
			func(ctx context.Context, c theirSubscriptionConnections) (any, error) { return c.get(ctx) },
			func(ctx context.Context, c *ipam.SubscriptionConnectionsClient) (any, error) {
				return c.Get(ctx, subscriptionConnectionID)
			}),
		subscriptionConnectionRow("List",
			func(ctx context.Context, c theirSubscriptionConnections) (any, error) {
				pager := c.NewListPager(&official.SubscriptionNetworkManagerConnectionsClientListOptions{SkipToken: startAtPointer(ctx), Top: new(int32(2))})
				return items(ctx, pager, func(p official.SubscriptionNetworkManagerConnectionsClientListResponse) []*official.ManagerConnection {
					return p.Value
				})
			},
			func(ctx context.Context, c *ipam.SubscriptionConnectionsClient) (any, error) {
				return ourItems(c.List(ctx, group.Subscription, &ipam.SubscriptionConnectionListOptions{SkipToken: startAt(ctx), Top: new(int32(2))}))
			}),
		subscriptionConnectionRow("CreateOrUpdate",
			func(ctx context.Context, c theirSubscriptionConnections) (any, error) { return c.put(ctx, theirs) },
			func(ctx context.Context, c *ipam.SubscriptionConnectionsClient) (any, error) {
				return c.CreateOrUpdate(ctx, subscriptionConnectionID, mine)
			}),
		subscriptionConnectionRow("Modify",
			func(ctx context.Context, c theirSubscriptionConnections) (any, error) {
				connection, err := c.get(ctx)
				if err != nil {
					return nil, err
				}
				connection.Properties.Description = new("changed")
				return c.put(ctx, connection)
			},
			func(ctx context.Context, c *ipam.SubscriptionConnectionsClient) (any, error) {
				return c.Modify(ctx, subscriptionConnectionID, func(c *ipam.ManagerConnection) error {
					c.Properties.Description = "changed"
					return nil
				})
			}),
		subscriptionConnectionRow("Delete",
			func(ctx context.Context, c theirSubscriptionConnections) (any, error) {
				return deleted(done(c.Delete(ctx, subscriptionConnectionID.Name, nil)))
			},
			func(ctx context.Context, c *ipam.SubscriptionConnectionsClient) (any, error) {
				return deleted(c.Delete(ctx, subscriptionConnectionID))
			}),
	}
}

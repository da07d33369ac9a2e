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

var groupConnectionID = ipam.ManagementGroupConnectionID{ManagementGroup: "platform_(1)", Name: "hub"}

// officialGroupConnection is a management group connection as the service answers it.
func officialGroupConnection() official.ManagerConnection {
	return official.ManagerConnection{
		ID: new(groupConnectionID.String()), Name: new(groupConnectionID.Name), Type: new("Microsoft.Network/networkManagerConnections"), Etag: new(`"e"`),
		Properties: &official.ManagerConnectionProperties{
			NetworkManagerID: new(managerID.String()), Description: new("the hub"), ConnectionState: new(official.ScopeConnectionStateConnected),
		},
		SystemData: &official.SystemData{CreatedBy: new("someone")},
	}
}

// newGroupConnection is the same request body in both spellings.
func newGroupConnection() (official.ManagerConnection, ipam.ManagerConnection) {
	return official.ManagerConnection{Properties: &official.ManagerConnectionProperties{
			NetworkManagerID: new(managerID.String()), Description: new("the hub"),
		}}, ipam.ManagerConnection{Properties: ipam.ManagerConnectionProperties{
			NetworkManagerID: managerID.String(), Description: "the hub",
		}}
}

// serveGroupConnections answers everything about one management group connection.
func serveGroupConnections(s *stage) fake.ServerFactory {
	return fake.ServerFactory{ManagementGroupNetworkManagerConnectionsServer: fake.ManagementGroupNetworkManagerConnectionsServer{
		Get: func(_ context.Context, managementGroup, name string, o *official.ManagementGroupNetworkManagerConnectionsClientGetOptions) (said[official.ManagementGroupNetworkManagerConnectionsClientGetResponse], refused) {
			s.hear("get", managementGroup, name, o)
			return reply(http.StatusOK, official.ManagementGroupNetworkManagerConnectionsClientGetResponse{ManagerConnection: officialGroupConnection()})
		},
		CreateOrUpdate: func(_ context.Context, managementGroup, name string, in official.ManagerConnection, o *official.ManagementGroupNetworkManagerConnectionsClientCreateOrUpdateOptions) (said[official.ManagementGroupNetworkManagerConnectionsClientCreateOrUpdateResponse], refused) {
			s.hear("put", managementGroup, name, in, o)
			return reply(http.StatusCreated, official.ManagementGroupNetworkManagerConnectionsClientCreateOrUpdateResponse{ManagerConnection: officialGroupConnection()})
		},
		Delete: func(_ context.Context, managementGroup, name string, o *official.ManagementGroupNetworkManagerConnectionsClientDeleteOptions) (said[official.ManagementGroupNetworkManagerConnectionsClientDeleteResponse], refused) {
			s.hear("delete", managementGroup, name, o)
			return reply(http.StatusNoContent, official.ManagementGroupNetworkManagerConnectionsClientDeleteResponse{})
		},
		NewListPager: func(managementGroup string, o *official.ManagementGroupNetworkManagerConnectionsClientListOptions) paged[official.ManagementGroupNetworkManagerConnectionsClientListResponse] {
			s.hear("list", managementGroup, o)
			page := official.ManagementGroupNetworkManagerConnectionsClientListResponse{ManagerConnectionListResult: official.ManagerConnectionListResult{Value: []*official.ManagerConnection{new(officialGroupConnection())}}}
			return listing(page, page)
		},
	}}
}

// theirGroupConnections does what the official client needs more than one call for.
type theirGroupConnections struct {
	*official.ManagementGroupNetworkManagerConnectionsClient
}

func (c theirGroupConnections) get(ctx context.Context) (official.ManagerConnection, error) {
	r, err := c.Get(ctx, groupConnectionID.ManagementGroup, groupConnectionID.Name, nil)
	return r.ManagerConnection, err
}

func (c theirGroupConnections) put(ctx context.Context, in official.ManagerConnection) (any, error) {
	r, err := c.CreateOrUpdate(ctx, groupConnectionID.ManagementGroup, groupConnectionID.Name, in, nil)
	return r.ManagerConnection, err
}

// groupConnectionRow fills in what all rows about a management group connection share.
func groupConnectionRow(method string, theirs func(context.Context, theirGroupConnections) (any, error), ours func(context.Context, *ipam.ManagementGroupConnectionsClient) (any, error)) row {
	return row{
		method: "ManagementGroupConnectionsClient." + method,
		theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
			return theirs(ctx, theirGroupConnections{c.NewManagementGroupNetworkManagerConnectionsClient()})
		},
		ours: func(ctx context.Context, c *ipam.Client) (any, error) { return ours(ctx, c.ManagementGroupConnections) },
	}
}

func groupConnectionRows() []row {
	theirs, mine := newGroupConnection()
	return []row{
		groupConnectionRow("Get",
			func(ctx context.Context, c theirGroupConnections) (any, error) { return c.get(ctx) },
			func(ctx context.Context, c *ipam.ManagementGroupConnectionsClient) (any, error) {
				return c.Get(ctx, groupConnectionID)
			}),
		groupConnectionRow("List",
			func(ctx context.Context, c theirGroupConnections) (any, error) {
				pager := c.NewListPager(groupConnectionID.ManagementGroup, &official.ManagementGroupNetworkManagerConnectionsClientListOptions{SkipToken: startAtPointer(ctx), Top: new(int32(2))})
				return items(ctx, pager, func(p official.ManagementGroupNetworkManagerConnectionsClientListResponse) []*official.ManagerConnection {
					return p.Value
				})
			},
			func(ctx context.Context, c *ipam.ManagementGroupConnectionsClient) (any, error) {
				return ourItems(c.List(ctx, groupConnectionID.ManagementGroup, &ipam.ManagementGroupConnectionListOptions{SkipToken: startAt(ctx), Top: new(int32(2))}))
			}),
		groupConnectionRow("CreateOrUpdate",
			func(ctx context.Context, c theirGroupConnections) (any, error) { return c.put(ctx, theirs) },
			func(ctx context.Context, c *ipam.ManagementGroupConnectionsClient) (any, error) {
				return c.CreateOrUpdate(ctx, groupConnectionID, mine)
			}),
		groupConnectionRow("Modify",
			func(ctx context.Context, c theirGroupConnections) (any, error) {
				connection, err := c.get(ctx)
				if err != nil {
					return nil, err
				}
				connection.Properties.Description = new("changed")
				return c.put(ctx, connection)
			},
			func(ctx context.Context, c *ipam.ManagementGroupConnectionsClient) (any, error) {
				return c.Modify(ctx, groupConnectionID, func(c *ipam.ManagerConnection) error {
					c.Properties.Description = "changed"
					return nil
				})
			}),
		groupConnectionRow("Delete",
			func(ctx context.Context, c theirGroupConnections) (any, error) {
				return deleted(done(c.Delete(ctx, groupConnectionID.ManagementGroup, groupConnectionID.Name, nil)))
			},
			func(ctx context.Context, c *ipam.ManagementGroupConnectionsClient) (any, error) {
				return deleted(c.Delete(ctx, groupConnectionID))
			}),
	}
}

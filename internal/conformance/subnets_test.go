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

// officialSubnet is a subnet as the service answers it, with members our models do not know.
func officialSubnet() official.Subnet {
	return official.Subnet{
		ID: new(subnetID.String()), Name: new(subnetID.Name), Type: new("Microsoft.Network/virtualNetworks/subnets"), Etag: new(`W/"10"`),
		Properties: &official.SubnetPropertiesFormat{
			AddressPrefixes: texts("10.0.0.0/27"),
			IpamPoolPrefixAllocations: []*official.IpamPoolPrefixAllocation{{
				NumberOfIPAddresses: new("32"), Pool: &official.IpamPoolPrefixAllocationPool{ID: new(poolID.String())},
				AllocatedAddressPrefixes: texts("10.0.0.0/27"),
			}},
			NetworkSecurityGroup: &official.SecurityGroup{ID: new(sibling("networkSecurityGroups", "nsg")), Location: new("eastus")},
			ServiceEndpoints: []*official.ServiceEndpointPropertiesFormat{{
				Service: new("Microsoft.Storage"), Locations: texts("eastus"), ProvisioningState: new(official.ProvisioningStateSucceeded),
			}},
			Delegations: []*official.Delegation{{
				Name: new("d"), ID: new(subnetID.String() + "/delegations/d"), Type: new("Microsoft.Network/virtualNetworks/subnets/delegations"),
				Properties: &official.ServiceDelegationPropertiesFormat{
					ServiceName: new("Microsoft.Web/serverFarms"), Actions: texts("Microsoft.Network/virtualNetworks/subnets/action"),
				},
			}},
			DefaultOutboundAccess:             new(false),
			PrivateEndpointNetworkPolicies:    new(official.VirtualNetworkPrivateEndpointNetworkPoliciesDisabled),
			PrivateLinkServiceNetworkPolicies: new(official.VirtualNetworkPrivateLinkServiceNetworkPoliciesEnabled),
			IPConfigurations:                  []*official.IPConfiguration{{ID: new("/x/y")}},
			ProvisioningState:                 new(official.ProvisioningStateSucceeded),
		},
	}
}

// newSubnet is the same request body in both spellings.
func newSubnet() (official.Subnet, ipam.Subnet) {
	return official.Subnet{Properties: &official.SubnetPropertiesFormat{
			IpamPoolPrefixAllocations: []*official.IpamPoolPrefixAllocation{{
				NumberOfIPAddresses: new("32"), Pool: &official.IpamPoolPrefixAllocationPool{ID: new(poolID.String())},
			}},
			NetworkSecurityGroup: &official.SecurityGroup{ID: new(sibling("networkSecurityGroups", "nsg"))},
			RouteTable:           &official.RouteTable{ID: new(sibling("routeTables", "rt"))},
			NatGateway:           &official.SubResource{ID: new(sibling("natGateways", "nat"))},
			Delegations: []*official.Delegation{{
				Name: new("d"), Properties: &official.ServiceDelegationPropertiesFormat{ServiceName: new("Microsoft.Web/serverFarms")},
			}},
			DefaultOutboundAccess:          new(false),
			PrivateEndpointNetworkPolicies: new(official.VirtualNetworkPrivateEndpointNetworkPoliciesNetworkSecurityGroupEnabled),
		}}, ipam.Subnet{Properties: ipam.SubnetProperties{
			IPAMPoolPrefixAllocations: []ipam.PoolAllocation{ipam.Draw(poolID, "32")},
			NetworkSecurityGroup:      ipam.Reference{ID: sibling("networkSecurityGroups", "nsg")},
			RouteTable:                ipam.Reference{ID: sibling("routeTables", "rt")},
			NATGateway:                ipam.Reference{ID: sibling("natGateways", "nat")},
			Delegations: []ipam.Delegation{{
				Name: "d", Properties: ipam.DelegationProperties{ServiceName: "Microsoft.Web/serverFarms"},
			}},
			DefaultOutboundAccess:          new(false),
			PrivateEndpointNetworkPolicies: ipam.PrivateEndpointNetworkPoliciesNetworkSecurityGroupEnabled,
		}}
}

// sibling is the id of something else in the group.
func sibling(kind, name string) string {
	return group.String() + "/providers/Microsoft.Network/" + kind + "/" + name
}

// serveSubnets answers everything about one subnet.
func serveSubnets(s *stage) fake.ServerFactory {
	return fake.ServerFactory{SubnetsServer: fake.SubnetsServer{
		Get: func(_ context.Context, group, network, subnet string, o *official.SubnetsClientGetOptions) (said[official.SubnetsClientGetResponse], refused) {
			s.hear("get", group, network, subnet, o)
			return reply(http.StatusOK, official.SubnetsClientGetResponse{Subnet: officialSubnet()})
		},
		BeginCreateOrUpdate: func(_ context.Context, group, network, subnet string, in official.Subnet, o *official.SubnetsClientBeginCreateOrUpdateOptions) (lasting[official.SubnetsClientCreateOrUpdateResponse], refused) {
			s.hear("put", group, network, subnet, in, o)
			return steps([]int{200, 200}, 200, official.SubnetsClientCreateOrUpdateResponse{Subnet: officialSubnet()})
		},
		BeginDelete: func(_ context.Context, group, network, subnet string, o *official.SubnetsClientBeginDeleteOptions) (lasting[official.SubnetsClientDeleteResponse], refused) {
			s.hear("delete", group, network, subnet, o)
			return steps([]int{202, 202}, 204, official.SubnetsClientDeleteResponse{})
		},
		NewListPager: func(group, network string, o *official.SubnetsClientListOptions) paged[official.SubnetsClientListResponse] {
			s.hear("list", group, network, o)
			page := official.SubnetsClientListResponse{SubnetListResult: official.SubnetListResult{Value: []*official.Subnet{new(officialSubnet())}}}
			return listing(page, page)
		},
	}}
}

// theirSubnets does what the official client needs more than one call for.
type theirSubnets struct{ *official.SubnetsClient }

func (c theirSubnets) put(ctx context.Context, in official.Subnet, o *official.SubnetsClientBeginCreateOrUpdateOptions) (any, error) {
	p, err := c.BeginCreateOrUpdate(ctx, group.Name, networkID.Name, subnetID.Name, in, o)
	r, err := finish(ctx, p, err)
	return r.Subnet, err
}

func (c theirSubnets) remove(ctx context.Context, o *official.SubnetsClientBeginDeleteOptions) (any, error) {
	p, err := c.BeginDelete(ctx, group.Name, networkID.Name, subnetID.Name, o)
	_, err = finish(ctx, p, err)
	return deleted(err)
}

// subnetRow fills in what all rows about subnets share.
func subnetRow(method string, theirs func(context.Context, theirSubnets) (any, error), ours func(context.Context, *ipam.SubnetsClient) (any, error)) row {
	return row{
		method: "SubnetsClient." + method,
		theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
			return theirs(ctx, theirSubnets{c.NewSubnetsClient()})
		},
		ours: func(ctx context.Context, c *ipam.Client) (any, error) { return ours(ctx, c.Subnets) },
	}
}

func subnetReads() []row {
	return []row{
		subnetRow("Get",
			func(ctx context.Context, c theirSubnets) (any, error) {
				r, err := c.Get(ctx, group.Name, networkID.Name, subnetID.Name, nil)
				return r.Subnet, err
			},
			func(ctx context.Context, c *ipam.SubnetsClient) (any, error) { return c.Get(ctx, subnetID) }),
		subnetRow("List",
			func(ctx context.Context, c theirSubnets) (any, error) {
				return items(ctx, c.NewListPager(group.Name, networkID.Name, nil),
					func(p official.SubnetsClientListResponse) []*official.Subnet { return p.Value })
			},
			func(ctx context.Context, c *ipam.SubnetsClient) (any, error) { return ourItems(c.List(ctx, networkID)) }),
	}
}

func subnetWrites() []row {
	theirs, mine := newSubnet()
	return []row{
		subnetRow("BeginCreateOrUpdate",
			func(ctx context.Context, c theirSubnets) (any, error) { return c.put(ctx, theirs, nil) },
			func(ctx context.Context, c *ipam.SubnetsClient) (any, error) {
				p, err := c.BeginCreateOrUpdate(ctx, subnetID, mine)
				return finish(ctx, p, err)
			}),
		subnetRow("CreateOrUpdate",
			func(ctx context.Context, c theirSubnets) (any, error) { return c.put(ctx, theirs, nil) },
			func(ctx context.Context, c *ipam.SubnetsClient) (any, error) {
				return c.CreateOrUpdate(ctx, subnetID, mine)
			}),
		subnetRow("Resume",
			func(ctx context.Context, c theirSubnets) (any, error) {
				first, err := c.BeginCreateOrUpdate(ctx, group.Name, networkID.Name, subnetID.Name, theirs, nil)
				token, err := suspend(ctx, first, err)
				if err != nil {
					return nil, err
				}
				return c.put(ctx, theirs, &official.SubnetsClientBeginCreateOrUpdateOptions{ResumeToken: token})
			},
			func(ctx context.Context, c *ipam.SubnetsClient) (any, error) {
				first, err := c.BeginCreateOrUpdate(ctx, subnetID, mine)
				return resumed(ctx, c.Resume, first, err)
			}),
		subnetRow("Modify",
			func(ctx context.Context, c theirSubnets) (any, error) {
				r, err := c.Get(ctx, group.Name, networkID.Name, subnetID.Name, nil)
				if err != nil {
					return nil, err
				}
				r.Properties.Delegations = append(r.Properties.Delegations, &official.Delegation{
					Name: new("e"), Properties: &official.ServiceDelegationPropertiesFormat{ServiceName: new("Microsoft.Sql/managedInstances")},
				})
				return c.put(ctx, r.Subnet, nil)
			},
			func(ctx context.Context, c *ipam.SubnetsClient) (any, error) {
				return c.Modify(ctx, subnetID, func(s *ipam.Subnet) error {
					s.Properties.Delegations = append(s.Properties.Delegations, ipam.Delegation{
						Name: "e", Properties: ipam.DelegationProperties{ServiceName: "Microsoft.Sql/managedInstances"},
					})
					return nil
				})
			}),
	}
}

func subnetDeletions() []row {
	return []row{
		subnetRow("BeginDelete",
			func(ctx context.Context, c theirSubnets) (any, error) { return c.remove(ctx, nil) },
			func(ctx context.Context, c *ipam.SubnetsClient) (any, error) {
				p, err := c.BeginDelete(ctx, subnetID)
				_, err = finish(ctx, p, err)
				return deleted(err)
			}),
		subnetRow("Delete",
			func(ctx context.Context, c theirSubnets) (any, error) { return c.remove(ctx, nil) },
			func(ctx context.Context, c *ipam.SubnetsClient) (any, error) { return deleted(c.Delete(ctx, subnetID)) }),
		subnetRow("ResumeDelete",
			func(ctx context.Context, c theirSubnets) (any, error) {
				first, err := c.BeginDelete(ctx, group.Name, networkID.Name, subnetID.Name, nil)
				token, err := suspend(ctx, first, err)
				if err != nil {
					return nil, err
				}
				return c.remove(ctx, &official.SubnetsClientBeginDeleteOptions{ResumeToken: token})
			},
			func(ctx context.Context, c *ipam.SubnetsClient) (any, error) {
				first, err := c.BeginDelete(ctx, subnetID)
				_, err = resumed(ctx, c.ResumeDelete, first, err)
				return deleted(err)
			}),
	}
}

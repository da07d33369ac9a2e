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

// officialNetwork is a virtual network as the service answers it, with members our models do not know.
func officialNetwork() official.VirtualNetwork {
	return official.VirtualNetwork{
		ID: new(networkID.String()), Name: new(networkID.Name), Type: new("Microsoft.Network/virtualNetworks"),
		Etag: new(`W/"9"`), Location: new("eastus"), Tags: map[string]*string{"app": new("orders")},
		ExtendedLocation: &official.ExtendedLocation{Name: new("edge1"), Type: new(official.ExtendedLocationTypesEdgeZone)},
		Properties: &official.VirtualNetworkPropertiesFormat{
			AddressSpace: &official.AddressSpace{
				AddressPrefixes: texts("10.0.0.0/26", "10.0.0.64/27", "10.0.0.96/30"),
				IpamPoolPrefixAllocations: []*official.IpamPoolPrefixAllocation{{
					NumberOfIPAddresses: new("100"), Pool: &official.IpamPoolPrefixAllocationPool{ID: new(poolID.String())},
					AllocatedAddressPrefixes: texts("10.0.0.0/26", "10.0.0.64/27", "10.0.0.96/30"),
				}},
			},
			DhcpOptions: &official.DhcpOptions{DNSServers: texts("10.0.0.4")}, EnableDdosProtection: new(false),
			Encryption: &official.VirtualNetworkEncryption{Enabled: new(true)}, FlowTimeoutInMinutes: new(int32(10)),
			Subnets: []*official.Subnet{new(officialSubnet())},
			VirtualNetworkPeerings: []*official.VirtualNetworkPeering{{
				Name: new("hub"), Properties: &official.VirtualNetworkPeeringPropertiesFormat{AllowForwardedTraffic: new(true)},
			}},
			ProvisioningState: new(official.ProvisioningStateSucceeded), ResourceGUID: new("5a7e0b1c-9d34-4f6a-8e21-c0b3d9a7f418"),
		},
	}
}

// newNetwork is the same request body in both spellings.
func newNetwork() (official.VirtualNetwork, ipam.VirtualNetwork) {
	theirSubnet, ourSubnet := newSubnet()
	theirSubnet.Name, ourSubnet.Name = new(subnetID.Name), subnetID.Name
	return official.VirtualNetwork{
			Location: new("eastus"), Tags: map[string]*string{"app": new("orders")},
			Properties: &official.VirtualNetworkPropertiesFormat{
				AddressSpace: &official.AddressSpace{IpamPoolPrefixAllocations: []*official.IpamPoolPrefixAllocation{{
					NumberOfIPAddresses: new("100"), Pool: &official.IpamPoolPrefixAllocationPool{ID: new(poolID.String())},
				}}},
				DhcpOptions:          &official.DhcpOptions{DNSServers: texts("10.0.0.4", "10.0.0.5")},
				EnableDdosProtection: new(false), FlowTimeoutInMinutes: new(int32(10)),
				Subnets: []*official.Subnet{&theirSubnet},
			},
		}, ipam.VirtualNetwork{
			Location: "eastus", Tags: map[string]string{"app": "orders"},
			Properties: ipam.VirtualNetworkProperties{
				AddressSpace:         ipam.SpaceFrom(ipam.Draws{ipam.Draw(poolID, "100")}),
				DHCPOptions:          ipam.DHCPOptions{DNSServers: []string{"10.0.0.4", "10.0.0.5"}},
				EnableDDoSProtection: new(false), FlowTimeoutInMinutes: new(int32(10)),
				Subnets: []ipam.Subnet{ourSubnet},
			},
		}
}

// serveNetworks answers everything about one virtual network.
func serveNetworks(s *stage) fake.ServerFactory {
	return fake.ServerFactory{VirtualNetworksServer: fake.VirtualNetworksServer{
		Get: func(_ context.Context, group, network string, o *official.VirtualNetworksClientGetOptions) (said[official.VirtualNetworksClientGetResponse], refused) {
			s.hear("get", group, network, o)
			return reply(http.StatusOK, official.VirtualNetworksClientGetResponse{VirtualNetwork: officialNetwork()})
		},
		BeginCreateOrUpdate: func(_ context.Context, group, network string, in official.VirtualNetwork, o *official.VirtualNetworksClientBeginCreateOrUpdateOptions) (lasting[official.VirtualNetworksClientCreateOrUpdateResponse], refused) {
			s.hear("put", group, network, in, o)
			return steps([]int{201, 200}, 200, official.VirtualNetworksClientCreateOrUpdateResponse{VirtualNetwork: officialNetwork()})
		},
		UpdateTags: func(_ context.Context, group, network string, in official.TagsObject, o *official.VirtualNetworksClientUpdateTagsOptions) (said[official.VirtualNetworksClientUpdateTagsResponse], refused) {
			s.hear("tags", group, network, in, o)
			return reply(http.StatusOK, official.VirtualNetworksClientUpdateTagsResponse{VirtualNetwork: officialNetwork()})
		},
		BeginDelete: func(_ context.Context, group, network string, o *official.VirtualNetworksClientBeginDeleteOptions) (lasting[official.VirtualNetworksClientDeleteResponse], refused) {
			s.hear("delete", group, network, o)
			return steps([]int{202, 202}, 200, official.VirtualNetworksClientDeleteResponse{})
		},
		NewListPager: func(group string, o *official.VirtualNetworksClientListOptions) paged[official.VirtualNetworksClientListResponse] {
			s.hear("list", group, o)
			page := official.VirtualNetworksClientListResponse{VirtualNetworkListResult: official.VirtualNetworkListResult{Value: []*official.VirtualNetwork{new(officialNetwork())}}}
			return listing(page, page)
		},
		NewListAllPager: func(o *official.VirtualNetworksClientListAllOptions) paged[official.VirtualNetworksClientListAllResponse] {
			s.hear("list all", o)
			page := official.VirtualNetworksClientListAllResponse{VirtualNetworkListResult: official.VirtualNetworkListResult{Value: []*official.VirtualNetwork{new(officialNetwork())}}}
			return listing(page, page, page)
		},
	}}
}

// theirNetworks does what the official client needs more than one call for.
type theirNetworks struct {
	*official.VirtualNetworksClient
}

func (c theirNetworks) put(ctx context.Context, in official.VirtualNetwork, o *official.VirtualNetworksClientBeginCreateOrUpdateOptions) (any, error) {
	p, err := c.BeginCreateOrUpdate(ctx, group.Name, networkID.Name, in, o)
	r, err := finish(ctx, p, err)
	return r.VirtualNetwork, err
}

func (c theirNetworks) remove(ctx context.Context, o *official.VirtualNetworksClientBeginDeleteOptions) (any, error) {
	p, err := c.BeginDelete(ctx, group.Name, networkID.Name, o)
	_, err = finish(ctx, p, err)
	return deleted(err)
}

// networkRow fills in what all rows about virtual networks share.
func networkRow(method string, theirs func(context.Context, theirNetworks) (any, error), ours func(context.Context, *ipam.VirtualNetworksClient) (any, error)) row {
	return row{
		method: "VirtualNetworksClient." + method,
		theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
			return theirs(ctx, theirNetworks{c.NewVirtualNetworksClient()})
		},
		ours: func(ctx context.Context, c *ipam.Client) (any, error) { return ours(ctx, c.VirtualNetworks) },
	}
}

func networkReads() []row {
	return []row{
		networkRow("Get",
			func(ctx context.Context, c theirNetworks) (any, error) {
				r, err := c.Get(ctx, group.Name, networkID.Name, nil)
				return r.VirtualNetwork, err
			},
			func(ctx context.Context, c *ipam.VirtualNetworksClient) (any, error) { return c.Get(ctx, networkID) }),
		networkRow("List",
			func(ctx context.Context, c theirNetworks) (any, error) {
				return items(ctx, c.NewListPager(group.Name, nil),
					func(p official.VirtualNetworksClientListResponse) []*official.VirtualNetwork { return p.Value })
			},
			func(ctx context.Context, c *ipam.VirtualNetworksClient) (any, error) {
				return ourItems(c.List(ctx, group))
			}),
		networkRow("ListBySubscription",
			func(ctx context.Context, c theirNetworks) (any, error) {
				return items(ctx, c.NewListAllPager(nil),
					func(p official.VirtualNetworksClientListAllResponse) []*official.VirtualNetwork { return p.Value })
			},
			func(ctx context.Context, c *ipam.VirtualNetworksClient) (any, error) {
				return ourItems(c.ListBySubscription(ctx, group.Subscription))
			}),
	}
}

func networkWrites() []row {
	theirs, mine := newNetwork()
	return []row{
		networkRow("BeginCreateOrUpdate",
			func(ctx context.Context, c theirNetworks) (any, error) { return c.put(ctx, theirs, nil) },
			func(ctx context.Context, c *ipam.VirtualNetworksClient) (any, error) {
				p, err := c.BeginCreateOrUpdate(ctx, networkID, mine)
				return finish(ctx, p, err)
			}),
		networkRow("CreateOrUpdate",
			func(ctx context.Context, c theirNetworks) (any, error) { return c.put(ctx, theirs, nil) },
			func(ctx context.Context, c *ipam.VirtualNetworksClient) (any, error) {
				return c.CreateOrUpdate(ctx, networkID, mine)
			}),
		networkRow("Resume",
			func(ctx context.Context, c theirNetworks) (any, error) {
				first, err := c.BeginCreateOrUpdate(ctx, group.Name, networkID.Name, theirs, nil)
				token, err := suspend(ctx, first, err)
				if err != nil {
					return nil, err
				}
				return c.put(ctx, theirs, &official.VirtualNetworksClientBeginCreateOrUpdateOptions{ResumeToken: token})
			},
			func(ctx context.Context, c *ipam.VirtualNetworksClient) (any, error) {
				first, err := c.BeginCreateOrUpdate(ctx, networkID, mine)
				return resumed(ctx, c.Resume, first, err)
			}),
		networkRow("UpdateTags",
			func(ctx context.Context, c theirNetworks) (any, error) {
				r, err := c.UpdateTags(ctx, group.Name, networkID.Name, official.TagsObject{Tags: map[string]*string{"a": new("b")}}, nil)
				return r.VirtualNetwork, err
			},
			func(ctx context.Context, c *ipam.VirtualNetworksClient) (any, error) {
				return c.UpdateTags(ctx, networkID, ipam.TagsUpdate{Tags: map[string]string{"a": "b"}})
			}),
		networkRow("Modify",
			func(ctx context.Context, c theirNetworks) (any, error) {
				r, err := c.Get(ctx, group.Name, networkID.Name, nil)
				if err != nil {
					return nil, err
				}
				r.Properties.AddressSpace.IpamPoolPrefixAllocations[0].NumberOfIPAddresses = new("128")
				r.Properties.EnableDdosProtection = new(true)
				return c.put(ctx, r.VirtualNetwork, nil)
			},
			func(ctx context.Context, c *ipam.VirtualNetworksClient) (any, error) {
				return c.Modify(ctx, networkID, func(n *ipam.VirtualNetwork) error {
					n.Properties.AddressSpace.IPAMPoolPrefixAllocations[0].NumberOfIPAddresses = "128"
					n.Properties.EnableDDoSProtection = new(true)
					return nil
				})
			}),
	}
}

func networkDeletions() []row {
	return []row{
		networkRow("BeginDelete",
			func(ctx context.Context, c theirNetworks) (any, error) { return c.remove(ctx, nil) },
			func(ctx context.Context, c *ipam.VirtualNetworksClient) (any, error) {
				p, err := c.BeginDelete(ctx, networkID)
				_, err = finish(ctx, p, err)
				return deleted(err)
			}),
		networkRow("Delete",
			func(ctx context.Context, c theirNetworks) (any, error) { return c.remove(ctx, nil) },
			func(ctx context.Context, c *ipam.VirtualNetworksClient) (any, error) {
				return deleted(c.Delete(ctx, networkID))
			}),
		networkRow("ResumeDelete",
			func(ctx context.Context, c theirNetworks) (any, error) {
				first, err := c.BeginDelete(ctx, group.Name, networkID.Name, nil)
				token, err := suspend(ctx, first, err)
				if err != nil {
					return nil, err
				}
				return c.remove(ctx, &official.VirtualNetworksClientBeginDeleteOptions{ResumeToken: token})
			},
			func(ctx context.Context, c *ipam.VirtualNetworksClient) (any, error) {
				first, err := c.BeginDelete(ctx, networkID)
				_, err = resumed(ctx, c.ResumeDelete, first, err)
				return deleted(err)
			}),
	}
}

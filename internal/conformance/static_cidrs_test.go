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

var staticID = poolID.StaticCIDR("data-centre")

// officialStatic is a static CIDR as the service answers it.
func officialStatic() official.StaticCidr {
	return official.StaticCidr{
		ID: new(staticID.String()), Name: new(staticID.Name), Type: new("Microsoft.Network/networkManagers/ipamPools/staticCidrs"),
		Properties: &official.StaticCidrProperties{
			AddressPrefixes: texts("10.0.0.0/24"), Description: new("on premises"), NumberOfIPAddressesToAllocate: new("256"),
			TotalNumberOfIPAddresses: new("256"), ProvisioningState: new(official.ProvisioningStateSucceeded),
		},
		SystemData: &official.SystemData{CreatedBy: new("someone")},
	}
}

// newStatic is the same request body in both spellings.
func newStatic() (official.StaticCidr, ipam.StaticCIDR) {
	return official.StaticCidr{Properties: &official.StaticCidrProperties{
			AddressPrefixes: texts("10.4.8.0/24", "10.4.10.0/24"), Description: new("on premises"),
		}}, ipam.StaticCIDR{Properties: ipam.StaticCIDRProperties{
			AddressPrefixes: []string{"10.4.8.0/24", "10.4.10.0/24"}, Description: "on premises",
		}}
}

// serveStatics answers everything about one static CIDR.
func serveStatics(s *stage) fake.ServerFactory {
	return fake.ServerFactory{StaticCidrsServer: fake.StaticCidrsServer{
		Get: func(_ context.Context, group, manager, pool, name string, o *official.StaticCidrsClientGetOptions) (said[official.StaticCidrsClientGetResponse], refused) {
			s.hear("get", group, manager, pool, name, o)
			return reply(http.StatusOK, official.StaticCidrsClientGetResponse{StaticCidr: officialStatic()})
		},
		Create: func(_ context.Context, group, manager, pool, name string, o *official.StaticCidrsClientCreateOptions) (said[official.StaticCidrsClientCreateResponse], refused) {
			s.hear("put", group, manager, pool, name, o)
			return reply(http.StatusCreated, official.StaticCidrsClientCreateResponse{StaticCidr: officialStatic()})
		},
		BeginDelete: func(_ context.Context, group, manager, pool, name string, o *official.StaticCidrsClientBeginDeleteOptions) (lasting[official.StaticCidrsClientDeleteResponse], refused) {
			s.hear("delete", group, manager, pool, name, o)
			return steps([]int{202, 202}, 204, official.StaticCidrsClientDeleteResponse{})
		},
		NewListPager: func(group, manager, pool string, o *official.StaticCidrsClientListOptions) paged[official.StaticCidrsClientListResponse] {
			s.hear("list", group, manager, pool, o)
			page := official.StaticCidrsClientListResponse{StaticCidrList: official.StaticCidrList{Value: []*official.StaticCidr{new(officialStatic())}}}
			return listing(page, page)
		},
	}}
}

// theirStatics does what the official client needs more than one call for.
type theirStatics struct{ *official.StaticCidrsClient }

func (c theirStatics) get(ctx context.Context) (official.StaticCidr, error) {
	r, err := c.Get(ctx, group.Name, managerID.Name, poolID.Name, staticID.Name, nil)
	return r.StaticCidr, err
}

func (c theirStatics) put(ctx context.Context, in official.StaticCidr) (any, error) {
	r, err := c.Create(ctx, group.Name, managerID.Name, poolID.Name, staticID.Name, &official.StaticCidrsClientCreateOptions{Body: &in})
	return r.StaticCidr, err
}

func (c theirStatics) remove(ctx context.Context, o *official.StaticCidrsClientBeginDeleteOptions) (any, error) {
	p, err := c.BeginDelete(ctx, group.Name, managerID.Name, poolID.Name, staticID.Name, o)
	_, err = finish(ctx, p, err)
	return deleted(err)
}

// staticRow fills in what all rows about static CIDRs share.
func staticRow(method string, theirs func(context.Context, theirStatics) (any, error), ours func(context.Context, *ipam.StaticCIDRsClient) (any, error)) row {
	return row{
		method: "StaticCIDRsClient." + method,
		theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
			return theirs(ctx, theirStatics{c.NewStaticCidrsClient()})
		},
		ours: func(ctx context.Context, c *ipam.Client) (any, error) { return ours(ctx, c.StaticCIDRs) },
	}
}

func staticRows() []row {
	theirs, mine := newStatic()
	return []row{
		staticRow("Get",
			func(ctx context.Context, c theirStatics) (any, error) { return c.get(ctx) },
			func(ctx context.Context, c *ipam.StaticCIDRsClient) (any, error) { return c.Get(ctx, staticID) }),
		staticRow("List",
			func(ctx context.Context, c theirStatics) (any, error) {
				pager := c.NewListPager(group.Name, managerID.Name, poolID.Name, &official.StaticCidrsClientListOptions{
					SkipToken: startAtPointer(ctx), Skip: new(int32(1)), Top: new(int32(2)), SortKey: new("name"), SortValue: new("desc"),
				})
				return items(ctx, pager, func(p official.StaticCidrsClientListResponse) []*official.StaticCidr { return p.Value })
			},
			func(ctx context.Context, c *ipam.StaticCIDRsClient) (any, error) {
				return ourItems(c.List(ctx, poolID, &ipam.StaticCIDRListOptions{
					SkipToken: startAt(ctx), Skip: new(int32(1)), Top: new(int32(2)), SortKey: "name", SortValue: "desc",
				}))
			}),
		staticRow("CreateOrUpdate",
			func(ctx context.Context, c theirStatics) (any, error) { return c.put(ctx, theirs) },
			func(ctx context.Context, c *ipam.StaticCIDRsClient) (any, error) {
				return c.CreateOrUpdate(ctx, staticID, mine)
			}),
		staticRow("Modify",
			func(ctx context.Context, c theirStatics) (any, error) {
				static, err := c.get(ctx)
				if err != nil {
					return nil, err
				}
				static.Properties.Description = new("changed")
				return c.put(ctx, static)
			},
			func(ctx context.Context, c *ipam.StaticCIDRsClient) (any, error) {
				return c.Modify(ctx, staticID, func(s *ipam.StaticCIDR) error {
					s.Properties.Description = "changed"
					return nil
				})
			}),
	}
}

func staticDeletions() []row {
	return []row{
		staticRow("BeginDelete",
			func(ctx context.Context, c theirStatics) (any, error) { return c.remove(ctx, nil) },
			func(ctx context.Context, c *ipam.StaticCIDRsClient) (any, error) {
				p, err := c.BeginDelete(ctx, staticID)
				_, err = finish(ctx, p, err)
				return deleted(err)
			}),
		staticRow("Delete",
			func(ctx context.Context, c theirStatics) (any, error) { return c.remove(ctx, nil) },
			func(ctx context.Context, c *ipam.StaticCIDRsClient) (any, error) {
				return deleted(c.Delete(ctx, staticID))
			}),
		staticRow("ResumeDelete",
			func(ctx context.Context, c theirStatics) (any, error) {
				first, err := c.BeginDelete(ctx, group.Name, managerID.Name, poolID.Name, staticID.Name, nil)
				token, err := suspend(ctx, first, err)
				if err != nil {
					return nil, err
				}
				return c.remove(ctx, &official.StaticCidrsClientBeginDeleteOptions{ResumeToken: token})
			},
			func(ctx context.Context, c *ipam.StaticCIDRsClient) (any, error) {
				first, err := c.BeginDelete(ctx, staticID)
				_, err = resumed(ctx, c.ResumeDelete, first, err)
				return deleted(err)
			}),
	}
}

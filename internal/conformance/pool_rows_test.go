// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry/ipam"
)

// theirPools does what the official client needs more than one call for.
type theirPools struct{ *official.IpamPoolsClient }

func (c theirPools) get(ctx context.Context) (official.IpamPool, error) {
	r, err := c.Get(ctx, group.Name, managerID.Name, poolID.Name, nil)
	return r.IpamPool, err
}

func (c theirPools) list(ctx context.Context, o *official.IpamPoolsClientListOptions) (any, error) {
	return items(ctx, c.NewListPager(group.Name, managerID.Name, o),
		func(p official.IpamPoolsClientListResponse) []*official.IpamPool { return p.Value })
}

func (c theirPools) put(ctx context.Context, in official.IpamPool, o *official.IpamPoolsClientBeginCreateOptions) (any, error) {
	p, err := c.BeginCreate(ctx, group.Name, managerID.Name, poolID.Name, in, o)
	r, err := finish(ctx, p, err)
	return r.IpamPool, err
}

func (c theirPools) remove(ctx context.Context, o *official.IpamPoolsClientBeginDeleteOptions) (any, error) {
	p, err := c.BeginDelete(ctx, group.Name, managerID.Name, poolID.Name, o)
	_, err = finish(ctx, p, err)
	return deleted(err)
}

// poolRow fills in what all rows about pools share.
func poolRow(method, with string, theirs func(context.Context, theirPools) (any, error), ours func(context.Context, *ipam.PoolsClient) (any, error)) row {
	return row{
		method: "PoolsClient." + method, with: with,
		theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
			return theirs(ctx, theirPools{c.NewIpamPoolsClient()})
		},
		ours: func(ctx context.Context, c *ipam.Client) (any, error) { return ours(ctx, c.Pools) },
	}
}

func poolReads() []row {
	return []row{
		poolRow("Get", "",
			func(ctx context.Context, c theirPools) (any, error) { return c.get(ctx) },
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) { return c.Get(ctx, poolID) }),
		poolRow("List", "",
			func(ctx context.Context, c theirPools) (any, error) { return c.list(ctx, nil) },
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) {
				return ourItems(c.List(ctx, managerID, nil))
			}),
		poolRow("List", "options",
			func(ctx context.Context, c theirPools) (any, error) {
				return c.list(ctx, &official.IpamPoolsClientListOptions{
					SkipToken: startAtPointer(ctx), Skip: new(int32(0)), Top: new(int32(2)), SortKey: new("name"), SortValue: new("asc"),
				})
			},
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) {
				return ourItems(c.List(ctx, managerID, &ipam.PoolListOptions{
					SkipToken: startAt(ctx), Skip: new(int32(0)), Top: new(int32(2)), SortKey: "name", SortValue: "asc",
				}))
			}),
		poolRow("Usage", "",
			func(ctx context.Context, c theirPools) (any, error) {
				r, err := c.GetPoolUsage(ctx, group.Name, managerID.Name, poolID.Name, nil)
				return r.PoolUsage, err
			},
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) { return c.Usage(ctx, poolID) }),
		poolRow("AssociatedResources", "",
			func(ctx context.Context, c theirPools) (any, error) {
				return items(ctx, c.NewListAssociatedResourcesPager(group.Name, managerID.Name, poolID.Name, nil),
					func(p official.IpamPoolsClientListAssociatedResourcesResponse) []*official.PoolAssociation {
						return p.Value
					})
			},
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) {
				return ourItems(c.AssociatedResources(ctx, poolID))
			}),
	}
}

func poolWrites() []row {
	theirs, mine := newPool()
	return []row{
		poolRow("BeginCreateOrUpdate", "",
			func(ctx context.Context, c theirPools) (any, error) { return c.put(ctx, theirs, nil) },
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) {
				p, err := c.BeginCreateOrUpdate(ctx, poolID, mine, nil)
				return finish(ctx, p, err)
			}),
		poolRow("CreateOrUpdate", "if match",
			func(ctx context.Context, c theirPools) (any, error) {
				return c.put(ctx, theirs, &official.IpamPoolsClientBeginCreateOptions{IfMatch: new(called(ctx, poolTag))})
			},
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) {
				return c.CreateOrUpdate(ctx, poolID, mine, &ipam.PoolWriteOptions{IfMatch: called(ctx, poolTag)})
			}),
		poolRow("Resume", "",
			func(ctx context.Context, c theirPools) (any, error) {
				first, err := c.BeginCreate(ctx, group.Name, managerID.Name, poolID.Name, theirs, nil)
				token, err := suspend(ctx, first, err)
				if err != nil {
					return nil, err
				}
				return c.put(ctx, theirs, &official.IpamPoolsClientBeginCreateOptions{ResumeToken: token})
			},
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) {
				first, err := c.BeginCreateOrUpdate(ctx, poolID, mine, nil)
				return resumed(ctx, c.Resume, first, err)
			}),
		poolRow("Update", "",
			func(ctx context.Context, c theirPools) (any, error) {
				r, err := c.Update(ctx, group.Name, managerID.Name, poolID.Name, &official.IpamPoolsClientUpdateOptions{
					IfMatch: new(called(ctx, poolTag)),
					Body: &official.IpamPoolUpdate{
						Tags:       map[string]*string{},
						Properties: &official.IpamPoolUpdateProperties{DisplayName: new(""), Description: new("changed")},
					},
				})
				return r.IpamPool, err
			},
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) {
				return c.Update(ctx, poolID, ipam.PoolUpdate{
					Tags:       map[string]string{},
					Properties: ipam.PoolUpdateProperties{DisplayName: new(""), Description: new("changed")},
				}, &ipam.PoolWriteOptions{IfMatch: called(ctx, poolTag)})
			}),
	}
}

func poolChanges() []row {
	return []row{
		poolRow("Modify", "",
			func(ctx context.Context, c theirPools) (any, error) {
				pool, err := c.get(ctx)
				if err != nil {
					return nil, err
				}
				pool.Properties.AddressPrefixes = append(pool.Properties.AddressPrefixes, new("10.5.0.0/16"))
				pool.Tags["team"] = new("other")
				return c.put(ctx, pool, &official.IpamPoolsClientBeginCreateOptions{IfMatch: pool.Etag})
			},
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) {
				return c.Modify(ctx, poolID, func(p *ipam.Pool) error {
					p.Properties.AddressPrefixes = append(p.Properties.AddressPrefixes, "10.5.0.0/16")
					p.Tags["team"] = "other"
					return nil
				})
			}),
	}
}

func poolDeletions() []row {
	return []row{
		poolRow("BeginDelete", "",
			func(ctx context.Context, c theirPools) (any, error) { return c.remove(ctx, nil) },
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) {
				p, err := c.BeginDelete(ctx, poolID, nil)
				_, err = finish(ctx, p, err)
				return deleted(err)
			}),
		poolRow("Delete", "waits until the pool is gone",
			func(ctx context.Context, c theirPools) (any, error) {
				_, err := c.remove(ctx, &official.IpamPoolsClientBeginDeleteOptions{IfMatch: new(called(ctx, poolTag))})
				for err == nil {
					_, err = c.get(ctx)
				}
				return deleted(missing(err))
			},
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) {
				return deleted(c.Delete(ctx, poolID, &ipam.PoolWriteOptions{IfMatch: called(ctx, poolTag)}))
			}),
		poolRow("ResumeDelete", "",
			func(ctx context.Context, c theirPools) (any, error) {
				first, err := c.BeginDelete(ctx, group.Name, managerID.Name, poolID.Name, nil)
				token, err := suspend(ctx, first, err)
				if err != nil {
					return nil, err
				}
				return c.remove(ctx, &official.IpamPoolsClientBeginDeleteOptions{ResumeToken: token})
			},
			func(ctx context.Context, c *ipam.PoolsClient) (any, error) {
				first, err := c.BeginDelete(ctx, poolID, nil)
				_, err = resumed(ctx, c.ResumeDelete, first, err)
				return deleted(err)
			}),
	}
}

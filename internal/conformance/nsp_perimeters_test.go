// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/nsp"
)

// perimeterRow fills in what all rows about perimeters share.
func perimeterRow(method, with string, theirs func(context.Context, *official.SecurityPerimetersClient) (any, error), ours func(context.Context, *nsp.PerimetersClient) (any, error)) nspRow {
	return nspRow{
		method: "PerimetersClient." + method, with: with,
		theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
			return theirs(ctx, c.NewSecurityPerimetersClient())
		},
		ours: func(ctx context.Context, c *nsp.Client) (any, error) { return ours(ctx, c.Perimeters) },
	}
}

func perimeterRows() []nspRow {
	body := nsp.Perimeter{Location: "eastus", Tags: map[string]string{"team": "platform"}}
	get := func(ctx context.Context, c *official.SecurityPerimetersClient) (official.SecurityPerimeter, error) {
		r, err := c.Get(ctx, group.Name, perimeterID.Name, nil)
		return r.SecurityPerimeter, err
	}
	put := func(ctx context.Context, c *official.SecurityPerimetersClient, in official.SecurityPerimeter) (any, error) {
		r, err := c.CreateOrUpdate(ctx, group.Name, perimeterID.Name, in, nil)
		return r.SecurityPerimeter, err
	}
	return []nspRow{
		perimeterRow("Get", "",
			func(ctx context.Context, c *official.SecurityPerimetersClient) (any, error) { return get(ctx, c) },
			func(ctx context.Context, c *nsp.PerimetersClient) (any, error) { return c.Get(ctx, perimeterID) }),
		perimeterRow("List", "",
			func(ctx context.Context, c *official.SecurityPerimetersClient) (any, error) {
				return items(ctx, c.NewListPager(group.Name, nil),
					func(p official.SecurityPerimetersClientListResponse) []*official.SecurityPerimeter { return p.Value })
			},
			func(ctx context.Context, c *nsp.PerimetersClient) (any, error) {
				return ourItems(c.List(ctx, group, nil))
			}),
		perimeterRow("List", "options",
			func(ctx context.Context, c *official.SecurityPerimetersClient) (any, error) {
				return items(ctx, c.NewListPager(group.Name, &official.SecurityPerimetersClientListOptions{SkipToken: startAtPointer(ctx), Top: new(int32(2))}),
					func(p official.SecurityPerimetersClientListResponse) []*official.SecurityPerimeter { return p.Value })
			},
			func(ctx context.Context, c *nsp.PerimetersClient) (any, error) {
				return ourItems(c.List(ctx, group, &nsp.PerimeterListOptions{SkipToken: startAt(ctx), Top: new(int32(2))}))
			}),
		perimeterRow("ListBySubscription", "",
			func(ctx context.Context, c *official.SecurityPerimetersClient) (any, error) {
				return items(ctx, c.NewListBySubscriptionPager(&official.SecurityPerimetersClientListBySubscriptionOptions{SkipToken: startAtPointer(ctx), Top: new(int32(2))}),
					func(p official.SecurityPerimetersClientListBySubscriptionResponse) []*official.SecurityPerimeter {
						return p.Value
					})
			},
			func(ctx context.Context, c *nsp.PerimetersClient) (any, error) {
				return ourItems(c.ListBySubscription(ctx, group.Subscription, &nsp.PerimeterListBySubscriptionOptions{SkipToken: startAt(ctx), Top: new(int32(2))}))
			}),
		perimeterRow("CreateOrUpdate", "",
			func(ctx context.Context, c *official.SecurityPerimetersClient) (any, error) {
				in, err := recoded[official.SecurityPerimeter](body)
				if err != nil {
					return nil, err
				}
				return put(ctx, c, in)
			},
			func(ctx context.Context, c *nsp.PerimetersClient) (any, error) {
				return c.CreateOrUpdate(ctx, perimeterID, body)
			}),
		perimeterRow("UpdateTags", "",
			func(ctx context.Context, c *official.SecurityPerimetersClient) (any, error) {
				r, err := c.Patch(ctx, group.Name, perimeterID.Name, official.UpdateTagsRequest{Tags: map[string]*string{"a": new("b")}}, nil)
				return r.SecurityPerimeter, err
			},
			func(ctx context.Context, c *nsp.PerimetersClient) (any, error) {
				return c.UpdateTags(ctx, perimeterID, nsp.TagsUpdate{Tags: map[string]string{"a": "b"}})
			}),
		perimeterRow("Modify", "",
			func(ctx context.Context, c *official.SecurityPerimetersClient) (any, error) {
				in, err := get(ctx, c)
				if err != nil {
					return nil, err
				}
				in.Tags["team"] = new("other")
				return put(ctx, c, in)
			},
			func(ctx context.Context, c *nsp.PerimetersClient) (any, error) {
				return c.Modify(azfoundry.WithoutValidation(ctx), perimeterID, func(p *nsp.Perimeter) error {
					p.Tags["team"] = "other"
					return nil
				})
			}),
	}
}

func perimeterDeletions() []nspRow {
	remove := func(ctx context.Context, c *official.SecurityPerimetersClient, o *official.SecurityPerimetersClientBeginDeleteOptions) (any, error) {
		p, err := c.BeginDelete(ctx, group.Name, perimeterID.Name, o)
		_, err = finish(ctx, p, err)
		return deleted(err)
	}
	return []nspRow{
		perimeterRow("Delete", "forced",
			func(ctx context.Context, c *official.SecurityPerimetersClient) (any, error) {
				return remove(ctx, c, &official.SecurityPerimetersClientBeginDeleteOptions{ForceDeletion: new(true)})
			},
			func(ctx context.Context, c *nsp.PerimetersClient) (any, error) {
				return deleted(c.Delete(ctx, perimeterID, &nsp.PerimeterDeleteOptions{ForceDeletion: new(true)}))
			}),
		perimeterRow("BeginDelete", "",
			func(ctx context.Context, c *official.SecurityPerimetersClient) (any, error) {
				return remove(ctx, c, nil)
			},
			func(ctx context.Context, c *nsp.PerimetersClient) (any, error) {
				p, err := c.BeginDelete(ctx, perimeterID, nil)
				_, err = finish(ctx, p, err)
				return deleted(err)
			}),
		perimeterRow("ResumeDelete", "",
			func(ctx context.Context, c *official.SecurityPerimetersClient) (any, error) {
				first, err := c.BeginDelete(ctx, group.Name, perimeterID.Name, nil)
				token, err := suspend(ctx, first, err)
				if err != nil {
					return nil, err
				}
				return remove(ctx, c, &official.SecurityPerimetersClientBeginDeleteOptions{ResumeToken: token})
			},
			func(ctx context.Context, c *nsp.PerimetersClient) (any, error) {
				first, err := c.BeginDelete(ctx, perimeterID, nil)
				_, err = resumed(ctx, c.ResumeDelete, first, err)
				return deleted(err)
			}),
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/nsp"
)

// perimeterPair is how both kinds of client do what most resources of perimeters have. T is the official
// model, O ours. What is nil has no row; list and ourList take parameters when options is set.
type perimeterPair[T, O any] struct {
	get    func(context.Context, *official.ClientFactory) (T, error)
	list   func(ctx context.Context, c *official.ClientFactory, options bool) (any, error)
	put    func(context.Context, *official.ClientFactory, T) (any, error)
	remove func(context.Context, *official.ClientFactory) error
	change func(*T)

	ourGet    func(context.Context, *nsp.Client) (O, error)
	ourList   func(ctx context.Context, c *nsp.Client, options bool) (any, error)
	ourPut    func(context.Context, *nsp.Client, O) (O, error)
	ourModify func(context.Context, *nsp.Client, func(*O) error) (O, error)
	ourRemove func(context.Context, *nsp.Client) error
	ourChange func(*O)

	body O
}

// top is a parameter of lists.
const top = int32(2)

// rows returns the rows of one of our clients.
func (p perimeterPair[T, O]) rows(client string) []nspRow {
	out := []nspRow{
		{
			method: client + ".Get",
			theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) { return p.get(ctx, c) },
			ours:   func(ctx context.Context, c *nsp.Client) (any, error) { return p.ourGet(ctx, c) },
		},
		{
			method: client + ".List",
			theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) { return p.list(ctx, c, false) },
			ours:   func(ctx context.Context, c *nsp.Client) (any, error) { return p.ourList(ctx, c, false) },
		},
		{
			method: client + ".List", with: "options",
			theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) { return p.list(ctx, c, true) },
			ours:   func(ctx context.Context, c *nsp.Client) (any, error) { return p.ourList(ctx, c, true) },
		},
		{
			method: client + ".Delete",
			theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) { return deleted(p.remove(ctx, c)) },
			ours:   func(ctx context.Context, c *nsp.Client) (any, error) { return deleted(p.ourRemove(ctx, c)) },
		},
	}
	if p.put == nil {
		return out
	}
	return append(out, p.writes(client)...)
}

func (p perimeterPair[T, O]) writes(client string) []nspRow {
	return []nspRow{
		{
			method: client + ".CreateOrUpdate",
			theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
				in, err := recoded[T](p.body)
				if err != nil {
					return nil, err
				}
				return p.put(ctx, c, in)
			},
			ours: func(ctx context.Context, c *nsp.Client) (any, error) { return p.ourPut(ctx, c, p.body) },
		},
		{
			method: client + ".Modify",
			theirs: func(ctx context.Context, c *official.ClientFactory) (any, error) {
				in, err := p.get(ctx, c)
				if err != nil {
					return nil, err
				}
				p.change(&in)
				return p.put(ctx, c, in)
			},
			ours: func(ctx context.Context, c *nsp.Client) (any, error) {
				// the fake's texts are no names, ids and prefixes
				return p.ourModify(azfoundry.WithoutValidation(ctx), c, func(o *O) error {
					p.ourChange(o)
					return nil
				})
			},
		},
	}
}

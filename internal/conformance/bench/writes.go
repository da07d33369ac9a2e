// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"encoding/json"
	"errors"

	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"
	"github.com/hashicorp/go-azure-sdk/resource-manager/network/2025-05-01/ipampools"
	"github.com/hashicorp/go-azure-sdk/resource-manager/network/2025-05-01/virtualnetworks"

	"github.com/azfoundry/azfoundry/internal/turns"
	"github.com/azfoundry/azfoundry/ipam"
)

// writes encode the bodies of PUTs, and change a pool that was read.
func writes() ([]turns.Comparison, error) {
	b, err := loadBodies()
	if err != nil {
		return nil, err
	}
	c, err := started()
	if err != nil {
		return nil, err
	}
	p, err := encoders(b.pool, new(ipam.Pool), new(official.IpamPool), new(ipampools.IPamPool))
	if err != nil {
		return nil, err
	}
	n, err := encoders(b.network, new(ipam.VirtualNetwork), new(official.VirtualNetwork), new(virtualnetworks.VirtualNetwork))
	if err != nil {
		return nil, err
	}
	return []turns.Comparison{
		{Name: "encode a pool for PUT", Peers: p},
		{Name: "encode a virtual network for PUT", Peers: n},
		{Name: "read, change and write a pool", Peers: c.changePool()},
	}, nil
}

// encoders decode a body into the models of all peers and encode it as their clients do.
func encoders(body []byte, mine json.Marshaler, theirs, hashicorps any) ([]turns.Peer, error) {
	err := errors.Join(json.Unmarshal(body, mine), json.Unmarshal(body, theirs), json.Unmarshal(body, hashicorps))
	return []turns.Peer{
		{Name: turns.Ours, Do: func(context.Context) error { return second(mine.MarshalJSON()) }},
		{Name: "armnetwork", Do: func(context.Context) error { return second(json.Marshal(theirs)) }},
		{Name: "hashicorp", Do: func(context.Context) error { return second(json.Marshal(hashicorps)) }},
	}, err
}

func second(_ []byte, err error) error { return err }

// changePool is a whole read, change and write. The service's answer is final at once, so nobody polls;
// hashicorp's poller, which would wait ten seconds first, is not asked.
func (c *clients) changePool() []turns.Peer {
	const description = "changed"
	return []turns.Peer{
		{Name: turns.Ours, Do: func(ctx context.Context) error {
			_, err := c.ours.Pools.Modify(ctx, poolID, func(p *ipam.Pool) error {
				p.Properties.Description = description
				return nil
			})
			return err
		}},
		{Name: "armnetwork", Do: func(ctx context.Context) error {
			got, err := c.pools.Get(ctx, group, manager, pool, nil)
			if err != nil {
				return err
			}
			got.Properties.Description = new(description)
			poller, err := c.pools.BeginCreate(ctx, group, manager, pool, got.IpamPool, nil)
			if err != nil {
				return err
			}
			_, err = poller.PollUntilDone(ctx, nil)
			return err
		}},
		{Name: "hashicorp", Do: func(ctx context.Context) error {
			got, err := c.hcPools.Get(ctx, hcPoolID)
			if err != nil {
				return err
			}
			got.Model.Properties.Description = new(description)
			_, err = c.hcPools.Create(ctx, hcPoolID, *got.Model, ipampools.DefaultCreateOperationOptions())
			return err
		}},
	}
}

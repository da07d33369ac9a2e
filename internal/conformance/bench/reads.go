// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/hashicorp/go-azure-helpers/resourcemanager/commonids"
	"github.com/hashicorp/go-azure-sdk/resource-manager/network/2025-05-01/ipampools"
	"github.com/hashicorp/go-azure-sdk/resource-manager/network/2025-05-01/virtualnetworks"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/turns"
	"github.com/azfoundry/azfoundry/ipam"
)

// The same ids for ours and for hashicorp's clients; the official ones take names.
var (
	groupID     = azfoundry.ResourceGroup{Subscription: subscription, Name: group}
	managerID   = ipam.ManagerID{ResourceGroup: groupID, Name: manager}
	poolID      = managerID.Pool(pool)
	networkID   = ipam.VirtualNetworkID{ResourceGroup: groupID, Name: network}
	hcManagerID = ipampools.NewNetworkManagerID(subscription, group, manager)
	hcPoolID    = ipampools.NewIPamPoolID(subscription, group, manager, pool)
	poolURL     = "https://management.azure.com" + poolID.String() + "?api-version=2025-05-01"
	hcNetworkID = commonids.NewVirtualNetworkID(subscription, group, network)
)

// started returns the clients of all peers on one transport.
func started() (*clients, error) {
	b, err := loadBodies()
	if err != nil {
		return nil, err
	}
	m := b.transport()
	return newClients(m, m)
}

// startedOverHTTP is the same with an *http.Client between azcore and the transport, as in production.
func startedOverHTTP() (*clients, error) {
	b, err := loadBodies()
	if err != nil {
		return nil, err
	}
	m := b.transport()
	return newClients(m, &http.Client{Transport: m})
}

// reads are single GETs through whole clients.
func reads() ([]turns.Comparison, error) {
	c, err := started()
	if err != nil {
		return nil, err
	}
	h, err := startedOverHTTP()
	return []turns.Comparison{
		{Name: "get a pool", Peers: c.getPool(), Targets: []turns.Target{{Beside: "armnetwork", Time: 0.25, Allocs: 0.28}}},
		{Name: "get a virtual network", Peers: c.getNetwork(), Targets: []turns.Target{{Beside: "armnetwork", Time: 0.10, Allocs: turns.NoLimit}}},
		{Name: "get a pool, through net/http", Peers: h.getPool()},
	}, err
}

func (c *clients) getPool() []turns.Peer {
	return []turns.Peer{
		{Name: turns.Ours, Do: func(ctx context.Context) error {
			got, err := c.ours.Pools.Get(ctx, poolID)
			return same(pool, got.Name, err)
		}},
		{Name: "armnetwork", Do: func(ctx context.Context) error {
			got, err := c.pools.Get(ctx, group, manager, pool, nil)
			return same(pool, text(got.Name), err)
		}},
		{Name: "hashicorp", Do: func(ctx context.Context) error {
			got, err := c.hcPools.Get(ctx, hcPoolID)
			if err != nil {
				return err
			}
			return same(pool, text(got.Model.Name), nil)
		}},
		{Name: "azcore, undecoded", Do: c.undecoded},
	}
}

// undecoded is what no client on azcore can save: a request through its pipeline, and the bytes of the
// answer.
func (c *clients) undecoded(ctx context.Context) error {
	req, err := runtime.NewRequest(ctx, http.MethodGet, poolURL)
	if err != nil {
		return err
	}
	resp, err := c.bare.Do(req)
	if err != nil {
		return err
	}
	_, err = runtime.Payload(resp)
	return err
}

func (c *clients) getNetwork() []turns.Peer {
	return []turns.Peer{
		{Name: turns.Ours, Do: func(ctx context.Context) error {
			got, err := c.ours.VirtualNetworks.Get(ctx, networkID)
			return same(network, got.Name, err)
		}},
		{Name: "armnetwork", Do: func(ctx context.Context) error {
			got, err := c.networks.Get(ctx, group, network, nil)
			return same(network, text(got.Name), err)
		}},
		{Name: "hashicorp", Do: func(ctx context.Context) error {
			got, err := c.hcNetwork.Get(ctx, hcNetworkID, virtualnetworks.DefaultGetOperationOptions())
			if err != nil {
				return err
			}
			return same(network, text(got.Model.Name), nil)
		}},
	}
}

// lists are ten pages of a hundred pools.
func lists() ([]turns.Comparison, error) {
	c, err := started()
	if err != nil {
		return nil, err
	}
	return []turns.Comparison{{Name: "list 10 pages of 100 pools", Peers: c.listPools(), Targets: []turns.Target{{Beside: "armnetwork", Time: 0.10, Allocs: turns.NoLimit}}}}, nil
}

func (c *clients) listPools() []turns.Peer {
	return []turns.Peer{
		{Name: turns.Ours, Do: func(ctx context.Context) error {
			n := 0
			for _, err := range c.ours.Pools.List(ctx, managerID, nil) {
				if err != nil {
					return err
				}
				n++
			}
			return counted(n)
		}},
		{Name: "armnetwork", Do: func(ctx context.Context) error {
			n := 0
			for pager := c.pools.NewListPager(group, manager, nil); pager.More(); {
				p, err := pager.NextPage(ctx)
				if err != nil {
					return err
				}
				n += len(p.Value)
			}
			return counted(n)
		}},
		{Name: "hashicorp", Do: func(ctx context.Context) error {
			got, err := c.hcPools.ListComplete(ctx, hcManagerID, ipampools.DefaultListOperationOptions())
			if err != nil {
				return err
			}
			return counted(len(got.Items))
		}},
	}
}

// same makes sure that a peer did its work.
func same(want, got string, err error) error {
	if err == nil && got != want {
		return fmt.Errorf("read %q, want %q", got, want)
	}
	return err
}

func counted(n int) error {
	if n != pageCount*pageItems {
		return fmt.Errorf("listed %d items, want %d", n, pageCount*pageItems)
	}
	return nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

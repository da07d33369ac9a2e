// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam

import (
	"context"

	"github.com/azfoundry/azfoundry"
)

// Preflight finds out what the service would say to [VirtualNetworksClient.CreateOrUpdate] with the same
// id and body, and changes nothing: whether each pool exists, lies in the region of the network and has
// room for its number, whether there is at most one pool of each IP family, and whether the caller may
// draw from each.
//
// The pools are read with pools; nil means with the credential of c. For pools of another tenant it is
// the client of that tenant, made with the same application: the report on permissions is about whoever
// pools signs in as. What may not be read becomes a finding of [SeverityUnknown].
//
// It fails with an *azfoundry.ValidationError for a body that would not be sent, and with the first
// failure where nothing could be read. Another writer may take the room before the write does.
//
// It reads the network, its pools, their usage and the caller's permissions (Permissions, list for a
// resource, API version 2022-04-01).
func (c *VirtualNetworksClient) Preflight(ctx context.Context, id VirtualNetworkID, in VirtualNetwork, pools *PoolsClient) (Report, error) {
	if err := refused(ctx, "ipam: preflight of virtual network", id, in); err != nil {
		return Report{}, err
	}
	s := newSurvey(c.rest, pools)
	old, err := c.Get(ctx, id)
	s.heard("id", "the virtual network", err)
	s.network(ctx, &in, &old)
	return s.report(ctx)
}

// Preflight finds out what the service would say to [SubnetsClient.CreateOrUpdate] with the same id and
// body, and changes nothing: whether the virtual network exists, draws from each of the pools, and holds
// room for each number beside its other subnets, and whether the caller may draw from all pools of the
// network. For pools and errors see [VirtualNetworksClient.Preflight].
func (c *SubnetsClient) Preflight(ctx context.Context, id SubnetID, in Subnet, pools *PoolsClient) (Report, error) {
	if err := refused(ctx, "ipam: preflight of subnet", id, in); err != nil {
		return Report{}, err
	}
	s := newSurvey(c.rest, pools)
	network, err := (&VirtualNetworksClient{rest: c.rest}).Get(ctx, id.VirtualNetwork)
	switch {
	case s.heard("id", "the virtual network", err):
		s.subnet(ctx, id.Name, &in, &network)
	case missing(err):
		s.refuse(azfoundry.Fault{
			Pointer: "id", Rule: "ParentResourceNotFound", Message: "the virtual network does not exist", Advice: "create it first",
		}, nil)
	}
	return s.report(ctx)
}

// Preflight finds out what the service would say to [StaticCIDRsClient.CreateOrUpdate] with the same id
// and body, and changes nothing: whether the pool exists, has room for the number or has the prefixes
// free, and whether the caller may write static CIDRs there. For errors see
// [VirtualNetworksClient.Preflight]; a static CIDR lies in its pool, hence in the same tenant.
func (c *StaticCIDRsClient) Preflight(ctx context.Context, id StaticCIDRID, in StaticCIDR) (Report, error) {
	if err := refused(ctx, "ipam: preflight of static CIDR", id, in); err != nil {
		return Report{}, err
	}
	s := newSurvey(c.rest, nil)
	old, err := c.Get(ctx, id)
	s.heard("id", "the static CIDR", err)
	s.static(ctx, id.Pool, &in, &old)
	return s.report(ctx)
}

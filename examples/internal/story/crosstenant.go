// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
	"github.com/azfoundry/azfoundry/ipam"
)

// CrossTenantReport is what -json prints of the cross-tenant story.
type CrossTenantReport struct {
	WithoutAuxiliary Refusal `json:"withoutAuxiliary"`
	VirtualNetwork   Network `json:"virtualNetwork"`
	Pool             Usage   `json:"pool"`
}

// Refusal is the service's answer to the write without an auxiliary token.
type Refusal struct {
	Status             int    `json:"status"`
	Code               string `json:"code"`
	LinkedSubscription string `json:"linkedSubscription"`
	LinkedTenant       string `json:"linkedTenant"`
}

// Network is the virtual network that was made.
type Network struct {
	ID              string   `json:"id"`
	AddressPrefixes []string `json:"addressPrefixes"`
}

// Usage counts the pool's allocated addresses.
type Usage struct {
	UsedBefore ipam.Count `json:"usedBefore"`
	UsedAfter  ipam.Count `json:"usedAfter"`
}

// addresses is how many addresses the network asks for: no power of two, so that it gets three prefixes.
const addresses = ipam.Count("100")

// CrossTenant makes a virtual network in one tenant from an address pool of another: first without and
// then with the auxiliary token, and looks at the pool from its own tenant.
func CrossTenant(ctx context.Context, target *Target, out *cli.Output) (*CrossTenantReport, error) {
	s, err := newCrossTenant(target)
	if err != nil {
		return nil, err
	}
	steps := []struct {
		name string
		work func(context.Context) (string, error)
	}{
		{"create the virtual network with a token of its own tenant only: refused, as it should be", s.withoutAuxiliary},
		{"read the pool's usage from its own tenant", s.usageBefore},
		{"create the virtual network with the auxiliary token", s.create},
		{"read the pool's usage again", s.usageAfter},
		{"find the virtual network among what draws from the pool", s.association},
	}
	for _, step := range steps {
		if err := out.Step(step.name, func() (string, error) { return step.work(ctx) }); err != nil {
			return &s.report, err
		}
	}
	return &s.report, nil
}

// crossTenant is the story while it runs.
type crossTenant struct {
	*Target
	chain      *auth.Chain
	alone      *ipam.Client // the managed tenant's credential alone
	managed    *ipam.Client // the chain, at home in the managed tenant
	management *ipam.Client // the chain, at home in the management tenant
	report     CrossTenantReport
}

func newCrossTenant(t *Target) (*crossTenant, error) {
	managed, err := t.Credential(t.Home)
	if err != nil {
		return nil, err
	}
	chain, err := t.Chain()
	if err != nil {
		return nil, err
	}
	there, err := chain.As(t.Management)
	if err != nil {
		return nil, err
	}
	s := &crossTenant{Target: t, chain: chain}
	var err1, err2, err3 error
	s.alone, err1 = ipam.NewClient(managed, t.Options)
	s.managed, err2 = ipam.NewClient(chain, t.Options)
	s.management, err3 = ipam.NewClient(there, t.Options)
	return s, errors.Join(err1, err2, err3)
}

// network is the body: its addresses come from the other tenant's pool.
func (s *crossTenant) network() ipam.VirtualNetwork {
	return ipam.VirtualNetwork{
		Location: s.Location,
		Properties: ipam.VirtualNetworkProperties{
			AddressSpace: ipam.SpaceFrom(ipam.Draws{ipam.Draw(s.Pool, addresses)}),
		},
	}
}

func (s *crossTenant) withoutAuxiliary(ctx context.Context) (string, error) {
	_, err := s.alone.VirtualNetworks.CreateOrUpdate(ctx, s.Network, s.network())
	err = s.chain.Explain(err)
	op, refused := errors.AsType[*azfoundry.OpError](err)
	why, explained := errors.AsType[*auth.CrossTenantError](err)
	switch {
	case err == nil:
		return "", errors.New("the write went through without an auxiliary token; is the pool in the network's own tenant?")
	case !refused || !explained:
		return "", err
	}
	s.report.WithoutAuxiliary = Refusal{
		Status: op.Status, Code: op.Code, LinkedSubscription: why.LinkedSubscription, LinkedTenant: why.LinkedTenant,
	}
	return why.Error(), nil
}

func (s *crossTenant) usageBefore(ctx context.Context) (string, error) {
	usage, err := s.management.Pools.Usage(ctx, s.Pool)
	s.report.Pool.UsedBefore = usage.NumberOfAllocatedIPAddresses
	return fmt.Sprintf("%s of %s addresses allocated", usage.NumberOfAllocatedIPAddresses, usage.TotalNumberOfIPAddresses), err
}

func (s *crossTenant) create(ctx context.Context) (string, error) {
	network, err := s.managed.VirtualNetworks.CreateOrUpdate(ctx, s.Network, s.network())
	if err != nil {
		return "", s.management.Pools.Explain(ctx, s.Pool, addresses, err)
	}
	s.report.VirtualNetwork = Network{ID: network.ID, AddressPrefixes: network.Properties.AddressSpace.AddressPrefixes}
	return network.ID + " has " + strings.Join(s.report.VirtualNetwork.AddressPrefixes, ", "), nil
}

func (s *crossTenant) usageAfter(ctx context.Context) (string, error) {
	usage, err := s.management.Pools.Usage(ctx, s.Pool)
	s.report.Pool.UsedAfter = usage.NumberOfAllocatedIPAddresses
	return fmt.Sprintf("%s of %s addresses allocated", usage.NumberOfAllocatedIPAddresses, usage.TotalNumberOfIPAddresses), err
}

func (s *crossTenant) association(ctx context.Context) (string, error) {
	for a, err := range s.management.Pools.AssociatedResources(ctx, s.Pool) {
		if err != nil {
			return "", err
		}
		if strings.EqualFold(a.ResourceID, s.Network.String()) {
			return fmt.Sprintf("%s draws %s", a.ResourceID, strings.Join(a.AddressPrefixes, ", ")), nil
		}
	}
	return "", fmt.Errorf("pool %q does not list the virtual network %q", s.Pool, s.Network)
}

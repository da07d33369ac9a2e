// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"context"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/connections/gateway"
)

// Agents is how the agents that call a gateway lie in their network.
type Agents string

// The networks of agents.
const (
	// AgentsPublic run without a network of yours.
	AgentsPublic Agents = ""
	// AgentsInjected run in a subnet of yours.
	AgentsInjected Agents = "injected"
	// AgentsManaged run in a virtual network that Foundry manages.
	AgentsManaged Agents = "managed"
)

// Generation is a family of tiers of API Management, which differ in how they lie in networks.
type Generation string

// The generations.
const (
	GenerationClassic     Generation = "classic"     // Developer, Basic, Standard, Premium, Isolated
	GenerationV2          Generation = "v2"          // BasicV2, StandardV2, PremiumV2
	GenerationConsumption Generation = "consumption" // Consumption
	GenerationAIGateway   Generation = "aiGateway"   // AIGateway, which has no APIs and policies of this kind
	GenerationUnknown     Generation = "unknown"
)

// GenerationOf returns the generation of a tier.
func GenerationOf(sku gateway.SKUName) Generation {
	name := strings.ToLower(string(sku))
	switch {
	case name == "aigateway":
		return GenerationAIGateway
	case name == "consumption":
		return GenerationConsumption
	case slices.Contains([]string{"developer", "basic", "standard", "premium", "isolated"}, name):
		return GenerationClassic
	case strings.HasSuffix(name, "v2"):
		return GenerationV2
	}
	return GenerationUnknown
}

// Network reads a service and returns what [CheckNetwork] finds.
//
// GET …/service/{service}, API version 2024-05-01.
func (c *Client) Network(ctx context.Context, id gateway.ServiceID, agents Agents) ([]Finding, error) {
	service, err := c.gateway.Services.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return CheckNetwork(service, agents), nil
}

// CheckNetwork finds what keeps agents from a service, and the service from its models, as far as the service
// itself tells: whether a name resolves and a route leads there it cannot know. Each finding names its source.
// The rules are in docs/gateway.md.
func CheckNetwork(service gateway.Service, agents Agents) []Finding {
	n := network{service: service, generation: GenerationOf(service.SKU.Name)}
	n.tier()
	n.running()
	if n.generation == GenerationAIGateway {
		return n.findings
	}
	n.inbound()
	n.outbound()
	n.agents(agents)
	return n.findings
}

// network is a service that is looked at.
type network struct {
	service    gateway.Service
	generation Generation
	findings   []Finding
}

func (n *network) add(f Finding) {
	f.Resource = n.service.ID
	n.findings = append(n.findings, f)
}

// is reports whether the service is of one of these tiers.
func (n *network) is(names ...gateway.SKUName) bool {
	return slices.ContainsFunc(names, func(name gateway.SKUName) bool { return strings.EqualFold(string(name), string(n.service.SKU.Name)) })
}

// approved reports whether a private endpoint leads to the service.
func (n *network) approved() bool {
	return slices.ContainsFunc(n.service.Properties.PrivateEndpointConnections, func(c gateway.PrivateEndpointConnection) bool {
		return c.Properties.ConnectionState.Status == gateway.ConnectionStatusApproved
	})
}

// private reports whether nobody reaches the service over the internet.
func (n *network) private() bool {
	p := n.service.Properties
	return p.PublicNetworkAccess == gateway.PublicNetworkAccessDisabled || n.mode() == gateway.VirtualNetworkTypeInternal
}

// mode is how the service lies in a virtual network. Of a V2 tier External is integration: calls go out
// through the network, and come in as they did.
func (n *network) mode() gateway.VirtualNetworkType {
	if mode := n.service.Properties.VirtualNetworkType; mode != "" {
		return mode
	}
	return gateway.VirtualNetworkTypeNone
}

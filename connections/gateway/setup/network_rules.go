// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"fmt"
	"strings"

	"github.com/azfoundry/azfoundry/connections/gateway"
)

// Where the rules come from.
const (
	sourceVNet       = "https://learn.microsoft.com/azure/api-management/virtual-network-concepts"
	sourceFeatures   = "https://learn.microsoft.com/azure/api-management/api-management-features"
	sourceEndpoints  = "https://learn.microsoft.com/azure/api-management/private-endpoint"
	sourceBackends   = "https://learn.microsoft.com/azure/api-management/backends"
	sourceTokenLimit = "https://learn.microsoft.com/azure/api-management/llm-token-limit-policy"
	sourceAIGateway  = "https://learn.microsoft.com/azure/foundry/agents/how-to/ai-gateway"
	sourceIdentity   = "https://learn.microsoft.com/azure/api-management/api-management-howto-use-managed-service-identity"
	sourceConditions = "https://learn.microsoft.com/azure/role-based-access-control/conditions-overview"
	sourceSeries     = "a report of a set-up: \"Microsoft Foundry - BYO AI Gateway - Part 3\""
	sourcePool       = sourceSeries + "; " + sourceBackends
)

// tier says what the tier cannot do.
func (n *network) tier() {
	sku := n.service.SKU.Name
	switch {
	case n.generation == GenerationAIGateway:
		n.add(Finding{
			Rule: "tier", Severity: Error, Message: "the tier AIGateway has model providers in place of APIs, backends and policies",
			Fix: "connect to it with a ModelGateway connection whose target ends in /default/models/openai/v1", Source: sourceAIGateway,
		})
	case n.generation == GenerationConsumption:
		n.add(Finding{
			Rule: "tier", Severity: Error, Message: "the tier Consumption has no token limits and no circuit breakers, and lies in no virtual network",
			Fix: "take StandardV2, or BasicV2 where nothing is private", Source: sourceTokenLimit + ", " + sourceBackends,
		})
	case n.generation == GenerationUnknown:
		n.add(Finding{
			Rule: "tier", Severity: Note, Message: fmt.Sprintf("the tier %q is not known here, so that not every rule could be looked at", sku),
		})
	case !n.is("StandardV2", "PremiumV2", "Premium"):
		n.add(Finding{
			Rule: "tier", Severity: Note, Source: sourceAIGateway,
			Message: fmt.Sprintf("Foundry documents gateways of the tiers Standard v2 and Premium; %s was seen to work on public networks", sku),
		})
	}
}

// running says whether there is a gateway at all, and who it is.
func (n *network) running() {
	p := n.service.Properties
	if p.ProvisioningState != "" && !strings.EqualFold(p.ProvisioningState, "Succeeded") {
		n.add(Finding{
			Rule: "state", Severity: Warning, Message: "the service is in state " + p.ProvisioningState, Fix: "wait until it is Succeeded, or look at its activity log",
			Source: "properties.provisioningState of the service",
		})
	}
	if p.DisableGateway != nil && *p.DisableGateway {
		n.add(Finding{
			Rule: "state", Severity: Error, Message: "the gateway of the first region is off", Fix: "set properties.disableGateway to false",
			Source: "properties.disableGateway of the service",
		})
	}
	if kind := n.service.Identity.Type; kind == "" || kind == gateway.IdentityTypeNone {
		n.add(Finding{
			Rule: "identity", Severity: Error, Message: "the service has no managed identity, with which it signs in to the accounts",
			Fix: "give it a system-assigned identity: az apim update --enable-managed-identity true", Source: sourceIdentity,
		})
	}
}

// inbound says who gets in.
func (n *network) inbound() {
	p := n.service.Properties
	if p.PublicNetworkAccess == gateway.PublicNetworkAccessDisabled && !n.approved() {
		n.add(Finding{
			Rule: "publicAccess", Severity: Error, Message: "public access is off and no private endpoint is approved, so that nobody reaches the gateway",
			Fix: "make a private endpoint for the group Gateway and approve it", Source: sourceEndpoints,
		})
	}
	for _, c := range p.PrivateEndpointConnections {
		if status := c.Properties.ConnectionState.Status; status != gateway.ConnectionStatusApproved {
			n.add(Finding{
				Rule: "privateEndpoint", Severity: Warning, Message: fmt.Sprintf("the private endpoint connection %s is %s", c.Name, strings.ToLower(string(status))),
				Fix: "approve it, or delete it", Source: sourceEndpoints,
			})
		}
	}
	if n.approved() && !n.private() {
		n.add(Finding{
			Rule: "publicAccess", Severity: Warning, Message: "a private endpoint is there, and the gateway is open to the internet as well",
			Fix: "set publicNetworkAccess to Disabled once every caller comes through the endpoint", Source: sourceEndpoints,
		})
	}
	if n.mode() == gateway.VirtualNetworkTypeInternal {
		n.add(Finding{
			Rule: "internal", Severity: Warning, Message: "the gateway has a private address alone, and its name is in no public DNS",
			Fix: "resolve " + host(p.GatewayURL) + " in the network of the agents, with a private DNS zone", Source: sourceVNet,
		})
	}
	n.names()
}

// names says what a domain of one's own means.
func (n *network) names() {
	for _, h := range n.service.Properties.HostnameConfigurations {
		if h.Type != gateway.HostnameTypeProxy || h.CertificateSource == gateway.CertificateSourceBuiltIn || strings.EqualFold(h.HostName, host(n.service.Properties.GatewayURL)) {
			continue
		}
		n.add(Finding{
			Rule: "hostname", Severity: Warning,
			Message: "the gateway is also called " + h.HostName + ", and agents trust certificates of public authorities alone; connections to API Management were seen to refuse such names",
			Fix:     "let the target of a connection begin with " + n.service.Properties.GatewayURL + ", or use a ModelGateway connection and a certificate of a public authority",
			Source:  sourceSeries,
		})
	}
}

// outbound says what the gateway gets to.
func (n *network) outbound() {
	if n.mode() != gateway.VirtualNetworkTypeNone {
		return
	}
	fix := "integrate it with a virtual network (Standard v2 and Premium v2), or inject it (Premium v2)"
	switch {
	case n.is("Developer", "Premium", "Isolated"):
		fix = "inject it into a virtual network"
	case !n.is("StandardV2", "PremiumV2"):
		fix = "take another tier, such as StandardV2: this one has no way out into a virtual network"
	}
	n.add(Finding{
		Rule: "outbound", Severity: Note, Fix: fix, Source: sourceVNet,
		Message: "calls leave the gateway over the internet, so that accounts which are closed to it are out of reach",
	})
}

// agents says how agents in a network of theirs get to the gateway.
func (n *network) agents(a Agents) {
	if a == AgentsPublic && n.private() {
		n.add(Finding{
			Rule: "agents", Severity: Error, Message: "the gateway is private, and agents without a virtual network come over the internet",
			Fix: "give the agents a network, or open the gateway", Source: sourceAIGateway,
		})
	}
	if a != AgentsManaged {
		return
	}
	switch {
	case n.generation == GenerationClassic:
		severity := Warning // a classic tier outside of a network takes a private endpoint
		if n.mode() != gateway.VirtualNetworkTypeNone {
			severity = Error
		}
		n.add(Finding{
			Rule: "agents", Severity: severity, Message: "a managed virtual network reaches other resources through private endpoints, which a classic tier in a virtual network does not take",
			Fix:    "put an application gateway with a certificate of a public authority in front and lead the managed network to that, or move to a V2 tier with a private endpoint",
			Source: sourceSeries + "; " + sourceEndpoints,
		})
	case n.is("BasicV2", "Consumption"):
		n.add(Finding{
			Rule: "agents", Severity: Error, Message: "this tier takes no private endpoint, by which a managed virtual network would reach it",
			Fix: "take StandardV2 with a private endpoint and virtual network integration", Source: sourceFeatures,
		})
	case !n.approved():
		n.add(Finding{
			Rule: "agents", Severity: Warning, Message: "agents in a managed virtual network reach the gateway over the internet alone, as it has no private endpoint",
			Fix: "make a private endpoint from the managed virtual network, and integrate the gateway with a virtual network for its own calls", Source: sourceSeries,
		})
	}
}

// host is the host of a URL.
func host(address string) string {
	return strings.TrimSuffix(strings.TrimPrefix(address, "https://"), "/")
}

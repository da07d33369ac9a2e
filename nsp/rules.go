// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp

import (
	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// checkAccessRule refuses what the schema cannot say: members of the wrong direction, and a new rule
// that is not of one kind. A rule that was read may be of none, when links fill it, and keeps what it
// has.
func checkAccessRule(c *check.Checker, m *AccessRule) {
	c.In("properties")
	defer c.Out()
	kinds := 0
	for _, k := range m.Properties.kinds() {
		if k.count == 0 {
			continue
		}
		kinds++
		if known := m.Properties.Direction == DirectionInbound || m.Properties.Direction == DirectionOutbound; known && k.direction != m.Properties.Direction {
			c.Add(k.member, azfoundry.Fault{
				Rule: "direction", Message: "is for rules that are " + string(k.direction), Got: string(m.Properties.Direction),
				Advice: "put it into a rule of its own with the direction " + string(k.direction),
			})
		}
	}
	if m.ID != "" || m.Properties.ProvisioningState != "" {
		return
	}
	switch {
	case kinds == 0:
		c.Add("", azfoundry.Fault{
			Rule: "oneKind", Message: "a rule without members allows nothing",
			Advice: "give addressPrefixes, subscriptions or serviceTags for Inbound, fullyQualifiedDomainNames for Outbound",
		})
	case kinds > 1:
		c.Add("", azfoundry.Fault{
			Rule: "oneKind", Message: "a rule has members of one kind only", Advice: "make a rule for each kind",
		})
	}
}

// ruleKind is one of the members that say what a rule allows.
type ruleKind struct {
	member    string
	direction Direction
	count     int
}

// kinds returns the members that say what a rule allows.
func (p *AccessRuleProperties) kinds() [6]ruleKind {
	return [...]ruleKind{
		{"addressPrefixes", DirectionInbound, len(p.AddressPrefixes)},
		{"subscriptions", DirectionInbound, len(p.Subscriptions)},
		{"serviceTags", DirectionInbound, len(p.ServiceTags)},
		{"fullyQualifiedDomainNames", DirectionOutbound, len(p.FullyQualifiedDomainNames)},
		{"emailAddresses", DirectionOutbound, len(p.EmailAddresses)},
		{"phoneNumbers", DirectionOutbound, len(p.PhoneNumbers)},
	}
}

// privateEndpoints is a type that is often taken for that of the resource behind it. The service
// answers with "This feature is not yet available for given subscription." then.
const privateEndpoints = "Microsoft.Network/privateEndpoints"

// checkAssociation refuses a private endpoint in place of its resource.
func checkAssociation(c *check.Checker, m *Association) {
	text := m.Properties.PrivateLinkResource.ID
	if !check.ARMID(privateEndpoints, text) {
		return
	}
	c.In("properties")
	c.In("privateLinkResource")
	c.Add("id", azfoundry.Fault{
		Rule: "privateEndpoint", Message: "is a private endpoint, which cannot be associated", Got: text,
		Advice: "give the id of the resource behind it, such as a key vault",
	})
	c.Out()
	c.Out()
}

// checkLink refuses a new link that leads nowhere.
func checkLink(c *check.Checker, m *Link) {
	if m.ID != "" || m.Properties.ProvisioningState != "" || m.Properties.AutoApprovedRemotePerimeterResourceID != "" {
		return
	}
	c.In("properties")
	c.Add("autoApprovedRemotePerimeterResourceId", azfoundry.Fault{
		Rule: "remotePerimeter", Message: "is missing", Advice: "give the id of the perimeter to link to",
	})
	c.Out()
}

// checkDiagnosticSetting refuses a setting without a destination, and logs that are named twice or not
// at all.
func checkDiagnosticSetting(c *check.Checker, m *DiagnosticSetting) {
	c.In("properties")
	defer c.Out()
	p := &m.Properties
	if p.WorkspaceID+p.StorageAccountID+p.EventHubAuthorizationRuleID+p.ServiceBusRuleID+p.MarketplacePartnerID == "" {
		c.Add("", azfoundry.Fault{
			Rule: "destination", Message: "there is nowhere to send logs to",
			Advice: "give workspaceId, storageAccountId or eventHubAuthorizationRuleId",
		})
	}
	for i, l := range p.Logs {
		if (l.Category == "") != (l.CategoryGroup == "") {
			continue
		}
		c.At("logs", i)
		c.Add("", azfoundry.Fault{
			Rule: "categoryOrGroup", Message: "needs a category or a group of categories, and not both",
			Advice: "give category; EveryLog returns an entry for each",
		})
		c.Out()
	}
}

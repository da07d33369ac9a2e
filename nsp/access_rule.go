// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp

import (
	"context"

	"github.com/azfoundry/azfoundry/internal/rest"
)

// FromPrefixes is a rule that lets public addresses come in, by their ranges: 203.0.113.0/24.
func FromPrefixes(prefixes ...string) AccessRule {
	return AccessRule{Properties: AccessRuleProperties{Direction: DirectionInbound, AddressPrefixes: prefixes}}
}

// FromSubscriptions is a rule that lets the managed identities of subscriptions come in, by the
// subscriptions' GUIDs. Whoever writes it needs the right
// Microsoft.Resources/subscriptions/joinPerimeterRule/action on each of them.
func FromSubscriptions(subscriptions ...string) AccessRule {
	refs := make([]SubscriptionReference, 0, len(subscriptions))
	for _, s := range subscriptions {
		refs = append(refs, SubscriptionReference{ID: "/subscriptions/" + s})
	}
	return AccessRule{Properties: AccessRuleProperties{Direction: DirectionInbound, Subscriptions: refs}}
}

// FromServiceTags is a rule that lets the addresses of service tags come in; see
// [AccessRuleProperties] for what this takes.
func FromServiceTags(tags ...string) AccessRule {
	return AccessRule{Properties: AccessRuleProperties{Direction: DirectionInbound, ServiceTags: tags}}
}

// ToDomains is a rule that lets resources reach domain names: www.example.com, *.example.com, or * for
// all.
func ToDomains(names ...string) AccessRule {
	return AccessRule{Properties: AccessRuleProperties{Direction: DirectionOutbound, FullyQualifiedDomainNames: names}}
}

// Elements returns how many elements a rule has: prefixes, subscriptions, names and so on. A profile
// takes 200 of them in each direction, in however many rules.
func (p AccessRuleProperties) Elements() int {
	n := 0
	for _, k := range p.kinds() {
		n += k.count
	}
	return n
}

// reconciliation is the body of a reconcile action, which has to be an object and says nothing.
type reconciliation struct{}

// Reconcile has the service bring what a rule says to the resources again.
//
// POST …/accessRules/{accessRule}/reconcile, API version 2025-07-01.
func (c *AccessRulesClient) Reconcile(ctx context.Context, id AccessRuleID) error {
	return rest.Do(ctx, c.rest, &accessRuleReconcile, id, rest.Input{Body: reconciliation{}})
}

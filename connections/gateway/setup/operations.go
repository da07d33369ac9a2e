// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"context"
	"slices"

	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

const sourceScopes = "https://learn.microsoft.com/azure/api-management/api-management-howto-policies#apply-policies-specified-at-different-scopes"

// ungoverned finds operations of an API that was there whose own policies leave out that of the API, which
// checks callers: where callers sign in with tokens the API demands no key, and these operations are open.
//
// GET …/apis/{api}/operations and GET …/operations/{operation}/policies/policy?format=rawxml, API version
// 2024-05-01.
func (c *Client) ungoverned(ctx context.Context, g Gateway) ([]Finding, error) {
	var out []Finding
	for o, err := range c.gateway.Operations.List(ctx, g.api(), nil) {
		if err != nil {
			return nil, err
		}
		if g.discovery() && (o.Name == listDeployments.name || o.Name == getDeployment.name) {
			continue // these get policies of their own
		}
		id := g.api().Operation(o.Name)
		p, err := c.gateway.Policies.Get(ctx, id.Policy(gateway.PolicyName), &gateway.PolicyGetOptions{Format: string(gateway.PolicyFormatRawxml)})
		if notFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if d, err := policy.Read(p.Properties.Value); err == nil && (d.Inbound == nil || slices.Contains(d.Inbound, policy.Element(policy.Base{}))) {
			continue
		}
		out = append(out, Finding{
			Rule: "operation", Severity: Error, Resource: id.String(), Source: sourceScopes,
			Message: "the operation has a policy of its own without <base />, so that what the API says of callers does not hold for it, and the API demands no key",
			Fix:     "let the policy begin with <base />, or delete it or the operation",
		})
	}
	return out, nil
}

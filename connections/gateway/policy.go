// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway

import (
	"context"
	"net/url"

	"github.com/azfoundry/azfoundry/internal/rest"
)

// PolicyName is the name of every policy.
const PolicyName = "policy"

// RawPolicy returns the body of a policy, given as a document in which expressions stand as C#.
func RawPolicy(document string) Policy {
	return Policy{Properties: PolicyProperties{Format: PolicyFormatRawxml, Value: document}}
}

// Modify reads a policy as rawxml, lets change edit it and writes the difference; without a difference
// nothing is written. The answer says that it is rawxml, so that it goes back as that. If somebody else wrote in between it starts again, so change may run more than
// once. Where there is no policy yet, the read fails with a 404: write the first with
// [PoliciesClient.CreateOrUpdate].
//
// GET …/policies/policy?format=rawxml and PUT …/policies/policy, API version 2024-05-01.
func (c *PoliciesClient) Modify(ctx context.Context, id PolicyID, change func(*Policy) error) (Policy, error) {
	raw := policyModify
	raw.Query = url.Values{"format": {string(PolicyFormatRawxml)}}
	return rest.Modify(ctx, c.rest, &raw, id, change)
}

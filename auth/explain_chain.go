// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"errors"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// Explain is [Explain] for an error of a client that does not use the chain, with what the chain knows
// of tenants: the tenant of a linked subscription that it lists, and what is missing.
func (c *Chain) Explain(err error) error {
	re, ok := errors.AsType[*azcore.ResponseError](err)
	if _, done := errors.AsType[*CrossTenantError](err); done || !ok {
		return err
	}
	out, ok := errors.AsType[*CrossTenantError](c.explain(re.RawResponse, &tenantSet{}))
	if !ok {
		return err
	}
	out.Err = err
	if out.Kind == MissingAuxiliaryToken && out.LinkedTenant != "" {
		out.Fix = "make the call with this chain as the client's credential: it sends a token of tenant " +
			out.LinkedTenant + " with requests that refer to the subscription"
	}
	return out
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"slices"
)

type tenantsKey struct{}

// WithTenants returns a context under which every request of a chain carries the tokens of the given
// tenants, by id or name, up to three without the home tenant, which is left out by itself. Bodies are then not
// searched for ids, so WithTenants(ctx) with no tenant turns auxiliary tokens off. The inner of two
// calls wins. A tenant that is not in the chain, or a fourth one, makes the request fail with a
// *[CrossTenantError] before any token is fetched.
func WithTenants(ctx context.Context, tenants ...string) context.Context {
	return context.WithValue(ctx, tenantsKey{}, slices.Clone(tenants))
}

// explicitTenants returns what WithTenants said, and whether it was called.
func explicitTenants(ctx context.Context) ([]string, bool) {
	tenants, ok := ctx.Value(tenantsKey{}).([]string)
	return tenants, ok
}

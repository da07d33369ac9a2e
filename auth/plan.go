// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import "github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

// Auxiliary returns the tenants, by GUID, whose tokens the chain would add to a request. Nothing is sent and
// no token is asked for, so a dry run can tell. The errors are those of the request itself.
func (c *Chain) Auxiliary(req *policy.Request) ([]string, error) {
	selected, err := c.decide(req, nil)
	return keys(selected.tenants.members()), err
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package estate

import (
	"context"
	"iter"
	"net/http"
	"strings"

	"github.com/azfoundry/azfoundry/internal/armid"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// deletedVaultList stands here because its path is not that of a deleted vault: no region is in it.
var deletedVaultList = rest.Operation{
	Name:       "list deleted key vaults",
	APIVersion: deletedVaultGet.APIVersion,
	Method:     http.MethodGet,
	Suffix:     "/providers/Microsoft.KeyVault/deletedVaults",
	Codes:      []int{http.StatusOK},
}

// List lists the deleted key vaults of a subscription, in all regions.
//
// GET …/providers/Microsoft.KeyVault/deletedVaults, API version 2026-02-01.
func (c *DeletedVaultsClient) List(ctx context.Context, subscription string) iter.Seq2[DeletedVault, error] {
	return rest.List[DeletedVault](ctx, c.rest, &deletedVaultList, armid.Subscription(subscription), rest.Input{})
}

// Deleted returns the id that a vault has after its deletion, by which it can be purged. The location is
// its region, such as eastus.
func (id VaultID) Deleted(location string) DeletedVaultID {
	region := LocationID{Subscription: id.ResourceGroup.Subscription, Name: strings.ToLower(strings.ReplaceAll(location, " ", ""))}
	return region.DeletedVault(id.Name)
}

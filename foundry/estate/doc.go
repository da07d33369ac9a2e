// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package estate manages what stands around Microsoft Foundry, as far as an estate with keys of its own
// needs it: resource groups, user-assigned identities, key vaults with their keys, storage accounts, accounts
// of Cosmos DB, search services and private endpoints.
//
// [NewClient] takes any azcore.TokenCredential, usually an *auth.Chain. Ids follow the resources:
// VaultID.VaultKey("cmk"), VaultKeyID.KeyVersion(version); resource groups go by azfoundry.ResourceGroup.
// Bodies are checked before they are sent, with all faults in one *azfoundry.ValidationError. Lists are
// iterators, long-running operations wait or return a poller, and the Modify methods change a resource
// without losing members this module does not know.
//
// # Vaults and keys
//
// A vault whose keys encrypt needs soft delete, which it has unless the body says otherwise, and purge
// protection, which nothing ends. A new vault lets roles decide who may use its keys, since API version
// 2026-02-01; a hub that keeps its data in your subscription wants access policies, so its vault must say
// so with EnableRBACAuthorization: new(false).
//
// Keys are made through Resource Manager, which makes the first version and no other, and returns the
// address with its version. What rotation needs beyond that is in the vault's own API.
//
// API versions: 2025-04-01 of resource groups, 2024-11-30 of identities, 2026-02-01 of vaults, 2025-08-01 of
// storage accounts, 2026-03-15 of Cosmos DB, 2025-05-01 of search services, 2025-07-01 of private endpoints.
package estate

//go:generate go run github.com/azfoundry/azfoundry/gen/cmd/azgen estate

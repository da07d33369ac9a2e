// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

// Built-in roles for keys of vaults, by GUID.
const (
	RoleKeyVaultCryptoUser           = "12338af0-0e69-4776-bea7-57ae8d297424"
	RoleKeyVaultCryptoEncryptionUser = "e147488a-f6f5-4113-8e2d-b22465e65bf6"
)

const vaultKeyActions = "Microsoft.KeyVault/vaults/keys"

// vaultRoles are built-in roles for vaults (learn.microsoft.com, "Azure built-in roles for Security"). Their
// data actions decide who may encrypt with a key of a vault that goes by roles.
func vaultRoles() []role {
	reads := []string{
		"Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*", "Microsoft.Resources/deployments/*",
		"Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Support/*", "Microsoft.KeyVault/checkNameAvailability/read",
		"Microsoft.KeyVault/deletedVaults/read", "Microsoft.KeyVault/locations/*/read", "Microsoft.KeyVault/vaults/*/read",
		"Microsoft.KeyVault/operations/read",
	}
	return []role{
		{
			id: "00482a5a-887f-4fb3-b363-3b7fe8e74483", name: "Key Vault Administrator", description: "Does everything with what is in a vault.",
			actions: reads, dataActions: []string{"Microsoft.KeyVault/vaults/*"},
		},
		{
			id: "f25e0fa2-a7c8-4377-a976-54943a77a395", name: "Key Vault Contributor", description: "Manages vaults, but not what is in them.",
			actions: []string{
				"Microsoft.Authorization/*/read", "Microsoft.Insights/alertRules/*", "Microsoft.KeyVault/*", "Microsoft.Resources/deployments/*",
				"Microsoft.Resources/subscriptions/resourceGroups/read", "Microsoft.Support/*",
			},
			notActions: []string{"Microsoft.KeyVault/locations/deletedVaults/purge/action", "Microsoft.KeyVault/hsmPools/*", "Microsoft.KeyVault/managedHsms/*"},
		},
		{
			id: "14b46e9e-c2b7-41b4-b07b-48a6ebf60603", name: "Key Vault Crypto Officer", description: "Does everything with keys.",
			actions:     reads,
			dataActions: []string{vaultKeyActions + "/*", "Microsoft.KeyVault/vaults/keyrotationpolicies/*"},
		},
		{
			id: RoleKeyVaultCryptoUser, name: "Key Vault Crypto User", description: "Encrypts and signs with keys.",
			dataActions: []string{
				vaultKeyActions + "/read", vaultKeyActions + "/update/action", vaultKeyActions + "/backup/action",
				vaultKeyActions + "/encrypt/action", vaultKeyActions + "/decrypt/action", vaultKeyActions + "/wrap/action",
				vaultKeyActions + "/unwrap/action", vaultKeyActions + "/sign/action", vaultKeyActions + "/verify/action",
			},
		},
		{
			id: RoleKeyVaultCryptoEncryptionUser, name: "Key Vault Crypto Service Encryption User",
			description: "Reads keys, and wraps and unwraps with them.",
			actions: []string{
				"Microsoft.EventGrid/eventSubscriptions/write", "Microsoft.EventGrid/eventSubscriptions/read", "Microsoft.EventGrid/eventSubscriptions/delete",
			},
			dataActions: []string{vaultKeyActions + "/read", vaultKeyActions + "/wrap/action", vaultKeyActions + "/unwrap/action"},
		},
	}
}

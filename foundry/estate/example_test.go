// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package estate_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry/estate"
)

// What a key of one's own needs: a vault that nobody can purge, the key, an identity that may use it, and
// then a storage account whose data the key encrypts.
func Example() {
	ctx := context.Background()
	client, world := newClient() // with azidentity.NewDefaultAzureCredential and nil options, on Azure
	defer world.Close()
	rg := azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-ai"}
	if _, err := client.ResourceGroups.CreateOrUpdate(ctx, rg, estate.ResourceGroup{Location: "eastus"}); err != nil {
		log.Fatal(err)
	}
	vault := estate.VaultID{ResourceGroup: rg, Name: "kv-orders"}
	if _, err := client.Vaults.CreateOrUpdate(ctx, vault, protected()); err != nil {
		log.Fatal(err)
	}
	key, err := client.Keys.CreateIfNotExist(ctx, vault.VaultKey("cmk"), estate.VaultKey{Properties: estate.KeyProperties{
		Type: estate.KeyTypeRSA, KeySize: new(int32(3072)), KeyOps: []estate.KeyOperation{estate.KeyOperationWrapKey, estate.KeyOperationUnwrapKey},
	}})
	if err != nil {
		log.Fatal(err)
	}
	reader := estate.UserAssignedIdentityID{ResourceGroup: rg, Name: "id-cmk"}
	identity, err := client.UserAssignedIdentities.CreateOrUpdate(ctx, reader, estate.UserAssignedIdentity{Location: "eastus"})
	if err != nil {
		log.Fatal(err)
	}
	// On Azure, package abac/roleassign assigns the role.
	if err := world.Assign(vault.String(), identity.Properties.PrincipalID, armtest.RoleKeyVaultCryptoEncryptionUser); err != nil {
		log.Fatal(err)
	}
	account, err := client.StorageAccounts.CreateOrUpdate(ctx, estate.StorageAccountID{ResourceGroup: rg, Name: "storders"}, estate.StorageAccount{
		Location: "eastus", Kind: estate.StorageKindStorageV2, SKU: estate.StorageSKU{Name: "Standard_LRS"},
		Identity: estate.ManagedIdentity{
			Type: estate.ManagedIdentityTypeUserAssigned, UserAssignedIdentities: map[string]estate.AssignedIdentity{reader.String(): {}},
		},
		Properties: estate.StorageAccountProperties{Encryption: estate.StorageEncryption{
			KeySource:          estate.StorageKeySourceMicrosoftKeyvault,
			KeyVaultProperties: estate.StorageKey{KeyName: "cmk", KeyVaultURI: "https://kv-orders.vault.azure.net"},
			Identity:           estate.StorageKeyReader{UserAssignedIdentity: reader.String()},
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	used := account.Properties.Encryption.KeyVaultProperties.CurrentVersionedKeyIdentifier
	fmt.Println(account.Name, used == key.Properties.KeyURIWithVersion)
	// Output: storders true
}

// A deleted vault keeps its name until it is purged, and nobody can purge a protected one: it comes back.
func ExampleVaultsClient_CreateOrUpdate() {
	ctx := context.Background()
	client, world := newClient()
	defer world.Close()
	id := estate.VaultID{
		ResourceGroup: azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-network"}, Name: "kv-orders",
	}
	if _, err := client.Vaults.CreateOrUpdate(ctx, id, protected()); err != nil {
		log.Fatal(err)
	}
	if err := client.Vaults.Delete(ctx, id); err != nil {
		log.Fatal(err)
	}
	body := protected()
	_, err := client.Vaults.CreateOrUpdate(ctx, id, body)
	if e, ok := errors.AsType[*azfoundry.OpError](err); ok {
		fmt.Println(e.Code)
	}
	body.Properties.CreateMode = estate.VaultCreateModeRecover
	vault, err := client.Vaults.CreateOrUpdate(ctx, id, body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(vault.Properties.VaultURI)
	// Output:
	// ConflictError
	// https://kv-orders.vault.azure.net/
}

// Bodies are checked before they are sent, with all faults at once.
func ExampleVault_Validate() {
	vault := protected()
	vault.Properties.TenantID = "contoso"
	vault.Properties.EnablePurgeProtection = new(false)
	if e, ok := errors.AsType[*azfoundry.ValidationError](vault.Validate()); ok {
		for _, f := range e.Faults {
			fmt.Println(f.Pointer, f.Message)
		}
	}
	// Output:
	// /properties/tenantId is no uuid
	// /properties/enablePurgeProtection takes no false; nothing ends the protection
}

// protected is the body of a vault whose keys may encrypt.
func protected() estate.Vault {
	return estate.Vault{Location: "eastus", Properties: estate.VaultProperties{
		TenantID: armtest.ManagementTenant, SKU: estate.VaultSKU{Family: estate.VaultSKUFamilyA, Name: estate.VaultSKUNameStandard},
		EnableRBACAuthorization: new(true), EnablePurgeProtection: new(true),
		NetworkACLs: estate.VaultNetworkRules{DefaultAction: estate.NetworkActionDeny, Bypass: estate.NetworkBypassAzureServices},
	}}
}

// newClient returns a client on an emulator.
func newClient() (*estate.Client, *armtest.World) {
	world, err := armtest.Start(nil)
	if err != nil {
		log.Fatal(err)
	}
	cred, err := azidentity.NewClientSecretCredential(
		armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		log.Fatal(err)
	}
	client, err := estate.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	return client, world
}

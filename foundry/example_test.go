// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/foundry"
)

// A Foundry resource with a project and a model, then a key of one's own for all of its data.
func Example() {
	ctx := context.Background()
	client, world := newClient() // with azidentity.NewDefaultAzureCredential and nil options, on Azure
	defer world.Close()
	id := foundry.AccountID{
		ResourceGroup: azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-network"},
		Name:          "foundry-orders",
	}
	made, err := client.Accounts.CreateOrUpdate(ctx, id, resource("foundry-orders"))
	if err != nil {
		log.Fatal(err)
	}
	project, err := client.Projects.CreateOrUpdate(ctx, id.Project("orders"), foundry.Project{
		Location: "eastus", Identity: foundry.Identity{Type: foundry.IdentityTypeSystemAssigned},
	})
	if err != nil {
		log.Fatal(err)
	}
	chat, err := client.Deployments.CreateOrUpdate(ctx, id.Deployment("chat"), foundry.Deployment{
		SKU:        foundry.SKU{Name: "GlobalStandard", Capacity: new(int32(10))},
		Properties: foundry.DeploymentProperties{Model: foundry.DeploymentModel{Format: "OpenAI", Name: "gpt-4o", Version: "2024-11-20"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(project.Name, chat.Properties.Model.Name)
	key, err := foundry.ParseKey("https://kv-ai.vault.azure.net/keys/cmk/5d1f0a7c93be4826b4c7e2f80a1d6953")
	if err != nil {
		log.Fatal(err)
	}
	// On Azure, package abac/roleassign assigns the role.
	if err := world.Assign(vaultOfKeys, made.Identity.PrincipalID, armtest.RoleKeyVaultCryptoUser); err != nil {
		log.Fatal(err)
	}
	account, err := client.Accounts.Modify(ctx, id, func(a *foundry.Account) error {
		a.Properties.Encryption = key.ForAccount("") // the account's own identity reads it
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(account.Properties.Encryption.KeySource, *account.Properties.DisableLocalAuth)
	// Output:
	// orders gpt-4o
	// Microsoft.KeyVault true
}

// The vault of the examples, and the identity that may use its keys.
const (
	inGroup     = "/subscriptions/" + armtest.ManagementSubscription + "/resourceGroups/rg-network/providers/"
	vaultOfKeys = inGroup + "Microsoft.KeyVault/vaults/kv-ai"
	keyReader   = inGroup + "Microsoft.ManagedIdentity/userAssignedIdentities/id-hub"
)

// newClient returns a client on an emulator that has a vault with two versions of a key, and an identity.
func newClient() (*foundry.Client, *armtest.World) {
	world, err := armtest.Start(nil)
	if err != nil {
		log.Fatal(err)
	}
	vault := map[string]any{
		"tenantId": armtest.ManagementTenant, "sku": map[string]any{"family": "A", "name": "standard"}, "enablePurgeProtection": true,
	}
	for _, put := range []struct {
		id   string
		body map[string]any
	}{
		{vaultOfKeys, map[string]any{"location": "eastus", "properties": vault}},
		{vaultOfKeys + "/keys/cmk", map[string]any{"properties": map[string]any{"kty": "RSA"}}},
		{vaultOfKeys + "/keys/cmk/versions/5d1f0a7c93be4826b4c7e2f80a1d6953", map[string]any{}},
		{vaultOfKeys + "/keys/cmk/versions/0a6b4e1d7c92f35880e3b1d4c6a79f25", map[string]any{}},
		{keyReader, map[string]any{"location": "eastus"}},
	} {
		if err := world.Put(put.id, put.body); err != nil {
			log.Fatal(err)
		}
	}
	reader, err := world.Principal(keyReader)
	if err == nil {
		err = world.Assign(vaultOfKeys, reader, armtest.RoleKeyVaultCryptoUser)
	}
	if err != nil {
		log.Fatal(err)
	}
	cred, err := azidentity.NewClientSecretCredential(
		armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		log.Fatal(err)
	}
	client, err := foundry.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	return client, world
}

// A key without a version is refused: the service looks up none.
func ExampleParseKey() {
	_, err := foundry.ParseKey("https://kv-ai.vault.azure.net/keys/cmk")
	fmt.Println(err)
	key, err := foundry.ParseKey("https://kv-ai.vault.azure.net/keys/cmk/5d1f0a7c93be4826b4c7e2f80a1d6953")
	fmt.Println(key.Vault, key.Name, err)
	// Output:
	// foundry: parse key: refused before sending: identifier: has no version, which the service does not look up (got "https://kv-ai.vault.azure.net/keys/cmk"); give the key identifier that the vault shows for one version, https://<vault>.vault.azure.net/keys/<name>/<version>
	// https://kv-ai.vault.azure.net/ cmk <nil>
}

// Bodies are checked before they are sent, with all faults at once.
func ExampleAccount_Validate() {
	account := foundry.Account{Location: "eastus", Kind: "AIServices", SKU: foundry.SKU{Name: "S0"}}
	account.Properties.Encryption.KeySource = foundry.KeySourceMicrosoftKeyVault
	account.Properties.Encryption.KeyVaultProperties = foundry.AccountKey{
		KeyName: "cmk", KeyVaultURI: "https://kv-ai.vault.azure.net/keys/cmk",
	}
	if e, ok := errors.AsType[*azfoundry.ValidationError](account.Validate()); ok {
		for _, f := range e.Faults {
			fmt.Println(f.Pointer, f.Message)
		}
	}
	// Output:
	// /properties/encryption/keyVaultProperties/keyVersion is missing
	// /properties/encryption/keyVaultProperties/keyVaultUri is not the address of a key vault
	// /properties/encryption/keyVaultProperties/identityClientId is missing, and the account has no identity of its own that could read the key
}

// A hub takes its key when it is made, and its projects have the same; rotation names the next version.
func ExampleWorkspacesClient_Update() {
	ctx := context.Background()
	client, world := newClient()
	defer world.Close()
	group := azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-network"}
	key, err := foundry.ParseKey("https://kv-ai.vault.azure.net/keys/cmk/5d1f0a7c93be4826b4c7e2f80a1d6953")
	if err != nil {
		log.Fatal(err)
	}
	id := foundry.WorkspaceID{ResourceGroup: group, Name: "hub"}
	_, err = client.Workspaces.CreateOrUpdate(ctx, id, foundry.Workspace{
		Location: "eastus", Kind: foundry.WorkspaceKindHub,
		Identity: foundry.WorkspaceIdentity{
			Type:                   foundry.WorkspaceIdentityTypeUserAssigned,
			UserAssignedIdentities: map[string]foundry.UserAssignedIdentity{keyReader: {}},
		},
		Properties: foundry.WorkspaceProperties{Encryption: key.ForWorkspace(vaultOfKeys, keyReader)},
	})
	if err != nil {
		log.Fatal(err)
	}
	key.Version = "0a6b4e1d7c92f35880e3b1d4c6a79f25"
	var next foundry.WorkspaceUpdate
	next.Properties.Encryption.KeyVaultProperties.KeyIdentifier = key.String()
	hub, err := client.Workspaces.Update(ctx, id, next)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(hub.Properties.Encryption.Status, hub.Properties.Encryption.KeyVaultProperties.KeyIdentifier)
	// Output: Enabled https://kv-ai.vault.azure.net/keys/cmk/0a6b4e1d7c92f35880e3b1d4c6a79f25
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
)

// A project reaches models behind a gateway as itself, without a key.
func Example() {
	ctx := context.Background()
	client, project, done := newClient() // with azidentity.NewDefaultAzureCredential and nil options, on Azure
	defer done()
	body := connections.New(connections.CategoryAPIManagement, "https://contoso-apim.azure-api.net/openai",
		connections.ProjectManagedIdentity{Audience: "https://cognitiveservices.azure.com"})
	body.Properties.Metadata = map[string]string{"deploymentInPath": "true", "inferenceAPIVersion": "2025-03-01-preview"}
	id := project.Connection("gateway")
	if _, err := client.Connections.Create(ctx, id, body); err != nil {
		log.Fatal(err)
	}
	got, err := client.Connections.Modify(ctx, id, func(c *connections.Connection) error {
		c.Properties.Metadata["inferenceAPIVersion"] = "2025-04-01-preview"
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got.Name, got.Properties.Metadata["inferenceAPIVersion"])
	// Output: gateway 2025-04-01-preview
}

// newClient returns a client on an emulator with a project, and what ends it.
func newClient() (*connections.Client, connections.ProjectID, func()) {
	world, err := armtest.Start(nil)
	if err != nil {
		log.Fatal(err)
	}
	group := azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-network"}
	project := connections.AccountID{ResourceGroup: group, Name: "ai"}.Project("agents")
	err = errors.Join(
		world.Put(project.Account.String(), map[string]any{
			"location": "eastus", "kind": "AIServices", "sku": map[string]any{"name": "S0"},
			"identity": map[string]any{"type": "SystemAssigned"}, "properties": map[string]any{"allowProjectManagement": true},
		}),
		world.Put(project.String(), map[string]any{
			"location": "eastus", "identity": map[string]any{"type": "SystemAssigned"}, "properties": map[string]any{},
		}))
	if err != nil {
		log.Fatal(err)
	}
	cred, err := azidentity.NewClientSecretCredential(
		armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		log.Fatal(err)
	}
	client, err := connections.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	return client, project, func() { _ = world.Close() } // nothing to lose
}

// The service never returns a secret. Modify goes without: its PATCH leaves the secret as it is.
func ExampleConnectionsClient_Modify() {
	ctx := context.Background()
	client, project, done := newClient()
	defer done()
	id := project.Connection("models")
	key := connections.APIKey{Key: connections.NewSecret("0000")}
	if _, err := client.Connections.Create(ctx, id, connections.New(connections.CategoryOpenAI, "https://models.contoso.com", key)); err != nil {
		log.Fatal(err)
	}
	got, err := client.Connections.Modify(ctx, id, func(c *connections.Connection) error {
		c.Properties.Target = "https://models.contoso.com/v1"
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got.Properties.Target, got.Properties.Auth())
	// What was read is no body to create a connection from.
	_, err = client.Connections.Create(ctx, id, got)
	if e, ok := errors.AsType[*azfoundry.ValidationError](err); ok {
		fmt.Println(e.Faults[0].Pointer, e.Faults[0].Message)
	}
	// Output:
	// https://models.contoso.com/v1 {}
	// /properties/credentials the credentials are missing, and the service refuses a PUT of authType ApiKey without them
}

// Lists take filters and are iterators, which ask for pages as they go.
func ExampleConnectionsClient_List() {
	ctx := context.Background()
	client, project, done := newClient()
	defer done()
	for name, body := range map[string]connections.Connection{
		"search": connections.New(connections.CategoryCognitiveSearch, "https://srch-ai.search.windows.net", connections.AAD{}),
		"cosmos": connections.New(connections.CategoryCosmosDB, "https://cosmos-ai.documents.azure.com:443/", connections.AAD{}),
	} {
		if _, err := client.Connections.Create(ctx, project.Connection(name), body); err != nil {
			log.Fatal(err)
		}
	}
	opts := &connections.ConnectionListOptions{Category: string(connections.CategoryCognitiveSearch)}
	for c, err := range client.Connections.List(ctx, project, opts) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(c.Name, c.Properties.Target)
	}
	// Output: search https://srch-ai.search.windows.net
}

// An Auth is a view of the members that belong to signing in. It covers what the service publishes, what
// it takes all the same, and what nobody knows yet.
func ExampleConnectionProperties_Auth() {
	for _, p := range []connections.ConnectionProperties{
		{AuthType: "ProjectManagedIdentity", Audience: "https://cognitiveservices.azure.com"},
		{AuthType: "PAT", Credentials: connections.Credentials{PAT: connections.NewSecret("0000")}},
		{AuthType: "Telepathy"},
	} {
		switch a := p.Auth().(type) {
		case connections.ProjectManagedIdentity:
			fmt.Println("as the project, for", a.Audience)
		case connections.PAT:
			fmt.Println("with a token:", a.Token)
		default:
			fmt.Println("somehow:", a.Type())
		}
	}
	// Output:
	// as the project, for https://cognitiveservices.azure.com
	// with a token: REDACTED
	// somehow: Telepathy
}

// Ids parse in any case, and tell what the connection belongs to.
func ExampleParseID() {
	id, err := connections.ParseID("/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourcegroups/rg-ai" +
		"/providers/microsoft.cognitiveservices/accounts/ai/Projects/agents/connections/search")
	if err != nil {
		log.Fatal(err)
	}
	switch home := id.Home.(type) {
	case connections.AccountID:
		fmt.Println(id.Name, "of account", home.Name)
	case connections.ProjectID:
		fmt.Println(id.Name, "of project", home.Name, "of account", home.Account.Name)
	case connections.WorkspaceID:
		fmt.Println(id.Name, "of workspace", home.Name)
	}
	// Output: search of project agents of account ai
}

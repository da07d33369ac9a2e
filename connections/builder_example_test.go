// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"slices"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
)

// Models behind API Management, which a project uses as itself. What the service wants as JSON in strings are
// Go values here.
func ExampleAPIManagement() {
	gateway := connections.APIManagement{
		Target: "https://contoso-apim.azure-api.net/openai",
		Auth:   connections.ProjectManagedIdentity{Audience: connections.AudienceCognitiveServices},
		Models: connections.Static{
			{Alias: "gpt-4o", Model: "gpt-4o", Version: "2024-11-20", Format: connections.ModelFormatOpenAI},
		},
		DeploymentInPath:    true,
		InferenceAPIVersion: "2025-03-01-preview",
	}
	c, err := gateway.Connection()
	if err != nil {
		log.Fatal(err)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Properties.Metadata)) {
		fmt.Println(key, c.Properties.Metadata[key])
	}
	fmt.Println(connections.ModelReference("gateway", "gpt-4o"), "calls")
	fmt.Println(gateway.Inference("gpt-4o").URL)
	// Output:
	// deploymentInPath true
	// inferenceAPIVersion 2025-03-01-preview
	// models [{"name":"gpt-4o","properties":{"model":{"format":"OpenAI","name":"gpt-4o","version":"2024-11-20"}}}]
	// gateway/gpt-4o calls
	// https://contoso-apim.azure-api.net/openai/deployments/gpt-4o/chat/completions?api-version=2025-03-01-preview
}

// A gateway of another make, with OAuth2, which Foundry asks for its models. Everything that is wrong is said
// at once.
func ExampleModelGateway() {
	gateway := connections.ModelGateway{
		Target: "https://models.contoso.com/v1",
		Auth:   connections.OAuth2{ClientID: "agents", ClientSecret: connections.NewSecret("0000"), TokenURL: "https://login.contoso.com/token"},
		Models: connections.Dynamic{ListModels: "/models", GetModel: "/models/{name}", Provider: connections.ModelProviderOpenAI},
	}
	_, err := gateway.Connection()
	if e, ok := errors.AsType[*azfoundry.ValidationError](err); ok {
		for _, f := range e.Faults {
			fmt.Println(f.Rule, f.Pointer)
		}
	}
	list, _ := gateway.ListModels()
	fmt.Println(list.Method, list.URL)
	// Output:
	// CN045 /properties/scopes
	// CN021 /properties/metadata/modelDiscovery
	// GET https://models.contoso.com/v1/models
}

// What all connections of a category have is filled in; what a service needs beyond that is said, and what is
// missing is refused with what to do about it.
func ExampleNewService() {
	storage := connections.NewService(connections.CategoryAzureStorageAccount, "https://stai.blob.core.windows.net/", connections.AAD{})
	if _, err := storage.Connection(); err != nil {
		fmt.Println(err)
	}
	storage.ResourceID = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg-ai/providers/Microsoft.Storage/storageAccounts/stai"
	storage.Location = "eastus2"
	c, err := storage.Connection()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(c.Properties.AuthType, slices.Sorted(maps.Keys(c.Properties.Metadata)))
	// Output:
	// connections: build connection to AzureStorageAccount: refused before sending: /properties/metadata/ResourceId: the metadata lack ResourceId, which AzureStorageAccount needs; give the resource id of the service, beginning with /subscriptions/
	// AAD [ApiType ResourceId location]
}

// A connection that was read becomes its builder, with all that it says, and Modify writes what is changed.
func ExampleConnection_Builder() {
	ctx := context.Background()
	client, project, done := newClient()
	defer done()
	id := project.Connection("gateway")
	body, err := connections.APIManagement{
		Target: "https://contoso-apim.azure-api.net/openai-v1",
		Auth:   connections.APIKey{Key: connections.NewSecret("0000")},
		Models: connections.DefaultDiscovery(),
	}.Connection()
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Connections.Create(ctx, id, body); err != nil {
		log.Fatal(err)
	}
	got, err := client.Connections.Modify(ctx, id, func(c *connections.Connection) error {
		gateway, err := connections.ParseAPIManagement(*c)
		if err != nil {
			return err
		}
		gateway.DeploymentAPIVersion = "2024-10-01"
		*c, err = gateway.Connection()
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	builder, err := got.Builder()
	if err != nil {
		log.Fatal(err)
	}
	if gateway, ok := builder.(connections.APIManagement); ok {
		one, _ := gateway.GetModel("gpt-4o")
		fmt.Println(one.URL)
	}
	// Output: https://contoso-apim.azure-api.net/openai-v1/deployments/gpt-4o?api-version=2024-10-01
}

// A project gets its connections one after the other. A second run writes nothing, and needs no secret.
func ExampleConnectionsClient_Apply() {
	ctx := context.Background()
	client, project, done := newClient()
	defer done()
	search := connections.NewService(connections.CategoryCognitiveSearch, "https://srch-ai.search.windows.net", connections.AAD{})
	bing := connections.BingGrounding(project.Account.ResourceGroup.String()+"/providers/Microsoft.Bing/accounts/bing-ai", connections.NewSecret("0000"))
	for range 2 {
		var wanted []connections.Wanted
		for name, service := range map[string]connections.Service{"search": search, "bing": bing} {
			body, err := service.Connection()
			if err != nil {
				log.Fatal(err)
			}
			wanted = append(wanted, connections.Wanted{Name: name, Connection: body})
		}
		slices.SortFunc(wanted, func(a, b connections.Wanted) int { return len(a.Name) - len(b.Name) })
		_, err := client.Connections.Apply(ctx, project, wanted, &connections.ApplyOptions{
			OnProgress: func(p azfoundry.Progress) { fmt.Printf("%d/%d %s\n", p.Done, p.Total, p.Step) },
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// 1/2 bing created
	// 2/2 search created
	// 1/2 bing unchanged
	// 2/2 search unchanged
}

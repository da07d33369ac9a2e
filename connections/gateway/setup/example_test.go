// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup_test

import (
	"context"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/connections/gateway/policy"
	"github.com/azfoundry/azfoundry/connections/gateway/setup"
	"github.com/azfoundry/azfoundry/foundry"
)

// A service becomes the gateway to an account for the agents of one project, with the connection that they get.
func Example() {
	ctx := context.Background()
	client, done := newClient() // with azidentity.NewDefaultAzureCredential and nil options, on Azure
	defer done()
	g := setup.Gateway{
		Service: service(), API: "openai-v1", Path: "models/openai/v1",
		Accounts: []setup.Account{{ID: account("ai-east")}},
		Access: policy.Access{
			Tenant:   armtest.ManagementTenant,
			Projects: []policy.Project{{Application: "5c1d3f0e-2b7a-4d19-8f43-b2a7c9e6d101"}}, // of the project's identity
		},
		Limits:         policy.Limits{Projects: policy.Limit{TokensPerMinute: 10000}},
		CircuitBreaker: setup.WhenThrottled(),
	}
	plan, err := client.Plan(ctx, g, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(plan.Writes(), "of", len(plan.Steps), "steps to do")
	made, err := client.Apply(ctx, g, nil)
	if err != nil {
		log.Fatal(err)
	}
	again, err := client.Apply(ctx, g, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(again.Writes(), "the second time")
	body, err := g.Connection(connections.Secret{}).Connection()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(body.Properties.Target == made.Target, body.Properties.Target)
	if err := client.Undo(ctx, made, nil); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 12 of 12 steps to do
	// 0 the second time
	// true https://apim-contoso.azure-api.net/models/openai/v1
}

// newClient returns a client on an emulator with a service and an account, and what ends it.
func newClient() (*setup.Client, func()) {
	world, err := armtest.Start(nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := world.Put(service().String(), theService(nil)); err != nil {
		log.Fatal(err)
	}
	err = world.Put(account("ai-east").String(), map[string]any{
		"location": armtest.DefaultRegion, "kind": "AIServices", "sku": map[string]any{"name": "S0"}, "properties": map[string]any{"customSubDomainName": "ai-east"},
	})
	if err != nil {
		log.Fatal(err)
	}
	cred, err := azidentity.NewClientSecretCredential(
		armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		log.Fatal(err)
	}
	client, err := setup.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	return client, func() { _ = world.Close() } // nothing to lose
}

// A classic tier in a virtual network, and agents in a network that Foundry manages.
func ExampleCheckNetwork() {
	service := gateway.Service{
		SKU: gateway.ServiceSKU{Name: gateway.SKUNamePremium}, Identity: gateway.ServiceIdentity{Type: gateway.IdentityTypeSystemAssigned},
		Properties: gateway.ServiceProperties{VirtualNetworkType: gateway.VirtualNetworkTypeExternal, GatewayURL: "https://apim-contoso.azure-api.net"},
	}
	for _, f := range setup.CheckNetwork(service, setup.AgentsManaged) {
		fmt.Println(f.Severity, f.Rule+":", f.Message)
		fmt.Println("fix:", f.Fix)
	}
	// Output:
	// error agents: a managed virtual network reaches other resources through private endpoints, which a classic tier in a virtual network does not take
	// fix: put an application gateway with a certificate of a public authority in front and lead the managed network to that, or move to a V2 tier with a private endpoint
}

// Two accounts that deploy different versions under one name: a call gets the one or the other.
func ExampleCompareDeployments() {
	version := func(text string) []foundry.Deployment {
		return []foundry.Deployment{{Name: "chat", Properties: foundry.DeploymentProperties{Model: foundry.DeploymentModel{Format: "OpenAI", Name: "gpt-4o", Version: text}}}}
	}
	for _, m := range setup.CompareDeployments([]setup.Deployed{
		{Account: account("ai-east"), Deployments: version("2024-11-20")}, {Account: account("ai-west"), Deployments: version("2024-08-06")},
	}) {
		fmt.Println(m)
	}
	// Output: deployment chat: ai-east has OpenAI gpt-4o 2024-11-20, ai-west has OpenAI gpt-4o 2024-08-06
}

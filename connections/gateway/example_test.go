// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gateway_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections/gateway"
)

// An API for models, with the operation by which Foundry looks for one, and what that operation does.
func Example() {
	ctx := context.Background()
	client, apim, done := newClient() // with azidentity.NewDefaultAzureCredential and nil options, on Azure
	defer done()
	api, err := client.APIs.CreateOrUpdate(ctx, apim.API("openai"), gateway.API{Properties: gateway.APIProperties{
		DisplayName: "Azure OpenAI", Path: "openai", ServiceURL: "https://ai-contoso.openai.azure.com/openai",
		SubscriptionRequired: new(false), // callers sign in with Entra ID
	}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	lookup := apim.API("openai").Operation("get-deployment-by-name")
	operation, err := client.Operations.CreateOrUpdate(ctx, lookup, gateway.Operation{Properties: gateway.OperationProperties{
		DisplayName: "Get deployment by name", Method: "GET", URLTemplate: "/deployments/{deploymentName}",
		TemplateParameters: []gateway.Parameter{{Name: "deploymentName", Type: "string", Required: new(true)}},
	}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Policies.CreateOrUpdate(ctx, lookup.Policy(gateway.PolicyName), gateway.RawPolicy(`<policies>
  <inbound><authentication-managed-identity resource="https://management.azure.com/" /></inbound>
  <backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error>
</policies>`), nil)
	if err != nil {
		log.Fatal(err)
	}
	service, err := client.Services.Get(ctx, apim)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(service.Properties.GatewayURL + "/" + api.Properties.Path + operation.Properties.URLTemplate)
	// Output: https://apim-contoso.azure-api.net/openai/deployments/{deploymentName}
}

// newClient returns a client on an emulator with a service, and what ends it.
func newClient() (*gateway.Client, gateway.ServiceID, func()) {
	world, err := armtest.Start(nil)
	if err != nil {
		log.Fatal(err)
	}
	group := azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-network"}
	apim := gateway.ServiceID{ResourceGroup: group, Name: "apim-contoso"}
	err = world.Put(apim.String(), map[string]any{
		"location": "eastus", "sku": map[string]any{"name": "StandardV2", "capacity": 1},
		"properties": map[string]any{"publisherEmail": "ops@example.com", "publisherName": "Contoso"},
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
	client, err := gateway.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	return client, apim, func() { _ = world.Close() } // nothing to lose
}

// Two accounts share the calls three to one; a third takes over when both are throttled.
func ExampleNewPool() {
	ctx := context.Background()
	client, apim, done := newClient()
	defer done()
	for _, name := range []string{"east", "west", "north"} {
		backend := gateway.NewBackend("https://ai-" + name + ".openai.azure.com/openai")
		backend.Properties.CircuitBreaker.Rules = []gateway.CircuitBreakerRule{{
			Name: "throttled", TripDuration: "PT1M", AcceptRetryAfter: new(true),
			FailureCondition: gateway.FailureCondition{Count: new(int32(1)), Interval: "PT1M", StatusCodeRanges: []gateway.StatusCodeRange{{Min: 429, Max: 429}}},
		}}
		if _, err := client.Backends.CreateOrUpdate(ctx, apim.Backend(name), backend, nil); err != nil {
			log.Fatal(err)
		}
	}
	pool := gateway.NewPool(apim.Backend("east").Member(1, 3), apim.Backend("west").Member(1, 1), apim.Backend("north").Member(2, 1))
	made, err := client.Backends.CreateOrUpdate(ctx, apim.Backend("models"), pool, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(made.Properties.Type, len(made.Properties.Pool.Services))
	// Output: Pool 3
}

// Modify reads the document as it was written, and writes it only if nobody else did in between.
func ExamplePoliciesClient_Modify() {
	ctx := context.Background()
	client, apim, done := newClient()
	defer done()
	if _, err := client.APIs.CreateOrUpdate(ctx, apim.API("openai"), gateway.API{Properties: gateway.APIProperties{Path: "openai"}}, nil); err != nil {
		log.Fatal(err)
	}
	id := apim.API("openai").Policy(gateway.PolicyName)
	first := gateway.RawPolicy(`<policies><inbound><set-variable name="few" value="@(context.Variables.Count < 3)" /></inbound></policies>`)
	if _, err := client.Policies.CreateOrUpdate(ctx, id, first, nil); err != nil {
		log.Fatal(err)
	}
	_, err := client.Policies.Modify(ctx, id, func(p *gateway.Policy) error {
		p.Properties.Value = strings.Replace(p.Properties.Value, "< 3", "< 5", 1)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	got, err := client.Policies.Get(ctx, id, &gateway.PolicyGetOptions{Format: string(gateway.PolicyFormatRawxml)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got.Properties.Value)
	// Output: <policies><inbound><set-variable name="few" value="@(context.Variables.Count < 5)" /></inbound></policies>
}

// A read hides the value of a secret, a change leaves it as it is, and nothing prints it.
func ExampleNamedValuesClient_ListValue() {
	ctx := context.Background()
	client, apim, done := newClient()
	defer done()
	id := apim.NamedValue("models-key")
	_, err := client.NamedValues.CreateOrUpdate(ctx, id, gateway.NamedValue{Properties: gateway.NamedValueProperties{
		DisplayName: "models-key", Value: gateway.NewSecret("0000"), Secret: new(true),
	}}, nil)
	if err != nil {
		log.Fatal(err)
	}
	tagged, err := client.NamedValues.Modify(ctx, id, func(v *gateway.NamedValue) error {
		v.Properties.Tags = []string{"models"}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	value, err := client.NamedValues.ListValue(ctx, id)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(tagged.Properties.Value.IsZero(), value.Value, value.Value.Equal(gateway.NewSecret("0000")))
	// Output: true REDACTED true
}

// Faults are found before anything is sent, all at once.
func ExampleBackend_Validate() {
	pool := gateway.NewPool(gateway.PoolMember{ID: "east"})
	pool.Properties.URL = "https://east"
	fmt.Println(pool.Validate())
	// Output: gateway: backend: refused before sending: /properties/pool/services/0/id: has the wrong form (got "east"); give the id of a backend, such as BackendID.String() returns | /properties/url: is not supported for a pool (got "https://east"); leave it out; its members have one each
}

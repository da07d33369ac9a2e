// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe_test

import (
	"context"
	"fmt"
	"log"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
)

// An API of API Management that still wants its keys where API Management wants them by default, which
// Foundry does not know.
func Example() {
	gateway, err := armtest.StartAIGateway(armtest.AIGatewayOptions{Key: "a-key", KeyHeader: "Ocp-Apim-Subscription-Key"})
	if err != nil {
		log.Fatal(err)
	}
	defer gateway.Close()
	connection, err := connections.APIManagement{
		Target:           gateway.Target(), // https://contoso-apim.azure-api.net/openai, on Azure
		Auth:             connections.APIKey{Key: connections.NewSecret("a-key")},
		Models:           connections.DefaultDiscovery(),
		DeploymentInPath: true, InferenceAPIVersion: "2025-03-01-preview", DeploymentAPIVersion: "2024-10-01",
	}.Connection()
	if err != nil {
		log.Fatal(err)
	}
	report, err := probe.Run(context.Background(), connection, &probe.Options{Roots: gateway.Roots()}) // nil, on Azure
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range report.Findings {
		fmt.Println(f.Rule, "in", f.Layer)
		fmt.Println(f.Message)
		fmt.Println("fix:", f.Fix)
	}
	// Output:
	// LIVE-AUTH in list
	// the gateway refuses the key in the header api-key, and takes it in Ocp-Apim-Subscription-Key (200)
	// fix: set subscriptionKeyParameterNames.header of the API to api-key, or say {"type":"api_key","name":"Ocp-Apim-Subscription-Key","format":"{api_key}"} in authConfig
}

// The steps of a probe that passes, with the models called.
func ExampleRun() {
	gateway, err := armtest.StartAIGateway(armtest.AIGatewayOptions{Models: []armtest.AIModel{{Alias: "gpt-4o"}, {Alias: "mini"}}})
	if err != nil {
		log.Fatal(err)
	}
	defer gateway.Close()
	connection, err := connections.APIManagement{
		Target: gateway.Target(), Models: connections.DefaultDiscovery(), DeploymentInPath: true,
		Auth: connections.ProjectManagedIdentity{Audience: connections.AudienceCognitiveServices},
	}.Connection()
	if err != nil {
		log.Fatal(err)
	}
	report, err := probe.Run(context.Background(), connection, &probe.Options{
		Roots: gateway.Roots(), Chat: true, Aliases: []string{"mini"},
		Token: func(context.Context) (string, error) { return "a token that the gateway takes", nil },
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range report.Steps[3:] {
		fmt.Println(s.Layer, s.Alias, s.Outcome, s.Seen)
	}
	fmt.Println(report.OK, report.Requests)
	// Output:
	// token  passed a token of the caller's
	// list  passed 2 models: gpt-4o, mini
	// get mini passed the model mini of the format OpenAI
	// chat mini passed the model answered
	// true 3
}

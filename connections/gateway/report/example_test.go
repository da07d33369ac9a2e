// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package report_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections/gateway/report"
)

// What each project used up in a month, for its invoice.
func Example() {
	client, insights, done := newClient() // with azidentity.NewDefaultAzureCredential and nil options, on Azure
	defer done()
	november := report.Query{
		From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC),
		By: []report.Dimension{report.Project, report.Model},
	}
	used, err := client.Tokens(context.Background(), insights, november)
	if err != nil {
		log.Fatal(err)
	}
	if err := used.WriteTable(os.Stdout); err != nil {
		log.Fatal(err)
	}
	for _, project := range used.By(report.Project) {
		fmt.Println(project.Project, project.Tokens.Total)
	}
	// Output:
	// PROJECT  MODEL   PROMPT  COMPLETION  TOTAL
	// orders   gpt-4o  1200    300         1500
	// orders   mini    10      5           15
	// returns  gpt-4o  700     20          720
	// sum              1910    325         2235
	// orders 1515
	// returns 720
}

// newClient returns a client on an emulator with a component that counted something, and what ends it.
func newClient() (*report.Client, string, func()) {
	world, err := armtest.Start(nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := world.Put(component, map[string]any{"location": "eastus", "kind": "web", "properties": map[string]any{"Application_Type": "web"}}); err != nil {
		log.Fatal(err)
	}
	for _, u := range []armtest.TokenUsage{
		usage(on(1), "orders", "", "gpt-4o", 1200, 300), usage(on(2), "orders", "", "mini", 10, 5), usage(on(3), "returns", "", "gpt-4o", 700, 20),
	} {
		if err := world.CountTokens(component, u); err != nil {
			log.Fatal(err)
		}
	}
	cred, err := azidentity.NewClientSecretCredential(
		armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		log.Fatal(err)
	}
	client, err := report.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	return client, component, func() { _ = world.Close() } // nothing to lose
}

// The question as a text, for a workbook or an alert.
func ExampleQuery_KQL() {
	text, err := report.Query{
		From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), By: []report.Dimension{report.Project},
	}.KQL("/subscriptions/8f3c1d2e-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.Insights/components/appi")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(text[:len("customMetrics\n| where timestamp >= datetime(2026-11-01T00:00:00Z)")])
	// Output:
	// customMetrics
	// | where timestamp >= datetime(2026-11-01T00:00:00Z)
}

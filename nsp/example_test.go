// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package nsp_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/nsp"
)

// A key vault goes into a perimeter: what no rule allows is logged at first, and refused later.
func Example() {
	ctx := context.Background()
	client, done := newClient() // with azidentity.NewDefaultAzureCredential and nil options, on Azure
	defer done()
	group := azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-network"}
	id := nsp.PerimeterID{ResourceGroup: group, Name: "perimeter-ai"}
	if _, err := client.Perimeters.CreateOrUpdate(ctx, id, nsp.Perimeter{Location: "eastus"}); err != nil {
		log.Fatal(err)
	}
	profile := id.Profile("main")
	if _, err := client.Profiles.CreateOrUpdate(ctx, profile, nsp.Profile{}); err != nil {
		log.Fatal(err)
	}
	office := nsp.FromPrefixes("203.0.113.0/24")
	if _, err := client.AccessRules.CreateOrUpdate(ctx, profile.AccessRule("office"), office); err != nil {
		log.Fatal(err)
	}
	vault := group.String() + "/providers/Microsoft.KeyVault/vaults/kv-ai"
	association := id.Association("kv-ai")
	_, err := client.Associations.CreateOrUpdate(ctx, association, nsp.Associate(vault, profile, nsp.AccessModeLearning))
	if err != nil {
		log.Fatal(err)
	}
	got, err := client.Associations.Modify(ctx, association, func(a *nsp.Association) error {
		a.Properties.AccessMode = nsp.AccessModeEnforced
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got.Name, got.Properties.AccessMode, got.Properties.HasIssues())
	// Output: kv-ai Enforced false
}

// newClient returns a client on an emulator, and what ends it.
func newClient() (*nsp.Client, func()) {
	world, err := armtest.Start(nil)
	if err != nil {
		log.Fatal(err)
	}
	vault := "/subscriptions/" + armtest.ManagementSubscription + "/resourceGroups/rg-network/providers/Microsoft.KeyVault/vaults/kv-ai"
	err = world.Put(vault, map[string]any{"location": "eastus", "properties": map[string]any{
		"tenantId": armtest.ManagementTenant, "sku": map[string]any{"family": "A", "name": "standard"},
	}})
	if err != nil {
		log.Fatal(err)
	}
	cred, err := azidentity.NewClientSecretCredential(
		armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		log.Fatal(err)
	}
	client, err := nsp.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	return client, func() { _ = world.Close() } // nothing to lose
}

// newPerimeter makes a perimeter with a profile.
func newPerimeter(ctx context.Context, client *nsp.Client) nsp.PerimeterID {
	id := nsp.PerimeterID{
		ResourceGroup: azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-network"},
		Name:          "perimeter-ai",
	}
	if _, err := client.Perimeters.CreateOrUpdate(ctx, id, nsp.Perimeter{Location: "eastus"}); err != nil {
		log.Fatal(err)
	}
	if _, err := client.Profiles.CreateOrUpdate(ctx, id.Profile("main"), nsp.Profile{}); err != nil {
		log.Fatal(err)
	}
	return id
}

// Lists are iterators, which ask for pages as they go.
func ExampleAccessRulesClient_List() {
	ctx := context.Background()
	client, done := newClient()
	defer done()
	profile := newPerimeter(ctx, client).Profile("main")
	for name, rule := range map[string]nsp.AccessRule{
		"agents": nsp.FromSubscriptions(armtest.ManagementSubscription),
		"models": nsp.ToDomains("*.openai.azure.com"),
	} {
		if _, err := client.AccessRules.CreateOrUpdate(ctx, profile.AccessRule(name), rule); err != nil {
			log.Fatal(err)
		}
	}
	for rule, err := range client.AccessRules.List(ctx, profile, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(rule.Name, rule.Properties.Direction, rule.Properties.Elements())
	}
	// Output:
	// agents Inbound 1
	// models Outbound 1
}

// Bodies are checked before they are sent, with all faults at once.
func ExampleAccessRule_Validate() {
	rule := nsp.FromPrefixes("203.0.113.1/24")
	rule.Properties.FullyQualifiedDomainNames = []string{"example.com"}
	if e, ok := errors.AsType[*azfoundry.ValidationError](rule.Validate()); ok {
		for _, f := range e.Faults {
			fmt.Println(f.Pointer, f.Message)
		}
	}
	// Output:
	// /properties/addressPrefixes/0 is no cidr
	// /properties/fullyQualifiedDomainNames is for rules that are Outbound
	// /properties a rule has members of one kind only
}

// The access logs of all resources in a perimeter go to a workspace.
func ExampleDiagnosticSettingsClient_CreateOrUpdate() {
	ctx := context.Background()
	client, done := newClient()
	defer done()
	id := newPerimeter(ctx, client)
	got, err := client.DiagnosticSettings.CreateOrUpdate(ctx, id.DiagnosticSetting("all"), nsp.DiagnosticSetting{
		Properties: nsp.DiagnosticSettingProperties{
			WorkspaceID: id.ResourceGroup.String() + "/providers/Microsoft.OperationalInsights/workspaces/law",
			Logs:        nsp.EveryLog(),
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(got.Name, len(got.Properties.Logs))
	// Output: all 13
}

// Ids follow the resources, and parse what the service returns.
func ExampleParseAssociationID() {
	id, err := nsp.ParseAssociationID("/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourcegroups/rg" +
		"/providers/microsoft.network/networksecurityperimeters/perimeter-ai/resourceassociations/kv-ai")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(id.Perimeter.Name, id.Name)
	fmt.Println(id.Perimeter.Profile("main").AccessRule("office"))
	// Output:
	// perimeter-ai kv-ai
	// /subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg/providers/Microsoft.Network/networkSecurityPerimeters/perimeter-ai/profiles/main/accessRules/office
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/armtest"
)

// A managed identity may read a resource group. A second run finds the assignment of the first.
func Example() {
	ctx := context.Background()
	client, principal, done := newClient() // with azidentity.NewDefaultAzureCredential and nil options, on Azure
	defer done()
	group := azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-network"}
	id, in := roleassign.RoleReader.Assign(group.String(), principal, roleassign.PrincipalTypeServicePrincipal)
	for range 2 {
		if _, err := client.Assignments.CreateOrUpdate(ctx, id, in); err != nil {
			log.Fatal(err)
		}
	}
	mine := &roleassign.AssignmentListOptions{AtScope: true, AssignedTo: principal}
	for a, err := range client.Assignments.List(ctx, group.String(), mine) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(a.Name == id.Name, a.Properties.Role() == roleassign.RoleReader)
	}
	// Output: true true
}

// The name of an assignment follows from what it assigns, whatever case that is written in.
func ExampleName() {
	const scope, principal = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg-ai", "b7d0a6f2-1c55-4e0f-8a3d-90c2e4f7165b"
	fmt.Println(roleassign.Name(scope, roleassign.RoleFoundryUser, principal))
	// Output: 0c15c2f2-0bae-579d-8d8d-baf582addb8f
}

// A body is checked before it is sent, and all its faults are told at once.
func ExampleAssignment_Validate() {
	in := roleassign.Assignment{Properties: roleassign.AssignmentProperties{RoleDefinitionID: "Reader", PrincipalID: "team-ai"}}
	if refused, ok := errors.AsType[*azfoundry.ValidationError](in.Validate()); ok {
		for _, f := range refused.Faults {
			fmt.Println(f.Pointer, f.Rule)
		}
	}
	// Output:
	// /properties/roleDefinitionId armid
	// /properties/principalId format
	// /properties/principalType principalType
}

// A role by its name, for those that have no constant here.
func ExampleDefinitionsClient_List() {
	client, _, done := newClient()
	defer done()
	named := &roleassign.DefinitionListOptions{RoleName: "Network Contributor"}
	for d, err := range client.Definitions.List(context.Background(), "/subscriptions/"+armtest.ManagementSubscription, named) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(roleassign.Role(d.Name) == roleassign.RoleNetworkContributor, d.Properties.Type)
	}
	// Output: true BuiltInRole
}

// newClient returns a client on an emulator, the object id of a service principal there, and what ends it.
func newClient() (client *roleassign.Client, principal string, done func()) {
	world, cred := newEmulator()
	client, err := roleassign.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	if principal, err = world.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID); err != nil {
		log.Fatal(err)
	}
	return client, principal, func() { _ = world.Close() } // nothing to lose
}

// newEmulator returns an emulator and the credential of its administrator.
func newEmulator() (*armtest.World, *azidentity.ClientSecretCredential) {
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
	return world, cred
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package graph_test

import (
	"context"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth/onboard/graph"
)

// Who stands for the applications of the management tenant and of others there.
func Example() {
	world, err := armtest.Start(nil) // or leave out the options below, to use Azure
	if err != nil {
		log.Fatal(err)
	}
	defer world.Close()
	cred, err := azidentity.NewClientSecretCredential(armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		log.Fatal(err)
	}
	client, err := graph.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	for sp, err := range client.ServicePrincipals.List(context.Background(), nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(sp.DisplayName, sp.AppOwnerOrganizationID == armtest.ManagementTenant)
	}

	// Unordered output:
	// administrator true
	// deployer false
}

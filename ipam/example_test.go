// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam_test

import (
	"context"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/ipam"
)

// A managed tenant makes a virtual network whose addresses come from the management tenant's pool. The
// chain sends the management tenant's token with the one request that needs it.
func Example() {
	ctx := context.Background()
	world, err := armtest.Start(nil) // or leave out the options below, to use Azure
	if err != nil {
		log.Fatal(err)
	}
	defer world.Close()
	managed, management := credentials(world)

	// README begin
	chain, err := auth.NewChain(
		auth.Tenant{ID: armtest.ManagedTenant, Credential: managed},
		auth.Tenant{
			ID: armtest.ManagementTenant, Credential: management,
			Subscriptions: []string{armtest.ManagementSubscription},
		},
	)
	if err != nil {
		log.Fatal(err)
	}
	client, err := ipam.NewClient(chain, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	pool, err := ipam.ParsePoolID(armtest.DefaultPool)
	if err != nil {
		log.Fatal(err)
	}
	id := ipam.VirtualNetworkID{
		ResourceGroup: azfoundry.ResourceGroup{Subscription: armtest.ManagedSubscription, Name: "rg-workload"},
		Name:          "vnet-orders",
	}
	network, err := client.VirtualNetworks.CreateOrUpdate(ctx, id, ipam.VirtualNetwork{
		Location: "eastus",
		Properties: ipam.VirtualNetworkProperties{
			AddressSpace: ipam.SpaceFrom(ipam.Draws{ipam.Draw(pool, "100")}),
		},
	})
	if err != nil {
		log.Fatal(err) // an *auth.CrossTenantError inside says what is missing, and where
	}
	fmt.Println(network.Properties.AddressSpace.AddressPrefixes)
	// README end

	// Output: [10.0.0.0/26 10.0.0.64/27 10.0.0.96/30]
}

// credentials signs the default world's deployer in to both tenants.
func credentials(world *armtest.World) (managed, management azcore.TokenCredential) {
	in := func(tenant string) azcore.TokenCredential {
		cred, err := azidentity.NewClientSecretCredential(tenant, armtest.DeployerClientID, armtest.DeployerSecret,
			&azidentity.ClientSecretCredentialOptions{
				ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true,
			})
		if err != nil {
			log.Fatal(err)
		}
		return cred
	}
	return in(armtest.ManagedTenant), in(armtest.ManagementTenant)
}

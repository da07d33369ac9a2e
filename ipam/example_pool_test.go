// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package ipam_test

import (
	"context"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/ipam"
)

// Addresses of a pool are set aside for a data centre: a number that the service finds a place for, and
// prefixes that are in use there already.
func ExampleStaticCIDR() {
	ctx := context.Background()
	world, err := armtest.Start(nil)
	if err != nil {
		log.Fatal(err)
	}
	defer world.Close()
	client, pool := poolAdministrator(world)

	for name, properties := range map[string]ipam.StaticCIDRProperties{
		"north": {NumberOfIPAddressesToAllocate: "100"},
		"south": {AddressPrefixes: []string{"10.200.0.0/16", "10.202.0.0/16"}},
	} {
		block, err := client.StaticCIDRs.CreateOrUpdate(ctx, pool.StaticCIDR(name), ipam.StaticCIDR{Properties: properties})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(block.Name, block.Properties.TotalNumberOfIPAddresses, block.Properties.AddressPrefixes)
	}
	// Unordered output:
	// north 128 [10.0.0.0/25]
	// south 131072 [10.200.0.0/16 10.202.0.0/16]
}

// Before anything is written, a preflight tells what the service would refuse, all at once.
func ExampleVirtualNetworksClient_Preflight() {
	ctx := context.Background()
	world, err := armtest.Start(nil)
	if err != nil {
		log.Fatal(err)
	}
	defer world.Close()
	client, pool := poolAdministrator(world)

	id := ipam.VirtualNetworkID{
		ResourceGroup: azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: "rg-network"},
		Name:          "vnet-hub",
	}
	network := ipam.VirtualNetwork{
		Location: "westeurope",
		Properties: ipam.VirtualNetworkProperties{
			AddressSpace: ipam.SpaceFrom(ipam.Draws{ipam.Draw(pool, "16777217")}),
		},
	}
	report, err := client.VirtualNetworks.Preflight(ctx, id, network, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range report.Findings {
		fmt.Println(f.Severity, f.Rule+":", f.Message)
	}
	fmt.Println("write it:", report.OK())
	// Output:
	// error region: the pool lies in eastus, the virtual network in westeurope
	// error exhausted: the pool has no room: 16777216 addresses are free, and at most 16777216 fit
	// write it: false
}

// poolAdministrator returns a client of whoever owns the default world's pool.
func poolAdministrator(world *armtest.World) (*ipam.Client, ipam.PoolID) {
	cred, err := azidentity.NewClientSecretCredential(armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		log.Fatal(err)
	}
	client, err := ipam.NewClient(cred, world.ClientOptions())
	if err != nil {
		log.Fatal(err)
	}
	pool, err := ipam.ParsePoolID(armtest.DefaultPool)
	if err != nil {
		log.Fatal(err)
	}
	return client, pool
}

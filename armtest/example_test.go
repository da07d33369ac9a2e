// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/ipam"
)

// The connection breaks after the service made the network, so the client does not hear of it and
// sends its request again.
func ExampleWorld_Inject() {
	world, err := armtest.Start(&armtest.Options{Listen: armtest.NoListener})
	if err != nil {
		log.Fatal(err)
	}
	defer world.Close()
	fault, err := world.Inject(armtest.Fault{
		Methods: []string{http.MethodPut}, Path: "**/virtualNetworks/*", To: 1, Break: armtest.BreakAfter,
	})
	if err != nil {
		log.Fatal(err)
	}

	cred, err := azidentity.NewClientSecretCredential(armtest.ManagementTenant, armtest.AdministratorClientID, armtest.AdministratorSecret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		log.Fatal(err)
	}
	opts := world.ClientOptions()
	opts.Retry.RetryDelay = time.Millisecond
	client, err := ipam.NewClient(cred, opts)
	if err != nil {
		log.Fatal(err)
	}
	pool, err := ipam.ParsePoolID(armtest.DefaultPool)
	if err != nil {
		log.Fatal(err)
	}
	group := azfoundry.ResourceGroup{Subscription: armtest.ManagementSubscription, Name: armtest.DefaultNetworkGroup}
	network, err := client.VirtualNetworks.CreateOrUpdate(context.Background(), ipam.VirtualNetworkID{ResourceGroup: group, Name: "hub"}, ipam.VirtualNetwork{
		Location:   armtest.DefaultRegion,
		Properties: ipam.VirtualNetworkProperties{AddressSpace: ipam.SpaceFrom(ipam.Draws{ipam.Draw(pool, "100")})},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(network.Properties.AddressSpace.AddressPrefixes, "after", fault.Hits(), "lost answer")
	// Output: [10.0.0.0/26 10.0.0.64/27 10.0.0.96/30] after 1 lost answer
}

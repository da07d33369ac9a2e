// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package story

import (
	"errors"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/examples/internal/ready"
	"github.com/azfoundry/azfoundry/ipam"
)

// openEmulator starts an emulator with the default world. Its application signs in as anywhere else.
func openEmulator() (*Target, error) {
	world, err := armtest.Start(nil)
	if err != nil {
		return nil, err
	}
	t, err := InWorld(ready.Describe(world, ""), world.ClientOptions().ClientOptions)
	if err != nil {
		return nil, errors.Join(err, world.Close())
	}
	t.Close = world.Close
	return t, nil
}

// openRunning returns the target in an emulator of another process.
func openRunning(file string) (*Target, error) {
	line, err := ready.Read(file)
	if err != nil {
		return nil, err
	}
	options, err := line.ClientOptions()
	if err != nil {
		return nil, err
	}
	return InWorld(line, options)
}

// InWorld returns the target in a world that is like the default one. Its Close leaves the world as it is.
func InWorld(line ready.Line, options policy.ClientOptions) (*Target, error) {
	management, err1 := line.Tenant("management")
	managed, err2 := line.Tenant("managed")
	deployer, err3 := line.Client("deployer")
	pool, err4 := ipam.ParsePoolID(armtest.DefaultPool)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, err
	}
	network := ipam.VirtualNetworkID{Name: "vnet-workload"}
	network.ResourceGroup.Subscription = managed.Subscriptions[0]
	network.ResourceGroup.Name = armtest.DefaultWorkloadGroup
	return &Target{
		ManagementTenant: management.ID, ManagedTenant: managed.ID,
		Pool: pool, Network: network, Location: armtest.DefaultRegion,
		Credential: func(tenant string) (azcore.TokenCredential, error) {
			return azidentity.NewClientSecretCredential(tenant, deployer.ClientID, deployer.ClientSecret,
				&azidentity.ClientSecretCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: true})
		},
		Options: &arm.ClientOptions{ClientOptions: options},
		Close:   func() error { return nil },
	}, nil
}

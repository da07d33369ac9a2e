// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package story is the work that several examples do, apart from how they are called.
package story

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/ipam"
)

// Target is where a story happens: a cloud, its two tenants, and what is asked for in them.
type Target struct {
	// ManagementTenant owns the pool, ManagedTenant the virtual network.
	ManagementTenant, ManagedTenant string
	Pool                            ipam.PoolID
	Network                         ipam.VirtualNetworkID
	Location                        string
	// Credential returns the deployer's credential for one tenant.
	Credential func(tenant string) (azcore.TokenCredential, error)
	// Options name the cloud; nil is public Azure.
	Options *arm.ClientOptions
	// Close ends what was started for the story.
	Close func() error
}

// Flags are the flags that choose a target.
type Flags struct {
	azure                 bool
	management, managed   string
	pool, network, region string
}

// Declare adds the flags to a program.
func (f *Flags) Declare(flags *flag.FlagSet) {
	flags.BoolVar(&f.azure, "azure", false, "use the real cloud, with AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or else the Azure CLI's login,\ninstead of an emulator in this process")
	flags.StringVar(&f.management, "management-tenant", "", "with -azure: `GUID` of the tenant that owns the pool")
	flags.StringVar(&f.managed, "managed-tenant", os.Getenv("AZURE_TENANT_ID"), "with -azure: `GUID` of the tenant that gets the virtual network (default $AZURE_TENANT_ID)")
	flags.StringVar(&f.pool, "pool", "", "with -azure: resource `id` of the address pool")
	flags.StringVar(&f.network, "network", "", "with -azure: resource `id` of the virtual network to make")
	flags.StringVar(&f.region, "location", "", "with -azure: the pool's `region`, in which the network is made")
}

// Open returns the target the flags choose, with every missing flag named at once.
func (f *Flags) Open() (*Target, error) {
	if f.azure {
		return f.openAzure()
	}
	return openEmulator()
}

func (f *Flags) openAzure() (*Target, error) {
	var faults []error
	for _, need := range []struct{ flag, value string }{
		{"management-tenant", f.management}, {"managed-tenant", f.managed}, {"location", f.region},
	} {
		if need.value == "" {
			faults = append(faults, fmt.Errorf("-azure needs -%s", need.flag))
		}
	}
	pool, err1 := ipam.ParsePoolID(f.pool)
	network, err2 := ipam.ParseVirtualNetworkID(f.network)
	if err := errors.Join(append(faults, err1, err2)...); err != nil {
		return nil, err
	}
	return &Target{
		ManagementTenant: f.management, ManagedTenant: f.managed,
		Pool: pool, Network: network, Location: f.region,
		Credential: azureCredential,
		Close:      func() error { return nil },
	}, nil
}

// azureCredential returns the application of the ordinary environment variables, or else the Azure
// CLI's login.
func azureCredential(tenant string) (azcore.TokenCredential, error) {
	if id, secret := os.Getenv("AZURE_CLIENT_ID"), os.Getenv("AZURE_CLIENT_SECRET"); id != "" && secret != "" {
		return azidentity.NewClientSecretCredential(tenant, id, secret, nil)
	}
	return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: tenant})
}

// openEmulator starts an emulator with the default world. Its application signs in as anywhere else.
func openEmulator() (*Target, error) {
	world, err := armtest.Start(nil)
	if err != nil {
		return nil, err
	}
	pool, err := ipam.ParsePoolID(armtest.DefaultPool)
	if err != nil {
		return nil, errors.Join(err, world.Close())
	}
	network := ipam.VirtualNetworkID{Name: "vnet-workload"}
	network.ResourceGroup.Subscription = armtest.ManagedSubscription
	network.ResourceGroup.Name = armtest.DefaultWorkloadGroup
	return &Target{
		ManagementTenant: armtest.ManagementTenant, ManagedTenant: armtest.ManagedTenant,
		Pool: pool, Network: network, Location: armtest.DefaultRegion,
		Credential: func(tenant string) (azcore.TokenCredential, error) {
			return azidentity.NewClientSecretCredential(tenant, armtest.DeployerClientID, armtest.DeployerSecret,
				&azidentity.ClientSecretCredentialOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
		},
		Options: world.ClientOptions(),
		Close:   world.Close,
	}, nil
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package story is the work that several examples do, apart from how they are called.
package story

import (
	"errors"
	"flag"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"

	"github.com/azfoundry/azfoundry/auth"
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

// Chain returns the deployer at home in the managed tenant, who can prove himself to the management tenant.
func (t *Target) Chain() (*auth.Chain, error) {
	managed, err1 := t.Credential(t.ManagedTenant)
	management, err2 := t.Credential(t.ManagementTenant)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return auth.NewChain(
		auth.Tenant{ID: t.ManagedTenant, Credential: managed, Subscriptions: []string{t.Network.ResourceGroup.Subscription}},
		auth.Tenant{ID: t.ManagementTenant, Credential: management, Subscriptions: []string{t.Pool.Manager.ResourceGroup.Subscription}},
	)
}

// Flags are the flags that choose a target.
type Flags struct {
	azure                 bool
	emulator              string
	management, managed   string
	pool, network, region string
}

// Declare adds the flags to a program.
func (f *Flags) Declare(flags *flag.FlagSet) {
	flags.BoolVar(&f.azure, "azure", false, "use the real cloud, with AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or else the Azure CLI's login,\ninstead of an emulator in this process")
	flags.StringVar(&f.emulator, "emulator", "", "use a running emulator: the `file` that has what \"go run ./examples/emulator\" prints")
	flags.StringVar(&f.management, "management-tenant", "", "with -azure: `GUID` of the tenant that owns the pool")
	flags.StringVar(&f.managed, "managed-tenant", os.Getenv("AZURE_TENANT_ID"), "with -azure: `GUID` of the tenant that gets the virtual network (default $AZURE_TENANT_ID)")
	flags.StringVar(&f.pool, "pool", "", "with -azure: resource `id` of the address pool")
	flags.StringVar(&f.network, "network", "", "with -azure: resource `id` of the virtual network to make")
	flags.StringVar(&f.region, "location", "", "with -azure: the pool's `region`, in which the network is made")
}

// Open returns the target the flags choose, with every missing flag named at once.
func (f *Flags) Open() (*Target, error) {
	switch {
	case f.azure && f.emulator != "":
		return nil, errors.New("-azure and -emulator are two places; choose one")
	case f.azure:
		return f.openAzure()
	case f.emulator != "":
		return openRunning(f.emulator)
	}
	return openEmulator()
}

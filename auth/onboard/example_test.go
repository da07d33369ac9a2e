// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package onboard_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/auth/onboard"
	"github.com/azfoundry/azfoundry/ipam"
)

// The managed tenant's application is to draw addresses from the management tenant's pool: it becomes
// multi-tenant, gets a service principal there, and IPAM Pool User on the pool; then the network manager is
// connected with its subscription. A second run finds all that, and changes nothing.
func Example() {
	ctx := context.Background()
	world, err := armtest.Start(&armtest.Options{Unconnected: true}) // or leave out the options, to use Azure
	if err != nil {
		log.Fatal(err)
	}
	defer world.Close()
	if err := world.AddApplication(guest); err != nil {
		log.Fatal(err)
	}
	chain, err := administrators(world)
	if err != nil {
		log.Fatal(err)
	}
	pool, err := ipam.ParsePoolID(armtest.DefaultPool)
	if err != nil {
		log.Fatal(err)
	}

	opts := &onboard.Options{Client: world.ClientOptions()}
	for range 2 {
		app, err := onboard.Application(ctx, chain, onboard.Guest{
			ClientID: guest.ClientID, Home: armtest.ManagedTenant, Host: armtest.ManagementTenant,
			Grants: []onboard.Grant{onboard.PoolUser(pool)},
		}, opts)
		if err != nil {
			log.Fatal(err)
		}
		link, err := onboard.NetworkManager(ctx, chain, onboard.Link{
			Manager: pool.Manager, ManagerTenant: armtest.ManagementTenant,
			Scope: "/subscriptions/" + armtest.ManagedSubscription, ScopeTenant: armtest.ManagedTenant,
		}, opts)
		if err != nil {
			log.Fatal(err)
		}
		for _, c := range append(app.Changes, link.Changes...) {
			fmt.Println(c.Kind, "in", c.Tenant)
		}
		fmt.Println("done")
	}

	// Output:
	// audienceChanged in a83d2f14-06b7-4c59-8f2e-917c54d0be26
	// principalCreated in 5f1c9b62-7a34-4e0d-9c1b-2d8e6a40f311
	// roleAssigned in 5f1c9b62-7a34-4e0d-9c1b-2d8e6a40f311
	// scopeConnected in 5f1c9b62-7a34-4e0d-9c1b-2d8e6a40f311
	// managerConnected in a83d2f14-06b7-4c59-8f2e-917c54d0be26
	// done
	// done
}

// A dry run says what would be written.
func ExampleApplication_dryRun() {
	world, err := armtest.Start(nil)
	if err != nil {
		log.Fatal(err)
	}
	defer world.Close()
	if err := world.AddApplication(guest); err != nil {
		log.Fatal(err)
	}
	chain, err := administrators(world)
	if err != nil {
		log.Fatal(err)
	}

	ctx, plan := azfoundry.DryRun(context.Background())
	_, err = onboard.Application(ctx, chain, onboard.Guest{
		ClientID: guest.ClientID, Home: armtest.ManagedTenant, Host: armtest.ManagementTenant,
	}, &onboard.Options{Client: world.ClientOptions()})
	fmt.Println(errors.Is(err, azfoundry.ErrDryRun))
	for _, w := range plan.Writes() {
		fmt.Println(w.Op, w.Method, w.Body)
	}

	// Output:
	// true
	// graph: update application PATCH {"signInAudience":"AzureADMultipleOrgs"}
	// graph: create service principal POST {"appId":"0c9d4f71-6a2e-4b83-95d0-e7f1a3c86b24"}
}

// Undo takes back what a run made, and leaves alone what it found.
func ExampleUndo() {
	ctx := context.Background()
	world, err := armtest.Start(nil) // in which the network manager is connected
	if err != nil {
		log.Fatal(err)
	}
	defer world.Close()
	if err := world.AddApplication(guest); err != nil {
		log.Fatal(err)
	}
	chain, err := administrators(world)
	if err != nil {
		log.Fatal(err)
	}

	opts := &onboard.Options{Client: world.ClientOptions()}
	report, err := onboard.Application(ctx, chain, onboard.Guest{
		ClientID: guest.ClientID, Home: armtest.ManagedTenant, Host: armtest.ManagementTenant,
	}, opts)
	if err != nil {
		log.Fatal(err)
	}
	opts.OnProgress = func(p azfoundry.Progress) { fmt.Println(p.Done, "of", p.Total) }
	if err := onboard.Undo(ctx, chain, report, opts); err != nil {
		log.Fatal(err)
	}

	// Output:
	// 1 of 2
	// 2 of 2
}

// administrators returns the chain of the default world's administrator, who may do all this in both tenants.
func administrators(world *armtest.World) (*auth.Chain, error) {
	in := func(tenant string) azcore.TokenCredential {
		cred, err := azidentity.NewClientSecretCredential(tenant, armtest.AdministratorClientID, armtest.AdministratorSecret,
			&azidentity.ClientSecretCredentialOptions{ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
		if err != nil {
			log.Fatal(err)
		}
		return cred
	}
	return auth.NewChain(
		auth.Tenant{ID: armtest.ManagedTenant, Credential: in(armtest.ManagedTenant)},
		auth.Tenant{ID: armtest.ManagementTenant, Credential: in(armtest.ManagementTenant)},
	)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package azfoundry holds what the packages of this module share: errors, optional values, dry runs.
// The module manages Microsoft Foundry and what surrounds it in a regulated Azure estate, across
// Entra tenants.
//
// # Packages
//
// [github.com/azfoundry/azfoundry/auth] holds one credential for each tenant in one chain, and puts
// the auxiliary token of the right tenant on the right request;
// [github.com/azfoundry/azfoundry/auth/onboard] prepares two tenants for that.
// [github.com/azfoundry/azfoundry/ipam] manages address pools and the virtual networks that draw on them,
// [github.com/azfoundry/azfoundry/nsp] network security perimeters.
// [github.com/azfoundry/azfoundry/armtest] is an Azure Resource Manager and Entra ID in process, to
// test with.
//
// # A complete program
//
// A virtual network of one tenant draws 100 addresses from a pool of another. The application is
// registered in both tenants; in the pool's tenant it holds IPAM Pool User on the pool.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//		"log"
//		"os"
//
//		"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
//		"github.com/azfoundry/azfoundry"
//		"github.com/azfoundry/azfoundry/auth"
//		"github.com/azfoundry/azfoundry/ipam"
//	)
//
//	func main() {
//		if err := run(context.Background()); err != nil {
//			log.Fatal(err)
//		}
//	}
//
//	func run(ctx context.Context) error {
//		id, secret := os.Getenv("AZURE_CLIENT_ID"), os.Getenv("AZURE_CLIENT_SECRET")
//		home, err := azidentity.NewClientSecretCredential(os.Getenv("AZURE_TENANT_ID"), id, secret, nil)
//		if err != nil {
//			return err
//		}
//		pool, err := ipam.ParsePoolID(os.Getenv("POOL_ID"))
//		if err != nil {
//			return err
//		}
//		other, err := azidentity.NewClientSecretCredential(os.Getenv("POOL_TENANT_ID"), id, secret, nil)
//		if err != nil {
//			return err
//		}
//		chain, err := auth.NewChain(
//			auth.Tenant{ID: os.Getenv("AZURE_TENANT_ID"), Credential: home},
//			auth.Tenant{
//				ID:            os.Getenv("POOL_TENANT_ID"),
//				Credential:    other,
//				Subscriptions: []string{pool.Manager.ResourceGroup.Subscription},
//			},
//		)
//		if err != nil {
//			return err
//		}
//		client, err := ipam.NewClient(chain, nil)
//		if err != nil {
//			return err
//		}
//		network, err := client.VirtualNetworks.CreateOrUpdate(ctx, ipam.VirtualNetworkID{
//			ResourceGroup: azfoundry.ResourceGroup{
//				Subscription: os.Getenv("AZURE_SUBSCRIPTION_ID"),
//				Name:         "rg-workload",
//			},
//			Name: "vnet-app",
//		}, ipam.VirtualNetwork{
//			Location: "eastus",
//			Properties: ipam.VirtualNetworkProperties{
//				AddressSpace: ipam.SpaceFrom(ipam.Draws{ipam.Draw(pool, ipam.CountOf(100))}),
//			},
//		})
//		if err != nil {
//			return err
//		}
//		fmt.Println(network.Properties.AddressSpace.AddressPrefixes)
//		return nil
//	}
//
// # Conventions
//
// Clients are immutable, cheap and safe for concurrent use. Every call takes a context and ends with
// it; a wait for a long-running operation that was cut off returns a [PendingError]. Lists are
// iter.Seq2 sequences: nothing is sent before the first step, an error is the last element, and
// [Collect] makes a slice.
//
// Zero values are absent members. Optional booleans and numbers are pointers; new(false) makes one.
// Members this version does not know survive a round trip in each object's Unknown field.
//
// Bodies are checked before they are sent; a [ValidationError] lists all faults, with a JSON pointer
// and advice each. [WithoutValidation] turns that off for a service newer than this module. Under
// [DryRun] writes are checked and recorded, not sent.
//
// Refusals of the service are an [OpError] over the *azcore.ResponseError. No error text holds a
// token, a secret or a body.
package azfoundry

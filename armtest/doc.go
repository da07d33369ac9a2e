// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package armtest is an Azure Resource Manager and an Entra ID in one process, over TLS on loopback,
// for tests and for trying things out. It imitates the service, not a client: the official clients in
// Go, JavaScript and Python, the Azure CLI and Terraform can use it, also from other processes.
//
//	world, err := armtest.Start(nil)
//	if err != nil { … }
//	defer world.Close()
//	cred, err := azidentity.NewClientSecretCredential(armtest.ManagedTenant, armtest.DeployerClientID,
//		armtest.DeployerSecret, &azidentity.ClientSecretCredentialOptions{
//			ClientOptions: world.CredentialOptions(), DisableInstanceDiscovery: true})
//	client, err := armnetwork.NewVirtualNetworksClient(armtest.ManagedSubscription, cred, world.ClientOptions())
//
// # The default world
//
// Two tenants, management and managed, with one subscription each. The management subscription has the
// group rg-network with the network manager avnm and its address pool main ([DefaultPool], eastus,
// 10.0.0.0/8, all free). The managed subscription has the group rg-workload. Two applications, both
// multi-tenant: the deployer, which owns the managed subscription, and whose service principal in the
// management tenant holds IPAM Pool User on the pool and nothing else; and the administrator, which
// owns every subscription of both tenants. All ids and secrets are constants of this package; they
// open nothing outside it.
//
// # What behaves
//
// Entra issues signed tokens for client secrets and words its refusals as the service does. Resource
// Manager answers 401 with the challenge that names a subscription's tenant, authorises by role
// assignments at every scope, checks access to linked resources with auxiliary tokens, checks bodies
// by JSON Schema, runs long operations in the style each operation really has, pages lists, honours
// If-Match on pools, and places addresses as IPAM does.
//
// Where the service's behaviour is not public, a comment that begins with "Our reading:" says what
// was chosen. Nothing waits in real time: a long operation is over at the second look at it. What
// cannot be done, such as a number of addresses for which a pool has no room, is refused at once; no
// operation fails later.
package armtest

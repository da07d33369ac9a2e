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
// 10.0.0.0/8, all free). The managed subscription has the group rg-workload; the network manager is
// connected with it, without which no network there draws on the pool ([Options.Unconnected]). Two applications, both
// multi-tenant: the deployer, which owns the managed subscription, and whose service principal in the
// management tenant holds IPAM Pool User on the pool and nothing else; and the administrator, which
// owns every subscription of both tenants. All ids and secrets are constants of this package; they
// open nothing outside it.
//
// # What behaves
//
// Entra issues signed tokens for client secrets and words its refusals as the service does. Resource
// Manager answers 401 with the challenge that names a subscription's tenant, authorises by role
// assignments at every scope and their conditions, checks access to linked resources with auxiliary tokens, checks bodies
// by JSON Schema, runs long operations in the style each operation really has, pages lists, honours
// If-Match on pools and in API Management, and places addresses as IPAM does.
//
// Microsoft Graph is at [World.Graph], with the applications and service principals of the tenant that a
// token is of: filters, pages, changes of the sign-in audience, service principals made and deleted. It
// takes no token for Resource Manager, nor Resource Manager one for it. Who may do what follows from
// directory roles ([World.AssignDirectoryRole]) and owners ([World.AddOwner]); the administrator is
// Application Administrator in both tenants.
//
// Where the service's behaviour is not public, a comment that begins with "Our reading:" says what
// was chosen. Nothing waits in real time: a long operation is over at the second look at it. What
// cannot be done, such as a number of addresses for which a pool has no room, is refused at once; no
// operation fails later, unless a fault says so.
//
// Keys of vaults encrypt, as far as Resource Manager sees it: who names a key that is not there, that is
// disabled, whose vault can be purged, or that the identity of the resource may not use, is refused
// ([World.Principal] tells who that identity is). Identities are principals of the directory; deleted vaults
// keep their names and keys until they are purged. What a vault's own API does, a world does with
// [World.Put]: another version of a key, or another state of one.
//
// Names of members in bodies are taken in any case, as Resource Manager takes them; a world stores and
// shows them as the published types spell them.
//
// # Gateways to models
//
// An [AIGateway] stands for what a connection of Foundry leads to, and [AIFoundry] for the part of Foundry that
// calls models through connections, which minds the case of metadata as Foundry does. Neither belongs to a
// world.
//
// # Faults
//
// [World.Inject] lets something go wrong: a [Fault] says which requests it strikes, by method, path,
// number and chance, and what becomes of them. It is data, and can be read from JSON.
//
//   - Answer: a status and code in place of the service's, with a wait in any form.
//   - Break: the connection breaks, before the service saw the request or after it did its work.
//   - Truncate and Slow: the body ends too early, or trickles.
//   - Stale: reads do not know yet of the last write.
//   - Outcome: a long-running operation fails, or never ends. One whose result is missing is an Answer
//     of 404 to GETs of the resource.
//   - LinksTo: the addresses in answers lead to another host.
//   - Throttle: token buckets as Resource Manager documents them, with its headers.
//   - Skew: the server's clock is wrong, in tokens too.
//
// [World.Intercept] is for what no fault can say. [World.Transport] reaches a world in memory, so that
// with testing/synctest a test of minutes of waiting takes no time.
package armtest

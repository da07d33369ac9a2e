// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

// The default world's fixed ids. None exists outside this package.
const (
	// ManagementTenant owns the address pools, ManagedTenant the virtual networks.
	ManagementTenant = "5f1c9b62-7a34-4e0d-9c1b-2d8e6a40f311"
	ManagedTenant    = "a83d2f14-06b7-4c59-8f2e-917c54d0be26"

	// ManagementSubscription and ManagedSubscription are the tenants' only subscriptions.
	ManagementSubscription = "1b7e40d9-c2f5-4a68-b3d1-60f8e92a7c15"
	ManagedSubscription    = "e46a0c83-9d12-47fb-a5c8-38b71d2f6e09"

	// DeployerClientID is the multi-tenant application that makes virtual networks. Its home is the
	// managed tenant.
	DeployerClientID = "c05f7d3e-41a9-4b82-9e67-f2a8d1036b54"
	DeployerSecret   = "deployer~secret~of~the~default~world"

	// AdministratorClientID is the multi-tenant application that owns every subscription and administers
	// the applications of both tenants. Its home is the management tenant.
	AdministratorClientID = "7d92b8a1-e3c4-4f06-8b5d-04c6f917ae38"
	AdministratorSecret   = "administrator~secret~of~the~default~world"

	// DefaultRegion is where everything in the default world is.
	DefaultRegion = "eastus"
	// DefaultNetworkGroup and DefaultWorkloadGroup are the resource groups of the management and the
	// managed subscription.
	DefaultNetworkGroup  = "rg-network"
	DefaultWorkloadGroup = "rg-workload"
	// DefaultConnection is the name of both sides of the connection between the network manager and the
	// managed subscription.
	DefaultConnection = "managed"
	// DefaultManager and DefaultPool are full resource ids in the management subscription.
	DefaultManager = "/subscriptions/" + ManagementSubscription + "/resourceGroups/" + DefaultNetworkGroup +
		"/providers/Microsoft.Network/networkManagers/avnm"
	DefaultPool = DefaultManager + "/ipamPools/main"
)

// populate makes the default world.
func (w *World) populate() error {
	management := "/subscriptions/" + ManagementSubscription
	managed := "/subscriptions/" + ManagedSubscription
	steps := []func() error{
		func() error { return w.AddTenant(ManagementTenant, "management", "management.example") },
		func() error { return w.AddTenant(ManagedTenant, "managed", "managed.example") },
		func() error { return w.AddSubscription(ManagementTenant, ManagementSubscription, "management") },
		func() error { return w.AddSubscription(ManagedTenant, ManagedSubscription, "managed") },
		func() error {
			return w.AddApplication(Application{
				Name: "deployer", HomeTenant: ManagedTenant, ClientID: DeployerClientID,
				ClientSecret: DeployerSecret, MultiTenant: true,
			})
		},
		func() error {
			return w.AddApplication(Application{
				Name: "administrator", HomeTenant: ManagementTenant, ClientID: AdministratorClientID,
				ClientSecret: AdministratorSecret, MultiTenant: true,
			})
		},
		func() error {
			return w.Put(management+"/resourceGroups/"+DefaultNetworkGroup, object{"location": DefaultRegion})
		},
		func() error {
			return w.Put(managed+"/resourceGroups/"+DefaultWorkloadGroup, object{"location": DefaultRegion})
		},
		func() error {
			return w.Put(DefaultManager, object{"location": DefaultRegion, "properties": object{
				"networkManagerScopes": object{"subscriptions": []any{management}},
			}})
		},
		func() error {
			return w.Put(DefaultPool, object{"location": DefaultRegion, "properties": object{
				"addressPrefixes": []any{"10.0.0.0/8"},
			}})
		},
		w.connect,
		func() error { return w.grant(managed, ManagedTenant, DeployerClientID, RoleOwner) },
		func() error { return w.grant(DefaultPool, ManagementTenant, DeployerClientID, RoleIPAMPoolUser) },
		func() error { return w.grant(management, ManagementTenant, AdministratorClientID, RoleOwner) },
		func() error { return w.grant(managed, ManagedTenant, AdministratorClientID, RoleOwner) },
		func() error {
			return w.AssignDirectoryRole(ManagementTenant, AdministratorClientID, DirectoryRoleApplicationAdministrator)
		},
		func() error {
			return w.AssignDirectoryRole(ManagedTenant, AdministratorClientID, DirectoryRoleApplicationAdministrator)
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// connect makes both sides of the connection between the network manager and the managed subscription.
func (w *World) connect() error {
	if w.options.Unconnected {
		return nil
	}
	const managed = "/subscriptions/" + ManagedSubscription
	err := w.Put(DefaultManager+"/scopeConnections/"+DefaultConnection, object{"properties": object{
		"tenantId": ManagedTenant, "resourceId": managed,
	}})
	if err != nil {
		return err
	}
	return w.Put(managed+"/providers/Microsoft.Network/networkManagerConnections/"+DefaultConnection, object{"properties": object{
		"networkManagerId": DefaultManager,
	}})
}

// grant gives an application's service principal in a tenant a role, making the principal first.
func (w *World) grant(scope, tenant, client, role string) error {
	id, err := w.AddServicePrincipal(tenant, client)
	if err != nil {
		return err
	}
	return w.Assign(scope, id, role)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"regexp"
	"slices"
)

// newKinds returns the types this world knows.
func newKinds() kinds {
	out := kinds{}
	for _, k := range slices.Concat(platformKinds(), managerKinds(), networkKinds(), perimeterKinds(), accountKinds(), agentKinds(), workspaceKinds(), serviceConnectionKinds(), gatewayKinds(), estateKinds()) {
		out[key(k.typ)] = k
	}
	return out
}

// estateKinds are what stands around Foundry: identities, vaults, storage, databases, search, endpoints and logs.
func estateKinds() []*kind {
	return slices.Concat(identityKinds(), vaultKinds(), storageKinds(), databaseKinds(), searchKinds(), endpointKinds(), insightKinds())
}

// platformKinds are the types of Resource Manager itself.
func platformKinds() []*kind {
	resources := []string{
		"2015-01-01", "2015-11-01", "2016-02-01", "2016-06-01", "2016-07-01", "2016-09-01", "2017-05-10", "2018-02-01", "2018-05-01",
		"2019-03-01", "2019-05-01", "2019-05-10", "2019-06-01", "2019-07-01", "2019-08-01", "2019-10-01", "2019-11-01", "2020-01-01",
		"2020-06-01", "2020-08-01", "2020-10-01", "2021-01-01", "2021-04-01", "2022-09-01", "2022-12-01", "2023-07-01", "2024-03-01",
		"2024-07-01", "2024-11-01", "2025-03-01", "2025-04-01",
	}
	return []*kind{
		{
			typ: "Microsoft.Resources/subscriptions", scope: platformScope, versions: resources,
			behaviour: subscriptions{},
		},
		{
			typ: groupsType, scope: platformScope, versions: resources,
			name:    regexp.MustCompile(`^[-\w._()]{0,89}[-\w_()]$`),
			tracked: true, state: true, delete: locationID, patch: []string{"tags", "managedBy"}, behaviour: groups{},
		},
		{
			typ: "Microsoft.Management/managementGroups", scope: tenantScope,
			versions: []string{
				"2017-11-01-preview", "2018-01-01-preview", "2018-03-01-preview", "2019-11-01", "2020-02-01", "2020-05-01", "2020-10-01",
				"2021-04-01", "2023-04-01", "2024-02-01-preview",
			},
			behaviour: managementGroups{},
		},
		{
			typ: "Microsoft.Authorization/roleAssignments", scope: anyScope,
			versions: []string{
				"2015-07-01", "2017-10-01-preview", "2018-01-01-preview", "2018-09-01-preview", "2020-03-01-preview",
				"2020-04-01-preview", "2020-08-01-preview", "2020-10-01-preview", "2022-04-01",
			},
			name: guidName(), readOnly: authorship(), behaviour: assignments{},
		},
		{
			typ: typeDefinitions, scope: anyScope,
			versions: []string{"2015-07-01", "2018-01-01-preview", "2022-04-01", "2022-05-01-preview"},
			name:     guidName(), readOnly: authorship(), alwaysCreated: true, behaviour: definitions{},
		},
	}
}

// guidName is what names of role assignments and role definitions look like.
func guidName() *regexp.Regexp {
	return regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
}

// authorship are the members that tell who wrote an assignment or a role.
func authorship() []string {
	return []string{
		"properties.scope", "properties.createdOn", "properties.createdBy", "properties.updatedOn", "properties.updatedBy",
	}
}

// networkName is what names of networks and their managers look like.
func networkName() *regexp.Regexp {
	return regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,78}[a-zA-Z0-9_])?$`)
}

// managerKinds are the types of Virtual Network Manager.
func managerKinds() []*kind {
	poolName := regexp.MustCompile(`^[0-9a-zA-Z]([0-9a-zA-Z_.-]{0,62}[0-9a-zA-Z_])?$`)
	pools, connections := poolVersions(), managerConnectionVersions()
	return []*kind{
		{
			typ: "Microsoft.Network/networkManagers", versions: managerVersions(), name: networkName(),
			tracked: true, state: true, tags: inBody, delete: locationID, patch: []string{"tags"},
			readOnly:  []string{"properties.resourceGuid", "properties.networkManagerScopes.crossTenantScopes"},
			behaviour: managers{},
		},
		{
			typ: "Microsoft.Network/networkManagers/ipamPools", versions: pools,
			name:    poolName,
			tracked: true, state: true, tags: matched, put: asyncURL, delete: locationID, lingers: true,
			patch:      []string{"tags", "properties.displayName", "properties.description"},
			readOnly:   []string{"properties.ipAddressType"},
			plainQuery: true, behaviour: addressPools{},
		},
		{
			typ: "Microsoft.Network/networkManagers/ipamPools/staticCidrs", versions: pools,
			name:  poolName,
			state: true, delete: locationID,
			readOnly:   []string{"properties.totalNumberOfIPAddresses"},
			plainQuery: true, behaviour: staticCIDRs{},
		},
		{
			typ: "Microsoft.Network/networkManagers/scopeConnections", versions: connections, tags: inBody,
			readOnly: []string{"properties.connectionState"}, behaviour: scopeConnections{},
		},
		{
			typ: "Microsoft.Network/networkManagerConnections", scope: connectionScope, versions: connections, tags: inBody,
			readOnly: []string{"properties.connectionState"}, behaviour: managerConnections{},
		},
	}
}

// networkKinds are virtual networks and what is in them.
func networkKinds() []*kind {
	network, name := networkVersions(), networkName()
	return []*kind{
		{
			typ: "Microsoft.Network/virtualNetworks", versions: network, name: name,
			tracked: true, state: true, tags: inBody, put: asyncURL, delete: locationID, patch: []string{"tags"},
			readOnly: []string{"properties.resourceGuid"}, behaviour: networks{},
		},
		{
			typ: "Microsoft.Network/virtualNetworks/subnets", versions: network, name: name,
			state: true, tags: inBody, put: asyncURL, delete: locationID, behaviour: subnets{},
		},
	}
}

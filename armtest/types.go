// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import "regexp"

// newKinds returns the types this world knows.
func newKinds() kinds {
	network := []string{
		"2022-07-01", "2022-09-01", "2022-11-01", "2023-02-01", "2023-04-01", "2023-05-01", "2023-06-01", "2023-09-01", "2023-11-01",
		"2024-01-01", "2024-03-01", "2024-05-01", "2024-07-01", "2024-10-01", "2025-01-01", "2025-03-01", "2025-05-01", "2025-07-01",
	}
	pools := []string{
		"2024-01-01-preview", "2024-05-01", "2024-07-01", "2024-10-01", "2025-01-01", "2025-03-01", "2025-05-01", "2025-07-01",
	}
	resources := []string{
		"2015-01-01", "2015-11-01", "2016-06-01", "2018-05-01", "2019-05-01", "2019-06-01", "2019-08-01", "2019-10-01", "2019-11-01",
		"2020-01-01", "2020-06-01", "2020-08-01", "2020-10-01", "2021-01-01", "2021-04-01", "2022-09-01", "2022-12-01", "2023-07-01",
		"2024-03-01", "2024-07-01", "2024-11-01", "2025-03-01", "2025-04-01",
	}
	networkName := regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,78}[a-zA-Z0-9_])?$`)
	out := kinds{}
	for _, k := range []*kind{
		{
			typ: "Microsoft.Resources/subscriptions", scope: platformScope, versions: resources,
			behaviour: subscriptions{},
		},
		{
			typ: "Microsoft.Resources/subscriptions/resourceGroups", scope: platformScope, versions: resources,
			name:    regexp.MustCompile(`^[-\w._()]{0,89}[-\w_()]$`),
			tracked: true, state: true, delete: locationID, patch: []string{"tags"}, behaviour: groups{},
		},
		{
			typ: "Microsoft.Authorization/roleAssignments", scope: anyScope,
			versions:  []string{"2015-07-01", "2018-09-01-preview", "2020-04-01-preview", "2022-04-01"},
			behaviour: assignments{},
		},
		{
			typ: "Microsoft.Network/networkManagers", versions: network, name: networkName,
			tracked: true, state: true, tags: inBody, delete: locationID, patch: []string{"tags"},
			readOnly:  []string{"properties.resourceGuid", "properties.networkManagerScopes.crossTenantScopes"},
			behaviour: managers{},
		},
		{
			typ: "Microsoft.Network/networkManagers/ipamPools", versions: pools,
			name:    regexp.MustCompile(`^[0-9a-zA-Z]([0-9a-zA-Z_.-]{0,62}[0-9a-zA-Z_])?$`),
			tracked: true, state: true, tags: matched, put: asyncURL, delete: locationID, lingers: true,
			patch:      []string{"tags", "properties.displayName", "properties.description"},
			readOnly:   []string{"properties.ipAddressType"},
			plainQuery: true, behaviour: addressPools{},
		},
		{
			typ: "Microsoft.Network/virtualNetworks", versions: network, name: networkName,
			tracked: true, state: true, tags: inBody, put: asyncURL, delete: locationID, patch: []string{"tags"},
			readOnly: []string{"properties.resourceGuid"}, behaviour: networks{},
		},
		{
			typ: "Microsoft.Network/virtualNetworks/subnets", versions: network, name: networkName,
			state: true, tags: inBody, put: asyncURL, delete: locationID, behaviour: subnets{},
		},
	} {
		out[key(k.typ)] = k
	}
	return out
}

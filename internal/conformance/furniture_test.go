// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/ipam"
	"github.com/azfoundry/azfoundry/nsp"
)

// body is a JSON object.
type body = map[string]any

// managementGroup is one in the administrator's tenant.
func managementGroup(name string) thing {
	return thing{id: "/providers/Microsoft.Management/managementGroups/" + name, body: body{"properties": body{"tenantId": armtest.ManagementTenant}}}
}

// vault is the body of a key vault.
func vault() body {
	return body{"location": "eastus", "properties": body{
		"tenantId": armtest.ManagementTenant, "sku": body{"family": "A", "name": "standard"}, "enableRbacAuthorization": true,
	}}
}

// pools are what a world holds for the rows of ipam: what they are about, and a second one for the lists.
func pools() []thing {
	_, manager := newManager()
	_, pool := newPool()
	_, network := newNetwork()
	_, subnet := newSubnet()
	_, static := newStatic()
	_, scope := newScopeConnection()
	_, connection := newSubscriptionConnection()
	root, spare, second, third := pool, pool, static, static
	root.Properties.ParentPoolName, spare.Properties.ParentPoolName = "", "root"
	root.Properties.AddressPrefixes = []string{"10.0.0.0/8"}
	spare.Properties.AddressPrefixes = []string{"10.6.0.0/16"}
	second.Properties.AddressPrefixes, third.Properties.AddressPrefixes = []string{"10.4.12.0/24"}, []string{"10.4.13.0/24"}
	plain := ipam.Subnet{Properties: ipam.SubnetProperties{AddressPrefix: "10.9.1.0/24"}}
	other := ipam.VirtualNetwork{Location: "eastus", Properties: ipam.VirtualNetworkProperties{AddressSpace: ipam.SpaceFrom(ipam.Prefixes{"10.9.0.0/16"})}}
	return []thing{
		managementGroup("platform"), managementGroup(groupConnectionID.ManagementGroup),
		{of: "ManagersClient", id: managerID.String(), body: manager},
		{id: ipam.ManagerID{ResourceGroup: group, Name: "spare"}.String(), body: manager},
		{id: managerID.Pool("root").String(), body: root},
		{of: "PoolsClient", id: poolID.String(), body: pool},
		{id: managerID.Pool("spare").String(), body: spare},
		{of: "StaticCIDRsClient", id: staticID.String(), body: static},
		{id: poolID.StaticCIDR("spare").String(), body: second},
		{id: poolID.StaticCIDR("third").String(), body: third},
		{of: "ScopeConnectionsClient", id: scopeConnectionID.String(), body: scope},
		{id: managerID.ScopeConnection("spare").String(), body: scope},
		{of: "SubscriptionConnectionsClient", id: subscriptionConnectionID.String(), body: connection},
		{of: "ManagementGroupConnectionsClient", id: groupConnectionID.String(), body: connection},
		{of: "VirtualNetworksClient", id: networkID.String(), body: network},
		{of: "SubnetsClient", id: subnetID.String(), body: subnet},
		{id: networkID.Subnet("spare").String(), body: subnet},
		{id: ipam.VirtualNetworkID{ResourceGroup: group, Name: "spare"}.String(), body: other},
		{id: ipam.VirtualNetworkID{ResourceGroup: group, Name: "spare"}.Subnet("spare").String(), body: plain},
	}
}

// perimeterThings are what a world holds for the rows of nsp.
func perimeterThings() []thing {
	perimeter := nsp.Perimeter{Location: "eastus", Tags: map[string]string{"team": "platform"}}
	other := nsp.PerimeterID{ResourceGroup: group, Name: "other"}
	association := nsp.Associate(vaultID, profileID, nsp.AccessModeLearning)
	second := nsp.Associate(vaultID+"-2", profileID, nsp.AccessModeLearning)
	rule := body{"properties": body{"direction": "Inbound", "addressPrefixes": []string{"198.51.100.0/24"}}}
	link := func(to nsp.PerimeterID) nsp.Link {
		return nsp.Link{Properties: nsp.LinkProperties{
			AutoApprovedRemotePerimeterResourceID: to.String(), LocalInboundProfiles: []string{"*"}, RemoteInboundProfiles: []string{"*"},
		}}
	}
	third := nsp.PerimeterID{ResourceGroup: group, Name: "third"}
	logging := nsp.LoggingConfiguration{Properties: nsp.LoggingConfigurationProperties{EnabledLogCategories: nsp.LogCategories(), Version: "1"}}
	return []thing{
		{id: vaultID, body: vault()},
		{id: vaultID + "-2", body: vault()},
		{of: "PerimetersClient", id: perimeterID.String(), body: perimeter},
		{id: other.String(), body: perimeter},
		{id: third.String(), body: perimeter},
		{of: "ProfilesClient", id: profileID.String(), body: nsp.Profile{}},
		{id: perimeterID.Profile("spare").String(), body: nsp.Profile{}},
		{id: other.Profile("main_1").String(), body: nsp.Profile{}},
		{of: "AccessRulesClient", id: ruleID.String(), body: rule},
		{id: profileID.AccessRule("spare").String(), body: rule},
		{of: "AssociationsClient", id: associationID.String(), body: association},
		{id: perimeterID.Association("spare").String(), body: second},
		{of: "LinksClient", id: linkID.String(), body: link(other)},
		{id: perimeterID.Link("spare").String(), body: link(third)},
		{id: other.Link("a-to-ai").String(), body: link(perimeterID)},
		{id: third.Link("b-to-ai").String(), body: link(perimeterID)},
		{of: "LoggingConfigurationsClient", id: loggingID.String(), body: logging},
	}
}

// beforePerimeters finds out names that have GUIDs.
func beforePerimeters(ctx context.Context, method string, c *official.ClientFactory) (string, error) {
	client, _, _ := strings.Cut(method, ".")
	switch client {
	case "LinkReferencesClient":
		page, err := c.NewSecurityPerimeterLinkReferencesClient().NewListPager(group.Name, perimeterID.Name, nil).NextPage(ctx)
		if err != nil {
			return "", err
		}
		return *page.Value[0].Name, nil
	case "OperationStatusesClient":
		var begun *http.Response
		p, err := c.NewSecurityPerimeterAssociationsClient().BeginDelete(policy.WithCaptureResponse(ctx, &begun), group.Name, perimeterID.Name, associationID.Name, nil)
		if _, err := finish(ctx, p, err); err != nil {
			return "", err
		}
		address := begun.Header.Get("Azure-AsyncOperation") + begun.Header.Get("Location")
		address, _, _ = strings.Cut(address, "?")
		return address[strings.LastIndexByte(address, '/')+1:], nil
	}
	return "", nil
}

// beforePools finds out the etag of the pool.
func beforePools(ctx context.Context, method string, c *official.ClientFactory) (string, error) {
	if method != "PoolsClient.Update" && method != "PoolsClient.CreateOrUpdate" && method != "PoolsClient.Delete" {
		return "", nil
	}
	r, err := c.NewIpamPoolsClient().Get(ctx, group.Name, managerID.Name, poolID.Name, nil)
	if err != nil {
		return "", err
	}
	return *r.Etag, nil
}

// foundryThings are what a world holds for the rows of foundry.
func foundryThings() []thing {
	second, workspace := ourAccount(), ourWorkspace()
	second.Properties.CustomSubDomainName = "foundry-2"
	model := body{"sku": body{"name": "GlobalStandard", "capacity": 10}, "properties": body{"model": body{"format": "OpenAI", "name": "gpt-4o"}}}
	project := body{"location": "eastus", "identity": body{"type": "SystemAssigned"}, "properties": body{"displayName": "Orders"}}
	profile := nsp.PerimeterID{ResourceGroup: group, Name: "ai"}.Profile("main")
	return []thing{
		{of: "AccountsClient", id: accountID.String(), body: ourAccount()},
		{id: foundry.AccountID{ResourceGroup: group, Name: "spare"}.String(), body: second},
		{of: "ProjectsClient", id: accountID.Project("orders").String(), body: project},
		{id: accountID.Project("spare").String(), body: project},
		{of: "DeploymentsClient", id: accountID.Deployment("chat").String(), body: model},
		{id: accountID.Deployment("spare").String(), body: model},
		{of: "CapabilityHostsClient", id: accountID.CapabilityHost("agents").String(), body: body{"properties": body{"capabilityHostKind": "Agents"}}},
		{
			of: "ProjectCapabilityHostsClient", id: accountID.Project("orders").ProjectCapabilityHost("agents").String(),
			body:  body{"properties": body{"storageConnections": []string{"files"}}},
			needs: accountID.CapabilityHost("agents").String(),
		},
		{of: "WorkspacesClient", id: workspaceID.String(), body: workspace},
		{id: foundry.WorkspaceID{ResourceGroup: group, Name: "spare"}.String(), body: workspace},
		{id: nsp.PerimeterID{ResourceGroup: group, Name: "ai"}.String(), body: nsp.Perimeter{Location: "eastus"}},
		{id: profile.String(), body: nsp.Profile{}},
		{
			id:   nsp.PerimeterID{ResourceGroup: group, Name: "ai"}.Association("models").String(),
			body: nsp.Associate(accountID.String(), profile, nsp.AccessModeLearning),
		},
	}
}

// beforeFoundry deletes the account that is to be purged, and finds out names that have GUIDs.
func beforeFoundry(ctx context.Context, method string, h homes) (string, error) {
	client, _, _ := strings.Cut(method, ".")
	switch client {
	case "DeletedAccountsClient":
		p, err := h.cognitive.NewAccountsClient().BeginDelete(ctx, group.Name, accountID.Name, nil)
		return "", done(finish(ctx, p, err))
	case "PerimeterConfigurationsClient":
		page, err := h.cognitive.NewNetworkSecurityPerimeterConfigurationsClient().NewListPager(group.Name, accountID.Name, nil).NextPage(ctx)
		if err != nil {
			return "", err
		}
		return *page.Value[0].Name, nil
	}
	return "", nil
}

// bonds are what a world holds for the rows of connections.
func bonds() []thing {
	host := body{
		"location": "eastus", "kind": "AIServices", "sku": body{"name": "S0"}, "identity": body{"type": "SystemAssigned"},
		"properties": body{"allowProjectManagement": true},
	}
	connection := body{"properties": body{
		"authType": "ApiKey", "category": "OpenAI", "target": "https://a.b/c?d", "isSharedToAll": false,
		"credentials": body{"key": "k<&>"}, "metadata": body{"ApiType": "Azure", "location": "eastus2"},
	}}
	var things []thing
	for _, home := range homeIDs(group) {
		things = append(things, thing{id: home.String(), body: host},
			thing{of: "ConnectionsClient", id: connections.ID{Home: home, Name: bondName}.String(), body: connection},
			thing{id: connections.ID{Home: home, Name: "spare"}.String(), body: connection})
	}
	return things
}

// roleThings are what a world holds for the rows of abac/roleassign.
func roleThings() []thing {
	_, manager := newManager()
	spare, at := assignmentID, assignmentID
	spare.Name, at.Scope = "4d1f7a90-6c23-4b58-9e07-b2a8c5d3e614", managerID.String()
	more := definitionID
	more.Name = "7e92b5c1-04d8-4f6a-a3b7-16c9d2e8f053"
	other, owner := ourDefinition(), ourAssignment()
	other.Properties.RoleName = "Second reader"
	owner.Properties.RoleDefinitionID = strings.TrimSuffix(owner.Properties.RoleDefinitionID, armtest.RoleReader) + armtest.RoleContributor
	return []thing{
		managementGroup("platform"),
		{id: managerID.String(), body: manager},
		{of: "AssignmentsClient", id: assignmentID.String(), body: ourAssignment()},
		{id: spare.String(), body: owner},
		{id: at.String(), body: owner},
		{of: "DefinitionsClient", id: definitionID.String(), body: ourDefinition()},
		{id: more.String(), body: other},
	}
}

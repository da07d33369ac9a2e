// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"reflect"
	"slices"

	apim "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/apimanagement/armapimanagement/v3"
	authorization "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	cognitive "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cognitiveservices/armcognitiveservices/v2"
	keyvault "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/keyvault/armkeyvault"
	learning "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/machinelearning/armmachinelearning/v4"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/foundry/estate"
	"github.com/azfoundry/azfoundry/ipam"
	"github.com/azfoundry/azfoundry/nsp"
)

// pairing is an official model and ours.
type pairing struct {
	pkg          string
	theirs, ours reflect.Type
	// clients are the official clients whose examples have such bodies.
	clients []string
	// request is the operation whose requests alone have these types; empty for all other bodies.
	request string
	// wider is set where ours has members that the official model does not: of a newer API version, or read-only.
	wider bool
	// secret is set for models that print secrets as REDACTED.
	secret bool
}

func paired[T, O any](pkg string, clients ...string) pairing {
	return pairing{pkg: pkg, theirs: reflect.TypeFor[T](), ours: reflect.TypeFor[O](), clients: clients}
}

func (p pairing) name() string { return p.ours.String() + "/" + p.theirs.Name() }

// models are the pairs of official models and ours.
func models() []pairing {
	return slices.Concat(poolModels(), perimeterModels(), foundryModels(), estateModels(), gatewayModels(), []pairing{
		secretly(paired[cognitive.ConnectionPropertiesV2BasicResource, connections.Connection]("connections", "AccountConnectionsClient", "ProjectConnectionsClient")),
		secretly(paired[learning.WorkspaceConnectionPropertiesV2BasicResource, connections.Connection]("connections", "WorkspaceConnectionsClient")),
		secretly(paired[cognitive.ConnectionUpdateContent, connections.ConnectionUpdate]("connections", "AccountConnectionsClient", "ProjectConnectionsClient")),
		paired[authorization.RoleAssignment, roleassign.Assignment]("abac/roleassign", "RoleAssignmentsClient"),
		widely(paired[authorization.RoleAssignmentCreateParameters, roleassign.Assignment]("abac/roleassign", "RoleAssignmentsClient")),
		widely(paired[authorization.RoleDefinition, roleassign.Definition]("abac/roleassign", "RoleDefinitionsClient")),
	})
}

func secretly(p pairing) pairing {
	p.secret = true
	return p
}

func widely(p pairing) pairing {
	p.wider = true
	return p
}

// asking is a pairing for the requests of one operation.
func asking(operation string, p pairing) pairing {
	p.request = operation
	return p
}

func poolModels() []pairing {
	return []pairing{
		paired[official.Manager, ipam.Manager]("ipam", "ManagersClient"),
		paired[official.PatchObject, ipam.TagsUpdate]("ipam", "ManagersClient"),
		paired[official.IpamPool, ipam.Pool]("ipam", "IpamPoolsClient"),
		paired[official.IpamPoolUpdate, ipam.PoolUpdate]("ipam", "IpamPoolsClient"),
		paired[official.PoolUsage, ipam.PoolUsage]("ipam", "IpamPoolsClient"),
		paired[official.PoolAssociation, ipam.PoolAssociation]("ipam", "IpamPoolsClient"),
		paired[official.StaticCidr, ipam.StaticCIDR]("ipam", "StaticCidrsClient"),
		paired[official.ScopeConnection, ipam.ScopeConnection]("ipam", "ScopeConnectionsClient"),
		paired[official.ManagerConnection, ipam.ManagerConnection]("ipam",
			"SubscriptionNetworkManagerConnectionsClient", "ManagementGroupNetworkManagerConnectionsClient"),
		paired[official.VirtualNetwork, ipam.VirtualNetwork]("ipam", "VirtualNetworksClient"),
		paired[official.TagsObject, ipam.TagsUpdate]("ipam", "VirtualNetworksClient"),
		paired[official.Subnet, ipam.Subnet]("ipam", "SubnetsClient"),
	}
}

func perimeterModels() []pairing {
	return []pairing{
		paired[official.SecurityPerimeter, nsp.Perimeter]("nsp", "SecurityPerimetersClient"),
		paired[official.UpdateTagsRequest, nsp.TagsUpdate]("nsp", "SecurityPerimetersClient"),
		paired[official.NspProfile, nsp.Profile]("nsp", "SecurityPerimeterProfilesClient"),
		paired[official.NspAccessRule, nsp.AccessRule]("nsp", "SecurityPerimeterAccessRulesClient"),
		paired[official.NspAssociation, nsp.Association]("nsp", "SecurityPerimeterAssociationsClient"),
		paired[official.NspLink, nsp.Link]("nsp", "SecurityPerimeterLinksClient"),
		paired[official.NspLinkReference, nsp.LinkReference]("nsp", "SecurityPerimeterLinkReferencesClient"),
		paired[official.NspLoggingConfiguration, nsp.LoggingConfiguration]("nsp", "SecurityPerimeterLoggingConfigurationsClient"),
		paired[official.PerimeterAssociableResource, nsp.AssociableType]("nsp", "SecurityPerimeterAssociableResourceTypesClient"),
		paired[official.NspServiceTagsResource, nsp.ServiceTagSet]("nsp", "SecurityPerimeterServiceTagsClient"),
		paired[official.OperationStatusResult, nsp.OperationStatus]("nsp", "SecurityPerimeterOperationStatusesClient"),
	}
}

func foundryModels() []pairing {
	out := []pairing{
		paired[cognitive.Account, foundry.Account]("foundry", "AccountsClient", "DeletedAccountsClient"),
		asking("BeginUpdate", paired[cognitive.Account, foundry.AccountUpdate]("foundry", "AccountsClient")),
		asking("BeginUpdate", paired[cognitive.Project, foundry.ProjectUpdate]("foundry", "ProjectsClient")),
		paired[cognitive.Project, foundry.Project]("foundry", "ProjectsClient"),
		paired[cognitive.Deployment, foundry.Deployment]("foundry", "DeploymentsClient"),
		paired[cognitive.PatchResourceTagsAndSKU, foundry.DeploymentUpdate]("foundry", "DeploymentsClient"),
		paired[cognitive.CapabilityHost, foundry.CapabilityHost]("foundry", "AccountCapabilityHostsClient"),
		paired[cognitive.CapabilityHost, foundry.ProjectCapabilityHost]("foundry", "ProjectCapabilityHostsClient"),
		paired[cognitive.NetworkSecurityPerimeterConfiguration, foundry.PerimeterConfiguration]("foundry", "NetworkSecurityPerimeterConfigurationsClient"),
		paired[learning.Workspace, foundry.Workspace]("foundry", "WorkspacesClient"),
		paired[learning.WorkspaceUpdateParameters, foundry.WorkspaceUpdate]("foundry", "WorkspacesClient"),
		paired[learning.DiagnoseWorkspaceParameters, foundry.DiagnoseRequest]("foundry", "WorkspacesClient"),
		paired[learning.DiagnoseResponseResult, foundry.Diagnosis]("foundry", "WorkspacesClient"),
	}
	for i := range out {
		out[i].wider = true
	}
	return out
}

func estateModels() []pairing {
	out := []pairing{
		paired[keyvault.Vault, estate.Vault]("foundry/estate", "VaultsClient"),
		paired[keyvault.VaultCreateOrUpdateParameters, estate.Vault]("foundry/estate", "VaultsClient"),
		paired[keyvault.VaultPatchParameters, estate.VaultUpdate]("foundry/estate", "VaultsClient"),
		paired[keyvault.DeletedVault, estate.DeletedVault]("foundry/estate", "VaultsClient"),
		paired[keyvault.Key, estate.VaultKey]("foundry/estate", "KeysClient"),
		paired[keyvault.KeyCreateParameters, estate.VaultKey]("foundry/estate", "KeysClient"),
		paired[official.PrivateEndpoint, estate.PrivateEndpoint]("foundry/estate", "PrivateEndpointsClient"),
	}
	for i := range out {
		out[i].wider = true
	}
	return out
}

func gatewayModels() []pairing {
	const pkg = "connections/gateway"
	return []pairing{
		paired[apim.ServiceResource, gateway.Service](pkg, "ServiceClient"),
		widely(paired[apim.APIContract, gateway.API](pkg, "APIClient")),
		widely(paired[apim.APICreateOrUpdateParameter, gateway.API](pkg, "APIClient")),
		paired[apim.APIUpdateContract, gateway.APIUpdate](pkg, "APIClient"),
		paired[apim.OperationContract, gateway.Operation](pkg, "APIOperationClient"),
		paired[apim.OperationUpdateContract, gateway.OperationUpdate](pkg, "APIOperationClient"),
		paired[apim.PolicyContract, gateway.Policy](pkg, "APIPolicyClient", "APIOperationPolicyClient"),
		secretly(paired[apim.BackendContract, gateway.Backend](pkg, "BackendClient")),
		secretly(paired[apim.BackendUpdateParameters, gateway.BackendUpdate](pkg, "BackendClient")),
		secretly(paired[apim.NamedValueContract, gateway.NamedValue](pkg, "NamedValueClient")),
		secretly(paired[apim.NamedValueCreateContract, gateway.NamedValue](pkg, "NamedValueClient")),
		secretly(paired[apim.NamedValueUpdateParameters, gateway.NamedValueUpdate](pkg, "NamedValueClient")),
		secretly(paired[apim.NamedValueSecretContract, gateway.NamedValueSecret](pkg, "NamedValueClient")),
	}
}

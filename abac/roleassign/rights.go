// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"slices"

	"github.com/azfoundry/azfoundry/abac"
)

// builtIn is a built-in role, and what it allows of that which conditions can look into.
type builtIn struct {
	name string
	role Role
	old  string // its name before 2026, if that was another one
	// actions less notActions, and data, are those of its actions and data actions that conditions can look
	// into, or patterns that hold some of them.
	actions, notActions, data []string
	// conditional is true where its own definition has conditions. Those change, so they are not here.
	conditional bool
}

var delegates = []string{abac.AssignmentDelete, abac.AssignmentWrite}

// builtIns are the built-in roles that allow something that conditions can look into (the service's own list of
// August 2026), and after them the others that have a constant.
var builtIns = slices.Concat(conditionable, others)

var conditionable = []builtIn{
	{name: "Access Review Operator Service Role", role: "76cc9ee4-d5d3-4a45-a930-26add3d73475", actions: []string{abac.AssignmentDelete}},
	{name: "Avere Contributor", role: "4f8fab4f-1852-4a58-a46a-8eaf358af14a", data: []string{abac.BlobDelete, abac.BlobRead, abac.BlobWrite}},
	{name: "Avere Operator", role: "c025889f-8102-4ebf-b32c-fc0c6f0c6bd9", data: []string{abac.BlobDelete, abac.BlobRead, abac.BlobWrite}},
	{name: "AVS on Fleet VIS Role", role: "49fc33c1-886f-4b21-a00e-1d9993234734", actions: []string{abac.AssignmentDelete}, conditional: true},
	{name: "AVS Orchestrator Role", role: "d715fb95-a0f0-4f1c-8be6-5ad2d2767f67", actions: []string{abac.AssignmentDelete}, conditional: true},
	{name: "Azure Center for SAP solutions administrator", role: "7b0c7e81-271f-4c71-90bf-e30bdfdbc2f7", data: []string{abac.BlobRead}},
	{name: "Azure Container Storage Contributor", role: "95dd08a6-00bd-4661-84bf-f6726f83a4d0", actions: delegates, conditional: true},
	{name: "Azure Container Storage Owner", role: "95de85bd-744d-4664-9dde-11430bc34793", actions: delegates, conditional: true},
	{name: "Azure File Sync Administrator", role: "92b92042-07d9-4307-87f7-36a593fc5850", actions: []string{abac.AssignmentWrite}, conditional: true},
	{name: "Azure IoT Operations Onboarding", role: "7b7c71ed-33fa-4ed2-a91a-e56d5da260b5", actions: []string{abac.AssignmentWrite}, conditional: true},
	{name: "Azure Local Migrate Execute Expert", role: "1cfa4eac-9a23-481c-a793-bfb6958e836c", actions: delegates, conditional: true},
	{name: "Azure Local Migrate Owner", role: "fd8ea4d5-6509-4db0-bada-356ab233b4fb", actions: delegates, conditional: true},
	{name: "Azure Migrate Execute Expert", role: "1cfa4eac-9a23-481c-a793-bfb6958e836b", actions: delegates, conditional: true},
	{name: "Azure Migrate Owner", role: "fd8ea4d5-6509-4db0-bada-356ab233b4fa", actions: delegates, conditional: true},
	{
		name: "Azure Red Hat OpenShift Image Registry Operator", role: "8b32b316-c2f5-4ddf-b05b-83dacd2d08b5",
		data: []string{abac.BlobDelete, abac.BlobWrite, abac.BlobRead, abac.BlobAdd, abac.BlobMove},
	},
	{name: "Azure Resilience Management Drills Administrator", role: "c914561b-1575-4601-af9c-a1356bf59818", actions: delegates, conditional: true},
	{
		name: "Azure Resilience Management Drills Assets Administrator", role: "5a2ec2f1-2375-4950-9906-59ec1d979249",
		actions: delegates, conditional: true,
	},
	{
		name: "Azure Resilience Management Drills Target Resource Administrator", role: "e4c7f620-39b8-4688-bba2-70dd82ef367b",
		actions: delegates, conditional: true,
	},
	{
		name: "Azure Resilience Management Goals Administrator", role: "a2b7cc47-30ec-462f-a2f4-9ac6e1c266af",
		actions: []string{abac.AssignmentWrite}, conditional: true,
	},
	{
		name: "Azure Resilience Management Recovery Administrator", role: "481d9636-d9f0-468b-b93d-6056318e6f36",
		actions: []string{abac.AssignmentWrite}, conditional: true,
	},
	{name: "Azure Sphere Owner", role: "5a382001-fe36-41ff-bba4-8bf06bd54da9", actions: delegates, conditional: true},
	{name: "Azure Stack HCI Administrator", role: "bda0d508-adf1-4af0-9c28-88919fc3ae06", actions: delegates, conditional: true},
	{
		name: "Container Registry Data Importer and Data Reader", role: "577a9874-89fd-4f24-9dbd-b5034d0ad23a",
		data: []string{abac.RepositoryContentRead, abac.RepositoryMetadataRead},
	},
	{
		name: "Container Registry Repository Contributor", role: "2efddaa5-3f1f-4df3-97df-af3f13818f4c",
		data: []string{abac.RepositoryMetadataRead, abac.RepositoryContentRead, abac.RepositoryMetadataWrite, abac.RepositoryContentWrite, abac.RepositoryMetadataDelete, abac.RepositoryContentDelete},
	},
	{
		name: "Container Registry Repository Reader", role: RoleContainerRegistryRepositoryReader,
		data: []string{abac.RepositoryMetadataRead, abac.RepositoryContentRead},
	},
	{
		name: "Container Registry Repository Writer", role: RoleContainerRegistryRepositoryWriter,
		data: []string{abac.RepositoryMetadataRead, abac.RepositoryContentRead, abac.RepositoryMetadataWrite, abac.RepositoryContentWrite},
	},
	{
		name: "Contributor", role: RoleContributor,
		actions: []string{"*"}, notActions: []string{"Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write", "Microsoft.Authorization/elevateAccess/Action"},
	},
	{
		name: "CosmosDB Fleet Analytics Storage Data Writer", role: "bf41e52e-617f-4981-8b7a-47431bd4e011",
		data: []string{abac.BlobDelete, abac.BlobRead, abac.BlobWrite, abac.BlobAdd},
	},
	{name: "Defender CSPM Storage Scanner Operator", role: "8480c0f0-4509-4229-9339-7c10018cb8c4", actions: delegates, conditional: true},
	{
		name: "Defender For Container Registries Operator", role: "c5c82243-e78e-43f9-8428-793bba85b28e",
		data: []string{abac.RepositoryContentRead, abac.RepositoryMetadataRead},
	},
	{
		name: "Defender for Storage Data Scanner", role: "1e7ca9b1-60d1-4db8-a914-f2ca1ff27c40",
		data: []string{abac.BlobRead, abac.BlobTagsWrite, abac.BlobTagsRead, abac.BlobDelete},
	},
	{name: "Defender for Storage Scanner Operator", role: "0f641de8-0b88-4198-bdef-bd8b45ceba96", actions: delegates, conditional: true},
	{
		name: "Defender Registry Access", role: "96062cf7-95ca-4f89-9b9d-2a2aa47356af",
		data: []string{abac.RepositoryMetadataRead, abac.RepositoryContentRead, abac.RepositoryMetadataWrite, abac.RepositoryContentWrite, abac.RepositoryMetadataDelete, abac.RepositoryContentDelete},
	},
	{name: "Defender Sensitive Data Discovery", role: "0b6ca2e8-2cdc-4bd6-b896-aa3d8c21fc35", data: []string{abac.BlobRead}},
	{name: "Defender Storage Automated Malware Remediation", role: "c6c9b2d8-9a5e-4122-85e1-81612a046ab2", data: []string{abac.BlobDelete}},
	{
		name: "Defender Storage Malware Data Scanner", role: "cd50fd1f-0421-46f2-8cce-afc587dbcc77",
		data: []string{abac.BlobRead, abac.BlobTagsWrite, abac.BlobTagsRead},
	},
	{name: "Defender Unified RBAC Reader", role: "78b7345a-1e1b-483a-ac62-62228c6ea89d", data: []string{abac.TableRead}},
	{name: "Defender Unified RBAC Scoped Reader", role: "d56b031f-8d90-4376-9231-b5c94fce88ef", data: []string{abac.TableRead}},
	{name: "DevCenter Owner", role: "4c6569b6-f23e-4295-9b90-bd4cc4ff3292", actions: delegates, conditional: true},
	{name: "Foundry Account Owner", role: RoleFoundryAccountOwner, old: "Azure AI Account Owner", actions: delegates, conditional: true},
	{name: "Foundry Owner", role: RoleFoundryOwner, old: "Azure AI Owner", actions: delegates, conditional: true},
	{name: "Foundry Project Manager", role: RoleFoundryProjectManager, old: "Azure AI Project Manager", actions: delegates, conditional: true},
	{name: "Key Vault Certificate User", role: "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", data: []string{abac.SecretGet, abac.SecretReadMetadata}},
	{name: "Key Vault Data Access Administrator", role: "8b54135c-b56d-4d72-a534-26097cfdc8d8", actions: delegates, conditional: true},
	{name: "Key Vault Reader", role: RoleKeyVaultReader, data: []string{abac.SecretReadMetadata}},
	{name: "Key Vault Secrets Officer", role: RoleKeyVaultSecretsOfficer, data: []string{"Microsoft.KeyVault/vaults/secrets/*"}},
	{name: "Key Vault Secrets User", role: RoleKeyVaultSecretsUser, data: []string{abac.SecretGet, abac.SecretReadMetadata}},
	{name: "Log Analytics Data Reader", role: "3b03c2da-16b3-4a49-8834-0f8130efdd3b", data: []string{abac.TableRead}},
	{name: "Microsoft Discovery Platform Administrator (Preview)", role: "7a2b6e6c-472e-4b39-8878-a26eb63d75c6", actions: delegates, conditional: true},
	{name: "Operator Nexus Key Vault Writer Service Role (Preview)", role: "44f0a1a8-6fea-4b35-980a-8ff50c487c97", data: []string{abac.SecretSet}},
	{name: "Oracle Database DbSystems Administrator", role: "63342533-d951-495d-a3c3-a459aa02362b", conditional: true},
	{name: "Owner", role: RoleOwner, actions: []string{"*"}},
	{
		name: "Privileged Monitoring Data Reader", role: "dbc9c667-e97f-4491-aee6-90b9cf960190",
		data: []string{abac.TableRead, abac.LogRead}, conditional: true,
	},
	{name: "Role Based Access Control Administrator", role: RoleRBACAdministrator, actions: delegates},
	{
		name: "Storage Actions Blob Data Operator", role: "4bad4d9e-2a13-4888-94bb-c8432f6f3040",
		data: []string{abac.BlobRead, abac.BlobWrite, abac.BlobDelete, abac.BlobAdd, abac.BlobTagsRead, abac.BlobTagsWrite, abac.BlobRunAsSuperUser, abac.BlobRunAsSuperUserOnHeldData},
	},
	{name: "Storage Actions Task Assignment Contributor", role: "77789c21-1643-48a2-8f27-47f858540b51", actions: delegates, conditional: true},
	{
		name: "Storage Blob Data Contributor", role: RoleStorageBlobDataContributor,
		data: []string{abac.BlobDelete, abac.BlobRead, abac.BlobWrite, abac.BlobMove, abac.BlobAdd},
	},
	{name: "Storage Blob Data Owner", role: RoleStorageBlobDataOwner, data: []string{"Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"}},
	{name: "Storage Blob Data Reader", role: RoleStorageBlobDataReader, data: []string{abac.BlobRead}},
	{name: "Storage Connector Contributor", role: "9d819e60-1b9f-4871-b492-4e6cdee0b50a", data: []string{abac.BlobRead, abac.BlobWrite}},
	{name: "Storage DataShare Contributor", role: "35c49d44-ccc1-4b18-8267-cfb3bacdd396", data: []string{abac.BlobRead}},
	{
		name: "Storage Queue Data Contributor", role: RoleStorageQueueDataContributor,
		data: []string{abac.QueueDelete, abac.QueueRead, abac.QueueWrite, abac.QueueProcess},
	},
	{name: "Storage Queue Data Message Processor", role: "8a0f0c08-91a1-4084-bc3d-661d67233fed", data: []string{abac.QueueRead, abac.QueueProcess}},
	{name: "Storage Queue Data Message Sender", role: "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a", data: []string{abac.QueueAdd}},
	{name: "Storage Queue Data Reader", role: "19e7f393-937e-4f77-808e-94535e297925", data: []string{abac.QueueRead}},
	{name: "User Access Administrator", role: RoleUserAccessAdministrator, actions: []string{"Microsoft.Authorization/*"}},
	{name: "Virtual Machine Data Access Administrator (preview)", role: "66f75aeb-eabe-4b70-9f1e-c350c4c9ad04", actions: delegates, conditional: true},
	{
		name: "VM Restore Operator", role: "dfce8971-25e3-42e3-ba33-6055438e3080",
		data: []string{abac.BlobDelete, abac.BlobRead, abac.BlobWrite, abac.BlobAdd},
	},
}

var others = []builtIn{
	{name: "AcrPull", role: RoleACRPull},
	{name: "AcrPush", role: RoleACRPush},
	{name: "Azure AI Administrator", role: RoleAzureAIAdministrator},
	{name: "Azure AI Developer", role: RoleAzureAIDeveloper},
	{name: "Azure AI Enterprise Network Connection Approver", role: RoleAzureAIEnterpriseNetworkConnectionApprover},
	{name: "Azure AI Inference Deployment Operator", role: RoleAzureAIInferenceDeploymentOperator},
	{name: "Azure Machine Learning Workspace Connection Secrets Reader", role: RoleAzureMLWorkspaceConnectionSecretsReader},
	{name: "AzureML Compute Operator", role: RoleAzureMLComputeOperator},
	{name: "AzureML Data Scientist", role: RoleAzureMLDataScientist},
	{name: "AzureML Metrics Writer (preview)", role: RoleAzureMLMetricsWriter},
	{name: "AzureML Registry User", role: RoleAzureMLRegistryUser},
	{name: "Cognitive Services Contributor", role: RoleCognitiveServicesContributor},
	{name: "Cognitive Services OpenAI Contributor", role: RoleCognitiveServicesOpenAIContributor},
	{name: "Cognitive Services OpenAI User", role: RoleCognitiveServicesOpenAIUser},
	{name: "Cognitive Services Usages Reader", role: RoleCognitiveServicesUsagesReader},
	{name: "Cognitive Services User", role: RoleCognitiveServicesUser},
	{name: "Cosmos DB Account Reader Role", role: RoleCosmosDBAccountReader},
	{name: "Cosmos DB Operator", role: RoleCosmosDBOperator},
	{name: "DocumentDB Account Contributor", role: RoleDocumentDBAccountContributor},
	{name: "Foundry Agent Consumer", role: RoleFoundryAgentConsumer},
	{name: "Foundry Project Runtime User", role: RoleFoundryProjectRuntimeUser},
	{name: "Foundry User", role: RoleFoundryUser, old: "Azure AI User"},
	{name: "IPAM Pool User", role: RoleIPAMPoolUser},
	{name: "Key Vault Administrator", role: RoleKeyVaultAdministrator, data: []string{"Microsoft.KeyVault/vaults/*"}},
	{name: "Key Vault Contributor", role: RoleKeyVaultContributor},
	{name: "Key Vault Crypto Officer", role: RoleKeyVaultCryptoOfficer},
	{name: "Key Vault Crypto Service Encryption User", role: RoleKeyVaultCryptoServiceEncryptionUser},
	{name: "Key Vault Crypto User", role: RoleKeyVaultCryptoUser},
	{name: "Network Contributor", role: RoleNetworkContributor},
	{name: "Reader", role: RoleReader},
	{name: "Search Index Data Contributor", role: RoleSearchIndexDataContributor},
	{name: "Search Index Data Reader", role: RoleSearchIndexDataReader},
	{name: "Search Service Contributor", role: RoleSearchServiceContributor},
	{name: "Storage Account Contributor", role: RoleStorageAccountContributor},
	{name: "Storage File Data Privileged Contributor", role: RoleStorageFileDataPrivilegedContributor},
	{name: "Storage File Data Privileged Reader", role: RoleStorageFileDataPrivilegedReader},
	{name: "Storage Table Data Contributor", role: RoleStorageTableDataContributor},
}

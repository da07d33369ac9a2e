// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

// Built-in roles, under their names of 2026. The GUIDs are those of Microsoft's article "Azure built-in
// roles"; RoleIPAMPoolUser, which is not in it, is that of the Azure Verified Module for network managers.
// The data roles of Cosmos DB are not among them: they are assigned by Cosmos DB itself.
const (
	// RoleFoundryUser builds agents and calls models; Owner and Contributor do not. It was Azure AI User.
	RoleFoundryUser Role = "53ca6127-db72-4b80-b1b0-d745d6d5456d"
	// RoleFoundryProjectManager makes projects and assigns RoleFoundryUser. It was Azure AI Project Manager.
	RoleFoundryProjectManager Role = "eadc314b-1a2d-4efa-be10-5d325db5065e"
	// RoleFoundryAccountOwner makes accounts, and has no data actions. It was Azure AI Account Owner.
	RoleFoundryAccountOwner Role = "e47c6f54-e4a2-4754-9501-8e0985b135e1"
	// RoleFoundryOwner does all of these. It was Azure AI Owner.
	RoleFoundryOwner              Role = "c883944f-8b7b-4483-af10-35834be79c4a"
	RoleFoundryAgentConsumer      Role = "eed3b665-ab3a-47b6-8f48-c9382fb1dad6"
	RoleFoundryProjectRuntimeUser Role = "142bfaed-a13f-4c2d-bed2-6db62c4a1009"

	RoleAzureAIAdministrator                       Role = "b78c5d69-af96-48a3-bf8d-a8b4d589de94"
	RoleAzureAIDeveloper                           Role = "64702f94-c441-49e6-a78b-ef80e0188fee"
	RoleAzureAIEnterpriseNetworkConnectionApprover Role = "b556d68e-0be0-4f35-a333-ad7ee1ce17ea"
	RoleAzureAIInferenceDeploymentOperator         Role = "3afb7f49-54cb-416e-8c09-6dc049efa503"
	RoleAzureMLComputeOperator                     Role = "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815"
	RoleAzureMLDataScientist                       Role = "f6c7c914-8db3-469d-8ca1-694a8f32e121"
	RoleAzureMLMetricsWriter                       Role = "635dd51f-9968-44d3-b7fb-6d9a6bd613ae" // preview
	RoleAzureMLRegistryUser                        Role = "1823dd4f-9b8c-4ab6-ab4e-7397a3684615"
	RoleAzureMLWorkspaceConnectionSecretsReader    Role = "ea01e6af-a1c1-4350-9563-ad00f8c72ec5" // once Azure Machine Learning Workspace Secrets Reader
	RoleCognitiveServicesContributor               Role = "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68"
	RoleCognitiveServicesUser                      Role = "a97b65f3-24c7-4388-baec-2e87135dc908"
	RoleCognitiveServicesOpenAIContributor         Role = "a001fd3d-188f-4b5d-821b-7da978bf7442"
	RoleCognitiveServicesOpenAIUser                Role = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
	RoleCognitiveServicesUsagesReader              Role = "bba48692-92b0-4667-a9ad-c31c7b334ac2"
	RoleSearchIndexDataContributor                 Role = "8ebe5a00-799e-43f5-93ac-243d3dce84a7"
	RoleSearchIndexDataReader                      Role = "1407120a-92aa-4202-b7e9-c0e197c71c8f"
	RoleSearchServiceContributor                   Role = "7ca78c08-252a-4471-8644-bb5ff32d4ba0"
	RoleStorageAccountContributor                  Role = "17d1049b-9a84-46fb-8f53-869881c3d3ab"
	RoleStorageBlobDataOwner                       Role = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"
	RoleStorageBlobDataContributor                 Role = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
	RoleStorageBlobDataReader                      Role = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
	RoleStorageFileDataPrivilegedContributor       Role = "69566ab7-960f-475b-8e7c-b3118f30c6bd"
	RoleStorageFileDataPrivilegedReader            Role = "b8eda974-7b85-4f76-af95-65846b26df6d"
	RoleStorageTableDataContributor                Role = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"
	RoleStorageQueueDataContributor                Role = "974c5e8b-45b9-4653-ba55-5f855dd0fb88"
	RoleKeyVaultAdministrator                      Role = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
	RoleKeyVaultContributor                        Role = "f25e0fa2-a7c8-4377-a976-54943a77a395"
	RoleKeyVaultCryptoOfficer                      Role = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603"
	RoleKeyVaultCryptoServiceEncryptionUser        Role = "e147488a-f6f5-4113-8e2d-b22465e65bf6"
	RoleKeyVaultCryptoUser                         Role = "12338af0-0e69-4776-bea7-57ae8d297424"
	RoleKeyVaultReader                             Role = "21090545-7ca7-4776-b22c-e363652d74d2"
	RoleKeyVaultSecretsOfficer                     Role = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
	RoleKeyVaultSecretsUser                        Role = "4633458b-17de-408a-b874-0445c86b69e6"
	RoleACRPull                                    Role = "7f951dda-4ed3-4680-a7ca-43fe172d538d" // not where a registry has repository permissions
	RoleACRPush                                    Role = "8311e382-0749-4cb8-b61a-304f252e45ec" // the same
	RoleContainerRegistryRepositoryReader          Role = "b93aa761-3e63-49ed-ac28-beffa264f7ac"
	RoleContainerRegistryRepositoryWriter          Role = "2a1e307c-b015-4ebd-883e-5b7698a07328"
	RoleCosmosDBOperator                           Role = "230815da-be43-4aae-9cb4-875f7bd000aa"
	RoleCosmosDBAccountReader                      Role = "fbdf93bf-df7d-467e-a4d2-9458aa1360c8"
	RoleDocumentDBAccountContributor               Role = "5bd9cd88-fe45-4216-938b-f97437e15450"
	RoleReader                                     Role = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
	RoleContributor                                Role = "b24988ac-6180-42a0-ab88-20f7382dd24c"
	RoleOwner                                      Role = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
	RoleUserAccessAdministrator                    Role = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"
	RoleRBACAdministrator                          Role = "f58310d9-a9f6-439a-9e8d-f62e7b41a168" // Role Based Access Control Administrator
	RoleNetworkContributor                         Role = "4d97b98b-1d4f-4787-a291-c67834d212e7"
	// RoleIPAMPoolUser draws addresses from a pool. One list calls it IPAM Pool Contributor.
	RoleIPAMPoolUser Role = "7b3e853f-ad5d-4fb5-a7b8-56a3581c7037"
)

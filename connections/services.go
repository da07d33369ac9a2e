// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

// The values of APIType and Type that services are known to have.
const (
	apiTypeAzure      = "Azure"
	typeBingGrounding = "bing_grounding"
	typeBingCustom    = "bing_custom_search"
	typeSearch        = "azure_ai_search"
	typeFabricAgent   = "fabric_dataagent"
	typeSharePoint    = "sharepoint_grounding"

	bingTarget = "https://api.bing.microsoft.com/"
	noTarget   = "_" // of connections that are keys and nothing else
)

// conventions are the metadata that all connections of a category have.
var conventions = map[Category]Service{
	CategoryAzureOpenAI:               {APIType: apiTypeAzure},
	CategoryAIServices:                {APIType: apiTypeAzure},
	CategoryCognitiveSearch:           {APIType: apiTypeAzure, Type: typeSearch},
	CategoryCosmosDB:                  {APIType: apiTypeAzure},
	CategoryAzureStorageAccount:       {APIType: apiTypeAzure},
	CategoryAppInsights:               {APIType: apiTypeAzure},
	CategoryAzureKeyVault:             {APIType: apiTypeAzure},
	CategoryGroundingWithBingSearch:   {APIType: apiTypeAzure, Type: typeBingGrounding, Location: "global", Target: bingTarget},
	CategoryGroundingWithCustomSearch: {APIType: apiTypeAzure, Type: typeBingCustom, Location: "global", Target: bingTarget},
	CategoryRemoteTool:                {APIType: apiTypeAzure},
	CategoryRemoteA2A:                 {APIType: apiTypeAzure},
	CategoryDatabricks:                {APIType: apiTypeAzure},
}

// NewService returns a connection to a service, with the metadata that all of its category have. Of those
// that a category needs, ResourceID and Location are left to the caller, and others in Metadata. It fits:
//
//   - AzureOpenAI, AIServices, CognitiveSearch, CosmosDb, AzureStorageAccount: a URL, [AAD] or a key, and
//     ResourceID
//   - ContainerRegistry: a bare host, [ManagedIdentity] or [PAT], and ResourceID
//   - Serverless, AppConfig, ManagedOnlineEndpoint, MicrosoftFabric, Sharepoint: a URL and no metadata
//   - OpenAI, Serp, Pinecone: an [APIKey] and no target
//   - CognitiveService: a URL, and Kind in Metadata; BingLLMSearch: an [APIKey] and Location
//   - all the others of the service
func NewService(category Category, target string, auth Auth) Service {
	s := conventions[category]
	s.Category, s.Auth = category, auth
	if target != "" {
		s.Target = target
	}
	return s
}

// BingGrounding returns a connection to a Grounding with Bing Search resource, with one of its keys.
func BingGrounding(resourceID string, key Secret) Service {
	return ofResource(CategoryGroundingWithBingSearch, "", resourceID, APIKey{key})
}

// BingCustomSearch returns a connection to a Grounding with Bing Custom Search resource, with one of its keys.
func BingCustomSearch(resourceID string, key Secret) Service {
	return ofResource(CategoryGroundingWithCustomSearch, "", resourceID, APIKey{key})
}

// AppInsights returns a connection to Application Insights with its connection string.
func AppInsights(resourceID string, connectionString Secret) Service {
	return ofResource(CategoryAppInsights, resourceID, resourceID, APIKey{connectionString})
}

// KeyVault returns a connection to the vault in which an account keeps the secrets of its other connections.
// An account has one, which comes before all others; the account's identity needs the role Key Vault Secrets
// Officer on the vault.
func KeyVault(resourceID string) Service {
	return ofResource(CategoryAzureKeyVault, resourceID, resourceID, AccountManagedIdentity{})
}

// BlobContainer returns a connection of a workspace to a container of a storage account. Accounts and
// projects want the category AzureStorageAccount.
func BlobContainer(endpoint, account, container string, auth Auth) Service {
	s := NewService(CategoryAzureBlob, endpoint, auth)
	s.Metadata = map[string]string{"AccountName": account, "ContainerName": container}
	return s
}

// MCPServer returns a connection to the tools of an MCP server.
func MCPServer(url string, auth Auth) Service { return NewService(CategoryRemoteTool, url, auth) }

// RemoteAgent returns a connection to an agent that speaks A2A, whose card is at cardPath; empty is
// /.well-known/agent-card.json. Foundry's own agents have it at /agentCard/v1.0.
func RemoteAgent(url, cardPath string, auth Auth) Service {
	s := NewService(CategoryRemoteA2A, url, auth)
	if cardPath != "" {
		s.Metadata = map[string]string{"AgentCardPath": cardPath}
	}
	return s
}

// FabricDataAgent returns a connection to a data agent of Microsoft Fabric, in the portal's form.
func FabricDataAgent(workspaceID, artifactID string) Service {
	s := NewService(CategoryCustomKeys, noTarget, CustomKeys{map[string]Secret{
		"workspace-id": NewSecret(workspaceID), "artifact-id": NewSecret(artifactID),
	}})
	s.Type = typeFabricAgent
	return s
}

// SharePointSite returns a connection that grounds answers in a SharePoint site, in the portal's form.
func SharePointSite(url string) Service {
	s := NewService(CategoryCustomKeys, noTarget, CustomKeys{map[string]Secret{"siteUrl": NewSecret(url)}})
	s.Type = typeSharePoint
	return s
}

// DatabricksJob returns a connection to a job of Azure Databricks.
func DatabricksJob(workspaceURL, jobID string) Service {
	s := NewService(CategoryDatabricks, workspaceURL, AAD{})
	s.Metadata = map[string]string{"azure_databricks_connection_type": "job", "job_id": jobID}
	return s
}

// ofResource returns a connection to a service that is a resource.
func ofResource(category Category, target, resourceID string, auth Auth) Service {
	s := NewService(category, target, auth)
	s.ResourceID = resourceID
	return s
}

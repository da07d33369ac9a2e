// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

// Each kind of service makes the body that its samples have.
func TestService_bodies(t *testing.T) {
	t.Parallel()
	const rg = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg/providers/"
	const openai, search, cosmos = rg + "Microsoft.CognitiveServices/accounts/ai", rg + "Microsoft.Search/searchServices/s", rg + "Microsoft.DocumentDB/databaseAccounts/c"
	const storage, insights, vault = rg + "Microsoft.Storage/storageAccounts/st", rg + "Microsoft.Insights/components/appi", rg + "Microsoft.KeyVault/vaults/kv"
	const bing, registry = rg + "Microsoft.Bing/accounts/b", rg + "Microsoft.ContainerRegistry/registries/acr"
	key := connections.APIKey{Key: connections.NewSecret("k")}
	at := func(s connections.Service, resource, location string) connections.Service {
		s.ResourceID, s.Location = resource, location
		return s
	}
	with := func(s connections.Service, name, text string) connections.Service {
		s.Metadata = map[string]string{name: text}
		return s
	}
	for name, test := range map[string]struct {
		service          connections.Service
		category, target string
		auth             string
		metadata         map[string]string
	}{
		"Azure OpenAI": {
			at(connections.NewService(connections.CategoryAzureOpenAI, "https://ai.openai.azure.com/", key), openai, "eastus2"),
			"AzureOpenAI", "https://ai.openai.azure.com/", "ApiKey", map[string]string{"ApiType": "Azure", "ResourceId": openai, "location": "eastus2"},
		},
		"AI services": {
			at(connections.NewService(connections.CategoryAIServices, "https://ai.cognitiveservices.azure.com/", connections.AAD{}), openai, ""),
			"AIServices", "https://ai.cognitiveservices.azure.com/", "AAD", map[string]string{"ApiType": "Azure", "ResourceId": openai},
		},
		"search": {
			at(connections.NewService(connections.CategoryCognitiveSearch, "https://s.search.windows.net", connections.AAD{}), search, ""),
			"CognitiveSearch", "https://s.search.windows.net", "AAD", map[string]string{"ApiType": "Azure", "Type": "azure_ai_search", "ResourceId": search},
		},
		"Cosmos DB": {
			at(connections.NewService(connections.CategoryCosmosDB, "https://c.documents.azure.com:443/", connections.AAD{}), cosmos, "eastus2"),
			"CosmosDb", "https://c.documents.azure.com:443/", "AAD", map[string]string{"ApiType": "Azure", "ResourceId": cosmos, "location": "eastus2"},
		},
		"storage": {
			at(connections.NewService(connections.CategoryAzureStorageAccount, "https://st.blob.core.windows.net/", connections.AAD{}), storage, ""),
			"AzureStorageAccount", "https://st.blob.core.windows.net/", "AAD", map[string]string{"ApiType": "Azure", "ResourceId": storage},
		},
		"blobs": {
			connections.BlobContainer("https://st.blob.core.windows.net/", "st", "docs", connections.AAD{}),
			"AzureBlob", "https://st.blob.core.windows.net/", "AAD", map[string]string{"AccountName": "st", "ContainerName": "docs"},
		},
		"Application Insights": {
			connections.AppInsights(insights, connections.NewSecret("InstrumentationKey=0")),
			"AppInsights", insights, "ApiKey", map[string]string{"ApiType": "Azure", "ResourceId": insights},
		},
		"key vault": {
			at(connections.KeyVault(vault), vault, "eastus2"),
			"AzureKeyVault", vault, "AccountManagedIdentity", map[string]string{"ApiType": "Azure", "ResourceId": vault, "location": "eastus2"},
		},
		"Bing": {
			connections.BingGrounding(bing, connections.NewSecret("k")), "GroundingWithBingSearch", "https://api.bing.microsoft.com/", "ApiKey",
			map[string]string{"ApiType": "Azure", "Type": "bing_grounding", "ResourceId": bing, "location": "global"},
		},
		"Bing, custom": {
			connections.BingCustomSearch(bing, connections.NewSecret("k")), "GroundingWithCustomSearch", "https://api.bing.microsoft.com/", "ApiKey",
			map[string]string{"ApiType": "Azure", "Type": "bing_custom_search", "ResourceId": bing, "location": "global"},
		},
		"registry": {
			at(connections.NewService(connections.CategoryContainerRegistry, "acr.azurecr.io", connections.ManagedIdentity{ClientID: "33333333-4444-5555-6666-777777777777", ResourceID: registry}), registry, ""),
			"ContainerRegistry", "acr.azurecr.io", "ManagedIdentity", map[string]string{"ResourceId": registry},
		},
		"MCP server": {
			connections.MCPServer("https://tools.contoso.com/mcp", connections.ProjectManagedIdentity{Audience: "https://search.azure.com/"}),
			"RemoteTool", "https://tools.contoso.com/mcp", "ProjectManagedIdentity", map[string]string{"ApiType": "Azure"},
		},
		"agent": {
			connections.RemoteAgent("https://agents.contoso.com", "/agentCard/v1.0", connections.AgenticIdentityToken{Audience: "https://ai.azure.com"}),
			"RemoteA2A", "https://agents.contoso.com", "AgenticIdentityToken", map[string]string{"ApiType": "Azure", "AgentCardPath": "/agentCard/v1.0"},
		},
		"agent at the usual place": {
			connections.RemoteAgent("https://agents.contoso.com", "", connections.NoAuth{}),
			"RemoteA2A", "https://agents.contoso.com", "None", map[string]string{"ApiType": "Azure"},
		},
		"keys": {
			connections.NewService(connections.CategoryCustomKeys, "https://a.contoso.com", connections.CustomKeys{Keys: map[string]connections.Secret{"api-key": connections.NewSecret("k")}}),
			"CustomKeys", "https://a.contoso.com", "CustomKeys", nil,
		},
		"Fabric data agent": {
			connections.FabricDataAgent("w", "a"), "CustomKeys", "_", "CustomKeys", map[string]string{"Type": "fabric_dataagent"},
		},
		"SharePoint": {
			connections.SharePointSite("https://contoso.sharepoint.com/sites/a"), "CustomKeys", "_", "CustomKeys", map[string]string{"Type": "sharepoint_grounding"},
		},
		"Databricks": {
			connections.DatabricksJob("https://adb-1.2.azuredatabricks.net", "7"), "Databricks", "https://adb-1.2.azuredatabricks.net", "AAD",
			map[string]string{"ApiType": "Azure", "azure_databricks_connection_type": "job", "job_id": "7"},
		},
		"serverless": {
			connections.NewService(connections.CategoryServerless, "https://m.eastus2.models.ai.azure.com/", key),
			"Serverless", "https://m.eastus2.models.ai.azure.com/", "ApiKey", nil,
		},
		"storage with its key": {
			at(connections.NewService(connections.CategoryAzureStorageAccount, "https://st.blob.core.windows.net/", connections.AccountKey{Key: connections.NewSecret("k")}), storage, ""),
			"AzureStorageAccount", "https://st.blob.core.windows.net/", "AccountKey", map[string]string{"ApiType": "Azure", "ResourceId": storage},
		},
		"Fabric IQ": {
			with(connections.MCPServer("https://api.fabric.microsoft.com/v1/mcp", connections.UserEntraToken{Audience: "https://api.fabric.microsoft.com"}), "tier", "1"),
			"RemoteTool", "https://api.fabric.microsoft.com/v1/mcp", "UserEntraToken", map[string]string{"ApiType": "Azure", "tier": "1"},
		},
		"MCP server of a managed connector": {
			connections.MCPServer("https://tools.contoso.com/mcp", connections.OAuth2{ConnectorName: "github"}),
			"RemoteTool", "https://tools.contoso.com/mcp", "OAuth2", map[string]string{"ApiType": "Azure"},
		},
		"app configuration": {
			connections.NewService(connections.CategoryAppConfig, "https://c.azconfig.io", connections.AAD{}), "AppConfig", "https://c.azconfig.io", "AAD", nil,
		},
		"endpoint": {
			connections.NewService(connections.CategoryManagedOnlineEndpoint, "https://e.eastus2.inference.ml.azure.com/score", connections.AAD{}),
			"ManagedOnlineEndpoint", "https://e.eastus2.inference.ml.azure.com/score", "AAD", nil,
		},
		"SharePoint's own category": {
			connections.NewService(connections.CategorySharepoint, "https://contoso.sharepoint.com", connections.AAD{}), "Sharepoint", "https://contoso.sharepoint.com", "AAD", nil,
		},
		"Bing for models": {
			at(connections.NewService(connections.CategoryBingLLMSearch, "https://api.bing.microsoft.com/", key), "", "global"),
			"BingLLMSearch", "https://api.bing.microsoft.com/", "ApiKey", map[string]string{"location": "global"},
		},
		"OpenAI":    {connections.NewService(connections.CategoryOpenAI, "", key), "OpenAI", "", "ApiKey", nil},
		"Serp":      {connections.NewService(connections.CategorySerp, "", key), "Serp", "", "ApiKey", nil},
		"Pinecone":  {connections.NewService(connections.CategoryPinecone, "", key), "Pinecone", "", "ApiKey", nil},
		"Fabric":    {connections.NewService(connections.CategoryMicrosoftFabric, "https://fabric.microsoft.com/", connections.AAD{}), "MicrosoftFabric", "https://fabric.microsoft.com/", "AAD", nil},
		"cognitive": {with(connections.NewService(connections.CategoryCognitiveService, "https://a.cognitiveservices.azure.com", key), "Kind", "Speech"), "CognitiveService", "https://a.cognitiveservices.azure.com", "ApiKey", map[string]string{"Kind": "Speech"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := testworld.Must[connections.Connection](t)(test.service.Connection())
			p := c.Properties
			if string(p.Category) != test.category || p.Target != test.target || string(p.AuthType) != test.auth {
				t.Errorf("body = %s %s %s, want %s %s %s", p.Category, p.Target, p.AuthType, test.category, test.target, test.auth)
			}
			if diff := cmp.Diff(test.metadata, p.Metadata); diff != "" {
				t.Errorf("metadata (-want +got)\n%s", diff)
			}
			var wire connections.Connection
			if err := json.Unmarshal(testworld.Must[[]byte](t)(json.Marshal(c)), &wire); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(testworld.Must[[]byte](t)(json.Marshal(c))), string(testworld.Must[[]byte](t)(json.Marshal(wire)))); diff != "" {
				t.Errorf("decoded and encoded again (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(connections.Builder(test.service), testworld.Must[connections.Builder](t)(c.Builder())); diff != "" {
				t.Errorf("Builder() (-want +got)\n%s", diff)
			}
		})
	}
}

// The categories of gateways have builders of their own.
func TestService_refusesGateways(t *testing.T) {
	t.Parallel()
	for _, category := range []connections.Category{connections.CategoryAPIManagement, connections.CategoryModelGateway} {
		_, err := connections.NewService(category, "https://a.azure-api.net/b", connections.APIKey{Key: connections.NewSecret("k")}).Connection()
		if err == nil {
			t.Errorf("a Service of %s was built", category)
		}
	}
}

// A key in another case is replaced when what it says changes.
func TestService_changesKeysOfAnyCase(t *testing.T) {
	t.Parallel()
	c := connections.New(connections.CategoryCognitiveSearch, "https://s.search.windows.net", connections.AAD{})
	c.Properties.Metadata = map[string]string{"Location": "eastus", "apitype": "Azure", "ApiVersion": "2025-05-01"}
	s := connections.ParseService(c)
	if s.Location != "eastus" || s.APIType != "Azure" {
		t.Errorf("ParseService() = %+v", s)
	}
	s.Location = "westus"
	got := testworld.Must[connections.Connection](t)(s.Connection()).Properties.Metadata
	if diff := cmp.Diff(map[string]string{"location": "westus", "apitype": "Azure", "ApiVersion": "2025-05-01"}, got); diff != "" {
		t.Errorf("metadata (-want +got)\n%s", diff)
	}
	if c.Properties.Metadata["Location"] != "eastus" {
		t.Error("what was parsed is changed")
	}
}

// What a field does not say may stand among the metadata.
func TestService_keepsMetadata(t *testing.T) {
	t.Parallel()
	s := connections.NewService(connections.CategoryBingLLMSearch, "https://api.bing.microsoft.com/", connections.APIKey{Key: connections.NewSecret("k")})
	s.Metadata = map[string]string{"Location": "global", "Type": "bing_grounding"}
	s.Type = "other"
	got := testworld.Must[connections.Connection](t)(s.Connection()).Properties.Metadata
	if diff := cmp.Diff(map[string]string{"Location": "global", "Type": "other"}, got); diff != "" {
		t.Errorf("metadata (-want +got)\n%s", diff)
	}
}

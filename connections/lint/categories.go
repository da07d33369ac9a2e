// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

// targets is what the target of a category is.
type targets uint8

const (
	anyTarget   targets = iota
	aURL                // an https URL
	aURLOrNone          // an https URL, or nothing
	aResourceID         // a resource id
	aURLOrID            // either
	aHost               // a host without a scheme
)

// category is what is known of the connections of one category.
type category struct {
	name string
	// auths are the authTypes that the service takes; nil means that no list is known.
	auths []string
	// open says that workspaces, which share a back end with many other services, may take more.
	open   bool
	target targets
	// metadata are keys that the service wants, in any case.
	metadata []string
	// hosts are the endings of the service's own hosts, where Entra ID can take the place of a key.
	hosts []string
}

// categories are the ones that connections are made of today, with what the service and its clients are known to
// want (API versions 2025-06-01 to 2026-05-01).
var categories = []category{
	{name: apiManagement, target: aURL, auths: []string{"ApiKey", "ProjectManagedIdentity", "AAD"}},
	{name: modelGateway, target: aURL, auths: []string{"ApiKey", "OAuth2", "ProjectManagedIdentity", "AAD"}}, // CN043 and CN044 judge the last two
	{
		name: "AzureOpenAI", target: aURL, open: true, auths: []string{"ApiKey", "AAD", "AccountManagedIdentity"}, metadata: []string{"ApiType"},
		hosts: []string{".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com", ".openai.azure.us"},
	},
	{
		name: "AIServices", target: aURL, open: true, auths: []string{"ApiKey", "AAD", "AccountManagedIdentity"}, metadata: []string{"ResourceId"},
		hosts: []string{".cognitiveservices.azure.com", ".services.ai.azure.com", ".openai.azure.com", ".cognitiveservices.azure.us"},
	},
	{
		name: "CognitiveSearch", target: aURL, open: true, auths: []string{"ApiKey", "AAD"},
		hosts: []string{".search.windows.net", ".search.azure.us", ".search.azure.cn"},
	},
	{name: "CosmosDb", target: aURL, open: true, auths: []string{"AAD"}},
	{name: "CosmosDB", target: aURL, open: true, auths: []string{"AAD"}}, // as many samples write it; both work
	{
		name: "AzureStorageAccount", target: aURL, open: true, auths: []string{"AAD", "AccountKey", "AccountManagedIdentity", "SAS", "DelegatedSAS"},
		metadata: []string{"ResourceId"}, hosts: []string{".core.windows.net", ".core.usgovcloudapi.net", ".core.chinacloudapi.cn"},
	},
	{
		name: "AzureBlob", target: aURL, open: true, auths: []string{"AAD", "OAuth2", "SAS", "AccountKey", "DelegatedSAS"},
		metadata: []string{"ContainerName", "AccountName"}, hosts: []string{".core.windows.net", ".core.usgovcloudapi.net", ".core.chinacloudapi.cn"},
	},
	{name: "AppInsights", target: aResourceID, open: true, auths: []string{"ApiKey"}},
	{name: "AzureKeyVault", target: aURLOrID, open: true, auths: []string{"AccountManagedIdentity"}, metadata: []string{"ResourceId"}},
	{name: "ApiKey", target: aURL, open: true, auths: []string{"ApiKey"}},
	{name: "GroundingWithBingSearch", target: aURL, open: true, auths: []string{"ApiKey"}},
	{name: "GroundingWithCustomSearch", target: aURL, open: true, auths: []string{"ApiKey"}},
	{name: "BingLLMSearch", target: aURL, open: true, auths: []string{"ApiKey"}, metadata: []string{"Location"}},
	{name: "ContainerRegistry", target: aHost, open: true, auths: []string{"ManagedIdentity", "PAT", "None", "UsernamePassword", "ServicePrincipal", "AAD"}},
	{
		name: "RemoteTool", target: aURL,
		auths: append([]string{"None", "CustomKeys", "ProjectManagedIdentity", "OAuth2", "DeveloperConnection", "UserEntraToken"}, agentAuths...),
	},
	{
		name: "RemoteA2A", target: aURL,
		auths: append([]string{"None", "CustomKeys", "ProjectManagedIdentity", "OAuth2", "UserEntraToken"}, agentAuths...),
	},
	{name: "CustomKeys", open: true, auths: []string{"CustomKeys"}},
	{name: "MicrosoftFabric", target: aURL, open: true, auths: []string{"AAD", "CustomKeys", "UserEntraToken"}},
	{name: "Sharepoint", target: aURL, open: true, auths: []string{"AAD", "CustomKeys", "UserEntraToken"}},
	{name: "Databricks", target: aURL, open: true, auths: []string{"AAD", "PAT"}},
	{name: "OpenAI", target: aURLOrNone, open: true, auths: []string{"ApiKey"}},
	{name: "Serp", target: aURLOrNone, open: true, auths: []string{"ApiKey"}},
	{name: "Pinecone", target: aURLOrNone, open: true, auths: []string{"ApiKey"}},
	{name: "Serverless", target: aURL, open: true, auths: []string{"ApiKey", "AAD"}},
	{name: "AppConfig", target: aURL, open: true, auths: []string{"ApiKey", "AAD"}, hosts: []string{".azconfig.io"}},
	{name: "ManagedOnlineEndpoint", open: true, auths: []string{"ApiKey", "AAD"}},
	{
		name: "CognitiveService", target: aURL, open: true, auths: []string{"ApiKey", "AAD"}, metadata: []string{"Kind"},
		hosts: []string{".cognitiveservices.azure.com", ".services.ai.azure.com"},
	},
}

// agentAuths are the ways in which agents sign in to tools.
var agentAuths = []string{"AgenticIdentityToken", "AgenticUser", "AgentUserImpersonation"}

// others are the categories that the service publishes beside those.
var others = []string{
	"ADLSGen2", "AmazonMws", "AmazonRdsForOracle", "AmazonRdsForSqlServer", "AmazonRedshift", "AmazonS3Compatible",
	"AzureContainerAppEnvironment", "AzureDataExplorer", "AzureDatabricksDeltaLake", "AzureMariaDb", "AzureMySqlDb",
	"AzureOneLake", "AzurePostgresDb", "AzureSqlDb", "AzureSqlMi", "AzureSynapseAnalytics", "AzureTableStorage",
	"Cassandra", "Concur", "CosmosDbMongoDbApi", "Couchbase", "Db2", "Drill", "Dynamics", "DynamicsAx", "DynamicsCrm",
	"Elasticsearch", "Eloqua", "FileServer", "FtpServer", "GenericContainerRegistry", "GenericHttp", "GenericRest",
	"Git", "GoogleAdWords", "GoogleBigQuery", "GoogleCloudStorage", "Greenplum", "Hbase", "Hdfs", "Hive", "Hubspot",
	"Impala", "Informix", "Jira", "Magento", "MariaDb", "Marketo", "MicrosoftAccess", "MongoDbAtlas", "MongoDbV2",
	"MySql", "Netezza", "ODataRest", "Odbc", "Office365", "Oracle", "OracleCloudStorage", "OracleServiceCloud",
	"PayPal", "Phoenix", "PostgreSql", "PowerPlatformEnvironment", "Presto", "PythonFeed", "QuickBooks", "Redis",
	"Responsys", "S3", "Salesforce", "SalesforceMarketingCloud", "SalesforceServiceCloud", "SapBw",
	"SapCloudForCustomer", "SapEcc", "SapHana", "SapOpenHub", "SapTable", "ServiceNow", "Sftp",
	"SharePointOnlineList", "Shopify", "Snowflake", "Spark", "SqlServer", "Square", "Sybase", "Teradata", "Vertica",
	"WebTable", "Xero", "Zoho",
}

// mistaken are names that people give to categories, by what they mean.
var mistaken = map[string]string{
	"azureaisearch": "CognitiveSearch", "aisearch": "CognitiveSearch", "azuresearch": "CognitiveSearch", "search": "CognitiveSearch",
	"apim": apiManagement, "azureapimanagement": apiManagement, "aigateway": modelGateway, "gateway": modelGateway,
	"cognitiveservices": "AIServices", "foundry": "AIServices", "azureaiservices": "AIServices",
	"bingsearch": "GroundingWithBingSearch", "binggrounding": "GroundingWithBingSearch",
	"mcp": "RemoteTool", "remotetoolpreview": "RemoteTool", "agent2agent": "RemoteA2A", "a2a": "RemoteA2A",
	"keyvault": "AzureKeyVault", "applicationinsights": "AppInsights", "azurecosmosdb": "CosmosDb", "cosmos": "CosmosDb",
	"storageaccount": "AzureStorageAccount", "azurestorage": "AzureStorageAccount", "blob": "AzureBlob", "azureblobstorage": "AzureBlob",
	"fabric": "MicrosoftFabric", "acr": "ContainerRegistry", "azurecontainerregistry": "ContainerRegistry", "azuredatalakegen2": "ADLSGen2",
}

// Categories returns the names of all categories that are known.
func Categories() []string {
	out := make([]string, 0, len(categories)+len(others))
	for _, c := range categories {
		out = append(out, c.name)
	}
	return append(out, others...)
}

// categoryOf returns what is known of a category; nil where that is nothing.
func categoryOf(name string) *category {
	for i := range categories {
		if categories[i].name == name {
			return &categories[i]
		}
	}
	return nil
}

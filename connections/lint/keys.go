// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint

// The categories of gateways.
const (
	apiManagement = "ApiManagement"
	modelGateway  = "ModelGateway"
)

// The metadata keys of gateways. They mind the case: Resource Manager takes any, and what reads them does
// not.
const (
	keyInPath     = "deploymentInPath"
	keyInference  = "inferenceAPIVersion"
	keyDeployment = "deploymentAPIVersion"
	keyModels     = "models"
	keyDiscovery  = "modelDiscovery"
	keyHeaders    = "customHeaders"
	keyAuthConfig = "authConfig"
	keyAuthName   = "authHeaderName"
	keyAuthFormat = "authHeaderFormat"
)

// gatewayKey is what is known of one metadata key of gateways.
type gatewayKey struct {
	name, value string
	// decides says that the key alone shows that a connection is one to a gateway.
	decides bool
	// json is the kind of value that the text holds as JSON; null for a text that is none.
	json kind
}

var gatewayKeys = []gatewayKey{
	{name: keyInPath, decides: true, value: "`true` or `false`: whether the deployment's name is in the path of a call"},
	{name: keyInference, decides: true, value: "the API version of model calls; empty or null for none, as with /v1"},
	{name: keyDeployment, value: "the API version of the calls that discover models"},
	{name: keyModels, decides: true, json: array, value: "JSON: the list of models, for a gateway that is not asked for them"},
	{name: keyDiscovery, decides: true, json: object, value: "JSON: where and how the gateway is asked for its models"},
	{name: keyHeaders, json: object, value: "JSON: headers to send along; everyone who reads the connection can read them"},
	{name: keyAuthConfig, json: object, value: "JSON: in which header the key goes, and in what form"},
	{name: keyAuthName, value: "the header that the key goes in, as the portal writes it for ModelGateway"},
	{name: keyAuthFormat, value: "the form of that header, with `{api_key}` in it"},
}

// discoveryKeys are the members of modelDiscovery.
var discoveryKeys = []string{"listModelsEndpoint", "getModelEndpoint", "deploymentProvider"}

// providers are the forms in which a gateway answers when asked for its models.
var providers = []string{"AzureOpenAI", "OpenAI"}

// formats are the protocols that a model is spoken to in.
var formats = []string{"OpenAI", "Anthropic", "NonOpenAI"}

// placeholder stands for a model in the endpoint of one, apiKey for the key in a header's form.
const (
	placeholder = "{deploymentName}"
	apiKey      = "{api_key}"
)

// operations are the endings of paths that belong to a call and not to a target.
var operations = []string{
	"/chat/completions", "/completions", "/embeddings", "/responses", "/messages", "/images/generations", "/audio/transcriptions",
}

// gatewayZones are the domains of API Management, and ownHosts what stands before them for other servers
// than the gateway.
var (
	gatewayZones = []string{".azure-api.net", ".azure-api.us", ".azure-api.cn"}
	ownHosts     = []string{"management", "developer", "portal", "scm", "configuration"}
)

// audiences are what gateways in front of Azure's models are asked for.
var audiences = []string{"https://cognitiveservices.azure.com", "https://cognitiveservices.azure.us", "https://cognitiveservices.azure.cn"}

// privateEndings are the ends of host names that no public authority certifies.
var privateEndings = []string{
	".local", ".localhost", ".internal", ".intranet", ".lan", ".corp", ".home", ".private", ".home.arpa", ".test", ".invalid",
}

// secretHeaders are words in the names of headers that carry secrets; a name has them in lower case and
// without separators.
var secretHeaders = []string{"apikey", "authorization", "subscriptionkey", "accesskey", "secret", "password", "token", "cookie", "functionskey", "credential"}

// secretNames are whole names of headers that carry secrets, written like those words.
var secretNames = []string{"key", "xkey", "auth", "xauth", "bearer"}

// Stage is how far the service is with a category.
type Stage struct {
	// Category is the category of the connections.
	Category string
	// Name is preview; what is generally available is not listed.
	Name string
	// Limits are what works with it so far, one sentence each.
	Limits []string
}

// String returns the stage on one line.
func (s Stage) String() string { return s.Name + ": " + s.Limits[0] }

// Stages returns the categories that are no further than a preview.
func Stages() []Stage {
	const agents = "prompt agents only (Responses API); hosted agents and Assistants do not use it"
	const certificate = "the certificate must chain to a public authority, with all certificates in between"
	return []Stage{
		{apiManagement, "preview", []string{agents, "documented for the tiers Standard v2 and Premium of API Management; others are reported to work on public networks", certificate}},
		{modelGateway, "preview", []string{agents, certificate}},
	}
}

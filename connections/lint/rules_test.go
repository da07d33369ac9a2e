// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/connections/lint"
)

// pair is a body that a rule finds something in, and its twin in which it does not.
type pair struct {
	rule, name string
	bad, good  string
	opts       lint.Options
	severity   lint.Severity // of the finding; "" is an error
	pointer    string        // of the finding; "" is not looked at
}

// props is a body with some properties.
func props(members string) string { return `{"properties":{` + members + `}}` }

// apim is a gateway connection that has all it needs, with what a test changes in it.
func apim(change ...string) string {
	body := `{"properties":{"category":"ApiManagement","authType":"ProjectManagedIdentity","audience":"https://cognitiveservices.azure.com",` +
		`"target":"https://contoso.azure-api.net/openai","metadata":{"deploymentInPath":"true","inferenceAPIVersion":"2024-10-21",` +
		`"models":"[{\"name\":\"gpt\",\"properties\":{\"model\":{\"name\":\"gpt-4o\",\"version\":\"\",\"format\":\"OpenAI\"}}}]"}}}`
	return changed(body, change)
}

// mg is one to a gateway of another make, with a key and discovery.
func mg(change ...string) string {
	body := `{"properties":{"category":"ModelGateway","authType":"ApiKey","credentials":{"key":"hush"},"target":"https://llm.contoso.com/v1",` +
		`"metadata":{"deploymentInPath":"false","modelDiscovery":"{\"listModelsEndpoint\":\"/models\",\"getModelEndpoint\":\"/models/{deploymentName}\",\"deploymentProvider\":\"OpenAI\"}"}}}`
	return changed(body, change)
}

// changed replaces each first text by the one behind it.
func changed(body string, change []string) string {
	for i := 0; i < len(change); i += 2 {
		if !strings.Contains(body, change[i]) {
			panic("nothing to change: " + change[i])
		}
		body = strings.Replace(body, change[i], change[i+1], 1)
	}
	return body
}

const (
	models    = `"models":"[{\"name\":\"gpt\",\"properties\":{\"model\":{\"name\":\"gpt-4o\",\"version\":\"\",\"format\":\"OpenAI\"}}}]"`
	discovery = `"modelDiscovery":"{\"listModelsEndpoint\":\"/models\",\"getModelEndpoint\":\"/models/{deploymentName}\",\"deploymentProvider\":\"OpenAI\"}"`
	inPath    = `"deploymentInPath":"true"`
	oauth     = `"authType":"OAuth2","tokenUrl":"https://login.contoso.com/token","scopes":["models"],"credentials":{"clientId":"c","clientSecret":"hush"}`
	storage   = `"category":"AzureStorageAccount","target":"https://st.blob.core.windows.net/","metadata":{"ResourceId":"/subscriptions/s"}`
)

var pairs = []pair{
	{rule: "CN000", name: "trailing comma", bad: `{"properties":{"category":"Git","target":"https://a.b","authType":"None",}}`, good: props(`"category":"Git","target":"https://a.b","authType":"None"`)},
	{rule: "CN000", name: "member twice", bad: props(`"category":"Git","authType":"None","Category":"Git"`), good: props(`"category":"Git","authType":"None"`), pointer: "/properties/Category"},
	{rule: "CN001", name: "character", bad: apim(), good: apim(), opts: lint.Options{Name: "a.b"}, pointer: "name"},
	{rule: "CN001", name: "beginning", bad: `{"name":"-ab","properties":{"category":"Git","authType":"None"}}`, good: `{"name":"ab-","properties":{"category":"Git","authType":"None"}}`, pointer: "/name"},
	{rule: "CN001", name: "too short", bad: apim(), good: apim(), opts: lint.Options{Name: "ab"}},
	{rule: "CN001", name: "too long", bad: apim(), good: apim(), opts: lint.Options{Name: strings.Repeat("a", 60)}},
	{rule: "CN001", name: "longer than published", bad: apim(), good: apim(), opts: lint.Options{Name: strings.Repeat("a", 34)}, severity: lint.Warning},
	{rule: "CN001", name: "of a template", bad: `{"type":"Microsoft.CognitiveServices/accounts/connections","name":"acc/a",` + apim()[1:], good: `{"type":"Microsoft.CognitiveServices/accounts/connections","name":"acc/abc",` + apim()[1:]},
	{rule: "CN001", name: "expression", bad: `{"name":"[a]b",` + apim()[1:], good: `{"name":"[concat(variables('a'), '/b')]",` + apim()[1:]},
	{rule: "CN001", name: "of azapi", bad: `{"name":"a.b","body":` + apim() + `}`, good: `{"name":"abc","body":` + apim() + `}`, pointer: "name"},
	{rule: "CN002", name: "case", bad: apim("ApiManagement", "apimanagement"), good: apim()},
	{rule: "CN002", name: "unknown", bad: props(`"category":"AzureAISearch","authType":"AAD"`), good: props(`"category":"CognitiveSearch","authType":"AAD"`)},
	{rule: "CN002", name: "missing", bad: props(`"authType":"None"`), good: props(`"category":"Git","authType":"None"`), pointer: "/properties/category"},
	{rule: "CN002", name: "no properties", bad: `{}`, good: apim(), pointer: "/properties"},
	{rule: "CN002", name: "gateway by its metadata", bad: apim("ApiManagement", "AIServices"), good: apim()},
	{rule: "CN002", name: "gateway by its host", bad: props(`"category":"AIServices","authType":"AAD","target":"https://c.azure-api.net/x"`), good: props(`"category":"RemoteTool","authType":"None","target":"https://c.azure-api.net/x"`)},
	{rule: "CN002", name: "gateway by a key in another case", bad: apim("ApiManagement", "AIServices", "deploymentInPath", "DeploymentInPath", "inferenceAPIVersion", "x", `"models"`, `"y"`), good: apim()},
	{rule: "CN002", name: "template", bad: `{"$schema":"…","resources":[]}`, good: `{"type":"Microsoft.CognitiveServices/accounts/connections","dependsOn":[],` + apim()[1:]},
	{rule: "CN002", name: "body of azapi", bad: `{"body":` + props(`"authType":"None"`) + `}`, good: `{"body":` + props(`"category":"Git","authType":"None"`) + `}`, pointer: "/body/properties/category"},
	{rule: "CN003", name: "near miss", bad: props(`"category":"RemoteTool","authType":"AgenticIdentity"`), good: props(`"category":"RemoteTool","authType":"AgenticIdentityToken"`)},
	{rule: "CN003", name: "missing", bad: props(`"category":"Git"`), good: props(`"category":"Git","authType":"None"`), pointer: "/properties/authType"},
	{rule: "CN003", name: "not of the category", bad: props(`"category":"RemoteTool","authType":"AAD"`), good: props(`"category":"RemoteTool","authType":"None"`)},
	{rule: "CN004", name: "missing", bad: mg(`"credentials":{"key":"hush"},`, ``), good: mg(), pointer: "/properties/credentials"},
	{rule: "CN004", name: "null", bad: mg(`{"key":"hush"}`, `null`), good: mg()},
	{rule: "CN004", name: "OAuth2 without a connector", bad: props(`"category":"RemoteTool","target":"https://a.b","authType":"OAuth2","credentials":{}`), good: props(`"category":"RemoteTool","target":"https://a.b","authType":"OAuth2","credentials":{},"connectorName":"github"`)},
	{rule: "CN005", name: "empty", bad: mg(`hush`, ``), good: mg(), pointer: "/properties/credentials/key"},
	{rule: "CN005", name: "another name", bad: mg(`{"key"`, `{"apiKey"`), good: mg(), pointer: "/properties/credentials/key"},
	{rule: "CN005", name: "number", bad: mg(`"hush"`, `7`), good: mg()},
	{rule: "CN005", name: "no object", bad: mg(`{"key":"hush"}`, `"hush"`), good: mg()},
	{rule: "CN005", name: "beside credentials", bad: mg(`"credentials":{"key":"hush"}`, `"key":"hush"`), good: mg(), pointer: "/properties/key"},
	{rule: "CN005", name: "of an identity", bad: apim(`"audience"`, `"credentials":{"key":"hush"},"audience"`), good: apim(`"audience"`, `"credentials":{},"audience"`)},
	{rule: "CN005", name: "keys not nested", bad: props(`"category":"CustomKeys","authType":"CustomKeys","credentials":{"a":"hush"}`), good: props(`"category":"CustomKeys","authType":"CustomKeys","credentials":{"keys":{"a":"hush"}}`)},
	{rule: "CN005", name: "an empty key", bad: props(`"category":"CustomKeys","authType":"CustomKeys","credentials":{"keys":{"a":""}}`), good: props(`"category":"CustomKeys","authType":"CustomKeys","credentials":{"keys":{"a":"hush"}}`)},
	{rule: "CN005", name: "redacted", bad: mg(`hush`, `REDACTED`), good: mg()},
	{rule: "CN005", name: "blanks", bad: mg(`hush`, `  `), good: mg()},
	{rule: "CN005", name: "line break", bad: mg(`hush`, `hush\n`), good: mg()},
	{rule: "CN005", name: "a key with a line break", bad: props(`"category":"CustomKeys","authType":"CustomKeys","credentials":{"keys":{"a":"hush\r\n"}}`), good: props(`"category":"CustomKeys","authType":"CustomKeys","credentials":{"keys":{"a":"hu sh"}}`)},
	{rule: "CN006", name: "boolean", bad: props(`"category":"Git","authType":"None","metadata":{"a":true}`), good: props(`"category":"Git","authType":"None","metadata":{"a":"true"}`), pointer: "/properties/metadata/a"},
	{rule: "CN006", name: "null", bad: apim(`"metadata":{`, `"metadata":{"x":null,`), good: apim(`"2024-10-21"`, `null`)},
	{rule: "CN006", name: "metadata that are none", bad: props(`"category":"Git","authType":"None","metadata":"a"`), good: props(`"category":"Git","authType":"None","metadata":{}`)},
	{rule: "CN010", name: "case", bad: apim("deploymentInPath", "DeploymentInPath"), good: apim(), pointer: "/properties/metadata/DeploymentInPath"},
	{rule: "CN010", name: "separators", bad: apim(`"models"`, `"model_s"`), good: apim()},
	{rule: "CN010", name: "change", bad: props(`"authType":"ApiKey","metadata":{"DeploymentInPath":"true"}`), good: props(`"authType":"ApiKey","metadata":{"deployment\u0049nPath":"true"}`), opts: lint.Options{Operation: lint.Patch}},
	{rule: "CN010", name: "beside the right one", bad: apim(`"models"`, `"Models":"","models"`), good: apim()},
	{rule: "CN011", bad: apim(inPath+",", ""), good: apim(), pointer: "/properties/metadata/deploymentInPath"},
	{rule: "CN011", name: "no metadata", bad: props(`"category":"ModelGateway","authType":"ApiKey","target":"https://a.b/c","credentials":{"key":"hush"}`), good: mg(), pointer: "/properties/metadata/deploymentInPath"},
	{rule: "CN012", name: "case", bad: apim(inPath, `"deploymentInPath":"True"`), good: apim()},
	{rule: "CN012", name: "boolean", bad: apim(inPath, `"deploymentInPath":false`), good: apim()},
	{rule: "CN012", name: "word", bad: apim(inPath, `"deploymentInPath":"yes"`), good: apim()},
	{rule: "CN012", name: "empty", bad: apim(inPath, `"deploymentInPath":""`), good: apim()},
	{rule: "CN013", name: "ModelGateway", bad: mg(","+discovery, ""), good: mg()},
	{rule: "CN013", name: "ApiManagement", bad: apim(","+models, ""), good: apim(), severity: lint.Warning},
	{rule: "CN014", bad: apim(models, models+","+discovery), good: apim()},
	{rule: "CN015", name: "raw", bad: apim(models, `"models":[]`), good: apim()},
	{rule: "CN015", name: "twice", bad: apim(models, `"models":"\"[{\\\"name\\\":\\\"gpt\\\"}]\""`), good: apim()},
	{rule: "CN015", name: "Python", bad: apim(models, `"models":"[{'name':'gpt'}]"`), good: apim()},
	{rule: "CN015", name: "PowerShell", bad: apim(models, `"models":"@{name=gpt}"`), good: apim()},
	{rule: "CN015", name: "one object", bad: apim(models, `"models":"{\"name\":\"gpt\"}"`), good: apim()},
	{rule: "CN015", name: "text", bad: apim(models, `"models":"gpt-4o"`), good: apim()},
	{rule: "CN015", name: "headers", bad: apim(models, models+`,"customHeaders":"[]"`), good: apim(models, models+`,"customHeaders":"{}"`)},
	{rule: "CN016", name: "empty", bad: apim(models, `"models":"[]"`), good: apim()},
	{rule: "CN016", name: "no name", bad: apim(`{\"name\":\"gpt\",`, `{`), good: apim()},
	{rule: "CN016", name: "no model", bad: apim(`\"model\"`, `\"modell\"`), good: apim()},
	{rule: "CN016", name: "no name of the model", bad: apim(`\"gpt-4o\"`, `\"\"`), good: apim()},
	{rule: "CN016", name: "no version", bad: apim(`\"version\":\"\",`, ``), good: apim()},
	{rule: "CN016", name: "version a number", bad: apim(`\"version\":\"\"`, `\"version\":1`), good: apim(`\"version\":\"\"`, `\"version\":\"1\"`)},
	{rule: "CN017", name: "case", bad: apim(`OpenAI`, `openai`), good: apim(`OpenAI`, `Anthropic`)},
	{rule: "CN017", name: "maker", bad: apim(`OpenAI`, `DeepSeek`), good: apim(`OpenAI`, `NonOpenAI`)},
	{rule: "CN017", name: "missing", bad: apim(`,\"format\":\"OpenAI\"`, ``), good: apim()},
	{rule: "CN018", name: "character", bad: apim(`\"gpt\"`, `\"a/b\"`), good: apim(`\"gpt-4o\"`, `\"a/b:c\"`)},
	{rule: "CN018", name: "twice", bad: apim(`"[`, `"[{\"name\":\"gpt\",\"properties\":{\"model\":{\"name\":\"x\",\"version\":\"\",\"format\":\"OpenAI\"}}},`), good: apim()},
	{rule: "CN019", name: "missing", bad: mg(`\"getModelEndpoint\":\"/models/{deploymentName}\",`, ``), good: mg()},
	{rule: "CN019", name: "spelled", bad: mg(`listModelsEndpoint`, `listmodelsendpoint`), good: mg()},
	{rule: "CN019", name: "provider", bad: mg(`,\"deploymentProvider\":\"OpenAI\"`, ``), good: apim(models, strings.Replace(discovery, `,\"deploymentProvider\":\"OpenAI\"`, ``, 1))},
	{rule: "CN020", name: "unknown", bad: mg(`\"OpenAI\"`, `\"Anthropic\"`), good: mg()},
	{rule: "CN020", name: "number", bad: mg(`\"OpenAI\"`, `1`), good: mg()},
	{rule: "CN020", name: "against its endpoints", bad: mg(`\"OpenAI\"`, `\"AzureOpenAI\"`), good: mg(), severity: lint.Warning},
	{rule: "CN021", name: "none", bad: mg(`/{deploymentName}`, ``), good: mg()},
	{rule: "CN021", name: "twice", bad: mg(`/{deploymentName}`, `/{deploymentName}/{deploymentName}`), good: mg()},
	{rule: "CN021", name: "in the query", bad: mg(`/{deploymentName}`, `?m={deploymentName}`), good: mg()},
	{rule: "CN021", name: "of the list", bad: mg(`\"/models\"`, `\"/models/{deploymentName}\"`), good: mg()},
	{rule: "CN022", name: "no slash", bad: mg(`\"/models\"`, `\"models\"`), good: mg()},
	{rule: "CN022", name: "elsewhere", bad: mg(`\"/models\"`, `\"https://evil.com/models\"`), good: mg(`\"/models\"`, `\"https://llm.contoso.com:443/models\"`)},
	{rule: "CN022", name: "scheme", bad: mg(`\"/models\"`, `\"http://llm.contoso.com/models\"`), good: mg()},
	{rule: "CN022", name: "traversal", bad: mg(`\"/models\"`, `\"/a/../models\"`), good: mg()},
	{rule: "CN022", name: "encoded traversal", bad: mg(`\"/models\"`, `\"/a/.%2E/models\"`), good: mg(`\"/models\"`, `\"/.../models\"`)},
	{rule: "CN022", name: "a dot", bad: mg(`\"/models\"`, `\"/./models\"`), good: mg(`\"/models\"`, `\"/v1.0/models\"`)},
	{rule: "CN022", name: "encoded", bad: mg(`\"/models\"`, `\"/a%2Fmodels\"`), good: mg()},
	{rule: "CN022", name: "fragment", bad: mg(`\"/models\"`, `\"/models#x\"`), good: mg()},
	{rule: "CN022", name: "user", bad: mg(`\"/models\"`, `\"https://u:hush@llm.contoso.com/models\"`), good: mg()},
	{rule: "CN023", bad: mg(`\"/models\"`, `\"/models?api-version=1&api-version=2\"`), good: mg(`\"/models\"`, `\"/models?api-version=1\"`)},
	{rule: "CN023", name: "encoded", bad: mg(`\"/models\"`, `\"/models?api-version=1&api%2Dversion=2\"`), good: mg(`\"/models\"`, `\"/models?api-version=1&version=2\"`)},
	{rule: "CN024", name: "format null", bad: mg(`"metadata":{`, `"metadata":{"authConfig":"{\"type\":\"api_key\",\"name\":\"a\",\"format\":\"\"}",`), good: mg(`"metadata":{`, `"metadata":{"authConfig":"{\"type\":\"api_key\",\"name\":\"a\",\"format\":null}",`)},
	{rule: "CN024", name: "type", bad: mg(`"metadata":{`, `"metadata":{"authConfig":"{\"type\":\"apiKey\",\"name\":\"a\"}",`), good: mg(`"metadata":{`, `"metadata":{"authConfig":"{\"type\":\"api_key\",\"name\":\"a\"}",`)},
	{rule: "CN024", name: "name", bad: mg(`"metadata":{`, `"metadata":{"authConfig":"{\"type\":\"api_key\"}",`), good: mg()},
	{rule: "CN024", name: "format", bad: mg(`"metadata":{`, `"metadata":{"authConfig":"{\"type\":\"api_key\",\"name\":\"a\",\"format\":\"Bearer\"}",`), good: mg(`"metadata":{`, `"metadata":{"authConfig":"{\"type\":\"api_key\",\"name\":\"a\",\"format\":\"Bearer {api_key}\"}",`)},
	{rule: "CN024", name: "format of the portal", bad: mg(`"metadata":{`, `"metadata":{"authHeaderFormat":"Bearer",`), good: mg(`"metadata":{`, `"metadata":{"authHeaderFormat":"Bearer {api_key}",`)},
	{rule: "CN025", bad: apim(`"metadata":{`, `"metadata":{"authConfig":"{\"type\":\"api_key\",\"name\":\"a\"}",`), good: mg(`"metadata":{`, `"metadata":{"authConfig":"{\"type\":\"api_key\",\"name\":\"a\"}",`)},
	{rule: "CN026", bad: apim(`"metadata":{`, `"metadata":{"customHeaders":"{\"a\":1}",`), good: apim(`"metadata":{`, `"metadata":{"customHeaders":"{\"a\":\"1\"}",`)},
	{rule: "CN027", name: "no version", bad: apim(`2024-10-21`, `latest`), good: apim(), severity: lint.Warning},
	{rule: "CN027", name: "no date", bad: apim(`2024-10-21`, `2024-13-45`), good: apim(`2024-10-21`, `2024-12-31-preview`), severity: lint.Warning},
	{rule: "CN027", name: "v1 by its name", bad: apim(`/openai"`, `/OpenAI-v1"`), good: apim(`/openai"`, `/contoso-v1"`), severity: lint.Warning},
	{rule: "CN027", name: "v1", bad: mg(`"metadata":{`, `"metadata":{"inferenceAPIVersion":"2024-10-21",`), good: mg(`"metadata":{`, `"metadata":{"inferenceAPIVersion":"",`), severity: lint.Warning},
	{rule: "CN027", name: "missing", bad: apim(`"inferenceAPIVersion":"2024-10-21",`, ``), good: apim(`"inferenceAPIVersion":"2024-10-21",`, ``, `"true"`, `"false"`), severity: lint.Warning},
	{rule: "CN028", name: "no version", bad: mg(`"metadata":{`, `"metadata":{"deploymentAPIVersion":"v1",`), good: mg(`"metadata":{`, `"metadata":{"deploymentAPIVersion":"2024-10-01",`), severity: lint.Warning},
	{rule: "CN028", name: "no discovery", bad: apim(`"metadata":{`, `"metadata":{"deploymentAPIVersion":"2024-10-01",`), good: apim(), severity: lint.Warning},
	{rule: "CN030", name: "missing", bad: props(`"category":"CognitiveSearch","authType":"AAD"`), good: props(`"category":"Serp","authType":"ApiKey","credentials":{"key":"hush"}`), pointer: "/properties/target"},
	{rule: "CN030", name: "http", bad: mg(`https://`, `http://`), good: mg()},
	{rule: "CN030", name: "resource id", bad: apim(`https://contoso.azure-api.net/openai`, `/subscriptions/s/resourceGroups/g`), good: apim()},
	{rule: "CN030", name: "host alone", bad: mg(`https://llm.contoso.com/v1`, `llm.contoso.com/v1`), good: mg()},
	{rule: "CN030", name: "blank", bad: mg(`/v1"`, `/v1 "`), good: mg()},
	{rule: "CN030", name: "placeholder", bad: mg(`llm.contoso.com`, `<gateway>.contoso.com`), good: mg()},
	{rule: "CN030", name: "variable", bad: mg(`llm.contoso.com`, `${var.gateway}`), good: mg()},
	{rule: "CN030", name: "user", bad: mg(`https://`, `https://u:hush@`), good: mg()},
	{rule: "CN031", name: "another domain", bad: apim(`contoso.azure-api.net`, `ai.contoso.com`), good: apim(), severity: lint.Warning},
	{rule: "CN031", name: "another server", bad: apim(`contoso.azure-api.net`, `contoso.developer.azure-api.net`), good: apim(`contoso.azure-api.net`, `contoso-eastus-01.regional.azure-api.net`)},
	{rule: "CN032", bad: apim(`/openai`, `/`), good: apim()},
	{rule: "CN033", name: "query", bad: apim(`/openai`, `/openai?api-version=1`), good: apim()},
	{rule: "CN033", name: "fragment", bad: apim(`/openai`, `/openai#x`), good: apim()},
	{rule: "CN033", name: "operation", bad: apim(`/openai`, `/openai/chat/completions`), good: apim(`/openai`, `/openai/completionsapi`)},
	{rule: "CN033", name: "deployment", bad: apim(`/openai`, `/openai/deployments/gpt`), good: apim()},
	{rule: "CN034", bad: apim(`/openai"`, `/openai/"`), good: apim(), severity: lint.Warning},
	{rule: "CN035", name: "address", bad: mg(`llm.contoso.com`, `10.0.0.4`), good: mg(), severity: lint.Warning},
	{rule: "CN035", name: "IPv6", bad: mg(`llm.contoso.com`, `[fd00::1]`), good: mg(), severity: lint.Warning},
	{rule: "CN035", name: "private domain", bad: mg(`llm.contoso.com`, `llm.contoso.internal`), good: mg(), severity: lint.Warning},
	{rule: "CN035", name: "no domain", bad: mg(`llm.contoso.com`, `litellm:4000`), good: mg(), severity: lint.Warning},
	{rule: "CN040", bad: apim(`"audience":"https://cognitiveservices.azure.com",`, ``), good: apim(), pointer: "/properties/audience"},
	{rule: "CN041", bad: apim(`"metadata":{`, `"metadata":{"audience":"a",`), good: apim(), pointer: "/properties/metadata/audience"},
	{rule: "CN042", bad: apim(`https://cognitiveservices.azure.com`, `https://management.azure.com`), good: apim(`https://cognitiveservices.azure.com`, `https://cognitiveservices.azure.com/`), severity: lint.Warning},
	{rule: "CN043", bad: apim(`ApiManagement`, `ModelGateway`), good: apim()},
	{rule: "CN044", bad: apim(`ProjectManagedIdentity`, `AAD`), good: apim(), severity: lint.Warning},
	{rule: "CN045", name: "tokenUrl", bad: mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, strings.Replace(oauth, `"tokenUrl":"https://login.contoso.com/token",`, "", 1)), good: mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, oauth), pointer: "/properties/tokenUrl"},
	{rule: "CN045", name: "scopes", bad: mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, strings.Replace(oauth, `["models"]`, `"models"`, 1)), good: mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, oauth), pointer: "/properties/scopes"},
	{rule: "CN045", name: "an empty scope", bad: mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, strings.Replace(oauth, `["models"]`, `[""]`, 1)), good: mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, oauth), pointer: "/properties/scopes/0"},
	{rule: "CN045", name: "scopes of a change", bad: props(`"authType":"OAuth2","scopes":"a"`), good: props(`"authType":"OAuth2","scopes":["a"]`), opts: lint.Options{Operation: lint.Patch}},
	{rule: "CN045", name: "secret", bad: mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, strings.Replace(oauth, `"hush"`, `""`, 1)), good: mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, oauth), pointer: "/properties/credentials/clientSecret"},
	{rule: "CN046", bad: mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, strings.Replace(oauth, `{"clientId"`, `{"TokenUrl":"https://a.b","clientId"`, 1)), good: mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, oauth), pointer: "/properties/credentials/TokenUrl"},
	{rule: "CN050", name: "storage", bad: props(`"category":"AzureStorageAccount","authType":"AAD","target":"https://st.blob.core.windows.net/"`), good: props(`"authType":"AAD",` + storage), pointer: "/properties/metadata/ResourceId"},
	{rule: "CN050", name: "empty", bad: props(`"authType":"AAD",` + strings.Replace(storage, "/subscriptions/s", "", 1)), good: props(`"authType":"AAD",` + storage), severity: lint.Warning},
	{rule: "CN050", name: "blob in any case", bad: props(`"category":"AzureBlob","authType":"AAD","target":"https://a.b","metadata":{"containerName":"c"}`), good: props(`"category":"AzureBlob","authType":"AAD","target":"https://a.b","metadata":{"containerName":"c","ACCOUNTNAME":"a"}`), pointer: "/properties/metadata/AccountName"},
	{rule: "CN051", name: "id for a URL", bad: props(`"authType":"AAD",` + strings.Replace(storage, "https://st.blob.core.windows.net/", "/subscriptions/s", 1)), good: props(`"authType":"AAD",` + storage)},
	{rule: "CN051", name: "URL for an id", bad: props(`"category":"AppInsights","authType":"ApiKey","credentials":{"key":"hush"},"target":"https://a.b"`), good: props(`"category":"AppInsights","authType":"ApiKey","credentials":{"key":"hush"},"target":"/subscriptions/s"`)},
	{rule: "CN053", bad: props(`"category":"AzureKeyVault","authType":"AccountManagedIdentity","target":"https://kv.vault.azure.net/","metadata":{"ResourceId":"/subscriptions/s"}`), good: apim(), opts: lint.Options{Scope: lint.Project}},
	{rule: "CN054", name: "account", bad: apim(), good: props(`"category":"Git","authType":"None"`), opts: lint.Options{Scope: lint.Account}, severity: lint.Warning},
	{rule: "CN054", name: "shared", bad: apim(`"audience"`, `"isSharedToAll":true,"audience"`), good: apim(`"audience"`, `"isSharedToAll":false,"audience"`), severity: lint.Warning},
	{rule: "CN060", name: "unknown", bad: apim(`"audience"`, `"isDefault":true,"audience"`), good: apim(`"audience"`, `"ISSHAREDTOALL":false,"audience"`), severity: lint.Warning, pointer: "/properties/isDefault"},
	{rule: "CN060", name: "no properties", bad: `{"category":"Git","authType":"None"}`, good: props(`"category":"Git","authType":"None"`)},
	{rule: "CN061", bad: apim(`"audience"`, `"group":"AzureAI","audience"`), good: apim(`"audience"`, `"group":null,"audience"`), severity: lint.Warning},
	{rule: "CN062", bad: apim(`"metadata":{`, `"metadata":{"customHeaders":"{\"api-key\":\"hush\"}",`), good: apim(`"metadata":{`, `"metadata":{"customHeaders":"{\"X-API-Version\":\"1\",\"x-max-tokens\":\"9\"}",`), severity: lint.Warning},
	{rule: "CN062", name: "by its value", bad: apim(`"metadata":{`, `"metadata":{"customHeaders":"{\"x-upstream\":\"Bearer hush\"}",`), good: apim(`"metadata":{`, `"metadata":{"customHeaders":"{\"x-upstream\":\"bearer\",\"x-keyboard\":\"a b\"}",`), severity: lint.Warning},
	{rule: "CN062", name: "whole name", bad: apim(`"metadata":{`, `"metadata":{"customHeaders":"{\"X-Key\":\"hush\"}",`), good: apim(`"metadata":{`, `"metadata":{"customHeaders":"{\"x-partition-key\":\"a\"}",`), severity: lint.Warning},
	{rule: "CN063", bad: props(`"metadata":{}`), good: props(`"authType":"AAD"`), opts: lint.Options{Operation: lint.Patch}, pointer: "/properties/authType"},
	{rule: "CN070", bad: props(`"authType":"AccountKey","credentials":{"key":"hush"},` + storage), good: props(`"authType":"AAD",` + storage), severity: lint.Warning},
}

func TestRules_bodies(t *testing.T) {
	t.Parallel()
	for _, p := range pairs {
		t.Run(strings.TrimSpace(p.rule+" "+p.name), func(t *testing.T) {
			t.Parallel()
			want := p.severity
			if want == "" {
				want = lint.Error
			}
			found := find(lint.Check([]byte(p.bad), p.opts), p.rule)
			switch {
			case len(found) == 0:
				t.Errorf("%s: no %s, but %v", p.bad, p.rule, lint.Check([]byte(p.bad), p.opts))
			case found[0].Severity != want || found[0].Message == "" || found[0].Symptom == "" || found[0].Fix == "":
				t.Errorf("%+v is incomplete, or no %s", found[0], want)
			case p.pointer != "" && found[0].Pointer != p.pointer:
				t.Errorf("pointer = %q, want %q", found[0].Pointer, p.pointer)
			}
			if p.opts.Name != "" {
				p.opts.Name = "good"
			}
			if found := find(lint.Check([]byte(p.good), p.opts), p.rule); len(found) > 0 {
				t.Errorf("%s: %v, want no %s", p.good, found, p.rule)
			}
		})
	}
}

func find(findings []lint.Finding, rule string) []lint.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f lint.Finding) bool { return f.Rule != rule })
}

// Each rule has a pair, but the one of capability hosts, which has a test of its own.
func TestRules_allHaveBodies(t *testing.T) {
	t.Parallel()
	for _, r := range lint.Rules() {
		if r.ID != "CN052" && !slices.ContainsFunc(pairs, func(p pair) bool { return p.rule == r.ID }) {
			t.Errorf("rule %s has no pair of bodies", r.ID)
		}
	}
}

// What is complete has no findings at all.
func TestCheck_complete(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		apim(), mg(), mg(`"authType":"ApiKey","credentials":{"key":"hush"}`, oauth), props(`"authType":"AAD",` + storage),
		`{"Properties":{"Category":"CognitiveSearch","AuthType":"AAD","Target":"https://s.search.windows.net","Metadata":{}}}`,
		`{"id":"/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/projects/p/connections/c","name":"conn","properties":{"category":"ModelGateway","authType":"ApiKey","target":"https://a.b/c","group":"AzureAI","metadata":{"deploymentInPath":"false","models":null,` + discovery + `}}}`,
		`{"value":[{"name":"one","properties":{"category":"Git","authType":"PAT","target":"x"}}],"nextLink":null}`,
		`[]`,
	} {
		if findings := lint.Check([]byte(body), lint.Options{}); len(findings) > 0 {
			t.Errorf("Check(%s) = %v, want nothing", body, findings)
		}
	}
}

func TestCheck_list(t *testing.T) {
	t.Parallel()
	list := `{"value":[{"name":"first","properties":{"category":"Git","authType":"None"}},{"name":"second.one","properties":{"category":"git","authType":"None"}}]}`
	var got []string
	for _, f := range lint.Check([]byte(list), lint.Options{Name: "not.theirs"}) {
		got = append(got, f.Rule+" "+f.Pointer)
	}
	if want := []string{"CN001 /value/1/name", "CN002 /value/1/properties/category"}; !slices.Equal(got, want) {
		t.Errorf("findings = %v, want %v", got, want)
	}
}

// Advice waits until there is nothing else, unless it is asked for.
func TestCheck_advice(t *testing.T) {
	t.Parallel()
	body := []byte(props(`"authType":"AccountKey","credentials":{"key":"hush"},"isDefault":true,` + storage))
	if got := ids(lint.Check(body, lint.Options{})); !slices.Equal(got, []string{"CN060"}) {
		t.Errorf("rules = %v, want CN060 alone", got)
	}
	if got := ids(lint.Check(body, lint.Options{Advice: true})); !slices.Equal(got, []string{"CN060", "CN070"}) {
		t.Errorf("rules = %v, want the advice too", got)
	}
}

func TestCheck_stage(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{apim(inPath+",", ""): true, props(`"category":"CognitiveSearch","authType":"AAD"`): false} {
		if f := lint.Check([]byte(body), lint.Options{}); strings.Contains(f[0].Stage, "prompt agents only") != want {
			t.Errorf("Stage = %q", f[0].Stage)
		}
	}
}

func TestCapabilityHost(t *testing.T) {
	t.Parallel()
	known := map[string]lint.Connected{
		"cosmos": {Category: "CosmosDB", AuthType: "AAD"}, "blob": {Category: "AzureBlob", AuthType: "AAD"},
		"search": {Category: "CognitiveSearch", AuthType: "ApiKey"}, "gone": {Missing: true},
	}
	find := func(name string) (lint.Connected, bool) {
		c, ok := known[name]
		return c, ok
	}
	body := []byte(props(`"capabilityHostKind":"Agents","threadStorageConnections":["cosmos"],"storageConnections":["blob"],"vectorStoreConnections":["search","elsewhere","gone"]`))
	if !lint.IsCapabilityHost(body) || lint.IsCapabilityHost([]byte(apim())) || lint.IsCapabilityHost([]byte(`{,}`)) {
		t.Error("IsCapabilityHost() mistakes one for the other")
	}
	var got []string
	for _, f := range lint.CapabilityHost(body, find) {
		got = append(got, f.Rule+" "+f.Pointer)
	}
	if want := []string{"CN052 /properties/storageConnections/0", "CN052 /properties/vectorStoreConnections/0", "CN052 /properties/vectorStoreConnections/2"}; !slices.Equal(got, want) {
		t.Errorf("findings = %v, want %v", got, want)
	}
	if f := lint.CapabilityHost([]byte(`{"properties":{`), find); len(f) == 0 || f[0].Rule != "CN000" {
		t.Errorf("findings = %v, want CN000", f)
	}
}

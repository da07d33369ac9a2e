// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func decoded(t testing.TB, text string) connections.Connection {
	t.Helper()
	var c connections.Connection
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// asProject is what a project signs in with.
func asProject() connections.Auth {
	return connections.ProjectManagedIdentity{Audience: connections.AudienceCognitiveServices}
}

// Two answers of the service, as a customer found them: version 1 of Azure OpenAI behind API Management, with
// a list of models, and with what Foundry does where a connection says nothing. A null of the metadata is
// a null again.
func TestAPIManagement_customer(t *testing.T) {
	t.Parallel()
	const id = "/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/ai" +
		"/projects/agents/connections/gateway"
	for _, test := range []struct {
		name, answer, body string
		want               connections.APIManagement
	}{
		{
			"static",
			`{"id":"` + id + `","name":"gateway","properties":{"audience":"https://cognitiveservices.azure.com","authType":"ProjectManagedIdentity",
				"category":"ApiManagement","isSharedToAll":false,"metadata":{"deploymentInPath":"false","inferenceAPIVersion":null,
				"models":"[{\"name\":\"gpt-4o\",\"properties\":{\"model\":{\"format\":\"OpenAI\",\"name\":\"gpt-4o\",\"version\":\"2024-08-06\"}}}]"},
				"target":"https://contoso.azure-api.net/openai-v1"}}`,
			`{"properties":{"authType":"ProjectManagedIdentity","category":"ApiManagement","target":"https://contoso.azure-api.net/openai-v1",` +
				`"metadata":{"deploymentInPath":"false","inferenceAPIVersion":null,` +
				`"models":"[{\"name\":\"gpt-4o\",\"properties\":{\"model\":{\"format\":\"OpenAI\",\"name\":\"gpt-4o\",\"version\":\"2024-08-06\"}}}]"},` +
				`"audience":"https://cognitiveservices.azure.com","isSharedToAll":false}}`,
			connections.APIManagement{
				Target: "https://contoso.azure-api.net/openai-v1", Auth: asProject(), IsSharedToAll: new(false),
				Models: connections.Static{{Alias: "gpt-4o", Model: "gpt-4o", Version: "2024-08-06", Format: connections.ModelFormatOpenAI}},
				Nulls:  []string{"inferenceAPIVersion"},
			},
		},
		{
			"defaults",
			`{"id":"` + id + `","location":null,"name":"gateway","properties":{"audience":"https://cognitiveservices.azure.com",
				"authType":"ProjectManagedIdentity","category":"ApiManagement","group":"AzureAI","isSharedToAll":false,
				"metadata":{"deploymentAPIVersion":"2024-10-01","deploymentInPath":"false","inferenceAPIVersion":null},
				"target":"https://contoso.azure-api.net/openai-v1"},"type":"Microsoft.CognitiveServices/accounts/projects/connections"}`,
			`{"properties":{"authType":"ProjectManagedIdentity","category":"ApiManagement","target":"https://contoso.azure-api.net/openai-v1",` +
				`"metadata":{"deploymentAPIVersion":"2024-10-01","deploymentInPath":"false","inferenceAPIVersion":null},` +
				`"audience":"https://cognitiveservices.azure.com","isSharedToAll":false}}`,
			connections.APIManagement{
				Target: "https://contoso.azure-api.net/openai-v1", Auth: asProject(), IsSharedToAll: new(false),
				Models: connections.Defaults{}, DeploymentAPIVersion: "2024-10-01",
				Nulls: []string{"inferenceAPIVersion"},
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := testworld.Must[connections.Connection](t)(test.want.Connection())
			if diff := cmp.Diff(test.body, string(testworld.Must[[]byte](t)(json.Marshal(body)))); diff != "" {
				t.Errorf("body (-want +got)\n%s", diff)
			}
			answer := decoded(t, test.answer)
			writable := answer.Properties
			writable.Group = ""
			if diff := cmp.Diff(writable, body.Properties); diff != "" {
				t.Errorf("writable members (-of the answer +of the builder)\n%s", diff)
			}
			got := testworld.Must[connections.Builder](t)(answer.Builder())
			if diff := cmp.Diff(answer, testworld.Must[connections.Connection](t)(got.Connection())); diff != "" {
				t.Errorf("body of the parsed builder (-answer +got)\n%s", diff)
			}
			gateway := got.(connections.APIManagement)
			gateway.Other = connections.Connection{} // which has what is read-only
			if diff := cmp.Diff(test.want, gateway); diff != "" {
				t.Errorf("Builder() (-want +got)\n%s", diff)
			}
		})
	}
}

// The texts are exact, with members in the order of the alphabet.
func TestModelGateway_texts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		builder connections.ModelGateway
		want    map[string]string
	}{
		"static": {
			connections.ModelGateway{
				DeploymentInPath: true, InferenceAPIVersion: "2025-03-01-preview", DeploymentAPIVersion: "2024-10-01",
				Models: connections.Static{
					{Alias: "a", Model: "vendor/a<b>&c:free", Format: connections.ModelFormatNonOpenAI, Unknown: []byte(`{"tier":1,"properties":{"x":2,"model":{"publisher":"v"}}}`)},
					{Alias: "b", Model: "claude", Version: "1", Format: connections.ModelFormatAnthropic},
				},
				Headers:    map[string]string{"X-Team": "a", "X-Env": "prod"},
				AuthHeader: connections.AuthHeader{Name: "Authorization", Format: "Bearer {api_key}"},
			},
			map[string]string{
				"deploymentInPath": "true", "inferenceAPIVersion": "2025-03-01-preview", "deploymentAPIVersion": "2024-10-01",
				"models": `[{"name":"a","properties":{"model":{"format":"NonOpenAI","name":"vendor/a<b>&c:free","version":"","publisher":"v"},"x":2},"tier":1},` +
					`{"name":"b","properties":{"model":{"format":"Anthropic","name":"claude","version":"1"}}}]`,
				"customHeaders": `{"X-Env":"prod","X-Team":"a"}`,
				"authConfig":    `{"format":"Bearer {api_key}","name":"Authorization","type":"api_key"}`,
			},
		},
		"dynamic": {
			connections.ModelGateway{
				Models:     connections.Dynamic{ListModels: "/models", GetModel: "/models/{deploymentName}", Provider: connections.ModelProviderOpenAI},
				Headers:    map[string]string{},
				AuthHeader: connections.AuthHeader{Name: "x-key", Format: "{api_key}", Plain: true},
			},
			map[string]string{
				"deploymentInPath": "false",
				"modelDiscovery":   `{"deploymentProvider":"OpenAI","getModelEndpoint":"/models/{deploymentName}","listModelsEndpoint":"/models"}`,
				"customHeaders":    `{}`, "authHeaderName": "x-key", "authHeaderFormat": "{api_key}",
			},
		},
		"further metadata": {
			connections.ModelGateway{
				Models:   connections.DefaultDiscovery(),
				Metadata: map[string]string{"ApiType": "Azure", "models": "stale", "deploymentInPath": "true"},
			},
			map[string]string{
				"deploymentInPath": "false", "ApiType": "Azure",
				"modelDiscovery": `{"deploymentProvider":"AzureOpenAI","getModelEndpoint":"/deployments/{deploymentName}","listModelsEndpoint":"/deployments"}`,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.builder.Target, test.builder.Auth = "https://models.contoso.com/v1", connections.APIKey{Key: connections.NewSecret("k")}
			c := testworld.Must[connections.Connection](t)(test.builder.Connection())
			if diff := cmp.Diff(test.want, c.Properties.Metadata); diff != "" {
				t.Errorf("metadata (-want +got)\n%s", diff)
			}
		})
	}
}

// A text in another order and with more space stays until it means something else.
func TestParseModelGateway_keepsTexts(t *testing.T) {
	t.Parallel()
	const list = `[ {"properties":{"model":{"version":"","name":"gpt-4o","format":"OpenAI"}},"name":"gpt-4o"} ]`
	c := connections.New(connections.CategoryModelGateway, "https://models.contoso.com/v1", connections.APIKey{Key: connections.NewSecret("k")})
	c.Properties.Metadata = map[string]string{"deploymentInPath": "false", "models": list, "customHeaders": "{ }"}
	b := testworld.Must[connections.ModelGateway](t)(connections.ParseModelGateway(c))
	if got := testworld.Must[connections.Connection](t)(b.Connection()); !reflect.DeepEqual(got, c) {
		t.Errorf("Connection() = %+v, want %+v", got, c)
	}
	b.Models = append(b.Models.(connections.Static), connections.StaticModel{Alias: "b", Model: "b", Format: connections.ModelFormatOpenAI})
	got := testworld.Must[connections.Connection](t)(b.Connection()).Properties.Metadata
	want := `[{"name":"gpt-4o","properties":{"model":{"format":"OpenAI","name":"gpt-4o","version":""}}},` +
		`{"name":"b","properties":{"model":{"format":"OpenAI","name":"b","version":""}}}]`
	if got["models"] != want || got["customHeaders"] != "{ }" {
		t.Errorf("metadata = %q, want the new list and the headers as they were", got)
	}
}

// random makes builders of every kind, with the awkward texts that a service may hold.
type random struct{ *rand.Rand }

func (r random) text() string {
	all := []string{"a", "gpt-4o", "ü", "<&>", "a b", `"`, "null", "true", "x/y:z", "{}"}
	return all[r.IntN(len(all))]
}

// maybe returns a text or none.
func (r random) maybe() string {
	if r.IntN(2) == 0 {
		return ""
	}
	return r.text()
}

func (r random) auth() connections.Auth {
	var all []connections.Auth
	for _, a := range auths() {
		all = append(all, a)
	}
	return all[r.IntN(len(all))]
}

func (r random) texts() map[string]string {
	if r.IntN(3) == 0 {
		return nil
	}
	out := map[string]string{r.text(): r.maybe()}
	if r.IntN(2) == 0 {
		out[r.text()] = r.text()
	}
	return out
}

func (r random) models() connections.ListedModels {
	if r.IntN(2) == 0 {
		return connections.Dynamic{ListModels: r.maybe(), GetModel: r.text(), Provider: connections.ModelProvider(r.maybe()), Unknown: r.unknown()}
	}
	list := make(connections.Static, r.IntN(3))
	for i := range list {
		list[i] = connections.StaticModel{Alias: r.text(), Model: r.text(), Version: r.maybe(), Format: connections.ModelFormat(r.maybe())}
		if r.IntN(2) == 0 {
			list[i].Unknown = []byte(`{"properties":{"model":{"publisher":"p"},"y":[1]},"z":null}`)
		}
	}
	return list
}

func (r random) unknown() []byte {
	if r.IntN(2) == 0 {
		return nil
	}
	return []byte(`{"more":{"a":1.10}}`)
}

func (r random) other() connections.Connection {
	var c connections.Connection
	if r.IntN(2) == 0 {
		c.Name, c.Unknown = r.maybe(), r.unknown()
		c.Properties.Error, c.Properties.Unknown = r.maybe(), r.unknown()
	}
	return c
}

func (r random) builder() connections.Builder {
	g := connections.ModelGateway{
		Target: r.maybe(), Auth: r.auth(), Models: r.models(), DeploymentInPath: r.IntN(2) == 0, InferenceAPIVersion: r.maybe(),
		DeploymentAPIVersion: r.maybe(), Headers: r.texts(), IsSharedToAll: new(r.IntN(2) == 0), Metadata: r.texts(), Other: r.other(),
	}
	if r.IntN(3) == 0 {
		g.Nulls = []string{"null1", "null2"}
	}
	switch r.IntN(4) {
	case 0:
		g.AuthHeader = connections.AuthHeader{Name: r.maybe(), Format: r.text(), Unknown: r.unknown()}
	case 1:
		g.AuthHeader = connections.AuthHeader{Name: r.text(), Format: r.maybe(), Plain: true}
	}
	switch r.IntN(3) {
	case 0:
		return g
	case 1:
		a := connections.APIManagement{
			Target: g.Target, Auth: g.Auth, Models: g.Models, DeploymentInPath: g.DeploymentInPath, InferenceAPIVersion: g.InferenceAPIVersion,
			DeploymentAPIVersion: g.DeploymentAPIVersion, Headers: g.Headers, AuthHeader: g.AuthHeader, Metadata: g.Metadata, Nulls: g.Nulls, Other: g.Other,
		}
		if r.IntN(3) == 0 {
			a.Models = connections.Defaults{}
		}
		return a
	}
	categories := []connections.Category{"RemoteTool", "CognitiveSearch", "Brand-New", "AzureBlob"}
	return connections.Service{
		Category: categories[r.IntN(len(categories))], Target: g.Target, Auth: g.Auth, APIType: r.maybe(), Type: r.maybe(), ResourceID: r.maybe(),
		Location: r.maybe(), IsSharedToAll: g.IsSharedToAll, Metadata: g.Metadata, Other: g.Other,
	}
}

// What a builder makes is read as that builder.
func TestBuilder_identity(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3000) {
		want := random{rand.New(rand.NewPCG(seed, 6))}.builder()
		c := connections.BodyOf(want)
		got, err := c.Builder()
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d (-want +got)\n%s", seed, cmp.Diff(want, got))
		}
		var again connections.Connection
		if err := json.Unmarshal([]byte(testworld.Must[[]byte](t)(json.Marshal(c))), &again); err != nil {
			t.Fatal(err)
		}
		if _, err := again.Builder(); err != nil {
			t.Fatalf("after the wire: %v", err)
		}
	}
}

// FuzzConnection_Builder looks for bodies that do not come out of their builder as they went in.
func FuzzConnection_Builder(f *testing.F) {
	for _, text := range sentBodies() {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var c connections.Connection
		if json.Unmarshal(text, &c) != nil {
			return
		}
		b, err := c.Builder()
		if err != nil {
			return // it is no such connection, and what there is need not be whole
		}
		if got := connections.BodyOf(b); !reflect.DeepEqual(got, c) {
			t.Errorf("%s became %+v", text, got)
		}
	})
}

// sentBodies are connections of several categories as people send them.
func sentBodies() []string {
	const resource = `/subscriptions/6f1c9a3e-52d7-4c0b-9e84-1a7b3d5f2c60/resourceGroups/rg/providers/Microsoft.Search/searchServices/s`
	return []string{
		`{"properties":{"authType":"ApiKey","category":"ApiManagement","target":"https://a.azure-api.net/b","credentials":{"key":"k"},"metadata":{` +
			`"deploymentInPath":"true","inferenceAPIVersion":"","models":"[ ]","customHeaders":"{\"a\":\"b\"}","Models":"x"}}}`,
		`{"properties":{"authType":"ApiKey","category":"ModelGateway","target":"https://a.b/c","metadata":{"deploymentInPath":"false",` +
			`"modelDiscovery":"{\"listModelsEndpoint\":\"/models\"}","authHeaderName":"a","authConfig":"","expires":"1"}},"location":null}`,
		`{"properties":{"authType":"OAuth2","category":"ModelGateway","target":"https://a.b","scopes":["s"],"tokenUrl":"t","metadata":{` +
			`"deploymentInPath":"false","models":"[{\"name\":\"a\",\"properties\":{\"model\":{\"version\":\"\"}}}]","authConfig":"{\"type\":\"api_key\", \"name\":\"a\"}"}}}`,
		`{"properties":{"authType":"AAD","category":"CognitiveSearch","target":"https://s.search.windows.net","isSharedToAll":true,"metadata":{` +
			`"apitype":"Azure","Location":"eastus","location":"eastus","ResourceId":"` + resource + `","ApiVersion":"2025-05-01"}}}`,
		`{"properties":{"authType":"None","category":"RemoteTool","target":"https://t","metadata":{"Type":"x","type":"y","TYPE":""}},"id":"i"}`,
		`{"properties":{"authType":"ApiKey","category":"OpenAI","metadata":{}}}`,
		`{"properties":{"category":"ApiManagement"}}`, `{}`,
	}
}

// A body comes out of its builder as it went in.
func TestConnection_Builder_keepsAll(t *testing.T) {
	t.Parallel()
	for _, text := range sentBodies() {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			c := decoded(t, text)
			b, err := c.Builder()
			if got := connections.BodyOf(b); err == nil && !cmp.Equal(got, c) {
				t.Errorf("(-want +got)\n%s", cmp.Diff(c, got))
			}
			if broken := c.Properties.Category == connections.CategoryAPIManagement && c.Properties.AuthType == ""; broken != (err != nil) {
				t.Errorf("Builder() = %v", err)
			}
		})
	}
}

// FuzzParseModelGateway looks for texts in metadata that do not come out of the builder as they went in.
func FuzzParseModelGateway(f *testing.F) {
	f.Add(`[{"name":"a","properties":{"model":{"format":"OpenAI","name":"m","version":"","publisher":"p"}}}]`, "", `{"a":"b"}`, `{"type":"api_key","name":"x","format":"{api_key}"}`)
	f.Add("", `{"listModelsEndpoint":"/m","getModelEndpoint":"/m/{deploymentName}","deploymentProvider":"OpenAI","x":1e400}`, "{}", "")
	f.Add("[ ]", "{}", "null", `{"type":"api_key","name":"\ud800"}`)
	f.Fuzz(func(t *testing.T, models, discovery, headers, authConfig string) {
		c := connections.New(connections.CategoryModelGateway, "https://a.b/c", connections.APIKey{})
		c.Properties.Metadata = map[string]string{
			"deploymentInPath": "false", "models": models, "modelDiscovery": discovery, "customHeaders": headers, "authConfig": authConfig,
		}
		b, err := connections.ParseModelGateway(c)
		if got := connections.BodyOf(b); err == nil && !reflect.DeepEqual(got, c) {
			t.Errorf("%q became %q", c.Properties.Metadata, got.Properties.Metadata)
		}
	})
}

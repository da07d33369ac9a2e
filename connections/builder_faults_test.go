// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
)

// rulesOf lists the rules that an input breaks, and where.
func rulesOf(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*azfoundry.ValidationError](err)
	if !ok {
		t.Fatalf("error = %v, want a ValidationError", err)
	}
	var out []string
	for _, f := range e.Faults {
		out = append(out, f.Pointer+" "+f.Rule)
		if f.Advice == "" && f.Rule != "required" {
			t.Errorf("%s: the fault gives no advice", f.Pointer)
		}
	}
	return out
}

// A builder says everything that is wrong with it at once.
func TestBuilder_refuses(t *testing.T) {
	t.Parallel()
	key := connections.APIKey{Key: connections.NewSecret("k")}
	const target = "https://contoso.azure-api.net/openai"
	for name, test := range map[string]struct {
		builder connections.Builder
		want    []string
	}{
		"nothing": {connections.APIManagement{}, []string{
			"/properties/metadata/models CN013", "/properties/authType required", "/properties/target CN030",
		}},
		"no models": {connections.ModelGateway{Target: "https://a.b/c", Auth: key}, []string{"/properties/metadata/models CN013"}},
		"models": {
			connections.APIManagement{Target: target, Auth: key, Models: connections.Static{
				{Alias: "a/b", Model: "m", Format: "OpenAI"}, {Alias: "c", Model: "m", Format: "openai"}, {Alias: "c", Format: "OpenAI"},
			}},
			[]string{"/properties/metadata/models CN016", "/properties/metadata/models CN017", "/properties/metadata/models CN018", "/properties/metadata/models CN018"},
		},
		"an empty list": {connections.APIManagement{Target: target, Auth: key, Models: connections.Static{}}, []string{"/properties/metadata/models CN016"}},
		"discovery": {
			connections.ModelGateway{Target: "https://a.b/c", Auth: key, Models: connections.Dynamic{ListModels: "models", GetModel: "/models", Provider: "openai"}},
			[]string{"/properties/metadata/modelDiscovery CN020", "/properties/metadata/modelDiscovery CN021", "/properties/metadata/modelDiscovery CN022"},
		},
		"auth header": {
			connections.ModelGateway{Target: "https://a.b/c", Auth: key, Models: connections.DefaultDiscovery(), AuthHeader: connections.AuthHeader{Format: "Bearer"}},
			[]string{"/properties/metadata/authConfig CN024", "/properties/metadata/authConfig CN024"},
		},
		"auth header without a key": {
			connections.APIManagement{Target: target, Auth: asProject(), Models: connections.Defaults{}, AuthHeader: connections.AuthHeader{Name: "x", Format: "{api_key}"}},
			[]string{"/properties/metadata/authConfig CN025"},
		},
		"the project as itself at a model gateway": {
			connections.ModelGateway{Target: "https://a.b/c", Auth: asProject(), Models: connections.DefaultDiscovery()},
			[]string{"/properties/authType CN043"},
		},
		"no audience": {
			connections.APIManagement{Target: target, Auth: connections.ProjectManagedIdentity{}, Models: connections.Defaults{}},
			[]string{"/properties/audience CN040"},
		},
		"OAuth2": {
			connections.ModelGateway{Target: "https://a.b/c", Auth: connections.OAuth2{ClientID: "c"}, Models: connections.DefaultDiscovery()},
			[]string{"/properties/tokenUrl CN045", "/properties/scopes CN045", "/properties/credentials/clientSecret CN045"},
		},
		"a key that was not read": {
			connections.ModelGateway{Target: "https://a.b/c", Auth: connections.APIKey{}, Models: connections.DefaultDiscovery()},
			[]string{"/properties/credentials CN004"},
		},
		"a target of another kind": {
			connections.NewService(connections.CategoryAzureStorageAccount, "/subscriptions/x", connections.AAD{}),
			[]string{"/properties/target CN051", "/properties/metadata/ResourceId CN050"},
		},
		"unknown members that are no object": {
			connections.ModelGateway{Target: "https://a.b/c", Auth: key, Models: connections.Static{{Alias: "a", Model: "m", Format: "OpenAI", Unknown: []byte("1")}}},
			[]string{"/properties/metadata/models json"},
		},
		"unknown members of discovery that are no object": {
			connections.ModelGateway{Target: "https://a.b/c", Auth: key, Models: connections.Dynamic{Unknown: []byte("[]")}},
			[]string{"/properties/metadata/modelDiscovery json", "/properties/metadata/models CN013"},
		},
		"an auth of another category": {
			connections.MCPServer("https://a.b", connections.AAD{}), []string{"/properties/authType CN003"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := test.builder.Connection()
			if diff := cmp.Diff(test.want, rulesOf(t, err)); diff != "" {
				t.Errorf("faults (-want +got)\n%s\n%v", diff, err)
			}
			if !cmp.Equal(c, connections.Connection{}) {
				t.Errorf("Connection() = %+v beside the error", c)
			}
		})
	}
}

// What no builder can be is said at once too, and what could be read is there.
func TestParse_faults(t *testing.T) {
	t.Parallel()
	const list = `[{"name":"a","properties":{"model":{"format":"OpenAI","name":"m","version":""}}}]`
	const discovery = `{"deploymentProvider":"OpenAI","getModelEndpoint":"/m/{deploymentName}","listModelsEndpoint":"/m"}`
	for name, test := range map[string]struct {
		metadata map[string]string
		want     []string
	}{
		"right":   {map[string]string{"deploymentInPath": "true", "models": list}, nil},
		"nothing": {nil, []string{"deploymentInPath CN011", "models CN013"}},
		"empty":   {map[string]string{"deploymentInPath": "", "models": ""}, []string{"deploymentInPath CN011", "models CN013"}},
		"flag":    {map[string]string{"deploymentInPath": "True", "models": list}, []string{"deploymentInPath CN012"}},
		"both":    {map[string]string{"deploymentInPath": "true", "models": list, "modelDiscovery": discovery}, []string{"modelDiscovery CN014"}},
		"all texts": {
			map[string]string{"deploymentInPath": "true", "models": "[{'a'}]", "customHeaders": "[]", "authConfig": "x"},
			[]string{"models CN015", "customHeaders CN026", "authConfig CN015"},
		},
		"one model":              {map[string]string{"deploymentInPath": "true", "models": `{"name":"a"}`}, []string{"models CN015"}},
		"encoded twice":          {map[string]string{"deploymentInPath": "true", "models": `"[]"`}, []string{"models CN015"}},
		"no list":                {map[string]string{"deploymentInPath": "true", "models": `null`}, []string{"models CN015"}},
		"no version":             {map[string]string{"deploymentInPath": "true", "models": `[{"name":"a","properties":{"model":{"name":"m"}}}]`}, []string{"models CN016"}},
		"other case":             {map[string]string{"deploymentInPath": "true", "models": `[{"Name":"a"}]`}, []string{"models CN016"}},
		"no discovery":           {map[string]string{"deploymentInPath": "true", "modelDiscovery": `null`}, []string{"modelDiscovery CN015"}},
		"empty provider":         {map[string]string{"deploymentInPath": "true", "modelDiscovery": `{"deploymentProvider":""}`}, []string{"modelDiscovery CN019"}},
		"headers of other kinds": {map[string]string{"deploymentInPath": "true", "models": list, "customHeaders": `{"a":1}`}, []string{"customHeaders CN026"}},
		"null as a header":       {map[string]string{"deploymentInPath": "true", "models": list, "customHeaders": `{"a":null}`}, []string{"customHeaders CN026"}},
		"type of authConfig":     {map[string]string{"deploymentInPath": "true", "models": list, "authConfig": `{"type":"oauth"}`}, []string{"authConfig CN024"}},
		"empty authConfig":       {map[string]string{"deploymentInPath": "true", "models": list, "authConfig": `{"type":"api_key"}`}, []string{"authConfig CN024"}},
		"two headers":            {map[string]string{"deploymentInPath": "true", "models": list, "authConfig": `{"type":"api_key","name":"a"}`, "authHeaderName": "b"}, []string{"authConfig CN024"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := connections.New(connections.CategoryModelGateway, "https://a.b/c", connections.APIKey{})
			c.Properties.Metadata = test.metadata
			b, err := connections.ParseModelGateway(c)
			var want []string
			for _, w := range test.want {
				want = append(want, "/properties/metadata/"+w)
			}
			if diff := cmp.Diff(want, rulesOf(t, err)); diff != "" {
				t.Errorf("faults (-want +got)\n%s", diff)
			}
			if b.Target != "https://a.b/c" || b.Auth != (connections.APIKey{}) {
				t.Errorf("beside the error comes %+v", b)
			}
		})
	}
	_, err := connections.ParseAPIManagement(connections.New(connections.CategoryGit, "https://a.b", connections.NoAuth{}))
	if diff := cmp.Diff([]string{"/properties/category category", "/properties/metadata/deploymentInPath CN011"}, rulesOf(t, err)); diff != "" {
		t.Errorf("faults (-want +got)\n%s", diff)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/armtest"
)

// The homes of connections in a world of withHomes.
const (
	foundry = network + "/providers/Microsoft.CognitiveServices/accounts/ai"
	agents  = foundry + "/projects/agents"
	hub     = network + "/providers/Microsoft.MachineLearningServices/workspaces/hub"
)

// connectionAt names a connection in an API version.
func connectionAt(home, name, version string) string {
	return home + "/connections" + strings.TrimSuffix("/"+name, "/") + "?api-version=" + version
}

// withHomes makes an account, a project and a workspace.
func withHomes(t *testing.T, opts *armtest.Options) *session {
	t.Helper()
	w := start(t, opts)
	for _, id := range []string{foundry, agents, hub} {
		err := w.Put(id, object{
			"location": armtest.DefaultRegion, "kind": "AIServices", "sku": object{"name": "S0"}, "identity": object{"type": "SystemAssigned"},
			"properties": object{"allowProjectManagement": true},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return administrator(t, w, armtest.ManagementTenant)
}

// keyed is a connection with a key.
func keyed() object {
	return object{"properties": object{
		"authType": "ApiKey", "category": "ModelGateway", "target": "https://a.b", "credentials": object{"key": "s3cret"},
		"metadata": object{"a": "1", "B": "2"},
	}}
}

// A PUT answers 200 also when it made something, no read shows credentials, a PATCH keeps them and
// replaces metadata as a whole.
func TestServiceConnections_answerAsTheServiceDoes(t *testing.T) {
	t.Parallel()
	s := withHomes(t, nil)
	for _, home := range []string{foundry, agents, hub} {
		for _, version := range []string{"2025-06-01", "2026-05-01"} {
			id := connectionAt(home, "gateway", version)
			s.want("200", "PUT", id, keyed())
			s.want("200", "PUT", id, keyed())
			want := object{"authType": "ApiKey", "category": "ModelGateway", "target": "https://a.b", "metadata": object{"a": "1", "B": "2"}}
			if diff := cmp.Diff(want, properties(s.want("200", "GET", id, nil))); diff != "" {
				t.Errorf("properties (-want +got)\n%s", diff)
			}
			want["metadata"] = object{"c": "3"}
			patch := object{"properties": object{"authType": "ApiKey", "metadata": object{"c": "3"}}}
			if diff := cmp.Diff(want, properties(s.want("200", "PATCH", id, patch))); diff != "" {
				t.Errorf("patched (-want +got)\n%s", diff)
			}
			if list := s.want("200", "GET", connectionAt(home, "", version), nil).text; strings.Contains(list, "s3cret") || !strings.Contains(list, "gateway") {
				t.Errorf("list = %s", list)
			}
			s.want("200", "DELETE", id, nil)
			s.want("204", "DELETE", id, nil)
			s.want("ResourceNotFound", "GET", id, nil)
		}
	}
}

func TestServiceConnections_areRefused(t *testing.T) {
	t.Parallel()
	s := withHomes(t, nil)
	const version = "2025-06-01"
	without := func(members ...string) object {
		body := keyed()
		for _, m := range members {
			delete(body["properties"].(object), m)
		}
		return body
	}
	id := connectionAt(agents, "gateway", version)
	a := s.want("ValidationError", "PUT", id, without("credentials"))
	if want := "Credentials Property can't be empty for auth type ApiKey"; a.message() != want || a.status != 400 {
		t.Errorf("answered with %d %s, want 400 %s", a.status, a.message(), want)
	}
	for _, empty := range []any{nil, object{}} {
		body := keyed()
		body["properties"].(object)["credentials"] = empty
		s.want("ValidationError", "PUT", id, body)
	}
	s.want("InvalidRequestContent", "PUT", id, without("authType"))
	s.want("InvalidResourceName", "PUT", connectionAt(agents, "no.dots", version), keyed())
	s.want("200", "PUT", id, keyed())
	s.want("InvalidRequestContent", "PATCH", id, without("authType", "credentials"))
	s.want("InvalidRequestContent", "PATCH", id, object{"properties": object{"authType": "ApiKey", "nobody": "knows"}})
	blob := object{"properties": object{"authType": "AAD", "category": "AzureBlob", "target": "https://a.b", "metadata": object{"containerName": "c"}}}
	if a := s.want("ValidationError", "PUT", id, blob); a.message() != "Required metadata property AccountName is missing;" {
		t.Errorf("message = %s", a.message())
	}
	s.want("ParentResourceNotFound", "PUT", connectionAt(foundry+"/projects/none", "gateway", version), keyed())
	a = s.want("NoRegisteredProviderFound", "PUT", connectionAt(agents, "gateway", "2024-10-01"), keyed())
	if !strings.Contains(a.message(), "2025-04-01-preview") || !strings.Contains(a.message(), "2026-05-15-preview") {
		t.Errorf("%s names no versions", a.message())
	}
	for _, wrong := range []object{{"scopes": "one"}, {"metadata": object{"deploymentInPath": true}}, {"metadata": object{"models": []any{}}}} {
		wrong["authType"] = "None"
		a := s.want("InvalidRequestFormat", "PUT", connectionAt(agents, "gateway", "2026-05-01"), object{"properties": wrong})
		if want := "Error when parsing request; unable to deserialize request body"; a.status != 400 || !strings.HasPrefix(a.message(), want) {
			t.Errorf("answered with %d %s, want 400 %s", a.status, a.message(), want)
		}
	}
}

// A null is taken where a text may be, also among the metadata, and comes back; wrong metadata, categories and
// members that nobody knows are stored.
func TestServiceConnections_takeNearlyEverything(t *testing.T) {
	t.Parallel()
	s := withHomes(t, nil)
	id := connectionAt(agents, "gateway", "2026-05-01")
	want := object{
		"authType": "AAD", "category": "Brand-New", "target": "nowhere", "expiryTime": nil, "isDefault": true,
		"metadata": object{"inferenceAPIVersion": nil, "DeploymentInPath": "maybe", "models": "none", "empty": ""},
	}
	sent := maps.Clone(want)
	sent["credentials"], sent["group"] = nil, "Mine"
	s.want("200", "PUT", id, object{"properties": sent})
	if diff := cmp.Diff(want, properties(s.want("200", "GET", id, nil))); diff != "" {
		t.Errorf("properties (-want +got)\n%s", diff)
	}
	want["category"], want["metadata"] = "ApiManagement", object{"inferenceAPIVersion": nil}
	patch := object{"properties": object{"authType": "AAD", "category": "ApiManagement", "metadata": want["metadata"]}}
	s.want("200", "PATCH", id, patch)
	want["group"] = "AzureAI"
	if diff := cmp.Diff(want, properties(s.want("200", "GET", id, nil))); diff != "" {
		t.Errorf("properties (-want +got)\n%s", diff)
	}
}

// Only a workspace shows secrets and tests a connection.
func TestServiceConnections_actions(t *testing.T) {
	t.Parallel()
	s := withHomes(t, nil)
	const version = "2024-04-01"
	secrets := strings.Replace(connectionAt(hub, "gateway", version), "?", "/listSecrets?", 1)
	s.want("ResourceNotFound", "POST", secrets, nil)
	s.want("200", "PUT", connectionAt(hub, "gateway", version), keyed())
	if got := s.want("200", "POST", secrets, nil); properties(got)["credentials"].(object)["key"] != "s3cret" {
		t.Errorf("listsecrets answered %s", got.text)
	}
	a := s.want("202", "POST", strings.Replace(secrets, "listSecrets", "testconnection", 1), keyed())
	for _, want := range []string{"202", "204"} {
		s.want(want, "GET", a.header.Get("Location"), nil)
	}
	id := connectionAt(agents, "gateway", "2026-05-01")
	s.want("200", "PUT", id, keyed())
	s.want("InvalidResourceType", "POST", strings.Replace(id, "?", "/listsecrets?", 1), nil)
}

// Names of members match in any case; those of metadata are data.
func TestServiceConnections_namesInAnyCase(t *testing.T) {
	t.Parallel()
	s := withHomes(t, nil)
	id := connectionAt(hub, "tool", "2025-06-01")
	body := object{"Properties": object{
		"AuthType": "OAuth2", "Category": "RemoteA2A", "Target": "https://a.b", "TokenUrl": "https://c.d", "Scopes": []any{"x"},
		"Credentials": object{"ClientId": "c", "ClientSecret": "s"}, "Metadata": object{"ApiType": "Azure", "apitype": "azure"},
	}}
	s.want("200", "PUT", id, body)
	got := s.want("200", "POST", strings.Replace(id, "?", "/listsecrets?", 1), nil)
	want := object{
		"authType": "OAuth2", "category": "RemoteA2A", "target": "https://a.b", "tokenUrl": "https://c.d", "scopes": []any{"x"},
		"credentials": object{"clientId": "c", "clientSecret": "s"}, "metadata": object{"ApiType": "Azure", "apitype": "azure"},
	}
	if diff := cmp.Diff(want, properties(got)); diff != "" {
		t.Errorf("properties (-want +got)\n%s", diff)
	}
}

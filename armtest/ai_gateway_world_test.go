// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry/armtest"
)

const (
	eastAccount = network + "/providers/Microsoft.CognitiveServices/accounts/ai-east"
	caller      = "5c1d3f0e-2b7a-4d19-8f43-b2a7c9e6d101"
)

// withModels makes an API before an account with the deployment gpt-4o, as policies say.
func withModels(t *testing.T, roles ...string) *session {
	t.Helper()
	w := start(t, nil)
	s := administrator(t, w, armtest.ManagementTenant)
	service := theService()
	service["identity"] = object{"type": "SystemAssigned"}
	s.want("201", "PUT", apimPath(""), service)
	parts := map[string]object{
		eastAccount: {
			"location": armtest.DefaultRegion, "kind": "AIServices", "sku": object{"name": "S0"}, "properties": object{"customSubDomainName": "ai-east"},
		},
		eastAccount + "/deployments/gpt-4o": {
			"sku": object{"name": "Standard"}, "properties": object{"model": object{"format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20"}},
		},
		apim + "/backends/east":                               {"properties": object{"url": "https://ai-east.openai.azure.com/openai/v1", "protocol": "http"}},
		apim + "/apis/openai":                                 {"properties": object{"path": "openai", "subscriptionRequired": false}},
		apim + "/apis/openai/operations/chat":                 operation("POST", "/chat/completions"),
		apim + "/apis/openai/operations/get":                  operation("GET", "/deployments/{name}"),
		apim + "/apis/openai/operations/list":                 operation("GET", "/deployments"),
		apim + "/apis/openai/policies/policy":                 rules(`<set-backend-service backend-id="east" /><authentication-managed-identity resource="https://cognitiveservices.azure.com" />`),
		apim + "/apis/openai/operations/get/policies/policy":  rules(asking),
		apim + "/apis/openai/operations/list/policies/policy": rules(asking),
	}
	for _, path := range slices.Sorted(maps.Keys(parts)) { // what is above comes first
		if err := w.Put(path, parts[path]); err != nil {
			t.Fatal(err)
		}
	}
	identity, err := w.Principal(apim)
	for _, role := range roles {
		if err == nil {
			err = w.Assign(eastAccount, identity, role)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	asking     = `<authentication-managed-identity resource="https://management.azure.com/" /><set-backend-service base-url="https://management.azure.com` + eastAccount + `" />`
	openAIUser = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
)

func operation(method, template string) object {
	return object{"properties": object{
		"displayName": method, "method": method, "urlTemplate": template, "templateParameters": []any{object{"name": "name", "type": "string"}},
	}}
}

// rules is a policy with elements in its section inbound.
func rules(inbound string) object {
	return object{"properties": object{"format": "rawxml", "value": "<policies><inbound>" + inbound + "</inbound><backend><base /></backend><outbound /><on-error /></policies>"}}
}

// call asks a gateway and returns the status.
func call(g *armtest.AIGateway, method, path, token string) int {
	body := ""
	if method == http.MethodPost {
		body = `{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}`
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return w.Code
}

// The gateway is what its parts make of it.
func TestWorld_AIGateway(t *testing.T) {
	t.Parallel()
	const chat, list = "/openai/chat/completions", "/openai/deployments"
	write := func(path string, body object) func(*session) {
		return func(s *session) { s.want("200", "PUT", apimPath(path), body) }
	}
	tests := []struct {
		name       string
		roles      []string
		change     func(*session)
		list, chat int
	}{
		{"whole", []string{openAIUser}, func(*session) {}, 200, 200},
		{"without a right to call", []string{armtest.RoleReader}, func(*session) {}, 200, 401},
		{"without any right", nil, func(*session) {}, 403, 401},
		{"a backend without /openai", []string{openAIUser}, write("/backends/east", object{"properties": object{"url": "https://ai-east.services.ai.azure.com/", "protocol": "http"}}), 200, 404},
		{"a backend that is not there", []string{openAIUser}, write("/apis/openai/policies/policy", rules(`<set-backend-service backend-id="west" />`)), 200, 500},
		{"no policy", []string{openAIUser}, func(s *session) {
			s.want("200", "DELETE", apimPath("/apis/openai/policies/policy"), nil, "If-Match", "*")
		}, 500, 500},
		{"a question that goes to the models", []string{openAIUser}, func(s *session) {
			s.want("200", "DELETE", apimPath("/apis/openai/operations/list/policies/policy"), nil, "If-Match", "*")
		}, 404, 200},
		{"a question that is not there", []string{openAIUser}, func(s *session) {
			s.want("200", "DELETE", apimPath("/apis/openai/operations/get"), nil, "If-Match", "*")
		}, 404, 200},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := withModels(t, test.roles...)
			test.change(s)
			options, err := s.world.AIGateway(apim+"/apis/openai", "")
			if err != nil {
				t.Fatal(err)
			}
			g := armtest.NewAIGateway(options)
			if a, b := call(g, "GET", list, ""), call(g, "POST", chat, ""); a != test.list || b != test.chat {
				t.Errorf("list = %d, chat = %d, want %d and %d", a, b, test.list, test.chat)
			}
		})
	}
}

// Callers are those that the policy lists, with tokens for models.
func TestWorld_AIGateway_checksTokens(t *testing.T) {
	t.Parallel()
	s := withModels(t, openAIUser)
	s.want("200", "PUT", apimPath("/apis/openai/policies/policy"), rules(`<validate-azure-ad-token tenant-id="`+armtest.ManagementTenant+`"><client-application-ids><application-id>`+
		armtest.AdministratorClientID+`</application-id></client-application-ids><audiences><audience>https://cognitiveservices.azure.com</audience></audiences></validate-azure-ad-token>`+
		`<set-backend-service backend-id="east" /><authentication-managed-identity resource="https://cognitiveservices.azure.com" />`))
	options, err := s.world.AIGateway(apim+"/apis/openai", "")
	if err != nil {
		t.Fatal(err)
	}
	g := armtest.NewAIGateway(options)
	other := armtest.Application{HomeTenant: armtest.ManagementTenant, ClientID: caller, ClientSecret: "caller-secret"}
	if err := s.world.AddApplication(other); err != nil {
		t.Fatal(err)
	}
	token := func(client, secret, audience string) string {
		t.Helper()
		got, err := credential(t, s.world, armtest.ManagementTenant, client, secret).GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{audience + "/.default"}})
		if err != nil {
			t.Fatal(err)
		}
		return got.Token
	}
	const models = "https://cognitiveservices.azure.com"
	for name, test := range map[string]struct {
		token string
		want  int
	}{
		"listed":       {token(armtest.AdministratorClientID, armtest.AdministratorSecret, models), 200},
		"for another":  {token(armtest.AdministratorClientID, armtest.AdministratorSecret, "https://management.azure.com"), 401},
		"not listed":   {token(caller, "caller-secret", models), 401},
		"not signed":   {"eyJhbGciOiJub25lIn0.e30.", 401},
		"not there":    {"", 401},
		"not a token":  {"x", 401},
		"of the world": {token(armtest.AdministratorClientID, armtest.AdministratorSecret, models+"/"), 401},
	} {
		if got := call(g, "POST", "/openai/chat/completions", test.token); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
	// Resource Manager takes none of them that is for models.
	newSession(t, s.world, token(armtest.AdministratorClientID, armtest.AdministratorSecret, models)).want("InvalidAuthenticationTokenAudience", "GET", apimPath(""), nil)
}

func TestWorld_AIGateway_refuses(t *testing.T) {
	t.Parallel()
	s := withModels(t)
	for _, test := range []struct {
		name   string
		change func()
		want   string
	}{
		{"jwt", func() {
			s.want("200", "PUT", apimPath("/apis/openai/policies/policy"), rules(`<validate-jwt header-name="Authorization" />`))
		}, "validate-jwt"},
		{"key", func() {
			s.want("200", "PUT", apimPath("/apis/openai/policies/policy"), rules(`<base />`))
			s.want("200", "PUT", apimPath("/apis/openai"), object{"properties": object{"path": "openai", "subscriptionRequired": true}})
		}, "give a key"},
		{"chat", func() { s.want("200", "DELETE", apimPath("/apis/openai/operations/chat"), nil, "If-Match", "*") }, "no operation for chat"},
		{"API", func() { s.want("202", "DELETE", apimPath("/apis/openai?deleteRevisions=true"), nil, "If-Match", "*") }, ""},
	} {
		test.change()
		if _, err := s.world.AIGateway(apim+"/apis/openai", ""); test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: error = %v, want %q", test.name, err, test.want)
		}
	}
}

// What is no API is refused, whatever it is.
func TestWorld_AIGateway_ofSomethingElse(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	const group = network + "-of-the-gateway"
	if err := w.Put(group, object{"location": armtest.DefaultRegion}); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{group, group + "/none"} {
		if _, err := w.AIGateway(id, ""); err == nil || !strings.Contains(err.Error(), "no API") {
			t.Errorf("%s: error = %v, want one that it is no API", id, err)
		}
	}
}

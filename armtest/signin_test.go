// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/golang-jwt/jwt/v5"

	"github.com/azfoundry/azfoundry/armtest"
)

func TestToken_claims(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	stub, _ := w.AddServicePrincipal(armtest.ManagementTenant, armtest.DeployerClientID)
	token := signIn(t, w, armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret)
	claims := jwt.MapClaims{}
	parsed, _, err := jwt.NewParser().ParseUnverified(token, claims)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"tid": armtest.ManagementTenant, "oid": stub, "appid": armtest.DeployerClientID, "idtyp": "app",
		"aud": "https://management.azure.com", "iss": "https://sts.windows.net/" + armtest.ManagementTenant + "/",
	} {
		if claims[name] != want {
			t.Errorf("claim %s = %v, want %v", name, claims[name], want)
		}
	}
	keys := newSession(t, w, token).want("200", http.MethodGet, "/"+armtest.ManagementTenant+"/discovery/v2.0/keys", nil)
	if parsed.Header["alg"] != "RS256" || !strings.Contains(keys.text, parsed.Header["kid"].(string)) {
		t.Errorf("header = %v, keys = %s", parsed.Header, keys.text)
	}
}

func TestToken_tenantNames(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for _, name := range []string{strings.ToUpper(armtest.ManagedTenant), "managed.example", "Managed.Example"} {
		if token := signIn(t, w, name, armtest.DeployerClientID, armtest.DeployerSecret); token == "" {
			t.Errorf("no token from tenant %q", name)
		}
	}
}

// The official library shows the service's texts as they are.
func TestToken_refusals(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	if err := w.AddApplication(armtest.Application{Name: "lone", HomeTenant: armtest.ManagedTenant, ClientID: "0d4b7b52-16cd-4f0e-8a3e-6f2b9b1c7a55", ClientSecret: "x"}); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, tenant, client, secret, scope string
		status                              int
		want                                string
	}{
		{name: "wrong secret", secret: "no", status: 401, want: "AADSTS7000215"},
		{name: "unknown tenant", tenant: "11111111-2222-4333-8444-555555555555", want: "AADSTS90002"},
		{name: "no principal in the tenant", tenant: armtest.ManagementTenant, client: "0d4b7b52-16cd-4f0e-8a3e-6f2b9b1c7a55", status: 400, want: "AADSTS700016"},
		{name: "unknown application", client: "99999999-2222-4333-8444-555555555555", status: 400, want: "AADSTS700016"},
		{name: "wrong audience", scope: "https://example.com/.default", status: 400, want: "AADSTS500011"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			or := func(s, other string) string {
				if s == "" {
					return other
				}
				return s
			}
			secret := or(tt.secret, armtest.DeployerSecret)
			cred := credential(t, w, or(tt.tenant, armtest.ManagedTenant), or(tt.client, armtest.DeployerClientID), secret)
			_, err := cred.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{or(tt.scope, "https://management.azure.com//.default")}})
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), secret+"'") {
				t.Fatalf("GetToken() = %v, want %s", err, tt.want)
			}
			if failed, ok := errors.AsType[*azidentity.AuthenticationFailedError](err); ok && tt.status != 0 && failed.RawResponse.StatusCode != tt.status {
				t.Errorf("status = %d, want %d", failed.RawResponse.StatusCode, tt.status)
			}
		})
	}
}

func TestToken_forms(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	good := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {armtest.DeployerClientID}, "client_secret": {armtest.DeployerSecret},
		"scope":  {"openid https://management.core.windows.net//.default offline_access"},
		"claims": {`{"access_token":{"xms_cc":{"values":["CP1"]}}}`},
	}
	tests := []struct {
		name  string
		basic bool
		drop  string
		add   url.Values
		want  string
	}{
		{name: "secret in the form"},
		{name: "basic", basic: true, drop: "client_secret"},
		{name: "no secret", drop: "client_secret", want: "AADSTS7000218"},
		{name: "no client", drop: "client_id", want: "AADSTS900144"},
		{name: "no scope", drop: "scope", want: "AADSTS1002012"},
		{name: "no grant type", drop: "grant_type", want: "AADSTS900144"},
		{name: "other grant type", add: url.Values{"grant_type": {"password"}}, want: "AADSTS70003"},
		{name: "assertion", add: url.Values{"client_assertion": {"x"}}, want: "AADSTS700027"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			form := url.Values{}
			for name, values := range good {
				form[name] = values
			}
			for name, values := range tt.add {
				form[name] = values
			}
			form.Del(tt.drop)
			req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, w.Authority()+"/"+armtest.ManagedTenant+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if tt.basic {
				req.SetBasicAuth(armtest.DeployerClientID, armtest.DeployerSecret)
			}
			got := read(t, w, req)
			description, _ := got.body["error_description"].(string)
			if tt.want == "" && got.body["access_token"] == nil || !strings.HasPrefix(description, tt.want) {
				t.Errorf("POST token = %d %s, want %q", got.status, got.text, tt.want)
			}
		})
	}
}

func read(t *testing.T, w *armtest.World, req *http.Request) answer {
	t.Helper()
	s := &session{t: t, world: w, client: w.HTTPClient()}
	a, err := s.send(req)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestResourceManager_refusesTokens(t *testing.T) {
	t.Parallel()
	now := time.Now()
	w := start(t, &armtest.Options{Clock: func() time.Time { return now }, TokenLifetime: time.Nanosecond})
	expired := signIn(t, w, armtest.ManagedTenant, armtest.DeployerClientID, armtest.DeployerSecret)
	other := start(t, nil)
	foreign := signIn(t, other, armtest.ManagedTenant, armtest.DeployerClientID, armtest.DeployerSecret)
	management := signIn(t, other, armtest.ManagementTenant, armtest.DeployerClientID, armtest.DeployerSecret)
	graph, err := credential(t, other, armtest.ManagedTenant, armtest.DeployerClientID, armtest.DeployerSecret).GetToken(t.Context(), policy.TokenRequestOptions{
		Scopes: []string{"https://graph.microsoft.com/.default"},
	})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		world *armtest.World
		token string
		want  string
	}{
		{name: "for another service", world: other, token: "Bearer " + graph.Token, want: "InvalidAuthenticationTokenAudience"},
		{name: "none", world: other, want: "AuthenticationFailed"},
		{name: "junk", world: other, token: "Bearer junk", want: "InvalidAuthenticationToken"},
		{name: "basic", world: other, token: "Basic eDp5", want: "AuthenticationFailedInvalidHeader"},
		{name: "of another world", world: w, token: "Bearer " + foreign, want: "InvalidAuthenticationToken"},
		{name: "expired", world: w, token: "Bearer " + expired, want: "ExpiredAuthenticationToken"},
		{name: "wrong tenant", world: other, token: "Bearer " + management, want: "InvalidAuthenticationTokenTenant"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &session{t: t, world: tt.world, client: tt.world.HTTPClient(), header: http.Header{}}
			if tt.token != "" {
				s.header.Set("Authorization", tt.token)
			}
			got := s.want(tt.want, http.MethodGet, "/subscriptions/"+armtest.ManagedSubscription, nil)
			challenge := got.header.Get("WWW-Authenticate")
			if got.status != 401 || !strings.HasPrefix(challenge, `Bearer authorization_uri="`+tt.world.Authority()+"/"+armtest.ManagedTenant+`", error="invalid_token", error_description="`) {
				t.Errorf("status = %d, challenge = %q", got.status, challenge)
			}
		})
	}
}

func TestConfiguration_hostIsTheCallers(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	s := &session{t: t, world: w, client: w.HTTPClient()}
	at := strings.Replace(w.Authority(), "localhost", "127.0.0.1", 1)
	got := s.want("200", http.MethodGet, at+"/managed.example/v2.0/.well-known/openid-configuration", nil)
	for _, member := range []string{"issuer", "token_endpoint", "authorization_endpoint", "jwks_uri"} {
		if text, _ := got.body[member].(string); !strings.HasPrefix(text, at+"/"+armtest.ManagedTenant+"/") {
			t.Errorf("%s = %q, want it below %s", member, text, at)
		}
	}
	unknown := s.do(http.MethodGet, w.Authority()+"/nowhere.example/v2.0/.well-known/openid-configuration", nil)
	if unknown.status != 400 || unknown.body["error"] != "invalid_tenant" {
		t.Errorf("unknown tenant = %d %s", unknown.status, unknown.text)
	}
	instance := s.want("200", http.MethodGet, w.Authority()+"/common/discovery/instance?authorization_endpoint="+
		url.QueryEscape("https://localhost/"+armtest.ManagedTenant+"/oauth2/v2.0/authorize"), nil)
	if want := w.Authority() + "/" + armtest.ManagedTenant + "/v2.0/.well-known/openid-configuration"; instance.body["tenant_discovery_endpoint"] != want {
		t.Errorf("instance = %s, want %s", instance.text, want)
	}
}

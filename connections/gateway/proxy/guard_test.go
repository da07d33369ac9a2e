// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

func TestGuard_Check_tokens(t *testing.T) {
	t.Parallel()
	v2 := authority + "/" + tenant + "/v2.0"
	tests := []struct {
		name    string
		changes map[string]any
		status  int
		code    string
		says    string
		caller  string
	}{
		{"version 1.0", nil, 0, "", "", "agents"},
		{"audience with a slash", map[string]any{"aud": audience + "/"}, 0, "", "", "agents"},
		{"version 2.0", map[string]any{"iss": v2, "ver": "2.0", "azp": appID, "appid": nil}, 0, "", "", "agents"},
		{"capital letters", map[string]any{"appid": strings.ToUpper(appID), "tid": strings.ToUpper(tenant)}, 0, "", "", "agents"},
		{"several audiences", map[string]any{"aud": []string{"https://other.example", audience}}, 0, "", "", "agents"},
		{"expired within the skew", map[string]any{"exp": time.Now().Add(-30 * time.Second).Unix()}, 0, "", "", "agents"},
		{"expired", map[string]any{"exp": time.Now().Add(-2 * time.Minute).Unix()}, 401, "invalid_token", "expired at ", ""},
		{"without an end", map[string]any{"exp": nil}, 401, "invalid_token", "expired at ", ""},
		{"not yet valid", map[string]any{"nbf": time.Now().Add(2 * time.Minute).Unix()}, 401, "invalid_token", "not valid yet", ""},
		{"not yet valid within the skew", map[string]any{"nbf": time.Now().Add(30 * time.Second).Unix()}, 0, "", "", "agents"},
		{"another audience", map[string]any{"aud": "https://management.azure.com"}, 401, "invalid_token", "set the connection's audience to https://cognitiveservices", ""},
		{"an audience that goes on", map[string]any{"aud": audience + ".evil.example"}, 401, "invalid_token", "audience", ""},
		{"two slashes", map[string]any{"aud": audience + "//"}, 401, "invalid_token", "audience", ""},
		{"no audience", map[string]any{"aud": nil}, 401, "invalid_token", "audience", ""},
		{"another tenant's issuer", map[string]any{"iss": "https://sts.windows.net/" + other + "/"}, 401, "invalid_token", "another issuer", ""},
		{"an issuer without a slash", map[string]any{"iss": "https://sts.windows.net/" + tenant}, 401, "invalid_token", "another issuer", ""},
		{"another tenant's id", map[string]any{"tid": other}, 401, "invalid_token", "another issuer", ""},
		{"no issuer", map[string]any{"iss": nil}, 401, "invalid_token", "another issuer", ""},
		{"a stranger", map[string]any{"appid": stranger}, 403, "caller_not_allowed", stranger + " is not one of", ""},
		{"no application", map[string]any{"appid": nil}, 403, "caller_not_allowed", "callers", ""},
		{"two applications", map[string]any{"azp": outside}, 403, "caller_not_allowed", "which application", ""},
		{"a user", map[string]any{"scp": "user_impersonation"}, 403, "caller_not_allowed", "acts for a user", ""},
		{"claims of another kind", map[string]any{"appid": 7}, 401, "invalid_token", "claims", ""},
		{"too long", map[string]any{"padding": strings.Repeat("x", 20<<10)}, 401, "invalid_token", "too long", ""},
		{"outside of Foundry", map[string]any{"appid": outside}, 0, "", "", "batch"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var l logs
			i := newIssuer()
			o := options(i)
			o.Logger = l.logger()
			g := guard(t, o)
			r := request("POST", "/", "", "Authorization", "Bearer "+i.token(claims(tt.changes)))
			origin, err := g.Check(r)
			clean(t, fmt.Sprint(err), l.String())
			if tt.status == 0 {
				if err != nil || origin.Caller != tt.caller || origin.Object != "object-1" {
					t.Errorf("Check() = %+v, %v; want %s", origin, err, tt.caller)
				}
				return
			}
			refused, ok := errors.AsType[*proxy.RefusedError](err)
			if !ok || refused.Status != tt.status || refused.Code != tt.code || !strings.Contains(refused.Message, tt.says) {
				t.Errorf("Check() error = %#v, want %d %s with %q", err, tt.status, tt.code, tt.says)
			}
			if (refused.Challenge != "") != (tt.status == 401) {
				t.Errorf("challenge %q of status %d", refused.Challenge, tt.status)
			}
			if !strings.Contains(l.String(), `"msg":"request refused"`) {
				t.Errorf("log %s, want the refusal", &l)
			}
		})
	}
}

// What is no token of the tenant's at all.
func TestGuard_Check_forged(t *testing.T) {
	t.Parallel()
	i := newIssuer()
	good := i.token(claims(nil))
	parts := strings.Split(good, ".")
	sign := func(method jwt.SigningMethod, key any, kid string) string {
		token := jwt.NewWithClaims(method, claims(nil))
		token.Header["kid"] = kid
		text, err := token.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	elliptical, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other := newIssuer()
	other.rotate(true)
	changed := strings.Split(other.token(claims(nil)), ".")
	tests := map[string]string{
		"no token at all":                "canary-of-mine",
		"no signature":                   parts[0] + "." + parts[1] + ".",
		"another signature":              parts[0] + "." + parts[1] + "." + changed[2],
		"other claims":                   parts[0] + "." + strings.Split(i.token(claims(map[string]any{"appid": outside})), ".")[1] + "." + parts[2],
		"algorithm none":                 sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "first"),
		"the public key as HMAC's":       sign(jwt.SigningMethodHS256, signingKeys()[0].N.Bytes(), "first"),
		"another algorithm of the key's": sign(jwt.SigningMethodRS512, signingKeys()[0], "first"),
		"PSS":                            sign(jwt.SigningMethodPS256, signingKeys()[0], "first"),
		"an elliptic key":                sign(jwt.SigningMethodES256, elliptical, "first"),
		"a key that is not published":    sign(jwt.SigningMethodRS256, signingKeys()[1], "second"),
		"its own key under a known name": sign(jwt.SigningMethodRS256, signingKeys()[1], "first"),
		"too long":                       good + strings.Repeat("A", 20<<10),
	}
	g := guard(t, options(i))
	for name, token := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := g.Check(request("POST", "/", "", "Authorization", "Bearer "+token))
			refused, ok := errors.AsType[*proxy.RefusedError](err)
			if !ok || refused.Status != 401 {
				t.Errorf("Check() error = %v, want 401", err)
			}
			clean(t, fmt.Sprint(err))
		})
	}
	if _, err := g.Check(request("POST", "/", "", "Authorization", "Bearer "+good)); err != nil {
		t.Errorf("the token itself: %v", err)
	}
}

func TestGuard_Check_credentials(t *testing.T) {
	t.Parallel()
	i := newIssuer()
	good, bad := "Bearer "+i.token(claims(nil)), "Bearer "+i.token(claims(map[string]any{"appid": stranger}))
	tests := []struct {
		name    string
		change  func(*proxy.GuardOptions)
		headers []string
		status  int
		caller  string
	}{
		{"key", nil, []string{"api-key", key}, 0, "agents"},
		{"the other caller's key", nil, []string{"api-key", secondKey}, 0, "batch"},
		{"wrong key", nil, []string{"api-key", "canary-key-wrong"}, 401, ""},
		{"half a key", nil, []string{"api-key", key[:20]}, 401, ""},
		{"empty key", nil, []string{"api-key", ""}, 401, ""},
		{"two keys", nil, []string{"api-key", key, "api-key", key}, 401, ""},
		{"nothing", nil, nil, 401, ""},
		{"token beside a bad key", nil, []string{"Authorization", good, "api-key", "canary-key-wrong"}, 0, "agents"},
		{"bad token beside a key", nil, []string{"Authorization", bad, "api-key", key}, 403, ""},
		{"two tokens", nil, []string{"Authorization", good, "Authorization", good}, 401, ""},
		{"another scheme", nil, []string{"Authorization", "Basic " + good[7:]}, 401, ""},
		{"scheme in small letters", nil, []string{"Authorization", "bearer " + good[7:]}, 0, "agents"},
		{"no tokens taken", func(o *proxy.GuardOptions) { o.Tenant, o.Callers = "", keysOnly() }, []string{"Authorization", good}, 401, ""},
		{"key where no tokens are taken", func(o *proxy.GuardOptions) { o.Tenant, o.Callers = "", keysOnly() }, []string{"Authorization", good, "api-key", key}, 0, "agents"},
		{"key in another header", func(o *proxy.GuardOptions) { o.KeyHeader = "x-gateway-key" }, []string{"X-Gateway-Key", key}, 0, "agents"},
		{"key not in that header", func(o *proxy.GuardOptions) { o.KeyHeader = "x-gateway-key" }, []string{"api-key", key}, 401, ""},
		{"key as a bearer", bearerKeys, []string{"Authorization", "Bearer " + key}, 0, "agents"},
		{"token where keys are bearers", bearerKeys, []string{"Authorization", good}, 0, "agents"},
		{"neither where keys are bearers", bearerKeys, []string{"Authorization", "Bearer canary-key-wrong"}, 401, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := options(i)
			if tt.change != nil {
				tt.change(&o)
			}
			var got proxy.Origin
			h := guard(t, o).Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got, _ = proxy.FromContext(r.Context()) }))
			w := httptest.NewRecorder()
			h.ServeHTTP(w, request("POST", "/", "{}", tt.headers...))
			if tt.status == 0 {
				if w.Code != 200 || got.Caller != tt.caller {
					t.Errorf("%d %s for %+v, want %s", w.Code, w.Body, got, tt.caller)
				}
				return
			}
			_, message := refusal(t, w)
			if w.Code != tt.status || got.Caller != "" {
				t.Errorf("%d %s, want %d", w.Code, message, tt.status)
			}
			if (w.Header().Get("WWW-Authenticate") != "") != (w.Code == 401) {
				t.Errorf("status %d with the challenge %q", w.Code, w.Header().Get("WWW-Authenticate"))
			}
			clean(t, w.Body.String(), fmt.Sprint(w.Header()))
		})
	}
}

func keysOnly() []proxy.Caller {
	out := callers()
	for i := range out {
		out[i].AppID = ""
	}
	return out
}

func bearerKeys(o *proxy.GuardOptions) {
	o.KeyHeader, o.KeyFormat = "authorization", "Bearer {api_key}"
}

// Headers count for those alone who may say them.
func TestGuard_Check_foundry(t *testing.T) {
	t.Parallel()
	agent := []string{"x-ms-foundry-agent-id", "TestAgent:5", "x-ms-client-request-id", "request-1"}
	mine := append([]string{"x-ms-foundry-project-id", strings.ToUpper(project), "openai-project", "sampleproject1"}, agent...)
	whole := proxy.Foundry{ProjectID: project, ProjectName: "sampleproject1", Agent: "TestAgent", AgentVersion: "5", ClientRequestID: "request-1"}
	two := func(o *proxy.GuardOptions) {
		o.Callers[0].Projects = append(o.Callers[0].Projects, proxy.Project{ID: other})
	}
	tests := []struct {
		name    string
		change  func(*proxy.GuardOptions)
		key     string
		headers []string
		want    proxy.Foundry
		code    string
	}{
		{"the project's own", nil, key, mine, whole, ""},
		{"no project", nil, key, agent, proxy.Foundry{ProjectID: project, Agent: "TestAgent", AgentVersion: "5", ClientRequestID: "request-1"}, ""},
		{"no project of two", two, key, agent, proxy.Foundry{Agent: "TestAgent", AgentVersion: "5", ClientRequestID: "request-1"}, ""},
		{"the second of two", two, key, []string{"x-ms-foundry-project-id", other}, proxy.Foundry{ProjectID: other}, ""},
		{"somebody else's", nil, key, []string{"x-ms-foundry-project-id", other}, proxy.Foundry{}, "project_mismatch"},
		{"somebody else's name", nil, key, []string{"openai-project", "another"}, proxy.Foundry{}, "project_mismatch"},
		{"twice", nil, key, []string{"x-ms-foundry-project-id", project, "x-ms-foundry-project-id", other}, proxy.Foundry{}, "invalid_header"},
		{"outside of Foundry", nil, secondKey, mine, proxy.Foundry{ClientRequestID: "request-1"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := options(newIssuer())
			if tt.change != nil {
				tt.change(&o)
			}
			origin, err := guard(t, o).Check(request("POST", "/", "", append([]string{"api-key", tt.key}, tt.headers...)...))
			if refused, ok := errors.AsType[*proxy.RefusedError](err); ok != (tt.code != "") || ok && refused.Code != tt.code {
				t.Fatalf("Check() error = %v, want %q", err, tt.code)
			}
			if diff := cmp.Diff(tt.want, origin.Foundry); diff != "" {
				t.Errorf("Foundry (-want +got)\n%s", diff)
			}
		})
	}
}

// A name of a header that nobody knows is told of once, whatever its value; not by strangers, and not without end.
func TestGuard_Check_tellsOfHeaders(t *testing.T) {
	t.Parallel()
	var l logs
	o := options(newIssuer())
	o.Logger = l.logger()
	g := guard(t, o)
	for n := range 3 {
		if _, err := g.Check(request("POST", "/", "", "api-key", key, "x-ms-foundry-run-id", fmt.Sprint("value-", n))); err != nil {
			t.Fatal(err)
		}
	}
	_, _ = g.Check(request("POST", "/", "", "api-key", "canary-key-wrong", "x-ms-foundry-forged", "x"))
	if got := strings.Count(l.String(), "x-ms-foundry-run-id"); got != 1 || strings.Contains(l.String(), "value-") || strings.Contains(l.String(), "forged") {
		t.Errorf("told %d times, want once and by name alone: %s", got, &l)
	}
	for n := range 500 {
		_, _ = g.Check(request("POST", "/", "", "api-key", key, fmt.Sprint("x-ms-foundry-new-", n), "x"))
	}
	if got := strings.Count(l.String(), "x-ms-foundry-new-"); got != 63 {
		t.Errorf("told of %d more names, want 63", got)
	}
}

func TestNewGuard_refuses(t *testing.T) {
	t.Parallel()
	short, same := connections.NewSecret("canary-short"), connections.NewSecret(key)
	_, err := proxy.NewGuard(proxy.GuardOptions{
		Tenant: "contoso.onmicrosoft.com", Authority: "http://login.example", Audiences: []string{"/"}, Skew: time.Hour, KeyFormat: "Bearer",
		Callers: []proxy.Caller{
			{},
			{Name: "a", AppID: "not-a-guid", Projects: []proxy.Project{{ID: "/subscriptions/x"}}},
			{Name: "a", AppID: appID, Keys: []connections.Secret{short, same, same}},
			{Name: "b", AppID: strings.ToUpper(appID), Keys: []connections.Secret{connections.NewSecret(" " + key)}},
		},
	})
	refused, ok := errors.AsType[*azfoundry.ValidationError](err)
	if !ok {
		t.Fatalf("NewGuard() error = %v", err)
	}
	var got []string
	for _, f := range refused.Faults {
		got = append(got, f.Pointer+" "+f.Rule)
		if f.Advice == "" {
			t.Errorf("%v has no advice", f)
		}
	}
	want := []string{
		"/Callers/0/Name required", "/Callers/0 required", "/Callers/1/AppID guid", "/Callers/1/Projects/0/ID guid",
		"/Callers/2/Name uniqueItems", "/Callers/2/Keys/0 minLength", "/Callers/2/Keys/2 uniqueItems",
		"/Callers/3/AppID uniqueItems", "/Callers/3/Keys/0 pattern",
		"/Tenant guid", "/Authority url", "/Audiences minLength", "/Skew maximum", "/KeyFormat pattern",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got)\n%s", diff)
	}
	clean(t, err.Error())
	for _, o := range []proxy.GuardOptions{{}, {Callers: []proxy.Caller{{Name: "a", AppID: appID}}}, {Callers: keysOnly(), Tenant: tenant}, {Callers: callers(), Tenant: tenant, Audiences: []string{}}} {
		if _, err := proxy.NewGuard(o); err == nil {
			t.Errorf("NewGuard(%+v) worked", o)
		}
	}
}

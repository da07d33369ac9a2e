// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

const (
	tenant    = "11111111-aaaa-4aaa-8aaa-111111111111"
	project   = "455cbebf-a0bc-425e-99f6-000000000001"
	other     = "455cbebf-a0bc-425e-99f6-000000000002"
	appID     = "22222222-bbbb-4bbb-8bbb-222222222222"
	outside   = "33333333-cccc-4ccc-8ccc-333333333333"
	stranger  = "44444444-dddd-4ddd-8ddd-444444444444"
	key       = "canary-key-7f3a91c4d2e85b60"
	secondKey = "canary-key-0b1d93aa61f7c854"
	authority = "https://login.example"
	audience  = "https://cognitiveservices.azure.com"
)

// signingKeys are made once, because it takes long.
var signingKeys = sync.OnceValue(func() [2]*rsa.PrivateKey {
	var out [2]*rsa.PrivateKey
	for i := range out {
		k, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		out[i] = k
	}
	return out
})

// issuer is an Entra in memory, as a transport. It is safe for concurrent use.
type issuer struct {
	mu      sync.Mutex
	keys    map[string]*rsa.PrivateKey // what it publishes
	signing string                     // the key that it signs with
	asked   []string
	before  func(r *http.Request) *http.Response // may answer first
	jwksURI string
}

func newIssuer() *issuer {
	return &issuer{keys: map[string]*rsa.PrivateKey{"first": signingKeys()[0]}, signing: "first", jwksURI: authority + "/" + tenant + "/discovery/v2.0/keys"}
}

// RoundTrip answers discovery and keys.
func (i *issuer) RoundTrip(r *http.Request) (*http.Response, error) {
	i.mu.Lock()
	i.asked = append(i.asked, r.URL.Path)
	before := i.before
	i.mu.Unlock()
	if before != nil {
		if resp := before(r); resp != nil {
			return resp, nil
		}
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	switch r.URL.Path {
	case "/" + tenant + "/v2.0/.well-known/openid-configuration":
		return reply(200, map[string]any{"issuer": authority + "/" + tenant + "/v2.0", "jwks_uri": i.jwksURI}), nil
	case "/" + tenant + "/discovery/v2.0/keys":
		var keys []any
		for kid, k := range i.keys {
			keys = append(keys, publish(kid, k))
		}
		return reply(200, map[string]any{"keys": keys}), nil
	}
	return reply(404, map[string]any{}), nil
}

// publish is a key as a document of keys has it.
func publish(kid string, k *rsa.PrivateKey) map[string]string {
	encode := base64.RawURLEncoding.EncodeToString
	return map[string]string{
		"kty": "RSA", "use": "sig", "kid": kid, "n": encode(k.N.Bytes()), "e": encode(big.NewInt(int64(k.E)).Bytes()),
	}
}

func (i *issuer) answerWith(before func(r *http.Request) *http.Response) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.before = before
}

// questions counts what was asked.
func (i *issuer) questions(part string) int {
	i.mu.Lock()
	defer i.mu.Unlock()
	n := 0
	for _, path := range i.asked {
		if strings.Contains(path, part) {
			n++
		}
	}
	return n
}

func reply(status int, document any) *http.Response {
	text, err := json.Marshal(document)
	if err != nil {
		panic(err)
	}
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
	return w.Result()
}

// claims of a version 1.0 token of the project's identity, with changes; nil takes one away.
func claims(changes map[string]any) jwt.MapClaims {
	c := jwt.MapClaims{
		"iss": "https://sts.windows.net/" + tenant + "/", "aud": audience, "tid": tenant, "appid": appID, "oid": "object-1", "ver": "1.0",
		"iat": time.Now().Unix(), "nbf": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	maps.Copy(c, changes)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	return c
}

// token signs claims with the key of today.
func (i *issuer) token(c jwt.MapClaims) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	t := jwt.NewWithClaims(jwt.SigningMethodRS256, c)
	t.Header["kid"] = i.signing
	text, err := t.SignedString(i.keys[i.signing])
	if err != nil {
		panic(err)
	}
	return text
}

// rotate publishes another key, without the first one if it is gone, and signs with it.
func (i *issuer) rotate(gone bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys["second"], i.signing = signingKeys()[1], "second"
	if gone {
		delete(i.keys, "first")
	}
}

// callers are a project with an identity and a key, and an application outside of Foundry.
func callers() []proxy.Caller {
	return []proxy.Caller{
		{
			Name: "agents", AppID: appID, Keys: []connections.Secret{connections.NewSecret(key)},
			Projects: []proxy.Project{{ID: project, Name: "sampleproject1"}},
		},
		{Name: "batch", AppID: outside, Keys: []connections.Secret{connections.NewSecret(secondKey)}},
	}
}

func options(i *issuer) proxy.GuardOptions {
	return proxy.GuardOptions{Callers: callers(), Tenant: tenant, Authority: authority, Transport: i}
}

func guard(t testing.TB, o proxy.GuardOptions) *proxy.Guard {
	t.Helper()
	g, err := proxy.NewGuard(o)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// request is one with headers, in pairs.
func request(method, path, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for n := 0; n+1 < len(headers); n += 2 {
		r.Header.Add(headers[n], headers[n+1])
	}
	return r
}

// logs are what was logged, safe to read while others write.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *logs) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(l, nil)) }

// clean fails the test where a text shows a token or key.
func clean(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(text, "canary") || strings.Contains(text, "eyJ") {
			t.Errorf("a secret is shown: %s", text)
		}
	}
}

// refusal reads the error of an answer.
func refusal(t *testing.T, w *httptest.ResponseRecorder) (code, message string) {
	t.Helper()
	var body struct {
		Error struct {
			Message, Type, Code string
			Param               *string
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || body.Error.Message == "" || body.Error.Type == "" {
		t.Fatalf("%d with %q, which is no error of OpenAI's form: %v", w.Code, w.Body, err)
	}
	return body.Error.Code, body.Error.Message
}

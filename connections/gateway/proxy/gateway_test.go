// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

const (
	upstreamKey = "canary-upstream-5d2e9b7c"
	classic     = "https://ai.example/openai"
	version1    = "https://ai.example/openai/v1"
)

// models is an upstream in memory, as a transport.
type models struct {
	answer func(r *http.Request) *http.Response

	mu   sync.Mutex
	seen []*http.Request
	body []string
}

func (m *models) RoundTrip(r *http.Request) (*http.Response, error) {
	text := ""
	if r.Body != nil {
		read, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		text = string(read)
	}
	m.mu.Lock()
	m.seen, m.body = append(m.seen, r), append(m.body, text)
	m.mu.Unlock()
	resp := m.answer(r)
	if resp == nil {
		return nil, errors.New("canary: connection reset")
	}
	resp.Request = r
	return resp, nil
}

// text is an answer of an upstream.
func text(status int, kind, body string, headers ...string) func(*http.Request) *http.Response {
	return func(*http.Request) *http.Response {
		resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), ProtoMajor: 1, ProtoMinor: 1}
		if kind != "" {
			resp.Header.Set("Content-Type", kind)
		}
		for n := 0; n+1 < len(headers); n += 2 {
			resp.Header.Add(headers[n], headers[n+1])
		}
		return resp
	}
}

const completion = `{"id":"c","choices":[{"message":{"content":"ok"}}],"usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}`

// gateway is a proxy before an upstream at a URL, with changes.
func gateway(t testing.TB, m *models, url string, change func(*proxy.Options)) *proxy.Proxy {
	t.Helper()
	o := proxy.Options{
		Guard:  guard(t, options(newIssuer())),
		Models: proxy.Static(proxy.Model{Alias: "gpt-4o", Version: "2024-11-20"}, proxy.Model{Alias: "mini", Name: "gpt-4o-mini"}),
		Upstream: proxy.Upstream{
			URL: url, Key: connections.NewSecret(upstreamKey), Transport: m,
		},
	}
	if change != nil {
		change(&o)
	}
	p, err := proxy.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func serve(p http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

const chat = `{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}`

// What the upstream gets, and what it does not.
func TestProxy_request(t *testing.T) {
	t.Parallel()
	common := map[string]string{"Content-Type": "application/json", "Accept-Encoding": "identity", "Api-Key": upstreamKey, "X-Ms-Client-Request-Id": "request-1"}
	with := func(more ...string) map[string]string {
		out := maps.Clone(common)
		for n := 0; n+1 < len(more); n += 2 {
			out[more[n]] = more[n+1]
		}
		return out
	}
	tests := []struct {
		name, upstream, path string
		change               func(*proxy.Options)
		url                  string
		headers              map[string]string
	}{
		{"classic", classic, "/openai/deployments/gpt-4o/chat/completions?api-version=2025-03-01-preview&subscription-key=canary", nil,
			classic + "/deployments/gpt-4o/chat/completions?api-version=2025-03-01-preview", common},
		{"version 1 takes no api-version", version1 + "/", "/openai/chat/completions?api-version=2025-03-01-preview", nil, version1 + "/chat/completions", common},
		{"one of the gateway's", version1, "/openai/responses", func(o *proxy.Options) { o.Upstream.APIVersion = "preview" }, version1 + "/responses?api-version=preview", common},
		{"at the root", version1, "/chat/completions", func(o *proxy.Options) { o.Path = "/" }, version1 + "/chat/completions", common},
		{"Anthropic's", version1, "/openai/v1/messages", nil, version1 + "/v1/messages", common},
		{"with Foundry's headers", classic, "/openai/deployments/mini/embeddings", func(o *proxy.Options) { o.KeepFoundry = true }, classic + "/deployments/mini/embeddings",
			with("X-Ms-Foundry-Agent-Id", "TestAgent:5", "X-Ms-Foundry-New", "v")},
		{"with others", classic, "/openai/deployments/mini/embeddings", func(o *proxy.Options) { o.Headers = []string{"x-region"} }, classic + "/deployments/mini/embeddings",
			with("X-Region", "here")},
		{"key in another form", classic, "/openai/deployments/mini/embeddings", func(o *proxy.Options) {
			o.Upstream.KeyHeader, o.Upstream.KeyFormat = "Authorization", "Bearer {api_key}"
		}, classic + "/deployments/mini/embeddings", map[string]string{
			"Content-Type": "application/json", "Accept-Encoding": "identity", "Authorization": "Bearer " + upstreamKey, "X-Ms-Client-Request-Id": "request-1",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := &models{answer: text(200, "application/json", completion)}
			r := request("POST", tt.path, chat, "api-key", key, "Authorization", "Basic canary", "Cookie", "canary=1", "Content-Type", "application/json",
				"x-ms-client-request-id", "request-1", "x-ms-foundry-agent-id", "TestAgent:5", "x-ms-foundry-new", "v", "openai-project", "sampleproject1",
				"X-Forwarded-For", "100.64.9.87", "Ocp-Apim-Subscription-Key", "canary", "X-Region", "here", "Connection", "Upgrade", "Upgrade", "websocket",
				"Forwarded", "for=1.2.3.4", "x-envoy-expected-rq-timeout-ms", "1800000", "Te", "trailers")
			w := serve(gateway(t, m, tt.upstream, tt.change), r)
			if w.Code != 200 || w.Body.String() != completion || len(m.seen) != 1 {
				t.Fatalf("%d %s after %d requests", w.Code, w.Body, len(m.seen))
			}
			got := m.seen[0]
			if got.URL.String() != tt.url || m.body[0] != chat || got.Host != "" && got.Host != "ai.example" {
				t.Errorf("%s %s, want %s", got.URL, m.body[0], tt.url)
			}
			headers := map[string]string{}
			for name, values := range got.Header {
				if len(values) > 0 {
					headers[name] = strings.Join(values, "|")
				}
			}
			if diff := cmp.Diff(tt.headers, headers); diff != "" {
				t.Errorf("headers (-want +got)\n%s", diff)
			}
		})
	}
}

func TestProxy_routes(t *testing.T) {
	t.Parallel()
	const deployment = `{"name":"gpt-4o","type":"Microsoft.CognitiveServices/accounts/deployments","properties":{"model":{"format":"OpenAI","name":"gpt-4o","version":"2024-11-20"},"provisioningState":"Succeeded"}}`
	const mini = `{"name":"mini","type":"Microsoft.CognitiveServices/accounts/deployments","properties":{"model":{"format":"OpenAI","name":"gpt-4o-mini","version":"1"},"provisioningState":"Succeeded"}}`
	tests := []struct {
		method, path, body string
		status             int
		want               string // the body, or the code of the refusal
	}{
		{"GET", "/openai/deployments?api-version=2024-10-01", "", 200, `{"value":[` + deployment + `,` + mini + `]}`},
		{"GET", "/openai/deployments/mini", "", 200, mini},
		{"GET", "/openai/models", "", 200, `{"data":[{"id":"gpt-4o","object":"model","created":0,"owned_by":"gateway"},{"id":"mini","object":"model","created":0,"owned_by":"gateway"}],"object":"list"}`},
		{"GET", "/openai/models/mini", "", 200, `{"id":"mini","object":"model","created":0,"owned_by":"gateway"}`},
		{"GET", "/openai/models/gpt-5", "", 404, "model_not_found"},
		{"GET", "/openai/deployments/gpt%2D4o", "", 200, deployment},
		{"POST", "/openai/deployments", "{}", 405, "method_not_allowed"},
		{"DELETE", "/openai/deployments/mini", "", 405, "method_not_allowed"},
		{"GET", "/openai/chat/completions", "", 405, "method_not_allowed"},
		{"PUT", "/openai/deployments/mini/chat/completions", "", 405, "method_not_allowed"},
		{"POST", "/openai/deployments/mini/chat/completions", "{}", 200, completion},
		{"POST", "/openai/deployments/gpt-5/chat/completions", "{}", 404, "model_not_found"},
		{"POST", "/openai/deployments/mini/files", "{}", 404, "not_found"},
		{"POST", "/openai/files", "{}", 404, "not_found"},
		{"POST", "/openai", "{}", 404, "not_found"},
		{"POST", "/", "{}", 404, "not_found"},
		{"POST", "/openai/deployments/mini/../../chat/completions", chat, 404, "not_found"},
		{"POST", "/openai/deployments/mini/%2e%2e/chat/completions", chat, 404, "not_found"},
		{"POST", "/openai/deployments/mini%2Fchat/completions", chat, 404, "not_found"},
		{"POST", "/openai//chat/completions", chat, 404, "not_found"},
		{"POST", "/openai/deployments/mini/chat%5Ccompletions", chat, 404, "not_found"},
		{"POST", "/openai/deployments/m%0Aini/chat/completions", chat, 404, "not_found"},
		{"POST", "/openai/chat/completions", chat, 200, completion},
		{"POST", "/openai/chat/completions", ` {"messages":[{"model":"gpt-5"}],"model":"mini"} `, 200, completion},
		{"POST", "/openai/chat/completions", `{"model":"gpt-5","messages":[]}`, 404, "model_not_found"},
		{"POST", "/openai/chat/completions", `{"model":"gpt-4o","model":"gpt-5"}`, 404, "model_not_found"},
		{"POST", "/openai/chat/completions", `{"model":"gpt-5","model":"gpt-4o"}`, 404, "model_not_found"},
		{"POST", "/openai/chat/completions", `{"model":"gpt-4o","MODEL":"gpt-5"}`, 404, "model_not_found"},
		{"POST", "/openai/chat/completions", `{"\u006dodel":"gpt-5"}`, 404, "model_not_found"},
		{"POST", "/openai/chat/completions", `{"model":"gpt-4\u006f"}`, 200, completion},
		{"POST", "/openai/chat/completions", `{"model":7}`, 400, "invalid_body"},
		{"POST", "/openai/chat/completions", `{"messages":[]}`, 400, "invalid_body"},
		{"POST", "/openai/chat/completions", `[{"model":"gpt-4o"}]`, 400, "invalid_body"},
		{"POST", "/openai/chat/completions", `{"model":"gpt-4o"`, 400, "invalid_body"},
		{"POST", "/openai/chat/completions", `{"model":"gpt-4o"} {"model":"gpt-5"}`, 400, "invalid_body"},
		{"POST", "/openai/chat/completions", `model=gpt-4o`, 400, "invalid_body"},
		{"POST", "/openai/chat/completions", ``, 400, "invalid_body"},
		{"POST", "/openai/chat/completions", `{"model":"gpt-4o","x":"` + strings.Repeat("x", 2000) + `"}`, 413, "request_too_large"},
		{"POST", "/openai/deployments/mini/chat/completions", strings.Repeat("x", 2000), 413, "request_too_large"},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path+" "+tt.body[:min(len(tt.body), 30)], func(t *testing.T) {
			t.Parallel()
			for _, chunked := range []bool{false, true} {
				m := &models{answer: text(200, "application/json", completion)}
				p := gateway(t, m, classic, func(o *proxy.Options) { o.MaxBody = 1000 })
				r := request(tt.method, tt.path, tt.body, "api-key", key)
				if chunked && tt.body != "" {
					r.ContentLength = -1
				}
				w := serve(p, r)
				if w.Code != tt.status {
					t.Fatalf("%d %s, want %d", w.Code, w.Body, tt.status)
				}
				if w.Code != 200 {
					if code, _ := refusal(t, w); code != tt.want || len(m.seen) > 0 {
						t.Errorf("refused with %s after %d requests, want %s and none", code, len(m.seen), tt.want)
					}
				} else if got := strings.TrimSpace(w.Body.String()); got != tt.want {
					t.Errorf("body %s, want %s", got, tt.want)
				}
				if anonymous := serve(p, request(tt.method, tt.path, tt.body)); anonymous.Code != 401 {
					t.Errorf("%d without a key", anonymous.Code)
				}
			}
		})
	}
}

// What Foundry takes of what an upstream says.
func TestProxy_answers(t *testing.T) {
	t.Parallel()
	const limited = `{"error":{"code":"429","message":"slow down"}}`
	tests := []struct {
		name   string
		answer func(*http.Request) *http.Response
		status int
		body   string // the body, or the code of an error of ours
	}{
		{"200", text(200, "application/json", completion), 200, completion},
		{"201", text(201, "application/json", completion), 200, completion},
		{"204", text(204, "", ""), 200, ""},
		{"206", text(206, "text/plain", "part"), 200, "part"},
		{"101", text(101, "", ""), 502, "upstream_redirect"},
		{"301", text(301, "", "", "Location", "https://evil.example"), 502, "upstream_redirect"},
		{"304", text(304, "", ""), 502, "upstream_redirect"},
		{"307", text(307, "", "", "Location", "/elsewhere"), 502, "upstream_redirect"},
		{"400 in OpenAI's form", text(400, "application/json", limited), 400, limited},
		{"400 in API Management's", text(400, "application/json", `{"statusCode":400,"message":"no"}`), 400, "upstream_error"},
		{"404 as a page", text(404, "text/html", "<html>"), 404, "upstream_error"},
		{"401", text(401, "application/json", limited, "WWW-Authenticate", "Bearer"), 502, "upstream_refused"},
		{"403", text(403, "application/json", limited), 502, "upstream_refused"},
		{"407", text(407, "application/json", limited), 502, "upstream_refused"},
		{"429", text(429, "application/json", limited, "Retry-After", "7"), 429, limited},
		{"500 with a key in it", text(500, "application/json", `{"error":{"message":"key `+upstreamKey+`"}}`), 500, "upstream_error"},
		{"500 packed", text(500, "application/json", "\x1f\x8b", "Content-Encoding", "gzip"), 500, "upstream_error"},
		{"503 empty", text(503, "", ""), 503, "upstream_error"},
		{"too long", text(500, "application/json", `{"error":{"message":"`+strings.Repeat("x", 70_000)+`"}}`), 500, "upstream_error"},
		{"999", text(999, "", ""), 502, "upstream_error"},
		{"none", func(*http.Request) *http.Response { return nil }, 502, "upstream_unreachable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var l logs
			var told []proxy.Served
			p := gateway(t, &models{answer: tt.answer}, classic, func(o *proxy.Options) {
				o.Logger = l.logger()
				o.OnServed = func(_ context.Context, s proxy.Served) { told = append(told, s) }
			})
			w := serve(p, request("POST", "/openai/deployments/gpt-4o/chat/completions", chat, "api-key", key, "x-ms-foundry-agent-id", "TestAgent:5"))
			if w.Code != tt.status {
				t.Fatalf("%d %s, want %d", w.Code, w.Body, tt.status)
			}
			if got := w.Body.String(); got != tt.body {
				if code, _ := refusal(t, w); code != tt.body {
					t.Errorf("body %s, want %s", got, tt.body)
				}
			}
			for _, name := range []string{"Location", "Www-Authenticate", "Set-Cookie", "Content-Encoding"} {
				if w.Header().Get(name) != "" {
					t.Errorf("header %s: %s", name, w.Header().Get(name))
				}
			}
			if tt.status == 429 && w.Header().Get("Retry-After") != "7" {
				t.Errorf("Retry-After %q, want the upstream's", w.Header().Get("Retry-After"))
			}
			clean(t, w.Body.String(), strings.ReplaceAll(l.String(), "canary: connection reset", ""))
			want := proxy.Served{Operation: "chat/completions", Model: "gpt-4o", Status: tt.status}
			if strings.Contains(tt.body, "usage") {
				want.Usage = proxy.Usage{Known: true, Input: 8, Output: 1, Total: 9}
			}
			if len(told) != 1 {
				t.Fatalf("told %d times", len(told))
			}
			if told[0].Origin.Caller != "agents" || told[0].Origin.Foundry.Agent != "TestAgent" || told[0].Origin.Foundry.ProjectID != project {
				t.Errorf("origin %+v", told[0].Origin)
			}
			told[0].Took, told[0].Origin = 0, proxy.Origin{}
			if diff := cmp.Diff(want, told[0]); diff != "" {
				t.Errorf("told (-want +got)\n%s", diff)
			}
		})
	}
}

// identity is a credential whose tokens are numbered.
type identity struct {
	mu    sync.Mutex
	asked int
	valid time.Duration
	slow  time.Duration
	err   error
}

func (i *identity) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	time.Sleep(i.slow)
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.err != nil || !slices.Equal(o.Scopes, []string{"https://cognitiveservices.azure.com/.default"}) {
		return azcore.AccessToken{}, i.err
	}
	i.asked++
	return azcore.AccessToken{Token: "canary-token-" + string(rune('0'+i.asked)), ExpiresOn: time.Now().Add(i.valid)}, nil
}

// A token is kept while it is good, and asked for anew where the upstream refuses it.
func TestProxy_credential(t *testing.T) {
	t.Parallel()
	refuse := false
	m := &models{answer: func(r *http.Request) *http.Response {
		if refuse {
			return text(401, "", "")(r)
		}
		return text(200, "application/json", completion)(r)
	}}
	id := &identity{valid: time.Hour}
	p := gateway(t, m, version1, func(o *proxy.Options) { o.Upstream.Key, o.Upstream.Credential = connections.Secret{}, id })
	ask := func() *httptest.ResponseRecorder {
		return serve(p, request("POST", "/openai/chat/completions", chat, "api-key", key))
	}
	_, _ = ask(), ask()
	refuse = true
	if w := ask(); w.Code != 502 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	refuse = false
	_ = ask()
	var got []string
	for _, r := range m.seen {
		got = append(got, r.Header.Get("Authorization"))
		if r.Header.Get("Api-Key") != "" {
			t.Error("the caller's key went on")
		}
	}
	want := []string{"Bearer canary-token-1", "Bearer canary-token-1", "Bearer canary-token-1", "Bearer canary-token-2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tokens (-want +got)\n%s", diff)
	}
	id.mu.Lock()
	id.err = errors.New("no identity here")
	id.mu.Unlock()
	refuse = true
	_ = ask()
	w := ask()
	if code, _ := refusal(t, w); w.Code != 502 || code != "upstream_credential" {
		t.Errorf("%d %s without a token", w.Code, code)
	}
}

// Many who need a new token wait for one question, but for those who leave.
func TestProxy_credentialOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &models{answer: text(200, "application/json", completion)}
		id := &identity{valid: time.Hour, slow: 10 * time.Second}
		p := gateway(t, m, version1, func(o *proxy.Options) {
			o.Upstream.Key, o.Upstream.Credential, o.Timeout = connections.Secret{}, id, 5*time.Second
		})
		patient := gateway(t, m, version1, func(o *proxy.Options) { o.Upstream.Key, o.Upstream.Credential = connections.Secret{}, id })
		began := time.Now()
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if w := serve(patient, request("POST", "/openai/chat/completions", chat, "api-key", key)); w.Code != 200 {
					t.Errorf("%d %s", w.Code, w.Body)
				}
			})
		}
		wg.Wait()
		if id.asked != 1 || time.Since(began) != 10*time.Second {
			t.Errorf("%d questions in %v, want one", id.asked, time.Since(began))
		}
		go serve(p, request("POST", "/openai/chat/completions", chat, "api-key", key))
		synctest.Wait()
		began = time.Now()
		w := serve(p, request("POST", "/openai/chat/completions", chat, "api-key", key))
		if code, _ := refusal(t, w); w.Code != 502 || code != "upstream_credential" || time.Since(began) != 5*time.Second {
			t.Errorf("%d %s after %v, want no longer wait than a request may take", w.Code, code, time.Since(began))
		}
		time.Sleep(time.Minute)
	})
}

func TestProxy_modelsUnknown(t *testing.T) {
	t.Parallel()
	p := gateway(t, &models{}, classic, func(o *proxy.Options) {
		o.Models = func(context.Context) ([]proxy.Model, error) { return nil, errors.New("no list") }
	})
	for _, r := range []*http.Request{request("GET", "/openai/models", ""), request("POST", "/openai/chat/completions", chat)} {
		r.Header.Set("api-key", key)
		w := serve(p, r)
		if code, _ := refusal(t, w); w.Code != 502 || code != "models_unavailable" {
			t.Errorf("%s: %d %s", r.URL, w.Code, code)
		}
	}
}

func TestProxy_limited(t *testing.T) {
	t.Parallel()
	m := &models{answer: text(200, "application/json", completion)}
	p := gateway(t, m, version1, func(o *proxy.Options) {
		o.Limiter = limiter(t, nil, proxy.Limit{Per: proxy.PerAgent, Requests: 2}, proxy.Limit{Per: proxy.PerProject, Tokens: 40})
	})
	var got []int
	for _, agent := range []string{"a", "a", "a", "b", "b", "b", "c"} { // nine tokens each: 18, 18, 27, 36, then 45
		w := serve(p, request("POST", "/openai/chat/completions", chat, "api-key", key, "x-ms-foundry-agent-id", agent))
		got = append(got, w.Code)
	}
	for range 2 {
		got = append(got, serve(p, request("POST", "/openai/chat/completions", chat, "api-key", key, "x-ms-foundry-agent-id", "c")).Code)
		got = append(got, serve(p, request("GET", "/openai/models", "", "api-key", key)).Code)
	}
	if diff := cmp.Diff([]int{200, 200, 429, 200, 200, 429, 200, 429, 200, 429, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got)\n%s", diff)
	}
}

// What is said to be too long counts for nothing: it is refused before it is read.
func TestProxy_tooLongCountsNot(t *testing.T) {
	t.Parallel()
	p := gateway(t, &models{answer: text(200, "application/json", completion)}, version1, func(o *proxy.Options) {
		o.MaxBody, o.Limiter = 100, limiter(t, nil, proxy.Limit{Requests: 1})
	})
	var got []int
	for _, body := range []string{chat + strings.Repeat(" ", 100), chat, chat} {
		got = append(got, serve(p, request("POST", "/openai/chat/completions", body, "api-key", key)).Code)
	}
	if diff := cmp.Diff([]int{413, 200, 429}, got); diff != "" {
		t.Errorf("statuses (-want +got)\n%s", diff)
	}
}

func TestNew_refuses(t *testing.T) {
	t.Parallel()
	_, err := proxy.New(proxy.Options{
		Path: "/a?b", Operations: []string{"", "a?b", "../x"}, Headers: []string{"authorization", "cookie"}, MaxBody: -1,
		Upstream: proxy.Upstream{URL: "http://ai.example", Key: connections.NewSecret("REDACTED"), KeyFormat: "x", Credential: &identity{}},
	})
	refused, ok := errors.AsType[*azfoundry.ValidationError](err)
	if !ok {
		t.Fatalf("New() error = %v", err)
	}
	var got []string
	for _, f := range refused.Faults {
		got = append(got, f.Pointer+" "+f.Rule)
		if f.Advice == "" {
			t.Errorf("%v has no advice", f)
		}
	}
	want := []string{
		"/Guard required", "/Models required", "/Path pattern", "/Operations/0 pattern", "/Operations/1 pattern", "/Operations/2 pattern",
		"/Headers/0 not", "/Headers/1 not", " minimum", "/Upstream/URL url", "/Upstream oneOf", "/Upstream/Key secret", "/Upstream/KeyFormat pattern",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got)\n%s", diff)
	}
	o := options(newIssuer())
	o.KeyHeader = "X-Gateway-Key"
	_, err = proxy.New(proxy.Options{
		Guard: guard(t, o), Models: proxy.Static(), Headers: []string{"x-gateway-key"},
		Upstream: proxy.Upstream{URL: classic, Key: connections.NewSecret(upstreamKey)},
	})
	if refused, ok := errors.AsType[*azfoundry.ValidationError](err); !ok || refused.Faults[0].Pointer != "/Headers/0" {
		t.Errorf("New() error = %v for passing on the header of keys", err)
	}
}

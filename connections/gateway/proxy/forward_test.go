// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

// A body that was looked at as JSON cannot be told to the upstream to be something else. The first of these
// bodies is JSON, and as a form it names another model.
func TestProxy_bodyIsJSON(t *testing.T) {
	t.Parallel()
	const form = `{"model":"gpt-4o","x":"&model=secret&"}`
	for _, kind := range []string{"application/x-www-form-urlencoded", "application/json; charset=utf-7", "multipart/form-data; boundary=x", "text/plain", ""} {
		m := &models{answer: text(200, "application/json", completion)}
		p := gateway(t, m, version1, nil)
		r := request("POST", "/openai/chat/completions", form, "api-key", key, "Content-Encoding", "gzip")
		if kind != "" {
			r.Header.Set("Content-Type", kind)
		}
		if w := serve(p, r); w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
		if got := m.seen[0].Header; got.Get("Content-Type") != "application/json" || got.Get("Content-Encoding") != "" {
			t.Errorf("the upstream is told of a body of %q: %v", kind, got)
		}
	}
}

// Names of members that some servers would take for another one.
func TestProxy_bodyNames(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"model":"gpt-4o","mod` + "\xff" + `el":"secret"}`,
		`{"model":"gpt-4o","model\u0000":"secret"}`,
		`{"model":"gpt-4o","\ufeffmodel":"secret"}`,
		`{"model":"gpt-4o","mo\u200bdel":"secret"}`,
		`{"model":"gpt-4o","mo\ud800del":"secret"}`,
		`{"model":"gpt-4o","` + strings.Repeat("\xff", 300) + `model":"secret"}`,
		`{"model":"gpt-4o","":"secret"}`,
		`{"model":"gpt-4o","MODEL":"secret"}`,
		`{"model":"gpt-4o","mode\u006c":"secret"}`,
		`{"model":["gpt-4o"]}`,
		`{"model":"gpt-4o"}{"model":"secret"}`,
		"\xef\xbb\xbf" + chat,
		`{"model":"gpt-4o",/**/"x":1}`,
		`{"model":"gpt-4o","x":NaN}`,
		`{"model":"gpt-4o","x":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}`,
	} {
		m := &models{answer: text(200, "application/json", completion)}
		w := serve(gateway(t, m, version1, nil), request("POST", "/openai/chat/completions", body, "api-key", key))
		if w.Code != 400 && w.Code != 404 || len(m.seen) > 0 {
			t.Errorf("%d for %.80q, of which the upstream saw %d", w.Code, body, len(m.seen))
		}
	}
}

// Ways around the list of headers and paths.
func TestProxy_smuggled(t *testing.T) {
	t.Parallel()
	m := &models{answer: text(200, "application/json", completion)}
	o := options(newIssuer())
	o.KeyHeader = "X-Gateway-Key"
	p := gateway(t, m, version1, func(out *proxy.Options) { out.Guard, out.KeepFoundry = guard(t, o), true })
	r := request("POST", "/openai/chat/completions", chat, "x-gateway-key", key, "Connection", "x-gateway-key, api-key, x-ms-foundry-agent-id, upgrade",
		"Upgrade", "websocket", "Transfer-Encoding", "chunked", "Te", "trailers", "X-Forwarded-For", "1.2.3.4", "Cookie", "a=b", "X_ms_foundry_project_id", other,
		"X-Original-Url", "/admin", "X-Http-Method-Override", "DELETE", "x-ms-foundry-agent-id", "a:1")
	if w := serve(p, r); w.Code != 200 {
		t.Fatal(w.Code, w.Body)
	}
	want := http.Header{
		"Accept-Encoding": {"identity"}, "Api-Key": {upstreamKey}, "Content-Type": {"application/json"}, "User-Agent": nil,
	}
	if diff := cmp.Diff(want, m.seen[0].Header); diff != "" {
		t.Errorf("headers (-want +got)\n%s", diff)
	}
	for _, path := range []string{
		"/openai/deployments/gpt-4o/../secret/chat/completions", "/openai/deployments/gpt-4o%2f..%2fsecret/chat/completions", "/openai//chat/completions",
		"/openai/deployments/%2e%2e/chat/completions", "/openai/deployments/gpt-4o;v=1/chat/completions", "/openai/chat/completions;x", "/openai/chat%2fcompletions",
		"/openai/deployments/gpt-4o%5c..%5csecret/chat/completions", "/openai/deployments/gpt-4o%00/chat/completions", "/openai/chat/completions/", "/OPENAI/chat/completions",
	} {
		if w := serve(p, request("POST", path, chat, "x-gateway-key", key)); w.Code != 404 {
			t.Errorf("%d for %s, want 404", w.Code, path)
		}
	}
	if len(m.seen) != 1 {
		t.Errorf("the upstream saw %d requests, want the first alone", len(m.seen))
	}
}

// Answers bring nothing along that is not the caller's: not before them, not beside them, not behind them.
func TestProxy_answersHeaders(t *testing.T) {
	t.Parallel()
	front, client, _ := one(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		h := w.Header()
		h.Set("Set-Cookie", "early=canary")
		h.Set("Link", "</x>; rel=preload")
		w.WriteHeader(http.StatusEarlyHints)
		h.Set("Content-Type", "application/json")
		h.Set("Trailer", "X-Announced")
		h.Set("X-Accel-Redirect", "/etc/passwd")
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("X-Debug", "called with "+r.Header.Get("Api-Key"))
		h.Set("X-Ratelimit-Remaining-Tokens", "5")
		_, _ = io.WriteString(w, completion)
		h.Set("X-Announced", "canary")
		h.Set(http.TrailerPrefix+"X-Other", "canary")
	}))
	var early []int
	ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{Got1xxResponse: func(code int, _ textproto.MIMEHeader) error {
		early = append(early, code)
		return nil
	}})
	resp, err := client.Do(ask(ctx, t, front, strings.NewReader(chat)))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || string(body) != completion || len(early) != 0 || len(resp.Trailer) != 0 {
		t.Errorf("%s, %v, informational %v, trailers %v", body, err, early, resp.Trailer)
	}
	for _, name := range []string{"Set-Cookie", "Link", "X-Accel-Redirect", "Access-Control-Allow-Origin", "X-Debug", "Trailer"} {
		if got := resp.Header.Values(name); len(got) > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	if resp.Header.Get("X-Ratelimit-Remaining-Tokens") != "5" {
		t.Error("a header that is the caller's is not there")
	}
}

// Headers that would undo what was looked at cannot be listed.
func TestNew_headers(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"content-encoding", "Openai-Project", "te", "Expect", "x-api-key"} {
		o := proxy.Options{Headers: []string{name}}
		if _, err := proxy.New(o); err == nil || !strings.Contains(err.Error(), "/Headers/0") {
			t.Errorf("New() error = %v with %s passed on", err, name)
		}
	}
	for _, up := range []proxy.Upstream{{KeyHeader: "a b"}, {KeyFormat: "{api_key}\r\nx: y"}} {
		if _, err := proxy.New(proxy.Options{Upstream: up}); err == nil || !strings.Contains(err.Error(), "/Upstream/Key") || !strings.Contains(err.Error(), "header") {
			t.Errorf("New() error = %v with %+v", err, up)
		}
	}
}

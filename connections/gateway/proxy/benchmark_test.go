// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

// BenchmarkProxy shows what the gateway adds to a request, beside httputil.ReverseProxy alone, both on loopback over
// TLS with HTTP/1.1 before the same upstream; and how much of it without a network.
func BenchmarkProxy(b *testing.B) {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, completion)
	})
	upstream := listen(b, answer, false)
	defer upstream.Close()
	through := transport(upstream, false)
	defer through.CloseIdleConnections()
	i := newIssuer()
	token := "Bearer " + i.token(claims(nil))
	gateway, err := proxy.New(proxy.Options{
		Guard: guard(b, options(i)), Models: proxy.Static(proxy.Model{Alias: "gpt-4o"}),
		Limiter:  limiter(b, nil, proxy.Limit{Per: proxy.PerProject, Tokens: 1 << 40}, proxy.Limit{Per: proxy.PerAgent, Requests: 1 << 40}),
		Upstream: proxy.Upstream{URL: upstream.URL + "/openai/v1", Key: connections.NewSecret(upstreamKey), Transport: through},
	})
	if err != nil {
		b.Fatal(err)
	}
	to, err := url.Parse(upstream.URL)
	if err != nil {
		b.Fatal(err)
	}
	bare := &httputil.ReverseProxy{Transport: through, FlushInterval: -1, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	for _, bench := range []struct {
		name    string
		handler http.Handler
		headers []string
	}{
		{"bare", bare, []string{"api-key", key}},
		{"gateway/key", gateway, []string{"api-key", key}},
		{"gateway/token", gateway, []string{"Authorization", token}},
	} {
		b.Run("memory/"+bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if w := serve(bench.handler, request("POST", "/openai/chat/completions", chat, bench.headers...)); w.Code != 200 {
					b.Fatal(w.Code, w.Body)
				}
			}
		})
		b.Run("loopback/"+bench.name, func(b *testing.B) {
			front := listen(b, bench.handler, false)
			defer front.Close()
			own := transport(front, false)
			defer own.CloseIdleConnections()
			client := &http.Client{Transport: own}
			b.ReportAllocs()
			for b.Loop() {
				r := request("POST", front.URL+"/openai/chat/completions", chat, bench.headers...)
				r.RequestURI = ""
				resp, err := client.Do(r)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != 200 {
					b.Fatal(resp.Status, err)
				}
				_ = resp.Body.Close()
			}
		})
	}
}

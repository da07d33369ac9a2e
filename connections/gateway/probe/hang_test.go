// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
)

// memory is a listener whose connections are pipes, so that a test's own clock counts.
type memory struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (m *memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.conns:
		return c, nil
	case <-m.done:
		return nil, net.ErrClosed
	}
}

func (m *memory) Close() error   { m.once.Do(func() { close(m.done) }); return nil }
func (m *memory) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(10, 0, 0, 4), Port: 443} }

func (m *memory) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case m.conns <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func found(context.Context, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.MustParseAddr("10.0.0.4")}, nil
}

// hangs waits until the other side has had enough.
func hangs(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// Whatever hangs, the verdict comes when the layer's time is over, by a clock that nothing else moves.
func TestRun_hangs(t *testing.T) {
	t.Parallel()
	at := func(suffix string) armtest.AIGatewayOptions {
		return armtest.AIGatewayOptions{Key: key, Before: func(_ http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, suffix) {
				_, _ = io.Copy(io.Discard, r.Body) // only then does the server see the client go
				_ = hangs(r.Context())
			}
			return false
		}}
	}
	slowBody := armtest.AIGatewayOptions{Key: key, Before: func(w http.ResponseWriter, r *http.Request) bool {
		_, _ = w.Write([]byte(`{"value":[`))
		_ = http.NewResponseController(w).Flush()
		return hangs(r.Context()) != nil
	}}
	tests := []struct {
		name    string
		gateway armtest.AIGatewayOptions
		change  func(*probe.Options)
		layer   probe.Layer
		rule    probe.Rule
		after   time.Duration
	}{
		{"resolver", at("none"), func(o *probe.Options) {
			o.Lookup = func(ctx context.Context, _ string) ([]netip.Addr, error) { return nil, hangs(ctx) }
		}, probe.LayerDNS, probe.RuleURL, probe.DefaultTimeout},
		{"connection", at("none"), func(o *probe.Options) {
			o.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { return nil, hangs(ctx) }
		}, probe.LayerConnect, probe.RuleURL, probe.DefaultTimeout},
		{"handshake", at("none"), func(o *probe.Options) {
			o.Dial = func(context.Context, string, string) (net.Conn, error) { c, _ := net.Pipe(); return c, nil }
		}, probe.LayerTLS, probe.RuleTLS, probe.DefaultTimeout},
		{"token", at("none"), func(o *probe.Options) {
			o.Token = func(ctx context.Context) (string, error) { return "", hangs(ctx) }
		}, probe.LayerToken, probe.RuleAuth, probe.DefaultTimeout},
		{"list", at("/deployments"), nil, probe.LayerList, probe.RuleDiscovery, probe.DefaultTimeout},
		{"list, in the middle", slowBody, func(o *probe.Options) { o.Timeout = time.Hour }, probe.LayerList, probe.RuleDiscovery, time.Hour},
		{"get", at("/deployments/gpt-4o"), func(o *probe.Options) { o.Timeout = time.Second }, probe.LayerGet, probe.RuleDiscovery, time.Second},
		{"chat", at("/completions"), nil, probe.LayerChat, probe.RuleURL, probe.DefaultChatTimeout},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				root := issue(t, nil, "Root", asAuthority)
				m := &memory{conns: make(chan net.Conn), done: make(chan struct{})}
				server := &http.Server{Handler: armtest.NewAIGateway(tt.gateway), ErrorLog: log.New(io.Discard, "", 0)}
				leaf := pair(issue(t, root, "gateway", forHosts("gateway.contoso.com")))
				go func() {
					_ = server.Serve(tls.NewListener(m, &tls.Config{Certificates: []tls.Certificate{leaf}}))
				}()
				defer server.Close()
				opts := probe.Options{Roots: pool(root), Lookup: found, Dial: m.dial, Chat: true}
				if tt.change != nil {
					tt.change(&opts)
				}
				b := keyed("https://gateway.contoso.com/openai", key)
				if opts.Token != nil {
					b.Auth = connections.ProjectManagedIdentity{Audience: connections.AudienceCognitiveServices}
				}
				began := time.Now()
				report := run(t, b, &opts)
				f := the(t, report)
				if f.Verdict != probe.VerdictNoAnswer || f.Layer != tt.layer || f.Rule != tt.rule {
					t.Errorf("finding %+v, want no-answer in %s by %s", f, tt.layer, tt.rule)
				}
				if took := time.Since(began); took != tt.after {
					t.Errorf("took %v, want %v", took, tt.after)
				}
			})
		})
	}
}

func TestRun_canceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	g := start(t, armtest.AIGatewayOptions{Key: key, Before: func(http.ResponseWriter, *http.Request) bool { cancel(); return false }})
	report, err := probe.Run(ctx, body(t, keyed(g.Target(), key)), &probe.Options{Roots: g.Roots()})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Run() error = %v, want canceled", err)
	}
	if len(report.Findings) > 0 || len(report.Steps) < 4 {
		t.Errorf("report %+v, want the steps so far and no finding", report)
	}
}

// A probe leaves no goroutine behind, whether it passed or failed.
func TestRun_goroutines(t *testing.T) { //nolint:paralleltest // it counts the goroutines of the whole process
	g := start(t, armtest.AIGatewayOptions{Key: key})
	for _, k := range []string{key, "canary-wrong"} {
		run(t, keyed(g.Target(), k), &probe.Options{Roots: g.Roots(), Chat: true})
	}
	before := runtime.NumGoroutine()
	for range 20 {
		run(t, keyed(g.Target(), key), &probe.Options{Roots: g.Roots(), Chat: true})
		run(t, keyed(g.Target(), "canary-wrong"), &probe.Options{Roots: g.Roots()})
	}
	deadline := time.Now().Add(10 * time.Second)
	for runtime.NumGoroutine() > before+4 && time.Now().Before(deadline) {
		runtime.Gosched() // connections that were closed end on their own
	}
	if after := runtime.NumGoroutine(); after > before+4 {
		t.Errorf("%d goroutines after the probes, %d before", after, before)
	}
}

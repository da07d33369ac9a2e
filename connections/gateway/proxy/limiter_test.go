// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

func limiter(t testing.TB, opts *proxy.LimiterOptions, limits ...proxy.Limit) *proxy.Limiter {
	t.Helper()
	l, err := proxy.NewLimiter(limits, opts)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// counted is a handler behind a guard and a limiter that answers with a body.
func counted(t testing.TB, l *proxy.Limiter, kind, body string) http.Handler {
	t.Helper()
	o := options(newIssuer())
	o.Callers[0].Projects = append(o.Callers[0].Projects, proxy.Project{ID: other})
	return guard(t, o).Handler(l.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, body)
	})))
}

// call makes a request of an agent, and returns the status and the wait.
func call(h http.Handler, headers ...string) (int, string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request("POST", "/", "{}", append([]string{"api-key", key}, headers...)...))
	return w.Code, w.Header().Get("Retry-After")
}

const (
	projectHeader = "x-ms-foundry-project-id"
	agentHeader   = "x-ms-foundry-agent-id"
)

// Of many requests at the same time exactly those that fit go through, for each who is counted.
func TestLimiter_exact(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		per  proxy.Per
		keys int // of two projects with two agents in two versions each, and a request id for each request
	}{
		{"caller", proxy.PerCaller, 1},
		{"project", proxy.PerProject, 2},
		{"agent", proxy.PerAgent, 4},
		{"version", proxy.PerAgentVersion, 8},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const most, each = 25, 40
				h := counted(t, limiter(t, nil, proxy.Limit{Per: tt.per, Requests: most}), "", "")
				var let, refused atomic.Int64
				round := func() {
					var wg sync.WaitGroup
					for n := range 8 * each {
						p, agent := []string{project, other}[n&1], fmt.Sprintf("Agent%d:%d", n>>1&1, n>>2&1)
						wg.Go(func() {
							code, wait := call(h, projectHeader, p, agentHeader, agent, "x-ms-client-request-id", fmt.Sprint(n))
							switch {
							case code == 200:
								let.Add(1)
							case code == 429 && wait == "62":
								refused.Add(1)
							default:
								t.Errorf("status %d, Retry-After %q", code, wait)
							}
						})
					}
					wg.Wait()
				}
				round()
				want := int64(most * tt.keys)
				if let.Load() != want || refused.Load() != 8*each-want {
					t.Errorf("%d let through and %d refused, want %d and %d", let.Load(), refused.Load(), want, 8*each-want)
				}
				time.Sleep(60 * time.Second)
				if code, wait := call(h, projectHeader, project, agentHeader, "Agent0:0"); code != 429 || wait != "2" {
					t.Errorf("status %d, Retry-After %q after a minute, want 429 and the part of it that is left", code, wait)
				}
				time.Sleep(2 * time.Second)
				round()
				if let.Load() != 2*want {
					t.Errorf("%d let through after the wait, want %d", let.Load(), 2*want)
				}
			})
		})
	}
}

// A request counts in all limits or in none.
func TestLimiter_several(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := counted(t, limiter(t, nil,
			proxy.Limit{Per: proxy.PerProject, Requests: 5},
			proxy.Limit{Per: proxy.PerAgent, Requests: 2, Window: time.Second},
		), "", "")
		var got []string
		for _, agent := range []string{"a", "a", "a", "a", "b", "b", "c", "c"} {
			code, wait := call(h, projectHeader, project, agentHeader, agent)
			got = append(got, fmt.Sprint(agent, code, wait))
		}
		want := []string{"a200", "a200", "a4292", "a4292", "b200", "b200", "c200", "c42962"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("answers (-want +got)\n%s", diff)
		}
	})
}

func TestLimiter_tokens(t *testing.T) {
	t.Parallel()
	const stream = "data: {\"choices\":[],\"usage\":null}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":10,\"total_tokens\":40}}\n\ndata: [DONE]\n\n"
	tests := []struct {
		name, kind, body string
		limit            proxy.Limit
		let              int
	}{
		{"document", "application/json", `{"usage":{"total_tokens":40}}`, proxy.Limit{Tokens: 100}, 3},
		{"stream", "text/event-stream; charset=utf-8", stream, proxy.Limit{Tokens: 100}, 3},
		{"exactly", "application/json", `{"usage":{"total_tokens":50}}`, proxy.Limit{Tokens: 100}, 2},
		{"unknown", "application/json", `{}`, proxy.Limit{Tokens: 100}, 9},
		{"unknown counts", "application/json", `{}`, proxy.Limit{Tokens: 100, Unreported: 25}, 4},
		{"not JSON", "text/plain", `{"usage":{"total_tokens":50}}`, proxy.Limit{Tokens: 100}, 9},
		{"requests first", "application/json", `{"usage":{"total_tokens":40}}`, proxy.Limit{Tokens: 100, Requests: 2}, 2},
		{"more than there is", "application/json", `{"usage":{"total_tokens":1e300}}`, proxy.Limit{Tokens: 100}, 1},
		{"less than nothing", "application/json", `{"usage":{"total_tokens":-7}}`, proxy.Limit{Tokens: 100}, 9},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := counted(t, limiter(t, nil, tt.limit), tt.kind, tt.body)
				let := 0
				for range 9 {
					if code, _ := call(h); code == 200 {
						let++
					}
				}
				if let != tt.let {
					t.Errorf("%d let through, want %d", let, tt.let)
				}
				time.Sleep(62 * time.Second)
				if code, _ := call(h); code != 200 {
					t.Errorf("status %d once the window is over", code)
				}
			})
		})
	}
}

// However many agents a project says it has, few are counted apart, other projects do not notice, and all are
// forgotten when they are idle.
func TestLimiter_bounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := counted(t, limiter(t, &proxy.LimiterOptions{MaxAgents: 10}, proxy.Limit{Per: proxy.PerAgent, Requests: 5}), "", "")
		flood := func(name string) (let int) {
			for n := range 1000 {
				if code, _ := call(h, projectHeader, project, agentHeader, name+strconv.Itoa(n)); code == 200 {
					let++
				}
			}
			return let
		}
		if let := flood("Forged"); let != 15 {
			t.Errorf("%d requests of 1,000 made-up agents let through, want 15: one for each of ten, five for the others", let)
		}
		for range 5 {
			if code, _ := call(h, projectHeader, other, agentHeader, "Honest:1"); code != 200 {
				t.Errorf("status %d for another project", code)
			}
		}
		time.Sleep(2 * time.Minute)
		if let := flood("Other"); let != 15 { // those of before are forgotten
			t.Errorf("%d let through later on, want 15 again", let)
		}
	})
}

// Who was counted with others because there were too many does not begin again where room comes: within a window it
// would have twice what it may use.
func TestLimiter_shared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := counted(t, limiter(t, &proxy.LimiterOptions{MaxAgents: 2}, proxy.Limit{Per: proxy.PerAgent, Requests: 5}), "", "")
		let := func(name string) (n int) {
			for range 9 {
				if code, _ := call(h, projectHeader, project, agentHeader, name); code == 200 {
					n++
				}
			}
			return n
		}
		if got := let("First:1") + let("Another:1"); got != 10 {
			t.Fatalf("%d let through", got)
		}
		time.Sleep(40 * time.Second)
		if got := let("Second:1"); got != 5 { // there is room for two agents, so that it is among the others
			t.Fatalf("%d let through", got)
		}
		time.Sleep(40 * time.Second) // the first two are forgotten
		if got := let("Second:1"); got != 0 {
			t.Errorf("%d more let through within a minute, want 0", got)
		}
		time.Sleep(62 * time.Second)
		if got := let("Second:1"); got != 5 {
			t.Errorf("%d let through a minute later, want 5", got)
		}
	})
}

// A stream that its caller leaves, and what says nothing of tokens, count for about what they used.
func TestLimiter_unreported(t *testing.T) {
	t.Parallel()
	stream := strings.Repeat("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", 30)
	for _, tt := range []struct {
		name, kind, body string
		let              int
	}{{"stream", "text/event-stream", stream, 4}, {"packed", "application/json", strings.Repeat("\x1f", 200), 2}, {"text", "text/plain", strings.Repeat("x", 400), 1}} {
		h := counted(t, limiter(t, nil, proxy.Limit{Tokens: 100}), tt.kind, tt.body)
		let := 0
		for range 9 {
			if code, _ := call(h); code == 200 {
				let++
			}
		}
		if let != tt.let {
			t.Errorf("%s: %d let through, want %d", tt.name, let, tt.let)
		}
	}
}

func TestLimiter_unguarded(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	l := limiter(t, nil, proxy.Limit{Requests: 1})
	l.Handler(http.NotFoundHandler()).ServeHTTP(w, request("POST", "/", ""))
	if code, _ := refusal(t, w); w.Code != 500 || code != "no_guard" {
		t.Errorf("%d %s, want 500", w.Code, code)
	}
}

func TestLimiter_refusal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := counted(t, limiter(t, nil, proxy.Limit{Per: proxy.PerAgent, Requests: 1, Window: time.Hour}), "", "")
		_, _ = call(h)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, request("POST", "/", "{}", "api-key", key))
		code, message := refusal(t, w)
		if w.Code != 429 || code != "rate_limit_exceeded" || w.Header().Get("Retry-After") != "3720" || !strings.Contains(message, "1 requests in 1h0m0s") {
			t.Errorf("%d %s %s %v", w.Code, code, message, w.Header())
		}
	})
}

func TestNewLimiter_refuses(t *testing.T) {
	t.Parallel()
	_, err := proxy.NewLimiter([]proxy.Limit{
		{}, {Per: 4, Requests: 1}, {Per: -1, Tokens: 1}, {Requests: 1, Window: time.Millisecond}, {Requests: -1}, {Tokens: 1, Unreported: -1},
	}, nil)
	refused, ok := errors.AsType[*azfoundry.ValidationError](err)
	if !ok || len(refused.Faults) != 6 {
		t.Fatalf("NewLimiter() error = %v, want six faults", err)
	}
	for i, f := range refused.Faults {
		if !strings.HasPrefix(f.Pointer, "/limits/"+strconv.Itoa(i)) || f.Advice == "" {
			t.Errorf("fault %v, want one of limit %d with advice", f, i)
		}
	}
}

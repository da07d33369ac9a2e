// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

// pieces is how many events a stream has after its first.
const pieces = 8

// streamed is all that a stream with a name says.
func streamed(name string) string {
	var b strings.Builder
	for n := range pieces + 1 {
		b.WriteString(event(name, n))
	}
	return b.String() + "data: [DONE]\n\n"
}

func event(name string, n int) string {
	usage := "null"
	if n == pieces {
		usage = `{"prompt_tokens":5,"completion_tokens":20,"total_tokens":25}`
	}
	return fmt.Sprintf("data: {\"id\":%q,\"n\":%d,\"padding\":%q,\"usage\":%s}\n\n", name, n, strings.Repeat("x", 40*n), usage)
}

// streamer is an upstream whose streams say their first event, and the rest once as many as wanted are open.
type streamer struct {
	wanted int64
	open   atomic.Int64
	all    chan struct{}
}

func (s *streamer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body struct {
		User string `json:"user"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Header.Get("Api-Key") != upstreamKey {
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w)
	say := func(text string) {
		_, _ = io.WriteString(w, text)
		_ = flush.Flush()
	}
	say(event(body.User, 0))
	if s.open.Add(1) == s.wanted {
		close(s.all)
	}
	select {
	case <-s.all:
	case <-r.Context().Done():
		return
	}
	for n := 1; n <= pieces; n++ {
		say(event(body.User, n))
	}
	say("data: [DONE]\n\n")
}

// listen serves a handler on loopback over TLS, with HTTP/2 or without.
func listen(t testing.TB, h http.Handler, http2 bool) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = http2
	s.Config.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: 500}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	return s
}

// transport reaches a server that listens.
func transport(s *httptest.Server, http2 bool) *http.Transport {
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return &http.Transport{ForceAttemptHTTP2: http2, MaxIdleConnsPerHost: 1000, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
}

// crowd is a load on a gateway: so many streams let through for each of two projects, and so many too much.
type crowd struct {
	http2          bool
	each, tooMany  int64
	i              *issuer
	served, tokens atomic.Int64
}

// gateway is the gateway before a crowd.
func (c *crowd) gateway(t testing.TB, upstream *httptest.Server, through *http.Transport) *proxy.Proxy {
	o := options(c.i)
	o.Callers[1].Projects = []proxy.Project{{ID: other}}
	p, err := proxy.New(proxy.Options{
		Guard: guard(t, o), Models: proxy.Static(proxy.Model{Alias: "gpt-4o"}),
		Limiter: limiter(t, nil, proxy.Limit{Per: proxy.PerProject, Requests: c.each, Window: time.Hour}),
		Upstream: proxy.Upstream{
			URL: upstream.URL + "/openai/v1", Key: connections.NewSecret(upstreamKey), Transport: through,
		},
		OnServed: func(_ context.Context, s proxy.Served) {
			if s.Status == 200 && !s.Cut {
				c.served.Add(1)
				c.tokens.Add(s.Usage.Total)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// run opens all streams, reads them to their end, and counts what came.
func (c *crowd) run(t *testing.T) {
	model := &streamer{wanted: 2 * c.each, all: make(chan struct{})}
	upstream := listen(t, model, c.http2)
	defer upstream.Close()
	through := transport(upstream, c.http2)
	defer through.CloseIdleConnections()
	front := listen(t, c.gateway(t, upstream, through), c.http2)
	defer front.Close()
	own := transport(front, c.http2)
	defer own.CloseIdleConnections()
	client := &http.Client{Transport: own}

	token := c.i.token(claims(nil))
	var whole, refused atomic.Int64
	var wg sync.WaitGroup
	starting := make(chan struct{}, 40) // connections are made by few at a time
	for n := range 2 * (c.each + c.tooMany) {
		starting <- struct{}{}
		wg.Go(func() {
			begun := sync.OnceFunc(func() { <-starting })
			defer begun()
			name := fmt.Sprint("stream-", n)
			r, err := http.NewRequestWithContext(t.Context(), "POST", front.URL+"/openai/chat/completions", strings.NewReader(`{"model":"gpt-4o","stream":true,"user":"`+name+`"}`))
			if err != nil {
				t.Error(err)
				return
			}
			if n%2 == 0 {
				r.Header.Set("Authorization", "Bearer "+token)
			} else {
				r.Header.Set("Api-Key", secondKey)
			}
			resp, err := client.Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			body := bufio.NewReader(resp.Body)
			first, _ := body.ReadString('\n')
			begun()
			rest, err := io.ReadAll(body)
			switch {
			case resp.StatusCode == 429 && resp.Header.Get("Retry-After") != "":
				refused.Add(1)
			case resp.StatusCode == 200 && err == nil && first+string(rest) == streamed(name):
				whole.Add(1)
			default:
				t.Errorf("%s: %d, %v, %d bytes of %d", name, resp.StatusCode, err, len(first)+len(rest), len(streamed(name)))
			}
		})
	}
	wg.Wait()
	if whole.Load() != 2*c.each || refused.Load() != 2*c.tooMany || model.open.Load() != 2*c.each {
		t.Errorf("%d streams whole, %d refused, %d open; want %d, %d, %d", whole.Load(), refused.Load(), model.open.Load(), 2*c.each, 2*c.tooMany, 2*c.each)
	}
}

// Many streams at the same time on loopback: all bytes of each in order, limits exact, nothing left behind. Over
// HTTP/2 two thousand need few files of the process; over HTTP/1.1 it is as many as any machine has files for.
func TestProxy_streams(t *testing.T) { //nolint:paralleltest // it counts the goroutines of the whole process
	for _, c := range []*crowd{
		{http2: true, each: 1000, tooMany: 250, i: newIssuer()},
		{http2: false, each: 50, tooMany: 10, i: newIssuer()},
	} {
		before, heap := runtime.NumGoroutine(), liveHeap()
		c.run(t)
		settle(t, before)
		if grown := liveHeap() - heap; grown > 16<<20 {
			t.Errorf("%d bytes more are held after the streams than before", grown)
		}
		if got := c.served.Load(); got != 2*c.each || c.tokens.Load() != 25*got {
			t.Errorf("told of %d streams with %d tokens, want %d and %d", got, c.tokens.Load(), 2*c.each, 50*c.each)
		}
	}
}

func liveHeap() int64 {
	runtime.GC()
	runtime.GC() // what has a finalizer goes with the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// settle waits until there are no more goroutines than before: connections that were closed end on their own.
func settle(t *testing.T, before int) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for runtime.NumGoroutine() > before+2 && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	if after := runtime.NumGoroutine(); after > before+2 {
		stacks := make([]byte, 1<<16)
		t.Errorf("%d goroutines, %d before:\n%s", after, before, stacks[:runtime.Stack(stacks, true)])
	}
}

// one is a gateway on loopback before an upstream on loopback, with what it told of.
func one(t *testing.T, h http.Handler) (front *httptest.Server, client *http.Client, told chan proxy.Served) {
	t.Helper()
	upstream := listen(t, h, false)
	through := transport(upstream, false)
	told = make(chan proxy.Served, 1)
	p, err := proxy.New(proxy.Options{
		Guard: guard(t, options(newIssuer())), Models: proxy.Static(proxy.Model{Alias: "gpt-4o"}),
		Upstream: proxy.Upstream{URL: upstream.URL + "/openai", Key: connections.NewSecret(upstreamKey), Transport: through},
		OnServed: func(_ context.Context, s proxy.Served) { told <- s },
	})
	if err != nil {
		t.Fatal(err)
	}
	front = listen(t, p, false)
	own := transport(front, false)
	t.Cleanup(func() {
		own.CloseIdleConnections()
		front.Close()
		through.CloseIdleConnections()
		upstream.Close()
	})
	return front, &http.Client{Transport: own}, told
}

func ask(ctx context.Context, t *testing.T, front *httptest.Server, body io.Reader) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, "POST", front.URL+"/openai/deployments/gpt-4o/chat/completions", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Api-Key", key)
	return r
}

// An answer may begin before the body has ended: what is left of the body still goes on.
func TestProxy_answerBeginsFirst(t *testing.T) {
	t.Parallel()
	front, client, _ := one(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		flush := http.NewResponseController(w)
		_ = flush.EnableFullDuplex()
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, event("x", 0))
		_ = flush.Flush()
		_, err := io.Copy(w, r.Body)
		_, _ = fmt.Fprintf(w, "\n%v", err)
	}))
	body, rest := io.Pipe()
	defer rest.Close()
	answer := make(chan string, 1)
	go func() {
		resp, err := client.Do(ask(t.Context(), t, front, io.MultiReader(strings.NewReader(`{"stream":true,"messages":[`), body)))
		if err != nil {
			answer <- err.Error()
			return
		}
		defer resp.Body.Close()
		text := bufio.NewReader(resp.Body)
		first, _ := text.ReadString('\n')
		_, _ = io.WriteString(rest, "]}")
		_ = rest.Close()
		more, err := io.ReadAll(text)
		answer <- fmt.Sprintf("%s%s\n%v", first, more, err)
	}()
	select {
	case got := <-answer:
		if want := event("x", 0) + "{\"stream\":true,\"messages\":[]}\n<nil>\n<nil>"; got != want {
			t.Errorf("answer = %q, want %q", got, want)
		}
	case <-time.After(time.Minute):
		t.Fatal("the answer waits for the end of the body")
	}
}

// When the caller leaves, the upstream's work ends.
func TestProxy_callerLeaves(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	front, client, told := one(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, event("x", 0))
		_ = http.NewResponseController(w).Flush()
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
		close(ended)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	resp, err := client.Do(ask(ctx, t, front, strings.NewReader(chat)))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := bufio.NewReader(resp.Body).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	cancel()
	<-ended
	if s := <-told; !s.Cut || s.Status != 200 {
		t.Errorf("told of %+v, want it cut", s)
	}
}

// A stream that breaks off does not look as if it had ended.
func TestProxy_upstreamBreaksOff(t *testing.T) {
	t.Parallel()
	front, client, told := one(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, event("x", 0))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}))
	resp, err := client.Do(ask(t.Context(), t, front, strings.NewReader(chat)))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil || string(text) != event("x", 0) {
		t.Errorf("read %q, %v; want the first event and an error", text, err)
	}
	if s := <-told; !s.Cut {
		t.Errorf("told of %+v, want it cut", s)
	}
}

// A body that is wrong never reaches the upstream whole, though it began to.
func TestProxy_longBodyIsCut(t *testing.T) {
	t.Parallel()
	outcome := make(chan error, 1)
	front, client, told := one(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		outcome <- err
	}))
	r := ask(t.Context(), t, front, io.MultiReader(strings.NewReader(`{"model":"gpt-4o","x":"`), &endless{}))
	r.URL.Path = "/openai/chat/completions"
	resp, err := client.Do(r)
	if err == nil { // or the connection was closed while the body was sent
		_ = resp.Body.Close()
		if resp.StatusCode != 413 {
			t.Errorf("status %d, want 413", resp.StatusCode)
		}
	}
	if err := <-outcome; err == nil {
		t.Error("the upstream got a whole body")
	}
	if s := <-told; s.Status != 413 || s.Model != "gpt-4o" {
		t.Errorf("told of %+v, want 413", s)
	}
}

// endless is a body of 40 MiB.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	if e.read > 40<<20 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = 'x'
	}
	e.read += len(p)
	return len(p), nil
}

// waiting is an upstream that answers nothing until nobody waits any more.
type waiting struct{}

func (waiting) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestProxy_timeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := gateway(t, &models{}, version1, func(o *proxy.Options) { o.Upstream.Transport = waiting{} })
		began := time.Now()
		w := serve(p, request("POST", "/openai/chat/completions", chat, "api-key", key))
		if code, _ := refusal(t, w); w.Code != 504 || code != "upstream_timeout" || time.Since(began) != 30*time.Minute {
			t.Errorf("%d %s after %v", w.Code, code, time.Since(began))
		}
		// Who leaves gets no answer, not even an empty one.
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		defer func() {
			if cause, ok := recover().(error); !ok || !errors.Is(cause, http.ErrAbortHandler) {
				t.Errorf("panic %v, want that the connection is cut", cause)
			}
		}()
		serve(p, request("POST", "/openai/chat/completions", chat, "api-key", key).WithContext(ctx))
		t.Error("an answer for nobody")
	})
}

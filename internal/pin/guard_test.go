// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

func send(t *testing.T, ctx context.Context, pl runtime.Pipeline, method, address string) (*http.Response, error) {
	t.Helper()
	req, err := runtime.NewRequest(ctx, method, address)
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPut {
		if err := runtime.MarshalAsJSON(req, map[string]string{"location": "eastus"}); err != nil {
			t.Fatal(err)
		}
	}
	return pl.Do(req)
}

func wantRefused(t *testing.T, err error) {
	t.Helper()
	if _, ok := errors.AsType[*RefusedError](err); !ok {
		t.Errorf("error = %v, want a *RefusedError", err)
	}
}

func TestGuard_refusesBeforeAToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(http.ResponseWriter, *http.Request) {})
	cred := &token{}
	for _, address := range []string{"https://evil.example/", "http://management.example/", "https://management.example:444/"} {
		_, err := send(t, t.Context(), w.pipeline(t, cred), http.MethodGet, address)
		wantRefused(t, err)
	}
	if n := cred.asked.Load(); n != 0 {
		t.Errorf("%d tokens were fetched, want none", n)
	}
	w.alone(t)
}

func TestGuard_redirects(t *testing.T) {
	t.Parallel()
	targets := map[string]string{
		"host": "https://evil.example/", "scheme": "http://management.example/", "port": "https://management.example:8443/",
		"sub-domain": "https://west.management.example/", "scheme-relative": "//evil.example/",
	}
	for name, target := range targets {
		for _, status := range []int{301, 302, 303, 307, 308} {
			for _, method := range []string{http.MethodGet, http.MethodPut} {
				t.Run(fmt.Sprintf("%s/%d/%s", name, status, method), func(t *testing.T) {
					t.Parallel()
					var tries atomic.Int32
					w := newWorld(t, func(rw http.ResponseWriter, _ *http.Request) {
						tries.Add(1)
						rw.Header().Set("Location", target+"?sig=SIGNATURE")
						rw.WriteHeader(status)
					})
					_, err := send(t, t.Context(), w.pipeline(t, &token{}), method, home+"/start")
					wantRefused(t, err)
					if err != nil && strings.Contains(err.Error(), "SIGNATURE") {
						t.Errorf("error = %v, want no query in it", err)
					}
					if n := tries.Load(); n != 1 {
						t.Errorf("%d tries, want 1: a refusal must not be retried", n)
					}
					w.alone(t)
				})
			}
		}
	}
}

func TestGuard_redirectsAtHome(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method string
		status, want int
	}{
		{"read", http.MethodGet, 302, 200},
		{"write that stays a write", http.MethodPut, 307, 200},
		{"write that would become a read", http.MethodPut, 302, 302},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/start" {
					http.Redirect(rw, r, "/end", tt.status)
					return
				}
				if r.Method != tt.method || r.Header.Get("Authorization") != "Bearer "+canary || r.Header.Get(Auxiliary) != "Bearer "+second {
					rw.WriteHeader(http.StatusTeapot)
				}
			})
			resp, err := send(t, t.Context(), w.pipeline(t, &token{}), tt.method, home+"/start")
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != tt.want {
				t.Errorf("status = %d, want %d", resp.StatusCode, tt.want)
			}
			wantClean(t, resp)
		})
	}
}

type thing struct {
	Name string `json:"name"`
}

// TestGuard_polls drives azcore's own pollers: whichever header or later answer names another
// origin, nothing reaches it.
func TestGuard_polls(t *testing.T) {
	t.Parallel()
	for _, stranger := range []string{"https://evil.example/op", "http://management.example/op", "https://management.example:8443/op", "https://west.management.example/op"} {
		for _, header := range []string{"Azure-AsyncOperation", "Location", "Operation-Location", "moved"} {
			t.Run(header+" "+stranger, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
					switch {
					case r.Method == http.MethodPut && header == "moved", r.URL.Path == "/op":
						rw.Header().Set("Location", home+"/op")
						if r.URL.Path == "/op" {
							rw.Header().Set("Location", stranger)
						}
					case r.Method == http.MethodPut:
						rw.Header().Set(header, stranger)
					}
					rw.WriteHeader(http.StatusAccepted)
				})
				pl := w.pipeline(t, &token{})
				resp, err := send(t, t.Context(), pl, http.MethodPut, home+"/thing")
				if err != nil {
					t.Fatal(err)
				}
				poller, err := runtime.NewPoller[thing](resp, pl, nil)
				if err != nil {
					t.Fatal(err)
				}
				_, err = poller.PollUntilDone(t.Context(), &runtime.PollUntilDoneOptions{Frequency: time.Nanosecond})
				wantRefused(t, err)
				w.alone(t)
			})
		}
	}
}

func TestGuard_resumeTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Azure-AsyncOperation", home+"/op")
		rw.WriteHeader(http.StatusAccepted)
	})
	pl := w.pipeline(t, &token{})
	resp, err := send(t, t.Context(), pl, http.MethodPut, home+"/thing")
	if err != nil {
		t.Fatal(err)
	}
	poller, err := runtime.NewPoller[thing](resp, pl, nil)
	if err != nil {
		t.Fatal(err)
	}
	tok, err := poller.ResumeToken()
	if err != nil {
		t.Fatal(err)
	}
	forged := strings.ReplaceAll(tok, home+"/op", "https://evil.example/op")
	resumed, err := runtime.NewPollerFromResumeToken[thing](forged, pl, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = resumed.Poll(t.Context())
	wantRefused(t, err)
	w.alone(t)
}

func TestGuard_nextLinks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(rw http.ResponseWriter, _ *http.Request) {
		_, _ = rw.Write([]byte(`{"nextLink":"https://evil.example/page2"}`))
	})
	pl := w.pipeline(t, &token{})
	type page struct {
		NextLink string `json:"nextLink"`
	}
	pager := runtime.NewPager(runtime.PagingHandler[page]{
		More: func(p page) bool { return p.NextLink != "" },
		Fetcher: func(ctx context.Context, p *page) (page, error) {
			next := ""
			if p != nil {
				next = p.NextLink
			}
			resp, err := runtime.FetcherForNextLink(ctx, pl, next, func(ctx context.Context) (*policy.Request, error) {
				return runtime.NewRequest(ctx, http.MethodGet, home+"/page1")
			}, nil)
			if err != nil {
				return page{}, err
			}
			var out page
			return out, runtime.UnmarshalAsJSON(resp, &out)
		},
	})
	if _, err := pager.NextPage(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := pager.NextPage(t.Context())
	wantRefused(t, err)
	w.alone(t)
}

func TestGuard_scrubs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "" || r.Header.Get(Auxiliary) == "" {
			rw.WriteHeader(http.StatusTeapot)
			return
		}
		rw.WriteHeader(http.StatusNotFound)
	})
	var captured *http.Response
	resp, err := send(t, policy.WithCaptureResponse(t.Context(), &captured), w.pipeline(t, &token{}), http.MethodGet, home+"/")
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusNotFound {
		t.Errorf("status = %d, want 404: the tokens must arrive", resp.StatusCode)
	}
	wantClean(t, resp)
	wantClean(t, captured)
}

// TestGuard_scrubsErrors has a policy below the guard return an error that holds the response.
func TestGuard_scrubsErrors(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusForbidden) })
	o := mustHosts(t, home).Guard(w.options())
	o.PerCallPolicies = append(o.PerCallPolicies, policyFunc(func(req *policy.Request) (*http.Response, error) {
		resp, err := req.Next()
		if err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("wrapped: %w", runtime.NewResponseError(resp))
	}))
	pl := runtime.NewPipeline("test", "v1.0.0", runtime.PipelineOptions{PerRetry: []policy.Policy{
		runtime.NewBearerTokenPolicy(&token{}, []string{"scope"}, nil),
	}}, &o.ClientOptions)
	_, err := send(t, t.Context(), pl, http.MethodGet, home+"/")
	re, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok {
		t.Fatalf("error = %v, want a *azcore.ResponseError", err)
	}
	wantClean(t, re.RawResponse)
}

type policyFunc func(*policy.Request) (*http.Response, error)

func (f policyFunc) Do(req *policy.Request) (*http.Response, error) { return f(req) }

func wantClean(t *testing.T, resp *http.Response) {
	t.Helper()
	if resp == nil || resp.Request == nil {
		t.Fatal("no response to look at")
	}
	for r := resp; r != nil && r.Request != nil; r = r.Request.Response {
		if text := fmt.Sprintf("%+v", r.Request.Header); strings.Contains(text, "CANARY") {
			t.Errorf("the response's request still has tokens: %s", text)
		}
	}
}

func TestHosts_Guard_twice(t *testing.T) {
	t.Parallel()
	policies := make([]policy.Policy, 1, 8)
	policies[0] = auxiliary{}
	base := &arm.ClientOptions{ClientOptions: policy.ClientOptions{PerCallPolicies: policies}}
	once := mustHosts(t, home).Guard(base)
	twice := mustHosts(t, home+":443/").Guard(once)
	if len(twice.PerCallPolicies) != 2 || twice.Transport != once.Transport {
		t.Errorf("Guard(Guard()) has %d policies and transport %v, want 2 and the same", len(twice.PerCallPolicies), twice.Transport)
	}
	if len(base.PerCallPolicies) != 1 || base.Transport != nil || policies[:2][1] != nil {
		t.Error("Guard changed its argument")
	}
	if other := mustHosts(t, "https://other.example").Guard(once); len(other.PerCallPolicies) != 3 || other.Transport == once.Transport {
		t.Error("Guard of another set was left out")
	}
	if mustHosts(t, home).Guard(nil).Transport == nil {
		t.Error("Guard(nil) has no transport")
	}
}

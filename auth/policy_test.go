// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
	"github.com/google/go-cmp/cmp"
)

func bearer(tenants ...string) string {
	var out []string
	for _, t := range tenants {
		out = append(out, "Bearer "+jwt(t, "1"))
	}
	return strings.Join(out, ", ")
}

func TestAttach_header(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method, path, body string
		explicit                 []string // nil: WithTenants is not called
		want                     string
	}{
		{name: "a read", method: http.MethodGet, path: network, want: ""},
		{name: "a write at home", method: http.MethodPut, path: network, body: refers(subH), want: ""},
		{name: "an unknown subscription", method: http.MethodPut, path: network, body: refers("ffff0000-0000-4000-8000-00000000000f"), want: ""},
		{name: "one tenant", method: http.MethodPut, path: network, body: refers(subA), want: bearer(tenantA)},
		{name: "patch", method: http.MethodPatch, path: network, body: refers(subA), want: bearer(tenantA)},
		{name: "post", method: http.MethodPost, path: network, body: refers(subA), want: bearer(tenantA)},
		{name: "delete", method: http.MethodDelete, path: network, body: refers(subA), want: ""},
		{name: "sorted, none twice, not the home", method: http.MethodPut, path: network, body: refers(subC, subA, subH, subC, strings.ToUpper(subB)), want: bearer(tenantA, tenantB, tenantC)},
		{name: "four in the body", method: http.MethodPut, path: network, body: refers(subA, subB, subC, subD), want: ""},
		{name: "named for a read", method: http.MethodGet, path: network, explicit: []string{tenantB, strings.ToUpper(tenantA), tenantB, tenantH}, want: bearer(tenantA, tenantB)},
		{name: "named instead of the body's", method: http.MethodPut, path: network, body: refers(subA), explicit: []string{tenantB}, want: bearer(tenantB)},
		{name: "named none", method: http.MethodPut, path: network, body: refers(subA), explicit: []string{}, want: ""},
		{name: "registration", method: http.MethodPost, path: "/subscriptions/" + subH + "/providers/Microsoft.Network/register", explicit: []string{tenantA}, want: ""},
		{name: "registration state", method: http.MethodGet, path: "/subscriptions/" + subH + "/providers/Microsoft.Network", explicit: []string{tenantA}, want: ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, s, ctx := newEstate(), &service{}, t.Context()
			if tt.explicit != nil {
				ctx = WithTenants(ctx, tt.explicit...)
			}
			if _, err := send(ctx, pipeline(t, e.chain(t), s), tt.method, tt.path, tt.body); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff([]string{tt.want}, s.auxiliary()); d != "" {
				t.Errorf("auxiliary header (-want +got):\n%s", d)
			}
			if got, want := e.auxiliaryCalls(), strings.Count(tt.want, "Bearer"); got != want {
				t.Errorf("%d auxiliary tokens were fetched, want %d", got, want)
			}
			if got := s.got[0].Header.Get("Authorization"); got != bearer(tenantH) {
				t.Errorf("Authorization = %q, want the home token", got)
			}
			if s.bodies[0] != tt.body {
				t.Errorf("body = %q, want %q: it must be rewound", s.bodies[0], tt.body)
			}
		})
	}
}

func TestAttach_refusesBeforeAnyToken(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		ctx   func(context.Context) context.Context
		body  string
		kind  Kind
		words []string
	}{
		{"four tenants", func(ctx context.Context) context.Context { return WithTenants(ctx, tenantD, tenantC, tenantB, tenantA) }, "{}", TooManyTenants, []string{tenantA, tenantD, "three"}},
		{"unknown tenant", func(ctx context.Context) context.Context {
			return WithTenants(ctx, "99999999-0000-4000-8000-000000000000")
		}, "{}", TenantNotInChain, []string{"99999999", tenantH, tenantA}},
		{"large body", func(ctx context.Context) context.Context { return ctx }, `"` + strings.Repeat("x", maxBody) + `"`, BodyTooLarge, []string{"auth.WithTenants"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, s := newEstate(), &service{}
			_, err := put(tt.ctx(t.Context()), pipeline(t, e.chain(t), s), network, tt.body)
			wantKind(t, err, tt.kind, tt.words...)
			if n := e.auxiliaryCalls() + e.h.calls() + len(s.got); n != 0 {
				t.Errorf("%d tokens and requests went out, want none", n)
			}
		})
	}
}

func TestAttach_largeBodyWithNamedTenants(t *testing.T) {
	t.Parallel()
	e, s := newEstate(), &service{}
	if _, err := put(WithTenants(t.Context(), tenantA), pipeline(t, e.chain(t), s), network, strings.Repeat("x", maxBody+1)); err != nil {
		t.Errorf("Do() = %v, want nil: the way out of the limit", err)
	}
}

func TestAttach_onlyTheRightTokens(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*estate)
		kind   Kind // empty: it works
		words  []string
	}{
		{"another tenant's token", func(e *estate) { e.a.tenant = tenantC }, CredentialCannotServeTenant, []string{tenantA, tenantC}},
		{"the home's own token", func(e *estate) { e.a.tenant = tenantH }, CredentialCannotServeTenant, []string{tenantA, tenantH}},
		{"opaque", func(e *estate) { e.a.token = "opaque-token" }, CredentialCannotServeTenant, []string{tenantA, "AllowOpaqueTokens"}},
		{"two tokens in one", func(e *estate) { e.a.token = jwt(tenantA, "1") + ", Bearer " + jwt(tenantC, "1") }, CredentialCannotServeTenant, []string{tenantA}},
		{"blank", func(e *estate) { e.a.tenant, e.a.token = "", " " }, CredentialCannotServeTenant, []string{tenantA}},
		{"home of another tenant", func(e *estate) { e.h.tenant = tenantC }, CredentialCannotServeTenant, []string{tenantH, tenantC}},
		{"expired", func(e *estate) { e.a.life = -time.Minute }, TokenUnavailable, []string{tenantA, "expired at", "clock"}},
		{"opaque home", func(e *estate) { e.h.token = "opaque-token" }, "", nil},
		{"tid in capitals", func(e *estate) { e.a.tenant = strings.ToUpper(tenantA) }, "", nil},
		{"no token", func(e *estate) { e.a.fail(errors.New("no such application\nbody AADSTS700016 secret")) }, CredentialCannotServeTenant, []string{tenantA, "no such application (AADSTS700016)", "az ad sp create"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, s := newEstate(), &service{}
			tt.change(e)
			pl := pipeline(t, e.chain(t), s)
			_, err := put(t.Context(), pl, network, refers(subA))
			if tt.kind == "" {
				if err != nil || len(s.got) != 1 {
					t.Errorf("Do() = %v after %d requests, want nil after 1", err, len(s.got))
				}
				return
			}
			got := wantKind(t, err, tt.kind, tt.words...)
			if strings.Contains(got.Error(), "secret") || len(s.got) != 0 {
				t.Errorf("error = %v after %d requests, want one line and none", got, len(s.got))
			}
			if tt.words[0] == tenantA {
				if _, err := put(t.Context(), pl, network, refers(subB)); err != nil {
					t.Errorf("a request for another tenant fails too: %v", err)
				}
			}
		})
	}
}

// TestChain_homeFailure has azcore's token policy meet the error: it must stay what it is and not be
// retried.
func TestChain_homeFailure(t *testing.T) {
	t.Parallel()
	for kind, change := range map[Kind]func(*estate){
		TokenUnavailable:            func(e *estate) { e.h.fail(errors.New("down")) },
		CredentialCannotServeTenant: func(e *estate) { e.h.tenant = tenantA },
	} {
		e, s := newEstate(), &service{}
		change(e)
		_, err := send(t.Context(), pipeline(t, e.chain(t), s), http.MethodGet, network, "")
		wantKind(t, err, kind, tenantH)
		if e.h.calls() != 1 || len(s.got) != 0 {
			t.Errorf("%s: %d token calls and %d requests, want 1 and 0", kind, e.h.calls(), len(s.got))
		}
	}
}

func TestTenant_AllowOpaqueTokens(t *testing.T) {
	t.Parallel()
	e, s := newEstate(), &service{}
	e.a.token = "opaque-token"
	c, err := NewChain(Tenant{ID: tenantH, Credential: e.h}, Tenant{ID: tenantA, Credential: e.a, AllowOpaqueTokens: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx := WithTenants(t.Context(), tenantA)
	if _, err := put(ctx, pipeline(t, c, s), network, "{}"); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"Bearer opaque-token"}, s.auxiliary()); d != "" {
		t.Errorf("auxiliary header (-want +got):\n%s", d)
	}
	e.a.token = "one,two"
	if c, err = NewChain(Tenant{ID: tenantH, Credential: e.h}, Tenant{ID: tenantA, Credential: e.a, AllowOpaqueTokens: true}); err != nil {
		t.Fatal(err)
	}
	_, err = put(ctx, pipeline(t, c, s), network, "{}")
	wantKind(t, err, CredentialCannotServeTenant, tenantA)
}

func TestAttach_otherBodies(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{"": bearer(tenantA), "application/merge-patch+JSON": bearer(tenantA), "text/plain": ""} {
		e, s := newEstate(), &service{}
		req, err := newRequest(t, http.MethodPut, manager+network)
		if err != nil {
			t.Fatal(err)
		}
		if err := req.SetBody(streaming.NopCloser(strings.NewReader(refers(subA))), kind); err != nil {
			t.Fatal(err)
		}
		if _, err := pipeline(t, e.chain(t), s).Do(req); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{want}, s.auxiliary()); d != "" {
			t.Errorf("%q: auxiliary header (-want +got):\n%s", kind, d)
		}
	}
}

func TestPeek_rewinds(t *testing.T) {
	t.Parallel()
	req, err := newRequest(t, http.MethodPut, manager)
	if err != nil {
		t.Fatal(err)
	}
	if err := req.SetBody(streaming.NopCloser(strings.NewReader("body")), "application/json"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got, err := peek(req, new([]byte)); err != nil || string(got) != "body" {
			t.Errorf("peek() = %q, %v", got, err)
		}
	}
	if got, err := io.ReadAll(req.Raw().Body); err != nil || string(got) != "body" {
		t.Errorf("the body is %q, %v afterwards, want it from the start", got, err)
	}
}

func TestWithTenants_keepsNothingOfTheCaller(t *testing.T) {
	t.Parallel()
	tenants := []string{tenantA}
	ctx := WithTenants(t.Context(), tenants...)
	tenants[0] = tenantB
	if got, ok := explicitTenants(ctx); !ok || got[0] != tenantA {
		t.Errorf("explicitTenants() = %v, want the tenants of the call", got)
	}
}

// TestAttach_firstErrorEndsTheWait has one credential fail at once and another take its time.
func TestAttach_firstErrorEndsTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEstate()
		e.a.fail(errors.New("down"))
		e.b.delay = time.Minute
		start := time.Now()
		_, err := put(t.Context(), pipeline(t, e.chain(t), &service{}), network, refers(subA, subB))
		wantKind(t, err, TokenUnavailable, tenantA)
		synctest.Wait()
		if time.Since(start) != 0 || e.b.ctxs[0].Err() == nil {
			t.Errorf("the call took %v and tenant B's fetch was not ended", time.Since(start))
		}
	})
}

// TestAttach_sharesFetches sends 1,000 cold requests, from ten clients, that want three tenants each. A
// token takes 200 ms and so must they all together. One caller gives up halfway, which disturbs nobody,
// and nothing is left running: synctest fails a test that leaves goroutines behind.
func TestAttach_sharesFetches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const requests = 1000
		e, s := newEstate(), &service{}
		for _, c := range []*credential{e.h, e.a, e.b, e.c} {
			c.delay = 200 * time.Millisecond
		}
		chain, start := e.chain(t), time.Now()
		var clients []runtime.Pipeline
		for range 10 {
			clients = append(clients, pipeline(t, chain, s))
		}
		hasty, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		var all sync.WaitGroup
		for i := range requests {
			all.Go(func() {
				if _, err := put(t.Context(), clients[i%10], network, refers(subA, subB, subC)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Go(func() {
			_, err := put(hasty, clients[0], network, refers(subA, subB, subC))
			if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took != 100*time.Millisecond {
				t.Errorf("the hasty caller got %v after %v, want its own deadline", err, took)
			}
		})
		all.Wait()
		if n := e.auxiliaryCalls(); n != 3 || e.h.calls() != 1 {
			t.Errorf("%d auxiliary and %d home tokens were fetched, want 3 and 1", n, e.h.calls())
		}
		if took := time.Since(start); took != 200*time.Millisecond {
			t.Errorf("took %v, want 200ms: the tokens must be fetched at the same time", took)
		}
		if got := s.auxiliary(); len(got) != requests || slices.ContainsFunc(got, func(h string) bool { return h != bearer(tenantA, tenantB, tenantC) }) {
			t.Errorf("%d requests were sent, not all with the three tokens", len(got))
		}
	})
}

// TestAttach_homeWaitersLeave has requests that stay at home wait for a cold token, each as long as its
// own caller likes. In azcore's policy alone they would wait for the first one's.
func TestAttach_homeWaitersLeave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, s := newEstate(), &service{}
		e.h.delay = time.Second
		pl, start := pipeline(t, e.chain(t), s), time.Now()
		var all sync.WaitGroup
		for i := range 10 {
			patience := time.Duration(i+1) * 50 * time.Millisecond
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				_, err := send(ctx, pl, http.MethodGet, network, "")
				if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took != patience {
					t.Errorf("error = %v after %v, want the caller's deadline after %v", err, took, patience)
				}
			})
		}
		all.Wait()
	})
}

func TestAttach_refreshesTokens(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		life, at time.Duration
		calls    int
	}{
		{"fresh", time.Hour, 54 * time.Minute, 1},
		{"due", time.Hour, 56 * time.Minute, 2},
		{"expired within the pause", 20 * time.Second, 25 * time.Second, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e, s := newEstate(), &service{}
				e.a.life, e.h.life = tt.life, 100*time.Hour
				pl := pipeline(t, e.chain(t), s)
				for _, wait := range []time.Duration{0, 0, tt.at} {
					time.Sleep(wait)
					if _, err := put(t.Context(), pl, network, refers(subA)); err != nil {
						t.Fatal(err)
					}
					synctest.Wait()
				}
				if e.a.calls() != tt.calls {
					t.Errorf("%d token calls, want %d", e.a.calls(), tt.calls)
				}
			})
		})
	}
}

func TestCarry_retriesKeepTheHeader(t *testing.T) {
	t.Parallel()
	e := newEstate()
	s := &service{answer: func(n int, _ *http.Request) (int, http.Header, string) {
		if n == 1 {
			return http.StatusServiceUnavailable, nil, "{}"
		}
		return http.StatusOK, nil, "{}"
	}}
	if _, err := put(t.Context(), pipeline(t, e.chain(t), s), network, refers(subA)); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{bearer(tenantA), bearer(tenantA)}, s.auxiliary()); d != "" {
		t.Errorf("auxiliary headers (-want +got):\n%s", d)
	}
}

func TestCarry_renewsAfter401(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEstate()
		s := &service{answer: func(_ int, r *http.Request) (int, http.Header, string) {
			if strings.Contains(r.Header.Get("x-ms-authorization-auxiliary"), jwt(tenantA, "1")) {
				return http.StatusUnauthorized, nil, `{"error":{"code":"InvalidAuthenticationToken"}}`
			}
			return http.StatusOK, nil, "{}"
		}}
		pl := pipeline(t, e.chain(t), s)
		resp, err := put(t.Context(), pl, network, refers(subA))
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("Do() = %v, %v, want 200", resp, err)
		}
		want := []policy.TokenRequestOptions{
			{Scopes: []string{"https://management.core.windows.net//.default"}, TenantID: tenantA, EnableCAE: true},
			{Scopes: []string{"https://management.core.windows.net//.default"}, TenantID: tenantA, EnableCAE: true, Claims: issuedAfter(time.Now())},
		}
		if d := cmp.Diff(want, e.a.asked); d != "" {
			t.Errorf("tenant A was asked (-want +got):\n%s", d)
		}
		if d := cmp.Diff([]string{refers(subA), refers(subA)}, s.bodies); d != "" {
			t.Errorf("bodies (-want +got):\n%s", d)
		}
		if _, err := put(t.Context(), pl, network, refers(subA)); err != nil || e.a.calls() != 2 {
			t.Errorf("the renewed token was not kept: %v, %d calls", err, e.a.calls())
		}
	})
}

// TestCarry_endsRenewing has the service reject every token: one resend for each call, and one
// renewal for each minute.
func TestCarry_endsRenewing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEstate()
		s := &service{answer: func(int, *http.Request) (int, http.Header, string) { return http.StatusUnauthorized, nil, "{}" }}
		pl := pipeline(t, e.chain(t), s)
		for i, want := range []int{2, 3, 5} {
			resp, err := put(t.Context(), pl, network, refers(subA))
			if err != nil || resp.StatusCode != http.StatusUnauthorized {
				t.Errorf("Do() = %v, %v, want 401", resp, err)
			}
			if len(s.got) != want {
				t.Errorf("after call %d the service got %d requests, want %d", i+1, len(s.got), want)
			}
			if i == 1 {
				time.Sleep(renewalPause)
			}
		}
	})
}

// TestCarry_renewsTheHomeToken has the service reject a home token that the credential would give out
// again.
func TestCarry_renewsTheHomeToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEstate()
		s := rejecting(jwt(tenantH, "1"), "")
		pl := pipeline(t, e.chain(t), s)
		for range 2 {
			resp, err := send(t.Context(), pl, http.MethodGet, network, "")
			if err != nil || resp.StatusCode != http.StatusOK {
				t.Fatalf("Do() = %v, %v, want 200", resp, err)
			}
		}
		if got := s.got[2].Header.Get("Authorization"); len(s.got) != 3 || got != "Bearer "+jwt(tenantH, "2") {
			t.Errorf("%d requests, the last with %q, want the new token kept", len(s.got), got)
		}
		if e.h.calls() != 2 || e.h.asked[1].Claims != issuedAfter(time.Now()) {
			t.Errorf("asked %v, want one renewal past the credential's cache", e.h.asked)
		}
	})
}

// rejecting is a service that takes any token but one, about which it says something.
func rejecting(token, message string) *service {
	return &service{answer: func(_ int, r *http.Request) (int, http.Header, string) {
		if strings.Contains(r.Header.Get("Authorization")+r.Header.Get("x-ms-authorization-auxiliary"), token) {
			return http.StatusUnauthorized, nil, `{"error":{"code":"InvalidAuthenticationToken","message":"` + message + `"}}`
		}
		return http.StatusOK, nil, "{}"
	}}
}

// TestCarry_renewsTheNamedToken has the service say whose token is bad.
func TestCarry_renewsTheNamedToken(t *testing.T) {
	t.Parallel()
	e := newEstate()
	s := rejecting(jwt(tenantB, "1"), "The access token of client 'c' and tenant '"+strings.ToUpper(tenantB)+"' is expired.")
	if resp, err := put(t.Context(), pipeline(t, e.chain(t), s), network, refers(subA, subB)); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("Do() = %v, %v, want 200", resp, err)
	}
	if e.h.calls() != 1 || e.a.calls() != 1 || e.b.calls() != 2 {
		t.Errorf("asked the home %d times, A %d and B %d, want a renewal of B alone", e.h.calls(), e.a.calls(), e.b.calls())
	}
	if got := s.auxiliary()[1]; got != "Bearer "+jwt(tenantA, "1")+", Bearer "+jwt(tenantB, "2") {
		t.Errorf("auxiliary header = %q", got)
	}
}

// TestCarry_onceACall has a call last for minutes, in which the service rejects tokens again and again.
func TestCarry_onceACall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEstate()
		s := &service{answer: func(n int, _ *http.Request) (int, http.Header, string) {
			if n == 2 || n == 3 {
				return http.StatusServiceUnavailable, http.Header{"Retry-After": {"50"}}, "{}"
			}
			return http.StatusUnauthorized, nil, "{}"
		}}
		start := time.Now()
		if _, err := put(t.Context(), pipeline(t, e.chain(t), s), network, refers(subA)); err != nil {
			t.Fatal(err)
		}
		if len(s.got) != 4 || e.a.calls() != 2 || time.Since(start) != 100*time.Second {
			t.Errorf("%d requests and %d token calls in %v, want 4 and 2 in 100s", len(s.got), e.a.calls(), time.Since(start))
		}
	})
}

// TestCarry_wrongHome has the service say that no token of the home will do.
func TestCarry_wrongHome(t *testing.T) {
	t.Parallel()
	e := newEstate()
	s := &service{answer: func(int, *http.Request) (int, http.Header, string) {
		return http.StatusUnauthorized, nil, `{"error":{"code":"InvalidAuthenticationTokenTenant","message":"m"}}`
	}}
	_, _ = put(t.Context(), pipeline(t, e.chain(t), s), network, refers(subA))
	if len(s.got) != 1 || e.h.calls()+e.a.calls() != 2 {
		t.Errorf("%d requests with %d tokens, want one and no renewal", len(s.got), e.h.calls()+e.a.calls())
	}
}

// insufficient is a challenge that asks for claims.
func insufficient() http.Header {
	h := http.Header{}
	h.Set("WWW-Authenticate", `Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnt9fQ=="`)
	return h
}

// TestCarry_claimsOfAnAuxiliaryToken has the service ask for claims that only tenant A's token lacks. Where
// it does not say whose, the home's is renewed first, by azcore.
func TestCarry_claimsOfAnAuxiliaryToken(t *testing.T) {
	t.Parallel()
	for message, homeCalls := range map[string]int{"no": 2, "tenant " + tenantA: 1} {
		e := newEstate()
		s := &service{answer: func(_ int, r *http.Request) (int, http.Header, string) {
			if strings.Contains(r.Header.Get("x-ms-authorization-auxiliary"), jwt(tenantA, "1")) {
				return http.StatusUnauthorized, insufficient(), `{"error":{"code":"InvalidAuthenticationToken","message":"` + message + `"}}`
			}
			return http.StatusOK, nil, "{}"
		}}
		pl := pipeline(t, e.chain(t), s)
		for range 2 {
			if resp, err := put(t.Context(), pl, network, refers(subA)); err != nil || resp.StatusCode != http.StatusOK {
				t.Fatalf("%s: Do() = %v, %v, want 200", message, resp, err)
			}
		}
		if e.h.calls() != homeCalls || e.a.calls() != 2 || e.a.asked[1].Claims != `{"access_token":{}}` {
			t.Errorf("%s: asked the home %d times and A %v, want %d and once more with the claims", message, e.h.calls(), e.a.asked, homeCalls)
		}
	}
}

// TestCarry_renewalEndsWithTheCaller has a tenant's Entra ID hang in the middle of a renewal.
func TestCarry_renewalEndsWithTheCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEstate()
		pl := pipeline(t, e.chain(t), rejecting(jwt(tenantA, "1"), tenantA))
		if _, err := put(t.Context(), pl, network, refers(subH)); err != nil {
			t.Fatal(err)
		}
		e.a.slowFrom(2, time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		resp, err := put(ctx, pl, network, refers(subA))
		if err == nil && resp.StatusCode != http.StatusUnauthorized || time.Since(start) != time.Second {
			t.Errorf("Do() = %v, %v after %v, want the end of the caller's second", resp, err, time.Since(start))
		}
		synctest.Wait()
	})
}

func TestCarry_leavesChallengesToAzcore(t *testing.T) {
	t.Parallel()
	e := newEstate()
	const claims = `{"access_token":{}}`
	s := &service{answer: func(n int, _ *http.Request) (int, http.Header, string) {
		if n == 1 {
			return http.StatusUnauthorized, insufficient(), "{}"
		}
		return http.StatusOK, nil, "{}"
	}}
	if _, err := put(t.Context(), pipeline(t, e.chain(t), s), network, refers(subA)); err != nil {
		t.Fatal(err)
	}
	if e.a.calls() != 1 || e.h.calls() != 2 || e.h.asked[1].Claims != claims {
		t.Errorf("asked A %d times and the home %v, want once and with the claims", e.a.calls(), e.h.asked)
	}
	if d := cmp.Diff([]string{bearer(tenantA), bearer(tenantA)}, s.auxiliary()); d != "" {
		t.Errorf("auxiliary headers (-want +got):\n%s", d)
	}
}

// TestAttach_registration lets azcore register a provider in the middle of a call.
func TestAttach_registration(t *testing.T) {
	t.Parallel()
	e := newEstate()
	s := &service{answer: func(n int, r *http.Request) (int, http.Header, string) {
		if n == 1 {
			return http.StatusConflict, nil, `{"error":{"code":"MissingSubscriptionRegistration","message":"m"}}`
		}
		return http.StatusOK, nil, `{"registrationState":"Registered"}`
	}}
	if _, err := put(WithTenants(t.Context(), tenantA), pipeline(t, e.chain(t), s), network, "{}"); err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, r := range s.got {
		got = append(got, r.Method+" "+r.URL.Path[len("/subscriptions/"+subH):]+" "+s.auxiliary()[i])
	}
	write := "PUT " + network[len("/subscriptions/"+subH):] + " " + bearer(tenantA)
	want := []string{write, "POST /providers/Microsoft.Network/register ", "GET /providers/Microsoft.Network ", write}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("requests (-want +got):\n%s", d)
	}
}

func TestAttach_audit(t *testing.T) {
	t.Parallel()
	e := newEstate()
	s := &service{answer: func(int, *http.Request) (int, http.Header, string) {
		return http.StatusOK, http.Header{"X-Ms-Correlation-Request-Id": {"correlation-1"}}, "{}"
	}}
	pl := pipeline(t, e.chain(t), s)
	for _, subs := range [][]string{{subH}, {subA}, {subA, subB, subC, subD}} {
		if _, err := put(t.Context(), pl, network, refers(subs...)); err != nil {
			t.Fatal(err)
		}
	}
	lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(e.logs.String()), "\n"), func(line string) bool { return strings.Contains(line, "level=DEBUG") })
	if len(lines) != 2 {
		t.Fatalf("%d events, want 2: %v", len(lines), lines)
	}
	for i, words := range [][]string{{"level=INFO", tenantA, "reason=body", "management.azure.com", "correlation-1", "status=200"}, {"level=WARN", tenantA, tenantD}} {
		for _, w := range words {
			if !strings.Contains(lines[i], w) {
				t.Errorf("event %q lacks %q", lines[i], w)
			}
		}
	}
	if strings.Contains(e.logs.String(), "eyJ") {
		t.Errorf("a token is in the log: %s", e.logs)
	}
}

func TestChain_asHome(t *testing.T) {
	t.Parallel()
	e, s := newEstate(), &service{}
	view, err := e.chain(t).As(tenantA)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := put(t.Context(), pipeline(t, view, s), network, refers(subH, subA)); err != nil {
		t.Fatal(err)
	}
	if got := s.got[0].Header.Get("Authorization"); got != bearer(tenantA) {
		t.Errorf("Authorization = %q, want tenant A's", got)
	}
	if d := cmp.Diff([]string{bearer(tenantH)}, s.auxiliary()); d != "" {
		t.Errorf("auxiliary header (-want +got):\n%s", d)
	}
}

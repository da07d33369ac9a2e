// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// home returns a chain of one tenant and a function that gets its token.
func home(t *testing.T, c *credential) func(context.Context, string) (string, error) {
	t.Helper()
	chain, err := NewChain(Tenant{ID: tenantH, Credential: c})
	if err != nil {
		t.Fatal(err)
	}
	return func(ctx context.Context, claims string) (string, error) {
		got, err := chain.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{"s"}, EnableCAE: true, Claims: claims})
		return got.Token, err
	}
}

// TestStore_lifetimes asks twice for a token, and once more when what that caused is over.
func TestStore_lifetimes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		life, early time.Duration
		fails       bool // every fetch after the first
		at          time.Duration
		want, next  string // the second token, and the third
		calls       int
	}{
		{name: "fresh", at: 55*time.Minute - 1, want: "1", next: "1", calls: 1},
		{name: "five minutes left", at: 55 * time.Minute, want: "1", next: "2", calls: 2},
		{name: "refresh time", life: 24 * time.Hour, early: 12 * time.Hour, at: 12 * time.Hour, want: "1", next: "2", calls: 2},
		{name: "before refresh time", life: 24 * time.Hour, early: 12 * time.Hour, at: 12*time.Hour - 1, want: "1", next: "1", calls: 1},
		{name: "late refresh time", life: time.Hour, early: 58 * time.Minute, at: 57 * time.Minute, want: "1", next: "1", calls: 1},
		{name: "failed early refresh", fails: true, at: 56 * time.Minute, want: "1", next: "1", calls: 2},
		{name: "expired", at: time.Hour, want: "2", next: "2", calls: 2},
		{name: "failed refresh of an expired token", fails: true, at: time.Hour, calls: 3},
		{name: "short-lived", life: time.Minute, at: 20 * time.Second, want: "1", next: "1", calls: 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := &credential{tenant: tenantH, life: tt.life, early: tt.early}
				get := home(t, c)
				if _, err := get(t.Context(), ""); err != nil {
					t.Fatal(err)
				}
				if tt.fails {
					c.fail(errors.New("down"))
				}
				time.Sleep(tt.at)
				for _, want := range []string{tt.want, tt.next} {
					got, err := get(t.Context(), "")
					switch {
					case want == "" && err == nil:
						t.Errorf("GetToken() = %q, want an error", got)
					case want != "" && got != jwt(tenantH, want):
						t.Errorf("GetToken() = %q, %v, want token %s", got, err, want)
					}
					synctest.Wait()
				}
				if c.calls() != tt.calls {
					t.Errorf("%d calls, want %d", c.calls(), tt.calls)
				}
			})
		})
	}
}

func TestStore_pausesFailedRefreshes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &credential{tenant: tenantH}
		get := home(t, c)
		want := 1
		for i, wait := range []time.Duration{0, 56 * time.Minute, time.Second, refreshPause} {
			time.Sleep(wait)
			if _, err := get(t.Context(), ""); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			c.fail(errors.New("down"))
			if i == 1 || i == 3 {
				want++
			}
			if c.calls() != want {
				t.Errorf("step %d: %d calls, want %d", i, c.calls(), want)
			}
		}
	})
}

// TestStore_refreshesAside has nobody wait for an early refresh, however slow Entra ID is.
func TestStore_refreshesAside(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &credential{tenant: tenantH}
		get := home(t, c)
		if _, err := get(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(56 * time.Minute)
		c.delay = time.Minute
		start := time.Now()
		for range 3 {
			if got, err := get(t.Context(), ""); got != jwt(tenantH, "1") || time.Since(start) != 0 {
				t.Errorf("GetToken() = %q, %v after %v, want the old token at once", got, err, time.Since(start))
			}
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if got, err := get(t.Context(), ""); got != jwt(tenantH, "2") || c.calls() != 2 {
			t.Errorf("GetToken() = %q, %v after %d calls, want the token of one refresh", got, err, c.calls())
		}
	})
}

// TestStore_claims has claims asked for again and again: for the same ones, whatever time they name, once
// a minute.
func TestStore_claims(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &credential{tenant: tenantH}
		get := home(t, c)
		for i, step := range []struct {
			wait   time.Duration
			claims string
			want   string
		}{
			{0, "", "1"},
			{0, `{"nbf":"1700000000"}`, "2"},
			{time.Second, `{"nbf":"1700000001"}`, "2"},
			{0, `{"acrs":"c1"}`, "3"},
			{0, "", "3"},
			{time.Minute, `{"nbf":"1700000061"}`, "4"},
		} {
			time.Sleep(step.wait)
			if got, err := get(t.Context(), step.claims); got != jwt(tenantH, step.want) {
				t.Errorf("call %d = %q, %v, want token %s", i, got, err, step.want)
			}
		}
		if c.asked[1].Claims != `{"nbf":"1700000000"}` {
			t.Errorf("claims = %q, want them handed on", c.asked[1].Claims)
		}
	})
}

// TestStore_claimsTogether has two callers ask with claims at once.
func TestStore_claimsTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &credential{tenant: tenantH}
		get := home(t, c)
		if _, err := get(t.Context(), ""); err != nil {
			t.Fatal(err)
		}
		c.delay = time.Second
		var all sync.WaitGroup
		for i := range 2 {
			all.Go(func() {
				if got, err := get(t.Context(), fmt.Sprintf(`{"nbf":"170000000%d"}`, i)); got != jwt(tenantH, "2") {
					t.Errorf("GetToken() = %q, %v, want token 2", got, err)
				}
			})
		}
		all.Wait()
	})
}

// TestStore_overtaken has a fetch without claims come back with the rejected token, out of the credential's
// cache, after the renewal did.
func TestStore_overtaken(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s := newStore(slog.New(slog.DiscardHandler), newMarks())
	key := tokenKey{tenant: tenantH}
	old, fresh := issued{AccessToken: azcore.AccessToken{Token: "old", ExpiresOn: now.Add(time.Hour)}}, issued{AccessToken: azcore.AccessToken{Token: "new", ExpiresOn: now.Add(time.Hour)}}
	s.rejected[key] = "old"
	s.keep(flightKey{tokenKey: key, renew: true}, fresh, nil)
	s.keep(flightKey{tokenKey: key}, old, nil)
	if got := s.held[key].Token; got != "new" {
		t.Errorf("the cache holds %q, want the renewed token", got)
	}
}

// TestStore_coldJoinsTheRenewal has a request find no token while a renewal is under way.
func TestStore_coldJoinsTheRenewal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &credential{tenant: tenantH}
		chain, err := NewChain(Tenant{ID: tenantH, Credential: c})
		if err != nil {
			t.Fatal(err)
		}
		s, a := chain.core.tokens, ask{member: chain.home, scopes: []string{"s"}}
		first, err := s.get(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		c.delay = time.Second
		go func() { _, _ = s.renew(t.Context(), a, first.Token) }()
		synctest.Wait()
		if got, err := s.get(t.Context(), a); got.Token != jwt(tenantH, "2") || c.calls() != 2 {
			t.Errorf("get() = %q, %v after %d calls, want the renewed token", got.Token, err, c.calls())
		}
	})
}

// TestStore_panickingCredential keeps a credential's panic from ending the program.
func TestStore_panickingCredential(t *testing.T) {
	t.Parallel()
	chain, err := NewChain(Tenant{ID: tenantH, Credential: credentialFunc(func() (azcore.AccessToken, error) { panic("out of order") })})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chain.GetToken(t.Context(), asked("")); err == nil || !strings.Contains(err.Error(), "panicked") {
		t.Errorf("GetToken() = %v, want the panic as an error", err)
	}
}

// TestStore_waitersLeave has two callers wait; the first, who started the fetch, gives up.
func TestStore_waitersLeave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &credential{tenant: tenantH, delay: time.Minute}
		get := home(t, c)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		second := make(chan error)
		go func() {
			time.Sleep(time.Millisecond)
			_, err := get(t.Context(), "")
			second <- err
		}()
		_, err := get(ctx, "")
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("GetToken() = %v after %v, want the caller's deadline after 1s", err, time.Since(start))
		}
		if err := <-second; err != nil || c.calls() != 1 {
			t.Errorf("the other caller got %v after %d calls, want the same fetch", err, c.calls())
		}
	})
}

func TestStore_lastWaiterCancels(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &credential{tenant: tenantH, delay: time.Minute}
		get := home(t, c)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := get(ctx, ""); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("GetToken() = %v, want the caller's deadline", err)
		}
		synctest.Wait()
		if c.ctxs[0].Err() == nil {
			t.Error("the fetch goes on although nobody waits")
		}
		if _, err := get(t.Context(), ""); err != nil || c.calls() != 2 {
			t.Errorf("GetToken() = %v after %d calls, want a fetch of its own", err, c.calls())
		}
	})
}

func TestStore_endsFetches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		get := home(t, &credential{tenant: tenantH, delay: 24 * time.Hour})
		start := time.Now()
		_, err := get(t.Context(), "")
		wantKind(t, err, TokenUnavailable, tenantH)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != fetchLimit {
			t.Errorf("GetToken() = %v after %v, want the limit", err, time.Since(start))
		}
	})
}

type credentialFunc func() (azcore.AccessToken, error)

func (f credentialFunc) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return f()
}

func TestStore_credentialEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	chain, err := NewChain(Tenant{ID: tenantH, Credential: credentialFunc(func() (azcore.AccessToken, error) {
		runtime.Goexit()
		return azcore.AccessToken{}, nil
	})})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chain.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"s"}}); !errors.Is(err, errGaveUp) {
		t.Errorf("GetToken() = %v, want %v", err, errGaveUp)
	}
}

func TestStore_emptyToken(t *testing.T) {
	t.Parallel()
	chain, err := NewChain(Tenant{ID: tenantH, Credential: credentialFunc(func() (azcore.AccessToken, error) {
		return azcore.AccessToken{ExpiresOn: time.Now().Add(time.Hour)}, nil
	})})
	if err != nil {
		t.Fatal(err)
	}
	_, err = chain.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"s"}})
	wantKind(t, err, CredentialCannotServeTenant, "empty")
}

// TestStore_keepsContextsApart sends a request whose context holds everything that azcore lets a
// caller put there. A credential's own pipeline would obey it.
func TestStore_keepsContextsApart(t *testing.T) {
	t.Parallel()
	e, s := newEstate(), &service{}
	var captured *http.Response
	ctx := policy.WithCaptureResponse(t.Context(), &captured)
	ctx = policy.WithHTTPHeader(ctx, http.Header{"X-Custom": {"value"}})
	ctx = policy.WithRetryOptions(ctx, policy.RetryOptions{MaxRetries: 7})
	inner := &service{}
	probe := &prober{credential: e.a, service: inner}
	chain, err := NewChain(Tenant{ID: tenantH, Credential: e.h}, Tenant{ID: tenantA, Credential: probe, Subscriptions: []string{subA}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := put(ctx, pipeline(t, chain, s), network, refers(subA)); err != nil {
		t.Fatal(err)
	}
	if got := s.got[0].Header.Get("X-Custom"); got != "value" {
		t.Errorf("the request has X-Custom %q, want the caller's", got)
	}
	if len(inner.got) != 1 || inner.got[0].Header.Get("X-Custom") != "" {
		t.Errorf("the credential's request has the caller's header: %v", inner.got)
	}
	if captured == nil || captured.Request.URL.Host != "management.azure.com" {
		t.Errorf("captured = %v, want Resource Manager's answer", captured)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

// status is what a guard makes of a token: 200, or its refusal's status.
func status(ctx context.Context, g *proxy.Guard, token string) int {
	_, err := g.Check(request("POST", "/", "", "Authorization", "Bearer "+token).WithContext(ctx))
	if refused, ok := errors.AsType[*proxy.RefusedError](err); ok {
		return refused.Status
	}
	if err != nil {
		return 0
	}
	return 200
}

// unknownKey is a token whose key id nobody published.
func unknownKey(n int) string {
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims(nil))
	token.Header["kid"] = fmt.Sprint("made-up-", n)
	text, err := token.SignedString(signingKeys()[1])
	if err != nil {
		panic(err)
	}
	return text
}

func TestAuthority_down(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer()
		var l logs
		o := options(i)
		o.Logger = l.logger()
		g := guard(t, o)
		i.answerWith(func(*http.Request) *http.Response { return reply(503, map[string]string{"canary": "of the authority"}) })
		token := i.token(claims(nil))
		_, err := g.Check(request("POST", "/", "", "Authorization", "Bearer "+token))
		refused, ok := errors.AsType[*proxy.RefusedError](err)
		if !ok || refused.Status != 503 || refused.RetryAfter <= 0 || refused.Challenge != "" {
			t.Fatalf("Check() error = %#v, want 503", err)
		}
		clean(t, l.String())
		if !strings.Contains(l.String(), "status 503") {
			t.Errorf("log %s, want the cause", &l)
		}
		// Nobody asks again at once; when the authority is back, soon everything is well.
		for range 50 {
			_ = status(t.Context(), g, token)
		}
		if n := i.questions("configuration"); n != 1 {
			t.Errorf("%d questions while the authority was down, want 1", n)
		}
		i.answerWith(nil)
		time.Sleep(6 * time.Second)
		if got := status(t.Context(), g, token); got != 200 {
			t.Errorf("status %d once the authority is back", got)
		}
		// Keys that are there outlast it, also when they are to be read anew.
		i.answerWith(func(*http.Request) *http.Response { return reply(500, nil) })
		for range 40 {
			time.Sleep(time.Hour)
			synctest.Wait()
			if got := status(t.Context(), g, i.token(claims(nil))); got != 200 {
				t.Fatalf("status %d with keys of earlier", got)
			}
		}
	})
}

func TestAuthority_rotates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer()
		g := guard(t, options(i))
		old := i.token(claims(map[string]any{"exp": time.Now().Add(48 * time.Hour).Unix()}))
		if got := status(t.Context(), g, old); got != 200 {
			t.Fatalf("status %d", got)
		}
		i.rotate(false)
		if got := status(t.Context(), g, i.token(claims(nil))); got != 200 {
			t.Errorf("status %d with the new key, want it fetched", got)
		}
		if got, n := status(t.Context(), g, old), i.questions("keys"); got != 200 || n != 2 {
			t.Errorf("status %d with the old key after %d questions, want 200 and 2", got, n)
		}
		// A key that is withdrawn stops working when the keys are read anew, without a new one to be seen.
		i.rotate(true)
		time.Sleep(13 * time.Hour)
		_ = status(t.Context(), g, i.token(claims(nil)))
		synctest.Wait()
		if got := status(t.Context(), g, old); got != 401 {
			t.Errorf("status %d with a key that was withdrawn 13 hours ago, want 401", got)
		}
	})
}

// Keys that are asked for by many are asked for once, and a slow authority keeps nobody waiting who leaves or
// whose key is there.
func TestAuthority_slow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer()
		g := guard(t, options(i))
		i.answerWith(func(*http.Request) *http.Response { time.Sleep(3 * time.Second); return nil })
		var good atomic.Int64
		var wg sync.WaitGroup
		began, token := time.Now(), i.token(claims(nil))
		for range 100 {
			wg.Go(func() {
				if status(t.Context(), g, token) == 200 {
					good.Add(1)
				}
			})
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if got := status(ctx, g, token); got != 0 || time.Since(began) != time.Second {
			t.Errorf("status %d after %v for a caller who left after a second", got, time.Since(began))
		}
		wg.Wait()
		if n, m := i.questions("configuration"), i.questions("keys"); good.Load() != 100 || n != 1 || m != 1 || time.Since(began) != 6*time.Second {
			t.Errorf("%d of 100 passed after %d and %d questions and %v", good.Load(), n, m, time.Since(began))
		}
		time.Sleep(13 * time.Hour)
		began, token = time.Now(), i.token(claims(nil))
		if got := status(t.Context(), g, token); got != 200 || time.Since(began) != 0 {
			t.Errorf("status %d after %v while keys are read anew, want no wait", got, time.Since(began))
		}
		time.Sleep(time.Minute)
		i.answerWith(func(r *http.Request) *http.Response { <-r.Context().Done(); return nil })
		began = time.Now()
		if got := status(t.Context(), g, unknownKey(0)); got != 503 || time.Since(began) != 10*time.Second {
			t.Errorf("status %d after %v for a key id that is not known, with an authority that hangs", got, time.Since(began))
		}
		if got := status(t.Context(), g, token); got != 200 {
			t.Errorf("status %d for a key that is known", got)
		}
	})
}

// Made-up key ids cause few questions, and do not keep a new key out for long.
func TestAuthority_flood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer()
		g := guard(t, options(i))
		for n := range 100 {
			if got := status(t.Context(), g, unknownKey(n)); got != 401 {
				t.Fatalf("status %d, want 401", got)
			}
		}
		if n := i.questions("keys"); n > 12 {
			t.Errorf("%d questions for keys within an instant, want 12 at the most", n)
		}
		i.rotate(false)
		time.Sleep(2 * time.Minute)
		if got := status(t.Context(), g, i.token(claims(nil))); got != 200 {
			t.Errorf("status %d with a new key", got)
		}
	})
}

// Nothing but the authority is asked, and answers that are no keys are none.
func TestAuthority_pinned(t *testing.T) {
	t.Parallel()
	elsewhere := func(i *issuer) { i.jwksURI = "https://evil.example/keys" }
	plainHTTP := func(i *issuer) { i.jwksURI = strings.Replace(i.jwksURI, "https:", "http:", 1) }
	redirect := func(i *issuer) {
		i.answerWith(func(r *http.Request) *http.Response {
			resp := reply(302, nil)
			resp.Header.Set("Location", "https://evil.example"+r.URL.Path)
			return resp
		})
	}
	issuerOfOthers := func(i *issuer) {
		i.answerWith(func(r *http.Request) *http.Response {
			return reply(200, map[string]string{"issuer": "https://evil.example", "jwks_uri": i.jwksURI})
		})
	}
	large := func(i *issuer) {
		i.answerWith(func(r *http.Request) *http.Response {
			if strings.HasSuffix(r.URL.Path, "/keys") {
				return reply(200, map[string]any{"keys": []string{}, "padding": strings.Repeat("x", 2<<20)})
			}
			return nil
		})
	}
	noKeys := func(i *issuer) {
		i.answerWith(func(r *http.Request) *http.Response {
			if strings.HasSuffix(r.URL.Path, "/keys") {
				return reply(500, "canary")
			}
			return nil
		})
	}
	for name, break_ := range map[string]func(*issuer){
		"keys elsewhere": elsewhere, "keys without TLS": plainHTTP, "redirection": redirect, "another issuer's document": issuerOfOthers,
		"too large": large, "no keys": noKeys,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := newIssuer()
			break_(i)
			var l logs
			o := options(i)
			o.Logger = l.logger()
			if got := status(t.Context(), guard(t, o), i.token(claims(nil))); got != 503 {
				t.Errorf("status %d, want 503", got)
			}
			i.mu.Lock()
			defer i.mu.Unlock()
			for _, path := range i.asked {
				if !strings.HasPrefix(path, "/"+tenant+"/") {
					t.Errorf("asked for %s", path)
				}
			}
			clean(t, l.String())
		})
	}
}

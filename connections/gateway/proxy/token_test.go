// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

// Names of claims count as they are written, and none can stand for another.
func TestGuard_Check_claims(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		changes map[string]any
		status  int
	}{
		{"the same application twice", map[string]any{"azp": strings.ToUpper(appID)}, 200},
		{"claims of others", map[string]any{"xms_appid": outside, "idtyp": "app"}, 200},
		{"an application in other letters", map[string]any{"appid": stranger, "AppID": appID}, 401},
		{"a party in other letters", map[string]any{"appid": nil, "AZP": appID}, 401},
		{"an audience in other letters", map[string]any{"aud": "https://other.example", "AUD": audience}, 401},
		{"an issuer with a long s", map[string]any{"iss": nil, "i\u017fs": "https://sts.windows.net/" + tenant + "/"}, 401},
		{"an end in other letters", map[string]any{"exp": time.Now().Add(-time.Hour).Unix(), "Exp": time.Now().Add(time.Hour).Unix()}, 401},
		{"scopes as a list", map[string]any{"scp": []string{"user_impersonation"}}, 401},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			i := newIssuer()
			g := guard(t, options(i))
			token := i.token(claims(tt.changes))
			for range 2 { // the second time it may be remembered
				if got := status(t.Context(), g, token); got != tt.status {
					t.Errorf("status %d, want %d", got, tt.status)
				}
			}
		})
	}
}

// A token that was checked a moment ago is still looked at: its end, its signature, and the headers beside it.
func TestGuard_Check_again(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer()
		g := guard(t, options(i))
		short := i.token(claims(map[string]any{"exp": time.Now().Add(10 * time.Second).Unix()}))
		changed := short[:len(short)-8] + "AAAAAAAA"
		for range 3 {
			if got := status(t.Context(), g, short); got != 200 {
				t.Fatalf("status %d", got)
			}
		}
		if got := status(t.Context(), g, changed); got != 401 {
			t.Errorf("status %d for another signature, want 401", got)
		}
		_, err := g.Check(request("POST", "/", "", "Authorization", "Bearer "+short, projectHeader, other))
		if refused, ok := errors.AsType[*proxy.RefusedError](err); !ok || refused.Status != 403 {
			t.Errorf("Check() error = %v for somebody else's project, want 403", err)
		}
		time.Sleep(time.Minute + 5*time.Second)
		if got := status(t.Context(), g, short); got != 200 {
			t.Errorf("status %d within the skew", got)
		}
		time.Sleep(10 * time.Second) // less than it is remembered
		if got := status(t.Context(), g, short); got != 401 {
			t.Errorf("status %d after its end, want 401", got)
		}
	})
}

// A key that is withdrawn counts no longer for tokens that are remembered once the keys are read for another
// reason, and a minute later whatever happens.
func TestGuard_Check_withdrawn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := newIssuer()
		g := guard(t, options(i))
		old := i.token(claims(nil))
		_ = status(t.Context(), g, old)
		i.rotate(true)
		if got := status(t.Context(), g, i.token(claims(nil))); got != 200 {
			t.Fatalf("status %d with the new key", got)
		}
		if got := status(t.Context(), g, old); got != 401 {
			t.Errorf("status %d with a key that is seen to be withdrawn, want 401", got)
		}
	})
}

// A key of personal accounts makes no tokens of the tenant, though the same document has it.
func TestGuard_Check_keyOfOthers(t *testing.T) {
	t.Parallel()
	i := newIssuer()
	i.answerWith(func(r *http.Request) *http.Response {
		if !strings.HasSuffix(r.URL.Path, "/keys") {
			return nil
		}
		i.mu.Lock()
		defer i.mu.Unlock()
		key := publish("first", i.keys["first"])
		key["issuer"] = "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"
		return reply(200, map[string]any{"keys": []any{key}})
	})
	if got := status(t.Context(), guard(t, options(i)), i.token(claims(nil))); got != 401 {
		t.Errorf("status %d, want 401", got)
	}
}

// A caller with several projects does not give itself the name of another.
func TestGuard_Check_names(t *testing.T) {
	t.Parallel()
	o := options(newIssuer())
	o.Callers[0].Projects = append(o.Callers[0].Projects, proxy.Project{ID: other})
	g := guard(t, o)
	origin, err := g.Check(request("POST", "/", "", "api-key", key, "openai-project", "somebody"))
	if err != nil || origin.Foundry.ProjectName != "" {
		t.Errorf("Check() = %+v, %v; want no name", origin, err)
	}
	_, err = g.Check(request("POST", "/", "", "api-key", key, projectHeader, project, "openai-project", "sampleproject1", "openai-project", "somebody"))
	if refused, ok := errors.AsType[*proxy.RefusedError](err); !ok || refused.Code != "invalid_header" {
		t.Errorf("Check() error = %v for two names, want it refused", err)
	}
}

// Keys come in no header that is told of or passed on.
func TestNewGuard_header(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"x-ms-foundry-key", "User-Agent", "x-request-id", "openai-project", "Cookie", "a b", "x:y"} {
		o := options(newIssuer())
		o.KeyHeader = name
		if _, err := proxy.NewGuard(o); err == nil || !strings.Contains(err.Error(), "KeyHeader") {
			t.Errorf("NewGuard() error = %v with keys in %s", err, name)
		}
	}
	for _, issuers := range [][]string{{""}, {}, {"https://sts.windows.net/x/", "sts"}} {
		o := options(newIssuer())
		o.Issuers = issuers
		if _, err := proxy.NewGuard(o); err == nil || !strings.Contains(err.Error(), "Issuers") {
			t.Errorf("NewGuard() error = %v with the issuers %q", err, issuers)
		}
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// linking refuses writes that come without the token of tenant A.
func linking() *service {
	return &service{answer: func(_ int, r *http.Request) (int, http.Header, string) {
		if strings.Contains(r.Header.Get("x-ms-authorization-auxiliary"), jwt(tenantA, "1")) {
			return http.StatusOK, nil, "{}"
		}
		return http.StatusForbidden, nil, `{"error":{"code":"LinkedAuthorizationFailed","message":"` + tenantText + `"}}`
	}}
}

// TestAgain writes a subnet, whose body does not name the pool that its network draws from.
func TestAgain(t *testing.T) {
	t.Parallel()
	e, s := newEstate(), linking()
	chain := e.chain(t)
	pl := pipeline(t, chain, s)
	const body = `{"properties":{"addressPrefix":"10.0.0.0/24"}}`
	for _, path := range []string{network + "/subnets/a", network + "/subnets/b", strings.ToUpper(network)} {
		if resp, err := put(t.Context(), pl, path, body); err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("Do() = %v, %v, want 200", resp, err)
		}
	}
	if d := cmp.Diff([]string{"", bearer(tenantA), bearer(tenantA), bearer(tenantA)}, s.auxiliary()); d != "" {
		t.Errorf("auxiliary headers, the first request twice (-want +got):\n%s", d)
	}
	if s.bodies[0] != body || s.bodies[1] != body {
		t.Errorf("bodies = %q, want the same twice", s.bodies[:2])
	}
	for i, reason := range []string{"reason=retry", "reason=learned", "reason=learned"} {
		if lines := strings.Split(e.logs.String(), EventTokenSent); len(lines) != 4 || !strings.Contains(lines[i+1], reason) {
			t.Errorf("event %d of %d is not for %s", i, len(lines), reason)
		}
	}
	// What was learned is about writes of this network.
	n := len(s.got)
	_, _ = send(t.Context(), pl, http.MethodGet, network, "")
	_, _ = put(t.Context(), pl, strings.ReplaceAll(network, "/v", "/other"), `{}`)
	if got := s.auxiliary()[n:]; len(got) != 3 || got[0]+got[1] != "" || got[2] == "" {
		t.Errorf("auxiliary headers = %q, want none for a read and a retry for another network", got)
	}
}

func TestAgain_forgets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, s := newEstate(), linking()
		e.a.life = 1000 * time.Hour
		pl := pipeline(t, e.chain(t), s)
		for _, wait := range []time.Duration{0, learnedFor - time.Second, 2 * time.Second} {
			time.Sleep(wait)
			if _, err := put(t.Context(), pl, network, "{}"); err != nil {
				t.Fatal(err)
			}
		}
		if d := cmp.Diff([]string{"", bearer(tenantA), bearer(tenantA), "", bearer(tenantA)}, s.auxiliary()); d != "" {
			t.Errorf("auxiliary headers (-want +got):\n%s", d)
		}
	})
}

func TestAgain_onlyWhereItIsSafe(t *testing.T) {
	t.Parallel()
	quoted := `"message":"` + tenantText + `"`
	tests := []struct {
		name, method, answer string
		status               int
		body                 string
		named                []string
		sends                int
	}{
		{name: "refused write", sends: 2},
		{name: "refused removal", method: http.MethodDelete, sends: 2},
		{name: "refused action", method: http.MethodPost, sends: 2},
		{name: "read, as of an operation's result", method: http.MethodGet, sends: 1},
		{name: "result of an operation", status: http.StatusOK, answer: `{"status":"Failed","error":{"code":"LinkedAuthorizationFailed",` + quoted + `}}`, sends: 1},
		{name: "details of another error", answer: `{"error":{"code":"DeploymentFailed","message":"m","details":[{"code":"LinkedAuthorizationFailed",` + quoted + `}]}}`, sends: 1},
		{name: "another code", answer: `{"error":{"code":"AuthorizationFailed",` + quoted + `}}`, sends: 1},
		{name: "no role", answer: `{"error":{"code":"LinkedAuthorizationFailed","message":"` + rightsText + `"}}`, sends: 1},
		{name: "no tenant of the chain", answer: `{"error":{"code":"LinkedAuthorizationFailed","message":"` + strings.ReplaceAll(tenantText, subA, "ffff0000-0000-4000-8000-00000000000f") + `"}}`, sends: 1},
		{name: "the home's own", answer: `{"error":{"code":"LinkedAuthorizationFailed","message":"` + strings.ReplaceAll(tenantText, subA, subH) + `"}}`, sends: 1},
		{name: "token was there", body: refers(subA), sends: 1},
		{name: "no room", body: refers(subB, subC, subD), sends: 1},
		{name: "tenants named", named: []string{tenantB}, sends: 1},
		{name: "tenants turned off", named: []string{}, sends: 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.method == "" {
				tt.method = http.MethodPut
			}
			if tt.answer == "" {
				tt.answer = `{"error":{"code":"LinkedAuthorizationFailed",` + quoted + `}}`
			}
			if tt.status == 0 {
				tt.status = http.StatusForbidden
			}
			ctx := t.Context()
			if tt.named != nil {
				ctx = WithTenants(ctx, tt.named...)
			}
			e := newEstate()
			s := &service{answer: func(int, *http.Request) (int, http.Header, string) { return tt.status, nil, tt.answer }}
			chain := e.chain(t)
			pl := pipeline(t, chain, s)
			_, _ = send(ctx, pl, tt.method, network, tt.body)
			sends := 0
			for _, r := range s.got {
				if r.URL.Path == network {
					sends++
				}
			}
			if sends != tt.sends {
				t.Errorf("%d requests, want %d", sends, tt.sends)
			}
			if len(chain.core.learned.scopes) != 0 {
				t.Error("a refusal that stayed was remembered as a success")
			}
		})
	}
}

// TestAgain_sickTenant has the credential fail whose token the second try needs.
func TestAgain_sickTenant(t *testing.T) {
	t.Parallel()
	e, s := newEstate(), linking()
	e.a.fail(errors.New("down"))
	_, err := put(t.Context(), pipeline(t, e.chain(t), s), network, "{}")
	wantKind(t, err, TokenUnavailable, tenantA, "down")
	if len(s.got) != 1 {
		t.Errorf("%d requests, want 1", len(s.got))
	}
}

func TestScopeOf(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		network:                             strings.ToLower(network),
		network + "/":                       strings.ToLower(network),
		network + "/subnets/s":              strings.ToLower(network),
		network + "/providers/M/x/y":        strings.ToLower(network),
		"/subscriptions/s/resourceGroups/g": "/subscriptions/s/resourcegroups/g",
		"/subscriptions/s/providers/M.N/x":  "/subscriptions/s/providers/m.n/x",
		"/subscriptions/s/resourceGroups/g/providers/M/x/y/z": "/subscriptions/s/resourcegroups/g/providers/m/x/y",
	} {
		req, err := newRequest(t, http.MethodPut, manager+path)
		if err != nil {
			t.Fatal(err)
		}
		if got := scopeOf(req.Raw()); got.resource != want || got.remove {
			t.Errorf("scopeOf(%q) = %+v, want %q", path, got, want)
		}
	}
}

// TestLearnings_bounded keeps a program that touches resources without end from growing.
func TestLearnings_bounded(t *testing.T) {
	t.Parallel()
	l, m := newLearnings(), &member{key: tenantA}
	for i := range learnedMost + 10 {
		req, err := newRequest(t, http.MethodPut, manager+"/subscriptions/s/providers/M/x/"+strings.Repeat("a", i%97)+strings.Repeat("b", i/97))
		if err != nil {
			t.Fatal(err)
		}
		l.need(req.Raw(), m)
		l.learn(strings.Repeat("a", i%97)+strings.Repeat("b", i/97), ownership{member: m})
	}
	if len(l.scopes) > learnedMost || len(l.owners) > learnedMost {
		t.Errorf("%d scopes and %d owners are remembered, want at most %d", len(l.scopes), len(l.owners), learnedMost)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

const stranger = "99999999-0000-4000-8000-000000000000" // a tenant outside the chain

// registry is a service that knows the owners of subscriptions. It refuses writes that lack a tenant's
// token, lists subscriptions and answers bare requests with a challenge.
type registry struct {
	service

	needs  string                    // the tenant whose token writes need
	lists  map[string]string         // by tenant: the value of the list
	owners map[string]string         // by subscription: what the challenge names
	broken func(*http.Request) bool  // answers 500
	slow   func(*http.Request) error // waits
}

func newRegistry() *registry {
	r := &registry{needs: tenantA, lists: map[string]string{}, owners: map[string]string{}}
	r.answer = r.respond
	return r
}

func (r *registry) respond(_ int, req *http.Request) (int, http.Header, string) {
	token := strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
	tenant := identityOf(token).tenant
	_, subscription, _ := strings.Cut(req.URL.Path, "/subscriptions/")
	switch {
	case r.slow != nil && r.slow(req) != nil:
		return http.StatusGatewayTimeout, nil, "{}"
	case r.broken != nil && r.broken(req):
		return http.StatusInternalServerError, nil, "{}"
	case token == "":
		header := http.Header{}
		header.Set("WWW-Authenticate", `Bearer authorization_uri="`+r.owners[subscription]+`", error="invalid_token"`)
		return http.StatusUnauthorized, header, "{}"
	case req.URL.Path == "/subscriptions":
		return http.StatusOK, nil, `{"value":[` + r.lists[tenant] + `]}`
	case req.Method == http.MethodPut && !carries(req, r.needs):
		return http.StatusForbidden, nil, `{"error":{"code":"LinkedAuthorizationFailed","message":"` + tenantText + `"}}`
	}
	return http.StatusOK, nil, "{}"
}

// carries reports whether a request has an auxiliary token of a tenant.
func carries(req *http.Request, tenant string) bool {
	for token := range strings.SplitSeq(req.Header.Get("x-ms-authorization-auxiliary"), ", ") {
		if identityOf(strings.TrimPrefix(token, "Bearer ")).tenant == tenant {
			return true
		}
	}
	return false
}

func listed(subscription, tenant string) string {
	return `{"subscriptionId":"` + subscription + `","tenantId":"` + tenant + `"}`
}

// said lists the requests in short: a method with how many auxiliary tokens, or what was looked up.
func (r *registry) said() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, req := range r.got {
		tenant := identityOf(strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")).tenant
		switch {
		case req.URL.Path == "/subscriptions":
			out = append(out, "list "+tenant[:4])
		case req.Header.Get("Authorization") == "":
			out = append(out, "ask")
		default:
			out = append(out, req.Method+strings.Repeat("+", strings.Count(req.Header.Get("x-ms-authorization-auxiliary"), "Bearer")))
		}
	}
	return out
}

// bare returns a chain of the home and two tenants that list nothing.
func (e *estate) bare(t *testing.T, discover bool) *Chain {
	t.Helper()
	c, err := Options{Logger: textLogger(e.logs), DiscoverTenants: discover}.NewChain(
		Tenant{ID: tenantH, Credential: e.h}, Tenant{ID: tenantA, Credential: e.a}, Tenant{ID: tenantB, Credential: e.b})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestLookup_ownSubscriptions has a refusal name a subscription that no tenant lists, and the credential of
// one tenant see it.
func TestLookup_ownSubscriptions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, r := newEstate(), newRegistry()
		// Tenant B's credential sees it too, by delegation, which does not make it B's.
		r.lists = map[string]string{tenantA: listed(strings.ToUpper(subA), strings.ToUpper(tenantA)), tenantB: listed(subA, stranger)}
		pl := pipeline(t, e.bare(t, false), &r.service)
		for _, write := range []struct{ path, body string }{
			{network, "{}"}, {network + "2", "{}"}, {network + "3", refers(subA)},
		} {
			if resp, err := put(t.Context(), pl, write.path, write.body); err != nil || resp.StatusCode != http.StatusOK {
				t.Fatalf("Do() = %v, %v, want 200", resp, err)
			}
		}
		synctest.Wait() // for the look at tenant B's list, which nobody waited for and which may have been given up
		lists, writes := split(r.said(), "list ")
		slices.Sort(lists)
		if !slices.Contains(lists, "list 2222") || len(slices.Compact(slices.Clone(lists))) < len(lists) {
			t.Errorf("lookups = %v, want tenant A's list, and no list twice", lists)
		}
		if d := cmp.Diff([]string{"PUT", "PUT+", "PUT", "PUT+", "PUT+"}, writes); d != "" {
			t.Errorf("writes: a refusal and a retry, twice, and a write that is right at once (-want +got):\n%s", d)
		}
		if !strings.Contains(e.logs.String(), EventTenantLearned) {
			t.Error("no event tells that a tenant was learned")
		}
	})
}

// split returns the texts that have a prefix, and the others.
func split(texts []string, prefix string) (with, without []string) {
	for _, s := range texts {
		if strings.HasPrefix(s, prefix) {
			with = append(with, s)
		} else {
			without = append(without, s)
		}
	}
	return with, without
}

// TestLookup_delegated has the only credential that sees a subscription see it by delegation.
func TestLookup_delegated(t *testing.T) {
	t.Parallel()
	e, r := newEstate(), newRegistry()
	r.lists[tenantB] = listed(subA, stranger)
	_, err := put(t.Context(), pipeline(t, e.bare(t, false), &r.service), network, "{}")
	wantKind(t, err, MissingAuxiliaryToken)
	if strings.Contains(strings.Join(r.said(), " "), "+") {
		t.Errorf("requests = %v, want none with a token of another tenant", r.said())
	}
}

// TestLookup_moved has a subscription move from one tenant of the chain to another.
func TestLookup_moved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, r := newEstate(), newRegistry()
		r.lists[tenantA] = listed(subA, tenantA)
		pl := pipeline(t, e.bare(t, false), &r.service)
		if _, err := put(t.Context(), pl, network, refers(subA)); err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // for the look at the other tenant's list, which nobody waited for
		r.needs, r.lists = tenantB, map[string]string{tenantB: listed(subA, tenantB)}
		_, err := put(t.Context(), pl, network+"2", refers(subA))
		wantKind(t, err, NoRightsInLinkedTenant, tenantA)
		time.Sleep(unknownFor)
		if _, err := put(t.Context(), pl, network+"3", "{}"); err != nil {
			t.Errorf("Do() = %v, want the new owner found", err)
		}
	})
}

// TestLookup_listsOnce has writes name one unknown subscription after the other.
func TestLookup_listsOnce(t *testing.T) {
	t.Parallel()
	e, r := newEstate(), newRegistry()
	n := 0
	r.answer = func(i int, req *http.Request) (int, http.Header, string) {
		status, header, body := r.respond(i, req)
		if status == http.StatusForbidden {
			n++
			body = strings.ReplaceAll(body, subA, fmt.Sprintf("eeee0000-0000-4000-8000-00000000%04d", n))
		}
		return status, header, body
	}
	pl := pipeline(t, e.bare(t, false), &r.service)
	for range 3 {
		_, _ = put(t.Context(), pl, network, "{}")
	}
	if got := strings.Count(strings.Join(r.said(), " "), "list"); got != 2 {
		t.Errorf("%d lists, want those of two tenants once: %v", got, r.said())
	}
}

func TestLookup_pages(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		next string
		want int
	}{
		"second page":  {manager, http.StatusOK},
		"another host": {"https://evil.example", http.StatusForbidden},
	} {
		e, r := newEstate(), newRegistry()
		r.lists[tenantA] = listed(subA, tenantA)
		r.answer = func(n int, req *http.Request) (int, http.Header, string) {
			if req.URL.Host != "management.azure.com" {
				t.Errorf("%s: a request went to %s", name, req.URL.Host)
			}
			if req.URL.Path != "/subscriptions" || req.URL.Query().Get("page") != "" {
				return r.respond(n, req)
			}
			return http.StatusOK, nil, `{"value":[],"nextLink":"` + tt.next + `/subscriptions?page=2"}`
		}
		resp, err := put(t.Context(), pipeline(t, e.bare(t, false), &r.service), network, "{}")
		if status := statusOf(resp, err); status != tt.want {
			t.Errorf("%s: status = %d, want %d", name, status, tt.want)
		}
	}
}

// statusOf returns the status of an answer or of an explained refusal.
func statusOf(resp *http.Response, err error) int {
	if ct, ok := errors.AsType[*CrossTenantError](err); ok && ct.Kind != TokenUnavailable {
		return http.StatusForbidden
	}
	if resp == nil {
		return 0
	}
	return resp.StatusCode
}

// TestLookup_sickTenants has the lists of other tenants fail, or take for ever.
func TestLookup_sickTenants(t *testing.T) {
	t.Parallel()
	for name, sick := range map[string]func(*estate, *registry){
		"no token": func(e *estate, _ *registry) { e.b.fail(errors.New("down")) },
		"no list": func(_ *estate, r *registry) {
			r.broken = func(req *http.Request) bool {
				return strings.Contains(req.Header.Get("Authorization"), jwt(tenantB, "1"))
			}
		},
		"slow": func(e *estate, _ *registry) { e.b.delay = time.Hour },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e, r := newEstate(), newRegistry()
				r.lists[tenantA] = listed(subA, tenantA)
				sick(e, r)
				start := time.Now()
				resp, err := put(t.Context(), pipeline(t, e.bare(t, false), &r.service), network, "{}")
				if statusOf(resp, err) != http.StatusOK || time.Since(start) > time.Second {
					t.Errorf("Do() = %v, %v after %v, want 200 at once", resp, err, time.Since(start))
				}
				synctest.Wait()
			})
		})
	}
}

// TestLookup_remembersThatNobodyKnows has many writes name a subscription that nobody sees.
func TestLookup_remembersThatNobodyKnows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, r := newEstate(), newRegistry()
		pl := pipeline(t, e.bare(t, false), &r.service)
		for _, wait := range []time.Duration{0, time.Second, unknownFor} {
			time.Sleep(wait)
			_, err := put(t.Context(), pl, network, "{}")
			wantKind(t, err, MissingAuxiliaryToken, subA)
		}
		if got := strings.Count(strings.Join(r.said(), " "), "list"); got != 4 {
			t.Errorf("%d lists, want those of two tenants twice: %v", got, r.said())
		}
	})
}

// TestLookup_discovers has bodies name a subscription that no tenant lists.
func TestLookup_discovers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, r := newEstate(), newRegistry()
		e.a.life, e.h.life = 100*time.Hour, 100*time.Hour
		r.owners[subA] = "https://login.windows.net/" + strings.ToUpper(tenantA)
		r.slow = func(req *http.Request) error {
			if req.Header.Get("Authorization") == "" {
				time.Sleep(time.Second)
			}
			return nil
		}
		pl := pipeline(t, e.bare(t, true), &r.service)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if resp, err := put(t.Context(), pl, network, refers(subH, subA)); statusOf(resp, err) != http.StatusOK {
					t.Errorf("Do() = %v, %v, want 200", resp, err)
				}
			})
		}
		all.Wait()
		if d := cmp.Diff("ask"+strings.Repeat(" PUT+", 20), strings.Join(r.said(), " ")); d != "" {
			t.Errorf("requests (-want +got):\n%s", d)
		}
		time.Sleep(learnedFor)
		if _, err := put(t.Context(), pl, network, refers(subA)); err != nil || len(r.got) != 23 {
			t.Errorf("error = %v after %d requests, want the tenant asked for again after a day", err, len(r.got))
		}
	})
}

// TestLookup_outsideTheChain has Resource Manager name a tenant that the chain does not have. Nobody's
// token is asked for.
func TestLookup_outsideTheChain(t *testing.T) {
	t.Parallel()
	e, r := newEstate(), newRegistry()
	r.owners[subA] = "https://login.windows.net/" + stranger
	pl := pipeline(t, e.bare(t, true), &r.service)
	for range 2 {
		_, err := put(t.Context(), pl, network, refers(subA))
		got := wantKind(t, err, TenantNotInChain, subA, stranger, "auth.WithTenants(ctx)")
		if got.LinkedTenant != stranger || got.LinkedSubscription != subA {
			t.Errorf("error = %+v, want the tenant and the subscription", got)
		}
	}
	if n := e.h.calls() + e.auxiliaryCalls(); n != 0 || strings.Join(r.said(), " ") != "ask" {
		t.Errorf("%d tokens were fetched and %v sent, want one bare request", n, r.said())
	}
	_, err := put(t.Context(), pl, network, "{}") // the service names it, not the body
	if got := wantKind(t, err, TenantNotInChain, stranger); got.LinkedTenant != stranger {
		t.Errorf("error = %+v, want the tenant", got)
	}
	if _, err := put(WithTenants(t.Context()), pl, network, refers(subA)); err == nil || strings.Contains(err.Error(), stranger+", which") {
		t.Errorf("error = %v, want the service's own with tenants turned off", err)
	}
}

// TestLookup_asksOnce has nobody say whose a subscription is that is refused again and again.
func TestLookup_asksOnce(t *testing.T) {
	t.Parallel()
	e, r := newEstate(), newRegistry()
	pl := pipeline(t, e.bare(t, true), &r.service)
	for range 3 {
		_, err := put(t.Context(), pl, network, "{}")
		wantKind(t, err, MissingAuxiliaryToken)
	}
	if got := strings.Count(strings.Join(r.said(), " "), "ask"); got != 1 {
		t.Errorf("asked %d times, want once: %v", got, r.said())
	}
}

// TestLookup_hostileChallenges has whoever answers say something else than a tenant.
func TestLookup_hostileChallenges(t *testing.T) {
	t.Parallel()
	for name, authority := range map[string]string{
		"common": "https://login.windows.net/common", "none": "", "a path": "https://login.windows.net/" + tenantA + "/oauth2/authorize",
		"no GUID": "https://login.windows.net/a%20b", "clear text": "http://login.windows.net/" + tenantA, "traversal": "https://login.windows.net/../" + tenantA,
	} {
		e, r := newEstate(), newRegistry()
		r.owners[subA] = authority
		r.needs = tenantH // the home's own token is in no auxiliary header, so every write is refused
		_, _ = put(t.Context(), pipeline(t, e.bare(t, true), &r.service), network, refers(subA))
		for _, header := range r.auxiliary() {
			if header != "" {
				t.Errorf("%s: a token of another tenant was sent", name)
			}
		}
	}
}

// TestLookup_discoveryIsOff sends no bare request unless asked to.
func TestLookup_discoveryIsOff(t *testing.T) {
	t.Parallel()
	e, r := newEstate(), newRegistry()
	r.owners[subA] = "https://login.windows.net/" + tenantA
	_, err := put(t.Context(), pipeline(t, e.bare(t, false), &r.service), network, refers(subA))
	wantKind(t, err, MissingAuxiliaryToken)
	if strings.Contains(strings.Join(r.said(), " "), "ask") {
		t.Errorf("requests = %v, want no bare one", r.said())
	}
}

// TestLookup_discoveryFails goes on without a tenant when nobody answers, and asks again the next time.
func TestLookup_discoveryFails(t *testing.T) {
	t.Parallel()
	e, r := newEstate(), newRegistry()
	r.needs = ""
	r.broken = func(req *http.Request) bool { return req.Header.Get("Authorization") == "" }
	chain := e.bare(t, true)
	pl := pipeline(t, chain, &r.service)
	_, _ = put(t.Context(), pl, network, refers(subA))
	if len(chain.core.learned.owners) != 0 && chain.core.learned.owners[subA].what != (ownership{}) {
		t.Errorf("learned %+v from a broken answer", chain.core.learned.owners)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := put(ctx, pl, network, refers(subB)); !errors.Is(err, context.Canceled) {
		t.Errorf("Do() = %v, want the caller's end", err)
	}
}

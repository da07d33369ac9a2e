// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func TestChain_Preflight(t *testing.T) {
	t.Parallel()
	w, o := inMemory(t)
	source := ClientSecret(armtest.AdministratorClientID, armtest.AdministratorSecret, o)
	deployer := ClientSecret(armtest.DeployerClientID, armtest.DeployerSecret, o)
	both := func(other Source) *Chain {
		return testworld.Must[*Chain](t)(NewChain(
			Tenant{ID: armtest.ManagedTenant, Source: source, Subscriptions: []string{armtest.ManagedSubscription}},
			Tenant{ID: armtest.ManagementTenant, Source: other, Subscriptions: []string{armtest.ManagementSubscription}},
		))
	}
	got := testworld.Must[Report](t)(both(source).Preflight(t.Context(), w.ClientOptions()))
	if got.Err() != nil || !got.SameApplication || len(got.Tenants) != 2 {
		t.Fatalf("Preflight() = %+v, want all well", got)
	}
	for i, tenant := range []string{armtest.ManagedTenant, armtest.ManagementTenant} {
		r := got.Tenants[i]
		if r.Tenant != tenant || r.Home != (i == 0) || r.Source != "client secret" || r.Application != armtest.AdministratorClientID ||
			r.Principal == "" || r.Expires.IsZero() || !r.Subscriptions[0].Readable || r.Subscriptions[0].State != "Enabled" {
			t.Errorf("tenant %d = %+v", i, r)
		}
	}
	// The deployer has a role on the pool, and none on the subscription.
	got = testworld.Must[Report](t)(both(deployer).Preflight(t.Context(), w.ClientOptions()))
	if got.Err() != nil || got.SameApplication || got.Tenants[1].Subscriptions[0].Readable || got.Tenants[1].Subscriptions[0].Err == nil {
		t.Errorf("Preflight() = %+v, want two applications and one unreadable subscription", got)
	}
	if text := got.String(); !strings.Contains(text, armtest.ManagementSubscription+" not readable") || !strings.Contains(text, "different applications") {
		t.Errorf("String() = %q", text)
	}
}

func TestChain_Preflight_wrongOwner(t *testing.T) {
	t.Parallel()
	w, o := inMemory(t)
	source := ClientSecret(armtest.AdministratorClientID, armtest.AdministratorSecret, o)
	chain := testworld.Must[*Chain](t)(NewChain(Tenant{ID: armtest.ManagedTenant, Source: source, Subscriptions: []string{armtest.ManagementSubscription}}))
	got := testworld.Must[Report](t)(chain.Preflight(t.Context(), w.ClientOptions()))
	ct := wantKind(t, got.Err(), WrongHomeTenant, "list the subscription "+armtest.ManagementSubscription+" with tenant "+armtest.ManagementTenant)
	if ct.LinkedTenant != armtest.ManagementTenant {
		t.Errorf("error = %+v, want the tenant that owns it", ct)
	}
}

// TestChain_Preflight_sickTenants reports each tenant by itself, and at the same time.
func TestChain_Preflight_sickTenants(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e, s := newEstate(), &service{}
		for _, c := range []*credential{e.h, e.a, e.b, e.c, e.d} {
			c.delay = time.Second
		}
		e.a.fail(errors.New("AADSTS7000222: expired"))
		e.b.token = "opaque-token"
		e.c.tenant = tenantD
		start := time.Now()
		got, err := e.chain(t).Preflight(t.Context(), &arm.ClientOptions{ClientOptions: policy.ClientOptions{Transport: &http.Client{Transport: s}}})
		if err != nil || time.Since(start) != time.Second {
			t.Fatalf("Preflight() = %v after %v, want a report after a second", err, time.Since(start))
		}
		for i, want := range []Kind{"", TokenUnavailable, CredentialCannotServeTenant, CredentialCannotServeTenant, ""} {
			switch r := got.Tenants[i]; {
			case want == "" && (r.Err != nil || r.Took != time.Second):
				t.Errorf("tenant %d = %+v, want a token after a second", i, r)
			case want != "":
				wantKind(t, r.Err, want, r.Tenant)
			}
		}
		if text := got.String(); !strings.Contains(text, "secret is wrong or has expired") || got.Err() == nil {
			t.Errorf("String() = %q, Err() = %v", text, got.Err())
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := newSlowEstate().chain(t).Preflight(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Preflight() = %v, want the caller's deadline", err)
		}
	})
	if _, err := newEstate().chain(t).Preflight(t.Context(), &arm.ClientOptions{AuxiliaryTenants: []string{tenantA}}); err == nil {
		t.Error("Preflight() took options that no client could have")
	}
}

// newSlowEstate has credentials that take an hour.
func newSlowEstate() *estate {
	e := newEstate()
	for _, c := range []*credential{e.h, e.a, e.b, e.c, e.d} {
		c.delay = time.Hour
	}
	return e
}

func TestIdentityOf(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]identity{
		"": {}, "a.b": {}, "a.!.c": {}, "e30.e30.": {}, jwt(tenantA, "x"): {tenant: tenantA},
		"e30.eyJ0aWQiOiJ0IiwiYXBwaWQiOiJhIiwib2lkIjoibyJ9.": {"t", "a", "o"},
		"e30.eyJ0aWQiOiJ0IiwiYXpwIjoiYSIsIm9pZCI6Im8ifQ.":   {"t", "a", "o"},
	} {
		if got := identityOf(token); got != want {
			t.Errorf("identityOf(%q) = %+v, want %+v", token, got, want)
		}
	}
}

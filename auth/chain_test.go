// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/pin"
	"github.com/azfoundry/azfoundry/internal/testworld"
)

func textLogger(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func TestNewChain_reportsAllFaults(t *testing.T) {
	t.Parallel()
	identity, err := azidentity.NewManagedIdentityCredential(nil)
	if err != nil {
		t.Fatal(err)
	}
	var none *azidentity.ClientSecretCredential
	_, err = Options{ExtraHosts: []string{"http://extra"}}.NewChain(
		Tenant{ID: "home", Name: "Management", Credential: nil},
		Tenant{ID: tenantA, Name: "management", Credential: none, Subscriptions: []string{"/subscriptions/" + subA, subB}},
		Tenant{ID: strings.ToUpper(tenantA), Name: "a b", Credential: identity, Subscriptions: []string{strings.ToUpper(subB)}},
	)
	testworld.WantFaults(t, err,
		"ExtraHosts[0] format", "home.ID format", "home.Credential credential",
		"others[0].Credential credential", "others[0].Subscriptions[0] format", "others[0].Name unique",
		"others[1].Name pattern", "others[1].Credential credential", "others[1].ID unique", "others[1].Subscriptions[0] unique",
	)
	if !strings.Contains(err.Error(), "auth.FederatedManagedIdentity") {
		t.Errorf("error = %v, want the way out for a managed identity", err)
	}
}

func TestNewChain_managedIdentityAtHome(t *testing.T) {
	t.Parallel()
	identity, err := azidentity.NewManagedIdentityCredential(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewChain(Tenant{ID: tenantH, Credential: identity}); err != nil {
		t.Errorf("NewChain() = %v, want nil", err)
	}
}

func TestChain_As(t *testing.T) {
	t.Parallel()
	e := newEstate()
	c := e.chain(t)
	view, err := c.As(strings.ToUpper(tenantA))
	if err != nil {
		t.Fatal(err)
	}
	if c.Home() != tenantH || view.Home() != tenantA {
		t.Errorf("homes = %s and %s, want %s and %s", c.Home(), view.Home(), tenantH, tenantA)
	}
	if d := cmp.Diff([]string{tenantH, tenantA, tenantB, tenantC, tenantD}, view.Tenants()); d != "" {
		t.Errorf("Tenants() (-want +got):\n%s", d)
	}
	opts := policy.TokenRequestOptions{Scopes: []string{"s"}, EnableCAE: true}
	got, err := view.GetToken(t.Context(), opts)
	if err != nil || got.Token != jwt(tenantA, "1") {
		t.Errorf("view.GetToken() = %q, %v, want tenant A's first token", got.Token, err)
	}
	opts.TenantID = tenantA
	if got, err = c.GetToken(t.Context(), opts); err != nil || got.Token != jwt(tenantA, "1") || e.a.calls() != 1 {
		t.Errorf("GetToken(A) = %q, %v after %d calls, want the view's token", got.Token, err, e.a.calls())
	}
	_, err = c.As("99999999-0000-4000-8000-000000000000")
	wantKind(t, err, TenantNotInChain, "99999999-0000-4000-8000-000000000000", tenantH, tenantA)
}

func TestChain_GetToken_asksEachTenantItsOwn(t *testing.T) {
	t.Parallel()
	e := newEstate()
	c := e.chain(t)
	for range 3 {
		if _, err := c.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"s"}, TenantID: tenantB, EnableCAE: true}); err != nil {
			t.Fatal(err)
		}
	}
	want := []policy.TokenRequestOptions{{Scopes: []string{"s"}, TenantID: strings.ToUpper(tenantB), EnableCAE: true}}
	if d := cmp.Diff(want, e.b.asked); d != "" {
		t.Errorf("tenant B was asked (-want +got):\n%s", d)
	}
	if n := e.h.calls() + e.a.calls(); n != 0 {
		t.Errorf("other tenants were asked %d times, want 0", n)
	}
	_, err := c.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"s"}, TenantID: "unknown"})
	wantKind(t, err, TenantNotInChain, "unknown", tenantH)
}

func TestChain_GetToken_opaque(t *testing.T) {
	t.Parallel()
	e := newEstate()
	e.a.token = "opaque-token"
	opts := policy.TokenRequestOptions{Scopes: []string{"s"}, TenantID: tenantA}
	_, err := e.chain(t).GetToken(t.Context(), opts)
	wantKind(t, err, CredentialCannotServeTenant, tenantA)
}

// wantKind checks the kind of an error and that its line holds some words.
func wantKind(t *testing.T, err error, kind Kind, words ...string) *CrossTenantError {
	t.Helper()
	got, ok := errors.AsType[*CrossTenantError](err)
	if !ok {
		t.Fatalf("error = %v, want a *CrossTenantError", err)
	}
	if got.Kind != kind {
		t.Errorf("kind = %s, want %s: %v", got.Kind, kind, err)
	}
	for _, w := range words {
		if !strings.Contains(got.Error(), w) {
			t.Errorf("error = %q, want %q in it", got, w)
		}
	}
	if strings.ContainsAny(got.Error(), "\n\r") {
		t.Errorf("error = %q, want one line", got)
	}
	return got
}

func TestChain_ClientOptions_refuses(t *testing.T) {
	t.Parallel()
	c := newEstate().chain(t)
	service := func(endpoint, audience string) arm.ClientOptions {
		return arm.ClientOptions{ClientOptions: policy.ClientOptions{Cloud: cloud.Configuration{
			ActiveDirectoryAuthorityHost: "https://login.example",
			Services:                     map[cloud.ServiceName]cloud.ServiceConfiguration{cloud.ResourceManager: {Endpoint: endpoint, Audience: audience}},
		}}}
	}
	for name, o := range map[string]arm.ClientOptions{
		"auxiliary tenants": {AuxiliaryTenants: []string{tenantA}},
		"no endpoint":       service("", "https://a"), "no audience": service("https://a", ""), "clear text": service("http://a", "https://a"),
	} {
		_, err := c.ClientOptions(&o)
		if _, ok := errors.AsType[*azfoundry.ValidationError](err); !ok {
			t.Errorf("%s: ClientOptions() = %v, want a *azfoundry.ValidationError", name, err)
		}
	}
}

func TestChain_ClientOptions_twice(t *testing.T) {
	t.Parallel()
	e := newEstate()
	c := e.chain(t)
	policies := make([]policy.Policy, 0, 8)
	base := &arm.ClientOptions{ClientOptions: policy.ClientOptions{PerCallPolicies: policies, PerRetryPolicies: policies}}
	once, err := c.ClientOptions(base)
	if err != nil {
		t.Fatal(err)
	}
	view, err := c.As(tenantA)
	if err != nil {
		t.Fatal(err)
	}
	twice, err := view.ClientOptions(once)
	if err != nil {
		t.Fatal(err)
	}
	if len(once.PerCallPolicies) != 2 || len(twice.PerCallPolicies) != 2 || len(twice.PerRetryPolicies) != 1 {
		t.Errorf("policies = %d, then %d and %d, want 2, 2 and 1", len(once.PerCallPolicies), len(twice.PerCallPolicies), len(twice.PerRetryPolicies))
	}
	if got := twice.PerCallPolicies[1].(*attach).chain; got != view {
		t.Error("the options still belong to the first chain")
	}
	if len(base.PerCallPolicies) != 0 || policies[:1][0] != nil || base.Transport != nil {
		t.Error("ClientOptions changed its argument")
	}
}

func TestOptions_ExtraHosts(t *testing.T) {
	t.Parallel()
	e := newEstate()
	for _, extra := range [][]string{nil, {"https://extra.example:8443"}} {
		c, err := Options{ExtraHosts: extra}.NewChain(Tenant{ID: tenantH, Credential: e.h})
		if err != nil {
			t.Fatal(err)
		}
		s := &service{}
		req, err := newRequest(t, http.MethodGet, "https://extra.example:8443/op")
		if err != nil {
			t.Fatal(err)
		}
		_, err = pipeline(t, c, s).Do(req)
		if _, refused := errors.AsType[*pin.RefusedError](err); refused != (extra == nil) || len(s.got) != len(extra) {
			t.Errorf("extra %v: error = %v after %d requests", extra, err, len(s.got))
		}
	}
}

// A tenant's name does what its id does, in any case.
func TestTenant_Name(t *testing.T) {
	t.Parallel()
	chain, err := NewChain(
		Tenant{ID: tenantH, Name: "Managed", Credential: &credential{tenant: tenantH}},
		Tenant{ID: tenantA, Name: "mgmt.eu", Credential: &credential{tenant: tenantA}})
	if err != nil {
		t.Fatal(err)
	}
	there, err := chain.As("MGMT.eu")
	if err != nil || there.Home() != tenantA {
		t.Fatalf("As() = %v, %v, want the view of %s", there, err, tenantA)
	}
	if back, err := there.As("managed"); err != nil || back.Home() != tenantH {
		t.Errorf("As() = %v, %v, want the view of %s", back, err, tenantH)
	}
	if _, err := chain.As("elsewhere"); err == nil {
		t.Error("a name that nobody has is taken")
	}
}

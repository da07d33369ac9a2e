// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
)

// tap looks at all that goes out: tokens may be in two headers of requests to Resource Manager, and an
// application's secret in the bodies of those to Entra ID.
type tap struct {
	base http.RoundTripper
	cage *cage

	mu             sync.Mutex
	leaks          []string
	tokens, logins int
}

// RoundTrip implements http.RoundTripper.
func (p *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
		_ = r.Body.Close()
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	header := r.Header.Clone()
	home, others := header.Get("Authorization"), header.Get("x-ms-authorization-auxiliary")
	header.Del("Authorization")
	header.Del("x-ms-authorization-auxiliary")
	login := strings.Contains(r.URL.Path, "/oauth2/") || strings.Contains(r.URL.Path, "/v2.0/") || strings.Contains(r.URL.Path, "/discovery/")
	text := r.URL.String() + fmt.Sprint(header)
	p.mu.Lock()
	switch {
	case p.cage.escaped(text):
		p.leaks = append(p.leaks, "the address or another header of "+r.Method+" "+r.URL.Path)
	case login && (home+others != "" || p.cage.escaped(strings.ReplaceAll(string(sent), armtest.DeployerSecret, "")) || header.Get("X-Custom") != ""):
		p.leaks = append(p.leaks, "a request to Entra ID")
	case !login && p.cage.escaped(string(sent)):
		p.leaks = append(p.leaks, "the body of "+r.Method+" "+r.URL.Path)
	case login && r.Method == http.MethodPost:
		p.logins++
	case others != "":
		p.tokens++
	}
	p.mu.Unlock()
	return p.base.RoundTrip(r)
}

// breaking is a policy of the caller's that panics once the answer is there.
type breaking struct{}

// Do implements policy.Policy.
func (breaking) Do(req *policy.Request) (*http.Response, error) {
	if _, err := req.Next(); err != nil {
		return nil, err
	}
	panic(fmt.Sprintf("a policy broke at %s %v", req.Raw().URL, req.Raw().Context()))
}

// TestAuthLeaks sends canaries through everything that can happen to a request, and looks for them on the
// wire, in whatever comes back, in the audit events and in the panic of a policy.
func TestAuthLeaks(t *testing.T) {
	t.Parallel()
	all := append(mishaps(), mishap{name: "panic in a policy"}, mishap{name: "discovery", unlisted: true}, mishap{name: "written twice"})
	for _, m := range all {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			huntIn(t, m)
		})
	}
}

func huntIn(t *testing.T, m mishap) {
	t.Helper()
	world, held := start(t, nil), &cage{birds: map[string]bool{}}
	line := &tap{base: world.HTTPClient().Transport, cage: held}
	source := auth.NewSource("canary", func(tenant string) (azcore.TokenCredential, error) {
		o := world.CredentialOptions()
		o.Transport = &http.Client{Transport: line}
		cred, err := auth.ClientSecret(deployer.id, deployer.secret, &auth.SourceOptions{ClientOptions: o, DisableInstanceDiscovery: true}).Credential(tenant)
		return canary{cred, held}, err
	})
	var audit bytes.Buffer
	other := auth.Tenant{ID: armtest.ManagementTenant, Source: source}
	if !m.unlisted {
		other.Subscriptions = []string{armtest.ManagementSubscription}
	}
	chain, err := auth.Options{
		DiscoverTenants: m.name == "discovery",
		Logger:          slog.New(slog.NewJSONHandler(&audit, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}.NewChain(auth.Tenant{ID: armtest.ManagedTenant, Source: source}, other)
	if err != nil {
		t.Fatal(err)
	}
	world.Intercept(m.hook)
	opts := world.ClientOptions()
	opts.Transport = &http.Client{Transport: line}
	opts.Retry = policy.RetryOptions{MaxRetries: 1, RetryDelay: 1, MaxRetryDelay: 1}
	if m.name == "panic in a policy" {
		opts.PerRetryPolicies = []policy.Policy{breaking{}}
	}
	var captured *http.Response
	ctx := policy.WithHTTPHeader(policy.WithCaptureResponse(t.Context(), &captured), http.Header{"X-Custom": {"the caller's"}})
	broken, err := m.happen(func() error { return m.draw(ctx, t, true, chain, opts) })
	report, _ := chain.Preflight(t.Context(), opts)

	for what, text := range map[string]string{
		"error": fmt.Sprintf("%v %+v %#v", err, err, err) + insides(err), "panic": fmt.Sprint(broken) + insides(broken),
		"captured response": insides(captured), "audit log": audit.String(), "report": fmt.Sprintf("%v %+v", report, report) + insides(report),
		"chain, printed": fmt.Sprintf("%v %v", chain.Tenants(), source),
	} {
		if held.escaped(text) {
			t.Errorf("a canary is in the %s", what)
		}
	}
	if len(line.leaks) > 0 {
		t.Errorf("a canary is in %s", strings.Join(line.leaks, ", "))
	}
	if line.logins < 2 || line.tokens == 0 && m.name != "no auxiliary token" {
		t.Errorf("%d logins and %d requests with tokens of other tenants: the hunt shows nothing", line.logins, line.tokens)
	}
	if broken == nil && m.name == "panic in a policy" {
		t.Error("the policy did not break")
	}
}

// happen runs a call, and another one where the mishap is about two, and catches its panic.
func (m mishap) happen(call func() error) (broken any, err error) {
	defer func() { broken = recover() }()
	err = call()
	if m.name == "written twice" && err == nil {
		err = call() // a second write of the same network
	}
	return nil, err
}

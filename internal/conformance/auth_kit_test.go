// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	armruntime "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"github.com/azfoundry/azfoundry/auth"
)

// The home, two other tenants, and a subscription of each.
const (
	factHome   = "11111111-aaaa-4000-8000-00000000000a"
	factA      = "22222222-bbbb-4000-8000-00000000000b"
	factB      = "33333333-cccc-4000-8000-00000000000c"
	factC      = "44444444-dddd-4000-8000-00000000000d"
	factSubH   = "aaaa0000-0000-4000-8000-00000000000a"
	factSubA   = "bbbb0000-0000-4000-8000-00000000000b"
	factSubB   = "cccc0000-0000-4000-8000-00000000000c"
	factSubC   = "dddd0000-0000-4000-8000-00000000000d"
	factTarget = "https://management.azure.com/subscriptions/" + factSubH + "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v"
)

var factSubscriptions = map[string]string{factHome: factSubH, factA: factSubA, factB: factSubB, factC: factSubC}

// factToken returns an unsigned token of a tenant.
func factToken(tenant string, n int) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"none"}`)) + "." + part(fmt.Appendf(nil, `{"tid":%q,"n":%d}`, tenant, n)) + "."
}

// signing is how a credential behaves.
type signing struct {
	tenant string // "" serves the tenant asked for
	delay  time.Duration
	life   time.Duration // an hour if zero
	early  time.Duration // refresh after this
	fails  func(tenant string) error
}

// signer is a credential of one tenant, or of whichever it is asked for.
type signer struct {
	signing

	before func(context.Context) error

	mu    sync.Mutex
	calls map[string]int // by tenant
}

// GetToken implements azcore.TokenCredential.
func (s *signer) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	tenant := s.tenant
	if tenant == "" {
		tenant = o.TenantID
	}
	if tenant == "" {
		tenant = factHome
	}
	s.mu.Lock()
	if s.calls == nil {
		s.calls = map[string]int{}
	}
	s.calls[tenant]++
	n := s.calls[tenant]
	s.mu.Unlock()
	if s.before != nil {
		if err := s.before(ctx); err != nil {
			return azcore.AccessToken{}, err
		}
	}
	select {
	case <-time.After(s.delay):
	case <-ctx.Done():
		return azcore.AccessToken{}, ctx.Err()
	}
	if s.fails != nil {
		if err := s.fails(tenant); err != nil {
			return azcore.AccessToken{}, err
		}
	}
	out := azcore.AccessToken{Token: factToken(tenant, n), ExpiresOn: time.Now().Add(time.Hour)}
	if s.life != 0 {
		out.ExpiresOn = time.Now().Add(s.life)
	}
	if s.early != 0 {
		out.RefreshOn = time.Now().Add(s.early)
	}
	return out, nil
}

// asked counts the token calls of a tenant, or of all for "".
func (s *signer) asked(tenant string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for t, calls := range s.calls {
		if tenant == "" || t == tenant {
			n += calls
		}
	}
	return n
}

// listener is Resource Manager, and every other host: it notes what it is sent.
type listener struct {
	mu     sync.Mutex
	heard  []*http.Request
	answer func(n int, r *http.Request) (status int, header http.Header, body string)
}

// RoundTrip implements http.RoundTripper.
func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	l.mu.Lock()
	l.heard = append(l.heard, r.Clone(context.Background()))
	n := len(l.heard)
	l.mu.Unlock()
	status, header, body := http.StatusOK, http.Header{}, "{}"
	if l.answer != nil {
		status, header, body = l.answer(n, r)
	}
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// auxiliaryOf returns the tenants of a request's auxiliary tokens, in their order.
func auxiliaryOf(r *http.Request) string {
	var out []string
	for part := range strings.SplitSeq(r.Header.Get("x-ms-authorization-auxiliary"), ",") {
		if token := strings.TrimPrefix(strings.TrimSpace(part), "Bearer "); token != "" {
			out = append(out, tenantIn(token))
		}
	}
	return strings.Join(out, " ")
}

// tenantIn returns the short name of a token's tenant.
func tenantIn(token string) string {
	for tenant, name := range map[string]string{factHome: "home", factA: "A", factB: "B", factC: "C"} {
		if raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token+"..", ".")[1]); err == nil && strings.Contains(string(raw), tenant) {
			return name
		}
	}
	return "?"
}

// carriers lists the requests with auxiliary tokens among those a listener heard from hosts of its own or
// others, as "METHOD host".
func (l *listener) carriers() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, r := range l.heard {
		if auxiliaryOf(r) != "" {
			out = append(out, r.Method+" "+r.URL.Scheme+"://"+r.URL.Host)
		}
	}
	return out
}

// sender is a pipeline with its own way to other tenants' tokens: azcore's, or a chain's.
type sender struct {
	cred     *signer
	listener *listener
	chain    *auth.Chain // nil for azcore's way
	pipeline runtime.Pipeline
}

func factOptions(l http.RoundTripper) *arm.ClientOptions {
	return &arm.ClientOptions{DisableRPRegistration: true, ClientOptions: policy.ClientOptions{
		Transport: &http.Client{Transport: l}, Retry: policy.RetryOptions{MaxRetries: -1},
	}}
}

// byAzcore returns azcore's pipeline with AuxiliaryTenants.
func byAzcore(t *testing.T, cred *signer, l *listener, tenants ...string) sender {
	t.Helper()
	o := factOptions(l)
	o.AuxiliaryTenants = tenants
	pl, err := armruntime.NewPipeline("facts", "v1.0.0", cred, runtime.PipelineOptions{}, o)
	if err != nil {
		t.Fatal(err)
	}
	return sender{cred: cred, listener: l, pipeline: pl}
}

// byChain returns a pipeline of a chain. All tenants share one signer, which azidentity's would not.
func byChain(t *testing.T, cred *signer, l *listener, tenants ...string) sender {
	t.Helper()
	var others []auth.Tenant
	for _, tenant := range tenants {
		others = append(others, auth.Tenant{ID: tenant, Credential: cred, Subscriptions: []string{factSubscriptions[tenant]}})
	}
	chain, err := auth.NewChain(auth.Tenant{ID: factHome, Credential: cred}, others...)
	if err != nil {
		t.Fatal(err)
	}
	return sender{cred: cred, listener: l, chain: chain, pipeline: chainPipeline(t, chain, l)}
}

func chainPipeline(t *testing.T, chain *auth.Chain, l http.RoundTripper) runtime.Pipeline {
	t.Helper()
	o, err := chain.ClientOptions(factOptions(l))
	if err != nil {
		t.Fatal(err)
	}
	pl, err := armruntime.NewPipeline("facts", "v1.0.0", chain, runtime.PipelineOptions{}, o)
	if err != nil {
		t.Fatal(err)
	}
	return pl
}

// do sends a request whose body refers to a resource in each of some subscriptions.
func (s sender) do(ctx context.Context, method string, subscriptions ...string) (*http.Response, error) {
	req, err := runtime.NewRequest(ctx, method, factTarget)
	if err != nil {
		return nil, err
	}
	if method == http.MethodPut {
		var ids []string
		for _, id := range subscriptions {
			ids = append(ids, `"/subscriptions/`+id+`/resourceGroups/r/providers/Microsoft.Network/networkManagers/m/ipamPools/p"`)
		}
		if err := req.SetBody(streaming.NopCloser(strings.NewReader("["+strings.Join(ids, ",")+"]")), "application/json"); err != nil {
			return nil, err
		}
	}
	return s.pipeline.Do(req)
}

// status is how a call ended, in short.
func status(resp *http.Response, err error) string {
	if err != nil {
		return "error"
	}
	return fmt.Sprint(resp.StatusCode)
}

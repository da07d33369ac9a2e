// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"bytes"
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

	"github.com/azfoundry/azfoundry/internal/pin"
)

const (
	tenantH = "11111111-aaaa-4000-8000-00000000000a" // home
	tenantA = "22222222-bbbb-4000-8000-00000000000b"
	tenantB = "33333333-cccc-4000-8000-00000000000c"
	tenantC = "44444444-dddd-4000-8000-00000000000d"
	tenantD = "55555555-eeee-4000-8000-00000000000e"
	subH    = "aaaa0000-0000-4000-8000-00000000000a"
	subA    = "bbbb0000-0000-4000-8000-00000000000b"
	subB    = "cccc0000-0000-4000-8000-00000000000c"
	subC    = "dddd0000-0000-4000-8000-00000000000d"
	subD    = "eeee0000-0000-4000-8000-00000000000e"
	manager = "https://management.azure.com"
)

// jwt returns an unsigned token of a tenant.
func jwt(tenant, tail string) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"none"}`)) + "." + part([]byte(`{"tid":"`+tenant+`","jti":"`+tail+`"}`)) + "."
}

// credential answers with tokens of one tenant, numbered; its fields change what it does.
type credential struct {
	tenant string
	token  string        // instead of a JWT
	err    error         // instead of a token
	delay  time.Duration // before an answer, cut off by the context
	life   time.Duration // an hour if zero
	early  time.Duration // refresh after this
	slow   int           // the call from which on delay counts

	mu    sync.Mutex
	asked []policy.TokenRequestOptions
	ctxs  []context.Context
}

func (c *credential) GetToken(ctx context.Context, opts policy.TokenRequestOptions) (azcore.AccessToken, error) {
	c.mu.Lock()
	c.asked = append(c.asked, opts)
	c.ctxs = append(c.ctxs, ctx)
	n, err, token, delay := len(c.asked), c.err, c.token, c.delay
	if n < c.slow {
		delay = 0
	}
	c.mu.Unlock()
	if delay > 0 {
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return azcore.AccessToken{}, ctx.Err()
		}
	}
	if err != nil {
		return azcore.AccessToken{}, err
	}
	if token == "" {
		token = jwt(c.tenant, fmt.Sprint(n))
	}
	out := azcore.AccessToken{Token: token, ExpiresOn: time.Now().Add(time.Hour)}
	if c.life != 0 {
		out.ExpiresOn = time.Now().Add(c.life)
	}
	if c.early != 0 {
		out.RefreshOn = time.Now().Add(c.early)
	}
	return out, nil
}

func (c *credential) calls() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.asked)
}

func (c *credential) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
}

// slowFrom delays the answers from the nth call on.
func (c *credential) slowFrom(n int, delay time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slow, c.delay = n, delay
}

// estate is a chain of up to five tenants with one subscription each.
type estate struct {
	h, a, b, c, d *credential
	logs          *bytes.Buffer
}

func newEstate() *estate {
	return &estate{
		h: &credential{tenant: tenantH}, a: &credential{tenant: tenantA}, b: &credential{tenant: tenantB},
		c: &credential{tenant: tenantC}, d: &credential{tenant: tenantD}, logs: &bytes.Buffer{},
	}
}

func (e *estate) chain(t testing.TB) *Chain {
	t.Helper()
	c, err := Options{Logger: textLogger(e.logs)}.NewChain(
		Tenant{ID: tenantH, Credential: e.h, Subscriptions: []string{subH}},
		Tenant{ID: tenantD, Credential: e.d, Subscriptions: []string{subD}},
		Tenant{ID: tenantC, Credential: e.c, Subscriptions: []string{subC}},
		Tenant{ID: strings.ToUpper(tenantB), Credential: e.b, Subscriptions: []string{strings.ToUpper(subB)}},
		Tenant{ID: tenantA, Credential: e.a, Subscriptions: []string{subA}},
	)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// auxiliaryCalls counts the token calls of all tenants but the home.
func (e *estate) auxiliaryCalls() int {
	return e.a.calls() + e.b.calls() + e.c.calls() + e.d.calls()
}

// service is Resource Manager: it records requests and answers what answer says, 200 without one.
type service struct {
	mu     sync.Mutex
	got    []*http.Request
	bodies []string
	answer func(n int, r *http.Request) (status int, header http.Header, body string)
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		_ = r.Body.Close()
		body = string(raw)
	}
	s.mu.Lock()
	s.got = append(s.got, r.Clone(r.Context()))
	s.bodies = append(s.bodies, body)
	n := len(s.got)
	s.mu.Unlock()
	status, header, answer := http.StatusOK, http.Header{}, "{}"
	if s.answer != nil {
		status, header, answer = s.answer(n, r)
	}
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(answer)), Request: r}, nil
}

// auxiliary returns the auxiliary header of each request.
func (s *service) auxiliary() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, r := range s.got {
		out = append(out, strings.Join(r.Header.Values(pin.Auxiliary), "\n"))
	}
	return out
}

// pipeline returns what an official client makes of a chain.
func pipeline(t testing.TB, c *Chain, s http.RoundTripper) runtime.Pipeline {
	t.Helper()
	o, err := c.ClientOptions(&arm.ClientOptions{ClientOptions: policy.ClientOptions{
		Transport: &http.Client{Transport: s}, Retry: policy.RetryOptions{RetryDelay: time.Nanosecond},
	}})
	if err != nil {
		t.Fatal(err)
	}
	pl, err := armruntime.NewPipeline("test", "v1.0.0", c, runtime.PipelineOptions{}, o)
	if err != nil {
		t.Fatal(err)
	}
	return pl
}

// put sends a write with a body; path starts with a slash.
func put(ctx context.Context, pl runtime.Pipeline, path, body string) (*http.Response, error) {
	return send(ctx, pl, http.MethodPut, path, body)
}

func send(ctx context.Context, pl runtime.Pipeline, method, path, body string) (*http.Response, error) {
	req, err := runtime.NewRequest(ctx, method, manager+path)
	if err != nil {
		return nil, err
	}
	if body != "" {
		if err := req.SetBody(streaming.NopCloser(strings.NewReader(body)), "application/json"); err != nil {
			return nil, err
		}
	}
	return pl.Do(req)
}

const network = "/subscriptions/" + subH + "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v"

// refers returns a body with pools of subscriptions.
func refers(subscriptions ...string) string {
	var ids []string
	for _, s := range subscriptions {
		ids = append(ids, `{"id":"/subscriptions/`+s+`/resourceGroups/r/providers/Microsoft.Network/networkManagers/m/ipamPools/p"}`)
	}
	return `{"pools":[` + strings.Join(ids, ",") + `]}`
}

func newRequest(t *testing.T, method, address string) (*policy.Request, error) {
	t.Helper()
	return runtime.NewRequest(t.Context(), method, address)
}

// prober is a credential that sends a request through a pipeline of azcore's with the context it was
// given, as azidentity does.
type prober struct {
	*credential
	service *service
}

func (p *prober) GetToken(ctx context.Context, opts policy.TokenRequestOptions) (azcore.AccessToken, error) {
	pl := runtime.NewPipeline("probe", "v1.0.0", runtime.PipelineOptions{}, &policy.ClientOptions{
		Transport: &http.Client{Transport: p.service},
	})
	req, err := runtime.NewRequest(ctx, http.MethodPost, "https://login.example/token")
	if err != nil {
		return azcore.AccessToken{}, err
	}
	if _, err := pl.Do(req); err != nil {
		return azcore.AccessToken{}, err
	}
	return p.credential.GetToken(ctx, opts)
}

// asked returns a wish for a token of Resource Manager.
func asked(tenant string) policy.TokenRequestOptions {
	return policy.TokenRequestOptions{Scopes: []string{"https://management.azure.com/.default"}, TenantID: tenant}
}

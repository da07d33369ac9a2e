// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/auth"
)

// logged is what azcore and azidentity logged in all tests of this package.
var logged struct {
	messages atomic.Int64
	mu       sync.Mutex
	leaks    []string
}

// secrets matches JWTs and the secrets of the default world.
var secrets = regexp.MustCompile(`eyJ[-\w]{8,}\.eyJ|` + regexp.QuoteMeta(armtest.DeployerSecret) + "|" + regexp.QuoteMeta(armtest.AdministratorSecret))

// TestMain listens to azcore's log: its listener is one for the process. No message of any test may
// hold a token or a secret.
func TestMain(m *testing.M) {
	log.SetListener(func(event log.Event, message string) {
		logged.messages.Add(1)
		if secrets.MatchString(message) {
			logged.mu.Lock()
			defer logged.mu.Unlock()
			logged.leaks = append(logged.leaks, fmt.Sprintf("%s: %s", event, message))
		}
	})
	code := m.Run()
	if len(logged.leaks) > 0 {
		fmt.Fprintf(os.Stderr, "azcore's log holds a token or secret in %d messages, first: %s\n", len(logged.leaks), logged.leaks[0])
		code = 1
	}
	os.Exit(code)
}

// canary is a credential whose tokens are noted, to be looked for where they must not be.
type canary struct {
	azcore.TokenCredential

	cage *cage
}

// cage holds the tokens and secrets that must not get out.
type cage struct {
	mu    sync.Mutex
	birds map[string]bool
}

// GetToken implements azcore.TokenCredential.
func (c canary) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	token, err := c.TokenCredential.GetToken(ctx, o)
	if err == nil {
		c.cage.mu.Lock()
		defer c.cage.mu.Unlock()
		c.cage.birds[token.Token] = true
	}
	return token, err
}

// escaped returns what of the cage is in text.
func (c *cage) escaped(text string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for bird := range c.birds {
		// A part of a token is as bad: its signature, or its claims.
		for part := range strings.SplitSeq(bird, ".") {
			if strings.Contains(text, part) && len(part) > 40 {
				return true
			}
		}
	}
	return strings.Contains(text, armtest.DeployerSecret)
}

// chain returns the deployer's chain with canaries as its credentials.
func (c *cage) chain(t *testing.T, world *armtest.World, logger *slog.Logger, subscriptions ...string) *auth.Chain {
	t.Helper()
	chain, err := auth.Options{Logger: logger}.NewChain(
		auth.Tenant{ID: armtest.ManagedTenant, Credential: canary{deployer.signIn(t, world, armtest.ManagedTenant), c}},
		auth.Tenant{
			ID: armtest.ManagementTenant, Credential: canary{deployer.signIn(t, world, armtest.ManagementTenant), c},
			Subscriptions: subscriptions,
		},
	)
	if err != nil {
		t.Fatal(err)
	}
	return chain
}

// mishap is something that goes wrong with a request that carries tokens of both tenants.
type mishap struct {
	name string
	hook func(*http.Request) *http.Response
	// unlisted leaves the other tenant's subscription out of the chain.
	unlisted bool
	pool     string
	ctx      func(context.Context) (context.Context, context.CancelFunc)
}

func mishaps() []mishap {
	put := func(status int, body string, header ...string) func(*http.Request) *http.Response {
		return on(http.MethodPut, func(*http.Request, string) *http.Response { return answer(status, body, header...) })("")
	}
	return []mishap{
		{name: "none"},
		{name: "no auxiliary token", unlisted: true},
		{name: "unknown pool", pool: armtest.DefaultManager + "/ipamPools/none"},
		{name: "rejected token", hook: put(http.StatusUnauthorized, `{"error":{"code":"InvalidAuthenticationToken","message":"no"}}`,
			"WWW-Authenticate", `Bearer authorization_uri="https://localhost/x", error="invalid_token"`)},
		{name: "demanded claims", hook: put(http.StatusUnauthorized, `{"error":{"code":"InvalidAuthenticationToken","message":"no"}}`,
			"WWW-Authenticate", `Bearer error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ=="`)},
		{name: "redirect elsewhere", hook: put(http.StatusTemporaryRedirect, "", "Location", "https://127.0.0.1:1/moved")},
		{name: "redirect here", hook: put(http.StatusTemporaryRedirect, "", "Location", "/subscriptions/gone?api-version=1")},
		{name: "poll elsewhere", hook: put(http.StatusCreated, running, "Azure-AsyncOperation", "https://127.0.0.1:1/poll")},
		{name: "server error", hook: put(http.StatusInternalServerError, "broken")},
		{name: "no JSON", hook: put(http.StatusOK, "<html>")},
		{name: "failed operation", hook: failing},
		{name: "cut connection", hook: on(http.MethodPut, func(*http.Request, string) *http.Response { panic(http.ErrAbortHandler) })("")},
	}
}

// failing lets a write begin, and fail when it is polled.
func failing(r *http.Request) *http.Response {
	switch {
	case r.Method == http.MethodPut:
		return answer(http.StatusCreated, running, "Azure-AsyncOperation", "https://"+r.Host+"/subscriptions/poll", "x-ms-retry-after-ms", "1")
	case r.URL.Path == "/subscriptions/poll":
		return answer(http.StatusOK, `{"status":"Failed","error":{"code":"Broken","message":"it broke"}}`)
	}
	return nil
}

// Tokens are in no error, however printed or taken apart, in no captured response and in no log.
func TestTokens_stayInside(t *testing.T) {
	t.Parallel()
	for _, m := range mishaps() {
		for _, official := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/official %v", m.name, official), func(t *testing.T) {
				t.Parallel()
				m.check(t, official)
			})
		}
	}
}

func (m mishap) check(t *testing.T, official bool) {
	t.Helper()
	world, held := start(t, nil), &cage{birds: map[string]bool{}}
	world.Intercept(m.hook)
	var audit bytes.Buffer
	subscriptions := []string{armtest.ManagementSubscription}
	if m.unlisted {
		subscriptions = nil
	}
	chain := held.chain(t, world, slog.New(slog.NewJSONHandler(&audit, &slog.HandlerOptions{Level: slog.LevelDebug})), subscriptions...)
	opts := world.ClientOptions()
	opts.Retry = policy.RetryOptions{MaxRetries: 1, RetryDelay: 1, MaxRetryDelay: 1}

	var captured *http.Response
	err := m.draw(policy.WithCaptureResponse(t.Context(), &captured), t, official, chain, opts)
	if failed := err != nil; failed == (m.name == "none") {
		t.Fatalf("error = %v", err)
	}
	if len(held.birds) < 2 && !m.unlisted {
		t.Fatalf("%d tokens were given out, want those of two tenants", len(held.birds))
	}
	if audit.Len() == 0 && !m.unlisted {
		t.Error("the chain logged nothing")
	}
	if logged.messages.Load() == 0 {
		t.Error("azcore logged nothing")
	}
	for what, text := range map[string]string{
		"%v": fmt.Sprintf("%v", err), "%+v": fmt.Sprintf("%+v", err), "%#v": fmt.Sprintf("%#v", err), "%q": fmt.Sprintf("%q", err),
		"audit log": audit.String(), "error": insides(err), "captured response": insides(captured),
	} {
		if held.escaped(text) {
			t.Errorf("a token is in the %s", what)
		}
	}
}

// Without the chain the same search finds tokens: else the test above would show nothing.
func TestTokens_escapeWithoutChain(t *testing.T) {
	t.Parallel()
	world, held := start(t, nil), &cage{birds: map[string]bool{}}
	opts := world.ClientOptions()
	opts.AuxiliaryTenants = []string{armtest.ManagementTenant}
	cred := canary{deployer.signIn(t, world, armtest.ManagedTenant, armtest.ManagementTenant), held}
	clients := factory(t, armtest.ManagedSubscription, cred, opts)
	var captured *http.Response
	_, err := clients.NewVirtualNetworksClient().Get(policy.WithCaptureResponse(t.Context(), &captured), workload.Name, "none", nil)
	if !held.escaped(insides(err)) || !held.escaped(insides(captured)) {
		t.Errorf("no token was found in azcore's error %v or in the response", err)
	}
}

// draw makes a virtual network from the other tenant's pool.
func (m mishap) draw(ctx context.Context, t *testing.T, official bool, chain *auth.Chain, opts *arm.ClientOptions) error {
	t.Helper()
	pool := m.pool
	if pool == "" {
		pool = armtest.DefaultPool
	}
	if !official {
		return done(ours(t, chain, opts).VirtualNetworks.CreateOrUpdate(ctx, inWorkload("vnet"), ourDrawing(pool, "8")))
	}
	opts, err := chain.ClientOptions(opts)
	if err != nil {
		t.Fatal(err)
	}
	return done(putNetwork(ctx, factory(t, armtest.ManagedSubscription, chain, opts), "vnet", drawing(pool, 8)))
}

// insides returns all text that can be reached from v by reflection, unexported fields included.
func insides(v any) string {
	w := walker{seen: map[any]bool{}}
	w.walk(reflect.ValueOf(v))
	return w.text.String()
}

// walker collects text.
type walker struct {
	text strings.Builder
	seen map[any]bool
}

func (w *walker) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		w.text.WriteString(v.String() + "\n")
	case reflect.Interface:
		w.walk(v.Elem())
	case reflect.Pointer:
		if !v.IsNil() && !w.seen[v.Pointer()] {
			w.seen[v.Pointer()] = true
			w.walk(v.Elem())
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			w.walk(field)
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			w.walk(key)
			w.walk(value)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 && v.Kind() == reflect.Slice {
			w.text.WriteString(string(v.Bytes()) + "\n")
			return
		}
		for _, item := range v.Seq2() {
			w.walk(item)
		}
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// How the keys of a tenant are kept.
const (
	keysMaxAge   = 12 * time.Hour   // then they are read anew, beside which the old ones count on
	retryKeys    = 5 * time.Second  // how long nobody asks after it failed
	fetchTimeout = 10 * time.Second // of one request
	maxDocument  = 1 << 20          // bytes of an answer
	// maxFetches bounds, for each minute, the questions that tokens with made-up key ids cause.
	maxFetches = 12
)

// authority holds the signing keys of a tenant (OpenID Connect Discovery 1.0, RFC 7517). The keys that were read
// last count until others are there, also while the authority is slow or down.
type authority struct {
	issuer  string // of the discovery document
	issuers []string
	client  *http.Client
	fetches *fetches

	mu     sync.Mutex // guards what follows
	keys   *oidc.RemoteKeySet
	since  time.Time // when keys were read
	failed time.Time // when reading them failed last
	cause  error     // of that
	flight *flight   // reading under way
}

// flight is a reading of keys that many may wait for.
type flight struct {
	done chan struct{}
	keys *oidc.RemoteKeySet
	err  error
}

func newAuthority(o GuardOptions) *authority {
	a := &authority{issuer: o.Authority + "/" + o.Tenant + "/v2.0", issuers: o.Issuers}
	if a.issuers == nil {
		a.issuers = []string{"https://sts.windows.net/" + o.Tenant + "/", a.issuer}
	}
	base := o.Transport
	if base == nil {
		base = &http.Transport{Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: fetchTimeout, ForceAttemptHTTP2: true, IdleConnTimeout: time.Minute}
	}
	at, _ := url.Parse(o.Authority) // was checked
	a.fetches = &fetches{base: base, host: at.Host, tenant: o.Tenant, began: time.Now(), window: newWindow(time.Minute)}
	a.client = &http.Client{Transport: a.fetches, Timeout: fetchTimeout}
	return a
}

// current returns the keys, and waits only where there are none yet. All who wait share one question.
func (a *authority) current(ctx context.Context) (*oidc.RemoteKeySet, error) {
	a.mu.Lock()
	now := time.Now()
	stale := a.keys == nil || now.Sub(a.since) > keysMaxAge
	if stale && a.flight == nil && (a.failed.IsZero() || now.Sub(a.failed) > retryKeys) {
		a.flight = &flight{done: make(chan struct{})}
		go a.renew(a.flight)
	}
	keys, under, cause := a.keys, a.flight, a.cause
	a.mu.Unlock()
	switch {
	case keys != nil:
		return keys, nil
	case under == nil:
		return nil, cause
	}
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-under.done:
		return under.keys, under.err
	}
}

// renew reads the keys, in a goroutine of its own that the client's timeout bounds.
func (a *authority) renew(f *flight) {
	f.keys, f.err = a.read()
	a.mu.Lock()
	defer a.mu.Unlock()
	if f.err == nil {
		a.keys, a.since, a.failed, a.cause = f.keys, time.Now(), time.Time{}, nil
	} else {
		a.failed, a.cause = time.Now(), f.err
	}
	a.flight = nil
	close(f.done)
}

// nobody is a token without a signature that anybody made. Verifying it has the library read the keys.
const nobody = "eyJhbGciOiJSUzI1NiJ9.e30.AA"

// read asks for the discovery document and for the keys that it leads to.
func (a *authority) read() (*oidc.RemoteKeySet, error) {
	ctx := oidc.ClientContext(context.Background(), a.client)
	provider, err := oidc.NewProvider(ctx, a.issuer)
	if err != nil {
		return nil, err
	}
	var document struct {
		Keys string `json:"jwks_uri"`
	}
	if err := provider.Claims(&document); err != nil {
		return nil, err
	}
	keys := oidc.NewRemoteKeySet(ctx, document.Keys)
	_, err = keys.VerifySignature(ctx, nobody)
	return keys, fetchFailure(err)
}

// fetchFailure returns an error of [oidc.RemoteKeySet] if it says that the keys cannot be had, and nil if it says
// that they are there and none fits: the library wraps the former alone.
func fetchFailure(err error) error {
	if errors.Unwrap(err) == nil {
		return nil
	}
	return err
}

// unavailable tells whether a key set found no key because the keys cannot be had. A question too many is none:
// then they were read a moment ago.
func (a *authority) unavailable(err error) error {
	err = fetchFailure(err)
	if errors.Is(err, errTooOften) {
		return a.fetches.lastFailure()
	}
	return err
}

// asking is a key set that remembers its error, which [oidc.IDTokenVerifier] makes a text of.
type asking struct {
	keys *oidc.RemoteKeySet
	err  error
}

// VerifySignature is that of the keys.
func (k *asking) VerifySignature(ctx context.Context, jwt string) (payload []byte, err error) {
	payload, k.err = k.keys.VerifySignature(ctx, jwt)
	return payload, k.err
}

// fetches is the transport that keys are read through: to the authority alone, not too often, and not too much.
type fetches struct {
	base   http.RoundTripper
	host   string
	tenant string
	began  time.Time
	reads  atomic.Int64 // answers so far

	mu     sync.Mutex // guards what follows
	window window
	last   error
}

var errTooOften = errors.New("the authority was asked a moment ago")

// RoundTrip asks the authority. Anything but status 200 is an error, a redirection too, without what the answer says.
func (f *fetches) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" || !strings.EqualFold(r.URL.Host, f.host) {
		return nil, fmt.Errorf("the authority %s leads to %s for its keys, which is not trusted", f.host, r.URL.Host)
	}
	f.mu.Lock()
	at := time.Since(f.began)
	often := f.window.wait(at, 1, maxFetches) > 0
	if !often {
		f.window.add(at, 1)
	}
	f.mu.Unlock()
	if often {
		return nil, errTooOften
	}
	resp, err := f.base.RoundTrip(r)
	if err == nil {
		err = f.take(resp)
	}
	f.mu.Lock()
	f.last = err
	f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	f.reads.Add(1)
	return resp, nil
}

// take reads an answer, and leaves of keys those of the tenant.
func (f *fetches) take(resp *http.Response) error {
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the authority %s answered with status %d", f.host, resp.StatusCode)
	}
	text, err := io.ReadAll(http.MaxBytesReader(nil, resp.Body, maxDocument))
	if err != nil {
		return fmt.Errorf("the answer of the authority %s cannot be read: %w", f.host, err)
	}
	text = keysOf(text, f.tenant)
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return nil
}

// lastFailure is the error of the last question that was asked; nil if it was answered.
func (f *fetches) lastFailure() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

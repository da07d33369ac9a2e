// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// Upstream is where the models of a gateway are. It has one credential: a Credential or a Key.
type Upstream struct {
	// URL is what stands before /deployments or /chat/completions: https://ACCOUNT.openai.azure.com/openai for
	// the classic API, https://ACCOUNT.openai.azure.com/openai/v1 for version 1.
	URL string
	// Credential gets tokens for Scope, which is https://cognitiveservices.azure.com/.default where it is empty.
	Credential azcore.TokenCredential
	Scope      string
	// Key goes into KeyHeader, api-key where it is empty, as KeyFormat with {api_key} for the key says; empty
	// means the key alone.
	Key                  connections.Secret
	KeyHeader, KeyFormat string
	// APIVersion, if it is not empty, is sent as api-version in place of the caller's. Otherwise the caller's is
	// passed on, but for a URL that ends with /v1: there it is left out, since version 1 refuses it.
	APIVersion string
	// Transport is what goes on the wire; nil means one of its own with HTTP/2, through the proxy that the
	// environment names. Redirections are never followed.
	Transport http.RoundTripper
}

// upstream is a transport that adds the credential, for one origin and no other.
type upstream struct {
	base    http.RoundTripper
	url     *url.URL
	version string
	v1      bool
	header  string // of the credential
	format  string
	key     string
	tokens  *tokenSource // nil with a key
}

func newUpstream(u Upstream) *upstream {
	at, _ := url.Parse(strings.TrimRight(u.URL, "/")) // was checked
	out := &upstream{
		base: u.Transport, url: at, version: u.APIVersion, v1: strings.HasSuffix(at.Path, "/v1"),
		header: cmp.Or(u.KeyHeader, defaultKeyHeader), format: cmp.Or(u.KeyFormat, keyPlaceholder), key: secret.Reveal(u.Key),
	}
	if u.Credential != nil {
		out.header, out.format = "Authorization", "Bearer "+keyPlaceholder
		out.tokens = &tokenSource{credential: u.Credential, scope: cmp.Or(u.Scope, DefaultAudience+"/.default"), turn: make(chan struct{}, 1)}
	}
	if out.base == nil {
		out.base = &http.Transport{
			Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, TLSHandshakeTimeout: 10 * time.Second,
			MaxIdleConnsPerHost: 256, IdleConnTimeout: 90 * time.Second, DisableCompression: true,
		}
	}
	return out
}

// credentialError is a credential that gave no token.
type credentialError struct{ cause error }

func (e *credentialError) Error() string {
	return "proxy: no token for the upstream: " + e.cause.Error()
}

func (e *credentialError) Unwrap() error { return e.cause }

// RoundTrip sends a request with the credential.
func (u *upstream) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != u.url.Scheme || r.URL.Host != u.url.Host {
		return nil, fmt.Errorf("proxy: %s is not the upstream, so that it gets no credential", r.URL.Host)
	}
	value := u.key
	if u.tokens != nil {
		var err error
		if value, err = u.tokens.get(r.Context()); err != nil {
			return nil, &credentialError{err}
		}
	}
	r = r.Clone(r.Context())
	r.Header.Set(u.header, strings.Replace(u.format, keyPlaceholder, value, 1))
	resp, err := u.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	out := *resp // trailers are set in the original once the body ends; models have none that callers need
	out.Trailer = nil
	return &out, nil
}

// leaks reports whether a text has the credential in it.
func (u *upstream) leaks(text []byte) bool {
	held := u.key
	if u.tokens != nil {
		held = u.tokens.last()
	}
	return held != "" && bytes.Contains(text, []byte(held))
}

// rejected forgets a token that the upstream did not take.
func (u *upstream) rejected() {
	if u.tokens != nil {
		u.tokens.forget()
	}
}

// tokenSource keeps the token of a credential until shortly before it expires. Not every credential does.
type tokenSource struct {
	credential azcore.TokenCredential
	scope      string
	turn       chan struct{} // held by the one who asks; a channel, so that others can stop waiting

	mu    sync.Mutex // guards token
	token azcore.AccessToken
}

// early is how long before it expires a token is replaced.
const early = 5 * time.Minute

// get returns a token. All who need a new one wait for one question.
func (s *tokenSource) get(ctx context.Context) (string, error) {
	if token := s.fresh(); token != "" {
		return token, nil
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if token := s.fresh(); token != "" {
		return token, nil
	}
	token, err := s.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{s.scope}})
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = token
	return token.Token, nil
}

func (s *tokenSource) fresh() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Until(s.token.ExpiresOn) < early {
		return ""
	}
	return s.token.Token
}

func (s *tokenSource) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token.Token
}

func (s *tokenSource) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token.ExpiresOn = time.Time{}
}

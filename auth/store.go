// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

const (
	// refreshBefore is how long before its end a token is renewed that does not say when itself.
	refreshBefore = 5 * time.Minute
	// refreshPause keeps an early refresh from being tried at every request.
	refreshPause = 30 * time.Second
	// renewalPause bounds how often a service that keeps saying 401 causes a forced renewal.
	renewalPause = time.Minute
)

// ask is a wish for a token.
type ask struct {
	member *member
	scopes []string
	cae    bool
	// claims are those of a challenge; they bypass the caches, ours and the credential's.
	claims string
	// renew asks for a token that no cache has, for want of a challenge.
	renew bool
}

// tokenKey names tokens that are interchangeable.
type tokenKey struct {
	tenant, scopes string
	cae            bool
}

// flightKey names fetches that are interchangeable.
type flightKey struct {
	tokenKey
	claims string
	renew  bool
}

func (a ask) key() tokenKey {
	return tokenKey{tenant: a.member.key, scopes: strings.Join(a.scopes, " "), cae: a.cae}
}

func (a ask) flight() flightKey {
	return flightKey{tokenKey: a.key(), claims: a.claims, renew: a.renew}
}

// fetch asks the credential.
func (a ask) fetch(ctx context.Context) (issued, error) {
	claims := a.claims
	if a.renew {
		claims = issuedAfter(time.Now())
	}
	token, err := a.member.cred.GetToken(ctx, policy.TokenRequestOptions{
		Scopes: a.scopes, TenantID: a.member.id, EnableCAE: a.cae, Claims: claims,
	})
	if err != nil {
		return issued{}, a.member.unavailable(err)
	}
	return a.member.accept(token)
}

// issuedAfter is the claims request of continuous access evaluation for a token issued from t on. It
// is what makes azidentity pass its cache by.
func issuedAfter(t time.Time) string {
	return fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, t.Unix())
}

// held is a token in the cache.
type held struct {
	issued
	// pause is until when an early refresh is not tried again.
	pause time.Time
}

func (h held) usable(now time.Time) bool { return now.Before(h.ExpiresOn) }

// due reports whether the token should be refreshed although it still works.
func (h held) due(now time.Time) bool {
	if now.Before(h.pause) {
		return false
	}
	if !h.RefreshOn.IsZero() {
		return !now.Before(h.RefreshOn)
	}
	return !now.Add(refreshBefore).Before(h.ExpiresOn)
}

// store caches tokens and shares fetches between the clients and views of a chain.
type store struct {
	mu      sync.Mutex
	held    map[tokenKey]held
	flights map[flightKey]*flight
	renewed map[tokenKey]time.Time
}

func newStore() *store {
	return &store{held: map[tokenKey]held{}, flights: map[flightKey]*flight{}, renewed: map[tokenKey]time.Time{}}
}

// fresh returns a token from the cache that needs nothing done.
func (s *store) fresh(a ask) (issued, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	have, ok := s.held[a.key()]
	now := time.Now()
	return have.issued, ok && have.usable(now) && !have.due(now)
}

// get returns a token from the cache or from a fetch. A token that works but is due for refresh is
// what callers get while somebody else's refresh is under way, and when it fails.
func (s *store) get(ctx context.Context, a ask) (issued, error) {
	s.mu.Lock()
	now := time.Now()
	have, ok := s.held[a.key()]
	ok = ok && have.usable(now) && a.claims == "" && !a.renew
	if ok && (!have.due(now) || s.flights[a.flight()] != nil) {
		s.mu.Unlock()
		return have.issued, nil
	}
	f := s.join(a)
	s.mu.Unlock()

	got, err := s.wait(ctx, a, f)
	if err != nil && ok {
		return have.issued, nil
	}
	return got, err
}

// renew returns a token other than the rejected one. It reports false where that cannot be had, or was
// tried within the last minute.
func (s *store) renew(ctx context.Context, a ask, rejected string) (issued, bool) {
	a.renew = true
	s.mu.Lock()
	have, ok := s.held[a.key()]
	if ok && have.Token == rejected {
		delete(s.held, a.key())
	} else if ok && have.usable(time.Now()) {
		s.mu.Unlock()
		return have.issued, true // somebody else's renewal
	}
	if s.flights[a.flight()] == nil && time.Since(s.renewed[a.key()]) < renewalPause {
		s.mu.Unlock()
		return issued{}, false
	}
	s.renewed[a.key()] = time.Now()
	f := s.join(a)
	s.mu.Unlock()
	got, err := s.wait(ctx, a, f)
	return got, err == nil && got.Token != rejected
}

// drop forgets a token, so that the next request asks the credential.
func (s *store) drop(a ask) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, a.key())
}

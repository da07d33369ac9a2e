// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"crypto/sha256"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// What of tokens is remembered whose signature was good.
const (
	maxVerified = 4096        // tokens, at some 600 bytes each
	verifiedFor = time.Minute // then a signature is looked at again, also for keys that were withdrawn
)

// signed is a token of which the signature was good, and what it says. Nothing else of it is good for
// longer than an instant: issuer, audience, times and caller are looked at each time.
type signed struct {
	claims    claims
	issuer    string
	audiences []string
	expires   time.Time

	sum   [sha256.Size]byte  // of the token
	keys  *oidc.RemoteKeySet // that the signature was checked with
	reads int64              // how often keys had been read before
	until time.Time
}

// verified remembers tokens by their hash, so that the same one is not checked for each request. The zero value is
// ready. It is safe for concurrent use.
type verified struct {
	mu     sync.Mutex // guards tokens
	tokens map[[sha256.Size]byte]*signed
}

// get finds a token that was checked with keys as they are now.
func (v *verified) get(sum [sha256.Size]byte, keys *oidc.RemoteKeySet, reads int64) (*signed, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	s, ok := v.tokens[sum]
	if !ok {
		return nil, false
	}
	if s.keys != keys || s.reads != reads || !time.Now().Before(s.until) {
		delete(v.tokens, sum)
		return nil, false
	}
	return s, true
}

// keep remembers a token, in place of any other where there are many.
func (v *verified) keep(s *signed) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.tokens == nil {
		v.tokens = map[[sha256.Size]byte]*signed{}
	}
	if _, ok := v.tokens[s.sum]; ok {
		return // its time is that of the check
	}
	for sum := range v.tokens {
		if len(v.tokens) < maxVerified {
			break
		}
		delete(v.tokens, sum)
	}
	v.tokens[s.sum] = s
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"net/textproto"
	"strings"
	"sync"
	"time"

	"github.com/azfoundry/azfoundry/internal/pin"
)

// bundle is the tokens for one set of tenants, and what is made of them once for many requests.
// Immutable.
type bundle struct {
	asks []ask // the home's first
	have []held
	// values are those of the auxiliary header. All requests share them, and nobody may write to them.
	values []string
	// stale is what azcore may still have for the home's token, and authorization what is sent instead.
	stale, authorization string

	changes uint64    // of the store when this was made
	until   time.Time // when one of the tokens wants something done
}

// auxiliaryKey is the header in the spelling of http.Header.
var auxiliaryKey = textproto.CanonicalMIMEHeaderKey(pin.Auxiliary)

const bearerPrefix = "Bearer "

// bundles are those of one client.
type bundles struct {
	mu   sync.RWMutex
	sets map[tenantSet]*bundle
}

// bundle returns the tokens of the home and of a set of tenants. Those that are not in the cache are
// fetched at the same time. azcore asks for the home's afterwards and finds it there.
func (p *attach) bundle(ctx context.Context, set tenantSet) (*bundle, error) {
	tokens := p.chain.core.tokens
	changes := tokens.changes.Load()
	p.bundles.mu.RLock()
	b := p.bundles.sets[set]
	p.bundles.mu.RUnlock()
	if b != nil && b.changes == changes && time.Now().Before(b.until) {
		return b, nil
	}
	asks := []ask{p.ask(p.chain.home)}
	for _, m := range set.members() {
		asks = append(asks, p.ask(m))
	}
	have, err := tokens.collect(ctx, asks)
	if err != nil {
		return nil, err
	}
	if b, err = newBundle(asks, have, changes); err != nil {
		return nil, err
	}
	p.bundles.mu.Lock()
	defer p.bundles.mu.Unlock()
	p.bundles.sets[set] = b
	return b, nil
}

func (p *attach) ask(m *member) ask { return ask{member: m, scopes: p.scopes, cae: true} }

// newBundle refuses tokens that must not go into the auxiliary header.
func newBundle(asks []ask, have []held, changes uint64) (*bundle, error) {
	b := &bundle{asks: asks, have: have, changes: changes, until: have[0].due()}
	if have[0].instead != "" {
		b.stale, b.authorization = bearerPrefix+have[0].instead, bearerPrefix+have[0].Token
	}
	var parts []string
	for i, h := range have {
		if h.due().Before(b.until) {
			b.until = h.due()
		}
		if h.ExpiresOn.Before(b.until) {
			b.until = h.ExpiresOn
		}
		if i == 0 {
			continue
		}
		if err := asks[i].member.mayBeAuxiliary(h.issued); err != nil {
			return nil, err
		}
		parts = append(parts, bearerPrefix+h.Token)
	}
	if len(parts) > 0 {
		b.values = []string{strings.Join(parts, ", ")}
	}
	return b, nil
}

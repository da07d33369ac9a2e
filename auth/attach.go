// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// attach is the policy that runs once a call: it decides on the auxiliary tenants, fetches their
// tokens and explains the answer.
type attach struct {
	chain  *Chain
	scopes []string
}

// load is what attach hands to carry, as a value of the operation. The context would not do: it stays
// with the response.
type load struct {
	policy *attach
	why    reason
	ids    []*member
	tokens []issued
}

// header returns the value of x-ms-authorization-auxiliary.
func (l *load) header() string {
	parts := make([]string, len(l.tokens))
	for i, t := range l.tokens {
		parts[i] = "Bearer " + t.Token
	}
	return strings.Join(parts, ", ")
}

// Do implements policy.Policy.
func (p *attach) Do(req *policy.Request) (*http.Response, error) {
	tenants, why, err := p.chain.decide(req)
	if err != nil {
		return nil, err
	}
	l := &load{policy: p, why: why, ids: tenants}
	if len(tenants) > 0 {
		if l.tokens, err = p.fetch(req.Raw().Context(), tenants); err != nil {
			return nil, err
		}
	}
	req.SetOperationValue(l)
	resp, err := req.Next()
	if len(tenants) > 0 {
		p.chain.core.auditSent(req.Raw(), l, resp)
	}
	if err == nil {
		if explained := p.chain.explain(resp, tenants); explained != nil {
			return resp, explained
		}
	}
	return resp, err
}

func (p *attach) ask(s *member) ask { return ask{member: s, scopes: p.scopes, cae: true} }

// fetch gets the auxiliary tokens and the home token. Those that are not in the cache are fetched at the
// same time. azcore asks for the home token afterwards and finds it there.
func (p *attach) fetch(ctx context.Context, tenants []*member) ([]issued, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // the first error ends the waiting for the others
	sources := append([]*member{p.chain.home}, tenants...)
	out := make([]issued, len(sources))
	results := make(chan error, len(sources))
	missing := 0
	for i, s := range sources {
		var ok bool
		if out[i], ok = p.chain.core.tokens.fresh(p.ask(s)); ok {
			continue
		}
		missing++
		go func() {
			var err error
			out[i], err = p.chain.core.tokens.get(ctx, p.ask(s))
			results <- err
		}()
	}
	for range missing {
		if err := <-results; err != nil {
			return nil, err
		}
	}
	for i, s := range tenants {
		if err := s.mayBeAuxiliary(out[i+1]); err != nil {
			return nil, err
		}
	}
	return out[1:], nil
}

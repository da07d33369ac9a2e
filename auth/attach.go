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
	ids    []*source
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

func (p *attach) ask(s *source) ask { return ask{source: s, scopes: p.scopes, cae: true} }

// fetch gets the auxiliary tokens and the home token at the same time. azcore asks for the latter
// afterwards and finds it in the cache.
func (p *attach) fetch(ctx context.Context, tenants []*source) ([]issued, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // the first error ends the waiting for the others
	type result struct {
		at  int
		got issued
		err error
	}
	results := make(chan result, len(tenants)+1)
	for i, s := range append([]*source{p.chain.home}, tenants...) {
		go func() {
			got, err := p.chain.core.tokens.get(ctx, p.ask(s))
			if err == nil && i > 0 {
				err = s.mayBeAuxiliary(got)
			}
			results <- result{at: i, got: got, err: err}
		}()
	}
	out := make([]issued, len(tenants)+1)
	for range out {
		r := <-results
		if r.err != nil {
			return nil, r.err
		}
		out[r.at] = r.got
	}
	return out[1:], nil
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/tracing"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// attach is the policy that runs once a call: it decides on the auxiliary tenants, fetches their
// tokens, tries once more with the tenant that a refusal named, and explains the answer.
type attach struct {
	chain   *Chain
	scopes  []string
	bundles bundles
	lookup  lookup
	tracer  tracing.Tracer
}

// load is what attach hands to carry, as a value of the operation. The context would not do: it stays
// with the response.
type load struct {
	*bundle

	policy     *attach
	selection  selection
	renewed    [1 + maxAuxiliary]bool // by place in the bundle
	home       bool                   // the home's token is to be taken from the bundle
	challenged bool                   // azcore answered a challenge with claims
}

// Do implements policy.Policy.
func (p *attach) Do(req *policy.Request) (*http.Response, error) {
	selected, err := p.chain.decide(req, p.lookup.inBody(req))
	if err != nil {
		return nil, err
	}
	l := &load{policy: p, selection: selected}
	resp, err := p.send(req, l)
	if err == nil {
		resp, err = p.again(req, l, resp)
	}
	if err == nil {
		if explained := p.chain.explain(resp, &l.selection.tenants); explained != nil {
			if subscription, refused := refusedSubscription(req.Raw(), resp); refused {
				p.chain.core.learned.forget(subscription) // it may have moved to another tenant
			}
			return resp, explained
		}
	}
	return resp, err
}

// send sends the request with the tokens of the selected tenants.
func (p *attach) send(req *policy.Request, l *load) (resp *http.Response, err error) {
	if l.bundle, err = p.bundle(req.Raw().Context(), l.selection.tenants); err != nil {
		return nil, err
	}
	req.SetOperationValue(l)
	p.traceSent(req.Raw().Context(), &l.selection)
	resp, err = req.Next()
	if l.values != nil {
		p.chain.core.auditSent(req.Raw(), l, resp)
	}
	return resp, err
}

// again sends a refused write once more, with the token of the tenant that owns the subscription that
// the refusal named. Nothing was done yet: the check comes before the resource provider gets the request.
// That holds for the service's refusal of the request itself, and not for one in the result of an
// operation, which is read with GET, or in the details of another error.
func (p *attach) again(req *policy.Request, l *load, resp *http.Response) (*http.Response, error) {
	subscription, ok := refusedSubscription(req.Raw(), resp)
	if !ok {
		return resp, nil
	}
	m := p.missing(req.Raw().Context(), subscription, l)
	if m == nil {
		return resp, nil
	}
	more := &load{policy: p, selection: l.selection}
	if more.selection.add(m, retried); more.selection.over != nil {
		return resp, nil
	}
	if _, err := p.bundle(req.Raw().Context(), more.selection.tenants); err != nil {
		return nil, err
	}
	runtime.Drain(resp)
	resp, err := p.send(req, more)
	*l = *more
	if err == nil {
		if _, still := refusedSubscription(req.Raw(), resp); !still {
			p.chain.core.learned.need(req.Raw(), m)
		}
	}
	return resp, err
}

// missing returns the tenant of a subscription if that can be found out and its token was not sent.
func (p *attach) missing(ctx context.Context, subscription string, l *load) *member {
	if _, ok := explicitTenants(ctx); ok {
		return nil // the caller decided
	}
	m := p.lookup.find(ctx, subscription)
	if m == p.chain.home || l.selection.tenants.has(m) {
		return nil
	}
	return m
}

// refusedSubscription returns the subscription of another tenant for want of whose token a write was
// refused.
func refusedSubscription(req *http.Request, resp *http.Response) (string, bool) {
	if resp.StatusCode != http.StatusForbidden || !isWrite(req) {
		return "", false
	}
	message, ok := refusal(resp)
	if !ok {
		return "", false
	}
	f, ok := match(linkedCode, message, allWordings())
	return f.subscription, ok && f.kind == MissingAuxiliaryToken && armid.IsGUID(f.subscription)
}

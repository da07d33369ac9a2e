// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
)

// Report is what a preflight found, tenant by tenant.
type Report struct {
	// Tenants are all tenants of the chain, the home first and the others in the order of their ids.
	Tenants []TenantReport
	// SameApplication is true if all tokens that could be had are of the same application or user.
	// Whether Resource Manager takes others together is not documented.
	SameApplication bool
}

// TenantReport is what a preflight found about one tenant.
type TenantReport struct {
	// Tenant is the id in lower case.
	Tenant string
	// Home is true for the home of the chain.
	Home bool
	// Source is the name of the source that the credential came from, if it came from one.
	Source string
	// Application is the client id, and Principal the object id, in a token of the tenant. They are empty
	// for a token that does not say, or if there is none.
	Application, Principal string
	// Expires is when the token does.
	Expires time.Time
	// Took is how long the token took.
	Took time.Duration
	// Subscriptions are those that the chain lists for the tenant, in the order of their ids.
	Subscriptions []SubscriptionReport
	// Err is why there is no token that may be sent, a *[CrossTenantError]; nil if there is one.
	Err error
}

// SubscriptionReport is what a preflight found about one subscription.
type SubscriptionReport struct {
	ID string
	// Readable is true if the tenant's credential may read the subscription. Rights on single resources
	// in it, such as an address pool, do without.
	Readable bool
	// State is the subscription's, such as "Enabled" or "Disabled"; empty if it cannot be read.
	State string
	// Err is why it cannot be read, or what is wrong with it: a *[CrossTenantError] of kind
	// [WrongHomeTenant] where it belongs to another tenant than the one that lists it.
	Err error
}

// Err returns what would make requests fail: tenants without a token and subscriptions listed with the
// wrong tenant, each with what to do about it; nil if all is well. Subscriptions that cannot be read are
// in the report only.
func (r Report) Err() error {
	var all []error
	for _, t := range r.Tenants {
		all = append(all, t.Err)
		for _, s := range t.Subscriptions {
			if ct, ok := errors.AsType[*CrossTenantError](s.Err); ok && ct.Kind == WrongHomeTenant {
				all = append(all, s.Err)
			}
		}
	}
	return errors.Join(all...)
}

// String is one line for each tenant.
func (r Report) String() string {
	var b strings.Builder
	for _, t := range r.Tenants {
		fmt.Fprintf(&b, "tenant %s: ", t.Tenant)
		if t.Err != nil {
			fmt.Fprintln(&b, t.Err)
			continue
		}
		fmt.Fprintf(&b, "application %s", t.Application)
		for _, s := range t.Subscriptions {
			verdict := "readable"
			if !s.Readable {
				verdict = "not readable"
			}
			fmt.Fprintf(&b, ", subscription %s %s", s.ID, verdict)
		}
		fmt.Fprintln(&b)
	}
	if !r.SameApplication {
		fmt.Fprintln(&b, "the tenants' tokens are of different applications; use one application in all of them")
	}
	return b.String()
}

// Preflight gets a token of every tenant of the chain, and reads the subscriptions that it lists, all at
// the same time, to find out before the first request what would fail. base is as for
// [Chain.ClientOptions]; nothing is written. What it finds is in the report; the error is about base, or
// ctx's.
func (c *Chain) Preflight(ctx context.Context, base *arm.ClientOptions) (Report, error) {
	_, a, err := c.prepare(base)
	if err != nil {
		return Report{}, err
	}
	members := []*member{c.home}
	for _, key := range c.core.names() {
		if m := c.core.members[key]; m != c.home {
			members = append(members, m)
		}
	}
	out := Report{Tenants: make([]TenantReport, len(members))}
	var all sync.WaitGroup
	for i, m := range members {
		all.Go(func() { out.Tenants[i] = a.preflight(ctx, m) })
	}
	all.Wait()
	who := ""
	out.SameApplication = !slices.ContainsFunc(out.Tenants, func(t TenantReport) bool {
		first := who
		if first == "" {
			who = fold(t.Application)
		}
		return first != "" && t.Application != "" && first != fold(t.Application)
	})
	return out, ctx.Err()
}

// preflight checks one tenant.
func (p *attach) preflight(ctx context.Context, m *member) TenantReport {
	out := TenantReport{Tenant: m.key, Home: m == p.chain.home, Source: m.source}
	began := time.Now()
	token, err := p.chain.core.tokens.get(ctx, p.ask(m))
	out.Took = time.Since(began)
	if err == nil && !out.Home {
		err = m.mayBeAuxiliary(token)
	}
	if out.Err = err; err != nil {
		return out
	}
	out.Application, out.Principal, out.Expires = token.application, token.principal, token.ExpiresOn
	for id, owner := range p.chain.core.table {
		if owner == m {
			out.Subscriptions = append(out.Subscriptions, SubscriptionReport{ID: id})
		}
	}
	slices.SortFunc(out.Subscriptions, func(a, b SubscriptionReport) int { return strings.Compare(a.ID, b.ID) })
	for i := range out.Subscriptions {
		p.read(ctx, &out.Subscriptions[i], token.Token)
	}
	return out
}

// read reads a subscription with a tenant's token.
func (p *attach) read(ctx context.Context, s *SubscriptionReport, token string) {
	got, err := p.lookup.direct.subscription(ctx, s.ID, token)
	if err != nil {
		s.Err = p.chain.Explain(err)
		if ct, ok := errors.AsType[*CrossTenantError](s.Err); ok && ct.Kind == WrongHomeTenant {
			ct.Fix = fmt.Sprintf("list the subscription %s with tenant %s in the chain", s.ID, ct.LinkedTenant)
		}
		return
	}
	s.Readable, s.State = true, got.State
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// Explain is [Explain] with what the chain knows of tenants: for the result of an operation, and for an
// error of a client that does not use the chain.
func (c *Chain) Explain(err error) error {
	if _, done := errors.AsType[*CrossTenantError](err); done {
		return err
	}
	f, resp, ok := readError(err)
	if !ok {
		return err
	}
	out := f.report(resp, err)
	c.complete(out, nil)
	return out
}

// ExplainText is [ExplainText] with what the chain knows of tenants.
func (c *Chain) ExplainText(text string) (*CrossTenantError, bool) {
	out, ok := ExplainText(text)
	if ok {
		c.complete(out, nil)
	}
	return out, ok
}

// explain returns the error for an answer that is about tenants, in one of the known wordings, and nil
// for any other. sent are the tenants whose tokens went with the request.
func (c *Chain) explain(resp *http.Response, sent *tenantSet) error {
	if resp.StatusCode < http.StatusBadRequest || resp.StatusCode >= http.StatusInternalServerError || resp.Body == nil {
		return nil
	}
	raw, err := runtime.Payload(resp)
	if err != nil || !telling(raw, resp.StatusCode) {
		return nil
	}
	f, ok := readBody(raw)
	if !ok {
		return c.rejected(resp, sent)
	}
	out := f.report(resp, runtime.NewResponseError(resp))
	c.complete(out, sent)
	return out
}

// telling reports whether it is worth taking a body apart.
func telling(raw []byte, status int) bool {
	return status == http.StatusUnauthorized || bytes.Contains(raw, []byte(linkedCode)) || bytes.Contains(raw, []byte(wrongTenantCode))
}

// rejected returns the error for a 401 that names one of the tenants whose tokens were sent, in whatever
// words, and nil for any other answer.
func (c *Chain) rejected(resp *http.Response, sent *tenantSet) error {
	if resp.StatusCode != http.StatusUnauthorized {
		return nil
	}
	said := readChallenge(resp)
	for _, m := range sent.members() {
		if said.names(m.key) {
			f := finding{wording: wording{kind: AuxiliaryTokenRejected}, tenant: m.key}
			out := f.report(resp, runtime.NewResponseError(resp))
			out.what = "the service rejected the request with its auxiliary token of " + m.who + ", also a renewed one"
			out.Fix = "check that the application is not disabled in the tenant, that the tenant trusts it, and that the clocks are right"
			return out
		}
	}
	return nil
}

// complete adds what the chain knows. sent is nil for an error of a client that does not use the chain.
func (c *Chain) complete(e *CrossTenantError, sent *tenantSet) {
	owner, _ := c.core.owner([]byte(e.LinkedSubscription))
	if owner != nil && e.LinkedTenant == "" {
		e.LinkedTenant = owner.key
	}
	switch e.Kind {
	case MissingAuxiliaryToken:
		c.adviseToken(e, owner, sent)
	case WrongHomeTenant:
		if m := c.core.members[fold(e.LinkedTenant)]; m != nil {
			e.Fix = fmt.Sprintf("make the client for this subscription with chain.As(%q), which the chain has a credential for", m.key)
		} else {
			e.Fix = fmt.Sprintf("add the tenant to the chain, %s, and make the client with chain.As(%q)",
				tenantLiteral(e.LinkedTenant, ""), e.LinkedTenant)
		}
	}
}

// adviseToken completes the error for a token that was missing.
func (c *Chain) adviseToken(e *CrossTenantError, owner *member, sent *tenantSet) {
	foreign := c.core.learned.foreign(e.LinkedSubscription)
	switch {
	case foreign != "":
		e.Kind, e.LinkedTenant = TenantNotInChain, foreign
		e.Fix = "add the tenant that owns the subscription to the chain: " + tenantLiteral(foreign, e.LinkedSubscription)
	case owner != nil && sent == nil:
		e.Fix = "make the call with this chain as the client's credential: it sends a token of tenant " + owner.key +
			" with requests that refer to the subscription"
	case owner != nil && sent.has(owner):
		e.Kind = NoRightsInLinkedTenant
		e.Fix = fmt.Sprintf("a token of tenant %s was sent: check that it owns the subscription, and that the "+
			"application has a service principal there with a role on the resource", owner.key)
	case owner != nil:
		e.Fix = fmt.Sprintf("send the token of tenant %s along, which the chain has: call with auth.WithTenants(ctx, %q)",
			owner.key, owner.key)
	default:
		c.adviseUnknown(e, cmp.Or(sent, &tenantSet{}))
	}
}

// adviseUnknown completes the error for a subscription whose tenant nobody knows.
func (c *Chain) adviseUnknown(e *CrossTenantError, sent *tenantSet) {
	var left []string
	for _, key := range c.core.names() {
		if m := c.core.members[key]; m != c.home && !sent.has(m) {
			left = append(left, key)
		}
	}
	if len(left) == 0 {
		e.Kind = TenantNotInChain
		e.Fix = "add the tenant that owns the subscription to the chain: " + tenantLiteral("<its tenant>", e.LinkedSubscription)
		return
	}
	e.Fix = fmt.Sprintf("list the subscription with its tenant in the chain, auth.Tenant{Subscriptions: []string{%q}}, "+
		"or call with auth.WithTenants(ctx, \"<its tenant>\"); tenants of the chain whose token was not sent: %s",
		e.LinkedSubscription, strings.Join(left, ", "))
}

// tenantLiteral is how to write a tenant of a chain.
func tenantLiteral(id, subscription string) string {
	if subscription == "" {
		return fmt.Sprintf("auth.Tenant{ID: %q, Source: source}", id)
	}
	return fmt.Sprintf("auth.Tenant{ID: %q, Source: source, Subscriptions: []string{%q}}", id, subscription)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

const (
	poolAction = "/ipampools/associateresourcestopool/action"
	// poolUser is the built-in role IPAM Pool User (Microsoft Learn, "Azure built-in roles").
	poolUser = "7b3e853f-ad5d-4fb5-a7b8-56a3581c7037"
)

// Explain returns err as a *[CrossTenantError] if it wraps an *azcore.ResponseError that is a
// LinkedAuthorizationFailed in one of the known wordings, and err itself otherwise. Clients with the
// options of a [Chain] return such errors already, and with more in them, since the chain knows tenants.
func Explain(err error) error {
	if _, done := errors.AsType[*CrossTenantError](err); done {
		return err
	}
	re, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok {
		return err
	}
	message, ok := linkedMessage(re.RawResponse)
	if !ok {
		return err
	}
	said, ok := parseLinked(message)
	if !ok {
		return err
	}
	out := newLinkedError(said, re.RawResponse, err)
	if !said.rights {
		out.Fix = fmt.Sprintf("send a token of the tenant that owns subscription %s along: put the tenant into an "+
			"auth.Chain as %s, or call with auth.WithTenants(ctx, \"<its tenant>\")",
			said.subscription, tenantLiteral("<its tenant>", said.subscription))
	}
	return out
}

// explain returns the error for a LinkedAuthorizationFailed in one of the known wordings, and nil for
// any other answer. sent are the tenants whose tokens went with the request.
func (c *Chain) explain(resp *http.Response, sent *tenantSet) error {
	message, ok := linkedMessage(resp)
	if !ok {
		return nil
	}
	said, ok := parseLinked(message)
	if !ok {
		return nil
	}
	out := newLinkedError(said, resp, runtime.NewResponseError(resp))
	owner, _ := c.core.owner([]byte(said.subscription))
	known := owner != nil
	if known {
		out.LinkedTenant = owner.key
	}
	switch {
	case said.rights:
	case known && sent.has(owner):
		out.Kind = NoRightsInLinkedTenant
		out.Fix = fmt.Sprintf("a token of tenant %s was sent: check that it owns the subscription, and that the "+
			"application has a service principal there with a role on the resource", owner.key)
	case known:
		out.Fix = fmt.Sprintf("send the token of tenant %s along, which the chain has: call with auth.WithTenants(ctx, %q)",
			owner.key, owner.key)
	default:
		c.adviseUnknown(out, sent)
	}
	return out
}

// adviseUnknown completes the error for a subscription that no tenant of the chain lists.
func (c *Chain) adviseUnknown(out *CrossTenantError, sent *tenantSet) {
	var left []string
	for _, key := range c.core.names() {
		if s := c.core.members[key]; s != c.home && !sent.has(s) {
			left = append(left, key)
		}
	}
	if len(left) == 0 {
		out.Kind = TenantNotInChain
		out.Fix = fmt.Sprintf("add the tenant that owns the subscription to the chain: %s",
			tenantLiteral("<its tenant>", out.LinkedSubscription))
		return
	}
	out.Fix = fmt.Sprintf("list the subscription with its tenant in the chain, auth.Tenant{Subscriptions: []string{%q}}, "+
		"or call with auth.WithTenants(ctx, \"<its tenant>\"); tenants of the chain whose token was not sent: %s",
		out.LinkedSubscription, strings.Join(left, ", "))
}

// newLinkedError returns the error without what only a chain knows.
func newLinkedError(said linked, resp *http.Response, cause error) *CrossTenantError {
	out := &CrossTenantError{
		Kind: MissingAuxiliaryToken, Action: said.action, Scope: said.scope,
		LinkedSubscription: said.subscription, Principal: said.principal,
		CorrelationID: resp.Header.Get(correlation), Err: cause,
		what: fmt.Sprintf("the request refers to a resource in subscription %s of another tenant, and no token "+
			"that is valid for it came along", said.subscription),
	}
	if said.rights {
		out.Kind = NoRightsInLinkedTenant
		out.what = fmt.Sprintf("the principal %q may not perform %s on %s, which the request refers to",
			said.principal, said.action, said.scope)
		out.Fix = grant(said)
	}
	return out
}

func tenantLiteral(id, subscription string) string {
	return fmt.Sprintf("auth.Tenant{ID: %q, Credential: credential, Subscriptions: []string{%q}}", id, subscription)
}

// grant says how to give the principal what it lacks. The service answers the same for ids that do not
// exist.
func grant(said linked) string {
	role, name := "<role>", "a role with "+said.action
	if strings.HasSuffix(strings.ToLower(said.action), poolAction) {
		role, name = poolUser, "the role IPAM Pool User"
	}
	return fmt.Sprintf("check that the id is right, then have an owner of it grant %s: az role assignment create "+
		"--assignee '%s' --role '%s' --scope '%s', and try again after some minutes",
		name, cmp.Or(said.principal, "<object id>"), role, said.scope)
}

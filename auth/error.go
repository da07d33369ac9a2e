// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// Kind says what went wrong between tenants.
type Kind string

const (
	// MissingAuxiliaryToken is a request that refers to another tenant's resource and came without
	// that tenant's token.
	MissingAuxiliaryToken Kind = "MissingAuxiliaryToken"
	// TenantNotInChain is a tenant that is needed or was asked for and that the chain has no
	// credential for.
	TenantNotInChain Kind = "TenantNotInChain"
	// NoRightsInLinkedTenant is a principal that lacks a role on the resource referred to.
	NoRightsInLinkedTenant Kind = "NoRightsInLinkedTenant"
	// WrongHomeTenant is a request that ran under a token of another tenant than the one that owns the
	// subscription in its URL.
	WrongHomeTenant Kind = "WrongHomeTenant"
	// AuxiliaryTokenRejected is an auxiliary token that the service did not take, nor a renewed one.
	AuxiliaryTokenRejected Kind = "AuxiliaryTokenRejected"
	// CredentialCannotServeTenant is a credential that cannot get a token of its tenant, or that answered
	// with a token of another one or with one that does not say whose it is. No such token was sent.
	CredentialCannotServeTenant Kind = "CredentialCannotServeTenant"
	// TokenUnavailable is a credential that got no token this time.
	TokenUnavailable Kind = "TokenUnavailable"
	// TooManyTenants is a request for more than the three auxiliary tenants Resource Manager allows.
	TooManyTenants Kind = "TooManyTenants"
	// BodyTooLarge is a body of more than 4 MiB, which is not searched for ids.
	BodyTooLarge Kind = "BodyTooLarge"
)

// CrossTenantError reports a request that failed between tenants and says what to do. Fields that do
// not apply or are not known are empty. Test for it with errors.AsType[*CrossTenantError].
type CrossTenantError struct {
	Kind Kind
	// Action and Scope are the permission that is missing and the resource it is missing on.
	Action, Scope string
	// LinkedSubscription and LinkedTenant own the resource that was referred to. The service names the
	// subscription only; the tenant is known if the chain lists it or found it out. For other kinds
	// LinkedTenant is the tenant that the error is about.
	LinkedSubscription, LinkedTenant string
	// Principal is the object id, or else the name, of who was refused.
	Principal string
	// CorrelationID is the service's id of the request.
	CorrelationID string
	// Fix says what to do, in one sentence.
	Fix string
	// Err is the cause: the service's *azcore.ResponseError without credential headers, or the
	// credential's error. May be nil.
	Err error

	what string
}

// Error says on one line what happened and what to do. It holds no body and no token.
func (e *CrossTenantError) Error() string {
	what := e.what
	if what == "" {
		what = string(e.Kind)
	}
	if e.Fix == "" {
		return "auth: " + what
	}
	return "auth: " + what + "; " + e.Fix
}

// Unwrap returns the cause.
func (e *CrossTenantError) Unwrap() error { return e.Err }

func (c *core) notInChain(tenant string) error {
	return &CrossTenantError{
		Kind: TenantNotInChain, LinkedTenant: fold(tenant),
		what: fmt.Sprintf("tenant %q is not in the chain, which has %s", tenant, strings.Join(c.names(), ", ")),
		Fix:  "give auth.NewChain an auth.Tenant with a credential for it",
	}
}

// outside is a subscription in a body that belongs to a tenant outside the chain.
func (c *core) outside(subscription, tenant string) error {
	return &CrossTenantError{
		Kind: TenantNotInChain, LinkedSubscription: fold(subscription), LinkedTenant: tenant,
		what: fmt.Sprintf("the body refers to a resource in subscription %s of tenant %s, which is not in the chain", fold(subscription), tenant),
		Fix: "if you mean that resource, give auth.NewChain the tenant: " + tenantLiteral(tenant, fold(subscription)) +
			"; if no token is needed for it, call with auth.WithTenants(ctx)",
	}
}

// tooMany is a request for more tenants than the service takes, all of which are in the chain.
func (c *Chain) tooMany(tenants []string) error {
	distinct := map[string]bool{}
	for _, t := range tenants {
		distinct[fold(t)] = true
	}
	delete(distinct, c.home.key)
	return &CrossTenantError{
		Kind: TooManyTenants,
		what: fmt.Sprintf("%d auxiliary tenants are wanted (%s) and Resource Manager takes %d",
			len(distinct), strings.Join(slices.Sorted(maps.Keys(distinct)), ", "), maxAuxiliary),
		Fix: "name at most three in auth.WithTenants, and split the request if it needs more",
	}
}

func bodyTooLarge(size int64) error {
	return &CrossTenantError{
		Kind: BodyTooLarge,
		what: fmt.Sprintf("the body of %d bytes is not searched for ids of other tenants, %d are the limit", size, maxBody),
		Fix:  "name the tenants it refers to with auth.WithTenants(ctx, ...), or none with auth.WithTenants(ctx)",
	}
}

func (s *member) unavailable(err error) error {
	scrubCredential(err)
	out := &CrossTenantError{
		Kind: TokenUnavailable, LinkedTenant: s.key, Err: err,
		what: fmt.Sprintf("no token from %s: %s", s.who, brief(err)),
		Fix: "check the credential that the chain has for this tenant: it must be made for the tenant, and " +
			"its application must exist there",
	}
	if f, ok := match("", err.Error(), credentialWords()); ok {
		f.tenant = cmp.Or(s.key, f.tenant) // the text may name the directory
		out.Kind, out.Fix = f.kind, f.fill(f.fix)
		out.what = fmt.Sprintf("no token from %s: %s (%s)", s.who, f.fill(f.what), brief(err))
	}
	return out
}

// scrubCredential takes the request out of a credential's error, but for where it went: its body, or a
// header, has the secret that the credential signed in with.
func scrubCredential(err error) {
	failed, ok := errors.AsType[*azidentity.AuthenticationFailedError](err)
	if !ok || failed.RawResponse == nil || failed.RawResponse.Request == nil {
		return
	}
	clean := &http.Request{Method: failed.RawResponse.Request.Method, Header: http.Header{}}
	if u := failed.RawResponse.Request.URL; u != nil {
		clean.URL, clean.Host = &url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}, u.Host
	}
	failed.RawResponse.Request = clean
}

func (s *member) wrongTenant(got string) error {
	return &CrossTenantError{
		Kind: CredentialCannotServeTenant, LinkedTenant: s.key,
		what: fmt.Sprintf("the credential for %s answered with a token of tenant %q, which was not sent", s.who, got),
		Fix: "make a credential for this tenant; a managed identity serves its own tenant only, for others use " +
			"auth.FederatedManagedIdentity",
	}
}

// tooLate is the end of a caller's context while tokens were fetched.
func tooLate(late []*member, cause error) error {
	var who []string
	for _, m := range late {
		who = append(who, m.who)
	}
	waiting := fmt.Errorf("auth: waiting for a token of %s: %w", strings.Join(who, ", "), cause)
	if len(late) == 0 || !errors.Is(cause, context.DeadlineExceeded) {
		return waiting
	}
	return &CrossTenantError{
		Kind: TokenUnavailable, LinkedTenant: late[0].key, Err: waiting,
		what: fmt.Sprintf("no token from %s within the call's time", strings.Join(who, ", ")),
		Fix: "give the call more time, or find out why Entra ID, or the program or endpoint that gives out the token, takes so long; " +
			"requests that need no token of this tenant are not affected",
	}
}

func (s *member) expired(at time.Time) error {
	return &CrossTenantError{
		Kind: TokenUnavailable, LinkedTenant: s.key,
		what: fmt.Sprintf("the credential for %s answered with a token that expired at %s; it was not sent", s.who, at.UTC().Format(time.RFC3339)),
		Fix:  "check that the clock is right, and that the credential does not keep tokens for longer than they last",
	}
}

func (s *member) unreadable(why string) error {
	return &CrossTenantError{
		Kind: CredentialCannotServeTenant, LinkedTenant: s.key,
		what: fmt.Sprintf("the credential for %s answered with a token that %s; it was not sent", s.who, why),
		Fix:  "use a credential of azidentity, or set auth.Tenant.AllowOpaqueTokens if you know whose tokens these are",
	}
}

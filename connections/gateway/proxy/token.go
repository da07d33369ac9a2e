// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// maxToken bounds what is parsed: Entra's tokens stay below what servers take as a header.
const maxToken = 16 << 10

// claims are what of an access token counts (learn.microsoft.com, "Access token claims reference").
type claims struct {
	Tenant    string  `json:"tid"`
	AppID     string  `json:"appid"` // version 1.0
	Party     string  `json:"azp"`   // version 2.0
	Object    string  `json:"oid"`
	Scopes    string  `json:"scp"`
	NotBefore float64 `json:"nbf"`
}

// counted are the names of claims that are looked at, here or in the library. They are compared as they are (RFC 7519,
// section 4), and encoding/json compares without case: whoever may have Entra put claims with names of their
// own into tokens must not say "AppID" in place of appid.
func counted() []string {
	return []string{"iss", "aud", "exp", "nbf", "tid", "appid", "azp", "oid", "scp"}
}

// app is the application that the token was given to; both claims of it are the same, or the token is refused.
func (c claims) app() string { return strings.ToLower(cmp.Or(c.AppID, c.Party)) }

// byToken finds the caller of a token.
func (g *Guard) byToken(ctx context.Context, raw string) (*Caller, Origin, error) {
	token, err := g.verify(ctx, raw)
	if err != nil {
		return nil, Origin{}, err
	}
	c := token.claims
	origin := Origin{AppID: c.app(), Object: c.Object}
	i := slices.IndexFunc(g.callers, func(known *Caller) bool { return known.AppID != "" && strings.EqualFold(known.AppID, origin.AppID) })
	denied := func(message string) (*Caller, Origin, error) {
		return nil, origin, &RefusedError{Status: http.StatusForbidden, Kind: kindDenied, Code: "caller_not_allowed", Message: message}
	}
	switch {
	case !plain(origin.AppID) || !plain(c.Object) || c.AppID != "" && c.Party != "" && !strings.EqualFold(c.AppID, c.Party):
		origin = Origin{}
		return denied("the token does not say which application it is of; ask Entra for another one")
	case i < 0:
		return denied("the application " + origin.AppID + " is not one of this gateway's callers; have its operator add it")
	case c.Scopes != "" && !g.callers[i].Delegated:
		return denied("the token acts for a user, and this gateway takes those of the application " + origin.AppID +
			" itself alone; sign in with client credentials or a managed identity")
	}
	g.verified.keep(token) // of callers alone, so that nobody else fills the memory
	return g.callers[i], origin, nil
}

// verify checks a token's signature, algorithm, times, issuer and audience.
func (g *Guard) verify(ctx context.Context, raw string) (*signed, error) {
	if len(raw) > maxToken {
		return nil, g.unauthorized("invalid_token", "the token is too long to be one of Entra's")
	}
	keys, err := g.authority.current(ctx)
	if err != nil {
		return nil, g.keysMissing(ctx, err)
	}
	sum, reads := sha256.Sum256([]byte(raw)), g.authority.fetches.reads.Load()
	token, ok := g.verified.get(sum, keys, reads)
	if !ok {
		if token, err = g.signature(ctx, keys, raw); err != nil {
			return nil, err
		}
		token.sum, token.keys, token.reads, token.until = sum, keys, reads, time.Now().Add(verifiedFor)
	}
	return token, g.misdirected(token)
}

// signature checks a token's signature and algorithm, and reads it.
func (g *Guard) signature(ctx context.Context, keys *oidc.RemoteKeySet, raw string) (*signed, error) {
	asked := &asking{keys: keys}
	token, err := oidc.NewVerifier("", asked, &oidc.Config{
		// The library knows one issuer and one audience, compared as they are; both are looked at elsewhere.
		SkipIssuerCheck: true, SkipClientIDCheck: true, SupportedSigningAlgs: []string{oidc.RS256},
		Now: func() time.Time { return time.Now().Add(-g.options.Skew) },
	}).Verify(ctx, raw)
	if err != nil {
		if unavailable := g.authority.unavailable(asked.err); unavailable != nil {
			return nil, g.keysMissing(ctx, unavailable)
		}
		return nil, g.unverified(err)
	}
	var c claims
	var all map[string]json.RawMessage
	if token.Claims(&c) != nil || token.Claims(&all) != nil || ambiguous(all) {
		return nil, g.unauthorized("invalid_token", "the token has claims that Entra does not write; ask Entra for another one")
	}
	return &signed{claims: c, issuer: token.Issuer, audiences: token.Audience, expires: token.Expiry}, nil
}

// ambiguous reports whether the name of a claim is that of one that counts but for its case.
func ambiguous(all map[string]json.RawMessage) bool {
	for name := range all {
		for _, known := range counted() {
			if name != known && strings.EqualFold(name, known) {
				return true
			}
		}
	}
	return false
}

// unverified says why the library refuses a token. Its own text may quote the token.
func (g *Guard) unverified(err error) error {
	if late, ok := errors.AsType[*oidc.TokenExpiredError](err); ok {
		return g.unauthorized("invalid_token", "the token expired at "+late.Expiry.UTC().Format(time.RFC3339)+"; get a new one")
	}
	return g.unauthorized("invalid_token", "the token is no JWT that a key of the tenant "+g.options.Tenant+
		" signed with RS256; get one there, for "+strings.Join(g.options.Audiences, " or "))
}

// misdirected refuses a good token that is for somebody else, from somebody else, or for later.
func (g *Guard) misdirected(token *signed) error {
	c, now := token.claims, time.Now()
	ours := slices.ContainsFunc(token.audiences, func(a string) bool { return slices.Contains(g.audiences, strings.TrimSuffix(a, "/")) })
	switch {
	case token.expires.Before(now.Add(-g.options.Skew)): // it may have been good when its signature was looked at
		return g.unverified(&oidc.TokenExpiredError{Expiry: token.expires})
	case !slices.Contains(g.authority.issuers, token.issuer), c.Tenant != "" && !strings.EqualFold(c.Tenant, g.options.Tenant):
		return g.unauthorized("invalid_token", "the token is of another issuer than the tenant "+g.options.Tenant+"; get one there")
	case !ours:
		return g.unauthorized("invalid_token", "the token is for something else; set the connection's audience to "+strings.Join(g.options.Audiences, " or "))
	case c.NotBefore > float64(now.Add(g.options.Skew).Unix()):
		return g.unauthorized("invalid_token", "the token is not valid yet; correct the clocks")
	}
	return nil
}

// keysMissing tells that tokens cannot be checked now, which is not the caller's fault.
func (g *Guard) keysMissing(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	g.logger.ErrorContext(ctx, "the tenant's signing keys cannot be had", "authority", g.options.Authority, "error", err.Error())
	return &RefusedError{
		Status: http.StatusServiceUnavailable, Kind: kindServer, Code: "keys_unavailable", RetryAfter: retryKeys,
		Message: "this gateway cannot check tokens now, because it does not reach the tenant's signing keys; try again later",
	}
}

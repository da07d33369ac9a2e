// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// maxAuxiliary is how many auxiliary tokens Resource Manager documents as its limit.
const maxAuxiliary = 3

// authenticate finds who the request's tokens speak for. The home token must be of the tenant that owns
// the subscription in the path.
func (c *call) authenticate(segments []string) error {
	owner, err := c.owner(segments)
	if err != nil {
		return err
	}
	header := c.req.Header.Get("Authorization")
	if header == "" {
		return c.challenge(owner, "AuthenticationFailed",
			"Authentication failed. The 'Authorization' header is missing.",
			"The authentication failed because of missing 'Authorization' header.")
	}
	token, ok := strings.CutPrefix(header, "Bearer ")
	if !ok {
		return c.challenge(owner, "AuthenticationFailedInvalidHeader",
			"Authentication failed. The 'Authorization' header is provided in an invalid format.",
			"The authentication failed because of an invalid 'Authorization' header.")
	}
	if c.caller, err = c.verify(owner, strings.TrimSpace(token)); err != nil {
		return err
	}
	if owner != nil && !strings.EqualFold(owner.ID, c.caller.tenant) {
		return c.wrongTenant(owner)
	}
	return c.authenticateAuxiliary(owner)
}

// owner returns the tenant of the subscription in the path; nil when the path has none.
func (c *call) owner(segments []string) (*tenant, error) {
	if len(segments) < 2 || !strings.EqualFold(segments[0], "subscriptions") {
		return nil, nil
	}
	id := segments[1]
	if !armid.IsGUID(id) {
		return nil, refuse(http.StatusBadRequest, "InvalidSubscriptionId",
			"The provided subscription identifier '%s' is malformed or invalid.", id)
	}
	if t := c.world.subscriptions[strings.ToLower(id)]; t != nil {
		return t, nil
	}
	return nil, refuse(http.StatusNotFound, "SubscriptionNotFound", "The subscription '%s' could not be found.", id)
}

// verify checks one token and returns whom it speaks for.
func (c *call) verify(owner *tenant, token string) (principal, error) {
	w := c.world
	now := w.now(c.req)
	claims, err := w.tokens.verify(token, now)
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return principal{}, c.challenge(owner, "ExpiredAuthenticationToken", fmt.Sprintf(
			"The access token expiry UTC time '%s' is earlier than current UTC time '%s'.",
			claims.ExpiresAt.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339)), "The access token expired.")
	case err != nil:
		return principal{}, c.challenge(owner, "InvalidAuthenticationToken", "The access token is invalid.", "Could not validate the access token.")
	case !w.knownAudience(c.req, claims.For):
		return principal{}, c.challenge(owner, "InvalidAuthenticationTokenAudience", fmt.Sprintf(
			"The access token has been obtained for wrong audience or resource '%s'. It should exactly match with one of the allowed audiences '%s'.",
			claims.For, audience+"/"), "The access token has been obtained for a wrong audience.")
	}
	return principal{tenant: claims.Tenant, object: claims.Object, client: claims.Client}, nil
}

// challenge is a 401 that names the tenant to sign in to, which clients use to find a subscription's
// tenant.
func (c *call) challenge(owner *tenant, code, message, description string) *fault {
	name := "common"
	if owner != nil {
		name = owner.ID
	}
	f := refuse(http.StatusUnauthorized, code, "%s", message)
	f.header = http.Header{"Www-Authenticate": {fmt.Sprintf(
		`Bearer authorization_uri="%s/%s", error="invalid_token", error_description="%s"`, c.base, name, description)}}
	return f
}

func (c *call) wrongTenant(owner *tenant) error {
	want := stsIssuer(owner.ID)
	authority := c.base + "/" + owner.ID
	return c.challenge(owner, "InvalidAuthenticationTokenTenant", fmt.Sprintf(
		"The access token is from the wrong issuer '%s'. It must match the tenant '%s' associated with this subscription. "+
			"Please use the authority (URL) '%s' to get the token. Note, if the subscription is transferred to another tenant there is "+
			"no impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just "+
			"transferred your subscription and see this error message, please try back later.",
		stsIssuer(c.caller.tenant), want, authority), "The access token is from the wrong issuer. It must match the tenant associated with this subscription.")
}

// authenticateAuxiliary checks the auxiliary tokens: all must be good, even those that are not needed.
func (c *call) authenticateAuxiliary(owner *tenant) error {
	c.auxiliary = map[string]principal{}
	var tokens []string
	for _, line := range c.req.Header.Values("x-ms-authorization-auxiliary") {
		for part := range strings.SplitSeq(line, ",") {
			if part = strings.TrimSpace(part); part != "" {
				tokens = append(tokens, part)
			}
		}
	}
	if len(tokens) > maxAuxiliary {
		// Our reading: the limit is documented, the answer is not.
		return refuse(http.StatusBadRequest, "InvalidAuxiliaryTokens",
			"The request has %d auxiliary tokens; at most %d are allowed.", len(tokens), maxAuxiliary)
	}
	for _, text := range tokens {
		p, err := c.auxiliaryPrincipal(owner, text)
		if err != nil {
			return err
		}
		c.auxiliary[strings.ToLower(p.tenant)] = p
	}
	return nil
}

// auxiliaryPrincipal checks one auxiliary token. The refusal names the client and the tenant of a bad
// one where they can be read.
func (c *call) auxiliaryPrincipal(owner *tenant, text string) (principal, error) {
	token, ok := strings.CutPrefix(text, "Bearer ")
	p, err := c.verify(owner, strings.TrimSpace(token))
	if ok && err == nil {
		return p, nil
	}
	var read claims
	_, _, _ = jwt.NewParser().ParseUnverified(token, &read) // what cannot be read stays empty
	code := "InvalidAuthenticationToken"
	if f, is := errors.AsType[*fault](err); is {
		code = f.code
	}
	return principal{}, c.challenge(owner, code, fmt.Sprintf(
		"The auxiliary access token of client '%s' and tenant '%s' in the 'x-ms-authorization-auxiliary' header is invalid or expired.",
		read.Client, read.Tenant), "The auxiliary access token is invalid.")
}

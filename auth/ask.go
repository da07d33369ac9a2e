// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// ask is a wish for a token.
type ask struct {
	member *member
	scopes []string
	cae    bool
	// claims are those of a challenge; they bypass the caches, ours and the credential's.
	claims string
	// renew asks for a token that no cache has, for want of a challenge.
	renew bool
}

// tokenKey names tokens that are interchangeable.
type tokenKey struct {
	tenant, scopes string
	cae            bool
}

// flightKey names fetches that are interchangeable.
type flightKey struct {
	tokenKey
	claims string
	renew  bool
}

func (a ask) key() tokenKey {
	return tokenKey{tenant: a.member.key, scopes: strings.Join(a.scopes, " "), cae: a.cae}
}

// flight returns the key of the fetch. A challenge that differs from the last one in its time only asks
// for the same.
func (a ask) flight() flightKey {
	k := flightKey{tokenKey: a.key(), renew: a.renew}
	if a.claims != "" {
		k.claims = digits().ReplaceAllString(a.claims, "")
	}
	return k
}

// anew returns the same wish for a token that no cache has.
func (a ask) anew() ask {
	a.renew = a.claims == ""
	return a
}

// digits matches the times in claims.
var digits = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\d{9,}`) })

// fetch asks the credential.
func (a ask) fetch(ctx context.Context) (issued, error) {
	claims := a.claims
	if a.renew {
		claims = issuedAfter(time.Now())
	}
	token, err := a.member.cred.GetToken(ctx, policy.TokenRequestOptions{
		Scopes: a.scopes, TenantID: a.member.id, EnableCAE: a.cae, Claims: claims,
	})
	if err != nil {
		return issued{}, a.member.unavailable(err)
	}
	return a.member.accept(token)
}

// issuedAfter is the claims request of continuous access evaluation for a token issued from t on. It
// is what makes azidentity pass its cache by.
func issuedAfter(t time.Time) string {
	return fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, t.Unix())
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// issued is a token that may be sent for its tenant.
type issued struct {
	azcore.AccessToken
	identity
}

// identity is whom a token speaks for, as far as it says so.
type identity struct {
	tenant, application, principal string
}

// accept checks a token against the tenant it was asked for.
func (s *member) accept(token azcore.AccessToken) (issued, error) {
	if token.Token == "" {
		return issued{}, s.unreadable("is empty")
	}
	// Such a token would end the header early, or add a second one to it.
	if strings.ContainsFunc(token.Token, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == ',' }) {
		return issued{}, s.unreadable("holds characters no token has")
	}
	id := identityOf(token.Token)
	if id.tenant != "" && fold(id.tenant) != s.key && !s.any {
		return issued{}, s.wrongTenant(id.tenant)
	}
	if now := time.Now(); !token.ExpiresOn.IsZero() && !now.Before(token.ExpiresOn) {
		return issued{}, s.expired(token.ExpiresOn)
	}
	return issued{AccessToken: token, identity: id}, nil
}

// mayBeAuxiliary refuses opaque tokens for a tenant that did not opt in.
func (s *member) mayBeAuxiliary(token issued) error {
	if token.tenant == "" && !s.opaque {
		return s.unreadable("does not say its tenant")
	}
	return nil
}

// identityOf reads the claims of a JWT (RFC 7519), as versions 1.0 and 2.0 of Entra's tokens have them;
// what is no JWT has none. The signature is not looked at: the question is only whether a credential was
// mixed up, and Resource Manager checks the rest.
func identityOf(token string) identity {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return identity{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return identity{}
	}
	var claims struct {
		Tenant      string `json:"tid"`
		Application string `json:"appid"`
		Party       string `json:"azp"`
		Principal   string `json:"oid"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return identity{}
	}
	return identity{claims.Tenant, cmp.Or(claims.Application, claims.Party), claims.Principal}
}

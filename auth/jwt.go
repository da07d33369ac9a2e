// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// issued is a token that may be sent for its tenant.
type issued struct {
	azcore.AccessToken
	// opaque is a token that does not say its tenant.
	opaque bool
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
	tid, ok := tenantOf(token.Token)
	if ok && fold(tid) != s.key && !s.any {
		return issued{}, s.wrongTenant(tid)
	}
	return issued{AccessToken: token, opaque: !ok}, nil
}

// mayBeAuxiliary refuses opaque tokens for a tenant that did not opt in.
func (s *member) mayBeAuxiliary(token issued) error {
	if token.opaque && !s.opaque {
		return s.unreadable("does not say its tenant")
	}
	return nil
}

// tenantOf returns the tid claim of a JWT (RFC 7519). The signature is not looked at: the question is
// only whether a credential was mixed up, and Resource Manager checks the rest.
func tenantOf(token string) (string, bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", false
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", false
	}
	var claims struct {
		Tenant string `json:"tid"`
	}
	if json.Unmarshal(payload, &claims) != nil || claims.Tenant == "" {
		return "", false
	}
	return claims.Tenant, true
}

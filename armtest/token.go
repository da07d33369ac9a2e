// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// audience is who tokens for Resource Manager are for, in the public cloud.
const audience = "https://management.azure.com"

// signingKey is made once per process, because it takes long. Worlds still refuse each other's tokens:
// each has a key id of its own.
var signingKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// issuer signs and checks the tokens of a world.
type issuer struct {
	key *rsa.PrivateKey
	id  string
}

func newIssuer() (*issuer, error) {
	key, err := signingKey()
	return &issuer{key: key, id: randomGUID()}, err
}

// principal is who a token speaks for: the service principal of an application in one tenant.
type principal struct {
	tenant, object, client string
}

// claims are those that Entra's version 1.0 tokens for applications have, as far as anyone here reads
// them (learn.microsoft.com, "Access token claims reference").
type claims struct {
	jwt.RegisteredClaims

	// For hides the library's audience, which is always written as an array; Entra's is a string.
	For          string   `json:"aud"`
	Tenant       string   `json:"tid"`
	Object       string   `json:"oid"`
	Client       string   `json:"appid"`
	ClientKind   string   `json:"appidacr"`
	Kind         string   `json:"idtyp"`
	Provider     string   `json:"idp"`
	Version      string   `json:"ver"`
	UTI          string   `json:"uti"`
	Capabilities []string `json:"xms_cc,omitempty"`
}

// validity is when a token is valid.
type validity struct{ from, until time.Time }

// sign makes a token for p. Every token is a new one.
func (s *issuer) sign(p principal, aud string, capabilities []string, v validity) (string, error) {
	iss := issuerOf(aud, p.tenant)
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: iss, Subject: p.object,
			IssuedAt: jwt.NewNumericDate(v.from), NotBefore: jwt.NewNumericDate(v.from), ExpiresAt: jwt.NewNumericDate(v.until),
		},
		For: aud, Tenant: p.tenant, Object: p.object, Client: p.client, ClientKind: "1", Kind: "app", Provider: iss,
		Version: "1.0", UTI: randomText(), Capabilities: capabilities,
	})
	token.Header["kid"] = s.id
	return token.SignedString(s.key)
}

// GetAudience returns the one audience.
func (c claims) GetAudience() (jwt.ClaimStrings, error) { return jwt.ClaimStrings{c.For}, nil }

// verify checks signature and times of a token. It fails with jwt's errors.
func (s *issuer) verify(token string, now time.Time) (*claims, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) {
		if t.Header["kid"] != s.id {
			return nil, errors.New("the key is not one of this world's")
		}
		return &s.key.PublicKey, nil
	}, jwt.WithValidMethods([]string{"RS256"}), jwt.WithTimeFunc(func() time.Time { return now }), jwt.WithExpirationRequired())
	if err == nil && c.Issuer != issuerOf(c.For, c.Tenant) {
		err = fmt.Errorf("issuer %q is not that of tenant %q", c.Issuer, c.Tenant)
	}
	return &c, err
}

// keys is the document of the discovery keys endpoint (RFC 7517).
func (s *issuer) keys() object {
	encode := base64.RawURLEncoding.EncodeToString
	exponent := big.NewInt(int64(s.key.E)).Bytes()
	return object{"keys": []any{object{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": s.id,
		"n": encode(s.key.N.Bytes()), "e": encode(exponent),
	}}}
}

// issuerOf is the issuer of tokens for an audience: those for exchange are of version 2.0.
func issuerOf(aud, tenant string) string {
	if aud == exchangeAudience {
		return "https://login.microsoftonline.com/" + tenant + "/v2.0"
	}
	return stsIssuer(tenant)
}

// stsIssuer is the issuer of version 1.0 tokens.
func stsIssuer(tenant string) string { return "https://sts.windows.net/" + tenant + "/" }

func randomText() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

func randomGUID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return formatGUID(b, 0x40)
}

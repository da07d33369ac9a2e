// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"crypto"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// FederatedCredential lets whoever has a token of another issuer sign in as an application.
type FederatedCredential struct {
	// Issuer, Subject and Audience are what the token must say: iss, sub and aud.
	Issuer, Subject, Audience string
	// Key verifies the token; nil for tokens of this world's managed identities.
	Key crypto.PublicKey
}

// trust is what an application signs in with beside its secret.
type trust struct {
	certificates []*x509.Certificate
	federations  []FederatedCredential
}

// AddCertificate lets an application sign in with a certificate.
func (w *World) AddCertificate(clientID string, c *x509.Certificate) error {
	return w.entrust(clientID, func(t *trust) { t.certificates = append(t.certificates, c) })
}

// AddFederatedCredential lets an application sign in with tokens of another issuer.
func (w *World) AddFederatedCredential(clientID string, f FederatedCredential) error {
	return w.entrust(clientID, func(t *trust) { t.federations = append(t.federations, f) })
}

func (w *World) entrust(clientID string, change func(*trust)) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := strings.ToLower(clientID)
	if w.applications[key] == nil {
		return fmt.Errorf("armtest: add credential of application %q: there is no such application", clientID)
	}
	if w.trusted == nil {
		w.trusted = map[string]*trust{}
	}
	if w.trusted[key] == nil {
		w.trusted[key] = &trust{}
	}
	change(w.trusted[key])
	return nil
}

// asserted checks the client assertion of a form (RFC 7523). The world is locked.
func (w *World) asserted(r *http.Request, app *Application, form url.Values) *refusal {
	refused := func(number int, format string, args ...any) *refusal {
		return &refusal{http.StatusUnauthorized, "invalid_client", number, fmt.Sprintf(format, args...)}
	}
	t := w.trusted[strings.ToLower(app.ClientID)]
	if t == nil {
		t = &trust{}
	}
	text := form.Get("client_assertion")
	var read jwt.RegisteredClaims
	token, _, err := jwt.NewParser().ParseUnverified(text, &read)
	switch {
	case form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", err != nil:
		return refused(700027, "The certificate with identifier used to sign the client assertion is not registered on application.")
	case token.Header["x5t"] != nil || token.Header["x5t#S256"] != nil:
		if t.signed(text, app.ClientID, root(r)+r.URL.Path, w.now(r)) {
			return nil
		}
		return refused(700027, "The certificate with identifier used to sign the client assertion is not registered on application. "+
			"[Reason - The key was not found.]")
	case w.federated(t, text, read, w.now(r)):
		return nil
	case read.ExpiresAt != nil && read.ExpiresAt.Before(w.now(r)):
		return refused(700024, "Client assertion is not within its valid time range.")
	}
	return refused(700213, "No matching federated identity record found for presented assertion subject '%s'. "+
		"Check your federated identity credential Subject, Audience and Issuer against the presented assertion.", read.Subject)
}

// signed reports whether one of the application's certificates signed an assertion for this endpoint.
func (t *trust) signed(text, client, endpoint string, now time.Time) bool {
	var read jwt.RegisteredClaims
	_, err := jwt.ParseWithClaims(text, &read, func(token *jwt.Token) (any, error) {
		for _, c := range t.certificates {
			long, short := sha256.Sum256(c.Raw), sha1.Sum(c.Raw) // RFC 7515 knows both
			if names(token.Header["x5t#S256"], long[:]) || names(token.Header["x5t"], short[:]) {
				return c.PublicKey, nil
			}
		}
		return nil, errors.New("no such certificate")
	}, jwt.WithValidMethods([]string{"RS256", "PS256"}), jwt.WithAudience(endpoint), jwt.WithTimeFunc(func() time.Time { return now }), jwt.WithExpirationRequired())
	return err == nil && strings.EqualFold(read.Issuer, client) && strings.EqualFold(read.Subject, client)
}

// federated reports whether an assertion is what one of the application's federated credentials says.
func (w *World) federated(t *trust, text string, read jwt.RegisteredClaims, now time.Time) bool {
	i := slices.IndexFunc(t.federations, func(f FederatedCredential) bool {
		return f.Issuer == read.Issuer && f.Subject == read.Subject && slices.Contains(read.Audience, f.Audience)
	})
	if i < 0 {
		return false
	}
	key := t.federations[i].Key
	if key == nil {
		key = &w.tokens.key.PublicKey
	}
	_, err := jwt.Parse(text, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{"RS256", "ES256"}), jwt.WithTimeFunc(func() time.Time { return now }), jwt.WithExpirationRequired())
	return err == nil
}

// names reports whether a header is the thumbprint of a certificate, in either alphabet of base64: some
// libraries write the one that RFC 7515 does not have.
func names(header any, sum []byte) bool {
	text, _ := header.(string)
	text = strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(text), "=")
	return text != "" && text == base64.RawURLEncoding.EncodeToString(sum)
}

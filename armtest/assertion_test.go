// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/golang-jwt/jwt/v5"

	"github.com/azfoundry/azfoundry/armtest"
)

// self returns a key with a certificate that it signed itself.
func self(t *testing.T) (*rsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "app"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return key, certificate
}

var forManager = policy.TokenRequestOptions{Scopes: []string{"https://management.azure.com/.default"}}

// The official library signs in with a certificate once the application has it, and not with another.
func TestToken_certificate(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	key, certificate := self(t)
	cred, err := azidentity.NewClientCertificateCredential(armtest.ManagedTenant, armtest.DeployerClientID, []*x509.Certificate{certificate}, key,
		&azidentity.ClientCertificateCredentialOptions{ClientOptions: w.CredentialOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		t.Fatal(err)
	}
	_, other := self(t)
	for _, step := range []struct {
		add  *x509.Certificate
		want string
	}{{nil, "AADSTS700027"}, {other, "AADSTS700027"}, {certificate, ""}} {
		if step.add != nil {
			if err := w.AddCertificate(armtest.DeployerClientID, step.add); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := cred.GetToken(t.Context(), forManager); (err == nil) != (step.want == "") || err != nil && !strings.Contains(err.Error(), step.want) {
			t.Errorf("GetToken() = %v, want %q", err, step.want)
		}
	}
	if err := w.AddCertificate("none", certificate); err == nil {
		t.Error("an unknown application got a certificate")
	}
}

func TestToken_federation(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	key, _ := self(t)
	stranger, _ := self(t)
	trust := armtest.FederatedCredential{Issuer: "https://issuer.example", Subject: "subject", Audience: "api://AzureADTokenExchange", Key: &key.PublicKey}
	if err := w.AddFederatedCredential(armtest.DeployerClientID, trust); err != nil {
		t.Fatal(err)
	}
	good := jwt.RegisteredClaims{Issuer: trust.Issuer, Subject: trust.Subject, Audience: []string{trust.Audience}, ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Hour))}
	for _, tt := range []struct {
		name   string
		key    *rsa.PrivateKey
		change func(*jwt.RegisteredClaims)
		want   string
	}{
		{"good", key, func(*jwt.RegisteredClaims) {}, ""},
		{"another key", stranger, func(*jwt.RegisteredClaims) {}, "AADSTS700213"},
		{"another subject", key, func(c *jwt.RegisteredClaims) { c.Subject = "other" }, "AADSTS700213"},
		{"another issuer", key, func(c *jwt.RegisteredClaims) { c.Issuer = "other" }, "AADSTS700213"},
		{"another audience", key, func(c *jwt.RegisteredClaims) { c.Audience = []string{"other"} }, "AADSTS700213"},
		{"expired", key, func(c *jwt.RegisteredClaims) { c.ExpiresAt = jwt.NewNumericDate(time.Now().Add(-time.Hour)) }, "AADSTS700024"},
	} {
		claims := good
		tt.change(&claims)
		assertion := func(context.Context) (string, error) {
			return jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(tt.key)
		}
		cred, err := azidentity.NewClientAssertionCredential(armtest.ManagedTenant, armtest.DeployerClientID, assertion,
			&azidentity.ClientAssertionCredentialOptions{ClientOptions: w.CredentialOptions(), DisableInstanceDiscovery: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cred.GetToken(t.Context(), forManager); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: GetToken() = %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestManagedIdentity(t *testing.T) {
	t.Parallel()
	const first, second = "0d4b7b52-16cd-4f0e-8a3e-6f2b9b1c7a55", "0d4b7b52-16cd-4f0e-8a3e-6f2b9b1c7a56"
	w := start(t, &armtest.Options{Listen: armtest.NoListener})
	token := func(id azidentity.ManagedIDKind) (azcore.AccessToken, error) {
		cred, err := azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{ClientOptions: w.CredentialOptions(), ID: id})
		if err != nil {
			t.Fatal(err)
		}
		return cred.GetToken(t.Context(), forManager)
	}
	if _, err := token(nil); err == nil {
		t.Error("a world without identities gave out a token")
	}
	object, err := w.AddManagedIdentity(armtest.ManagedTenant, first)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []azidentity.ManagedIDKind{nil, azidentity.ClientID(first)} {
		got, err := token(id)
		if err != nil {
			t.Fatal(err)
		}
		claims := jwt.MapClaims{}
		if _, _, err := jwt.NewParser().ParseUnverified(got.Token, claims); err != nil || claims["oid"] != object || claims["tid"] != armtest.ManagedTenant {
			t.Errorf("claims = %v, %v, want those of %s", claims, err, object)
		}
	}
	if _, err := w.AddManagedIdentity(armtest.ManagedTenant, second); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AddManagedIdentity(armtest.ManagedTenant, first); err == nil {
		t.Error("an identity was added twice")
	}
	for name, metadata := range map[string]string{"no identity was named, and there are two": "true", "no metadata header": ""} {
		// Not through the library, which keeps tokens for the whole process.
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://169.254.169.254/metadata/identity/oauth2/token?resource=https://management.azure.com", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Metadata", metadata)
		if resp, err := w.Transport().Do(req); err != nil || resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %v, %v, want 400", name, resp, err)
		}
	}
}

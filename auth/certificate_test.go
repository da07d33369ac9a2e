// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	pkcs12 "software.sslmate.com/src/go-pkcs12"

	"github.com/azfoundry/azfoundry/internal/testworld"
)

// opened is what the files of testdata hold, as azidentity reads it.
func opened(t *testing.T) (*x509.Certificate, *rsa.PrivateKey) {
	t.Helper()
	certificates, key, err := azidentity.ParseCertificates(readFile(t, "testdata/certificate.pfx"), []byte(pfxPassword))
	if err != nil {
		t.Fatal(err)
	}
	return certificates[0], key.(*rsa.PrivateKey)
}

// pemOf returns blocks of a PEM file.
func pemOf(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// TestReadCertificate_sameForAllWriters reads the same certificate and key from files of several writers:
// testdata/openssl3.pfx is what OpenSSL 3.0 makes without options, with a certificate of another issuer
// beside the one that belongs to the key.
func TestReadCertificate_sameForAllWriters(t *testing.T) {
	t.Parallel()
	leaf, key := opened(t)
	pkcs8 := testworld.Must[[]byte](t)(x509.MarshalPKCS8PrivateKey(key))
	of := func(e *pkcs12.Encoder, password string) []byte {
		return testworld.Must[[]byte](t)(e.Encode(key, leaf, nil, password))
	}
	tests := []struct {
		name     string
		file     []byte
		password string
		others   int // certificates that are not the key's
	}{
		{"SHA-1", readFile(t, "testdata/certificate.pfx"), pfxPassword, 0},
		{"OpenSSL 3", readFile(t, "testdata/openssl3.pfx"), pfxPassword, 1},
		{"PBMAC1", of(pkcs12.Modern2026, pfxPassword), pfxPassword, 0},
		{"RC2", of(pkcs12.LegacyRC2, pfxPassword), pfxPassword, 0},
		{"no password", of(pkcs12.Modern2023, ""), "", 0},
		{"not encrypted", of(pkcs12.Passwordless, ""), "", 0},
		{"PEM, PKCS #8", slices.Concat(pemOf("CERTIFICATE", leaf.Raw), pemOf("PRIVATE KEY", pkcs8)), "", 0},
		{"PEM, PKCS #1, key first", slices.Concat(pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), pemOf("CERTIFICATE", leaf.Raw)), "", 0},
		{"PEM and a password that nothing needs", asPEM(t, readFile(t, "testdata/certificate.pfx")), pfxPassword, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			certificates, got, err := readCertificate(tt.file, []byte(tt.password))
			if err != nil {
				t.Fatal(err)
			}
			if !key.Equal(got) {
				t.Error("it is another key")
			}
			if !slices.ContainsFunc(certificates, leaf.Equal) || len(certificates) != 1+tt.others {
				t.Errorf("%d certificates, want the key's and %d others", len(certificates), tt.others)
			}
		})
	}
}

// TestClientCertificate_faults wants each error to say what to do, and none to tell the password.
func TestClientCertificate_faults(t *testing.T) {
	t.Parallel()
	leaf, key := opened(t)
	modern := readFile(t, "testdata/openssl3.pfx")
	stranger := testworld.Must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048))
	curved := testworld.Must[[]byte](t)(x509.MarshalPKCS8PrivateKey(testworld.Must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))))
	certificate := pemOf("CERTIFICATE", leaf.Raw)
	old := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Headers: map[string]string{
		"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-256-CBC,00",
	}, Bytes: x509.MarshalPKCS1PrivateKey(key)})
	tests := []struct {
		name, password string
		file           []byte
		want           string
	}{
		{"no file", "", []byte("no file"), "neither PEM nor a PFX"},
		{"empty", "", nil, "neither PEM nor a PFX"},
		{"cut off", pfxPassword, modern[:len(modern)/2], "neither PEM nor a PFX"},
		{"wrong password", "another word", modern, "the password is not that of the PFX file"},
		{"wrong password of an old file", "another word", readFile(t, "testdata/certificate.pfx"), "the password is not that of the PFX file"},
		{"password forgotten", "", modern, "has a password, and none was given"},
		{"locked PEM", pfxPassword, slices.Concat(certificate, pemOf("ENCRYPTED PRIVATE KEY", []byte{1})), "openssl pkcs12 -export"},
		{"locked PEM as OpenSSL 0.9 wrote it", pfxPassword, slices.Concat(certificate, old), "openssl pkcs12 -export"},
		{"PEM without a key", "", certificate, "a PEM file must hold the certificate and its private RSA key"},
		{"only a trusted certificate", "", testworld.Must[[]byte](t)(pkcs12.Modern.EncodeTrustStore([]*x509.Certificate{leaf}, "")), "neither PEM nor a PFX"},
		{"another's key", "", slices.Concat(certificate, pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(stranger))), "the private key belongs to none of the certificates"},
		{"elliptic key", "", slices.Concat(certificate, pemOf("PRIVATE KEY", curved)), "Entra ID takes RSA keys only"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := ClientCertificate("client", bytes.Clone(tt.file), []byte(tt.password), nil)
			if err == nil || !strings.HasPrefix(err.Error(), "auth: read client certificate: ") || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("ClientCertificate() = %v, want %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "another word") {
				t.Errorf("the password is in %v", err)
			}
			if errors.Unwrap(err) == nil {
				t.Error("the cause is not in the chain")
			}
		})
	}
}

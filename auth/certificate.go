// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	pkcs12 "software.sslmate.com/src/go-pkcs12"
)

// ClientCertificate is an application with a certificate. file is the content of a PEM file, or of a PFX
// (PKCS #12) file with its password, that holds the certificate and its private RSA key, in any order and
// with other certificates of its chain beside them. PFX files may be as OpenSSL 3 and Windows write them
// today (PBES2, SHA-256) or as they were written before (RC2 or 3DES, SHA-1), which is more than
// azidentity.ParseCertificates reads. Keys in PEM files must not have a password. The password may be nil.
// The error says what is wrong with the file, and never what is in it.
func ClientCertificate(clientID string, file, password []byte, o *SourceOptions) (Source, error) {
	certificates, key, err := readCertificate(file, password)
	if err == nil {
		err = belong(certificates, key)
	}
	if err != nil {
		return Source{}, fmt.Errorf("auth: read client certificate: %w", err)
	}
	opts := o.orDefault()
	return NewSource("client certificate", func(tenant string) (azcore.TokenCredential, error) {
		return azidentity.NewClientCertificateCredential(tenant, clientID, certificates, key, &azidentity.ClientCertificateCredentialOptions{
			ClientOptions: opts.ClientOptions, DisableInstanceDiscovery: opts.DisableInstanceDiscovery,
			SendCertificateChain: opts.SendCertificateChain,
		})
	}), nil
}

// readCertificate reads a PEM or PFX file.
func readCertificate(file, password []byte) ([]*x509.Certificate, crypto.PrivateKey, error) {
	if block, _ := pem.Decode(file); block != nil {
		return readPEM(file)
	}
	key, first, others, err := pkcs12.DecodeChain(file, string(password))
	switch {
	case err == nil:
		return append([]*x509.Certificate{first}, others...), key, nil
	case errors.Is(err, pkcs12.ErrIncorrectPassword) || errors.Is(err, pkcs12.ErrDecryption):
		if len(password) == 0 {
			return nil, nil, fmt.Errorf("the PFX file has a password, and none was given: %w", err)
		}
		return nil, nil, fmt.Errorf("the password is not that of the PFX file: %w", err)
	}
	return nil, nil, fmt.Errorf("it is neither PEM nor a PFX (PKCS #12) file with one certificate and its private key: %w", err)
}

// readPEM reads a PEM file. azidentity ignores private keys that it does not know and then says that it
// found none.
func readPEM(file []byte) ([]*x509.Certificate, crypto.PrivateKey, error) {
	for rest := file; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
			return nil, nil, errors.New("the private key in the PEM file has a password; make a PFX file of it with " +
				"`openssl pkcs12 -export -in cert.pem -inkey key.pem -out cert.pfx`, or take the password off with `openssl pkey -in key.pem`")
		}
	}
	certificates, key, err := azidentity.ParseCertificates(file, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("a PEM file must hold the certificate and its private RSA key: %w", err)
	}
	return certificates, key, nil
}

// belong says why Entra ID could not be shown the certificates with the key.
func belong(certificates []*x509.Certificate, key crypto.PrivateKey) error {
	private, ok := key.(*rsa.PrivateKey)
	if !ok {
		return fmt.Errorf("the private key is a %T, and Entra ID takes RSA keys only", key)
	}
	if !slices.ContainsFunc(certificates, func(c *x509.Certificate) bool { return private.PublicKey.Equal(c.PublicKey) }) {
		return errors.New("the private key belongs to none of the certificates in the file; export the two of them together")
	}
	return nil
}

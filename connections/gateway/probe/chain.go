// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

func (r *run) probeTLS(ctx context.Context) {
	at := place{layer: LayerTLS}
	r.step(ctx, at, "look at the certificate of "+r.host(), func(ctx context.Context, step *Step) *Finding {
		chain, asked, err := r.handshake(ctx)
		if err != nil {
			return r.noHandshake(at, err)
		}
		v, message := r.judge(ctx, chain)
		if v != "" {
			return new(r.finding(at, v, message))
		}
		step.Seen = fmt.Sprintf("%s, issued by %s, valid until %s", name(chain[0]), chain[0].Issuer, chain[0].NotAfter.Format(time.DateOnly))
		if asked {
			step.Seen += "; the server asks for a client certificate, which Foundry does not have"
		}
		return nil
	})
}

// handshake returns the chain that the server shows, and whether it asks for the client's.
func (r *run) handshake(ctx context.Context) (chain []*x509.Certificate, asked bool, err error) {
	raw, err := r.dial(ctx, "tcp", r.address())
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = raw.Close() }() // nothing was sent
	conn := tls.Client(raw, &tls.Config{
		ServerName: r.host(), MinVersion: tls.VersionTLS12,
		// The chain is judged next, in words that crypto/tls does not have. This connection carries nothing.
		InsecureSkipVerify: true,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			asked = true
			return new(tls.Certificate), nil // none
		},
	})
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, asked, err
	}
	return conn.ConnectionState().PeerCertificates, asked, nil
}

// noHandshake tells why there is no TLS.
func (r *run) noHandshake(at place, err error) *Finding {
	if header, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		message := "the server does not speak TLS"
		if bytes.HasPrefix(header.RecordHeader[:], []byte("HTTP")) {
			message = "the server speaks HTTP without TLS"
		}
		return new(r.finding(at, VerdictNoTLS, message))
	}
	if refusesWithoutCertificate(err) {
		return new(r.finding(at, VerdictClientCertificate, "the server wants a client certificate"))
	}
	if _, ok := errors.AsType[*net.OpError](err); !ok && !errors.Is(err, io.EOF) {
		return new(r.finding(at, VerdictHandshake, "no agreement on TLS"+because(err)))
	}
	return new(r.finding(at, VerdictHandshake, "the server ended the handshake"+because(err)))
}

// refusesWithoutCertificate recognises the alert certificate_required of RFC 8446, section 6.2, which with
// TLS 1.3 comes with the first answer.
func refusesWithoutCertificate(err error) bool {
	return err != nil && strings.Contains(err.Error(), "tls: certificate required")
}

// judge verifies a chain and tells what is wrong with it.
func (r *run) judge(ctx context.Context, chain []*x509.Certificate) (Verdict, string) {
	if len(chain) == 0 {
		return VerdictCertificate, "the server shows no certificate"
	}
	err := r.verify(chain)
	if err == nil {
		return "", ""
	}
	leaf := chain[0]
	if wrong, ok := errors.AsType[x509.HostnameError](err); ok {
		return VerdictWrongName, fmt.Sprintf("the certificate is for %s, not for %s", names(leaf), wrong.Host)
	}
	if wrong, ok := errors.AsType[x509.CertificateInvalidError](err); ok && wrong.Reason == x509.Expired {
		return outOfTime(wrong.Cert, leaf)
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return r.unknown(ctx, chain)
	}
	return VerdictCertificate, "the certificate cannot be trusted" + because(err)
}

func (r *run) verify(chain []*x509.Certificate) error {
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{DNSName: r.host(), Roots: r.options.Roots, Intermediates: between})
	return err
}

// outOfTime tells of a certificate that is not valid now.
func outOfTime(c, leaf *x509.Certificate) (Verdict, string) {
	what := "the certificate"
	if !c.Equal(leaf) {
		what = "the certificate of the authority " + name(c)
	}
	if time.Now().Before(c.NotBefore) {
		return VerdictNotYetValid, what + " is valid from " + c.NotBefore.UTC().Format(time.RFC3339) + " on"
	}
	return VerdictExpired, what + " expired at " + c.NotAfter.UTC().Format(time.RFC3339)
}

// unknown tells why no root of a chain is trusted. A public certificate names where its issuer's can be
// loaded (authority information access): where the chain ends with such a one, the server does not show all.
func (r *run) unknown(ctx context.Context, chain []*x509.Certificate) (Verdict, string) {
	top := last(chain)
	switch {
	case issued(chain[0], chain[0]):
		return VerdictSelfSigned, "the certificate is signed by itself, by no authority"
	case issued(top, top):
		return VerdictPrivateAuthority, fmt.Sprintf("the authority %s is none that is trusted", name(top))
	case len(top.IssuingCertificateURL) == 0:
		return VerdictPrivateAuthority, fmt.Sprintf("the authority %s is none that is trusted, and not shown either", top.Issuer)
	case r.options.FetchIssuers && !r.completes(ctx, chain):
		return VerdictPrivateAuthority, fmt.Sprintf("the authority %s is none that is trusted, with the certificates that %s names as issuers too",
			top.Issuer, name(top))
	}
	return VerdictMissingIntermediate, fmt.Sprintf("the server does not show the certificate of %s, which issued %s and which it must send: %s",
		top.Issuer, name(top), top.IssuingCertificateURL[0])
}

// last follows a chain from its first certificate to the last whose issuer is not shown.
func last(chain []*x509.Certificate) *x509.Certificate {
	c := chain[0]
	for range chain {
		for _, issuer := range chain {
			if issuer != c && issued(issuer, c) {
				c = issuer
				break
			}
		}
	}
	return c
}

// issued reports whether one certificate signed the other.
func issued(issuer, c *x509.Certificate) bool {
	return bytes.Equal(issuer.RawSubject, c.RawIssuer) &&
		issuer.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}

// completes reports whether a chain is trusted with the certificates that it says its issuers have.
func (r *run) completes(ctx context.Context, chain []*x509.Certificate) bool {
	const most = 2
	for range most {
		top := last(chain)
		if len(top.IssuingCertificateURL) == 0 {
			return false
		}
		issuer, err := r.fetch(ctx, top.IssuingCertificateURL[0])
		if err != nil || !issued(issuer, top) {
			return false
		}
		chain = append(chain[:len(chain):len(chain)], issuer)
		if r.verify(chain) == nil {
			return true
		}
	}
	return false
}

// fetch downloads a certificate, over HTTP as authorities offer it: its signature tells what it is worth.
func (r *run) fetch(ctx context.Context, address string) (*x509.Certificate, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.report.Requests++
	resp, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	der, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// name is a certificate's first name for people.
func name(c *x509.Certificate) string {
	switch {
	case c.Subject.CommonName != "":
		return c.Subject.CommonName
	case len(c.DNSNames) > 0:
		return c.DNSNames[0]
	}
	return c.Subject.String()
}

// names are the hosts that a certificate is for.
func names(c *x509.Certificate) string {
	all := c.DNSNames
	for _, ip := range c.IPAddresses {
		all = append(all[:len(all):len(all)], ip.String())
	}
	switch {
	case len(all) == 0:
		return "no host (it has no subject alternative names, and its common name " + c.Subject.CommonName + " does not count)"
	case len(all) > shownItems:
		return strings.Join(all[:shownItems], ", ") + fmt.Sprintf(" and %d more", len(all)-shownItems)
	}
	return strings.Join(all, ", ")
}

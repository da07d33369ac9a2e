// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/azfoundry/azfoundry/armtest"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway/probe"
)

// serve serves a gateway on loopback with a TLS configuration, and returns the target of a connection to it.
func serve(t *testing.T, config *tls.Config, handler http.Handler) string {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.TLS = config
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/openai"
}

// keyed is a connection to API Management with a key, which asks for its models.
func keyed(target, key string) connections.APIManagement {
	return connections.APIManagement{
		Target: target, Auth: connections.APIKey{Key: connections.NewSecret(key)}, Models: connections.DefaultDiscovery(),
		DeploymentInPath: true, InferenceAPIVersion: "2025-03-01-preview", DeploymentAPIVersion: "2024-10-01",
	}
}

func body(t *testing.T, b connections.Builder) connections.Connection {
	t.Helper()
	c, err := b.Connection()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// run probes, and fails the test if that is refused.
func run(t *testing.T, b connections.Builder, opts *probe.Options) probe.Report {
	t.Helper()
	report, err := probe.Run(t.Context(), body(t, b), opts)
	if err != nil {
		t.Fatalf("Run() error = %v", err)
	}
	return report
}

// the asks for the only finding of a report.
func the(t *testing.T, report probe.Report) probe.Finding {
	t.Helper()
	if len(report.Findings) != 1 || report.OK || report.Failed != report.Findings[0].Layer {
		t.Fatalf("report = %+v, want one finding", report)
	}
	return report.Findings[0]
}

const key = "canary-key-7f3a91"

func TestRun_certificates(t *testing.T) {
	t.Parallel()
	public := issue(t, nil, "Public Root", asAuthority)
	between := issue(t, public, "Public Intermediate", asAuthority)
	company := issue(t, nil, "Company Root", asAuthority)
	local := forHosts("localhost")
	expire := func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
	}
	issuers := http.NewServeMux() // where certificates of authorities can be loaded
	issuers.HandleFunc("/public", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(between.cert.Raw) })
	companyBetween := issue(t, company, "Company Intermediate", asAuthority)
	issuers.HandleFunc("/company", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(companyBetween.cert.Raw) })
	library := httptest.NewServer(issuers)
	t.Cleanup(library.Close)
	named := func(at string) func(*x509.Certificate) {
		return both(local, func(c *x509.Certificate) { c.IssuingCertificateURL = []string{library.URL + at} })
	}
	tests := []struct {
		name  string
		shown tls.Certificate
		fetch bool
		want  probe.Verdict // empty for none
		says  string
	}{
		{name: "whole chain", shown: pair(issue(t, between, "gateway", local), between)},
		{"private authority", pair(issue(t, company, "gateway", local), company), false, probe.VerdictPrivateAuthority, "Company Root"},
		{"private authority, not shown", pair(issue(t, company, "gateway", local)), false, probe.VerdictPrivateAuthority, "not shown"},
		{"self-signed", pair(issue(t, nil, "gateway", local)), false, probe.VerdictSelfSigned, "by itself"},
		{"expired", pair(issue(t, between, "gateway", both(local, expire)), between), false, probe.VerdictExpired, "expired at 20"},
		{"not yet valid", pair(issue(t, between, "gateway", both(local, func(c *x509.Certificate) {
			c.NotBefore = time.Now().Add(time.Hour)
		})), between), false, probe.VerdictNotYetValid, "valid from"},
		{"missing intermediate", pair(issue(t, between, "gateway", named("/public"))), false, probe.VerdictMissingIntermediate, "Public Intermediate"},
		{"missing intermediate, fetched", pair(issue(t, between, "gateway", named("/public"))), true, probe.VerdictMissingIntermediate, library.URL + "/public"},
		{"private authority, fetched", pair(issue(t, companyBetween, "gateway", named("/company"))), true, probe.VerdictPrivateAuthority, "Company Intermediate"},
		{"issuer not found", pair(issue(t, companyBetween, "gateway", named("/nothing"))), true, probe.VerdictPrivateAuthority, "Company Intermediate"},
		{"wrong name", pair(issue(t, between, "gateway", forHosts("gateway.contoso.com", "*.contoso.net")), between), false,
			probe.VerdictWrongName, "gateway.contoso.com, *.contoso.net, not for localhost"},
		{"common name alone", pair(issue(t, between, "localhost", forHosts()), between), false, probe.VerdictWrongName, "no subject alternative names"},
		{"not for servers", pair(issue(t, between, "gateway", both(local, func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		})), between), false, probe.VerdictCertificate, "cannot be trusted"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			double := armtest.NewAIGateway(armtest.AIGatewayOptions{Key: key})
			target := serve(t, &tls.Config{Certificates: []tls.Certificate{tt.shown}}, double)
			report := run(t, keyed(target, key), &probe.Options{Roots: pool(public), FetchIssuers: tt.fetch})
			if tt.want == "" {
				if !report.OK {
					t.Errorf("findings %v, want none", report.Findings)
				}
				return
			}
			f := the(t, report)
			if f.Verdict != tt.want || f.Rule != probe.RuleTLS || f.Layer != probe.LayerTLS || !strings.Contains(f.Message, tt.says) {
				t.Errorf("finding %+v, want %s with %q", f, tt.want, tt.says)
			}
			if seen := double.Requests(); len(seen) > 0 {
				t.Errorf("%d requests were sent to a server that is not trusted", len(seen))
			}
		})
	}
}

func TestRun_noTLS(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(armtest.NewAIGateway(armtest.AIGatewayOptions{}))
	t.Cleanup(plain.Close)
	root := issue(t, nil, "Root", asAuthority)
	good := pair(issue(t, root, "gateway", forHosts("localhost")))
	mutual := func(version uint16) string {
		return serve(t, &tls.Config{Certificates: []tls.Certificate{good}, ClientAuth: tls.RequireAnyClientCert, MinVersion: version, MaxVersion: version},
			armtest.NewAIGateway(armtest.AIGatewayOptions{}))
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, target string
		want         probe.Verdict
		layer        probe.Layer
	}{
		{"plain HTTP", strings.Replace(plain.URL, "http://", "https://", 1) + "/openai", probe.VerdictNoTLS, probe.LayerTLS},
		{"old TLS", serve(t, &tls.Config{Certificates: []tls.Certificate{good}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, http.NotFoundHandler()), probe.VerdictHandshake, probe.LayerTLS},
		{"client certificate, TLS 1.3", mutual(tls.VersionTLS13), probe.VerdictClientCertificate, probe.LayerList},
		{"client certificate, TLS 1.2", mutual(tls.VersionTLS12), probe.VerdictHandshake, probe.LayerTLS},
		{"nobody listens", "https://" + closed.Addr().String() + "/openai", probe.VerdictUnreachable, probe.LayerConnect},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := the(t, run(t, keyed(tt.target, key), &probe.Options{Roots: pool(root)}))
			if f.Verdict != tt.want || f.Layer != tt.layer {
				t.Errorf("finding %+v, want %s in %s", f, tt.want, tt.layer)
			}
		})
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/azfoundry/azfoundry/armtest"
)

// trap is a second listener on loopback that no token must reach. It answers everything with success,
// and counts who came.
type trap struct {
	port        string
	connections atomic.Int32

	mu     sync.Mutex
	tokens int
}

// setTrap starts a trap. Over TLS it is localhost and 127.0.0.1.
func setTrap(t *testing.T, overTLS bool) *trap {
	t.Helper()
	tr := &trap{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tr.mu.Lock()
		defer tr.mu.Unlock()
		if r.Header.Get("Authorization") != "" || r.Header.Get("x-ms-authorization-auxiliary") != "" {
			tr.tokens++
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"Succeeded","value":[],"properties":{"provisioningState":"Succeeded"}}`)
	}))
	server.Listener = counting{server.Listener, &tr.connections}
	_, tr.port, _ = net.SplitHostPort(server.Listener.Addr().String())
	if overTLS {
		server.TLS = &tls.Config{Certificates: []tls.Certificate{*loopbackCertificate(t)}}
		server.StartTLS()
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	return tr
}

// counting is a listener that counts connections.
type counting struct {
	net.Listener
	n *atomic.Int32
}

// Accept implements net.Listener.
func (c counting) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.n.Add(1)
	}
	return conn, err
}

// assertUntouched checks that nobody came.
func (tr *trap) assertUntouched(t *testing.T) {
	t.Helper()
	if n := tr.connections.Load(); n != 0 {
		t.Errorf("%d connections were made to the other side, want none", n)
	}
}

// sprung returns how many requests came with tokens.
func (tr *trap) sprung() int {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return tr.tokens
}

// loopback is a certificate for localhost and 127.0.0.1 that stands for itself.
var loopback = sync.OnceValues(func() (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
})

func loopbackCertificate(t *testing.T) *tls.Certificate {
	t.Helper()
	cert, err := loopback()
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// gullible returns an HTTP client that trusts the world and the trap, so that nothing but the SDK
// keeps it from the trap.
func gullible(t *testing.T, world *armtest.World) *http.Client {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(world.CertificatePEM()) {
		t.Fatal("the world's certificate cannot be read")
	}
	roots.AddCert(loopbackCertificate(t).Leaf)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// answer is a response for armtest's hook.
func answer(status int, body string, header ...string) *http.Response {
	resp := &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body))}
	for i := 0; i+1 < len(header); i += 2 {
		resp.Header.Set(header[i], header[i+1])
	}
	return resp
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/azfoundry/azfoundry/connections/gateway/proxy"
)

// pipes is a listener in memory, whose connections hold nothing: what one side writes the other one reads.
type pipes struct {
	incoming chan net.Conn
	closed   chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.incoming:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.closed)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// served is a connection to a gateway's own server, in memory.
func served(t *testing.T, g *proxy.Proxy) (conn net.Conn, end func()) {
	t.Helper()
	p := &pipes{incoming: make(chan net.Conn), closed: make(chan struct{})}
	s := g.Server()
	done := make(chan error, 1)
	go func() { done <- s.Serve(p) }()
	here, there := net.Pipe()
	p.incoming <- there
	return here, func() {
		_ = here.Close()
		_ = s.Close()
		<-done
		synctest.Wait()
	}
}

// Whoever says that a body comes, and sends none, does not hold a connection: not without a credential, and not
// with one.
func TestServer_bodyThatDoesNotCome(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, head string
		status     int
		within     time.Duration
	}{
		{"nobody", "POST /openai/chat/completions", 401, 6 * time.Second},
		{"nowhere", "POST /openai/nowhere\r\nApi-Key: " + key, 404, 6 * time.Second},
		{"a question", "GET /openai/models\r\nApi-Key: " + key, 200, 6 * time.Second},
		{"a model that is not there", "POST /openai/deployments/x/chat/completions\r\nApi-Key: " + key, 404, 6 * time.Second},
		{"a request", "POST /openai/chat/completions\r\nApi-Key: " + key, 504, 31 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				conn, end := served(t, gateway(t, &models{answer: text(200, "application/json", completion)}, version1, nil))
				defer end()
				began := time.Now()
				line, headers, _ := strings.Cut(tt.head, "\r\n")
				if headers != "" {
					headers += "\r\n"
				}
				if _, err := io.WriteString(conn, line+" HTTP/1.1\r\nHost: gateway\r\n"+headers+"Content-Length: 1000\r\n\r\n{"); err != nil {
					t.Fatal(err)
				}
				_ = conn.SetReadDeadline(began.Add(24 * time.Hour))
				resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if err != nil {
					t.Fatalf("no answer after %v: %v", time.Since(began), err)
				}
				defer resp.Body.Close()
				if resp.StatusCode != tt.status || time.Since(began) > tt.within {
					t.Errorf("status %d after %v, want %d within %v", resp.StatusCode, time.Since(began), tt.status, tt.within)
				}
			})
		})
	}
}

// Whoever does not read an answer does not hold the upstream's for longer than one may take: a write that is
// stuck knows nothing of contexts.
func TestServer_limits(t *testing.T) {
	t.Parallel()
	s := gateway(t, &models{}, version1, func(o *proxy.Options) { o.Timeout = time.Hour }).Server()
	if s.WriteTimeout != time.Hour+30*time.Second || s.ReadTimeout != time.Hour+10*time.Second {
		t.Errorf("%v to write and %v to read, want an hour and little more", s.WriteTimeout, s.ReadTimeout)
	}
}

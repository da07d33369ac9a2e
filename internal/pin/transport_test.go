// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func request(t *testing.T, address string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func TestHosts_Transport_nil(t *testing.T) {
	t.Parallel()
	var none *http.Client
	h := mustHosts(t, home)
	for name, tr := range map[string]*transport{"nil": h.Transport(nil).(*transport), "nil client": h.Transport(none).(*transport)} {
		c, ok := tr.base.(*http.Client)
		if !ok || c.CheckRedirect == nil || c.Transport == nil {
			t.Fatalf("%s: transport = %#v, want a guarded *http.Client", name, tr.base)
		}
		wantRefused(t, c.CheckRedirect(request(t, "https://evil.example/"), []*http.Request{request(t, home)}))
		_, err := tr.Do(request(t, "https://evil.invalid/"))
		wantRefused(t, err)
	}
}

// TestHosts_Transport_default sends real requests through the client for nil: it must work with a
// server of its own, over TLS that it verifies.
func TestHosts_Transport_default(t *testing.T) {
	t.Parallel()
	srv := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(srv.Close)
	_, err := mustHosts(t, srv.URL).Transport(nil).Do(request(t, srv.URL))
	if err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("Do() = %v, want an unknown authority", err)
	}
}

func TestHosts_Transport_keepsTheCallersClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/again", http.StatusFound) })
	stop := errors.New("the caller's rule")
	w.client.CheckRedirect = func(_ *http.Request, via []*http.Request) error {
		if len(via) > 2 {
			return stop
		}
		return nil
	}
	if _, err := mustHosts(t, home).Transport(w.client).Do(request(t, home)); !errors.Is(err, stop) {
		t.Errorf("Do() = %v, want the error of the caller's CheckRedirect", err)
	}
	if err := w.client.CheckRedirect(nil, nil); err != nil {
		t.Error("the caller's client was changed")
	}
	w.client.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
		req.URL.Host = "evil.example"
		return nil
	}
	_, err := mustHosts(t, home).Transport(w.client).Do(request(t, home))
	wantRefused(t, err)
	w.alone(t)
}

func TestHosts_Transport_endsLoops(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/again", http.StatusFound) })
	if _, err := mustHosts(t, home).Transport(w.client).Do(request(t, home)); err == nil || !strings.Contains(err.Error(), "10 redirects") {
		t.Errorf("Do() = %v, want the limit of net/http", err)
	}
}

// opaque is a transporter that answers from anywhere.
type opaque struct {
	from   string
	closed bool
	sent   int
}

func (o *opaque) Do(req *http.Request) (*http.Response, error) {
	o.sent++
	resp := &http.Response{StatusCode: http.StatusOK, Body: o, Request: req}
	if o.from != "" {
		moved := req.Clone(req.Context())
		moved.URL, _ = moved.URL.Parse(o.from)
		resp.Request = moved
	}
	return resp, nil
}

func (o *opaque) Read([]byte) (int, error) { return 0, io.EOF }
func (o *opaque) Close() error             { o.closed = true; return nil }

func TestHosts_Transport_opaque(t *testing.T) {
	t.Parallel()
	h := mustHosts(t, home)
	at := &opaque{}
	if _, err := h.Transport(at).Do(request(t, home)); err != nil || at.sent != 1 {
		t.Errorf("Do(home) = %v after %d requests, want nil after 1", err, at.sent)
	}
	_, err := h.Transport(at).Do(request(t, "https://evil.example/"))
	wantRefused(t, err)
	if at.sent != 1 {
		t.Error("the transporter got a request for another host")
	}
	moved := &opaque{from: "https://evil.example/"}
	resp, err := h.Transport(moved).Do(request(t, home))
	wantRefused(t, err)
	if resp != nil || !moved.closed {
		t.Error("the answer of another host was handed on")
	}
}

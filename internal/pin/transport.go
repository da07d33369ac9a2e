// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package pin

import (
	"errors"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Transport returns base behind the guard. For nil, which means a client like azcore's own, and for an
// *http.Client, of which a copy is made, no redirect leaves the origins. Redirects within them are
// followed where the method stays: a PUT that came back as a GET would look like success, so that 3xx
// is handed back. The CheckRedirect of an *http.Client still runs, first.
//
// Any other transporter is opaque: the address is checked before it gets the request, but whether it
// followed a redirect shows only in the response, which is then refused after the fact. A transporter
// that is guarded by an equal set already is returned as it is.
func (h *Hosts) Transport(base policy.Transporter) policy.Transporter {
	switch t := base.(type) {
	case *transport:
		if h.equal(t.hosts) {
			return t
		}
	case nil:
		return &transport{hosts: h, base: h.client(defaultClient())}
	case *http.Client:
		if t == nil {
			t = defaultClient()
		}
		return &transport{hosts: h, base: h.client(t)}
	}
	return &transport{hosts: h, base: base}
}

// client returns a copy of c that follows no redirect out of the set.
func (h *Hosts) client(c *http.Client) *http.Client {
	guarded := *c
	guarded.CheckRedirect = h.redirects(c.CheckRedirect)
	return &guarded
}

// redirects returns a CheckRedirect that runs own first, since own may change the request.
func (h *Hosts) redirects(own func(*http.Request, []*http.Request) error) func(*http.Request, []*http.Request) error {
	if own == nil {
		own = tenRedirects
	}
	return func(req *http.Request, via []*http.Request) error {
		if err := own(req, via); err != nil {
			return err
		}
		if err := h.Check(req.URL); err != nil {
			return err
		}
		if req.Method != via[len(via)-1].Method {
			return http.ErrUseLastResponse
		}
		return nil
	}
}

// tenRedirects is what net/http does where CheckRedirect is nil.
func tenRedirects(_ *http.Request, via []*http.Request) error {
	if len(via) >= 10 {
		return errors.New("stopped after 10 redirects")
	}
	return nil
}

// transport is a guarded transporter.
type transport struct {
	hosts *Hosts
	base  policy.Transporter
}

// Do implements policy.Transporter.
func (t *transport) Do(req *http.Request) (*http.Response, error) {
	if err := t.hosts.Check(req.URL); err != nil {
		return nil, err
	}
	resp, err := t.base.Do(req)
	if err != nil {
		// net/http wraps the refusal of a redirect in an error that spells out the address.
		if refused, ok := errors.AsType[*RefusedError](err); ok {
			return nil, refused
		}
		return resp, err
	}
	if err := t.answeredBy(resp); err != nil {
		return nil, err
	}
	return resp, nil
}

// answeredBy refuses a response that came from elsewhere because the transporter followed a redirect.
func (t *transport) answeredBy(resp *http.Response) error {
	for r := resp; r != nil && r.Request != nil; r = r.Request.Response {
		if err := t.hosts.Check(r.Request.URL); err != nil {
			if resp.Body != nil {
				_ = resp.Body.Close()
			}
			return err
		}
	}
	return nil
}

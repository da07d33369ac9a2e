// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/azfoundry/azfoundry/connections"
)

// counting is a transport that counts what it is given.
type counting struct{ n int }

func (c *counting) RoundTrip(*http.Request) (*http.Response, error) {
	c.n++
	return httptest.NewRecorder().Result(), nil
}

// The credential goes to the upstream's own origin, whatever rewrote the request.
func TestUpstream_pinned(t *testing.T) {
	t.Parallel()
	base := &counting{}
	u := newUpstream(Upstream{URL: "https://ai.example/openai", Key: connections.NewSecret("canary-upstream"), Transport: base})
	for address, want := range map[string]int{
		"https://ai.example/openai/x": 1, "http://ai.example/x": 0, "https://ai.example:8443/x": 0, "https://evil.example/x": 0, "https://ai.example.evil.example/x": 0,
	} {
		base.n = 0
		r := httptest.NewRequest("POST", address, nil)
		resp, err := u.RoundTrip(r)
		if err == nil {
			_ = resp.Body.Close()
		}
		if base.n != want || (err == nil) != (want == 1) || r.Header.Get("Api-Key") != "" {
			t.Errorf("%s: sent %d times, %v, with %v", address, base.n, err, r.Header)
		}
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"sync"
)

// clients are the transports that a world has handed out.
type clients struct {
	mu         sync.Mutex
	transports []*http.Transport
}

// open returns a client that trusts only c, and remembers its transport.
func (s *clients) open(c *certificate) *http.Client {
	transport := &http.Transport{TLSClientConfig: c.client(), ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 16}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.transports = append(s.transports, transport)
	return &http.Client{Transport: transport}
}

func (s *clients) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.transports {
		t.CloseIdleConnections()
	}
}

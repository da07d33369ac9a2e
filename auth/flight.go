// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// fetchLimit ends a fetch that nobody gave up on. Managed identities retry for over a minute and
// people at a browser need longer.
const fetchLimit = 5 * time.Minute

// flight is one fetch that any number of callers wait for.
type flight struct {
	done   chan struct{}
	cancel context.CancelFunc
	// waiters is guarded by the store's mutex.
	waiters int
	// issued and err may be read once done is closed.
	issued issued
	err    error
}

// errGaveUp is the result of a credential that ended its goroutine.
var errGaveUp = errors.New("auth: the credential ended without an answer")

// join adds a waiter to the fetch that a wants, and starts it if there is none. s.mu is held.
//
// The fetch belongs to no single caller: it neither ends with one nor sees the values of one's
// context. azcore keeps a request's headers, retries and captured response there, which would
// otherwise govern, or disclose, the exchange with Entra ID.
func (s *store) join(a ask) *flight {
	f := s.flights[a.flight()]
	if f == nil {
		ctx, cancel := context.WithTimeout(context.Background(), fetchLimit)
		f = &flight{done: make(chan struct{}), cancel: cancel, err: errGaveUp}
		s.flights[a.flight()] = f
		go s.fly(ctx, a, f)
	}
	f.waiters++
	return f
}

func (s *store) fly(ctx context.Context, a ask, f *flight) {
	defer s.land(a, f)
	f.issued, f.err = a.fetch(ctx)
}

// land records the result of a fetch and lets the waiters go.
func (s *store) land(a ask, f *flight) {
	f.cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flights[a.flight()] == f {
		delete(s.flights, a.flight())
	}
	pause := time.Now().Add(refreshPause)
	if f.err == nil {
		s.held[a.key()] = held{issued: f.issued, pause: pause}
	} else if old, ok := s.held[a.key()]; ok {
		old.pause = pause
		s.held[a.key()] = old
	}
	close(f.done)
}

// wait returns the result of a fetch, or ctx's error when ctx ends first. The last one to leave
// cancels the fetch.
func (s *store) wait(ctx context.Context, a ask, f *flight) (issued, error) {
	select {
	case <-f.done:
		return f.issued, f.err
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiters--; f.waiters == 0 {
		f.cancel()
		if s.flights[a.flight()] == f {
			delete(s.flights, a.flight())
		}
	}
	return issued{}, fmt.Errorf("auth: waiting for a token of tenant %s: %w", a.member.key, ctx.Err())
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package auth

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// flights are calls that any number of callers wait for together, one at a time for each key.
//
// A call belongs to no single caller: it neither ends with one nor sees the values of one's context.
// azcore keeps a request's headers, retries and captured response there, which would otherwise govern,
// or disclose, the exchange with Entra ID.
type flights[K comparable, V any] struct {
	mu    sync.Mutex // also guards what land keeps
	under map[K]*flight[V]
	limit time.Duration     // ends a call that nobody gave up on
	land  func(K, V, error) // keeps a result; mu is held
}

// flight is one call.
type flight[V any] struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiters int // guarded by the mutex of the flights
	// value and err may be read once done is closed.
	value V
	err   error
}

// errGaveUp is the result of a call that ended its goroutine.
var errGaveUp = errors.New("auth: the credential ended without an answer")

// join adds a waiter to the call for a key, and starts it if there is none. mu is held. A call that is
// to go on by itself is joined and never waited for.
func (s *flights[K, V]) join(key K, call func(context.Context) (V, error)) *flight[V] {
	f := s.under[key]
	if f == nil {
		ctx, cancel := context.WithTimeout(context.Background(), s.limit)
		f = &flight[V]{done: make(chan struct{}), cancel: cancel, err: errGaveUp}
		s.under[key] = f
		go s.fly(ctx, key, f, call)
	}
	f.waiters++
	return f
}

func (s *flights[K, V]) fly(ctx context.Context, key K, f *flight[V], call func(context.Context) (V, error)) {
	defer s.arrive(key, f)
	defer func() {
		// In its caller's goroutine the panic of a credential could be recovered from; here it would end
		// the program.
		if cause := recover(); cause != nil {
			f.err = fmt.Errorf("auth: the credential panicked: %v", cause)
		}
	}()
	f.value, f.err = call(ctx)
}

// arrive keeps the result of a call and lets the waiters go.
func (s *flights[K, V]) arrive(key K, f *flight[V]) {
	f.cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.under[key] == f {
		delete(s.under, key)
	}
	s.land(key, f.value, f.err)
	close(f.done)
}

// quit takes a waiter away. The last one to leave cancels the call.
func (s *flights[K, V]) quit(key K, f *flight[V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.waiters--; f.waiters > 0 {
		return
	}
	f.cancel()
	if s.under[key] == f {
		delete(s.under, key)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"sync"
)

// Request is one request that a world got.
type Request struct {
	Method string
	// URL is absolute, with the host that the client used.
	URL string
	// Header is a copy. It holds the tokens that were sent.
	Header http.Header
	// Status is what was answered; 0 while the request is being answered.
	Status int
}

// recorded is how many requests a world remembers.
const recorded = 8192

// record is what a world remembers of its requests, and the hook that may answer them.
type record struct {
	mu       sync.Mutex
	requests []*Request
	hook     func(*http.Request) *http.Response
}

// Requests returns the requests so far, oldest first: all of them, or at least the last 4096.
func (w *World) Requests() []Request {
	w.record.mu.Lock()
	defer w.record.mu.Unlock()
	out := make([]Request, 0, len(w.record.requests))
	for _, r := range w.record.requests {
		out = append(out, *r)
	}
	return out
}

// Intercept lets hook answer requests in the world's place, before anything else looks at them. Where
// it returns nil the world answers. A nil hook removes the one before. It is called concurrently.
func (w *World) Intercept(hook func(*http.Request) *http.Response) {
	w.record.mu.Lock()
	defer w.record.mu.Unlock()
	w.record.hook = hook
}

// begin notes a request and returns the note and the hook.
func (s *record) begin(r *http.Request) (*Request, func(*http.Request) *http.Response) {
	note := &Request{Method: r.Method, URL: root(r) + r.URL.RequestURI(), Header: r.Header.Clone()}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.requests) == recorded {
		s.requests = slices.Delete(s.requests, 0, recorded/2)
	}
	s.requests = append(s.requests, note)
	return note, s.hook
}

func (s *record) end(note *Request, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	note.Status = status
}

// root returns the root of the URL that the client used.
func root(r *http.Request) string { return "https://" + r.Host }

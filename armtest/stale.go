// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"io"
	"net/http"
	"sync"
)

// Stale makes reads lag behind writes, as they do where another front end answers them: after a write
// that was struck, the next reads of the same path answer as before it.
type Stale struct {
	// Reads is how many reads lag.
	Reads int `json:"reads"`
	// Missing makes them answer 404 even if the resource existed before.
	Missing bool `json:"missing,omitzero"`
}

// lag is the effect of a Stale.
type lag struct {
	world *World
	stale *Stale

	mu     sync.Mutex
	before map[string]*snapshot // by lower-case path
}

// snapshot is an answer that is given again, so many times.
type snapshot struct {
	http.Response

	text []byte
	left int
}

func newLag(w *World, s *Stale) *lag {
	return &lag{world: w, stale: s, before: map[string]*snapshot{}}
}

func (l *lag) serve(r *http.Request, hit bool, next serve) (*http.Response, error) {
	switch {
	case r.Method == http.MethodGet:
		if old := l.recall(r); old != nil {
			return old, nil
		}
		return next(r)
	case !hit:
		return next(r)
	}
	old, err := l.look(r, next)
	if err != nil {
		return nil, err
	}
	resp, err := next(r)
	if old != nil && (err != nil || resp.StatusCode < http.StatusMultipleChoices) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.before[key(r.URL.Path)] = old
	}
	return resp, err
}

// look returns what a read would answer now; nil when the client may not read.
func (l *lag) look(r *http.Request, next serve) (*snapshot, error) {
	get := r.Clone(r.Context())
	get.Method, get.Body = http.MethodGet, http.NoBody
	resp, err := next(get)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return nil, err
	case l.stale.Missing:
		resp = l.world.response(get, errorReply(refuse(http.StatusNotFound, "ResourceNotFound", "The Resource '%s' was not found.", r.URL.Path)))
		text, err = io.ReadAll(resp.Body)
	case resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusNotFound:
		return nil, nil
	}
	return &snapshot{Response: *resp, text: text, left: l.stale.Reads}, err
}

// recall returns the answer of before, if reads of this path still lag.
func (l *lag) recall(r *http.Request) *http.Response {
	l.mu.Lock()
	defer l.mu.Unlock()
	path := key(r.URL.Path)
	old := l.before[path]
	if old == nil {
		return nil
	}
	if old.left--; old.left == 0 {
		delete(l.before, path)
	}
	out := old.Response
	out.Header = old.Header.Clone()
	fill(&out, old.text)
	return &out
}

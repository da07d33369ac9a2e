// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// consistent is how long a read that finds nothing is repeated after this client wrote the resource:
// what one front end has written, another may not know yet.
const consistent = 10 * time.Second

// written remembers the paths that a client wrote a moment ago. It is safe for concurrent use.
type written struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// enough bounds what is remembered; beyond it, what is over is forgotten.
const enough = 1024

// note remembers a write that succeeded and forgets a deletion.
func (w *written) note(req *http.Request, resp *http.Response) {
	if resp.StatusCode >= http.StatusMultipleChoices || req.Method == http.MethodGet {
		return
	}
	key := strings.ToLower(req.URL.Path)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch req.Method {
	case http.MethodPut, http.MethodPatch:
		w.tidy()
		w.until[key] = time.Now().Add(consistent)
	case http.MethodDelete:
		for path := range w.until {
			if path == key || strings.HasPrefix(path, key+"/") {
				delete(w.until, path)
			}
		}
	}
}

func (w *written) tidy() {
	if len(w.until) < enough {
		return
	}
	for path, until := range w.until {
		if time.Now().After(until) {
			delete(w.until, path)
		}
	}
	if len(w.until) >= enough {
		clear(w.until) // they only spare a repeated read
	}
}

// has reports whether the path was written a moment ago.
func (w *written) has(path string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	until, ok := w.until[strings.ToLower(path)]
	return ok && time.Now().Before(until)
}

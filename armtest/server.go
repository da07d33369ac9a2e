// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"runtime/debug"
	"time"
)

// maxBody is the most that Resource Manager takes in one request.
const maxBody = 4 << 20

// ServeHTTP answers a request to the world: Entra's paths and Resource Manager's. A program may also
// call it directly, without the network.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	note, hook := w.record.begin(r)
	began := time.Now()
	status := 0
	defer func() {
		w.record.end(note, status)
		w.options.Logger.Debug("request", "method", r.Method, "path", r.URL.Path, "status", status, "took", time.Since(began))
	}()
	if hook != nil {
		if resp := hook(r); resp != nil {
			status = resp.StatusCode
			passOn(rw, resp)
			return
		}
	}
	rep, err := w.answer(r)
	if err != nil {
		rep = errorReply(err)
	}
	status = rep.status
	w.send(rw, r, rep)
}

// errorReply is never a 5xx: clients would retry a mistake of ours for minutes.
func errorReply(err error) reply {
	f, ok := errors.AsType[*fault](err)
	if !ok {
		f = refuse(http.StatusBadRequest, "BadRequest", "%s", err)
	}
	return reply{status: f.status, header: f.header, body: f.body()}
}

// answer routes on the path itself: http.ServeMux would redirect a path with // in it, and clients
// drop their token when they follow.
func (w *World) answer(r *http.Request) (rep reply, err error) {
	segments, ok := segmentsOf(r.URL)
	if !ok {
		return reply{}, unroutable(r.URL.Path)
	}
	if rep, ok := w.entra(r, segments); ok {
		return rep, nil
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	switch {
	case err != nil:
		return reply{}, invalidContent("%s", err)
	case len(text) > maxBody:
		return reply{}, refuse(http.StatusRequestEntityTooLarge, "RequestContentTooLarge",
			"The request content size exceeds the maximum size of %d bytes.", maxBody)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	defer func() {
		if cause := recover(); cause != nil {
			w.options.Logger.Error("panic", "cause", cause, "stack", string(debug.Stack()))
			err = refuse(http.StatusBadRequest, "EmulatorFault", "the emulator has a fault: %v", cause)
		}
	}()
	if rep, err = w.arm(r, segments, text); err != nil {
		return rep, err
	}
	return rep.encoded()
}

// encoded fixes the body as text while the world cannot change under it.
func (r reply) encoded() (reply, error) {
	if r.body == nil {
		return r, nil
	}
	text, err := json.Marshal(r.body)
	r.body = json.RawMessage(text)
	return r, err
}

// send writes an answer with the headers that every one has.
func (w *World) send(rw http.ResponseWriter, r *http.Request, rep reply) {
	h := rw.Header()
	maps.Copy(h, rep.header)
	id := randomGUID()
	h.Set("x-ms-request-id", id)
	h.Set("x-ms-correlation-request-id", id)
	if given := r.Header.Get("x-ms-correlation-request-id"); given != "" {
		h.Set("x-ms-correlation-request-id", given)
	}
	if given := r.Header.Get("x-ms-client-request-id"); given != "" && r.Header.Get("x-ms-return-client-request-id") == "true" {
		h.Set("x-ms-client-request-id", given)
	}
	h.Set("Cache-Control", "no-cache")
	h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	h.Set("X-Content-Type-Options", "nosniff")
	if rep.body == nil {
		rw.WriteHeader(rep.status)
		return
	}
	h.Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(rep.status)
	if r.Method != http.MethodHead {
		_ = json.NewEncoder(rw).Encode(rep.body) // a client that left needs no answer
	}
}

// passOn writes an answer that a hook made.
func passOn(rw http.ResponseWriter, resp *http.Response) {
	maps.Copy(rw.Header(), resp.Header)
	rw.WriteHeader(resp.StatusCode)
	if resp.Body != nil {
		defer resp.Body.Close()
		_, _ = io.Copy(rw, resp.Body) // a client that left needs no answer
	}
}

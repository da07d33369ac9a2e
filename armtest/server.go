// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"bytes"
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

// respond answers a request to the world, through its hook and its faults. An error means that the
// connection breaks without an answer.
func (w *World) respond(r *http.Request) (*http.Response, error) {
	note, hook := w.record.begin(r)
	began := time.Now()
	resp, err := intercepted(hook, w.faults.around(w.core))(r)
	status := 0
	if err == nil {
		status = resp.StatusCode
	}
	w.record.end(note, status)
	w.options.Logger.Debug("request", "method", r.Method, "path", r.URL.Path, "status", status, "took", time.Since(began))
	return resp, err
}

// intercepted asks the hook, if there is one, before next.
func intercepted(hook func(*http.Request) *http.Response, next serve) serve {
	return func(r *http.Request) (*http.Response, error) {
		if hook != nil {
			if resp := hook(r); resp != nil {
				return resp, nil
			}
		}
		return next(r)
	}
}

// core answers a request as the service would.
func (w *World) core(r *http.Request) (*http.Response, error) {
	rep, err := w.answer(r)
	if err != nil {
		rep = errorReply(err)
	}
	return w.response(r, rep), nil
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
	if isGraph(segments) {
		return w.serveGraph(r, segments[1:], text).encoded()
	}
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

// response makes an answer of a reply, with the headers that every one has.
func (w *World) response(r *http.Request, rep reply) *http.Response {
	h := http.Header{}
	maps.Copy(h, rep.header)
	id := randomGUID()
	if h.Get("request-id") == "" { // Microsoft Graph's own
		h.Set("x-ms-request-id", id)
		h.Set("x-ms-correlation-request-id", id)
	}
	if given := r.Header.Get("x-ms-correlation-request-id"); given != "" {
		h.Set("x-ms-correlation-request-id", given)
	}
	if given := r.Header.Get("x-ms-client-request-id"); given != "" && r.Header.Get("x-ms-return-client-request-id") == "true" {
		h.Set("x-ms-client-request-id", given)
	}
	h.Set("Date", w.now(r).UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "no-cache")
	h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	h.Set("X-Content-Type-Options", "nosniff")
	resp := &http.Response{StatusCode: rep.status, Header: h, Body: http.NoBody}
	if rep.body == nil {
		return resp
	}
	h.Set("Content-Type", "application/json; charset=utf-8")
	if r.Method != http.MethodHead {
		var text bytes.Buffer
		_ = json.NewEncoder(&text).Encode(rep.body) // what a world shows are JSON values
		fill(resp, text.Bytes())
	}
	return resp
}

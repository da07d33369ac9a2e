// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Answer is an answer in place of the service's own.
type Answer struct {
	// Status is the HTTP status, such as 503.
	Status int `json:"status"`
	// Code and Message are the error's; with an empty Code the answer has no body.
	Code    string `json:"code,omitzero"`
	Message string `json:"message,omitzero"`
	// Wait is how long the client is asked to wait, in the form of Form. Without a Form nothing is
	// asked; a Wait of 0 with one is sent as 0.
	Wait time.Duration `json:"wait,omitzero"`
	Form WaitForm      `json:"form,omitzero"`
	// Header has further headers.
	Header http.Header `json:"header,omitzero"`
}

// WaitForm is a way to ask a client to wait.
type WaitForm string

// The forms that services use: Retry-After in seconds or as a date (RFC 9110, 10.2.3), and two headers
// with milliseconds. Seconds are rounded up.
const (
	WaitSeconds             WaitForm = "seconds"
	WaitDate                WaitForm = "date"
	WaitMilliseconds        WaitForm = "retry-after-ms"
	WaitServiceMilliseconds WaitForm = "x-ms-retry-after-ms"
)

// set writes the header; now is the server's time.
func (f WaitForm) set(h http.Header, wait time.Duration, now time.Time) {
	seconds := int64((wait + time.Second - 1) / time.Second)
	switch f {
	case WaitSeconds:
		h.Set("Retry-After", strconv.FormatInt(seconds, 10))
	case WaitDate:
		h.Set("Retry-After", now.Add(wait+time.Second-1).UTC().Format(http.TimeFormat))
	case WaitMilliseconds, WaitServiceMilliseconds:
		h.Set(string(f), strconv.FormatInt(wait.Milliseconds(), 10))
	}
}

func (f WaitForm) known() bool {
	return slices.Contains([]WaitForm{"", WaitSeconds, WaitDate, WaitMilliseconds, WaitServiceMilliseconds}, f)
}

// answering is the effect of an Answer.
type answering struct {
	world  *World
	answer *Answer
}

func (a answering) serve(r *http.Request, hit bool, next serve) (*http.Response, error) {
	if !hit {
		return next(r)
	}
	rep := reply{status: a.answer.Status, header: http.Header{}}
	for name, values := range a.answer.Header {
		rep.header[http.CanonicalHeaderKey(name)] = values
	}
	a.answer.Form.set(rep.header, a.answer.Wait, a.world.now(r))
	if a.answer.Code != "" {
		rep.body = refuse(a.answer.Status, a.answer.Code, "%s", a.answer.Message).body()
	}
	return a.world.response(r, rep), nil
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// RefusedError is a request that a gateway does not let through, with the answer that tells why. Message holds
// no token, no key and nothing of a body; it says what the caller can do.
type RefusedError struct {
	// Status is the status of the answer: 400, 401, 403, 404, 405, 413, 429, 502, 503 or 504.
	Status int
	// Kind and Code are the members type and code of an OpenAI error: "invalid_request_error" and
	// "model_not_found".
	Kind, Code string
	// Message is what people read.
	Message string
	// Param is the part of the request that is wrong, such as "model"; may be empty.
	Param string
	// RetryAfter is how long to wait before another try; 0 says nothing of that. It is sent in whole seconds,
	// rounded up.
	RetryAfter time.Duration
	// Challenge is the header WWW-Authenticate of status 401.
	Challenge string
}

// Error is the status and the message, on one line.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("proxy: refused with %d: %s", e.Status, e.Message)
}

// The members type of the errors of OpenAI.
const (
	kindInvalid = "invalid_request_error"
	kindAuth    = "authentication_error"
	kindDenied  = "permission_error"
	kindServer  = "server_error"
)

// Write answers a request with the refusal: its status and headers, and a body as OpenAI's API writes errors,
// {"error":{"message":…,"type":…,"param":…,"code":…}}, which clients of that API show to people.
//
// What is left of the request's body has 5 seconds to come: net/http reads it before it answers, and a caller who
// does not send it must not hold the connection.
func (e *RefusedError) Write(w http.ResponseWriter) {
	hurry(w)
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Del("Content-Length")
	h.Del("Content-Encoding")
	if e.Challenge != "" {
		h.Set("WWW-Authenticate", e.Challenge)
	}
	if e.RetryAfter > 0 {
		h.Set("Retry-After", strconv.FormatInt(seconds(e.RetryAfter), 10))
	}
	w.WriteHeader(e.Status)
	_, _ = w.Write(e.body()) // the client is gone
}

// rest is how long the rest of a body may take that nobody reads.
const rest = 5 * time.Second

// hurry bounds reading, where the server can: until the next request on HTTP/1.1, and within the one on HTTP/2.
func hurry(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(rest))
}

// body is the JSON text of the error.
func (e *RefusedError) body() []byte {
	type inner struct {
		Message string  `json:"message"`
		Kind    string  `json:"type"`
		Param   *string `json:"param"`
		Code    string  `json:"code"`
	}
	in := inner{Message: e.Message, Kind: e.Kind, Code: e.Code}
	if e.Param != "" {
		in.Param = &e.Param
	}
	text, err := json.Marshal(map[string]inner{"error": in})
	if err != nil { // strings always encode
		return []byte(`{"error":{"message":"refused","type":"server_error","param":null,"code":null}}`)
	}
	return append(text, '\n')
}

// seconds rounds up, so that a client that waits as told does not come too early.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

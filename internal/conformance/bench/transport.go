// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// memory answers every request from memory, for all peers alike: a path that ends in one of the keys
// with that body, and a page of a list by its query parameter page.
type memory struct {
	bodies map[string][]byte
	pages  [][]byte
}

// RoundTrip implements http.RoundTripper.
func (m *memory) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return nil, err
		}
		_ = req.Body.Close()
	}
	body := m.answer(req)
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)), Header: header(len(body)),
	}, nil
}

// Do implements policy.Transporter.
func (m *memory) Do(req *http.Request) (*http.Response, error) { return m.RoundTrip(req) }

// header returns headers of an answer, which share one array as those that net/http reads do.
func header(length int) http.Header {
	pairs := [...][2]string{
		{"Content-Type", "application/json; charset=utf-8"},
		{"Content-Length", strconv.Itoa(length)},
		{"Cache-Control", "no-cache"},
		{"Date", "Sat, 21 Nov 2026 12:00:00 GMT"},
		{"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
		{"X-Ms-Correlation-Request-Id", "a4b1f3d2-9c0e-47a5-8f16-0b7d2e5c9a33"},
		{"X-Ms-Request-Id", "5f0c8f70-6a5b-4f3e-9b9e-2d1f0a7c4e11"},
	}
	values := make([]string, len(pairs))
	h := make(http.Header, len(pairs))
	for i, p := range pairs {
		values[i] = p[1]
		h[p[0]] = values[i : i+1 : i+1]
	}
	return h
}

func (m *memory) answer(req *http.Request) []byte {
	if i := strings.LastIndexByte(req.URL.Path, '/'); i >= 0 {
		if body, ok := m.bodies[req.URL.Path[i+1:]]; ok {
			return body
		}
	}
	if len(m.pages) == 0 {
		return nil
	}
	at := 0
	if _, after, ok := strings.Cut(req.URL.RawQuery, "page="); ok {
		number, _, _ := strings.Cut(after, "&")
		at, _ = strconv.Atoi(number)
	}
	return m.pages[at]
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"mime"
	"net/http"
	"strings"
)

// meter is a response writer that sees the status of an answer and the tokens that it used.
type meter struct {
	http.ResponseWriter

	status int // 0 before the header was written
	reader *usageReader
}

func newMeter(w http.ResponseWriter) *meter { return &meter{ResponseWriter: w} }

// Unwrap is for [http.ResponseController], which flushes.
func (m *meter) Unwrap() http.ResponseWriter { return m.ResponseWriter }

// WriteHeader sees the status; informational ones are not the answer's.
func (m *meter) WriteHeader(status int) {
	if m.status == 0 && status >= http.StatusOK {
		m.status = status
		m.reader = readerFor(status, m.Header())
	}
	m.ResponseWriter.WriteHeader(status)
}

// Write sees the body.
func (m *meter) Write(text []byte) (int, error) {
	if m.status == 0 {
		m.WriteHeader(http.StatusOK)
	}
	if m.reader != nil {
		m.reader.write(text)
	}
	return m.ResponseWriter.Write(text)
}

// usage is what the answer said so far.
func (m *meter) usage() Usage {
	if m.reader == nil {
		return Usage{}
	}
	return m.reader.usage
}

// readerFor returns what reads the usage of an answer; nil for one that says nothing of it.
func readerFor(status int, h http.Header) *usageReader {
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || status >= 300 { // what is packed looks like no JSON, and says nothing
		return nil
	}
	switch {
	case kind == "text/event-stream":
		return newUsageReader(true)
	case kind == "application/json", strings.HasSuffix(kind, "+json"):
		return newUsageReader(false)
	}
	return nil
}

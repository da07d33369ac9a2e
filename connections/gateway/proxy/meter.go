// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"cmp"
	"mime"
	"net/http"
	"strings"
)

// meter is a response writer that sees the status of an answer and the tokens that it used.
type meter struct {
	http.ResponseWriter

	final  bool // keeps informational answers back
	status int  // 0 before the header was written
	reader *usageReader
	length int64 // of the body so far
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
	if m.final && status < http.StatusOK {
		return
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
	m.length += int64(len(text))
	return m.ResponseWriter.Write(text)
}

// usage is what the answer said so far.
func (m *meter) usage() Usage {
	if m.reader == nil {
		return Usage{}
	}
	return m.reader.usage
}

// outcome is an answer as limits see it.
type outcome struct {
	status int
	usage  Usage
	whole  bool
	seen   int64 // how many tokens it looks like
}

func (m *meter) outcome(whole bool) outcome {
	o := outcome{status: m.status, usage: m.usage(), whole: whole, seen: (m.length + 3) / 4}
	if m.reader != nil && m.reader.events {
		o.seen = m.reader.count
	}
	return o
}

// tokens is how many tokens an answer counts for. Whoever reads a stream and leaves before its last event, or does not
// ask for what it used, used it nevertheless.
func (o outcome) tokens(unreported int64) int64 {
	switch n := cmp.Or(unreported, o.seen); {
	case o.status != http.StatusOK:
		return o.usage.Total
	case !o.usage.Known:
		return n
	case !o.whole:
		return max(o.usage.Total, o.usage.Input+o.seen)
	}
	return o.usage.Total
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

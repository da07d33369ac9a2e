// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package proxy

import (
	"bytes"
	"encoding/json"
)

// Usage is how many tokens of a model an answer used, as the answer says.
type Usage struct {
	// Known is false where the answer does not say; then the numbers are 0.
	Known bool
	// Input, Output and Total are numbers of tokens. Where the answer has no total it is the sum.
	Input, Output, Total int64
}

// maxTokens bounds what an answer may say, so that counts do not overflow.
const maxTokens = 1 << 40

// reported is the member usage of an answer: the first three names are those of chat completions and embeddings,
// the others those of responses and messages. A stream of messages says input at its beginning and output,
// so far, later on.
type reported struct {
	Prompt     float64 `json:"prompt_tokens"`
	Completion float64 `json:"completion_tokens"`
	Total      float64 `json:"total_tokens"`
	Input      float64 `json:"input_tokens"`
	Output     float64 `json:"output_tokens"`
	// The API of messages leaves out of input what it writes to or reads from its cache of prompts.
	CacheWrite float64 `json:"cache_creation_input_tokens"`
	CacheRead  float64 `json:"cache_read_input_tokens"`
}

// merge takes the larger number of each kind: what a stream says later is the whole so far.
func (u *Usage) merge(text []byte) {
	var r reported
	if len(text) == 0 || text[0] != '{' || json.Unmarshal(text, &r) != nil {
		return // null, as in most pieces of a stream
	}
	in, out, total := tokens(max(r.Prompt, r.Input)+max(r.CacheWrite, 0)+max(r.CacheRead, 0)), tokens(max(r.Completion, r.Output)), tokens(r.Total)
	if in+out+total == 0 {
		return
	}
	u.Known = true
	u.Input, u.Output = max(u.Input, in), max(u.Output, out)
	u.Total = max(u.Total, total, min(u.Input+u.Output, maxTokens))
}

// tokens makes a count of a number that a document has.
func tokens(n float64) int64 { return int64(min(max(n, 0), maxTokens)) }

// usageOf is what a scanner wants of an answer: usage at the top, and in the objects that events of streams wrap
// an answer in (response.completed, message_start).
func usageOf(m member) bool {
	return m.name == "usage" && (m.outer == "" || m.outer == "response" || m.outer == "message")
}

// usageReader reads the usage out of an answer that passes by: a JSON document, or a stream of events whose data
// are such (HTML standard, 9.2.6, "Interpreting an event stream").
type usageReader struct {
	scanner scanner
	usage   Usage
	events  bool

	field   []byte // name of the field of the line under way
	inData  bool   // whether the line is one of data, and its colon was read
	ignored bool   // whether the line is another one
	space   bool   // whether a space may come, which does not count
	started bool   // whether the event has data
	cr      bool   // whether the last byte was a carriage return
	count   int64  // events with data so far
}

func newUsageReader(events bool) *usageReader {
	r := &usageReader{events: events}
	r.scanner = scanner{wants: usageOf, found: func(_ member, text []byte) { r.usage.merge(text) }}
	return r
}

// write reads on. What is no JSON says nothing, such as [DONE].
func (r *usageReader) write(text []byte) {
	if !r.events {
		_ = r.scanner.write(text)
		return
	}
	for len(text) > 0 {
		if r.inData { // most of a stream: up to the line's end at once
			n := bytes.IndexAny(text, "\r\n")
			if n < 0 {
				n = len(text)
			}
			r.data(text[:n])
			if text = text[n:]; len(text) == 0 {
				return
			}
		}
		r.byte(text[0])
		text = text[1:]
	}
}

// data reads on in the data of an event.
func (r *usageReader) data(text []byte) {
	if r.space && len(text) > 0 {
		r.space = false
		if text[0] == ' ' {
			text = text[1:]
		}
	}
	r.started = true
	_ = r.scanner.write(text)
}

// byte reads on outside of data.
func (r *usageReader) byte(c byte) {
	after := r.cr
	r.cr = c == '\r'
	switch {
	case c == '\n' && after: // the second half of a line's end
	case c == '\n', c == '\r':
		r.endLine()
	case r.ignored:
	case c == ':':
		r.inData, r.space = string(r.field) == "data", true
		r.ignored = !r.inData
		if r.inData && r.started {
			_ = r.scanner.write([]byte("\n")) // several lines of data are one
		}
	case len(r.field) < len("data"):
		r.field = append(r.field, c)
	default:
		r.ignored = true
	}
}

// endLine ends an event where the line is empty.
func (r *usageReader) endLine() {
	if !r.inData && !r.ignored && len(r.field) == 0 {
		r.scanner.reset()
		if r.started {
			r.count++
		}
		r.started = false
	}
	r.field, r.inData, r.ignored, r.space = r.field[:0], false, false, false
}

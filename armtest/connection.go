// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// Break is when a connection breaks.
type Break string

// The connection breaks before the service saw the request, or after it did what was asked: then only
// the answer is lost. A client sees the same.
const (
	BreakBefore Break = "before"
	BreakAfter  Break = "after"
)

// errBroken is what a client in memory sees of a connection that broke before an answer.
var errBroken error = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}

func (b Break) serve(r *http.Request, hit bool, next serve) (*http.Response, error) {
	if !hit || b == BreakAfter {
		resp, err := next(r)
		if !hit || err != nil {
			return resp, err
		}
		_ = resp.Body.Close() // nobody reads it
	}
	return nil, errBroken
}

// truncation cuts bodies.
type truncation struct{ after *int }

func (t truncation) serve(r *http.Request, hit bool, next serve) (*http.Response, error) {
	resp, err := next(r)
	if err == nil && hit && resp.ContentLength > int64(*t.after) {
		resp.Body = &cut{ReadCloser: resp.Body, left: *t.after}
	}
	return resp, err
}

// cut is a body that ends too early.
type cut struct {
	io.ReadCloser
	left int
}

func (c *cut) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.ReadCloser.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

// Slow is a body that comes in parts.
type Slow struct {
	// Bytes is how many come at a time; 0 means 1.
	Bytes int `json:"bytes,omitzero"`
	// Pause is how long each part takes.
	Pause time.Duration `json:"pause"`
	// Most is the longest that all the pauses may take together; what is left then comes at once. 0
	// means one minute.
	Most time.Duration `json:"most,omitzero"`
}

func (s *Slow) serve(r *http.Request, hit bool, next serve) (*http.Response, error) {
	resp, err := next(r)
	if err == nil && hit {
		resp.Body = &drip{
			ReadCloser: resp.Body, ctx: r.Context(), bytes: max(1, s.Bytes), pause: s.Pause,
			parts: int(cmp.Or(s.Most, time.Minute) / s.Pause),
		}
	}
	return resp, err
}

// drip is a body that comes in parts.
type drip struct {
	io.ReadCloser
	ctx          context.Context // the request's: it bounds the reading of this one body
	bytes, parts int
	pause        time.Duration
}

func (d *drip) Read(p []byte) (int, error) {
	if d.parts == 0 {
		return d.ReadCloser.Read(p)
	}
	d.parts--
	timer := time.NewTimer(d.pause)
	defer timer.Stop()
	select {
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	case <-timer.C:
	}
	return d.ReadCloser.Read(p[:min(len(p), d.bytes)])
}

// elsewhere leads the links of answers to another host.
type elsewhere struct {
	world *World
	root  string
}

func (e elsewhere) serve(r *http.Request, hit bool, next serve) (*http.Response, error) {
	resp, err := next(r)
	if err != nil || !hit {
		return resp, err
	}
	move := func(link string) string { return strings.Replace(link, root(r), e.root, 1) }
	for _, name := range []string{"Location", "Azure-AsyncOperation"} {
		if link := resp.Header.Get(name); link != "" {
			resp.Header.Set(name, move(link))
		}
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if body, bad := parseObject(text); bad == nil && textAt(body, "nextLink") != "" {
		body["nextLink"] = move(textAt(body, "nextLink"))
		text, _ = json.Marshal(body) // JSON values encode
	}
	if len(text) > 0 {
		fill(resp, text)
	}
	return resp, nil
}

// skew shifts the clock for one request.
type skew time.Duration

// skewKey is the key of the shift in a request's context.
type skewKey struct{}

func (s skew) serve(r *http.Request, hit bool, next serve) (*http.Response, error) {
	if hit {
		r = r.WithContext(context.WithValue(r.Context(), skewKey{}, time.Duration(s)))
	}
	return next(r)
}

// now is the server's time for a request.
func (w *World) now(r *http.Request) time.Time {
	ahead, _ := r.Context().Value(skewKey{}).(time.Duration)
	return w.options.Clock().Add(ahead)
}

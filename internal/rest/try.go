// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// try is a policy inside azcore's retries, so it sees every try of a request. It reads the answer, which
// azcore would do in twice the time, and tells an attempt when nobody knows what became of a write: the
// connection broke, or something on the way gave up.
type try struct {
	logged bool // azcore logs the bodies of answers, for which it reads them itself
}

// Do implements policy.Policy.
func (t try) Do(req *policy.Request) (*http.Response, error) {
	if !t.logged {
		runtime.SkipBodyDownload(req)
	}
	resp, err := req.Next()
	if err == nil && !t.logged && resp.StatusCode < http.StatusBadRequest { // azcore reads all refusals
		err = read(req.Raw(), resp)
	}
	lost, ok := req.Raw().Context().Value(lostKey{}).(*atomic.Bool)
	if ok && req.Raw().Method != http.MethodGet && (err != nil || resp.StatusCode >= http.StatusInternalServerError) {
		lost.Store(true)
	}
	return resp, err
}

// content is the body of an answer, read from the wire.
type content struct {
	bytes.Reader
	all []byte
}

// Close does nothing: the connection is free already.
func (*content) Close() error { return nil }

// buffers are for reading answers, whose length is seldom known before.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// largest is the largest buffer that is kept.
const largest = 1 << 20

// read reads an answer and replaces its body by a [content].
func read(req *http.Request, resp *http.Response) error {
	if resp.Body == nil {
		return nil
	}
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	_, err := b.ReadFrom(resp.Body)
	_ = resp.Body.Close()
	c := &content{all: bytes.Clone(b.Bytes())}
	c.Reset(c.all)
	resp.Body = c
	if b.Cap() <= largest {
		buffers.Put(b)
	}
	if err != nil && (req.Method == http.MethodPost || req.Method == http.MethodPatch) {
		return &cutError{err}
	}
	return err
}

// payload returns the body of an answer, which can be read again.
func payloadOf(resp *http.Response) ([]byte, error) {
	if c, ok := resp.Body.(*content); ok {
		return c.all, nil
	}
	return runtime.Payload(resp)
}

// cutError is an answer that was cut off, of a request that may have been carried out and must not be
// repeated, as azcore has it.
type cutError struct{ error }

func (e *cutError) Unwrap() error { return e.error }

// NonRetriable keeps azcore's retry policy from trying again.
func (*cutError) NonRetriable() {}

var _ io.ReadCloser = (*content)(nil)

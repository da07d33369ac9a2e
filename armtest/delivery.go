// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
)

// ServeHTTP answers a request to the world: Entra's paths and Resource Manager's. A program may also
// call it directly, without the network. Where a fault breaks the connection it panics with
// [http.ErrAbortHandler], which net/http turns into a broken connection.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	resp, err := w.respond(r)
	if err == nil {
		err = deliver(rw, resp)
	}
	if err != nil {
		panic(http.ErrAbortHandler)
	}
}

// deliver writes an answer, and each part of its body when it is there. It fails when the body does.
func deliver(rw http.ResponseWriter, resp *http.Response) error {
	maps.Copy(rw.Header(), resp.Header)
	if resp.ContentLength > 0 {
		rw.Header().Set("Content-Length", strconv.FormatInt(resp.ContentLength, 10))
	}
	rw.WriteHeader(resp.StatusCode)
	if resp.Body == nil {
		return nil
	}
	defer resp.Body.Close()
	var out io.Writer = rw
	if _, ok := resp.Body.(whole); !ok {
		out = prompt{rw, http.NewResponseController(rw)}
		_, _ = out.Write(nil)
	}
	_, err := io.Copy(out, resp.Body)
	return err
}

// prompt sends what is written without delay. A recorder, say, cannot; it has no client that waits.
type prompt struct {
	io.Writer
	control *http.ResponseController
}

func (p prompt) Write(part []byte) (int, error) {
	n, err := p.Writer.Write(part)
	_ = p.control.Flush()
	return n, err
}

// whole is a body that is there at once.
type whole struct{ *bytes.Reader }

// Close does nothing.
func (whole) Close() error { return nil }

// fill gives a response its body.
func fill(resp *http.Response, text []byte) {
	resp.Body, resp.ContentLength = whole{bytes.NewReader(text)}, int64(len(text))
}

// Transport returns a client that reaches the world in memory: no socket, no goroutine, no wait but
// those of slow faults. It serves as the Transport of Azure's client options, and works inside
// testing/synctest, as long as the world does not listen or was started outside. Requests to other
// hosts fail, but for those to 169.254.169.254, where a virtual machine has the tokens of its identities.
func (w *World) Transport() *http.Client { return &http.Client{Transport: memory{w}} }

// memory is the in-memory way to a world.
type memory struct{ world *World }

// RoundTrip implements http.RoundTripper.
func (m memory) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	if root := req.URL.Scheme + "://" + req.URL.Host; root != m.world.base && root != m.world.graphBase && root != machine {
		return nil, fmt.Errorf("armtest: dial %s: only %s is here in memory", root, m.world.base)
	}
	in := req.Clone(req.Context())
	in.Host, in.RequestURI = cmp.Or(req.Host, req.URL.Host), req.URL.RequestURI()
	in.URL.Scheme, in.URL.Host = "", ""
	if in.Body == nil {
		in.Body = http.NoBody
	}
	resp, err := m.world.respond(in)
	if err != nil {
		return nil, err
	}
	out := *resp
	out.Request = req
	out.Status = strconv.Itoa(out.StatusCode) + " " + http.StatusText(out.StatusCode)
	out.Proto, out.ProtoMajor, out.ProtoMinor = "HTTP/1.1", 1, 1
	if out.Body == nil {
		out.Body = http.NoBody
	}
	if out.ContentLength == 0 && out.Body != http.NoBody {
		out.ContentLength = -1 // a hook's answer, of which nobody counted
	}
	return &out, nil
}

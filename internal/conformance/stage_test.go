// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9/fake"
)

// exchange is one request as a server saw it. What both kinds of client must agree on is in it; the
// API version, in which they differ, is not.
type exchange struct {
	Method, Path string
	Query        url.Values
	Header       map[string]string
	Body         any
}

// stage is one official fake server and what arrived there: as requests, and as the server decoded it.
type stage struct {
	transport policy.Transporter
	// names are the official names of the operations by method and path: learned from an official
	// client, and then how a fake tells what our requests want.
	names map[string]string

	mu        sync.Mutex
	exchanges []exchange
	versions  map[string]bool
	heard     []any
}

// play makes the fake servers of a stage.
type play func(*stage) policy.Transporter

// onNetwork is a play of Microsoft.Network.
func onNetwork(serve func(*stage) fake.ServerFactory) play {
	return func(s *stage) policy.Transporter {
		f := serve(s)
		return fake.NewServerFactoryTransport(&f)
	}
}

func newStage(serve play, names map[string]string) *stage {
	s := &stage{names: names, versions: map[string]bool{}}
	s.transport = serve(s)
	return s
}

// hear notes what a fake server made of a request.
func (s *stage) hear(what ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = append(s.heard, what)
}

// Do implements policy.Transporter.
func (s *stage) Do(req *http.Request) (*http.Response, error) {
	if err := s.note(req); err != nil {
		return nil, err
	}
	resp, err := s.transport.Do(req)
	if resp != nil {
		resp.Header.Set("retry-after-ms", "1") // both clients honour it, and tests need not wait
	}
	return resp, err
}

func (s *stage) note(req *http.Request) error {
	x := exchange{Method: req.Method, Path: req.URL.Path, Query: req.URL.Query(), Header: map[string]string{}}
	for _, name := range []string{"Content-Type", "If-Match", "If-None-Match"} {
		if v := req.Header.Get(name); v != "" {
			x.Header[name] = v
		}
	}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return err
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		if len(body) > 0 {
			if err := json.Unmarshal(body, &x.Body); err != nil {
				return err
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.versions[x.Query.Get("api-version")] = true
	x.Query.Del("api-version")
	s.exchanges = append(s.exchanges, x)
	if name, ok := req.Context().Value(runtime.CtxAPINameKey{}).(string); ok {
		s.names[route(req)] = name
	}
	return nil
}

func route(req *http.Request) string { return req.Method + " " + req.URL.Path }

// errUnknown is what one of our requests gets that the official client does not make.
var errUnknown = errors.New("the official client sends no such request")

// named is the policy that tells a fake server which operation a request of ours belongs to.
type named struct{ stage *stage }

// Do implements policy.Policy.
func (n named) Do(req *policy.Request) (*http.Response, error) {
	n.stage.mu.Lock()
	name, ok := n.stage.names[route(req.Raw())]
	n.stage.mu.Unlock()
	if !ok {
		return nil, errors.Join(errUnknown, errors.New(route(req.Raw())))
	}
	ctx := context.WithValue(req.Raw().Context(), runtime.CtxAPINameKey{}, name)
	return req.WithContext(ctx).Next()
}

// official returns the options of official clients on this stage.
func (s *stage) official() *arm.ClientOptions {
	return &arm.ClientOptions{ClientOptions: policy.ClientOptions{Transport: s, Retry: policy.RetryOptions{MaxRetries: -1}}}
}

// own returns the options of our clients on this stage.
func (s *stage) own() *arm.ClientOptions {
	o := s.official()
	o.PerCallPolicies = []policy.Policy{named{s}}
	return o
}

// pair returns two stages of the same play: one for the official clients, which must come first, and
// one for ours.
func pair(serve play) (theirs, mine *stage) {
	names := map[string]string{}
	theirs = newStage(serve, names)
	return theirs, newStage(serve, names)
}

func (s *stage) apiVersions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.versions))
}

// What a fake server answers with.
type (
	said[T any]    = azfake.Responder[T]
	lasting[T any] = azfake.PollerResponder[T]
	paged[T any]   = azfake.PagerResponder[T]
	refused        = azfake.ErrorResponder
)

// reply is the answer of an operation that is not long-running.
func reply[T any](status int, v T) (r said[T], e refused) {
	r.SetResponse(status, v, nil)
	return r, e
}

// steps is a long-running operation: the status of each answer before the last, and the last.
func steps[T any](statuses []int, last int, v T) (r lasting[T], e refused) {
	for _, status := range statuses {
		r.AddNonTerminalResponse(status, nil)
	}
	r.SetTerminalResponse(last, v, nil)
	return r, e
}

// listing is a list, page by page.
func listing[T any](pages ...T) (r paged[T]) {
	for _, p := range pages {
		r.AddPage(http.StatusOK, p, nil)
	}
	return r
}

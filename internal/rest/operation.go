// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// Operation is one call of a service, as data.
type Operation struct {
	// Name is what it does, for error texts: "create or update pool".
	Name string
	// APIVersion is the version of the service; arm.ClientOptions.APIVersion overrides it.
	APIVersion string
	// Versions has the version for ids of the named providers instead, where ids lie in several.
	Versions map[string]string
	// Method is the HTTP method.
	Method string
	// Suffix follows the id in the path: "/getPoolUsage", or "/providers/…" below a scope.
	Suffix string
	// Codes lists the status codes that mean success.
	Codes []int
	// LRO says where a long-running operation's final state is found; empty for one that is not
	// long-running.
	LRO LRO
	// MustMatch marks what the service refuses without If-Match: * goes out where the caller gives none.
	MustMatch bool
	// ReadOnly marks a POST that changes nothing, so that a dry run sends it.
	ReadOnly bool
	// Gone is the read that answers 404 once a deletion is really over, for services that say
	// Succeeded before it is; nil for the others.
	Gone *Operation
	// Drop lists JSON pointers of members that the service returns but does not take in a body.
	Drop []string
	// ItemsOnly marks a list whose answer has no next link.
	ItemsOnly bool
	// Explain may turn a failure into one that says more, knowing what was sent; nil leaves it. It is
	// not called for a dry run or for input that was refused before sending.
	Explain func(ctx context.Context, c *Client, sent []byte, err error) error
}

// LRO is where the result of a long-running operation is read: azcore's final-state-via.
type LRO string

// The styles of long-running operations.
const (
	AzureAsync  LRO = "azure-async-operation" // polled at Azure-AsyncOperation
	Location    LRO = "location"              // polled at Location
	OriginalURI LRO = "original-uri"          // result read at the resource itself
)

// ID is the id a request goes to.
type ID interface {
	String() string
	Validate() error
}

// Input is what a request carries beside its id. The zero value carries nothing.
type Input struct {
	// Body is encoded as JSON; nil sends none. One with a Validate method is checked first.
	Body any
	// Query has further query parameters, without api-version.
	Query url.Values
	// Header has further headers, such as If-Match.
	Header http.Header
}

func (op *Operation) writes() bool {
	return op.Method != http.MethodGet && op.Method != http.MethodHead && !op.ReadOnly
}

func (op *Operation) accepts(status int) bool {
	for _, c := range op.Codes {
		if c == status {
			return true
		}
	}
	return false
}

// call is one use of an operation.
type call struct {
	*Client
	op *Operation
	id ID
}

// name says what is being done, for error texts.
func (c call) name() string { return c.config.Package + ": " + c.op.Name }

// request builds the request of a checked call. The body is already encoded.
func (c call) request(ctx context.Context, in Input, body []byte) (*policy.Request, error) {
	if ctx == nil {
		return nil, errors.New("the context is nil; give context.Background() where there is none")
	}
	raw := c.blank.WithContext(ctx)
	raw.Method, raw.URL, raw.Header = c.op.Method, c.address(in.Query), http.Header{"Accept": c.accept}
	for name, values := range in.Header {
		raw.Header[name] = values
	}
	if c.op.MustMatch && len(in.Header["If-Match"]) == 0 {
		raw.Header["If-Match"] = []string{"*"}
	}
	req, err := runtime.NewRequestFromRequest(raw)
	if err == nil && body != nil {
		err = req.SetBody(streaming.NopCloser(bytes.NewReader(body)), "application/json")
		// net/http asks for the body anew when it is redirected, while the first may still be read;
		// azcore would give it the same reader.
		req.Raw().GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	}
	return req, err
}

// address returns the endpoint with path and query. Parsing them along with it would cost more than all
// else here.
func (c call) address(query url.Values) *url.URL {
	u := *c.blank.URL
	path := c.id.String() + c.op.Suffix
	if c.versionInPath() {
		path = "/" + c.op.version(c.id) + path
	}
	if escaped := armid.Escape(path); escaped != path || u.RawPath != "" {
		u.RawPath = u.EscapedPath() + escaped
	}
	u.Path += path
	u.RawQuery = "api-version=" + url.QueryEscape(c.op.version(c.id)) + more(query)
	if c.versionInPath() {
		u.RawQuery = query.Encode()
	}
	return &u
}

// version returns the API version in which the operation goes to id: that of its provider, the last
// one in the id, where the operation knows several.
func (op *Operation) version(id ID) string {
	if len(op.Versions) == 0 {
		return op.APIVersion
	}
	parts, _ := armid.Split(id.String())
	for name, version := range op.Versions {
		if strings.EqualFold(name, parts.Provider) {
			return version
		}
	}
	return op.APIVersion
}

// more returns further query parameters behind the first.
func more(query url.Values) string {
	if len(query) == 0 {
		return ""
	}
	return "&" + query.Encode()
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package raw sends any request to Resource Manager, for what the typed packages do not have: through
// the same chain, guard, retries and waiting. It also writes what a dry run recorded as a command or as
// configuration: [AzREST], [AzAPI], [Bicep].
package raw

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry/auth"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// Client sends requests. It is immutable and safe for concurrent use.
type Client struct {
	rest     *rest.Client
	endpoint *url.URL
	chain    bool
}

// NewClient returns a client for the cloud of opts, public Azure for nil. The credential is usually an
// *auth.Chain.
func NewClient(cred azcore.TokenCredential, opts *arm.ClientOptions) (*Client, error) {
	c, err := rest.New(rest.Config{Package: "raw"}, cred, opts)
	if err != nil {
		return nil, err
	}
	endpoint, err := url.Parse(c.Endpoint())
	if err != nil {
		return nil, fmt.Errorf("raw: new client: the cloud's Resource Manager has no URL")
	}
	_, chain := cred.(*auth.Chain)
	return &Client{rest: c, endpoint: endpoint, chain: chain}, nil
}

// Response is an answer of success.
type Response struct {
	// Status is the HTTP status code of the last answer.
	Status int
	// ETag is the version of what was answered, for If-Match; empty where the service has none.
	ETag string
	// Body is the JSON as the service wrote it; empty where there is none.
	Body jsontext.Value
}

// Do sends a request, waits where the service says that it goes on, and returns the last answer: for a
// write the resource as it is then. Deleting a missing thing is no error. Errors are those of the typed clients: *azfoundry.ValidationError before
// anything is sent, *azfoundry.OpError for a refusal, *azfoundry.PendingError for a wait cut off by ctx,
// [azfoundry.ErrDryRun] for a write under [azfoundry.DryRun].
func (c *Client) Do(ctx context.Context, r Request) (Response, error) {
	in, op, ctx, err := c.prepare(ctx, r)
	if err != nil {
		return Response{}, err
	}
	var last *http.Response
	ctx = policy.WithCaptureResponse(ctx, &last)
	if in.method == http.MethodDelete {
		err := rest.AwaitDone(ctx, c.rest, op, in.path, in.input)
		return answer(last, nil), err
	}
	body, err := rest.Await[jsontext.Value](ctx, c.rest, op, in.path, in.input)
	return answer(last, body), err
}

// Start sends a request and returns as soon as the service has taken it: Begin… of the typed clients.
// The poller's result is the body of the last answer.
func (c *Client) Start(ctx context.Context, r Request) (*runtime.Poller[jsontext.Value], error) {
	in, op, ctx, err := c.prepare(ctx, r)
	if err != nil {
		return nil, err
	}
	return rest.Begin[jsontext.Value](ctx, c.rest, op, in.path, in.input)
}

// Resume continues what [Client.Start] or a [azfoundry.PendingError] has a token of. Nothing is sent yet.
func (c *Client) Resume(token string) (*runtime.Poller[jsontext.Value], error) {
	return rest.Resume[jsontext.Value](c.rest, &rest.Operation{Name: "resume"}, token)
}

// List sends a request for a list and returns the items of all its pages. Nothing is sent before the
// first step; an error is yielded once, last.
func (c *Client) List(ctx context.Context, r Request) iter.Seq2[jsontext.Value, error] {
	in, op, ctx, err := c.prepare(ctx, r)
	if err != nil {
		return func(yield func(jsontext.Value, error) bool) { yield(nil, err) }
	}
	return rest.List[jsontext.Value](ctx, c.rest, op, in.path, in.input)
}

// prepare checks a request and says how it is sent.
func (c *Client) prepare(ctx context.Context, r Request) (checked, *rest.Operation, context.Context, error) {
	in, err := r.check(c.endpoint, c.chain)
	if err != nil {
		return in, nil, ctx, err
	}
	if len(r.Tenants) > 0 {
		ctx = auth.WithTenants(ctx, r.Tenants...)
	}
	return in, &rest.Operation{
		Name: strings.ToLower(in.method), APIVersion: in.path.apiVersion, Method: in.method,
		Codes: success, LRO: style(in.method),
	}, ctx, nil
}

// success are the codes that Resource Manager's operations succeed with.
var success = []int{http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNoContent}

// style says where the result of a long-running request is read: for an action where Location leads,
// for the rest at the resource. A read is not long-running.
func style(method string) rest.LRO {
	switch method {
	case http.MethodPut, http.MethodPatch:
		return rest.AzureAsync
	case http.MethodPost, http.MethodDelete:
		return rest.Location
	}
	return ""
}

// answer puts together what the last answer said.
func answer(last *http.Response, body jsontext.Value) Response {
	out := Response{Body: body}
	if last != nil {
		out.Status, out.ETag = last.StatusCode, rest.ETag(last, body)
	}
	return out
}

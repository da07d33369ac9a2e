// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry"
)

// Call sends a request and decodes the answer into T. A T of azfoundry.None takes no answer.
func Call[T any](ctx context.Context, c *Client, op *Operation, id ID, in Input) (T, error) {
	k := call{c, op, id}
	resp, err := k.send(ctx, in)
	if err != nil {
		var zero T
		return zero, err
	}
	return answer[T](k, resp)
}

// Do sends a request whose answer has nothing to read. Deleting a missing thing is no error.
func Do(ctx context.Context, c *Client, op *Operation, id ID, in Input) error {
	_, err := Call[azfoundry.None](ctx, c, op, id, in)
	return missingIsDeleted(op, err)
}

// missingIsDeleted drops the 404 of a deletion.
func missingIsDeleted(op *Operation, err error) error {
	if e, ok := asOpError(err); ok && op.Method == http.MethodDelete && e.Status == http.StatusNotFound && missing(e.Code) {
		return nil
	}
	return err
}

// missing reports whether a 404's code means that the resource, or what holds it, does not exist, and
// not that the address is wrong.
func missing(code string) bool {
	return code != "SubscriptionNotFound" && code != "InvalidResourceType" && code != "NoRegisteredProviderFound"
}

// send checks, encodes and sends a request, and returns an answer whose status is one of success.
func (c call) send(ctx context.Context, in Input) (*http.Response, error) {
	body, err := c.prepare(ctx, in)
	if err != nil {
		return nil, err
	}
	resp, err := c.transmit(ctx, in, body)
	return resp, c.say(ctx, body.wire, err)
}

// payload is an encoded body: as it is sent, and as a plan may show it, with secrets redacted.
type payload struct {
	wire  []byte
	shown func() ([]byte, error)
}

// prepare checks and encodes what is to be sent.
func (c call) prepare(ctx context.Context, in Input) (payload, error) {
	if err := c.check(ctx, in.Body); err != nil || in.Body == nil {
		return payload{}, err
	}
	body, err := c.op.body(wire(in.Body))
	if err != nil {
		return payload{}, c.explain(err)
	}
	return payload{wire: body, shown: func() ([]byte, error) { return c.op.body(Marshal(in.Body)) }}, nil
}

// transmit sends a request whose id and body were checked.
func (c call) transmit(ctx context.Context, in Input, body payload) (*http.Response, error) {
	req, err := c.request(ctx, in, body.wire)
	if err != nil {
		return nil, c.explain(err)
	}
	if plan := azfoundry.PlanFrom(ctx); plan != nil && c.op.writes() {
		return nil, c.explain(c.record(plan, req, in, body))
	}
	resp, err := c.pipeline.Do(req)
	if err != nil {
		return nil, c.explain(err)
	}
	if !c.op.accepts(resp.StatusCode) {
		return nil, c.explain(runtime.NewResponseError(resp))
	}
	return resp, nil
}

// say lets the operation's own hook explain a failure of the service.
func (c call) say(ctx context.Context, sent []byte, err error) error {
	if _, failed := asOpError(err); !failed || c.op.Explain == nil {
		return err
	}
	return c.op.Explain(ctx, c.Client, sent, err)
}

// answer decodes an answer of success.
func answer[T any](c call, resp *http.Response) (T, error) {
	var out T
	err := decode(resp, &out)
	return out, c.explain(err)
}

// decode reads an answer into out. An empty body leaves out as it is.
func decode(resp *http.Response, out any) error {
	body, err := payloadOf(resp)
	if err != nil || len(body) == 0 {
		return err
	}
	if _, nothing := out.(*azfoundry.None); nothing {
		return nil
	}
	if m, ok := out.(model); ok {
		return quiet(m.UnmarshalJSON(body))
	}
	return Unmarshal(body, out)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry"
)

// Begin starts a long-running operation and returns azcore's poller for it.
func Begin[T any](ctx context.Context, c *Client, op *Operation, id ID, in Input) (*runtime.Poller[T], error) {
	k := call{c, op, id}
	resp, err := k.send(ctx, in)
	if err != nil {
		return nil, err
	}
	return poller[T](k, resp)
}

func poller[T any](c call, resp *http.Response) (*runtime.Poller[T], error) {
	p, err := runtime.NewPoller(resp, c.pipeline, &runtime.NewPollerOptions[T]{FinalStateVia: runtime.FinalStateVia(c.op.LRO)})
	if err != nil {
		return nil, c.explain(err)
	}
	return p, nil
}

// Await starts a long-running operation and waits for its result, until ctx ends: then it returns an
// *azfoundry.PendingError with which the wait can be resumed.
func Await[T any](ctx context.Context, c *Client, op *Operation, id ID, in Input) (T, error) {
	k := call{c, op, id}
	body, err := k.prepare(ctx, in)
	if err != nil {
		var zero T
		return zero, err
	}
	return transact[T](ctx, k, in, body)
}

// resubmissions bounds how often an operation that another one superseded is sent again.
const resubmissions = 3

// transact sends a prepared write and waits for its result.
func transact[T any](ctx context.Context, c call, in Input, body payload) (T, error) {
	for again := 0; ; again++ {
		out, err := transactOnce[T](ctx, c, in, body)
		e, failed := asOpError(err)
		if !failed || again == resubmissions || !superseded(e.Code) {
			return out, c.say(ctx, body.wire, err)
		}
	}
}

func transactOnce[T any](ctx context.Context, c call, in Input, body payload) (T, error) {
	var zero T
	resp, err := c.transmit(ctx, in, body)
	if err != nil {
		return zero, err
	}
	if c.op.LRO == "" {
		return answer[T](c, resp)
	}
	p, err := poller[T](c, resp)
	if err != nil {
		return zero, err
	}
	return wait(ctx, c, p)
}

// AwaitDone deletes and waits, where the service needs it until a read answers 404. Deleting a missing
// thing is no error.
func AwaitDone(ctx context.Context, c *Client, op *Operation, id ID, in Input) error {
	_, err := Await[azfoundry.None](ctx, c, op, id, in)
	if err = missingIsDeleted(op, err); err != nil || op.Gone == nil {
		return err
	}
	return call{c, op, id}.awaitGone(ctx)
}

// Resume continues an operation from a token of its poller. Nothing is sent yet; polling a token whose
// URL leads to another host is refused by the pipeline's guard.
func Resume[T any](c *Client, op *Operation, token string) (*runtime.Poller[T], error) {
	p, err := runtime.NewPollerFromResumeToken[T](token, c.pipeline, nil)
	if err != nil {
		return nil, call{c, op, resumed{}}.explain(errToken)
	}
	return p, nil
}

// errToken replaces azcore's error, which may quote the token.
var errToken = errors.New("the resume token is malformed or of another operation; use it with the method of the client that made it")

// resumed stands for the id of an operation that is continued from a token.
type resumed struct{}

func (resumed) String() string  { return "" }
func (resumed) Validate() error { return nil }

// wait polls until the operation ends or ctx does. A poll that fails says nothing about the operation,
// so it is repeated until nothing was heard of it for as long as untilWritten.
func wait[T any](ctx context.Context, c call, p *runtime.Poller[T]) (T, error) {
	resume := token(p) // there is none once the operation ended, though its result is still to be read
	for d, heard := newDelays(), time.Now(); ; {
		out, resp, err := step(ctx, p)
		if err == nil && resp == nil {
			return out, nil
		}
		if err == nil {
			heard, resume = time.Now(), cmp.Or(token(p), resume)
		}
		if err == nil || ctx.Err() == nil && undecided(err) && time.Since(heard) < untilWritten {
			err = sleep(ctx, d.after(resp))
		}
		if err != nil {
			return out, c.interrupted(ctx, resume, err)
		}
	}
}

// step polls once. It returns the answer of an operation that goes on, or the result of one that ended
// and no answer.
func step[T any](ctx context.Context, p *runtime.Poller[T]) (out T, resp *http.Response, err error) {
	if !p.Done() {
		resp, err = p.Poll(ctx)
	}
	if err != nil || !p.Done() {
		return out, resp, err
	}
	out, err = p.Result(ctx)
	return out, nil, err
}

// undecided reports whether a failure to poll leaves open what became of the operation: a broken
// connection, a failing server, throttling.
func undecided(err error) bool {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return true // an answer cut short, which azcore does not repeat by itself
	}
	if _, final := errors.AsType[interface {
		error
		NonRetriable()
	}](err); final {
		return false
	}
	re, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok {
		_, unreadable := errors.AsType[*DecodeError](err)
		return !unreadable
	}
	return re.StatusCode == http.StatusTooManyRequests || slices.Contains(statusCodes, re.StatusCode)
}

// awaitGone reads until the answer is 404.
func (c call) awaitGone(ctx context.Context) error {
	read := call{c.Client, c.op.Gone, c.id}
	for d := newDelays(); ; {
		req, err := read.request(ctx, Input{}, nil)
		if err != nil {
			return c.explain(err)
		}
		resp, err := c.pipeline.Do(req)
		if err == nil && !read.op.accepts(resp.StatusCode) {
			err = runtime.NewResponseError(resp)
		}
		// A fake transport may return the refusal as its error.
		if re, ok := errors.AsType[*azcore.ResponseError](err); ok && re.StatusCode == http.StatusNotFound {
			return nil
		}
		if err == nil {
			err = sleep(ctx, d.after(resp))
		}
		if err != nil {
			return c.interrupted(ctx, "", err)
		}
	}
}

// interrupted tells a wait that was cut off, by ctx or by a service that no longer answers, from an
// operation that failed.
func (c call) interrupted(ctx context.Context, token string, err error) error {
	switch {
	case ctx.Err() != nil:
		err = ended(ctx)
	case undecided(err) && token != "":
		err = c.explain(err)
	default:
		return c.explain(err)
	}
	return &azfoundry.PendingError{Op: c.name(), Resource: c.id.String(), ResumeToken: token, Err: err}
}

func token[T any](p *runtime.Poller[T]) string {
	t, err := p.ResumeToken()
	if err != nil {
		return ""
	}
	return t
}

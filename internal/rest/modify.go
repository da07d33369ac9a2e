// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// Change says how a resource is read, changed and written; generated.
type Change struct {
	Get, Write *Operation
	// Query has query parameters of the read, where the service can show the resource in several ways.
	Query url.Values
	// IfMatch sends the etag that was read, so that a write between the two is noticed.
	IfMatch bool
	// Patch writes the difference as a merge patch instead of the whole body.
	Patch bool
	// Keep lists JSON pointers of members that are always part of a patch, whole.
	Keep []string
}

// maxRuns bounds how often a change is run anew because somebody else wrote in between.
const maxRuns = 4

// Modify reads the resource, lets change work on it, and writes only the difference into what was
// read: all else stays as the service sent it, byte for byte. Without a difference nothing is written.
// Where the service checks etags, change is run anew on the fresh state up to three times; but not when
// it was our own write, whose answer was lost, that made the state fresh.
func Modify[T any](ctx context.Context, c *Client, ch *Change, id ID, change func(*T) error) (T, error) {
	a := &attempt[T]{change: change}
	ctx = a.watch(ctx)
	for run := 1; ; run++ {
		out, err := modifyOnce(ctx, c, ch, id, a)
		e, failed := asOpError(err)
		if !failed || e.Status != http.StatusPreconditionFailed || !ch.IfMatch || run == maxRuns {
			return out, err
		}
	}
}

func modifyOnce[T any](ctx context.Context, c *Client, ch *Change, id ID, a *attempt[T]) (T, error) {
	var model T
	get, write := call{c, ch.Get, id}, call{c, ch.Write, id}
	resp, err := get.send(ctx, Input{Query: ch.Query})
	if err != nil {
		return model, err
	}
	raw, err := payloadOf(resp)
	if err == nil {
		err = Unmarshal(raw, &model)
	}
	if err != nil {
		return model, get.explain(err)
	}
	before, err := wire(&model)
	if err != nil {
		return model, get.explain(err)
	}
	if a.done(before) {
		return model, nil
	}
	etag := ETag(resp, raw)
	if err := a.change(&model); err != nil {
		return model, err
	}
	after, err := wire(&model)
	if err != nil {
		return model, write.explain(err)
	}
	if string(before) == string(after) {
		return model, nil
	}
	a.last = edit{raw, before, after, etag}
	return writeChange(ctx, write, ch, &model, a.last)
}

// edit is a change on its way to the service.
type edit struct {
	raw, before, after []byte
	etag               string
}

func writeChange[T any](ctx context.Context, c call, ch *Change, model *T, e edit) (T, error) {
	var zero T
	if err := c.check(ctx, model); err != nil {
		return zero, err
	}
	body, err := ch.body(e)
	if err != nil {
		return zero, c.explain(err)
	}
	var in Input
	if ch.IfMatch && e.etag != "" {
		in.Header = http.Header{"If-Match": {e.etag}}
	}
	shown := func() ([]byte, error) { return shownChange(ch, e, model) }
	return transact[T](ctx, c, in, payload{wire: body, shown: shown})
}

// shownChange returns what is sent for an edit with the model's secrets redacted.
func shownChange[T any](ch *Change, e edit, model *T) ([]byte, error) {
	var read T
	if err := Unmarshal(e.raw, &read); err != nil {
		return nil, err
	}
	before, err1 := Marshal(&read)
	after, err2 := Marshal(model)
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	return ch.body(edit{raw: e.raw, before: before, after: after})
}

// body returns what is sent for an edit.
func (ch *Change) body(e edit) ([]byte, error) {
	raw, err1 := parse(e.raw)
	before, err2 := parse(e.before)
	after, err3 := parse(e.after)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	whole := apply(raw, before, after)
	if !ch.Patch {
		return ch.Write.strip(whole).raw, nil
	}
	patch := mergePatch(raw, before, after)
	for _, p := range ch.Keep {
		patch = keep(patch, whole, split(p))
	}
	return ch.Write.strip(patch).raw, nil
}

// ETag returns the etag of a body, or of its answer.
func ETag(resp *http.Response, raw []byte) string {
	var body struct {
		ETag string `json:"etag"`
	}
	if Unmarshal(raw, &body) == nil && body.ETag != "" {
		return body.ETag
	}
	return resp.Header.Get("ETag")
}

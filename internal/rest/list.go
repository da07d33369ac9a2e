// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// page is one answer of a list.
type page[T any] struct {
	Value    []T    `json:"value"`
	NextLink string `json:"nextLink"`
	// ODataNextLink is how services spell it that speak OData (OData JSON Format 4.01, section 4.5.5).
	ODataNextLink string `json:"@odata.nextLink"`
}

// next returns the address of the page after this one; empty for none.
func (p page[T]) next() string { return cmp.Or(p.NextLink, p.ODataNextLink) }

// List returns the items of all pages. Nothing is sent before the first step; a second range starts
// again; an error is yielded once, last; leaving the loop stops the requests.
func List[T any](ctx context.Context, c *Client, op *Operation, id ID, in Input) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for p, err := range pages[T](ctx, call{c, op, id}, in) {
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			for _, item := range p.Value {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// pages follows the next links.
func pages[T any](ctx context.Context, c call, in Input) iter.Seq2[page[T], error] {
	return func(yield func(page[T], error) bool) {
		p, err := Call[page[T]](ctx, c.Client, c.op, c.id, in)
		for seen := map[string]bool{}; ; {
			if !yield(p, err) || err != nil || p.next() == "" || c.op.ItemsOnly {
				return
			}
			if seen[p.next()] {
				yield(page[T]{}, c.explain(errLoop))
				return
			}
			seen[p.next()] = true
			p, err = next(ctx, c, p)
		}
	}
}

// errLoop ends a list whose pages lead back to an earlier one.
var errLoop = errors.New("the service's next link leads back to a page already read; nothing more can be listed")

// errLink ends a list whose next link makes no request.
var errLink = errors.New("the service's next link is no URL; nothing more can be listed")

// next reads the page that the service says comes after last, in the array of last's items: those were
// all handed out, as copies. The pipeline's guard refuses links to other hosts.
func next[T any](ctx context.Context, c call, last page[T]) (page[T], error) {
	p := page[T]{Value: last.Value[:0]}
	req, err := runtime.NewRequest(ctx, http.MethodGet, last.next())
	if err != nil {
		return p, c.explain(errLink) // the cause would quote the link, which may be signed
	}
	req.Raw().Header["Accept"] = c.accept
	resp, err := c.pipeline.Do(req)
	if err != nil {
		return p, c.explain(err)
	}
	if resp.StatusCode != http.StatusOK {
		return p, c.explain(runtime.NewResponseError(resp))
	}
	err = decode(resp, &p)
	return p, c.explain(err)
}

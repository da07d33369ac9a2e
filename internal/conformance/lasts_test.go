// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	official "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/network/armnetwork/v9"

	"github.com/azfoundry/azfoundry/nsp"
)

// poller is azcore's.
type poller[T any] = *runtime.Poller[T]

// lastsOf is how both kinds of client do one long-running operation: C are the official clients and T what
// they get in the end, D and O are ours.
type lastsOf[C, D, T, O any] struct {
	// begin takes the token of an operation that is under way, or "".
	begin func(ctx context.Context, c C, token string) (poller[T], error)
	ours  func(context.Context, D) (poller[O], error)
	again func(c D, token string) (poller[O], error)
	// wait is our method that begins and waits; nil for none.
	wait func(context.Context, D) (O, error)
	show func(T) any // the official result as JSON has it; nil for nothing
}

// perimeterLasts is [lastsOf] the clients of perimeters.
type perimeterLasts[T, O any] = lastsOf[*official.ClientFactory, *nsp.Client, T, O]

// rows returns the row of a Begin method, that of the method that resumes it, and that of the one that
// waits, if it is named.
func (l lastsOf[C, D, T, O]) rows(begin, resume string, wait ...string) []rowOf[C, D] {
	begun := func(ctx context.Context, c C) (any, error) {
		p, err := l.begin(ctx, c, "")
		return l.result(finish(ctx, p, err))
	}
	out := []rowOf[C, D]{
		{
			method: begin, theirs: begun,
			ours: func(ctx context.Context, c D) (any, error) {
				p, err := l.ours(ctx, c)
				return l.ourResult(finish(ctx, p, err))
			},
		},
		{
			method: resume,
			theirs: func(ctx context.Context, c C) (any, error) {
				p, err := l.begin(ctx, c, "")
				token, err := suspend(ctx, p, err)
				if err != nil {
					return nil, err
				}
				p, err = l.begin(ctx, c, token)
				return l.result(finish(ctx, p, err))
			},
			ours: func(ctx context.Context, c D) (any, error) {
				p, err := l.ours(ctx, c)
				return l.ourResult(resumed(ctx, func(token string) (poller[O], error) { return l.again(c, token) }, p, err))
			},
		},
	}
	for _, method := range wait {
		out = append(out, rowOf[C, D]{
			method: method, theirs: begun,
			ours: func(ctx context.Context, c D) (any, error) { return l.ourResult(l.wait(ctx, c)) },
		})
	}
	return out
}

func (l lastsOf[C, D, T, O]) result(v T, err error) (any, error) {
	if l.show == nil {
		return deleted(err)
	}
	return l.show(v), err
}

func (l lastsOf[C, D, T, O]) ourResult(v O, err error) (any, error) {
	if l.show == nil {
		return deleted(err)
	}
	return v, err
}

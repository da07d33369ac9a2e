// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"sync/atomic"
)

// attempt is a change and what it came to when it last ran. A write whose answer is lost is sent again
// by azcore, and is then refused because of the new etag that it has itself made: so the refusal may
// mean that all is done.
type attempt[T any] struct {
	change func(*T) error
	last   edit
	lost   atomic.Bool
}

// lostKey is the key of an attempt's lost in a context.
type lostKey struct{}

// watch returns a context whose requests tell the attempt of lost answers.
func (a *attempt[T]) watch(ctx context.Context) context.Context {
	return context.WithValue(ctx, lostKey{}, &a.lost)
}

// done reports whether the last run's change is in the state that was read anew although its write was
// refused. It is asked once a run.
func (a *attempt[T]) done(state []byte) bool {
	if !a.lost.Swap(false) || a.last.after == nil {
		return false
	}
	now, err1 := parse(state)
	before, err2 := parse(a.last.before)
	after, err3 := parse(a.last.after)
	return err1 == nil && err2 == nil && err3 == nil && same(apply(now, before, after), now)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// retry is a policy around azcore's own. Azcore's repeats what a broken connection or a failing server
// spoilt; this one waits out conflicts and throttling, and reads that have not yet heard of a write of
// this client.
type retry struct{ written *written }

// statusCodes are azcore's retried statuses without 429, which is waited out here, with jitter.
var statusCodes = []int{
	http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
	http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

// Do implements policy.Policy.
func (p *retry) Do(req *policy.Request) (*http.Response, error) {
	var refused time.Time // first
	for d := newDelays(); ; {
		resp, err := req.Next()
		if err != nil {
			return resp, err
		}
		patience := p.patience(req.Raw(), resp)
		if patience == 0 {
			p.written.note(req.Raw(), resp)
			return resp, nil
		}
		if refused.IsZero() {
			refused = time.Now()
		}
		wait := d.after(resp)
		if time.Since(refused)+wait > patience || !fits(req.Raw().Context(), wait) {
			return resp, nil
		}
		if err := sleep(req.Raw().Context(), wait); err != nil {
			return nil, &waitError{ctx: err, last: runtime.NewResponseError(resp)}
		}
		runtime.Drain(resp)
		if err := req.RewindBody(); err != nil {
			return nil, err
		}
	}
}

// patience returns how long a request with this answer may be sent again; 0 for not at all.
func (p *retry) patience(req *http.Request, resp *http.Response) time.Duration {
	if c := conflictOf(resp); c != nil {
		return c.patience
	}
	if req.Method == http.MethodGet && resp.StatusCode == http.StatusNotFound && p.written.has(req.URL.Path) {
		return consistent
	}
	return 0
}

// fits reports whether a wait ends before the context does. Waiting in vain would only replace the
// service's answer by a timeout.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || time.Until(deadline) > wait
}

// jitter lengthens a wait by up to a tenth, so that clients refused together do not return together.
// It never shortens: the service said when, at the earliest.
func jitter(d time.Duration) time.Duration {
	return d + time.Duration(rand.Int64N(int64(d)/10+1))
}

// sleep waits, or returns why ctx ended.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ended(ctx)
	case <-timer.C:
		return nil
	}
}

// ended returns why ctx ended: its error, and the caller's own cause where there is one.
func ended(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, ctx.Err()) {
		return fmt.Errorf("%w: %w", ctx.Err(), cause)
	}
	return ctx.Err()
}

// waitError is a context that ended between two tries. It leads to both the context's error and the
// answer that was waited out.
type waitError struct{ ctx, last error }

func (e *waitError) Error() string {
	return fmt.Sprintf("%v while waiting to send again after %s", e.ctx, brief(e.last))
}

func (e *waitError) Unwrap() []error { return []error{e.ctx, e.last} }

// NonRetriable tells azcore that sending again is over.
func (e *waitError) NonRetriable() {}

// brief names an answer by its status and code.
func brief(err error) string {
	re, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok {
		return "a refusal"
	}
	return fmt.Sprintf("%d %s", re.StatusCode, re.ErrorCode)
}

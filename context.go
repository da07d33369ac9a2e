// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package azfoundry

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// ErrDryRun is returned by a write under a context from [DryRun]: it was validated and recorded, and
// nothing was sent.
var ErrDryRun = errors.New("azfoundry: dry run: recorded, not sent")

// Plan records the writes of a dry run. It is safe for concurrent use.
type Plan struct {
	mu     sync.Mutex
	writes []PlannedWrite
}

// PlannedWrite is a write that would have been sent.
type PlannedWrite struct {
	// Op is what was asked, with its package: "ipam: create or update pool".
	Op string `json:"op"`
	// Method is the HTTP method.
	Method string `json:"method"`
	// URL is where it would have gone, with the api-version.
	URL string `json:"url"`
	// Header has what would have been sent beside it, such as If-Match; never a credential.
	Header map[string]string `json:"header,omitzero"`
	// Tenants are the other tenants, by GUID, whose tokens it would have carried.
	Tenants []string `json:"tenants,omitzero"`
	// Body is the JSON that would have been sent, with secrets redacted; empty without a body.
	Body string `json:"body,omitzero"`
}

// Writes returns what was recorded so far, in order. The slice belongs to the caller.
func (p *Plan) Writes() []PlannedWrite {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.writes)
}

// Record adds a write. Clients call it; so may recipes with writes of their own.
func (p *Plan) Record(w PlannedWrite) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.writes = append(p.writes, w)
}

type (
	planKey     struct{}
	unvalidated struct{}
)

// DryRun returns a context under which writes are validated and recorded in the returned plan instead
// of being sent; they return [ErrDryRun]. Reads are sent as ever.
func DryRun(ctx context.Context) (context.Context, *Plan) {
	p := new(Plan)
	return context.WithValue(ctx, planKey{}, p), p
}

// PlanFrom returns the plan of a context from [DryRun], or nil.
func PlanFrom(ctx context.Context) *Plan {
	p, _ := ctx.Value(planKey{}).(*Plan)
	return p
}

// WithoutValidation returns a context under which bodies are sent unchecked, for a service that takes
// more than this version of the module knows. Resource ids are still checked.
func WithoutValidation(ctx context.Context) context.Context {
	return context.WithValue(ctx, unvalidated{}, true)
}

// ValidationDisabled reports whether ctx comes from [WithoutValidation].
func ValidationDisabled(ctx context.Context) bool {
	off, _ := ctx.Value(unvalidated{}).(bool)
	return off
}

// None is the result of a long-running operation that has none, such as a deletion.
type None struct{}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections/gateway"
)

// Plan says what [Client.Apply] would do: which resources are there as they are to be, which are not, and
// what is found beside. It only reads. Bad input is an *azfoundry.ValidationError, and so is what the service
// and the accounts lack: an identity, a subdomain, the logger.
//
// A context from azfoundry.DryRun gets the writes as well.
func (c *Client) Plan(ctx context.Context, g Gateway, opts *Options) (Report, error) {
	if azfoundry.PlanFrom(ctx) == nil {
		ctx, _ = azfoundry.DryRun(ctx)
	}
	report, err := c.Apply(ctx, g, opts)
	if errors.Is(err, azfoundry.ErrDryRun) {
		err = nil
	}
	return report, err
}

// Apply makes a service have the gateway, in this order: the roles of its identity, the backends, the pool,
// the API with its policy, its logging and its operations, each with its policy. An API that is there comes
// last, so that it does not let callers in without a key before its policies look at tokens. What is there and as it is to be
// is left alone, so that a second run writes nothing; what differs is changed, and what a set-up does not
// speak of stays. Policies are whole documents: one of another content is replaced.
//
// Bad input is an *azfoundry.ValidationError, before anything is sent; so is what [Client.Plan] says that the
// service lacks, before anything is written. The report is good beside an error too: [Client.Undo] takes back
// what was done. Under azfoundry.DryRun it plans, and returns azfoundry.ErrDryRun where there are writes.
func (c *Client) Apply(ctx context.Context, g Gateway, opts *Options) (Report, error) {
	if err := g.Validate(); err != nil {
		return Report{}, err
	}
	r := &run{client: c, gateway: g}
	var err error
	if r.found, err = c.survey(ctx, g); err != nil {
		return r.report, err
	}
	var agents Agents
	if opts != nil {
		agents = opts.Agents
	}
	r.report.GatewayURL = strings.TrimSuffix(r.found.service.Properties.GatewayURL, "/")
	r.report.Target = r.report.GatewayURL + "/" + g.Path
	r.report.Findings = r.found.findings(g, agents)
	steps, err := r.steps()
	if err != nil {
		return r.report, err
	}
	r.progress = newProgress("setup: apply", len(steps), opts)
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return r.report, fmt.Errorf("setup: apply to %q: %w", g.api(), err)
		}
	}
	if r.planned {
		return r.report, azfoundry.ErrDryRun
	}
	return r.report, nil
}

// run is one set-up.
type run struct {
	client   *Client
	gateway  Gateway
	found    survey
	progress *progress
	planned  bool // whether a dry run kept a write back
	report   Report
}

// steps are what there is to do, in its order, so that the API is open at no time: a new one leads nowhere
// without its policy, as no URL is in it; one that is there may lead somewhere, and may demand keys as long as
// its policies do not look at tokens, so that it is changed after them.
func (r *run) steps() ([]func(context.Context) error, error) {
	g := r.gateway
	documents, err := r.documents()
	if err != nil {
		return nil, err
	}
	var out []func(context.Context) error
	add := func(step func(context.Context) error) { out = append(out, step) }
	for _, a := range g.Accounts {
		for _, role := range g.rights() {
			add(func(ctx context.Context) error { return r.grant(ctx, a.ID.String(), role) })
		}
	}
	for i, a := range g.Accounts {
		add(func(ctx context.Context) error {
			return r.backend(ctx, StepBackend, g.backend(a), g.shapeBackend(g.modelsURL(r.found.accounts[i])))
		})
	}
	if len(g.Accounts) > 1 {
		add(func(ctx context.Context) error { return r.backend(ctx, StepPool, g.entrance(), g.shapePool) })
	}
	if !r.found.api {
		add(r.api)
	}
	add(func(ctx context.Context) error {
		return r.policy(ctx, g.api().Policy(gateway.PolicyName), documents.api)
	})
	if g.Logger != "" {
		add(r.diagnostic)
	}
	for _, o := range g.operations() {
		add(func(ctx context.Context) error { return r.operation(ctx, o) })
		if d, ok := documents.operations[o.name]; ok {
			id := g.api().Operation(o.name).Policy(gateway.PolicyName)
			add(func(ctx context.Context) error { return r.policy(ctx, id, d) })
		}
	}
	if r.found.api {
		add(r.api)
	}
	return out, nil
}

// backend makes a backend, or a pool, what shape lets it be.
func (r *run) backend(ctx context.Context, kind StepKind, id gateway.BackendID, shape func(*gateway.Backend)) error {
	backends := r.client.gateway.Backends
	e := ensure[gateway.Backend]{shape: shape}
	_, err := backends.Modify(ctx, id, e.change)
	if notFound(err) {
		_, err = backends.CreateOrUpdate(ctx, id, e.create(), nil)
	}
	return r.took(e.step(kind, id.String()), err)
}

// api makes the API what it is to be.
func (r *run) api(ctx context.Context) error {
	apis, id := r.client.gateway.APIs, r.gateway.api()
	e := ensure[gateway.API]{shape: r.gateway.shapeAPI}
	_, err := apis.Modify(ctx, id, e.change)
	if notFound(err) {
		_, err = apis.CreateOrUpdate(ctx, id, e.create(), nil)
	}
	return r.took(e.step(StepAPI, id.String()), err)
}

// operation makes an operation what it is to be.
func (r *run) operation(ctx context.Context, o operation) error {
	operations, id := r.client.gateway.Operations, r.gateway.api().Operation(o.name)
	e := ensure[gateway.Operation]{shape: o.shape}
	_, err := operations.Modify(ctx, id, e.change)
	if notFound(err) {
		_, err = operations.CreateOrUpdate(ctx, id, e.create(), nil)
	}
	return r.took(e.step(StepOperation, id.String()), err)
}

// ensure makes a resource what shape lets it be, and keeps what was there.
type ensure[T any] struct {
	shape         func(*T)
	made          bool
	before, after string
}

// change shapes a resource that is there. It may run more than once; the last one counts.
func (e *ensure[T]) change(m *T) error {
	e.before = encode(m)
	e.shape(m)
	e.after = encode(m)
	return nil
}

// create returns the body of one that is not.
func (e *ensure[T]) create() T {
	var m T
	e.shape(&m)
	e.made = true
	return m
}

// step says what was to be done.
func (e *ensure[T]) step(kind StepKind, id string) Step {
	s := Step{Kind: kind, ID: id, State: Unchanged}
	switch {
	case e.made:
		s.State = Create
	case e.before != e.after:
		s.State, s.Before, s.Differences = Change, e.before, differences(e.before, e.after)
	}
	return s
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// op is what a probe is called in errors and progress.
const op = "probe: gateway"

// Run probes the gateway that a connection of the category ApiManagement or ModelGateway leads to. The
// connection need not exist yet, and its name does not matter.
//
// What is wrong with the gateway is in the report, not an error. An error is an *azfoundry.ValidationError
// where the connection cannot be probed at all, and nothing was sent; or the context's, with the report so
// far. Run starts no goroutine that outlives it for long, and may be called at the same time.
func Run(ctx context.Context, c connections.Connection, opts *Options) (Report, error) {
	o := opts.completed()
	s, err := subjectOf(c, o)
	if err != nil {
		return Report{}, err
	}
	r := newRun(s, o)
	defer r.client.CloseIdleConnections()
	for _, l := range r.layers() {
		if reason := r.skips(l); reason != "" {
			r.skip(l.layer, reason)
			continue
		}
		l.probe(ctx)
		if ctx.Err() != nil {
			return r.finished(), fmt.Errorf("%s: %w", op, context.Cause(ctx))
		}
	}
	return r.finished(), nil
}

// run is one probe under way.
type run struct {
	*subject

	options Options
	client  *http.Client
	secrets secrets
	report  Report
	began   time.Time
	wanted  []string // the models to look at
	token   string
	retried bool // whether a refused key was tried in other headers
}

// place is where a run is.
type place struct {
	layer Layer
	alias string
}

// layerProbe is how a layer is probed.
type layerProbe struct {
	layer Layer
	probe func(context.Context)
	needs bool   // whether the connection and the options need it
	why   string // why not
}

func newRun(s *subject, o Options) *run {
	r := &run{
		subject: s, options: o, began: time.Now(), wanted: o.Aliases,
		report: Report{Target: shownURL(s.Target), Findings: []Finding{}, Steps: []Step{}},
	}
	if r.wanted == nil {
		r.wanted = s.aliases()
	}
	r.secrets.add(s.signIn.key)
	r.secrets.add(s.signIn.clientSecret)
	r.secrets.add(secret.Reveal(o.Secret))
	for _, value := range s.Headers {
		if len(value) >= 16 { // no secret belongs there, which does not mean that there is none
			r.secrets.add(value)
		}
	}
	r.client = r.newClient()
	return r
}

func (r *run) layers() []layerProbe {
	_, asks := r.ListModels()
	const static = "the connection lists its models, so that Foundry asks for none"
	return []layerProbe{
		{layer: LayerDNS, probe: r.probeDNS, needs: true},
		{layer: LayerConnect, probe: r.probeConnect, needs: true},
		{layer: LayerTLS, probe: r.probeTLS, needs: true},
		{layer: LayerToken, probe: r.probeToken, needs: r.signIn.oauth != nil || r.signIn.fromCaller, why: "the connection needs no token"},
		{layer: LayerList, probe: r.probeList, needs: asks, why: static},
		{layer: LayerGet, probe: r.probeGet, needs: asks, why: static},
		{layer: LayerChat, probe: r.probeChat, needs: r.options.Chat || !asks, why: "it was not asked for; it costs tokens"},
	}
}

// skips tells why a layer is not probed; "" means that it is.
func (r *run) skips(l layerProbe) string {
	switch {
	case r.report.Failed != "":
		return "the layer " + string(r.report.Failed) + " failed"
	case !l.needs:
		return l.why
	}
	return ""
}

func (r *run) skip(layer Layer, reason string) {
	r.report.Steps = append(r.report.Steps, Step{Layer: layer, Outcome: OutcomeSkipped, Seen: reason})
}

// begin tells of a step and times it.
func (r *run) begin(at place, what string) *Step {
	r.options.OnProgress(azfoundry.Progress{
		Op: op, Step: r.secrets.hide(what), Done: len(r.report.Steps), Elapsed: time.Since(r.began),
	})
	return &Step{Layer: at.layer, Alias: at.alias, Outcome: OutcomePassed}
}

// end records a step with what is wrong, if anything is.
func (r *run) end(step *Step, began time.Time, wrong *Finding) {
	step.Milliseconds = time.Since(began).Milliseconds()
	if wrong != nil {
		step.Outcome = OutcomeFailed
		if step.Seen == "" {
			step.Seen = wrong.Message
		}
		wrong.Fix = r.secrets.hide(wrong.Fix)
		r.report.Findings = append(r.report.Findings, *wrong)
		r.report.Failed = step.Layer
	}
	step.Alias, step.Request, step.Seen = r.secrets.hide(step.Alias), r.secrets.hide(step.Request), r.secrets.hide(step.Seen)
	r.report.Steps = append(r.report.Steps, *step)
}

// step does one thing within its time.
func (r *run) step(ctx context.Context, at place, what string, do func(context.Context, *Step) *Finding) {
	timeout := r.options.Timeout
	if at.layer == LayerChat {
		timeout = r.options.ChatTimeout
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	step, began := r.begin(at, what), time.Now()
	wrong := do(limited, step)
	switch {
	case ctx.Err() != nil: // what failed may have failed for that
		wrong, step.Outcome, step.Seen = nil, OutcomeSkipped, "interrupted"
	case wrong != nil && limited.Err() != nil:
		late := r.finding(at, VerdictNoAnswer, fmt.Sprintf("no answer within %v", timeout))
		wrong, step.Seen = &late, ""
	}
	r.end(step, began, wrong)
}

func (r *run) finished() Report {
	r.report.OK = len(r.report.Findings) == 0
	return r.report
}

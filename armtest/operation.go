// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// operation is a long-running operation. The world changes when it begins; only what clients see of
// it takes until its end.
type operation struct {
	id, path     string
	style        style
	began, ended time.Time
	looks        int
	done         bool
	resource     *resource
	end          func()
	outcome      *Outcome // nil for success
	// action is set for what leaves the resource as it is, and result is what it answers in the end.
	action bool
	result object
}

// begin starts an operation on a resource. The end, if any, runs when it is over.
func (w *World) begin(r *resource, s style, end func()) *operation {
	op := w.enlist(&operation{style: s, resource: r, end: end})
	r.pending = op
	return op
}

// perform starts an operation that only looks at a resource: what it finds is read at its Location in the
// end. A nil result is none.
func (w *World) perform(r *resource, result object) *operation {
	op := &operation{style: atLocation, resource: r, action: true, result: result}
	if result == nil {
		op.style = locationID
	}
	return w.enlist(op)
}

// enlist gives an operation its name and its time.
func (w *World) enlist(op *operation) *operation {
	op.id, op.began = randomGUID(), w.options.Clock()
	op.path = operationPath(op.resource, op.style, op.id)
	w.operations[op.id] = op
	w.running = append(w.running, op)
	return op
}

// beginDelete starts the deletion of a resource, or returns the one that is under way. The resource is
// gone at its end. A type that lingers, as pools do, goes through a second operation then, of which
// clients know nothing.
func (w *World) beginDelete(r *resource) *operation {
	if r.deleting {
		return r.pending
	}
	w.finish(r.pending)
	r.deleting = true
	return w.begin(r, r.kind.delete, func() {
		if r.kind.lingers {
			w.begin(r, r.kind.delete, func() { w.remove(r) })
			return
		}
		w.remove(r)
	})
}

// operationPath returns where clients look. Network operations live below a location, those of
// resource groups below the subscription.
func operationPath(r *resource, s style, id string) string {
	parts := strings.SplitN(strings.TrimPrefix(r.id, "/"), "/", 3)
	if r.kind.namespace() == "Microsoft.Resources" {
		return "/subscriptions/" + parts[1] + "/operationresults/" + id
	}
	name := "operations"
	switch {
	case s == locationID || s == atLocation:
		name = "operationResults"
	case r.kind.statuses != "":
		name = r.kind.statuses
	}
	where := r.location()
	if where == "" {
		where = DefaultRegion
	}
	return fmt.Sprintf("/subscriptions/%s/providers/%s/locations/%s/%s/%s", parts[1], r.kind.namespace(), where, name, id)
}

// accepted answers that an operation is under way.
func (c *call) accepted(op *operation) reply {
	rep := reply{status: http.StatusAccepted, header: http.Header{}}
	c.announce(rep.header, op)
	return rep
}

// announce tells the client where to look, on the host it came to, and that it need not wait: each
// client reads another of these headers.
func (c *call) announce(h http.Header, op *operation) {
	url := c.base + op.path + "?api-version=" + c.version
	switch op.style {
	case asyncURL:
		h.Set("Azure-AsyncOperation", url)
	case inState:
	default:
		h.Set("Location", url)
	}
	hurry(h)
}

func hurry(h http.Header) {
	h.Set("x-ms-retry-after-ms", "1")
	h.Set("Retry-After", "0")
	h.Set("X-Go-Azure-Sdk-Skip-Polling-Delay", "true")
}

// look counts one look at a resource, if an operation works on it.
func (w *World) look(r *resource) {
	if r.pending != nil {
		w.lookAt(r.pending)
	}
}

// lookAt counts one look at an operation; the second ends it, unless it is endless.
func (w *World) lookAt(op *operation) {
	if op.looks++; op.looks >= 2 && (op.outcome == nil || !op.outcome.Endless) {
		w.finish(op)
	}
}

// finish ends an operation; nil and an ended one are left alone.
func (w *World) finish(op *operation) {
	if op == nil || op.done {
		return
	}
	op.done, op.ended = true, w.options.Clock()
	w.running = slices.DeleteFunc(w.running, func(o *operation) bool { return o == op })
	if op.resource.pending == op {
		op.resource.pending = nil
	}
	switch {
	case op.action:
	case op.failed():
		op.resource.deleting, op.resource.failed = false, true
	case op.end != nil:
		op.end()
	}
}

// failed reports whether an operation that is over did not succeed.
func (op *operation) failed() bool { return op.done && op.outcome != nil && !op.outcome.Endless }

// settle ends the operations that nobody looked at for their time, and forgets old ones.
func (w *World) settle() {
	now := w.options.Clock()
	for len(w.running) > 0 && now.Sub(w.running[0].began) >= w.options.OperationTime {
		w.finish(w.running[0])
	}
	if len(w.operations) > 10_000 {
		maps.DeleteFunc(w.operations, func(_ string, op *operation) bool { return op.done && now.Sub(op.ended) > time.Minute })
	}
}

// poll answers a look at an operation. Anyone whom its subscription's tenant signed in may look; the
// id in the URL cannot be guessed.
func (c *call) poll(id string) (reply, error) {
	op := c.world.operations[strings.ToLower(id)]
	if op == nil || c.req.Method != http.MethodGet {
		return reply{}, refuse(http.StatusNotFound, "OperationNotFound", "The operation '%s' is not found.", id)
	}
	c.world.lookAt(op)
	rep := reply{header: http.Header{}}
	if !op.done {
		c.announce(rep.header, op)
	}
	times := object{"startTime": op.began.UTC().Format(time.RFC3339Nano), "endTime": op.ended.UTC().Format(time.RFC3339Nano)}
	switch {
	case op.style == asyncURL && op.failed():
		rep.status, rep.body = http.StatusOK, with(times, with(op.outcome.refusal().body(), object{"status": "Failed", "name": op.id}))
	case op.failed():
		return reply{}, op.outcome.refusal()
	case op.style == asyncURL && !op.done:
		rep.status, rep.body = http.StatusOK, object{"status": "InProgress", "name": op.id, "startTime": op.began.UTC().Format(time.RFC3339Nano)}
	case op.style == asyncURL:
		rep.status, rep.body = http.StatusOK, with(times, object{"status": "Succeeded", "name": op.id})
	case !op.done:
		rep.status = http.StatusAccepted
	case op.action && op.result != nil:
		rep.status, rep.body = http.StatusOK, op.result
	case op.style == atLocation:
		rep.status, rep.body = http.StatusOK, c.world.show(op.resource)
	case strings.Contains(op.path, "/providers/"):
		rep.status = http.StatusNoContent
	default: // resource groups
		rep.status = http.StatusOK
	}
	return rep, nil
}

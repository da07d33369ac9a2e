// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strings"
)

// resource returns what the target names, or the refusal that there is none.
func (c *call) resource() (*resource, error) {
	if r := c.world.find(c.target.id); r != nil {
		return r, nil
	}
	switch {
	case strings.HasSuffix(c.target.kind.typ, "/resourceGroups"):
		return nil, groupNotFound(c.target.name())
	case c.target.kind.scope == anyScope:
		return nil, refuse(http.StatusNotFound, strings.TrimSuffix(capitalise(c.target.kind.subtype()), "s")+"NotFound",
			"The %s '%s' is not found.", strings.TrimSuffix(c.target.kind.subtype(), "s"), c.target.name())
	}
	return nil, notFound(c.target)
}

func capitalise(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// get answers a read. It is a look at the operation that is under way.
func (c *call) get() (reply, error) {
	r, err := c.resource()
	if err != nil {
		return reply{}, err
	}
	if c.world.look(r); c.world.find(r.id) == nil {
		return reply{}, notFound(c.target)
	}
	switch {
	case c.req.Method != http.MethodHead:
		return c.shown(http.StatusOK, r), nil
	case r.kind.tags == inHeader:
		return reply{status: http.StatusOK, header: http.Header{"Etag": {r.etag}}}, nil
	}
	return reply{status: http.StatusNoContent}, nil
}

// shown is an answer with the resource in it.
func (c *call) shown(status int, r *resource) reply {
	body := c.world.show(r)
	if v, ok := r.kind.behaviour.(viewer); ok {
		v.view(c, r, body)
	}
	rep := reply{status: status, header: http.Header{}, body: body}
	if r.kind.tags == matched || r.kind.tags == inHeader {
		rep.header.Set("ETag", r.etag)
	}
	if r.pending != nil {
		hurry(rep.header)
	}
	return rep
}

// put answers a PUT: 201 when it made something, else 200.
func (c *call) put() (reply, error) {
	w, old := c.world, c.world.find(c.target.id)
	if old != nil && old.deleting {
		w.look(old)
		return reply{}, refuse(http.StatusConflict, "AnotherOperationInProgress",
			"Another operation on this or dependent resource is in progress: %s is being deleted.", old.id)
	}
	if err := c.checkConditions(old); err != nil {
		return reply{}, err
	}
	if err := w.schemas.check(c); err != nil {
		return reply{}, err
	}
	if old != nil {
		w.finish(old.pending)
	}
	r, err := w.admit(&write{world: w, kind: c.target.kind, id: c.writeID(old), old: old, next: c.body, version: c.version})
	if err != nil {
		return reply{}, err
	}
	if r.kind.put == atOnce || r.kind.accepted && old != nil {
		return c.shown(r.created(old), r), nil
	}
	op := w.begin(r, r.kind.put, nil)
	rep := c.shown(r.created(old), r)
	if r.kind.accepted {
		rep = reply{status: http.StatusAccepted, header: http.Header{}}
	}
	c.announce(rep.header, op)
	return rep, nil
}

// writeID keeps the spelling that a resource was made with.
func (c *call) writeID(old *resource) string {
	if old != nil {
		return old.id
	}
	return c.target.id
}

// created is the status of the answer to a PUT that made a resource or replaced an old one.
func (r *resource) created(old *resource) int {
	if (old == nil || r.kind.alwaysCreated) && !r.kind.neverCreated {
		return http.StatusCreated
	}
	return http.StatusOK
}

// patch answers a PATCH: the members that may change are set, each as a whole.
func (c *call) patch() (reply, error) {
	k := c.target.kind
	if k.patch == nil {
		return reply{}, notAllowed(http.MethodPatch)
	}
	old, err := c.resource()
	if err != nil {
		return reply{}, err
	}
	if err := c.checkConditions(old); err != nil {
		return reply{}, err
	}
	if err := c.world.schemas.check(c); err != nil {
		return reply{}, err
	}
	if picky, ok := k.behaviour.(interface{ patched(object) error }); ok {
		if err := picky.patched(c.body); err != nil {
			return reply{}, err
		}
	}
	next, answer := cloneObject(old.body), k.update
	changes := flatten(c.body)
	if k.lasting != nil && !slices.ContainsFunc(k.lasting, func(name string) bool { _, sets := changes[name]; return sets }) {
		answer = atOnce
	}
	for name, value := range changes {
		if !slices.Contains(k.patch, name) {
			return reply{}, invalidContent("the member '%s' cannot be changed with PATCH; it takes %s", name, strings.Join(k.patch, ", "))
		}
		set(next, name, value)
	}
	c.world.finish(old.pending)
	r, err := c.world.admit(&write{world: c.world, kind: k, id: old.id, old: old, next: next, version: c.version})
	if err != nil {
		return reply{}, err
	}
	if answer == atOnce {
		return c.shown(http.StatusOK, r), nil
	}
	return c.accepted(c.world.begin(r, answer, nil)), nil
}

// flatten names the members of a body by path, those of properties one level down.
func flatten(body object) object {
	out := object{}
	for name, value := range body {
		inner, ok := value.(object)
		if name != "properties" || !ok {
			out[name] = value
			continue
		}
		for member, value := range inner {
			out["properties."+member] = value
		}
	}
	return out
}

// delete answers a DELETE; 204 where there is nothing.
func (c *call) delete() (reply, error) {
	w, r := c.world, c.world.find(c.target.id)
	forced := c.forced()
	if r == nil && c.target.kind.scope == platformScope {
		return reply{}, groupNotFound(c.target.name())
	}
	if r == nil {
		return reply{status: http.StatusNoContent}, nil
	}
	if err := c.checkConditions(r); err != nil {
		return reply{}, err
	}
	if !r.deleting && !forced {
		if err := r.kind.release(w, r); err != nil {
			return reply{}, err
		}
	}
	if r.kind.delete == atOnce {
		body := w.show(r)
		w.remove(r)
		return reply{status: http.StatusOK, body: body}, nil
	}
	return c.accepted(w.beginDelete(r)), nil
}

// forced reports whether a deletion asks for no check, of a type that knows such a thing.
func (c *call) forced() bool {
	forcer, ok := c.target.kind.behaviour.(interface{ forced(c *call) bool })
	return ok && forcer.forced(c)
}

// act answers a POST below a resource.
func (c *call) act() (reply, error) {
	r, err := c.resource()
	if err != nil {
		return reply{}, err
	}
	return r.kind.act(c, r)
}

// checkConditions honours If-Match and If-None-Match (RFC 9110, 13.1) where the type has entity tags.
func (c *call) checkConditions(r *resource) error {
	if c.target.kind.tags != matched && c.target.kind.tags != inHeader {
		return nil
	}
	match, none := c.req.Header.Get("If-Match"), c.req.Header.Get("If-None-Match")
	switch {
	case match == "" && c.target.kind.mustMatch && c.req.Method != http.MethodPut:
		return refuse(http.StatusBadRequest, "ValidationError", "The header If-Match is missing, which %s of %s needs.", c.req.Method, c.target.id) // our reading
	case match != "" && c.target.kind.mustMatch && r != nil && match != "*" && match != r.etag:
		return refuse(http.StatusPreconditionFailed, "PreconditionFailed", "Resource was modified since last retrieval.")
	case match != "" && (r == nil || match != "*" && match != r.etag):
		return refuse(http.StatusPreconditionFailed, "PreconditionFailed",
			"The condition '%s' in the If-Match header(s) is not satisfied by the current state of %s.", match, c.target.id)
	case none == "*" && r != nil:
		return refuse(http.StatusPreconditionFailed, "PreconditionFailed",
			"The condition '*' in the If-None-Match header is not satisfied: %s exists.", c.target.id)
	}
	return nil
}

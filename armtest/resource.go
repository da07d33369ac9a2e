// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"slices"
	"strings"
)

// resource is one stored resource. Subscriptions and resource groups are resources like all others.
type resource struct {
	kind *kind
	id   string
	etag string
	body object // without id, name, type and etag
	// pending is the operation that works on it; nil at rest.
	pending *operation
	// deleting is set once a deletion was accepted.
	deleting bool
	// failed is set when the last operation on it failed.
	failed bool
}

func (r *resource) name() string { return r.id[strings.LastIndexByte(r.id, '/')+1:] }

// location returns the region, lower case and without blanks.
func (r *resource) location() string { return region(textAt(r.body, "location")) }

func region(text string) string { return strings.ToLower(strings.ReplaceAll(text, " ", "")) }

// state is the provisioning state that clients see.
func (r *resource) state() string {
	switch {
	case r.deleting:
		return "Deleting"
	case r.pending != nil:
		return "Updating"
	case r.failed:
		return "Failed"
	}
	return "Succeeded"
}

// show returns the resource as clients see it.
func (w *World) show(r *resource) object {
	body := with(r.body, object{"id": r.id, "name": r.name(), "type": r.kind.typ})
	if _, ok := body["etag"]; !ok && r.etag != "" && r.kind.tags != inHeader {
		body["etag"] = r.etag
	}
	if r.kind.state {
		properties, _ := body["properties"].(object)
		body["properties"] = with(properties, object{"provisioningState": r.state()})
	}
	r.kind.show(w, r, body)
	return body
}

// find returns the resource with this id, or nil. One that is being deleted is still found.
func (w *World) find(id string) *resource { return w.resources[key(id)] }

// below returns the resources inside a scope or resource, by id; all of them for the tenant.
func (w *World) below(id string) []*resource {
	prefix := key(id) + "/"
	var out []*resource
	for k, r := range w.resources {
		if strings.HasPrefix(k, prefix) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *resource) int { return strings.Compare(key(a.id), key(b.id)) })
	return out
}

// remove takes a resource and all in it out of the world, innermost first. It does nothing when the
// resource is gone, also when another has its id by now.
func (w *World) remove(r *resource) {
	if w.find(r.id) != r {
		return
	}
	inner := w.below(r.id)
	slices.Reverse(inner)
	for _, r := range append(inner, r) {
		delete(w.resources, key(r.id))
		r.kind.removed(w, r)
	}
}

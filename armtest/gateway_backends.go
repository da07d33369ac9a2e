// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strings"
)

// backends are backends of an API Management service, and pools of them. Wordings are those of
// github.com/Azure/bicep, issue 14097, and github.com/Azure/apiops, issue 797, where they are the service's.
type backends struct{ plain }

func (b backends) admit(t *write) error {
	if strings.EqualFold(textAt(t.next, "properties.type"), "Pool") {
		return b.checkPool(t)
	}
	for _, need := range []string{"url", "protocol"} {
		if textAt(t.next, "properties."+need) == "" {
			return badField(need, "'%s' is required.", need)
		}
	}
	if at(t.next, "properties.pool") != nil {
		return badField("pool", "Pool is not supported for a single backend.")
	}
	if textAt(t.next, "properties.type") == "" {
		set(t.next, "properties.type", "Single")
	}
	return nil
}

// checkPool holds for a pool: it has nothing of a single backend, and its members exist.
func (backends) checkPool(t *write) error {
	switch {
	case textAt(t.next, "properties.url") != "":
		return badField("url", "Url is not supported for backend pool.")
	case textAt(t.next, "properties.protocol") != "":
		return badField("protocol", "Protocol is not supported for backend pool.")
	}
	services := objectsAt(t.next, "properties.pool.services")
	if len(services) == 0 || len(services) > 30 {
		return badField("pool", "A pool has 1 to 30 backends, not %d.", len(services))
	}
	for _, s := range services {
		id := memberID(t.id, textAt(s, "id"))
		r := t.world.find(id)
		switch {
		case r == nil || !strings.EqualFold(parent(id), parent(t.id)):
			return badField("pool", "Backend Entity '%s' not found.", id[strings.LastIndexByte(id, '/')+1:])
		case strings.EqualFold(textAt(r.body, "properties.type"), "Pool"):
			return badField("pool", "Backend Entity '%s' is a pool, which a pool cannot hold.", r.name())
		}
	}
	return nil
}

// memberID is the whole id of a member of a pool.
func memberID(pool, id string) string {
	if strings.HasPrefix(key(id), "/backends/") {
		return parent(pool) + id
	}
	return id
}

// release refuses the deletion of a backend that a pool holds.
func (backends) release(w *World, r *resource) error {
	for _, pool := range w.below(parent(r.id)) {
		for _, s := range objectsAt(pool.body, "properties.pool.services") {
			if pool != r && key(memberID(pool.id, textAt(s, "id"))) == key(r.id) {
				return refuse(http.StatusBadRequest, "ValidationError", // our reading
					"Backend '%s' cannot be deleted because the pool '%s' holds it.", r.name(), pool.name())
			}
		}
	}
	return nil
}

func (backends) selects(c *call) (func(*resource) bool, error) { return c.filtered() }

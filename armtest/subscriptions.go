// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strings"
)

// subscriptions are made with the world; clients only read them.
type subscriptions struct{ plain }

func (subscriptions) admit(t *write) error {
	if t.old != nil {
		return notAllowed(http.MethodPut)
	}
	return nil
}

func (subscriptions) release(*World, *resource) error { return notAllowed(http.MethodDelete) }

// show drops what only other resources have.
func (subscriptions) show(_ *World, _ *resource, body object) {
	delete(body, "name")
	delete(body, "type")
}

// selects lists the subscriptions of the token's tenant that its principal may read.
func (subscriptions) selects(c *call) (func(*resource) bool, error) {
	return func(r *resource) bool {
		return strings.EqualFold(textAt(r.body, "tenantId"), c.caller.tenant) && c.world.allowed(c.caller, r.kind.typ+"/read", r.id)
	}, nil
}

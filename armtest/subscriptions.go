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

// The type of resource groups in rights, and as clients see it.
const (
	groupsType  = "Microsoft.Resources/subscriptions/resourceGroups"
	groupsShown = "Microsoft.Resources/resourceGroups"
)

// groups are resource groups. Deleting one deletes what is in it, whatever that is in use for.
type groups struct{ plain }

// show gives the type by the name that clients see, which is not the one in rights.
func (groups) show(_ *World, _ *resource, body object) {
	body["type"] = groupsShown
}

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

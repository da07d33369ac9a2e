// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

// grant is what one role assignment gives its principal.
type grant struct {
	assignment string // id
	scope      string // lower case; "" is the root
	role       role
	condition  *abac.Program // nil for none
}

// Assign gives a principal a built-in role at a scope. The assignment's name follows from the three, so
// that assigning again changes nothing.
func (w *World) Assign(scope, principalObjectID, roleGUID string) error {
	name := derivedGUID("role assignment", scope, principalObjectID, roleGUID)
	err := w.Put(strings.TrimSuffix(scope, "/")+"/providers/Microsoft.Authorization/roleAssignments/"+name, object{"properties": object{
		"roleDefinitionId": definitionID(scope, roleGUID), "principalId": principalObjectID, "principalType": "ServicePrincipal",
	}})
	if err != nil {
		return fmt.Errorf("armtest: assign role %q at %q: %w", roleGUID, scope, err)
	}
	return nil
}

// allowed reports whether a principal may do an action at a scope, by the assignments there and above.
func (w *World) allowed(p principal, action, scope string) bool {
	return w.permits(p, abac.Request{Action: action}, scope)
}

// permits is allowed for a request with attributes. Each assignment counts by itself; one with a condition, and
// a permission of its role with one, counts where that lets the request pass. The only attribute of the environment is the time.
func (w *World) permits(p principal, r abac.Request, scope string) bool {
	at := key(scope) + "/"
	now := w.options.Clock().UTC().Format("2006-01-02T15:04:05.0000000Z")
	r.Environment = abac.Attributes{"UtcNow": abac.Text(now)}
	for _, g := range w.grants[key(p.object)] {
		if !strings.HasPrefix(at, g.scope+"/") || !g.role.permits(r) {
			continue
		}
		if g.condition == nil || g.condition.Decide(r) {
			return true
		}
	}
	return false
}

// action is the right that the request needs on its target.
func (c *call) action() string {
	typ := c.target.kind.typ
	switch c.req.Method {
	case http.MethodGet, http.MethodHead:
		return typ + "/read"
	case http.MethodDelete:
		return typ + "/delete"
	case http.MethodPost:
		if slices.Contains(c.target.kind.reads, c.target.action) {
			return typ + "/" + c.target.action + "/read"
		}
		return typ + "/" + c.target.action + "/action"
	}
	return typ + "/write"
}

// authorize refuses a caller without the right. Lists of subscriptions show only what may be read.
func (c *call) authorize() error {
	anyone := c.target.collection && c.target.id == "" && c.target.kind.scope == platformScope
	if anyone || c.world.permits(c.caller, c.request(), c.target.id) {
		return nil
	}
	return refuse(http.StatusForbidden, "AuthorizationFailed",
		"The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. "+
			"If access was recently granted, please refresh your credentials.",
		c.caller.client, c.caller.object, c.action(), c.target.id)
}

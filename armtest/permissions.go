// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strings"
)

// permissions answers what the caller may do at a scope: one entry for each role there and above
// (Permissions, list for a resource, 2022-04-01). Our reading: this takes the right
// Microsoft.Authorization/permissions/read, as any other read takes its own.
func (c *call) permissions(segments []string) (reply, error) {
	last := len(segments) - len([]string{"providers", "Microsoft.Authorization", "permissions"})
	scope := ""
	if last > 0 {
		scope = "/" + strings.Join(segments[:last], "/")
	}
	const action = "Microsoft.Authorization/permissions/read"
	if !c.world.allowed(c.caller, action, scope) {
		return reply{}, refuse(http.StatusForbidden, "AuthorizationFailed",
			"The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. "+
				"If access was recently granted, please refresh your credentials.", c.caller.client, c.caller.object, action, scope)
	}
	list := []any{}
	for _, g := range c.world.grants[key(c.caller.object)] {
		if strings.HasPrefix(key(scope)+"/", g.scope+"/") {
			list = slices.Concat(list, g.role.permissions())
		}
	}
	return reply{status: http.StatusOK, body: object{"value": list}}, nil
}

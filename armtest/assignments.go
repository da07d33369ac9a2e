// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// assignments are role assignments; they authorise from the moment they are stored.
type assignments struct{ plain }

// admit checks a role assignment (PUT roleAssignments, 2022-04-01). Its principal, role and scope never
// change.
func (assignments) admit(t *write) error {
	role, id := textAt(t.next, "properties.roleDefinitionId"), textAt(t.next, "properties.principalId")
	scope := parent(t.id)
	definition, known := findRole(role[strings.LastIndexByte(role, '/')+1:])
	owner := t.world.subscriptions[key(subscriptionOf(scope))]
	switch {
	case at(t.next, "properties.condition") != nil:
		// The service takes conditions. Here one would silently not count, hence it is refused.
		return refuse(http.StatusBadRequest, "ConditionNotSupported",
			"This emulator does not evaluate conditions yet, hence it takes no role assignment with one.")
	case !known:
		return refuse(http.StatusBadRequest, "RoleDefinitionDoesNotExist",
			"The specified role definition with ID '%s' does not exist.", role)
	case owner != nil && !owner.has(id):
		return refuse(http.StatusBadRequest, "PrincipalNotFound",
			"Principal %s does not exist in the directory %s. Check that you have the correct principal ID. If you are creating this "+
				"principal and then immediately assigning a role, this error might be related to a replication delay.",
			strings.ReplaceAll(id, "-", ""), owner.ID)
	}
	g := grant{assignment: t.id, scope: key(scope), role: definition}
	if err := checkSame(t, id, g); err != nil {
		return err
	}
	completeAssignment(t, scope, definition)
	t.onCommit(func() {
		assignments{}.forget(t.world, t.id)
		t.world.grants[key(id)] = append(t.world.grants[key(id)], g)
	})
	return nil
}

// checkSame refuses a change of what an assignment is, and a second assignment of the same.
func checkSame(t *write, principalID string, g grant) error {
	for holder, grants := range t.world.grants {
		for _, old := range grants {
			same := holder == key(principalID) && old.scope == g.scope && old.role.id == g.role.id
			switch mine := key(old.assignment) == key(g.assignment); {
			case mine && !same:
				return refuse(http.StatusBadRequest, "RoleAssignmentUpdateNotPermitted",
					"Tenant ID, application ID, principal ID, and scope are not allowed to be updated.")
			case same && !mine:
				return refuse(http.StatusConflict, "RoleAssignmentExists",
					"The role assignment already exists. The ID of the conflicting role assignment is %s.",
					strings.ReplaceAll(old.assignment[strings.LastIndexByte(old.assignment, '/')+1:], "-", ""))
			}
		}
	}
	return nil
}

func completeAssignment(t *write, scope string, definition role) {
	now := t.world.options.Clock().UTC().Format(time.RFC3339Nano)
	made := now
	if t.old != nil {
		made = textAt(t.old.body, "properties.createdOn")
	}
	if scope == "" {
		scope = "/"
	}
	set(t.next, "properties.roleDefinitionId", definitionID(scope, definition.id))
	set(t.next, "properties.scope", scope)
	set(t.next, "properties.createdOn", made)
	set(t.next, "properties.updatedOn", now)
	if textAt(t.next, "properties.principalType") == "" {
		set(t.next, "properties.principalType", "ServicePrincipal")
	}
}

func (a assignments) removed(w *World, r *resource) { a.forget(w, r.id) }

// forget takes an assignment's rights away.
func (assignments) forget(w *World, id string) {
	for holder, grants := range w.grants {
		w.grants[holder] = slices.DeleteFunc(grants, func(g grant) bool { return key(g.assignment) == key(id) })
	}
}

// selects lists the assignments at, above and below the scope; $filter=atScope() leaves out those
// below, principalId eq and assignedTo those of others.
func (assignments) selects(c *call) (func(*resource) bool, error) {
	scope := key(c.target.id) + "/"
	filter := c.query("filter")
	atScope, holder := false, ""
	for term := range strings.SplitSeq(filter, " and ") {
		switch term = strings.TrimSpace(term); {
		case term == "":
		case strings.EqualFold(term, "atScope()"):
			atScope = true
		case strings.HasPrefix(term, "principalId eq "), strings.HasPrefix(term, "assignedTo("):
			holder = strings.Trim(strings.TrimPrefix(strings.TrimPrefix(term, "principalId eq "), "assignedTo("), "')( ")
		default:
			return nil, refuse(http.StatusBadRequest, "InvalidFilter", "The filter '%s' is not supported.", filter)
		}
	}
	return func(r *resource) bool {
		own := key(parent(r.id)) + "/"
		above := strings.HasPrefix(scope, own)
		inside := strings.HasPrefix(own, scope) && !atScope
		mine := holder == "" || strings.EqualFold(textAt(r.body, "properties.principalId"), holder)
		return (above || inside) && mine
	}, nil
}

// definitions answers a read of one built-in role or of all of them, at any scope.
func (c *call) definitions(segments []string) (reply, error) {
	last := slices.IndexFunc(segments, func(s string) bool { return strings.EqualFold(s, "roleDefinitions") })
	scope := ""
	if last > 2 {
		scope = "/" + strings.Join(segments[:last-2], "/")
	}
	const action = "Microsoft.Authorization/roleDefinitions/read"
	if scope != "" && !c.world.allowed(c.caller, action, scope) {
		return reply{}, refuse(http.StatusForbidden, "AuthorizationFailed",
			"The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. "+
				"If access was recently granted, please refresh your credentials.", c.caller.client, c.caller.object, action, scope)
	}
	if last == len(segments)-2 {
		if r, ok := findRole(segments[last+1]); ok {
			return reply{status: http.StatusOK, body: r.document(scope)}, nil
		}
		return reply{}, refuse(http.StatusNotFound, "RoleDefinitionDoesNotExist",
			"The specified role definition with ID '%s' does not exist.", segments[last+1])
	}
	name, named := strings.CutPrefix(c.req.URL.Query().Get("$filter"), "roleName eq ")
	var list []any
	for _, r := range roles() {
		if !named || strings.EqualFold(strings.Trim(name, "' "), r.name) {
			list = append(list, r.document(scope))
		}
	}
	return reply{status: http.StatusOK, body: object{"value": list}}, nil
}

// subscriptionOf returns the subscription that an id lies in, or "".
func subscriptionOf(id string) string {
	if parts := strings.Split(id, "/"); len(parts) >= 3 && strings.EqualFold(parts[1], "subscriptions") {
		return parts[2]
	}
	return ""
}

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

// servicePrincipal is the type of every principal of a world.
const servicePrincipal = "ServicePrincipal"

// admit checks a role assignment (PUT roleAssignments, 2022-04-01). Its principal, role and scope never
// change.
func (assignments) admit(t *write) error {
	role, id := textAt(t.next, "properties.roleDefinitionId"), textAt(t.next, "properties.principalId")
	scope := parent(t.id)
	name := role[strings.LastIndexByte(role, '/')+1:]
	definition, known := t.world.role(name)
	if !known || !definition.within(scope) {
		return refuse(http.StatusBadRequest, "RoleDefinitionDoesNotExist",
			"The specified role definition with ID '%s' does not exist.", role)
	}
	condition, err := readCondition(t.next)
	if err != nil {
		return err
	}
	if err := checkPrincipal(t, scope, id); err != nil {
		return err
	}
	g := grant{assignment: t.id, scope: key(scope), role: definition, condition: condition}
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

// checkPrincipal refuses a principal that the directory of the scope's tenant does not have, or not yet:
// a new one is found there after a while, or at once when the body says what it is. All principals here
// are service principals.
func checkPrincipal(t *write, scope, id string) error {
	owner := t.world.ownerOf(scope)
	if owner == nil {
		return nil
	}
	kind := textAt(t.next, "properties.principalType")
	made, known := owner.made(id)
	switch fresh := t.world.options.Clock().Sub(made) < t.world.options.DirectoryDelay; {
	case !known, fresh && kind == "":
		return refuse(http.StatusBadRequest, "PrincipalNotFound",
			"Principal %s does not exist in the directory %s. Check that you have the correct principal ID. If you are creating this "+
				"principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set "+
				"the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. "+
				"See https://aka.ms/docs-principaltype",
			strings.ReplaceAll(id, "-", ""), owner.ID)
	case kind != "" && kind != servicePrincipal:
		return refuse(http.StatusBadRequest, "UnmatchedPrincipalType",
			"The PrincipalId '%s' has type '%s' , which is different from specified PrinciaplType '%s'.", // as the service spells it
			strings.ReplaceAll(id, "-", ""), servicePrincipal, kind)
	}
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
	set(t.next, "properties.principalType", servicePrincipal)
	if at(t.next, "properties.condition") != nil {
		set(t.next, "properties.conditionVersion", conditionVersion)
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
// below, principalId eq and assignedTo those of others. Of these, only atScope() and assignedTo can be
// combined.
func (assignments) selects(c *call) (func(*resource) bool, error) {
	f, ok := readFilter(c.query("filter"))
	if !ok {
		return nil, refuse(http.StatusBadRequest, "UnsupportedQuery",
			"The filter '%s' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{value}' or assignedTo('{value}')'.",
			c.query("filter"))
	}
	scope := c.target.id
	return func(r *resource) bool {
		own := parent(r.id)
		seen := inside(scope, own) || inside(own, scope) && !f.atScope
		return seen && (f.principal == "" || strings.EqualFold(textAt(r.body, "properties.principalId"), f.principal))
	}, nil
}

// assignmentFilter is what a list of role assignments is narrowed to.
type assignmentFilter struct {
	atScope   bool
	principal string // empty for all
}

// readFilter reads the filters that the service takes. The directory has no groups, so that what is
// assigned to a principal is what it has itself.
func readFilter(text string) (f assignmentFilter, ok bool) {
	rest, combined := strings.CutPrefix(text, "atScope() and ")
	if text == "" || text == "atScope()" {
		return assignmentFilter{atScope: text != ""}, true
	}
	if inner, isCall := strings.CutPrefix(rest, "assignedTo("); isCall {
		inner, closed := strings.CutSuffix(inner, ")")
		id, quoted := unquote(inner)
		return assignmentFilter{atScope: combined, principal: id}, closed && quoted
	}
	field, id := comparison(text)
	return assignmentFilter{principal: id}, field == "principalId"
}

// ownerOf returns the tenant that a scope belongs to; nil for the root.
func (w *World) ownerOf(scope string) *tenant {
	if owner := w.subscriptions[key(subscriptionOf(scope))]; owner != nil {
		return owner
	}
	if group := w.find(scope); group != nil {
		return w.tenant(textAt(group.body, "properties.tenantId"))
	}
	return nil
}

// subscriptionOf returns the subscription that an id lies in, or "".
func subscriptionOf(id string) string {
	if parts := strings.Split(id, "/"); len(parts) >= 3 && strings.EqualFold(parts[1], "subscriptions") {
		return parts[2]
	}
	return ""
}

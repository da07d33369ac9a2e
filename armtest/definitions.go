// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

const typeDefinitions = "Microsoft.Authorization/roleDefinitions"

// definitions are custom roles; built-in ones are in every world. Codes for refusals that no document
// quotes are our reading.
type definitions struct{ plain }

// admit checks a custom role (PUT roleDefinitions, 2022-04-01). Assignments follow its change at once.
func (definitions) admit(t *write) error {
	id := t.id[strings.LastIndexByte(t.id, '/')+1:]
	for _, r := range t.world.roles() {
		switch mine := strings.EqualFold(r.id, id); {
		case mine && r.scopes == nil:
			return refuse(http.StatusForbidden, "RoleDefinitionUpdateNotPermitted", "The built-in role '%s' cannot be changed.", r.name)
		case mine && t.old == nil, !mine && strings.EqualFold(r.name, textAt(t.next, "properties.roleName")):
			return refuse(http.StatusConflict, "RoleDefinitionWithSameNameExists",
				"A custom role with the name '%s' or the ID '%s' exists already.", textAt(t.next, "properties.roleName"), id)
		}
	}
	for _, p := range objectsAt(t.next, "properties.permissions") {
		if err := checkPermission(p); err != nil {
			return err
		}
	}
	now := t.world.options.Clock().UTC().Format(time.RFC3339Nano)
	made := now
	if t.old != nil {
		made = textAt(t.old.body, "properties.createdOn")
	}
	set(t.next, "properties.type", "CustomRole")
	set(t.next, "properties.createdOn", made)
	set(t.next, "properties.updatedOn", now)
	t.onCommit(func() {
		changed := readRole(id, t.next)
		for _, grants := range t.world.grants {
			for i := range grants {
				if strings.EqualFold(grants[i].role.id, id) {
					grants[i].role = changed
				}
			}
		}
	})
	return nil
}

// release keeps a role that is assigned.
func (definitions) release(w *World, r *resource) error {
	for _, grants := range w.grants {
		if slices.ContainsFunc(grants, func(g grant) bool { return strings.EqualFold(g.role.id, r.name()) }) {
			return refuse(http.StatusBadRequest, "RoleDefinitionHasAssignments",
				"There are existing role assignments referencing role (code: RoleDefinitionHasAssignments).")
		}
	}
	return nil
}

// readRole is the role that a definition describes.
func readRole(id string, body object) role {
	r := role{
		id: id, name: textAt(body, "properties.roleName"), description: textAt(body, "properties.description"),
		scopes: textsAt(body, "properties.assignableScopes"),
	}
	for _, p := range objectsAt(body, "properties.permissions") {
		r.also = append(r.also, role{
			actions: textsAt(p, "actions"), notActions: textsAt(p, "notActions"),
			dataActions: textsAt(p, "dataActions"), notDataActions: textsAt(p, "notDataActions"),
			condition: textAt(p, "condition"),
		})
	}
	return r
}

// roles are the roles of a world: the built-in ones, then its own by id.
func (w *World) roles() []role {
	out := roles()
	for _, r := range w.below("") {
		if r.kind.typ == typeDefinitions {
			out = append(out, readRole(r.name(), r.body))
		}
	}
	return out
}

// role returns the role with a GUID, or false.
func (w *World) role(id string) (role, bool) {
	all := w.roles()
	i := slices.IndexFunc(all, func(r role) bool { return strings.EqualFold(r.id, id) })
	if i < 0 {
		return role{}, false
	}
	return all[i], true
}

// readDefinitions answers a read of one role or of all of them, at any scope.
func (c *call) readDefinitions(segments []string) (reply, error) {
	var ok bool
	if c.target, ok = c.world.kinds.target(http.MethodGet, segments); !ok {
		return reply{}, c.world.kinds.unknown(segments, c.version)
	}
	if err := c.checkVersion(); err != nil {
		return reply{}, err
	}
	scope := c.target.id
	if !c.target.collection {
		scope = parent(scope)
	}
	if scope != "" { // anyone may see the roles of the tenant
		if err := c.authorize(); err != nil {
			return reply{}, err
		}
	}
	if c.target.collection {
		return c.listDefinitions(scope)
	}
	if r, ok := c.world.role(c.target.name()); ok && (r.within(scope) || r.below(scope)) {
		return reply{status: http.StatusOK, body: c.world.definition(r, scope)}, nil
	}
	return reply{}, roleNotFound(c.target.name())
}

func roleNotFound(id string) *fault {
	return refuse(http.StatusNotFound, "RoleDefinitionDoesNotExist", "The specified role definition with ID '%s' does not exist.", id)
}

// definition is a role as it reads at a scope; a custom one with all that was written.
func (w *World) definition(r role, scope string) object {
	for _, stored := range w.below("") {
		if stored.kind.typ == typeDefinitions && strings.EqualFold(stored.name(), r.id) {
			return with(w.show(stored), object{"id": definitionID(scope, r.id)})
		}
	}
	return r.document(scope)
}

// listDefinitions lists what can be assigned at a scope. It takes one filter: roleName eq, type eq or
// atScopeAndBelow().
func (c *call) listDefinitions(scope string) (reply, error) {
	filter := c.query("filter")
	field, value := comparison(filter)
	below := strings.EqualFold(filter, "atScopeAndBelow()")
	if known := filter == "" || below || field == "roleName" || field == "type"; !known {
		return reply{}, refuse(http.StatusBadRequest, "UnsupportedQuery",
			"The filter '%s' is not supported. Supported filters are either roleName eq '{value}' or type eq 'BuiltInRole|CustomRole'.", filter)
	}
	list := []any{}
	for _, r := range c.world.roles() {
		seen := r.within(scope) || below && r.below(scope)
		named := field != "roleName" || strings.EqualFold(value, r.name)
		typed := field != "type" || strings.EqualFold(value, r.kind())
		if seen && named && typed {
			list = append(list, c.world.definition(r, scope))
		}
	}
	return reply{status: http.StatusOK, body: object{"value": list}}, nil
}

// comparison reads the OData expression "field eq 'value'"; another gives two empty texts.
func comparison(expression string) (field, value string) {
	field, value, ok := strings.Cut(expression, " eq ")
	if inner, quoted := unquote(value); ok && quoted {
		return field, inner
	}
	return "", ""
}

// unquote reads a text in quotes.
func unquote(text string) (string, bool) {
	inner, open := strings.CutPrefix(text, "'")
	inner, closed := strings.CutSuffix(inner, "'")
	return strings.ReplaceAll(inner, "''", "'"), open && closed && inner != ""
}

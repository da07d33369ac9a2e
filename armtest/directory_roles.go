// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"fmt"
	"slices"
	"strings"
)

// Roles in the directory of a tenant, by the ids of their templates (learn.microsoft.com, "Microsoft Entra
// built-in roles"). They open Microsoft Graph and give no right in Resource Manager.
const (
	DirectoryRoleGlobalAdministrator           = "62e90394-69f5-4237-9190-012177145e10"
	DirectoryRoleApplicationAdministrator      = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
	DirectoryRoleCloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7"
	DirectoryRoleReaders                       = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"
)

// administratorRoles are those that may change applications and make service principals.
func administratorRoles() []string {
	return []string{DirectoryRoleGlobalAdministrator, DirectoryRoleApplicationAdministrator, DirectoryRoleCloudApplicationAdministrator}
}

// readingRoles are those that may read them.
func readingRoles() []string { return append(administratorRoles(), DirectoryRoleReaders) }

// AssignDirectoryRole gives the service principal of an application a role in the directory of a tenant.
// Assigning again changes nothing.
func (w *World) AssignDirectoryRole(tenantID, clientID, role string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.tenant(tenantID)
	if t == nil || t.principals[key(clientID)] == "" || !slices.Contains(readingRoles(), role) {
		return fmt.Errorf("armtest: assign directory role %q to %q in tenant %q: "+
			"the application must have a service principal there, and the role be one of the constants", role, clientID, tenantID)
	}
	holder := key(t.ID + "/" + t.principals[key(clientID)])
	if !slices.Contains(w.graph.roles[holder], role) {
		w.graph.roles[holder] = append(w.graph.roles[holder], role)
	}
	return nil
}

// AddOwner makes an application, by its client id, an owner of another one that has the same home tenant,
// or of itself. An owner may change the application and its service principal there.
func (w *World) AddOwner(clientID, ownerClientID string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	app := w.applications[key(clientID)]
	if app == nil || w.tenant(app.HomeTenant).principals[key(ownerClientID)] == "" {
		return fmt.Errorf("armtest: add owner %q of application %q: there must be both, in one tenant", ownerClientID, clientID)
	}
	w.graph.owners[key(clientID)] = append(w.graph.owners[key(clientID)], w.tenant(app.HomeTenant).principals[key(ownerClientID)])
	return nil
}

// hasRole reports whether the caller has one of the roles in its tenant.
func (c *graphCall) hasRole(roles ...string) bool {
	held := c.world.graph.roles[key(c.tenant.ID+"/"+c.caller.object)]
	return slices.ContainsFunc(held, func(r string) bool { return slices.Contains(roles, r) })
}

// owns reports whether the caller owns an application. Owners are objects of its home tenant, and mean
// nothing in others.
func (c *graphCall) owns(app *Application) bool {
	return slices.Contains(c.world.graph.owners[key(app.ClientID)], c.caller.object)
}

// administers reports whether the caller may change an application, or what stands for it in the tenant.
func (c *graphCall) administers(app *Application) bool {
	return c.hasRole(administratorRoles()...) || c.owns(app)
}

// reads reports whether the caller may see an object: by a role, as its owner, or as itself. Our reading:
// without permissions an application sees nobody else.
func (c *graphCall) reads(e entity) bool {
	return c.hasRole(readingRoles()...) || c.owns(e.app) || strings.EqualFold(e.app.ClientID, c.caller.client)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// graphState is what only Microsoft Graph knows of the directory.
type graphState struct {
	audiences map[string]audienceSince // of applications that were changed, by lower-case client id
	owners    map[string][]string      // object ids, by lower-case client id of what they own
	roles     map[string][]string      // directory roles, by lower-case tenant/object id
	deleted   map[string]int           // how many service principals, by lower-case tenant/client id
}

// audienceSince is whose accounts may sign in, and since when.
type audienceSince struct {
	text  string
	since time.Time
}

func newGraphState() graphState {
	return graphState{
		audiences: map[string]audienceSince{}, owners: map[string][]string{}, roles: map[string][]string{}, deleted: map[string]int{},
	}
}

// The sign-in audiences of applications.
const (
	oneTenant   = "AzureADMyOrg"
	manyTenants = "AzureADMultipleOrgs"
)

// audienceOf returns whose accounts may sign in to an application.
func (w *World) audienceOf(app *Application) string {
	if changed, ok := w.graph.audiences[key(app.ClientID)]; ok {
		return changed.text
	}
	if app.MultiTenant {
		return manyTenants
	}
	return oneTenant
}

// applicationSet is /applications: what is registered in the tenant.
type applicationSet struct{}

func (applicationSet) name() string { return "applications" }

func (applicationSet) all(c *graphCall) []entity {
	var out []entity
	for id, app := range c.world.applications {
		if !strings.EqualFold(app.HomeTenant, c.tenant.ID) || c.world.managed(id) {
			continue
		}
		out = append(out, entity{app: app, object: object{
			"id": derivedGUID("application", app.ClientID), "appId": app.ClientID, "displayName": app.Name,
			"signInAudience": c.world.audienceOf(app), "publisherDomain": c.tenant.Domain, "tags": []any{},
		}})
	}
	return byID(out)
}

func (applicationSet) fresh(*graphCall, entity) bool { return false }

// create refuses: an application of a world comes with its secret, from [World.AddApplication].
func (applicationSet) create(*graphCall) (reply, error) {
	return reply{}, badGraphRequest("This emulator registers no applications; call World.AddApplication.")
}

// update changes the sign-in audience and the name (PATCH /applications/{id}). Our reading: the tenant sees
// the change at once, others when it has spread.
func (applicationSet) update(c *graphCall, e entity) error {
	if !c.administers(e.app) {
		return deniedByGraph()
	}
	for name, value := range c.body {
		same, _ := json.Marshal(value) // JSON values encode
		old, _ := json.Marshal(e.object[name])
		known := slices.Contains([]string{"signInAudience", "displayName"}, name)
		if !known && string(same) != string(old) {
			return badGraphRequest("This emulator cannot change '%s' of an application.", name)
		}
	}
	audience := textAt(c.body, "signInAudience")
	_, given := c.body["signInAudience"]
	all := []string{oneTenant, manyTenants, "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"}
	if given && !slices.Contains(all, audience) {
		return badGraphRequest("Invalid value specified for property 'signInAudience' of resource 'Application'.")
	}
	if given && audience != c.world.audienceOf(e.app) {
		c.world.graph.audiences[key(e.app.ClientID)] = audienceSince{audience, c.world.options.Clock()}
		e.app.MultiTenant = audience != oneTenant
	}
	if name := textAt(c.body, "displayName"); name != "" {
		e.app.Name = name
	}
	return nil
}

func (applicationSet) remove(*graphCall, entity) error {
	return badGraphRequest("This emulator deletes no applications.")
}

// principalSet is /servicePrincipals: what stands for applications in the tenant.
type principalSet struct{}

func (principalSet) name() string { return "servicePrincipals" }

func (principalSet) all(c *graphCall) []entity {
	var out []entity
	for client, id := range c.tenant.principals {
		app := c.world.applications[client]
		if app == nil {
			continue
		}
		kind := "Application"
		if c.world.managed(client) {
			kind = "ManagedIdentity"
		}
		out = append(out, entity{app: app, object: object{
			"id": id, "appId": app.ClientID, "displayName": app.Name, "appDisplayName": app.Name, "accountEnabled": true,
			"appOwnerOrganizationId": app.HomeTenant, "servicePrincipalType": kind, "signInAudience": c.world.audienceOf(app),
			"servicePrincipalNames": []any{app.ClientID},
		}})
	}
	return byID(out)
}

func (principalSet) fresh(c *graphCall, e entity) bool {
	made, _ := c.tenant.made(e.id())
	return !c.world.settled(made)
}

// create makes a service principal (POST /servicePrincipals). An application of another tenant must be
// multi-tenant, and the directory must have heard of it.
func (s principalSet) create(c *graphCall) (reply, error) {
	client := textAt(c.body, "appId")
	app := c.world.applications[key(client)]
	local := app != nil && strings.EqualFold(app.HomeTenant, c.tenant.ID)
	changed := app != nil && !c.world.settled(c.world.graph.audiences[key(client)].since)
	switch {
	case !c.hasRole(administratorRoles()...) && !(local && c.owns(app)):
		return reply{}, deniedByGraph()
	case app == nil, !local && (!app.MultiTenant || changed):
		return reply{}, badGraphRequest("The appId '%s' of the service principal does not reference a valid application object.", client)
	case c.tenant.principals[key(client)] != "":
		return reply{}, refuseGraph(http.StatusConflict, "Request_MultipleObjectsWithSameKeyValue",
			"The service principal cannot be created, updated, or restored because the service principal name %s is already in use.", client)
	}
	id := c.world.addPrincipal(c.tenant, app)
	for _, e := range s.all(c) {
		if e.id() == id {
			return reply{
				status: http.StatusCreated, header: http.Header{"Location": {c.world.graphBase + "/v2/" + c.tenant.ID + "/directoryObjects/" + id}},
				body: c.shown(e, object{"@odata.context": c.context(s) + "/$entity"}),
			}, nil
		}
	}
	return reply{}, missingInGraph(id)
}

func (principalSet) update(*graphCall, entity) error {
	return badGraphRequest("This emulator changes no service principals.")
}

// remove deletes a service principal. What was assigned to it stays, and counts for nobody.
func (principalSet) remove(c *graphCall, e entity) error {
	if !c.administers(e.app) {
		return deniedByGraph()
	}
	client := key(e.app.ClientID)
	delete(c.tenant.principals, client)
	delete(c.tenant.since, key(e.id()))
	c.world.graph.deleted[key(c.tenant.ID)+"/"+client]++
	return nil
}

// managed reports whether a client id is that of a managed identity.
func (w *World) managed(client string) bool {
	return slices.ContainsFunc(w.identities, func(id string) bool { return strings.EqualFold(id, client) })
}

func byID(all []entity) []entity {
	slices.SortFunc(all, func(a, b entity) int { return strings.Compare(a.id(), b.id()) })
	return all
}

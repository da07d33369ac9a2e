// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// A connection across tenants has two sides: the scope connection of a network manager, and the network
// manager connection of the subscription or management group. Its state is worked out whenever one of
// them is shown (learn.microsoft.com, "Cross-tenant support in Azure Virtual Network Manager"):
// Connected when there are both, Pending while one is missing, Revoked when one was there and is gone,
// Conflict when another network manager with the same access has the scope.

// scopeConnections are the sides of the network managers.
type scopeConnections struct{ plain }

// managerConnections are the sides of the subscriptions and management groups.
type managerConnections struct{ plain }

const stateOfConnection = "properties.connectionState"

// edge is what a connection connects.
type edge struct{ manager, scope, tenant string } // lower case

// edgeOf reads what a side names; ok is false for a resource that is no side.
func (w *World) edgeOf(r *resource) (edge, bool) {
	switch r.kind.behaviour.(type) {
	case scopeConnections:
		scope := "/" + strings.Trim(textAt(r.body, "properties.resourceId"), "/")
		return edge{key(parent(r.id)), key(scope), key(textAt(r.body, "properties.tenantId"))}, true
	case managerConnections:
		scope := parent(r.id)
		return edge{key(textAt(r.body, "properties.networkManagerId")), key(scope), key(w.tenantOf(scope))}, true
	}
	return edge{}, false
}

// tenantOf returns the tenant that a subscription or a management group belongs to.
func (w *World) tenantOf(scope string) string {
	if t := w.subscriptions[key(subscriptionOf(scope))]; t != nil {
		return t.ID
	}
	if r := w.find(scope); r != nil {
		return textAt(r.body, "properties.tenantId")
	}
	return ""
}

// otherSides returns the resources that are the other side of a connection.
func (w *World) otherSides(r *resource) []*resource {
	own, _ := w.edgeOf(r)
	var out []*resource
	for _, o := range w.below("") {
		if e, ok := w.edgeOf(o); ok && o.kind != r.kind && e == own && !o.deleting {
			out = append(out, o)
		}
	}
	return out
}

// connectionState works out the state of one side.
func (w *World) connectionState(r *resource) string {
	own, _ := w.edgeOf(r)
	switch {
	case len(w.otherSides(r)) == 0 && textAt(r.body, stateOfConnection) == "Revoked":
		return "Revoked"
	case len(w.otherSides(r)) == 0:
		return "Pending"
	case w.claimed(own):
		return "Conflict"
	}
	return "Connected"
}

// claimed reports whether another network manager, which shares an access with this one, names the
// scope among its own.
func (w *World) claimed(e edge) bool {
	this := w.find(e.manager)
	for _, r := range w.below("") {
		if _, ok := r.kind.behaviour.(managers); !ok || this == nil || r == this {
			continue
		}
		scopes := append(textsAt(r.body, "properties.networkManagerScopes.subscriptions"), textsAt(r.body, "properties.networkManagerScopes.managementGroups")...)
		theirs := textsAt(r.body, "properties.networkManagerScopeAccesses")
		ours := textsAt(this.body, "properties.networkManagerScopeAccesses")
		if containsFold(scopes, e.scope) && slices.ContainsFunc(ours, func(a string) bool { return containsFold(theirs, a) }) {
			return true
		}
	}
	return false
}

func containsFold(list []string, text string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, text) })
}

// admit checks what a network manager wants to connect to.
func (scopeConnections) admit(t *write) error {
	scope := "/" + strings.Trim(textAt(t.next, "properties.resourceId"), "/")
	id, ok := armid.Split(scope)
	group := strings.EqualFold(id.Type(), "Microsoft.Management/managementGroups") && id.Scope == ""
	subscription := id.Provider == "" && strings.Count(scope, "/") == 2 && armid.IsGUID(id.Subscription)
	if !ok || !group && !subscription || !armid.IsGUID(textAt(t.next, "properties.tenantId")) {
		return refuse(http.StatusBadRequest, "InvalidScopeConnection", // our reading
			"The scope connection '%s' needs the GUID of a tenant and the id of one of its subscriptions or management groups.", t.id)
	}
	keepState(t)
	return nil
}

// admit checks the network manager that a scope lets in. It may be one that does not exist, and it takes
// no right there: its own side gives the consent.
func (managerConnections) admit(t *write) error {
	id, ok := armid.Split(textAt(t.next, "properties.networkManagerId"))
	if !ok || !strings.EqualFold(id.Type(), "Microsoft.Network/networkManagers") || id.ResourceGroup == "" {
		return refuse(http.StatusBadRequest, "InvalidNetworkManagerConnection", // our reading
			"The network manager connection '%s' needs the id of a network manager.", t.id)
	}
	keepState(t)
	return nil
}

// keepState keeps what a side remembers, unless it names another one now.
func keepState(t *write) {
	if t.old == nil {
		return
	}
	before, _ := t.world.edgeOf(t.old)
	after, _ := t.world.edgeOf(&resource{kind: t.kind, id: t.id, body: t.next})
	if before == after {
		set(t.next, stateOfConnection, textAt(t.old.body, stateOfConnection))
		return
	}
	t.onCommit(func() { t.world.revoke(t.old) })
}

// revoke tells the other sides that one is gone.
func (w *World) revoke(r *resource) {
	for _, o := range w.otherSides(r) {
		set(o.body, stateOfConnection, "Revoked")
	}
}

func (scopeConnections) removed(w *World, r *resource)   { w.revoke(r) }
func (managerConnections) removed(w *World, r *resource) { w.revoke(r) }

func (scopeConnections) show(w *World, r *resource, body object)   { w.showState(r, body) }
func (managerConnections) show(w *World, r *resource, body object) { w.showState(r, body) }

func (w *World) showState(r *resource, body object) {
	properties, _ := body["properties"].(object)
	body["properties"] = with(properties, object{"connectionState": w.connectionState(r)})
}

// show adds what other tenants opened to the manager.
func (managers) show(w *World, r *resource, body object) {
	var scopes []any
	for _, side := range w.below(r.id) {
		e, ok := w.edgeOf(side)
		if !ok || w.connectionState(side) != "Connected" {
			continue
		}
		entry := object{"tenantId": e.tenant, "subscriptions": []any{}, "managementGroups": []any{}}
		member := "subscriptions"
		if subscriptionOf(e.scope) == "" {
			member = "managementGroups"
		}
		entry[member] = []any{textAt(side.body, "properties.resourceId")}
		scopes = append(scopes, entry)
	}
	if scopes == nil {
		return
	}
	properties, _ := body["properties"].(object)
	own, _ := properties["networkManagerScopes"].(object)
	body["properties"] = with(properties, object{"networkManagerScopes": with(own, object{"crossTenantScopes": scopes})})
}

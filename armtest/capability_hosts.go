// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"reflect"
	"regexp"
	"strings"
)

// agentKinds are what accounts and projects have for agents, and what perimeters say to accounts.
func agentKinds() []*kind {
	versions := projectVersions()
	name := regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$`)
	return []*kind{
		{
			typ: accountType + "/capabilityHosts", versions: versions, name: name, state: true,
			put: asyncURL, delete: locationID, behaviour: capabilityHosts{},
		},
		{
			typ: accountType + "/projects/capabilityHosts", versions: versions, name: name, state: true,
			put: asyncURL, delete: locationID, behaviour: capabilityHosts{},
		},
		{
			typ: accountType + "/networkSecurityPerimeterConfigurations", versions: since(accountVersions(), "2024-04-01-preview"),
			behaviour: perimeterConfigurations{},
		},
	}
}

// capabilityHosts are where accounts and projects keep what their agents need. That one cannot be
// changed, and the order of accounts and projects, are what templates of Microsoft's samples say; the
// codes are our reading.
type capabilityHosts struct{ plain }

func (capabilityHosts) admit(t *write) error {
	home := parent(t.id)
	if t.old != nil && !reflect.DeepEqual(t.old.body["properties"], t.next["properties"]) {
		return badAccount("the capability host '%s' cannot be updated; delete it and create another", t.id)
	}
	for _, r := range t.world.below(home) {
		if r != t.old && r.kind == t.kind && strings.EqualFold(parent(r.id), home) {
			return badAccount("'%s' has a capability host already, '%s'", home, r.id)
		}
	}
	if account := parent(home); strings.Contains(t.kind.typ, "/projects/") && !t.world.hosts(account) {
		return badAccount("the account '%s' has no capability host yet", account)
	}
	return nil
}

// hosts reports whether an account has a capability host; one in a network has it without being asked.
func (w *World) hosts(account string) bool {
	for _, r := range w.below(account) {
		if r.kind.typ == accountType+"/capabilityHosts" && !r.deleting {
			return true
		}
	}
	return len(objectsAt(w.find(account).body, "properties.networkInjections")) > 0
}

// release refuses the deletion of an account's while a project has one.
func (capabilityHosts) release(w *World, r *resource) error {
	if strings.Contains(r.kind.typ, "/projects/") {
		return nil
	}
	for _, inner := range w.below(parent(r.id)) {
		if inner.kind.typ == accountType+"/projects/capabilityHosts" {
			if inner.deleting {
				w.look(inner)
			}
			return badAccount("delete the capability host '%s' of the project before '%s'", inner.id, r.id)
		}
	}
	return nil
}

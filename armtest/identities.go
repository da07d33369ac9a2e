// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities"

// identityKinds are user-assigned identities.
func identityKinds() []*kind {
	return []*kind{{
		typ: identityType,
		versions: []string{
			"2015-08-31-preview", "2018-11-30", "2021-09-30-preview", "2022-01-31-preview", "2023-01-31", "2023-07-31-preview",
			"2024-11-30", "2025-01-31-preview", "2025-05-31-preview",
		},
		name:    regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}$`),
		tracked: true, patch: []string{"tags", "properties.isolationScope"},
		readOnly:  []string{"properties.tenantId", "properties.principalId", "properties.clientId"},
		behaviour: identities{lives: map[string]int{}},
	}}
}

// identities are user-assigned identities. Each has a service principal in the tenant of its subscription.
type identities struct {
	plain
	// lives counts how often an identity of an id was deleted; the next one is another principal.
	lives map[string]int
}

func (b identities) admit(t *write) error {
	owner := t.world.ownerOf(t.id)
	life := ""
	if n := b.lives[key(t.id)]; n > 0 {
		life = fmt.Sprint(n)
	}
	set(t.next, "properties.tenantId", owner.ID)
	set(t.next, "properties.principalId", derivedGUID("identity", key(t.id), life))
	set(t.next, "properties.clientId", derivedGUID("client", key(t.id), life))
	t.enlist(textAt(t.next, "properties.principalId"))
	return nil
}

func (b identities) removed(w *World, r *resource) {
	b.lives[key(r.id)]++
	if owner := w.ownerOf(r.id); owner != nil {
		delete(owner.since, key(textAt(r.body, "properties.principalId")))
	}
}

// enlist makes a principal known to the directory once the write is accepted.
func (t *write) enlist(objectID string) {
	owner := t.world.ownerOf(t.id)
	if owner == nil {
		return
	}
	t.onCommit(func() {
		if _, known := owner.made(objectID); !known {
			owner.since[key(objectID)] = t.world.options.Clock()
		}
	})
}

// identify gives a resource the object ids of its identities. It refuses user-assigned ones that are not
// there; the message is as it is quoted in threads about that.
func (t *write) identify() error {
	typ := strings.ToLower(textAt(t.next, "identity.type"))
	drop(t.next, "identity.principalId")
	drop(t.next, "identity.tenantId")
	if strings.Contains(typ, "systemassigned") {
		id := derivedGUID("identity", key(t.id))
		set(t.next, "identity.principalId", id)
		if owner := t.world.ownerOf(t.id); owner != nil {
			set(t.next, "identity.tenantId", owner.ID)
		}
		t.enlist(id)
	}
	assigned, _ := at(t.next, "identity.userAssignedIdentities").(object)
	for id, value := range assigned {
		r := t.world.find(id)
		switch {
		case value == nil && t.old != nil: // null takes it away
			delete(assigned, id)
		case r == nil || r.kind.typ != identityType:
			return refuse(http.StatusBadRequest, "FailedIdentityOperation",
				"Identity operation for resource '%s' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. "+
					"Response: '{\"error\":{\"code\":\"BadRequest\",\"message\":\"Resource '%s' was not found.\"}}'.'.", t.id, id)
		default:
			assigned[id] = object{"principalId": at(r.body, "properties.principalId"), "clientId": at(r.body, "properties.clientId")}
		}
	}
	return nil
}

// Principal returns the object id of the service principal that a resource acts as: that of a
// user-assigned identity, or the identity of its own that any other resource has. It fails where there is
// none.
func (w *World) Principal(resourceID string) (objectID string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if r := w.find(resourceID); r != nil {
		texts := []string{textAt(r.body, "identity.principalId"), textAt(r.body, "properties.principalId")}
		if i := slices.IndexFunc(texts, func(s string) bool { return s != "" }); i >= 0 {
			return texts[i], nil
		}
	}
	return "", fmt.Errorf("armtest: principal of %q: no such resource, or it has no identity of its own", resourceID)
}

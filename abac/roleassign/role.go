// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"strings"

	"github.com/google/uuid"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// Role is the GUID of a role: one of the built-in ones below, or that of a custom role.
type Role string

// At returns the id of the role's definition for assignments at a scope: below the scope's subscription,
// or below nothing for the tenant and management groups.
func (r Role) At(scope string) DefinitionID {
	id := DefinitionID{Name: string(r)}
	if parts, ok := armid.Split(strings.TrimSuffix(scope, "/")); ok && parts.Subscription != "" {
		id.Scope = "/subscriptions/" + parts.Subscription
	}
	return id
}

// Assign returns the id and the body of the assignment that gives a principal the role at a scope and
// below it. The principal is an object id. The scope is the id of a resource, a group, a subscription or a
// management group; empty for the tenant.
func (r Role) Assign(scope, principal string, kind PrincipalType) (AssignmentID, Assignment) {
	id := AssignmentID{Scope: strings.TrimSuffix(scope, "/"), Name: Name(scope, r, principal)}
	return id, Assignment{Properties: AssignmentProperties{
		RoleDefinitionID: r.At(scope).String(), PrincipalID: principal, PrincipalType: kind,
	}}
}

// Name returns the name for the assignment of a role to a principal at a scope: a GUID that depends on
// nothing but the three (RFC 9562, version 5, in the namespace of URLs), whatever case they are in. The
// service takes one assignment of the three only, so the name needs nothing else.
func Name(scope string, role Role, principal string) string {
	const prefix = "azfoundry:roleassignment"
	text := strings.Join([]string{prefix, strings.TrimSuffix(scope, "/"), string(role), principal}, "|")
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(strings.ToLower(text))).String()
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strings"

	"github.com/azfoundry/azfoundry/internal/armid"
)

// The members of an association.
const (
	associatedResource = "properties.privateLinkResource.id"
	associatedProfile  = "properties.profile.id"
	associatedMode     = "properties.accessMode"
)

// associations are resources in a perimeter.
type associations struct{ plain }

// links asks for a right on the profile and on the resource (learn.microsoft.com, "Azure role-based
// access control permissions required for Azure Network Security Perimeter usage").
func (associations) links(_ *World, _ string, body object) []link {
	resource, profile := textAt(body, associatedResource), textAt(body, associatedProfile)
	id, _ := armid.Split(resource) // whoever checks the link says what is wrong with it
	return []link{
		{id: profile, path: associatedProfile, action: perimeterType + "/profiles/join/action"},
		{id: resource, path: associatedResource, action: id.Type() + "/joinPerimeter/action"},
	}
}

// admit checks an association: its profile is one of the same perimeter, and its resource of a type that
// can be associated and in no other perimeter.
func (a associations) admit(t *write) error {
	resource, profile := textAt(t.next, associatedResource), textAt(t.next, associatedProfile)
	if id, ok := armid.Split(resource); !ok || !associable(id.Type()) {
		return unavailable()
	}
	if err := a.checkSame(t); err != nil {
		return err
	}
	if err := a.checkResource(t, resource); err != nil {
		return err
	}
	if r := t.world.find(profile); r == nil || !strings.EqualFold(parent(r.id), parent(t.id)) || r.kind.typ != perimeterType+"/profiles" {
		return badAssociation("the profile '%s' does not exist in the perimeter of association '%s'", profile, t.id)
	}
	switch mode := textAt(t.next, associatedMode); mode {
	case "": // our reading: the mode that refuses nothing
		set(t.next, associatedMode, "Learning")
	case "Learning", "Enforced", "Audit":
	default:
		return badAssociation("'%s' is no access mode; there are Learning, Enforced and Audit", mode)
	}
	set(t.next, "properties.hasProvisioningIssues", "no")
	return nil
}

func badAssociation(format string, args ...any) *fault {
	f := refuse(http.StatusBadRequest, "InvalidResourceAssociation", format, args...)
	f.message = capitalise(f.message) + "."
	return f
}

// checkSame refuses another resource or profile for an association that there is.
func (associations) checkSame(t *write) error {
	if t.old == nil {
		return nil
	}
	for _, path := range []string{associatedResource, associatedProfile} {
		if !strings.EqualFold(textAt(t.old.body, path), textAt(t.next, path)) {
			return badAssociation("%s of association '%s' cannot be changed after it was made", path, t.id)
		}
	}
	return nil
}

// checkResource looks for the resource, if the world knows its type, and for another association of it.
func (associations) checkResource(t *write, id string) error {
	parts, _ := armid.Split(id)
	if t.world.kinds[key(parts.Type())] != nil && t.world.find(id) == nil {
		return refuse(http.StatusNotFound, "ResourceNotFound", "The resource '%s' of association '%s' was not found.", id, t.id)
	}
	for _, r := range t.world.below("") {
		if r != t.old && strings.EqualFold(textAt(r.body, associatedResource), id) {
			return refuse(http.StatusConflict, "ResourceAlreadyAssociated",
				"The resource '%s' is associated with a network security perimeter already, by '%s'.", id, r.id)
		}
	}
	return nil
}

// act answers reconcile.
func (a associations) act(c *call, r *resource) (reply, error) {
	if strings.EqualFold(c.target.action, "reconcile") {
		return reply{status: http.StatusOK, body: object{}}, nil
	}
	return a.plain.act(c, r)
}

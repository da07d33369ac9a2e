// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// Codes of the service for a second assignment of the same role to the same principal at the same scope, and
// for a role that it does not know.
const (
	alreadyAssigned = "RoleAssignmentExists"
	unknownRole     = "RoleDefinitionDoesNotExist"
)

// untilKnown is how long the service may take to know of what was made or deleted a moment ago.
const untilKnown = time.Minute

// CreateOrUpdate creates a role assignment, or changes the description and the condition of one. The condition
// is parsed and checked before anything is sent, but for that of a body that was read; without a version it
// gets 2.0.
//
// Where the service has the same assignment under another name, with a condition that decides the same, that
// one is returned; with another condition the service's refusal is, an *azfoundry.OpError with the code
// RoleAssignmentExists. What the service does not know yet is waited for within ctx's deadline: a new
// principal for five minutes, and for one minute a role definition that can be read, or the end of an
// assignment that was deleted.
//
// PUT …/roleAssignments/{assignment}, API version 2022-04-01.
func (c *AssignmentsClient) CreateOrUpdate(ctx context.Context, id AssignmentID, in Assignment) (out Assignment, err error) {
	in.Properties.completeCondition()
	err = c.rest.Again(ctx, untilKnown, func() (again bool, err error) {
		out, err = rest.Call[Assignment](ctx, c.rest, &assignmentCreateOrUpdate, id, rest.Input{Body: in})
		switch e, _ := errors.AsType[*azfoundry.OpError](err); {
		case e == nil:
			return false, err
		case strings.EqualFold(e.Code, unknownRole):
			return c.knowsRole(ctx, in.Properties), err
		case e.Code == alreadyAssigned:
			there, found := c.twin(ctx, id.Scope, in.Properties)
			if found == same {
				out, err = there, nil
			}
			return found == gone, err
		}
		return false, err
	})
	return out, err
}

// knowsRole reports whether the role of an assignment can be read.
func (c *AssignmentsClient) knowsRole(ctx context.Context, p AssignmentProperties) bool {
	id, err := ParseDefinitionID(p.RoleDefinitionID)
	if err != nil {
		return false
	}
	_, err = rest.Call[Definition](ctx, c.rest, &definitionGet, id, rest.Input{})
	return err == nil
}

// sighting is what became of the assignment that the service says exists.
type sighting int

const (
	unseen    sighting = iota // it cannot be read
	same                      // it is what is wanted
	different                 // it has another condition
	gone                      // there is none any more
)

// twin looks for the assignment of the same role to the same principal at the same scope.
func (c *AssignmentsClient) twin(ctx context.Context, scope string, want AssignmentProperties) (Assignment, sighting) {
	for old, err := range c.List(ctx, scope, &AssignmentListOptions{PrincipalID: want.PrincipalID}) {
		if err != nil {
			return Assignment{}, unseen
		}
		if !old.Properties.gives(scope, want) {
			continue
		}
		if !sameCondition(old.Properties.Condition, want.Condition) ||
			!strings.EqualFold(old.Properties.DelegatedManagedIdentityResourceID, want.DelegatedManagedIdentityResourceID) {
			return old, different
		}
		return c.confirm(ctx, old)
	}
	return Assignment{}, gone
}

// confirm reads an assignment that a list showed: lists may be behind.
func (c *AssignmentsClient) confirm(ctx context.Context, listed Assignment) (Assignment, sighting) {
	id, err := ParseAssignmentID(listed.ID)
	if err != nil {
		return listed, same
	}
	got, err := c.Get(ctx, id)
	switch e, _ := errors.AsType[*azfoundry.OpError](err); {
	case e != nil && e.Status == http.StatusNotFound:
		return got, gone
	case err != nil:
		return got, unseen
	}
	return got, same
}

// gives reports whether an assignment is that of the role to the principal of another one, at a scope.
func (p *AssignmentProperties) gives(scope string, want AssignmentProperties) bool {
	return strings.EqualFold(strings.TrimSuffix(p.Scope, "/"), scope) &&
		strings.EqualFold(string(p.Role()), string(want.Role())) &&
		strings.EqualFold(p.PrincipalID, want.PrincipalID)
}

// Modify reads a role assignment, lets change edit it and writes the difference; without a difference nothing
// is written. Members this module does not know stay as they are. Only the description and the condition can
// change; a new condition is parsed and checked before it is sent, one that is there already is not.
//
// GET and PUT …/roleAssignments/{assignment}, API version 2022-04-01.
func (c *AssignmentsClient) Modify(ctx context.Context, id AssignmentID, change func(*Assignment) error) (Assignment, error) {
	return rest.Modify(ctx, c.rest, &assignmentModify, id, func(m *Assignment) error {
		before := m.Properties.Condition
		if err := change(m); err != nil {
			return err
		}
		if m.Properties.Condition == before || azfoundry.ValidationDisabled(ctx) {
			return nil
		}
		m.Properties.completeCondition()
		var k check.Checker
		k.In("properties")
		checkCondition(&k, &m.Properties)
		k.Out()
		if faults := k.Faults(); len(faults) > 0 {
			return &azfoundry.ValidationError{Op: "roleassign: modify role assignment", Resource: id.String(), Faults: faults}
		}
		return nil
	})
}

// Role returns the role that is assigned, by its GUID.
func (p AssignmentProperties) Role() Role {
	return Role(p.RoleDefinitionID[strings.LastIndexByte(p.RoleDefinitionID, '/')+1:])
}

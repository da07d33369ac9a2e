// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"fmt"

	"github.com/azfoundry/azfoundry/abac"
)

// Access is what an assignment gives: the permissions of its role, each under the condition that it may have
// itself, and all of them under the condition of the assignment. It never changes and may be shared.
//
// Permissions are alternatives: one that has the action and whose condition lets the request pass is enough.
// That the assignment's condition comes on top is not documented, but what a filter on an assignment means.
// Other assignments of the principal add to what this one gives.
type Access struct {
	permissions []guarded
	condition   *abac.Program // of the assignment; nil for none
}

// guarded is a permission with its own condition, nil for none.
type guarded struct {
	Permission
	condition *abac.Program
}

// NewAccess joins a role with the condition of an assignment, "" for none. The error says which text is no
// condition.
func NewAccess(role Definition, condition string, mode abac.Mode) (*Access, error) {
	a := &Access{}
	var err error
	if a.condition, err = program(condition, mode); err != nil {
		return nil, fmt.Errorf("roleassign: condition of the assignment: %w", err)
	}
	for i, p := range role.Properties.Permissions {
		own, err := program(p.Condition, mode)
		if err != nil {
			return nil, fmt.Errorf("roleassign: condition of permission %d of the role %q: %w", i, role.Properties.RoleName, err)
		}
		a.permissions = append(a.permissions, guarded{p, own})
	}
	return a, nil
}

// program compiles a condition; nil for none.
func program(text string, mode abac.Mode) (*abac.Program, error) {
	if text == "" {
		return nil, nil
	}
	c, err := abac.Parse(text)
	if err != nil {
		return nil, err
	}
	return abac.Compile(c, mode), nil
}

// Reason says what decided.
type Reason string

// The reasons. The first two are for requests that pass.
const (
	ReasonRole                Reason = "role"                // no condition stood in the way
	ReasonConditions          Reason = "conditions"          // all that did let the request pass
	ReasonNotGranted          Reason = "notGranted"          // no permission of the role has the action
	ReasonRoleCondition       Reason = "roleCondition"       // the conditions of the role's permissions did not
	ReasonAssignmentCondition Reason = "assignmentCondition" // the condition of the assignment did not
)

// Verdict is what an [Access] says to a request.
type Verdict struct {
	Decision abac.Decision `json:"decision"`
	Reason   Reason        `json:"reason"`
	// Permission is the index of the permission that has the action and whose condition, if any, let the
	// request pass; of several the first. -1 for none.
	Permission int `json:"permission"`
	// Explanation is that of the condition that decided; nil where none did. Of the conditions of several
	// permissions that did not let the request pass it is the first one's.
	Explanation *abac.Explanation `json:"explanation,omitzero"`
}

// Decide says whether the assignment lets a request pass. An action that abac's catalogue knows is looked for
// among the actions or the data actions, as what it is; another one among both.
func (a *Access) Decide(r abac.Request) Verdict {
	v := Verdict{Decision: abac.Deny, Reason: ReasonNotGranted, Permission: -1}
	for i := range a.permissions {
		p := &a.permissions[i]
		if !p.grants(r.Action) {
			continue
		}
		x, passes := ask(p.condition, r)
		if passes {
			v.Permission, v.Explanation = i, x
			break
		}
		v.Reason = ReasonRoleCondition
		if v.Explanation == nil {
			v.Explanation = x
		}
	}
	if v.Permission < 0 {
		return v
	}
	x, passes := ask(a.condition, r)
	if x != nil {
		v.Explanation = x
	}
	switch {
	case !passes:
		v.Reason = ReasonAssignmentCondition
	case v.Explanation != nil:
		v.Decision, v.Reason = abac.Allow, ReasonConditions
	default:
		v.Decision, v.Reason = abac.Allow, ReasonRole
	}
	return v
}

// ask evaluates a condition; without one everything passes.
func ask(p *abac.Program, r abac.Request) (*abac.Explanation, bool) {
	if p == nil {
		return nil, true
	}
	x := p.Bind(r).Explain()
	return &x, x.Decision == abac.Allow
}

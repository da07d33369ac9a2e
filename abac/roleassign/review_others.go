// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

// others looks for other assignments of the principal that give what the condition withholds. Each assignment
// counts by itself, so one without the condition is enough.
func (r *review) others(ctx context.Context, from Sources) error {
	covered := r.covered()
	if from.Assignments == nil || r.condition == nil || len(covered) == 0 {
		return nil
	}
	p := r.in.Properties
	opts := &AssignmentListOptions{AtScope: true, AssignedTo: p.PrincipalID} // also what it has through groups
	if p.PrincipalType != PrincipalTypeUser && p.PrincipalType != PrincipalTypeServicePrincipal {
		opts = &AssignmentListOptions{PrincipalID: p.PrincipalID}
	}
	roles := map[Role]*allowance{}
	for other, err := range from.Assignments(ctx, r.id.Scope, opts) {
		if err != nil {
			return r.note("the other assignments of the principal", err)
		}
		q := other.Properties
		if strings.EqualFold(other.Name, r.id.Name) || !above(q.Scope, r.id.Scope) {
			continue
		}
		role, known := roles[q.Role()]
		if !known {
			if role, err = r.roleOf(ctx, q, from); err != nil {
				return err
			}
			roles[q.Role()] = role
		}
		if role == nil {
			continue
		}
		if passing := past(role.free(), q.Condition, covered); len(passing) > 0 {
			r.add(ruleMoot, abac.SeverityWarning, says{
				message: fmt.Sprintf("%s at %q gives %s as well, without looking", role.name, q.Scope, brief(passing)),
				why:     "assignments add up: for these actions the condition has no effect",
				fix:     "give the other assignment the condition as well, or remove it: " + other.ID,
			}, passing...)
		}
	}
	return nil
}

// roleOf reads the role of another assignment; nil where nothing is known of it.
func (r *review) roleOf(ctx context.Context, p AssignmentProperties, from Sources) (*allowance, error) {
	if from.Definition == nil {
		return allowanceOf(p.Role(), nil), nil
	}
	d, err := from.Definition(ctx, p.Role().At(p.Scope))
	if err != nil {
		return allowanceOf(p.Role(), nil), r.note("the definition of another role of the principal", err)
	}
	return allowanceOf(p.Role(), &d), nil
}

// above reports whether what is assigned at one scope also holds at another.
func above(one, other string) bool {
	one, other = strings.ToLower(strings.TrimSuffix(one, "/")), strings.ToLower(other)
	// The service lists management groups above a subscription, whose ids say nothing of that.
	return one == other || strings.HasPrefix(other, one+"/") || strings.Contains(one, "/managementgroups/")
}

// past returns those of some actions that an assignment gives and its condition, "" for none, does not look
// at. Of a condition that cannot be read nothing is said.
func past(role *allowance, condition string, actions []string) []string {
	given := slices.DeleteFunc(slices.Clone(actions), func(action string) bool { return !role.grants(action) })
	if condition == "" || len(given) == 0 {
		return given
	}
	c, err := abac.Parse(condition)
	if err != nil {
		return nil
	}
	var list []string
	for _, p := range abac.Uncovered(given, c, abac.Strict) {
		if p.Suboperation == "" {
			list = append(list, p.Action)
		}
	}
	return list
}

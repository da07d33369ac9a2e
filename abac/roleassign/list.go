// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"context"
	"iter"
	"net/url"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/armid"
	"github.com/azfoundry/azfoundry/internal/rest"
)

// AssignmentListOptions narrow [AssignmentsClient.List]. The zero value, like nil, asks for all: at the
// scope, above and below it. AtScope and AssignedTo can be combined; the service takes PrincipalID alone.
type AssignmentListOptions struct {
	// AtScope leaves out what is assigned below the scope. What is assigned above it, and so holds there
	// too, stays.
	AtScope bool
	// PrincipalID asks for the assignments of a user, group or service principal, by object id.
	PrincipalID string
	// AssignedTo asks for what a user or service principal has, also through groups, by object id.
	AssignedTo string
}

// List lists the role assignments at a scope, such as a resource id.
//
// GET …/roleAssignments, API version 2022-04-01.
func (c *AssignmentsClient) List(ctx context.Context, scope string, opts *AssignmentListOptions) iter.Seq2[Assignment, error] {
	query, faults := opts.query()
	if len(faults) > 0 {
		return refused[Assignment](&assignmentList, scope, faults)
	}
	return rest.List[Assignment](ctx, c.rest, &assignmentList, armid.Scope(scope), rest.Input{Query: query})
}

// query returns the filter that the options mean, or what is wrong with them.
func (o *AssignmentListOptions) query() (url.Values, []azfoundry.Fault) {
	if o == nil {
		return nil, nil
	}
	faults := append(guid("PrincipalID", o.PrincipalID), guid("AssignedTo", o.AssignedTo)...)
	if o.PrincipalID != "" && (o.AtScope || o.AssignedTo != "") {
		faults = append(faults, azfoundry.Fault{
			Pointer: "PrincipalID", Rule: "filter", Message: "cannot be combined with another filter",
			Advice: "use AssignedTo with AtScope, or compare the principal yourself",
		})
	}
	var terms []string
	if o.AtScope {
		terms = append(terms, "atScope()")
	}
	if o.PrincipalID != "" {
		terms = append(terms, "principalId eq "+quote(o.PrincipalID))
	}
	if o.AssignedTo != "" {
		terms = append(terms, "assignedTo("+quote(o.AssignedTo)+")")
	}
	return filter(terms), faults
}

// DefinitionListOptions narrow [DefinitionsClient.List]; one of them at a time. The zero value, like nil,
// asks for all roles that can be assigned at the scope.
type DefinitionListOptions struct {
	// RoleName asks for the role of that name, such as Reader.
	RoleName string
	// Type asks for built-in roles, or for custom ones.
	Type RoleType
	// AtScopeAndBelow asks for custom roles that can be assigned below the scope only, too.
	AtScopeAndBelow bool
}

// List lists the role definitions at a scope, such as a resource id.
//
// GET …/roleDefinitions, API version 2022-04-01.
func (c *DefinitionsClient) List(ctx context.Context, scope string, opts *DefinitionListOptions) iter.Seq2[Definition, error] {
	query, faults := opts.query()
	if len(faults) > 0 {
		return refused[Definition](&definitionList, scope, faults)
	}
	return rest.List[Definition](ctx, c.rest, &definitionList, armid.Scope(scope), rest.Input{Query: query})
}

// query returns the filter that the options mean, or what is wrong with them.
func (o *DefinitionListOptions) query() (url.Values, []azfoundry.Fault) {
	if o == nil {
		return nil, nil
	}
	var terms []string
	if o.RoleName != "" {
		terms = append(terms, "roleName eq "+quote(o.RoleName))
	}
	if o.Type != "" {
		terms = append(terms, "type eq "+quote(string(o.Type)))
	}
	if o.AtScopeAndBelow {
		terms = append(terms, "atScopeAndBelow()")
	}
	if len(terms) > 1 {
		return nil, []azfoundry.Fault{{
			Pointer: "opts", Rule: "filter", Message: "more than one filter", Advice: "use one, and compare the rest yourself",
		}}
	}
	return filter(terms), nil
}

// filter returns the query of a list whose items shall meet all terms.
func filter(terms []string) url.Values {
	if len(terms) == 0 {
		return nil
	}
	return url.Values{"$filter": {strings.Join(terms, " and ")}}
}

// quote writes a text into an OData expression.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// guid returns the fault of an object id that is none; absent ones have no fault.
func guid(name, id string) []azfoundry.Fault {
	if id == "" || armid.IsGUID(id) {
		return nil
	}
	return []azfoundry.Fault{{
		Pointer: name, Rule: "guid", Message: "is not the object id of a principal", Got: id, Advice: "give a GUID, not a name",
	}}
}

// refused is a list that was not asked for.
func refused[T any](op *rest.Operation, scope string, faults []azfoundry.Fault) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		yield(zero, &azfoundry.ValidationError{Op: "roleassign: " + op.Name, Resource: scope, Faults: faults})
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

const (
	typeAssignments  = "Microsoft.Authorization/roleAssignments"
	conditionVersion = "2.0"
	conditionLimit   = 8 << 10
)

// readCondition returns the condition of a role assignment as a program; nil if it has none. Of what is wrong with
// one the service says where only for attributes that a shell took a part of.
func readCondition(body object) (*abac.Program, error) {
	value, version := at(body, "properties.condition"), at(body, "properties.conditionVersion")
	if value == nil {
		return nil, nil
	}
	c, ok := parseCondition(value, version)
	if !ok {
		return nil, refuse(http.StatusBadRequest, "InvalidRoleAssignmentCondition", "The given role assignment condition is invalid.")
	}
	for _, a := range attributesOf(c) {
		switch {
		case known(a):
		case strings.Contains(a.Name, "<"):
			return nil, refuse(http.StatusBadRequest, "InvalidRoleAssignmentCondition", "%s attribute %s is not valid.", a.Source, a.Name)
		default:
			return nil, refuse(http.StatusBadRequest, "InvalidRoleAssignmentCondition", "The given role assignment condition is invalid.")
		}
	}
	return abac.Compile(c, abac.Strict), nil
}

// checkPermission refuses a condition of a custom role that is none. The published type calls these conditions
// read-only, and says nothing of what becomes of one that is sent: our reading is that it counts.
func checkPermission(p object) error {
	value := at(p, "condition")
	if value == nil {
		return nil
	}
	c, ok := parseCondition(value, at(p, "conditionVersion"))
	if !ok || slices.ContainsFunc(attributesOf(c), func(a abac.Attribute) bool { return !known(a) }) {
		return refuse(http.StatusBadRequest, "InvalidRoleDefinitionCondition", "The given role definition condition is invalid.")
	}
	return nil
}

// parseCondition reads a condition of a body. What copy and paste brings the service does not take.
func parseCondition(value, version any) (*abac.Condition, bool) {
	text, ok := value.(string)
	if !ok || len(text) > conditionLimit || version != nil && version != conditionVersion {
		return nil, false
	}
	c, err := abac.Parse(text)
	return c, err == nil && len(c.Diagnostics()) == 0
}

// attributesOf returns the attributes that a condition asks for.
func attributesOf(c *abac.Condition) []abac.Attribute {
	return abac.Compile(c, abac.Strict).Attributes()
}

// known reports whether the service has an attribute. The suboperation was one in the preview of 2021, and still is.
func known(a abac.Attribute) bool {
	return abac.IsKnown(a) || a.Source == abac.SourceRequest && strings.EqualFold(a.Name, "subOperation")
}

// meets reports whether a request passes a condition of a role, which was checked when it was stored; "" lets all
// pass.
func meets(condition string, q abac.Request) bool {
	if condition == "" {
		return true
	}
	c, err := abac.Parse(condition)
	return err == nil && abac.Compile(c, abac.Strict).Decide(q)
}

// request is what conditions are asked about the call. Role assignments have attributes: a write those of its
// body and no others, a deletion those of what is stored.
func (c *call) request() abac.Request {
	r := abac.Request{Action: c.action()}
	if c.target.kind.typ != typeAssignments || c.target.collection {
		return r
	}
	switch c.req.Method {
	case http.MethodPut:
		if body, err := parseObject(c.text); err == nil {
			asked := *c
			asked.body = body
			r.Request = assignmentAttributes(c.world.schemas.spell(&asked))
		}
	case http.MethodDelete:
		if stored := c.world.find(c.target.id); stored != nil {
			r.Resource = assignmentAttributes(stored.body)
		}
	}
	return r
}

// assignmentAttributes are the attributes of a role assignment; what its body lacks is missing.
func assignmentAttributes(body object) abac.Attributes {
	role := textAt(body, "properties.roleDefinitionId")
	attributes := abac.Attributes{}
	for name, value := range map[string]string{
		"RoleDefinitionId": role[strings.LastIndexByte(role, '/')+1:],
		"PrincipalId":      textAt(body, "properties.principalId"),
		"PrincipalType":    textAt(body, "properties.principalType"),
	} {
		if value != "" {
			attributes[typeAssignments+":"+name] = abac.Text(value)
		}
	}
	return attributes
}

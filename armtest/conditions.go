// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

const (
	typeAssignments  = "Microsoft.Authorization/roleAssignments"
	conditionVersion = "2.0"
	conditionLimit   = 8 << 10
)

// readCondition returns the condition of a role assignment as a program; nil if it has none. The service
// says nothing about what is wrong with one, nor where. What copy and paste brings it does not take.
func readCondition(body object) (*abac.Program, error) {
	invalid := refuse(http.StatusBadRequest, "InvalidRoleAssignmentCondition", "The given role assignment condition is invalid.")
	value := at(body, "properties.condition")
	if value == nil {
		return nil, nil
	}
	text, ok := value.(string)
	version := at(body, "properties.conditionVersion")
	if !ok || len(text) > conditionLimit || version != nil && version != conditionVersion {
		return nil, invalid
	}
	c, err := abac.Parse(text)
	if err != nil || len(c.Diagnostics()) > 0 {
		return nil, invalid
	}
	return abac.Compile(c, abac.Strict), nil
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

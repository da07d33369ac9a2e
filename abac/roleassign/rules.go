// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/internal/check"
)

// checkAssignment refuses what the schema cannot say. An assignment that was read keeps what it has.
func checkAssignment(c *check.Checker, m *Assignment) {
	if m.ID != "" {
		return
	}
	c.In("properties")
	defer c.Out()
	p := &m.Properties
	if p.PrincipalType == "" {
		c.Add("principalType", azfoundry.Fault{
			Rule: "principalType", Message: "is missing, so a principal that was made just now would not be found",
			Advice: "give ServicePrincipal for applications and managed identities, User or Group for people",
		})
	}
	checkCondition(c, p)
}

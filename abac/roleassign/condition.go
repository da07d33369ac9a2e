// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"errors"
	"strconv"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/internal/check"
)

const (
	// conditionLanguage is the only version of conditions that the service takes for assignments.
	conditionLanguage = "2.0"
	// conditionSize is how many bytes of a condition the service takes.
	conditionSize = 8192
)

// completeCondition gives a condition the version that the service takes one without for, and takes it away
// from where a condition was removed.
func (p *AssignmentProperties) completeCondition() {
	switch {
	case p.Condition != "" && p.ConditionVersion == "":
		p.ConditionVersion = conditionLanguage
	case p.Condition == "" && p.ConditionVersion == conditionLanguage && p.CreatedOn != "":
		p.ConditionVersion = ""
	}
}

// checkCondition refuses what the service would, and what cannot do what it says: the errors of syntax and
// those of abac's check, under the rules of docs/conditions.md.
func checkCondition(c *check.Checker, p *AssignmentProperties) {
	if p.Condition == "" {
		if p.ConditionVersion != "" {
			c.Add("condition", azfoundry.Fault{
				Rule: "condition", Message: "is missing beside its version", Advice: "give the condition, or leave its version out",
			})
		}
		return
	}
	if p.ConditionVersion != "" && p.ConditionVersion != conditionLanguage {
		c.Add("conditionVersion", azfoundry.Fault{
			Rule: "conditionVersion", Message: "is not that of a condition", Got: p.ConditionVersion,
			Advice: "give " + conditionLanguage,
		})
	}
	if n := len(p.Condition); n > conditionSize {
		c.Add("condition", azfoundry.Fault{
			Rule: "AB020", Message: "has " + strconv.Itoa(n) + " bytes, and the service takes " + strconv.Itoa(conditionSize),
			Advice: "send what abac.Condition.Wire returns, or join comparisons of one attribute into a set",
		})
		return
	}
	condition, err := abac.Parse(p.Condition)
	list, _ := errors.AsType[abac.SyntaxErrors](err) // Parse has no other
	for _, e := range list {
		c.Add("condition", azfoundry.Fault{Rule: "AB014", Message: "is no condition: " + e.Pos.String() + ": " + e.Message, Advice: e.Hint})
	}
	if err != nil {
		return
	}
	for _, d := range condition.Check(nil) {
		if d.Severity == abac.SeverityError {
			c.Add("condition", fault(d))
		}
	}
}

// fault is a finding of abac as a fault of the body.
func fault(d abac.Diagnostic) azfoundry.Fault {
	message := d.Message
	if d.Span.Start.IsValid() {
		message = d.Span.Start.String() + ": " + message
	}
	if d.Why != "" {
		message += ": " + d.Why
	}
	return azfoundry.Fault{Rule: d.Rule, Message: message, Advice: d.Fix}
}

// sameCondition reports whether two texts decide the same, however they are written. Texts that are no
// conditions, or about which that cannot be decided, are the same if they are equal.
func sameCondition(a, b string) bool {
	if a == b {
		return true
	}
	x, err1 := abac.Parse(a)
	y, err2 := abac.Parse(b)
	if err1 != nil || err2 != nil {
		return false
	}
	return x.SameSyntax(y) ||
		abac.Equal(x, y, abac.Strict).Answer == abac.Yes && abac.Equal(x, y, abac.Lenient).Answer == abac.Yes
}

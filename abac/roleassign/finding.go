// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

// Finding is something that a review found: of the condition by itself (rules AB001 and on, those of
// abac.Rules), or of the assignment as a whole (RA001 and on, those of [ReviewRules]).
type Finding struct {
	Rule     string
	Severity abac.Severity
	// Span is the part of the condition that the finding is about; its zero value is the whole assignment.
	Span abac.Span
	// Message says what is found, Why what follows from it, and Fix what to do.
	Message string
	Why     string
	Fix     string
	// Actions are the actions that the finding is about, if any; those of a suboperation alone end in
	// #Blob.List or the like.
	Actions []string
}

// Anchor is where the documentation of the module explains the rule.
func (f Finding) Anchor() string {
	if strings.HasPrefix(f.Rule, "AB") {
		return abac.Diagnostic{Rule: f.Rule}.Anchor()
	}
	return "docs/role-assignments.md#" + strings.ToLower(f.Rule)
}

// String returns the finding on one line.
func (f Finding) String() string {
	text := fmt.Sprintf("%s: %s %s: %s", f.Span.Start, f.Severity, f.Rule, f.Message)
	for _, more := range []string{f.Why, f.Fix} {
		if more != "" {
			text += "; " + more
		}
	}
	return text
}

// MarshalJSON writes rule, severity, line, column, message, why, fix, actions and anchor; line and column are
// 0 for the whole.
func (f Finding) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Rule     string        `json:"rule"`
		Severity abac.Severity `json:"severity"`
		Line     int           `json:"line"`
		Column   int           `json:"column"`
		Message  string        `json:"message"`
		Why      string        `json:"why,omitzero"`
		Fix      string        `json:"fix,omitzero"`
		Actions  []string      `json:"actions,omitzero"`
		Anchor   string        `json:"anchor"`
	}{f.Rule, f.Severity, f.Span.Start.Line, f.Span.Start.Column, f.Message, f.Why, f.Fix, f.Actions, f.Anchor()})
}

// ReviewRule is something that [Review] and [ReviewIn] look for beyond the rules of package abac. Its section in
// docs/role-assignments.md has the id for an anchor, in lower case.
type ReviewRule struct{ ID, Title string }

// The ids of the rules never change their meaning.
const (
	ruleUncovered   = "RA001"
	rulePowerless   = "RA002"
	ruleNotGranted  = "RA003"
	ruleOwn         = "RA004"
	ruleUnknownRole = "RA005"
	ruleFree        = "RA006"
	ruleElsewhere   = "RA007"
	ruleNotAtScope  = "RA008"
	ruleSettled     = "RA009"
	ruleGroup       = "RA010"
	ruleManagement  = "RA011"
	ruleSharedKeys  = "RA012"
	ruleFolders     = "RA013"
	ruleSet         = "RA014"
	ruleMoot        = "RA015"
	ruleUnread      = "RA016"
)

// ReviewRules returns all rules, by id.
func ReviewRules() []ReviewRule {
	return []ReviewRule{
		{ruleUncovered, "The condition leaves actions of the role open"},
		{rulePowerless, "A condition on a role that it cannot restrict"},
		{ruleNotGranted, "The condition names actions that the role does not have"},
		{ruleOwn, "The role has conditions of its own"},
		{ruleUnknownRole, "The role is not known"},
		{ruleFree, "Any role may be assigned"},
		{ruleElsewhere, "Nothing at the scope has what the role is about"},
		{ruleNotAtScope, "An attribute that does not work at the scope"},
		{ruleSettled, "The scope settles what the condition asks"},
		{ruleGroup, "A condition at a management group"},
		{ruleManagement, "Management actions are never looked at"},
		{ruleSharedKeys, "Account keys go around the condition"},
		{ruleFolders, "The account has a hierarchical namespace"},
		{ruleSet, "An attribute set does not exist"},
		{ruleMoot, "Another assignment gives the same"},
		{ruleUnread, "Something could not be looked at"},
	}
}

// inOrder sorts findings as they stand in the text, those about the whole first.
func inOrder(found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int { return a.Span.Start.Offset - b.Span.Start.Offset })
	return found
}

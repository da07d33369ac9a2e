// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// Rule is something that [Condition.Check] looks for. Its section in docs/conditions.md has the id for an
// anchor, in lower case.
type Rule struct{ ID, Title string }

// The ids of the rules never change their meaning.
const (
	ruleNegatedAny     = "AB001"
	ruleOtherActions   = "AB002"
	ruleAmbiguous      = "AB003"
	ruleNotCarried     = "AB004"
	ruleGuardWithAnd   = "AB005"
	ruleListing        = "AB006"
	rulePathOfList     = "AB007"
	ruleSiblings       = "AB008"
	ruleDelete         = "AB009"
	ruleSeparator      = "AB010"
	ruleOtherKeys      = "AB011"
	ruleCollection     = "AB012"
	ruleUnknown        = "AB013"
	ruleSyntax         = "AB014"
	ruleDenyList       = "AB015"
	ruleOutside        = "AB016"
	ruleUnfit          = "AB017"
	ruleEscalation     = "AB018"
	rulePasted         = "AB019"
	ruleSize           = "AB020"
	ruleType           = "AB021"
	ruleConstant       = "AB022"
	ruleBlocksWithOr   = "AB023"
	ruleWindow         = "AB024"
	ruleNegatedMissing = "AB025"
	ruleCaseOfIDs      = "AB026"
	ruleUnknownAction  = "AB027"
	ruleDeprecated     = "AB028"
)

// Rules returns all rules, by id.
func Rules() []Rule {
	return []Rule{
		{ruleNegatedAny, "A negated operator with several values, of which one is enough"},
		{ruleOtherActions, "The guard names other actions than the expression is about"},
		{ruleAmbiguous, "AND and OR side by side without parentheses"},
		{ruleNotCarried, "Requests of the action do not carry the attribute"},
		{ruleGuardWithAnd, "A guard joined with AND"},
		{ruleListing, "Reading and listing are not treated alike"},
		{rulePathOfList, "A path is asked of listing, which has none"},
		{ruleSiblings, "Sibling actions pass"},
		{ruleDelete, "Deletion passes"},
		{ruleSeparator, "A prefix without a separator at its end"},
		{ruleOtherKeys, "A second tag key defeats the test of keys"},
		{ruleCollection, "The name of one thing is asked of a call about many"},
		{ruleUnknown, "An unknown attribute, or a placeholder"},
		{ruleSyntax, "The text is no condition"},
		{ruleDenyList, "A list of roles that may not be assigned"},
		{ruleOutside, "Ways around conditions on storage"},
		{ruleUnfit, "The service does not support this"},
		{ruleEscalation, "A role that may be assigned can give itself more"},
		{rulePasted, "Characters from copy and paste"},
		{ruleSize, "The condition is too large"},
		{ruleType, "Values of another type"},
		{ruleConstant, "A part that makes no difference"},
		{ruleBlocksWithOr, "Guarded blocks joined with OR"},
		{ruleWindow, "One window of time, not hours of each day"},
		{ruleNegatedMissing, "NOT says nothing of what is missing"},
		{ruleCaseOfIDs, "The case of a resource id counts"},
		{ruleUnknownAction, "An unknown action or suboperation"},
		{ruleDeprecated, "A form of the preview of 2021"},
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package report says how many tokens projects, agents and applications used up through a gateway of API
// Management, for charging them: it asks Application Insights, or the Log Analytics workspace behind it, for
// what the policy llm-emit-token-metric counted.
//
// [Client.Tokens] takes a [Query] and returns a [Report] with typed rows and their sums, which prints as a table
// and encodes as JSON. [Query.KQL] returns the question as a text, for a workbook or an alert: every value in
// it is quoted.
//
// The names of the dimensions are those that connections/gateway/policy writes; [Names] says others. What the
// policy counts is an estimate where a model streams its answer, and calls that are still going on are not in
// it. Azure Monitor shows metrics some minutes late.
//
// It takes the role Monitoring Reader or Log Analytics Reader, or Reader, on the component or the workspace.
package report

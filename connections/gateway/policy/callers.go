// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"cmp"
	"slices"
	"strings"
)

// callers returns the policy that says what the caller is, and that ends the call for one that is not listed.
func (a *Access) callers() Element {
	c := Choose{Otherwise: []Element{refuse(403, "Forbidden", "The caller is not one that this gateway accepts.")}}
	for _, p := range a.Projects {
		c.When = append(c.When, p.branch())
	}
	if len(a.Applications) > 0 {
		var conditions []string
		for _, id := range a.Applications {
			conditions = append(conditions, is(VariableApplication, strings.ToLower(id)))
		}
		c.When = append(c.When, When{
			Comments:  []Comment{" Other applications: what they say in headers of Foundry does not count. "},
			Condition: Expression(strings.Join(conditions, " || ")),
			Then:      append(forget(), SetVariable{Name: VariableCaller, Value: Literal(CallerApplication)}),
		})
	}
	if a.Keys {
		c.When = append(c.When, When{
			Comments:  []Comment{" Who has a key: what they say in headers of Foundry does not count. "},
			Condition: Expression("context.Subscription != null"),
			Then:      append(forget(), SetVariable{Name: VariableCaller, Value: Literal(CallerSubscription)}),
		})
	}
	return c
}

// is returns C# that compares a variable to a text.
func is(name, text string) string { return variable(name) + " == " + Quote(text) }

// branch returns what is known of a project, for its calls.
func (p Project) branch() When {
	var conditions []string
	if p.Application != "" {
		conditions = append(conditions, is(VariableApplication, strings.ToLower(p.Application)))
	}
	if p.Subscription != "" {
		conditions = append(conditions, "context.Subscription != null && context.Subscription.Id == "+Quote(p.Subscription))
	}
	return When{
		Condition: Expression(strings.Join(conditions, " || ")),
		Then: []Element{
			SetVariable{Name: VariableCaller, Value: Literal(CallerProject)},
			SetVariable{Name: variableCounter, Value: Literal(p.counter())},
			SetVariable{Name: VariableProject, Value: known(p.ID, "x-ms-foundry-project-id")},
			SetVariable{Name: VariableProjectName, Value: known(p.Name, "openai-project")},
			SetVariable{Name: VariableAgentRevision, Value: Expression(header("x-ms-foundry-agent-id", Unknown))},
			SetVariable{Name: VariableAgent, Value: Expression("(" + variable(VariableAgentRevision) + ").Split(':')[0]")},
		},
	}
}

// counter returns what the project's tokens are counted by. It comes from the list of callers: who has a
// project's key can write any id into a header, and would have a new counter with each.
func (p Project) counter() string {
	return strings.ToLower(cmp.Or(p.ID, p.Application, p.Subscription))
}

// known returns a text, or where there is none what a header says.
func known(text, name string) Value {
	if text != "" {
		return Literal(text)
	}
	return Expression(header(name, Unknown))
}

// forget returns the policies that remove headers of Foundry.
func forget() []Element {
	var list []Element
	for _, name := range foundryHeaders {
		list = append(list, SetHeader{Name: Literal(name), ExistsAction: Delete})
	}
	return list
}

// surrender returns the policies that take away what the caller has shown to be let in; a may be nil.
func (a *Access) surrender() []Element {
	headers, parameters := []string{"Authorization", "api-key", "Ocp-Apim-Subscription-Key"}, []string{"subscription-key"}
	if a != nil {
		headers, parameters = with(headers, a.KeyHeader), with(parameters, a.KeyParameter)
	}
	list := []Element{Comment(" What the caller has shown is not for the backend. ")}
	for _, name := range headers {
		list = append(list, SetHeader{Name: Literal(name), ExistsAction: Delete})
	}
	for _, name := range parameters {
		list = append(list, SetQueryParameter{Name: Literal(name), ExistsAction: Delete})
	}
	return list
}

// with returns names with one more, unless it is empty or among them in any case.
func with(names []string, name string) []string {
	if name == "" || slices.ContainsFunc(names, func(other string) bool { return strings.EqualFold(other, name) }) {
		return names
	}
	return append(names, name)
}

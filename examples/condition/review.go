// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// reviewed is what -json prints.
type reviewed struct {
	File string `json:"file"`
	// Role and Name are the GUID and the name of the role; the name of a role that is not known is empty.
	Role string `json:"role"`
	Name string `json:"name"`
	// Uncovered are the actions of the role that the condition does not look at; those of a suboperation alone
	// end in # and its name.
	Uncovered []string             `json:"uncovered"`
	Findings  []roleassign.Finding `json:"findings"`
}

// reviewer is the command review.
type reviewer struct {
	fail                               threshold
	role, condition, definition, scope string
}

func reviewing() cli.Program {
	var r reviewer
	return cli.Program{
		Name: "review", Run: r.run,
		Doc: `Looks at a condition together with the role and the scope that it is assigned with.
It finds what of the role the condition leaves open, and what check does. Of built-in roles it knows what
conditions can look into; give the definition of another role.`,
		Flags: func(flags *flag.FlagSet) {
			r.fail.declare(flags, abac.SeverityWarning)
			flags.StringVar(&r.role, "role", "", "`name` or GUID of the role")
			flags.StringVar(&r.condition, "condition", "", "`file` with the condition")
			flags.StringVar(&r.definition, "definition", "", "`file` with the role's definition, as the service returns it")
			flags.StringVar(&r.scope, "scope", "", "`id` of the resource, group or subscription where the role is assigned")
		},
	}
}

func (r *reviewer) run(_ context.Context, out *cli.Output) (any, error) {
	if err := r.fail.check(); err != nil {
		return nil, err
	}
	if r.condition == "" || r.role == "" && r.definition == "" {
		return nil, errors.New("give -role, or -definition, and -condition")
	}
	role, definition, err := r.find(out)
	if err != nil {
		return nil, err
	}
	text, err := out.Read(r.condition)
	if err != nil {
		return nil, err
	}
	found := r.review(role, definition, string(text))
	result := reviewed{File: r.condition, Role: string(role), Name: role.Name(), Uncovered: []string{}, Findings: append([]roleassign.Finding{}, found...)}
	if definition != nil {
		result.Name = definition.Properties.RoleName
	}
	var end error
	for i := range result.Findings {
		f := &result.Findings[i]
		f.Span = placed(f.Span)
		out.Text(r.condition + ":" + f.String())
		if f.Rule == "RA001" || f.Rule == "RA002" { // some are open, or all
			result.Uncovered = append(result.Uncovered, f.Actions...)
		}
		if r.fail.reached(f.Severity) {
			end = cli.ErrFindings
		}
	}
	return result, end
}

// find returns the role, and its definition if that is given.
func (r *reviewer) find(out *cli.Output) (roleassign.Role, *roleassign.Definition, error) {
	if r.definition == "" {
		role, err := roleassign.FindRole(r.role)
		return role, nil, err
	}
	text, err := out.Read(r.definition)
	if err != nil {
		return "", nil, err
	}
	var d roleassign.Definition
	if err := json.Unmarshal(text, &d); err != nil {
		return "", nil, fmt.Errorf("%s: no role definition: %w", r.definition, err)
	}
	if len(d.Properties.Permissions) == 0 {
		return "", nil, fmt.Errorf("%s: no role definition: it has no properties.permissions", r.definition)
	}
	return roleassign.Role(d.Name), &d, nil
}

// review looks at the text. What is wrong with its syntax are findings.
func (r *reviewer) review(role roleassign.Role, definition *roleassign.Definition, text string) []roleassign.Finding {
	c, diagnostics := abac.Lint(r.condition, text, nil)
	if c != nil {
		return roleassign.ReviewCondition(r.scope, role, definition, c)
	}
	var found []roleassign.Finding
	for _, d := range diagnostics {
		found = append(found, roleassign.Finding{Rule: d.Rule, Severity: d.Severity, Span: d.Span, Message: d.Message, Why: d.Why, Fix: d.Fix})
	}
	return found
}

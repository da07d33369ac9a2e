// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"slices"

	"github.com/azfoundry/azfoundry/abac"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
	"github.com/azfoundry/azfoundry/examples/internal/place"
)

// reviewed is what -json prints.
type reviewed struct {
	// File is the file with the condition; of an assignment that is reviewed as it is, its id.
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
	place                              place.Flags
	role, condition, definition, scope string
	assignment, principal, sets        string
}

func reviewing() cli.Program {
	var r reviewer
	return cli.Program{
		Name: "review", Run: r.run, Flags: r.declare,
		Doc: `Looks at a condition together with the role and the scope that it is assigned with.
It finds what of the role the condition leaves open, and what check does. Of built-in roles it knows what
conditions can look into; give the definition of another role.

With -assignment, -azure or -emulator it also signs in and looks at the estate: at the role as it is, at the
storage accounts of the scope, and, for an assignment or with -principal, at what else the principal may do.
  review -assignment ID [-condition FILE]       an assignment that is there, or with the condition of the file
  review -role … -condition FILE -scope ID -azure    one that is to be made
It reads only. What it may not read is a finding.`,
	}
}

func (r *reviewer) declare(flags *flag.FlagSet) {
	r.fail.declare(flags, abac.SeverityWarning)
	r.place.Declare(flags, "tenant")
	flags.StringVar(&r.role, "role", "", "`name` or GUID of the role")
	flags.StringVar(&r.condition, "condition", "", "`file` with the condition")
	flags.StringVar(&r.definition, "definition", "", "`file` with the role's definition, as the service returns it")
	flags.StringVar(&r.scope, "scope", "", "`id` of the resource, group or subscription where the role is assigned")
	flags.StringVar(&r.assignment, "assignment", "", "`id` of a role assignment to read")
	flags.StringVar(&r.principal, "principal", "", "object `id` of the user, group or service principal who gets the role")
	flags.StringVar(&r.sets, "attribute-sets", "", "`file` with the tenant's attribute sets: what Microsoft Graph answers to directory/attributeSets, or their names")
}

// check says what is missing of the flags, or too much.
func (r *reviewer) check() error {
	switch named := r.role != "" || r.definition != ""; {
	case r.assignment != "" && (named || r.scope != "" || r.principal != ""):
		return errors.New("-assignment has role, scope and principal of its own; leave out -role, -definition, -scope and -principal")
	case r.assignment == "" && (r.condition == "" || !named):
		return errors.New("give -role, or -definition, and -condition; or give -assignment")
	case r.signsIn() && r.assignment == "" && r.scope == "":
		return errors.New("-scope is missing: there is nothing to look at without it")
	}
	return r.fail.check()
}

// signsIn reports whether the flags ask for a look at the estate.
func (r *reviewer) signsIn() bool {
	return r.assignment != "" || r.place.Azure || r.place.Emulator != ""
}

func (r *reviewer) run(ctx context.Context, out *cli.Output) (any, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	var result reviewed
	var err error
	if r.signsIn() {
		result, err = r.online(ctx, out)
	} else {
		result, err = r.offline(ctx, out)
	}
	if err != nil {
		return nil, err
	}
	return result, r.report(out, &result)
}

// offline reviews what the files say.
func (r *reviewer) offline(ctx context.Context, out *cli.Output) (reviewed, error) {
	role, definition, err := r.find(out)
	if err != nil {
		return reviewed{}, err
	}
	text, err := out.Read(r.condition)
	if err != nil {
		return reviewed{}, err
	}
	result := reviewed{File: r.condition, Role: string(role), Name: role.Name(), Uncovered: []string{}}
	if definition != nil {
		result.Name = definition.Properties.RoleName
	}
	c, broken := r.lint(string(text))
	if c == nil {
		result.Findings = broken
		return result, nil
	}
	result.Findings = roleassign.ReviewCondition(r.scope, role, definition, c)
	if r.sets != "" {
		more, err := r.missingSets(ctx, out, role, c)
		result.Findings = append(result.Findings, more...)
		return result, err
	}
	return result, nil
}

// missingSets returns what a review says of attribute sets.
func (r *reviewer) missingSets(ctx context.Context, out *cli.Output, role roleassign.Role, c *abac.Condition) ([]roleassign.Finding, error) {
	sets, err := readSets(out, r.sets)
	if err != nil {
		return nil, err
	}
	id, in := role.Assign(r.scope, r.principal, "")
	in.Properties.Condition = c.OneLine()
	all, err := roleassign.ReviewIn(ctx, id, in, roleassign.Sources{AttributeSets: func(context.Context) ([]string, error) { return sets, nil }})
	return slices.DeleteFunc(all, func(f roleassign.Finding) bool { return f.Rule != "RA014" }), err
}

// report prints the findings, and says whether some are bad enough.
func (r *reviewer) report(out *cli.Output, result *reviewed) (end error) {
	result.Findings = append([]roleassign.Finding{}, result.Findings...)
	for i := range result.Findings {
		f := &result.Findings[i]
		f.Span = placed(f.Span)
		out.Text(result.File + ":" + f.String())
		if f.Rule == "RA001" || f.Rule == "RA002" { // some are open, or all
			result.Uncovered = append(result.Uncovered, f.Actions...)
		}
		if r.fail.reached(f.Severity) {
			end = cli.ErrFindings
		}
	}
	return end
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

// lint reads the condition of the file; nil with what is wrong with its syntax.
func (r *reviewer) lint(text string) (*abac.Condition, []roleassign.Finding) {
	c, diagnostics := abac.Lint(r.condition, text, nil)
	if c != nil {
		return c, nil
	}
	var found []roleassign.Finding
	for _, d := range diagnostics {
		found = append(found, roleassign.Finding{Rule: d.Rule, Severity: d.Severity, Span: d.Span, Message: d.Message, Why: d.Why, Fix: d.Fix})
	}
	return nil, found
}

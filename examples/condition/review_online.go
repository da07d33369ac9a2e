// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/examples/internal/cli"
)

// online reviews an assignment with what stands around it.
func (r *reviewer) online(ctx context.Context, out *cli.Output) (result reviewed, err error) {
	around, err := look(&r.place)
	if err != nil {
		return result, err
	}
	defer func() { err = errors.Join(err, around.Close()) }()
	id, in, given, err := r.subject(ctx, out, around)
	if err != nil {
		return result, err
	}
	role := in.Properties.Role()
	result = reviewed{File: cmp.Or(r.condition, r.assignment), Role: string(role), Name: role.Name(), Uncovered: []string{}}
	if r.condition != "" {
		text, err := out.Read(r.condition)
		if err != nil {
			return result, err
		}
		c, broken := r.lint(string(text))
		if c == nil {
			result.Findings = broken
			return result, nil
		}
		in.Properties.Condition = c.Text() // positions are those of the file
		if c.Comments() > 0 {
			in.Properties.Condition = c.OneLine()
			out.Note("the file has comments: positions are those of the condition on one line")
		}
	}
	from := around.sources(in.Properties.PrincipalID)
	read := from.Definition
	from.Definition = func(ctx context.Context, id roleassign.DefinitionID) (d roleassign.Definition, err error) {
		mine := strings.EqualFold(id.Name, string(role))
		if mine && given != nil {
			d = *given
		} else if d, err = read(ctx, id); err != nil {
			return d, err
		}
		if mine {
			result.Name = d.Properties.RoleName
		}
		return d, nil
	}
	if r.sets != "" {
		sets, err := readSets(out, r.sets)
		if err != nil {
			return result, err
		}
		from.AttributeSets = func(context.Context) ([]string, error) { return sets, nil }
	}
	result.Findings, err = roleassign.ReviewIn(ctx, id, in, from)
	return result, err
}

// subject returns the assignment to review: the one that is there, or the one that is to be made, with the
// definition of its role if a file has it.
func (r *reviewer) subject(
	ctx context.Context, out *cli.Output, around *surroundings,
) (id roleassign.AssignmentID, in roleassign.Assignment, given *roleassign.Definition, err error) {
	if r.assignment != "" {
		if id, err = roleassign.ParseAssignmentID(r.assignment); err == nil {
			in, err = around.roles.Assignments.Get(ctx, id)
		}
		return id, in, nil, err
	}
	role, given, err := r.find(out)
	if err == nil {
		id, in = role.Assign(r.scope, r.principal, "")
	}
	return id, in, given, err
}

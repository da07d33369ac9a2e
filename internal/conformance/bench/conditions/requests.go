// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

const (
	workspace = "67b8ddaa-f77e-4d12-b9ca-440326274da9"
	stranger  = "00000000-f77e-4d12-b9ca-440326274da9"
)

// axis is one thing in which requests differ. A request gets a copy of the maps from each.
type axis []func(*abac.Request)

// product returns a request for each choice of one from each axis.
func product(axes ...axis) []facts {
	requests := []abac.Request{{}}
	for _, a := range axes {
		var next []abac.Request
		for _, r := range requests {
			for _, set := range a {
				c := r
				c.Resource, c.Request, c.Principal, c.Environment = copied(r.Resource), copied(r.Request), copied(r.Principal), copied(r.Environment)
				set(&c)
				next = append(next, c)
			}
		}
		requests = next
	}
	out := make([]facts, len(requests))
	for i, r := range requests {
		out[i] = factsOf(r)
	}
	return out
}

func copied(from abac.Attributes) abac.Attributes {
	to := abac.Attributes{}
	for name, v := range from {
		to[name] = v
	}
	return to
}

// action is an axis of actions, each with a suboperation behind a blank or without.
func action(names ...string) axis {
	var a axis
	for _, name := range names {
		a = append(a, func(r *abac.Request) { r.Action, r.Suboperation, _ = strings.Cut(name, " ") })
	}
	return a
}

// attribute is an axis of the values of an attribute; "" is missing, and blanks separate the values of a list.
func attribute(a abac.Attribute, values ...string) axis {
	var out axis
	for _, v := range values {
		out = append(out, func(r *abac.Request) {
			to := map[abac.Source]abac.Attributes{
				abac.SourceResource: r.Resource, abac.SourceRequest: r.Request, abac.SourcePrincipal: r.Principal, abac.SourceEnvironment: r.Environment,
			}[a.Source]
			switch {
			case v == "":
			case a.Name == abac.BlobTagKeys:
				to[a.Name] = abac.Texts(strings.Fields(v)...)
			default:
				to[a.Name] = abac.Text(v)
			}
		})
	}
	return out
}

// subject is a policy with the requests that it is asked about.
type subject struct {
	name, title string
	// all are for comparing decisions, usual for comparing times: nothing is missing there that the policy asks
	// for, so that nobody has to make errors.
	all, usual []facts
}

func subjects() []subject {
	roles := []string{"53ca6127-0a5e-4b4e-8c0f-7b1f3d2a9e10", "", stranger}
	for _, l := range listed() {
		roles = append(roles, l, strings.ToUpper(l))
	}
	named := []string{"", stranger, workspace, workspace + "-azureml-blobstore", strings.ToUpper(workspace) + "-Code", stranger + "-azureml-blobstore", "x" + workspace}
	blobActions := []string{abac.BlobRead, abac.BlobRead + " Blob.List", abac.BlobWrite, abac.BlobDelete, abac.BlobAdd, abac.BlobMove, abac.BlobTagsRead, strings.ToUpper(abac.BlobRead)}
	times := []string{"", "2025-06-09T11:59:59Z", "2025-06-09T12:00:00Z", "2026-01-05T09:30:00Z", "2045-06-09T20:59:59.5Z", "2045-06-09T21:00:00Z"}
	levels := []string{"", "low", "medium", "high", "secret"}
	keys := []string{"", levelTag, "owner", "owner " + levelTag, "Access_Level"}
	return []subject{
		{"container", "workspace container", product(action(blobActions...), place(named...)), product(action(blobActions[:7]...), place(named[3:6]...))},
		{
			"access", "access levels", product(action(blobActions...), read(keys, levels, levels, times)),
			slices.Concat(
				product(action(blobActions[:1]...), place(named[3]), read(keys[3:4], levels[1:4], levels[1:4], times[2:5])),
				product(action(blobActions[1:3]...), place(named[3]), read(keys[3:4], levels[2:3], levels[2:4], times[3:4])),
			),
		},
		{
			"delegation", "delegation of 20 roles", product(action(abac.AssignmentWrite, abac.AssignmentDelete, abac.BlobRead), assigned(roles...)),
			slices.Concat(product(action(abac.AssignmentWrite, abac.AssignmentDelete), assigned(roles[3], roles[23], roles[41], roles[2])), product(action(abac.BlobRead), assigned(roles[2]))),
		},
	}
}

// place is where a blob lies.
func place(containers ...string) axis {
	a := attribute(abac.Attribute{Name: abac.ContainerName}, containers...)
	for i, set := range a {
		a[i] = func(r *abac.Request) {
			set(r)
			r.Resource[abac.AccountName], r.Resource[abac.BlobPath] = abac.Text("stprompts"), abac.Text("runs/1/out.txt")
		}
	}
	return a
}

// read is what the second policy asks for.
func read(keys, levels, clearances, times []string) axis {
	var out axis
	for _, f := range product(
		attribute(abac.Attribute{Name: abac.BlobTagKeys}, keys...), attribute(abac.Attribute{Name: abac.BlobTag(levelTag)}, levels...),
		attribute(abac.Attribute{Source: abac.SourcePrincipal, Name: abac.SecurityAttribute("organization", "accesslevel")}, clearances...),
		attribute(abac.Attribute{Source: abac.SourceEnvironment, Name: abac.UtcNow}, times...),
	) {
		out = append(out, func(r *abac.Request) { merge(r, f.request) })
	}
	return out
}

// assigned is a role to assign, or of the assignment to delete, with the one whom it is for.
func assigned(roles ...string) axis {
	var out axis
	for _, f := range product(attribute(abac.Attribute{Source: abac.SourceRequest, Name: abac.RoleDefinitionID}, roles...)) {
		role := f.request.Request[abac.RoleDefinitionID]
		out = append(out, func(r *abac.Request) {
			to := r.Request
			if r.Action == abac.AssignmentDelete {
				to = r.Resource
			}
			if f.requested != "" {
				to[abac.RoleDefinitionID] = role
			}
			to[abac.PrincipalID], to[abac.PrincipalType] = abac.Text(workspace), abac.Text("ServicePrincipal")
		})
	}
	return out
}

func merge(to *abac.Request, from abac.Request) {
	for _, pair := range [][2]abac.Attributes{{to.Resource, from.Resource}, {to.Principal, from.Principal}, {to.Environment, from.Environment}} {
		for name, v := range pair[1] {
			pair[0][name] = v
		}
	}
}

// listed returns the roles of the third policy.
func listed() []string {
	text, err := policy{"delegation", "txt"}.text()
	if err != nil {
		return nil
	}
	for part := range abac.Parts(abac.MustParse(text).Root()) {
		if c, ok := part.(*abac.Comparison); ok {
			set, _ := c.Right().(abac.Set)
			var ids []string
			for l := range set.All() {
				ids = append(ids, l.Text)
			}
			return ids
		}
	}
	return nil
}

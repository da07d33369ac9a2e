// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package roleassign

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac"
)

// ReviewIn is [Review] with the role as it is, and with what stands around the assignment: the storage accounts
// at its scope, the tenant's attribute sets, and the other assignments of its principal. It reads only. What
// the caller may not read is a finding; another failure ends it, with the findings so far.
func ReviewIn(ctx context.Context, id AssignmentID, in Assignment, from Sources) ([]Finding, error) {
	var role *Definition
	var unread []Finding
	if from.Definition != nil {
		d, err := from.Definition(ctx, in.Properties.Role().At(id.Scope))
		if refused, failed := unreadable("the definition of the role", err); failed != nil {
			return nil, failed
		} else if refused != nil {
			unread = append(unread, *refused)
		} else {
			role = &d
		}
	}
	r := newReview(id, in, role)
	r.run()
	r.found = append(r.found, unread...)
	for _, look := range []func(context.Context, Sources) error{r.accounts, r.sets, r.others} {
		if err := look(ctx, from); err != nil {
			return inOrder(r.found), err
		}
	}
	return inOrder(r.found), nil
}

// unreadable tells what the caller may not read from other failures; both are nil for success.
func unreadable(what string, err error) (*Finding, error) {
	if err == nil {
		return nil, nil
	}
	e, ok := errors.AsType[*azfoundry.OpError](err)
	if !ok || e.Status != http.StatusUnauthorized && e.Status != http.StatusForbidden && e.Status != http.StatusNotFound {
		return nil, fmt.Errorf("roleassign: review: %s: %w", what, err)
	}
	return &Finding{
		Rule: ruleUnread, Severity: abac.SeverityInfo, Message: fmt.Sprintf("%s could not be looked at: %d %s", what, e.Status, e.Code),
		Why: "what the review says is without it", Fix: "review with the right to read it",
	}, nil
}

// note turns a failure to read into a finding, if it is that of a caller without the right.
func (r *review) note(what string, err error) error {
	refused, failed := unreadable(what, err)
	if refused != nil {
		r.found = append(r.found, *refused)
	}
	return failed
}

// accounts looks at the storage accounts where the condition is to hold.
func (r *review) accounts(ctx context.Context, from Sources) error {
	storage := slices.ContainsFunc(r.services(), func(s string) bool { return s == "blob" || s == "queue" })
	if from.StorageAccounts == nil || r.condition == nil || !storage || r.id.Scope == "" {
		return nil
	}
	var keys, folders []string
	for account, err := range from.StorageAccounts(ctx, r.id.Scope) {
		if err != nil {
			return r.note("the storage accounts", err)
		}
		name := account.ID[strings.LastIndexByte(account.ID, '/')+1:]
		if account.SharedKeys {
			keys = append(keys, name)
		}
		if account.HierarchicalNamespace {
			folders = append(folders, name)
		}
	}
	if len(keys) > 0 {
		r.add(ruleSharedKeys, abac.SeverityWarning, says{
			message: "shared keys are on: " + brief(keys),
			why:     "whoever has a key, or a signature made with one, is not bound by the condition",
			fix:     "set allowSharedKeyAccess to false",
		})
	}
	if len(folders) > 0 {
		r.folders(folders)
	}
	return nil
}

// folders looks for what accounts with a hierarchical namespace do not have.
func (r *review) folders(accounts []string) {
	with := r.condition.Check(&abac.CheckOptions{Granted: r.capable, HierarchicalNamespace: true})
	without := r.condition.Check(&abac.CheckOptions{Granted: r.capable})
	for _, d := range with {
		if !slices.Contains(without, d) {
			r.found = append(r.found, Finding{
				Rule: ruleFolders, Severity: abac.SeverityError, Span: d.Span, Message: d.Message + ": " + brief(accounts), Why: d.Why, Fix: d.Fix,
			})
		}
	}
}

// sets looks for attribute sets that the condition names and the tenant does not have.
func (r *review) sets(ctx context.Context, from Sources) error {
	if from.AttributeSets == nil || r.condition == nil {
		return nil
	}
	asked := r.attributeSets()
	if len(asked) == 0 {
		return nil
	}
	have, err := from.AttributeSets(ctx)
	if err != nil {
		return r.note("the attribute sets", err)
	}
	for _, a := range asked {
		if !slices.ContainsFunc(have, func(name string) bool { return strings.EqualFold(name, a.set) }) {
			r.found = append(r.found, Finding{
				Rule: ruleSet, Severity: abac.SeverityError, Span: a.at, Message: fmt.Sprintf("the tenant has no attribute set %q", a.set),
				Why: "nobody has the attribute, so such requests are denied; the service may refuse the condition", Fix: "make the set and its attributes first, or correct the name",
			})
		}
	}
	return nil
}

// askedSet is an attribute set that a condition names, and where.
type askedSet struct {
	set string
	at  abac.Span
}

// attributeSets returns the attribute sets that the condition names, each once.
func (r *review) attributeSets() []askedSet {
	var list []askedSet
	add := func(o any, at abac.Span) {
		a, ok := o.(abac.Attribute)
		if !ok || a.Source != abac.SourcePrincipal {
			return
		}
		_, attribute, _ := strings.Cut(a.Name, ":")
		set, _, ok := strings.Cut(attribute, "_")
		if ok && !slices.ContainsFunc(list, func(s askedSet) bool { return strings.EqualFold(s.set, set) }) {
			list = append(list, askedSet{set, at})
		}
	}
	for e := range abac.Parts(r.condition.Root()) {
		switch e := e.(type) {
		case *abac.Comparison:
			add(e.Left(), e.Span())
			add(e.Right(), e.Span())
		case *abac.Exists:
			add(e.Attribute(), e.Span())
		default:
		}
	}
	return list
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"strings"

	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/gen/specs"
)

// docs returns the sentences of a method's comment; the last one names the operation.
func (b *builder) docs(in specs.Operation, op model.Operation) []string {
	noun := b.entry.Noun
	var first string
	switch in.Kind {
	case "get":
		first = op.Method + " reads " + article(noun) + "."
	case "list":
		first = op.Method + " lists the " + plural(noun) + " " + b.of(op) + "."
	case "create":
		first = op.Method + " creates " + article(noun) + "."
		if in.Over != "" {
			first = op.Method + " creates " + article(noun) + ", to which the service gives an id."
		}
	case "createOrUpdate":
		first = op.Method + " creates " + article(noun) + " or replaces it."
	case "update":
		first = op.Method + " changes parts of " + article(noun) + "."
	case "delete":
		first = op.Method + " deletes " + article(noun) + "; a missing one is no error."
	}
	out := []string{first, sentence(in.Doc), b.waiting(in, op), b.where(in, op)}
	kept := out[:0]
	for _, s := range out {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// of says whose resources a list holds.
func (b *builder) of(op model.Operation) string {
	switch {
	case op.ID.Kind == model.GroupParam:
		return "of a resource group"
	case op.ID.Kind == model.SubscriptionParam:
		return "of a subscription"
	case op.ID.Kind == model.ManagementGroupParam:
		return "of a management group, by its name"
	case op.ID.Kind == model.TenantParam:
		return "of the tenant"
	case op.ID.Kind == model.ScopeParam:
		return "at a scope, such as a resource id"
	case b.id.Home != "":
		return "of a home"
	}
	for _, id := range b.pkg.IDs {
		if id.Type == op.ID.Type {
			return "of " + article(id.Noun)
		}
	}
	return "there are"
}

// waiting says what a long-running operation waits for.
func (b *builder) waiting(in specs.Operation, op model.Operation) string {
	if in.LRO == "" {
		return ""
	}
	until := "It waits until the service is done."
	if in.Gone {
		until = "It waits until the service is done and a read answers 404, because the service reports success earlier."
	}
	return until + " A wait that ctx ends returns an [*azfoundry.PendingError], whose token goes to [" + b.out.Client + "." + op.Resume + "]."
}

// where names the operation: PUT …/ipamPools/{pool}, API version 2025-07-01.
func (b *builder) where(in specs.Operation, op model.Operation) string {
	collection := b.entry.Collection
	if n := len(b.id.Segments); n > 0 {
		collection = b.id.Segments[n-1].Type
	}
	path := "…/" + collection
	if in.Kind != "list" && in.Over == "" {
		path += "/{" + stem(b.entry.Name) + "}" + op.Suffix
	}
	return op.HTTP + " " + path + ", API version " + versionText(op) + "."
}

// versionText names the API version, or that of each provider.
func versionText(op model.Operation) string {
	if len(op.Versions) == 0 {
		return op.Version
	}
	var all []string
	for _, v := range op.Versions {
		all = append(all, v.Version+" of "+v.Provider)
	}
	return list(all, "or")
}

func (b *builder) modifyDocs(in specs.Operation) []string {
	docs := []string{
		"Modify reads " + article(b.entry.Noun) + ", lets change edit it and writes the difference; without a difference nothing is written. " +
			"Members this module does not know stay as they are.",
	}
	if in.IfMatch {
		docs = append(docs, "If somebody else wrote in between it starts again, so change may run more than once.")
	}
	if in.Patch {
		keep := "."
		if len(in.Keep) > 0 {
			keep = ", together with " + strings.Join(in.Keep, ", ") + "."
		}
		docs = append(docs, "The difference goes out as a PATCH"+keep)
	}
	return docs
}

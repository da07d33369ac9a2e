// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import (
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/azfoundry/azfoundry/gen/diag"
	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/gen/specs"
)

// builder plans the operations of one resource.
type builder struct {
	*planner
	i       int
	entry   specs.Entry
	out     *model.Resource
	id      *model.ID
	methods map[string]bool
}

// kind is what all operations of a kind have in common.
type kind struct {
	method, http, words string // the Go name, the HTTP method, and the words for errors
	codes               []int  // what it may answer
	writes              bool   // whether its body is the resource, or a part of one
}

// kinds has the kinds of operations but modify, which is a read and a write.
var kinds = map[string]kind{
	"get":            {"Get", http.MethodGet, "get", []int{200}, false},
	"list":           {"List", http.MethodGet, "list", []int{200}, false},
	"create":         {"Create", http.MethodPut, "create", []int{200, 201, 202}, true},
	"createOrUpdate": {"CreateOrUpdate", http.MethodPut, "create or update", []int{200, 201, 202}, true},
	"update":         {"Update", http.MethodPatch, "update", []int{200, 201, 202, 204}, true},
	"delete":         {"Delete", http.MethodDelete, "delete", []int{200, 202, 204}, false},
	"action":         {"", http.MethodPost, "", []int{200, 201, 202, 204}, false},
}

// pos returns the place of a keyword of operation j.
func (b *builder) pos(j int, pointer string) diag.Pos {
	return b.at(b.i, "/operations/"+itoa(j)+pointer)
}

// add plans one operation.
func (b *builder) add(j int, in specs.Operation) {
	kind := kinds[in.Kind]
	op := model.Operation{
		Method: in.Name, HTTP: kind.http, Codes: in.Codes, LRO: in.LRO, ReadOnly: in.ReadOnly, ItemsOnly: in.ItemsOnly,
		Custom: in.Custom, Body: in.Body, Result: in.Result, MustMatch: in.MustMatch,
	}
	b.version(&op)
	b.refuse(j, in)
	if in.Kind == "create" && in.Over != "" {
		op.HTTP = http.MethodPost
	}
	if op.Method == "" {
		op.Method = kind.method
	}
	if len(op.Codes) == 0 {
		op.Codes = []int{http.StatusOK}
	}
	b.target(j, in, &op)
	if b.methods[op.Method] {
		b.faults.Add(b.pos(j, ""), "%s has two operations named %s; give one a name", b.entry.Name, op.Method)
	}
	b.methods[op.Method] = true
	op.Var = stem(b.entry.Name) + op.Method
	b.claim(op.Var, b.pos(j, ""), "the operation "+op.Method)
	op.Title = b.title(in, kind.words, op)
	b.bodyAndResult(in, &op)
	op.Form = form(in, op)
	op.Resume = b.resume(in, op)
	op.Options = b.options(in, op)
	op.Explain = in.Explain
	if kind.writes {
		op.Drop = b.entry.Drop
	}
	if in.Gone {
		op.Gone = stem(b.entry.Name) + "Get"
		if !slices.ContainsFunc(b.entry.Operations, func(o specs.Operation) bool { return o.Kind == "get" }) || in.Kind != "delete" || in.LRO == "" {
			b.faults.Add(b.pos(j, "/gone"), "gone is for a long-running delete of a resource with get")
		}
	}
	op.Docs = b.docs(in, op)
	b.out.Operations = append(b.out.Operations, op)
}

// bodyAndResult fills in the types that the kind implies.
func (b *builder) bodyAndResult(in specs.Operation, op *model.Operation) {
	switch in.Kind {
	case "create", "createOrUpdate":
		op.Body = b.entry.Body()
	case "action", "delete":
		return
	}
	if op.Result == "" && !slices.Equal(in.Codes, []int{http.StatusNoContent}) {
		op.Result = b.entry.Body()
	}
}

// form decides the shape of the method.
func form(in specs.Operation, op model.Operation) model.Form {
	switch {
	case in.Kind == "list" || in.Paged:
		return model.Pages
	case in.LRO != "" && op.Result == "":
		return model.Gone
	case in.LRO != "":
		return model.Wait
	case op.Result == "":
		return model.Do
	}
	return model.Call
}

// resume names the method that resumes a long-running operation.
func (b *builder) resume(in specs.Operation, op model.Operation) string {
	if in.LRO == "" {
		return ""
	}
	name := "Resume" + op.Method
	if in.Kind == "create" || in.Kind == "createOrUpdate" {
		name = "Resume"
	}
	return name
}

// version fills in the API version of an operation: one, or one for each provider where the homes of
// the resource differ.
func (b *builder) version(op *model.Operation) {
	versions := b.src.Manifest.Versions(b.entry)
	op.Version = versions[0]
	if len(slices.Compact(slices.Clone(versions))) == 1 {
		return
	}
	for i, t := range b.src.Manifest.Types(b.entry) {
		provider, _, _ := strings.Cut(t, "/")
		v := model.Version{Provider: provider, Version: versions[i]}
		if !slices.Contains(op.Versions, v) {
			op.Versions = append(op.Versions, v)
		}
	}
}

// target plans the id that the method takes, and what follows it in the path.
func (b *builder) target(j int, in specs.Operation, op *model.Operation) {
	op.ID = b.self()
	if in.Path != "" {
		op.Suffix = "/" + in.Path
	}
	if in.Kind != "list" && in.Over == "" {
		return
	}
	over := in.Over
	if over == "" {
		over = b.over()
	}
	b.overWhat(j, over, op)
	if in.Kind == "list" && over == "subscription" && in.Name == "" && b.id.Scope == model.GroupScope {
		op.Method = "ListBySubscription"
	}
}

// self is the parameter for the id of the resource.
func (b *builder) self() model.Param {
	if b.id.Root {
		return model.Param{Name: "group", Type: b.id.Type, Kind: model.GroupParam}
	}
	return model.Param{Name: "id", Type: b.id.Type, Kind: model.IDParam}
}

// over returns what a list ranges over unless the manifest says otherwise.
func (b *builder) over() string {
	switch {
	case b.id.Parent != nil || b.id.Home != "":
		return "parent"
	case b.id.Scope == model.AnyScope:
		return "scope"
	}
	return string(b.id.Scope)
}

func (b *builder) overWhat(j int, over string, op *model.Operation) {
	collection := b.entry.Collection
	if n := len(b.id.Segments); n > 0 {
		collection = b.id.Segments[n-1].Type
	}
	provider := "/providers/" + b.id.Provider + "/" + collection
	if b.id.Root {
		provider = "/" + collection
	}
	switch ofService := b.id.Scope == model.ServiceScope; {
	case over == "service" && ofService && b.id.Parent == nil:
		op.ID, op.Suffix = model.Param{Kind: model.TenantParam}, "/"+collection
	case over == "parent" && b.id.Home != "":
		op.ID, op.Suffix = model.Param{Name: "home", Type: b.id.Home, Kind: model.IDParam}, "/"+collection
	case over == "parent" && b.id.Parent != nil:
		op.ID, op.Suffix = model.Param{Name: "id", Type: b.id.Parent.Type, Kind: model.IDParam}, "/"+collection
	case b.id.Parent != nil || b.id.Home != "" || over == "parent", b.id.Root && over != "subscription", ofService || over == "service":
		b.faults.Add(b.pos(j, "/over"), "%s cannot be listed over a %s", plural(b.entry.Noun), over)
	case over == "group":
		op.ID, op.Suffix = model.Param{Name: "group", Type: "ResourceGroup", Kind: model.GroupParam}, provider
	case over == "subscription":
		op.ID, op.Suffix = model.Param{Name: "subscription", Type: "string", Kind: model.SubscriptionParam}, provider
	case over == "managementGroup":
		op.ID, op.Suffix = model.Param{Name: "managementGroup", Type: "string", Kind: model.ManagementGroupParam}, provider
	case over == "scope":
		op.ID, op.Suffix = model.Param{Name: "scope", Type: "string", Kind: model.ScopeParam}, provider
	case over == "tenant":
		op.ID, op.Suffix = model.Param{Kind: model.TenantParam}, provider
	}
}

// options plans the struct of an operation's optional parameters and returns its name.
func (b *builder) options(in specs.Operation, op model.Operation) string {
	if !in.IfMatch && len(in.Query) == 0 {
		return ""
	}
	o := model.Options{Type: b.entry.Name + op.Method + "Options", IfMatch: in.IfMatch}
	o.Doc = o.Type + " are the optional parameters of [" + b.out.Client + "." + op.Method + "]. The zero value asks for nothing."
	if len(in.Query) == 0 && in.Kind != "action" {
		o.Type = b.entry.Name + "WriteOptions"
		o.Doc = o.Type + " are the optional parameters of writes to " + article(b.entry.Noun) + ". The zero value asks for nothing."
	}
	for _, q := range in.Query {
		o.Query = append(o.Query, model.Query{Wire: q.Name, Name: goName(q.Name), Kind: queryKinds[q.Type], Doc: sentence(q.Doc)})
	}
	if !slices.ContainsFunc(b.out.Options, func(known model.Options) bool { return reflect.DeepEqual(known, o) }) {
		b.out.Options = append(b.out.Options, o)
	}
	return o.Type
}

var queryKinds = map[string]model.Kind{"string": model.String, "integer": model.Int32, "boolean": model.Bool}

// modify plans Modify, which needs a read and a write.
func (b *builder) modify() {
	for j, in := range b.entry.Operations {
		if in.Kind != "modify" {
			continue
		}
		write := "CreateOrUpdate"
		if in.Patch {
			write = "Update"
		}
		if !b.methods["Get"] || !b.methods[write] {
			b.faults.Add(b.pos(j, ""), "modify needs the operations Get and %s", write)
		}
		b.refuse(j, in)
		b.checkKeep(j, in)
		prefix := stem(b.entry.Name)
		b.out.Change = &model.Change{
			Var: prefix + "Modify", Get: prefix + "Get", Write: prefix + write, IfMatch: in.IfMatch, Patch: in.Patch,
			Keep: in.Keep, Custom: in.Custom, ID: b.self(), Result: b.entry.Body(), Docs: b.modifyDocs(in),
		}
		b.claim(b.out.Change.Var, b.pos(j, ""), "the change of "+b.entry.Name)
	}
}

// title returns an operation's words for errors: get address pool, get pool usage.
func (b *builder) title(in specs.Operation, words string, op model.Operation) string {
	switch {
	case in.Kind == "action":
		words := split(in.Path)
		title := strings.ToLower(strings.Join(words, " "))
		if len(words) == 1 { // a verb alone does not say of what
			title += " " + b.entry.Noun
		}
		return title
	case in.Kind == "list":
		return words + " " + plural(b.entry.Noun)
	case in.Name != "":
		return strings.ToLower(strings.Join(split(op.Method), " ")) + " of " + b.entry.Noun
	}
	return words + " " + b.entry.Noun
}

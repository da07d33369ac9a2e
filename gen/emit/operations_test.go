// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"cmp"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/gen/specs"
)

// operation is an operation as its manifest tells it. What a request must look like is derived here, from
// the text of the manifest alone: neither from what the generator planned nor from what it printed.
type operation struct {
	*suite
	names    map[string]string // the name of each resource in ids, by entry
	entry    specs.Entry
	op       specs.Operation
	home     string // the parent, where the manifest gives a choice
	resource model.Resource
}

// every holds what operations found, because planning all packages takes a while.
var every struct {
	sync.Once
	operations []operation
}

// operations returns the operations of every package that azgen prints methods for, once for each home.
func operations(t testing.TB) []operation {
	t.Helper()
	every.Do(func() {
		for _, r := range rows() {
			every.operations = append(every.operations, newSuite(t, r).operations(t)...)
		}
	})
	if len(every.operations) == 0 {
		t.Fatal("there are no operations; see the first test that looked for them")
	}
	return every.operations
}

func (s *suite) operations(t testing.TB) []operation {
	t.Helper()
	names := make(map[string]string)
	for _, e := range s.manifest.Resources {
		names[e.Name] = oddName(e)
	}
	var out []operation
	for _, e := range s.manifest.Resources {
		for _, op := range e.Operations {
			if op.Custom {
				continue
			}
			for _, home := range homes(e) {
				out = append(out, operation{s, names, e, op, home, s.resource(t, e.Name)})
			}
		}
	}
	return out
}

// homes returns what a resource may be a child of; one empty name where it has no choice.
func homes(e specs.Entry) []string {
	if len(e.Homes) == 0 {
		return []string{""}
	}
	return e.Homes
}

// resource returns what was planned for an entry: the field of the client is all that these tests take
// from it.
func (s *suite) resource(t testing.TB, name string) model.Resource {
	t.Helper()
	i := slices.IndexFunc(s.pkg.Resources, func(r model.Resource) bool { return r.Name == name })
	if i < 0 {
		t.Fatalf("%s has no client for %s", s.dir, name)
	}
	return s.pkg.Resources[i]
}

// forEachOperation calls f in a test of its own for each operation but Modify, which is two of them. Waits
// take no time there.
func forEachOperation(t *testing.T, f func(*testing.T, operation)) {
	t.Helper()
	for _, o := range operations(t) {
		if o.op.Kind == "modify" {
			continue
		}
		t.Run(o.name(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { f(t, o) })
		})
	}
}

// name is the name of the operation's test: foundry/AccountsClient.Get.
func (o operation) name() string {
	name := o.dir + "/" + o.resource.Client + "." + o.method()
	if o.home != "" {
		name += "/" + o.home
	}
	return name
}

// method is the Go name of the operation.
func (o operation) method() string {
	if o.op.Name != "" {
		return o.op.Name
	}
	if o.op.Kind == "list" && o.over() == "subscription" && cmp.Or(o.entry.Scope, "group") == "group" {
		return "ListBySubscription"
	}
	return strings.ToUpper(o.op.Kind[:1]) + o.op.Kind[1:]
}

// resume is the Go name of the method that takes up a wait.
func (o operation) resume() string {
	if o.op.Kind == "create" || o.op.Kind == "createOrUpdate" {
		return "Resume"
	}
	return "Resume" + o.method()
}

// verb is the HTTP method.
func (o operation) verb() string {
	if o.op.Kind == "create" && o.op.Over != "" {
		return http.MethodPost
	}
	return map[string]string{
		"get": http.MethodGet, "list": http.MethodGet, "create": http.MethodPut, "createOrUpdate": http.MethodPut,
		"update": http.MethodPatch, "delete": http.MethodDelete, "action": http.MethodPost,
	}[o.op.Kind]
}

// codes are the status codes that mean success.
func (o operation) codes() []int {
	if len(o.op.Codes) == 0 {
		return []int{http.StatusOK}
	}
	return o.op.Codes
}

// body is the Go type of what is sent; empty for nothing.
func (o operation) body() string {
	switch o.op.Kind {
	case "create", "createOrUpdate":
		return o.entry.Body()
	}
	return o.op.Body
}

// result is the Go type of the answer, or of an item of it; empty for nothing.
func (o operation) result() string {
	if o.op.Kind == "action" || o.op.Kind == "delete" || slices.Equal(o.op.Codes, []int{http.StatusNoContent}) {
		return o.op.Result
	}
	return cmp.Or(o.op.Result, o.entry.Body())
}

// pages reports whether the answer is a list.
func (o operation) pages() bool { return o.op.Kind == "list" || o.op.Paged }

// writes reports whether a dry run keeps the request back.
func (o operation) writes() bool { return o.verb() != http.MethodGet && !o.op.ReadOnly }

// parent returns the entry above one; an empty one for none.
func (o operation) parent(e specs.Entry) specs.Entry {
	name := e.Parent
	if len(e.Homes) > 0 {
		name = o.home
	}
	return o.find(name)
}

func (o operation) find(name string) specs.Entry {
	i := slices.IndexFunc(o.manifest.Resources, func(e specs.Entry) bool { return e.Name == name })
	if i < 0 {
		return specs.Entry{}
	}
	return o.manifest.Resources[i]
}

// version is the API version of the request: of the resource, of what is above it, or of the package.
func (o operation) version() string {
	for e := o.entry; e.Name != ""; e = o.parent(e) {
		if e.APIVersion != "" {
			return e.APIVersion
		}
	}
	return o.manifest.APIVersion
}

// over is what a list ranges over.
func (o operation) over() string {
	switch {
	case o.op.Over != "":
		return o.op.Over
	case o.parent(o.entry).Name != "":
		return "parent"
	}
	return cmp.Or(o.entry.Scope, "group")
}

// target returns the id that the request goes to, and what follows it, both as segments.
func (o operation) target() (id, rest []string) {
	switch {
	case !o.ranges():
		id = o.path(o.entry)
		if o.op.Path != "" {
			rest = strings.Split(o.op.Path, "/")
		}
	case o.over() == "parent":
		id, rest = o.path(o.parent(o.entry)), []string{o.collection(o.entry)}
	case o.over() == "service":
		rest = []string{o.collection(o.entry)}
	default:
		provider, _, _ := strings.Cut(o.entry.Type, "/")
		id, rest = scopePath(o.over()), []string{"providers", provider, o.collection(o.entry)}
		if o.entry.IDType == specs.GroupID {
			rest = []string{"resourceGroups"}
		}
	}
	return id, rest
}

// ranges reports whether the request goes to a collection.
func (o operation) ranges() bool { return o.op.Kind == "list" || o.op.Over != "" }

// root is where requests go, and what comes before every id there.
func (o operation) root() (host string, before []string) {
	s := o.manifest.Service
	if s == nil {
		return armURL, nil
	}
	if s.VersionIn == "path" {
		before = []string{o.version()}
	}
	return s.Endpoints.Public, before
}

// path expands the template of an id.
func (o operation) path(e specs.Entry) []string {
	if isGroup(e) {
		return scopePath("group")
	}
	if above := o.parent(e); above.Name != "" {
		return append(o.path(above), o.collection(e), o.names[e.Name])
	}
	if e.IDType == specs.GroupID {
		return scopePath("group")
	}
	if e.Scope == "service" {
		return []string{o.collection(e), o.names[e.Name]}
	}
	provider, _, _ := strings.Cut(e.Type, "/")
	return append(scopePath(cmp.Or(e.Scope, "group")), "providers", provider, o.collection(e), o.names[e.Name])
}

// isGroup reports whether a resource is the resource group, whose path names no provider.
func isGroup(e specs.Entry) bool { return e.IDType == "azfoundry.ResourceGroup" }

// collection is the last part of a resource type.
func (o operation) collection(e specs.Entry) string {
	return e.Collection + e.Type[strings.LastIndexByte(e.Type, '/')+1:]
}

// Names that are legal and awkward. GUIDs keep their case.
const (
	oddSubscription = "6F1c9a3e-52d7-4C0b-9e84-1a7b3d5f2c60"
	oddGroup        = "rG-(1)_.X"
	oddParent       = "Mg.(2)_-y"
	oddScope        = "/subscriptions/" + oddSubscription + "/resourceGroups/" + oddGroup + "/providers/Example.Odd/things/a b+ü:@=,;$!'~"
)

// oddNames are names from the oddest to one that every service takes, and one that is the only one.
var oddNames = []string{"Né w+(1)@x:y;z=,$'!~[]{}|^\"`", "aB.3_~-(x)", "A.b_c-D9", "a-B_9", "a-B9", "aB9", "abc", oddSubscription, "policy"}

// oddName returns the oddest name that a resource may have.
func oddName(e specs.Entry) string {
	if e.IDType == specs.GroupID {
		return oddGroup
	}
	rule := e.NameRule
	if rule == nil {
		return oddNames[0]
	}
	names := append(oddNames[:len(oddNames):len(oddNames)], strings.Trim(rule.Pattern, "^$")) // which may be one word
	i := slices.IndexFunc(names, func(name string) bool {
		n := utf8.RuneCountInString(name)
		fits := n >= rule.Min && (rule.Max == 0 || n <= rule.Max)
		return fits && regexp.MustCompile(rule.Pattern).MatchString(name)
	})
	if i < 0 {
		return "no name fits " + rule.Pattern
	}
	return names[i]
}

// scopePath is what an id begins with.
func scopePath(scope string) []string {
	switch scope {
	case "group":
		return []string{"subscriptions", oddSubscription, "resourceGroups", oddGroup}
	case "subscription":
		return []string{"subscriptions", oddSubscription}
	case "managementGroup":
		return []string{"providers", "Microsoft.Management", "managementGroups", oddParent}
	case "any", "scope":
		return strings.Split(oddScope[1:], "/")
	}
	return nil // the tenant
}

// argument returns the value of the parameter that says where the request goes.
func (o operation) argument(t testing.TB, typ reflect.Type) reflect.Value {
	t.Helper()
	out := reflect.New(typ).Elem()
	switch {
	case !o.ranges() && isGroup(o.entry):
		out.Set(reflect.ValueOf(azfoundry.ResourceGroup{Subscription: oddSubscription, Name: oddGroup}))
	case !o.ranges():
		o.fill(t, out, o.entry)
	case o.over() == "parent" && typ.Kind() == reflect.Interface:
		out.Set(o.homeValue(t))
	case o.over() == "parent":
		o.fill(t, out, o.parent(o.entry))
	case o.over() == "group":
		out.Set(reflect.ValueOf(azfoundry.ResourceGroup{Subscription: oddSubscription, Name: oddGroup}))
	case o.over() == "scope" || o.over() == "any":
		out.SetString(oddScope)
	default:
		path := scopePath(o.over())
		out.SetString(path[len(path)-1])
	}
	return out
}

// fill writes the names of an entry into its id, field by field.
func (o operation) fill(t testing.TB, id reflect.Value, e specs.Entry) {
	t.Helper()
	id.FieldByName("Name").SetString(o.names[e.Name])
	switch above := o.parent(e); {
	case len(e.Homes) > 0:
		id.FieldByName(cmp.Or(e.HomeType, "Home")).Set(o.homeValue(t))
	case above.Name != "":
		o.fill(t, id.FieldByName(above.Name), above)
	default:
		switch e.Scope {
		case "", "group":
			id.FieldByName("ResourceGroup").Set(reflect.ValueOf(azfoundry.ResourceGroup{Subscription: oddSubscription, Name: oddGroup}))
		case "subscription":
			id.FieldByName("Subscription").SetString(oddSubscription)
		case "managementGroup":
			id.FieldByName("ManagementGroup").SetString(oddParent)
		case "any":
			id.FieldByName("Scope").SetString(oddScope)
		}
	}
}

// homeValue returns the id of the home. Its type is found by reading the text of an id below it.
func (o operation) homeValue(t testing.TB) reflect.Value {
	t.Helper()
	id := reflect.New(o.types[cmp.Or(o.entry.IDType, o.entry.Name+"ID")])
	text := "/" + strings.Join(o.path(o.entry), "/")
	if err := id.Interface().(interface{ UnmarshalText([]byte) error }).UnmarshalText([]byte(text)); err != nil {
		t.Fatal(err)
	}
	home := reflect.New(id.Elem().FieldByName(cmp.Or(o.entry.HomeType, "Home")).Elem().Type()).Elem()
	o.fill(t, home, o.find(o.home))
	return home
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/abac/roleassign"
	"github.com/azfoundry/azfoundry/auth/onboard/graph"
	"github.com/azfoundry/azfoundry/connections"
	"github.com/azfoundry/azfoundry/connections/gateway"
	"github.com/azfoundry/azfoundry/foundry"
	"github.com/azfoundry/azfoundry/foundry/estate"
	"github.com/azfoundry/azfoundry/gen"
	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/gen/specs"
	clusters "github.com/azfoundry/azfoundry/gen/testdata/golden/group/want"
	bonds "github.com/azfoundry/azfoundry/gen/testdata/golden/homes/want"
	roots "github.com/azfoundry/azfoundry/gen/testdata/golden/itemsonly/want"
	notes "github.com/azfoundry/azfoundry/gen/testdata/golden/nullable/want"
	store "github.com/azfoundry/azfoundry/gen/testdata/golden/plain/want"
	grants "github.com/azfoundry/azfoundry/gen/testdata/golden/scope/want"
	people "github.com/azfoundry/azfoundry/gen/testdata/golden/service/want"
	bridges "github.com/azfoundry/azfoundry/gen/testdata/golden/sharedmodel/want"
	links "github.com/azfoundry/azfoundry/gen/testdata/golden/union/want"
	"github.com/azfoundry/azfoundry/ipam"
	"github.com/azfoundry/azfoundry/nsp"
)

// row is a generated package: a folder of specs, and the client that was generated from it.
type row struct {
	dir       string
	fsys      fs.FS
	construct func(azcore.TokenCredential, *arm.ClientOptions) (any, error)
}

// rows lists every generated package: those of the module, and the golden ones, which have what the
// module's may lack. The tests find all the rest by reflection.
func rows() []row {
	golden := func(name string) fs.FS { return os.DirFS("../testdata/golden/" + name) }
	return []row{
		{"connections", specs.FS(), as(connections.NewClient)},
		{"estate", specs.FS(), as(estate.NewClient)},
		{"foundry", specs.FS(), as(foundry.NewClient)},
		{"gateway", specs.FS(), as(gateway.NewClient)},
		{"graph", specs.FS(), as(graph.NewClient)},
		{"ipam", specs.FS(), as(ipam.NewClient)},
		{"nsp", specs.FS(), as(nsp.NewClient)},
		{"roleassign", specs.FS(), as(roleassign.NewClient)},
		{"bonds", golden("homes"), as(bonds.NewClient)},
		{"bridges", golden("sharedmodel"), as(bridges.NewClient)},
		{"clusters", golden("group"), as(clusters.NewClient)},
		{"grants", golden("scope"), as(grants.NewClient)},
		{"links", golden("union"), as(links.NewClient)},
		{"notes", golden("nullable"), as(notes.NewClient)},
		{"people", golden("service"), as(people.NewClient)},
		{"roots", golden("itemsonly"), as(roots.NewClient)},
		{"store", golden("plain"), as(store.NewClient)},
	}
}

func as[C any](f func(azcore.TokenCredential, *arm.ClientOptions) (C, error)) func(azcore.TokenCredential, *arm.ClientOptions) (any, error) {
	return func(cred azcore.TokenCredential, opts *arm.ClientOptions) (any, error) { return f(cred, opts) }
}

// Every package that has specs takes part in these tests.
func TestRows_areComplete(t *testing.T) {
	t.Parallel()
	known := rows()
	for _, pkg := range specs.Packages() {
		if !slices.ContainsFunc(known, func(r row) bool { return r.dir == pkg }) {
			t.Errorf("package %s has specs and no row in rows(); see docs/generator.md", pkg)
		}
	}
	cases, err := fs.Glob(os.DirFS("../testdata/golden"), "*/*/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if strings.HasPrefix(c, "fail_") {
			continue
		}
		if !slices.ContainsFunc(known, func(r row) bool { return r.dir == path.Base(path.Dir(c)) }) {
			t.Errorf("the golden case %s has no row in rows()", c)
		}
	}
}

// suite is a package under test: its model, and its types as far as methods of the client name them.
type suite struct {
	row
	pkg      *model.Package
	manifest specs.Manifest
	objects  map[string]model.Object
	types    map[string]reflect.Type
}

func newSuite(t testing.TB, r row) *suite {
	t.Helper()
	m, faults := gen.Model(r.fsys, r.dir)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	s := &suite{row: r, pkg: m, objects: make(map[string]model.Object), types: make(map[string]reflect.Type)}
	text, err := fs.ReadFile(r.fsys, r.dir+"/manifest.json")
	if err == nil {
		err = json.Unmarshal(text, &s.manifest)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range m.Shared {
		s.objects[o.Name] = o
	}
	for _, resource := range m.Resources {
		for _, o := range resource.Objects {
			s.objects[o.Name] = o
		}
		for m := range reflect.TypeOf(s.client(t, nil, resource.Field)).Methods() {
			s.collect(m.Type)
		}
	}
	return s
}

// client returns a sub-client that talks to a transport.
func (s *suite) client(t testing.TB, transport policy.Transporter, field string) any {
	t.Helper()
	opts := &arm.ClientOptions{}
	opts.Retry.MaxRetries = -1
	opts.Transport = transport
	c, err := s.construct(anyToken{}, opts)
	if err != nil {
		t.Fatal(err)
	}
	return reflect.ValueOf(c).Elem().FieldByName(field).Interface()
}

// collect takes up the types that a client's methods take and return, also those within pointers,
// functions and sequences.
func (s *suite) collect(t reflect.Type) {
	switch t.Kind() {
	case reflect.Struct:
		if t == reflect.TypeFor[azfoundry.ResourceGroup]() {
			return // an id; a body may have its name
		}
		s.types[t.Name()] = t
	case reflect.Func:
		for i := range t.NumIn() {
			s.collect(t.In(i))
		}
		for i := range t.NumOut() {
			s.collect(t.Out(i))
		}
	case reflect.Pointer:
		if t.Elem().Kind() == reflect.Struct {
			s.types[t.Elem().Name()] = t.Elem()
		}
	}
}

// examples returns the examples of a type.
func (s *suite) examples(t testing.TB, name string) []*document {
	t.Helper()
	file, def, _ := strings.Cut(s.schemaOf(t, name), "#/$defs/")
	schema := read(t, s.text(t, path.Base(file)))
	if def != "" {
		schema = schema.at([]string{"$defs", def})
	}
	list := schema.get("examples")
	if list == nil {
		return nil
	}
	return list.items
}

// text returns a spec of the package.
func (s *suite) text(t testing.TB, file string) []byte {
	t.Helper()
	text, err := fs.ReadFile(s.fsys, s.dir+"/"+file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// schemaOf returns the reference of the schema of a type: a resource's own, or a definition.
func (s *suite) schemaOf(t testing.TB, name string) string {
	t.Helper()
	files := slices.Clone(s.manifest.Shared)
	for _, e := range s.manifest.Resources {
		if e.Schema != "" && e.Body() == name {
			return s.dir + "/" + e.Schema
		}
		if e.Schema != "" {
			files = append(files, e.Schema)
		}
	}
	for _, file := range files {
		if read(t, s.text(t, file)).at([]string{"$defs", name}) != nil {
			return s.dir + "/" + file + "#/$defs/" + name
		}
	}
	t.Fatalf("no spec of %s defines %s", s.dir, name)
	return ""
}

// id returns an id of a resource, as a value of its type.
func (s *suite) id(t testing.TB, name string) reflect.Value {
	t.Helper()
	if name == "ResourceGroup" {
		return reflect.ValueOf(azfoundry.ResourceGroup{Subscription: subscription, Name: "aaaa"})
	}
	var id model.ID
	for _, candidate := range s.pkg.IDs {
		if candidate.Type == name {
			id = candidate
		}
	}
	for _, word := range []string{"aaaa", subscription, "policy"} { // a name is a word, or must be a GUID, or is given
		v := reflect.New(s.types[name])
		unmarshal := v.Interface().(interface{ UnmarshalText([]byte) error })
		if unmarshal.UnmarshalText([]byte(s.idText(id, word))) == nil {
			return v.Elem()
		}
	}
	t.Fatalf("%s takes no id like %s", name, s.idText(id, "aaaa"))
	return reflect.Value{}
}

func (s *suite) idText(id model.ID, word string) string {
	scope, provider, segments := id.Scope, id.Provider, id.Segments
	for _, h := range s.pkg.Homes {
		if h.Type == id.Home {
			scope, provider, segments = h.Choice[0].Scope, h.Choice[0].Provider, h.Choice[0].Segments
		}
	}
	text := map[model.Scope]string{
		model.GroupScope: groupPath, model.SubscriptionScope: "/subscriptions/" + subscription,
		model.ManagementGroupScope: "/providers/Microsoft.Management/managementGroups/mg", model.AnyScope: groupPath,
	}[scope]
	if scope != model.ServiceScope {
		text += "/providers/" + provider
	}
	for _, segment := range segments {
		text += "/" + segment.Type + "/" + word
	}
	return text
}

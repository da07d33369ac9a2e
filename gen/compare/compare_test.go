// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package compare_test

import (
	"flag"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/gen/compare"
	"github.com/azfoundry/azfoundry/gen/load"
	"github.com/azfoundry/azfoundry/gen/specs"
)

var update = flag.Bool("update", false, "rewrite docs/specs.md")

const (
	document  = "../../docs/specs.md"
	published = "../../../shared/types" // beside the module, where somebody put them
)

// bodies compares all packages.
func bodies(t *testing.T, types *compare.Types) []compare.Body {
	t.Helper()
	var out []compare.Body
	for _, pkg := range specs.Packages() {
		src, faults := load.Package(specs.FS(), pkg)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		out = append(out, compare.Package(src, types)...)
	}
	return out
}

// The document names every member of every spec as it is now.
func TestDocument_namesEveryMember(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	for _, missing := range compare.Missing(string(text), bodies(t, nil)) {
		t.Errorf("docs/specs.md does not say what the spec says of %s", missing)
	}
}

// Where the published types are at hand, the document is what comes of them, and each difference has a
// reason.
func TestDocument_matchesPublishedTypes(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(published); err != nil {
		t.Logf("the published types are not at hand: %v", err)
		return
	}
	types, err := compare.Open(os.DirFS(published))
	if err != nil {
		t.Fatal(err)
	}
	all := bodies(t, types)
	reasons, err := compare.Reasons(specs.FS())
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range compare.Explain(all, reasons) {
		t.Error(fault)
	}
	got := compare.Markdown(all)
	if *update {
		if err := os.WriteFile(document, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("docs/specs.md differs; run: go test ./gen/compare -update\n%s", firstDifference(string(want), got))
	}
}

// firstDifference returns the first lines that differ.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "-" + w[i] + "\n+" + g[i]
		}
	}
	return "one ends before the other"
}

// lids is the published type of the golden package's lids, which differs from its spec in all there is.
const lids = `[
	{"$type": "StringType"},
	{"$type": "StringLiteralType", "value": "red"},
	{"$type": "UnionType", "elements": [{"$ref": "#/1"}]},
	{"$type": "ObjectType", "name": "lid", "properties": {
		"name": {"type": {"$ref": "#/0"}, "flags": 9},
		"Color": {"type": {"$ref": "#/2"}, "flags": 3},
		"size": {"type": {"$ref": "#/0"}, "flags": 0},
		"apiVersion": {"type": {"$ref": "#/0"}, "flags": 10}
	}},
	{"$type": "ResourceType", "name": "example.store/boxes/LIDS@2030-01-01", "body": {"$ref": "#/3"}},
	{"$type": "ResourceType", "name": "Example.Store/boxes@2030-01-01", "body": {"$ref": "#/5"}},
	{"$type": "ObjectType", "name": "box", "properties": {}}
]`

func TestPackage_differences(t *testing.T) {
	t.Parallel()
	types, err := compare.Open(fstest.MapFS{"store.json": {Data: []byte(strings.Replace(lids, `"#/5"`, `"#/6"`, 1))}})
	if err != nil {
		t.Fatal(err)
	}
	src, faults := load.Package(os.DirFS("../testdata/golden/plain"), "store")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	var lid compare.Body
	for _, b := range compare.Package(src, types) {
		if b.Name == "Lid" {
			lid = b
		}
		if b.Name == "Box" && b.Members[0].Differences[0].Kind != "unpublished" {
			t.Errorf("the members of Box are %v, want them unpublished", b.Members)
		}
	}
	want := compare.Body{
		Package: "store", Name: "Lid", Type: "Example.Store/boxes/lids", Version: "2030-01-01", LeftOut: []string{"/size"},
		Members: []compare.Member{
			{Path: "/name", Type: "string", ReadOnly: true},
			{Path: "/color", Type: "string", Differences: []compare.Difference{
				{Kind: "required", Text: "published as required"},
				{Kind: "readOnly", Text: "published as read-only"},
				{Kind: "values", Text: "also published: red"},
				{Kind: "open", Text: "published as closed"},
				{Kind: "name", Text: "published as Color"},
			}},
		},
	}
	if diff := cmp.Diff(want, lid); diff != "" {
		t.Errorf("Package() (-want +got)\n%s", diff)
	}
}

// Each difference needs a reason, and each reason a difference.
func TestExplain(t *testing.T) {
	t.Parallel()
	bodies := []compare.Body{{Package: "store", Name: "Lid", Members: []compare.Member{
		{Path: "/properties/color", Differences: []compare.Difference{{Kind: "type", Text: "published as integer"}, {Kind: "name", Text: "published as Color"}}},
		{Path: "/size", Differences: []compare.Difference{{Kind: "required", Text: "published as required"}}},
	}}}
	reasons := []compare.Reason{
		{Package: "store", Body: "Box", Member: "*", Because: "another body"},
		{Package: "*", Member: "*/color", Kind: "type", Because: "numbers are names here"},
		{Package: "store", Body: "Lid", Member: "/size", Because: "there is one size"},
	}
	want := []string{
		"store Lid /properties/color: name: published as Color: differences.json has no reason",
		"differences.json: nothing needs the reason for store Box * ; remove it",
	}
	if diff := cmp.Diff(want, compare.Explain(bodies, reasons)); diff != "" {
		t.Errorf("Explain() (-want +got)\n%s", diff)
	}
	if got := bodies[0].Members[0].Differences[0].Reason; got != "numbers are names here" {
		t.Errorf("the reason is %q, want that of the first fit", got)
	}
}

// A document without a member, or with another type, is out of date.
func TestMissing(t *testing.T) {
	t.Parallel()
	bodies := []compare.Body{{Package: "store", Name: "Lid", Members: []compare.Member{{Path: "/name", Type: "string"}, {Path: "/size", Type: "integer", Required: true}}}}
	text := compare.Markdown(bodies)
	if got := compare.Missing(text, bodies); got != nil {
		t.Errorf("Missing() = %q, want nothing", got)
	}
	bodies[0].Members[1].Type = "number"
	if diff := cmp.Diff([]string{"store/Lid/size"}, compare.Missing(text, bodies)); diff != "" {
		t.Errorf("Missing() (-want +got)\n%s", diff)
	}
}

// kinds is the published type of the golden package's links: one kind for each way to authenticate,
// each with credentials of its own.
const kinds = `[
	{"$type": "StringType"},
	{"$type": "StringLiteralType", "value": "ApiKey"},
	{"$type": "StringLiteralType", "value": "ServicePrincipal"},
	{"$type": "ObjectType", "name": "key", "properties": {"key": {"type": {"$ref": "#/0"}, "flags": 0}}},
	{"$type": "ObjectType", "name": "client", "properties": {"clientId": {"type": {"$ref": "#/0"}, "flags": 0}, "clientSecret": {"type": {"$ref": "#/0"}, "flags": 0}}},
	{"$type": "ObjectType", "name": "a", "properties": {"authType": {"type": {"$ref": "#/1"}, "flags": 1}, "credentials": {"type": {"$ref": "#/3"}, "flags": 1}}},
	{"$type": "ObjectType", "name": "b", "properties": {"authType": {"type": {"$ref": "#/2"}, "flags": 1}, "credentials": {"type": {"$ref": "#/4"}, "flags": 0}}},
	{"$type": "DiscriminatedObjectType", "name": "properties", "discriminator": "authType", "baseProperties": {"category": {"type": {"$ref": "#/0"}, "flags": 1}}, "elements": {"ApiKey": {"$ref": "#/5"}, "ServicePrincipal": {"$ref": "#/6"}}},
	{"$type": "ObjectType", "name": "link", "properties": {"id": {"type": {"$ref": "#/0"}, "flags": 10}, "properties": {"type": {"$ref": "#/7"}, "flags": 1}}},
	{"$type": "ResourceType", "name": "Example.Link/accounts/links@2030-01-01", "body": {"$ref": "#/8"}}
]`

// A member of several kinds of an object is what it is in any of them.
func TestPackage_kinds(t *testing.T) {
	t.Parallel()
	types, err := compare.Open(fstest.MapFS{"link.json": {Data: []byte(kinds)}})
	if err != nil {
		t.Fatal(err)
	}
	src, faults := load.Package(os.DirFS("../testdata/golden/union"), "links")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	got := make(map[string]string)
	for _, m := range compare.Package(src, types)[0].Members {
		for _, d := range m.Differences {
			got[m.Path] += d.Kind + ": " + d.Text + "; "
		}
	}
	want := map[string]string{
		"/properties/authType": "values: not published: None, OAuth2, PAT, SAS; open: published as closed; ",
		"/properties/category": "", "/properties/credentials": "", "/properties/credentials/key": "",
		"/properties/credentials/clientId": "", "/properties/credentials/clientSecret": "",
		"/properties/credentials/tenantId": "unpublished: not published; ", "/properties/target": "unpublished: not published; ",
	}
	for path, differences := range want {
		if got[path] != differences {
			t.Errorf("%s differs in %q, want %q", path, got[path], differences)
		}
	}
}

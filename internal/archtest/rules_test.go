// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package archtest

import (
	"go/token"
	"strings"
	"testing"
)

// TestRules feeds each rule what it refuses and what it lets pass: a rule that finds nothing in a clean
// tree might not look at all.
func TestRules(t *testing.T) {
	t.Parallel()
	packageOf := func(f *source) []string { return constant([]*source{f}) }
	commentOf := func(f *source) []string { return commented(f.dir(), []*source{f}) }
	tests := []struct {
		name string
		rule func(*source) []string
		path string
		text string
		want string // a part of the only problem; "" wants none
	}{
		{"licence", licensed, "a.go", licence + "\npackage a\n", ""},
		{"no licence", licensed, "a.go", "package a\n", "begin the file with"},
		{"licence without empty line", licensed, "a.go", licence + "package a\n", "begin the file with"},
		{"generated with licence below", licensed, "a_gen.go", generated + "\n" + licence + "\npackage a\n", ""},
		{"generated without licence", licensed, "a_gen.go", generated + "\npackage a\n", "begin the file with"},

		{"good name", named, "two_words.go", "package a\n", ""},
		{"camel case", named, "twoWords.go", "package a\n", "lower case"},
		{"generated, wrong name", named, "a.go", generated + "\npackage a\n", "name it *_gen.go"},
		{"generated name, no header", named, "a_gen.go", "package a\n", "belong to the generator"},

		{"short file", short, "a.go", "package a\n" + strings.Repeat("\n", handLimit-1), ""},
		{"long file", short, "a.go", "package a\n" + strings.Repeat("\n", handLimit), "split it by noun"},
		{"test file", short, "a_test.go", "package a\n" + strings.Repeat("\n", testLimit-1), ""},
		{"long test file", short, "a_test.go", "package a\n" + strings.Repeat("\n", testLimit), "split it by noun"},
		{"long generated file", short, "a_gen.go", generated + "\npackage a\n" + strings.Repeat("\n", generatedLimit), "split it"},

		{"package comment", commentOf, "a/a.go", "// Package a is one.\npackage a\n", ""},
		{"no package comment", commentOf, "a/a.go", "package a\n", "has 0 package comments"},
		{"odd package comment", commentOf, "a/a.go", "// This is a.\npackage a\n", `"Package a "`},
		{"command comment", commentOf, "examples/b/a.go", "// Command b is one.\npackage main\n", ""},

		{"long function", smallFunctions, "a.go", "package a\n\nfunc f() {\n" + strings.Repeat("\n", bodyLimit+1) + "}\n", "split off"},
		{"function", smallFunctions, "a.go", "package a\n\nfunc f() {\n" + strings.Repeat("\n", bodyLimit) + "}\n", ""},
		{"five parameters", smallFunctions, "a.go", "package a\n\nfunc f(a, b int, c, d, e string) {}\n", "takes 5 parameters"},
		{"four, context and options", smallFunctions, "a.go", "package a\n\nfunc f(ctx context.Context, a, b int, c, d string, opts *FOptions) {}\n", ""},

		{"method init", initFree, "a.go", "package a\n\nfunc (t) init() {}\n", ""},
		{"init", initFree, "a.go", "package a\n\nfunc init() {}\n", "init runs"},
		{"environment", environmentFree, "ipam/a.go", "package a\n\nvar x = os.Getenv(\"X\")\n", "os.Getenv"},
		{"environment in auth", environmentFree, "auth/a.go", "package a\n\nvar x = os.Getenv(\"X\")\n", ""},
		{"environment in an example", environmentFree, "examples/a/a.go", "package a\n\nvar x = os.Getenv(\"X\")\n", ""},
		{"skip", skipFree, "a_test.go", "package a\n\nfunc f() { t.Skipf(\"later\") }\n", "skipped check"},
		{"no skip", skipFree, "a_test.go", "package a\n\nfunc f() { reader.Skip() }\n", ""},
		{"left open", closed, "a.go", "package a // FIX" + "ME\n", "do it"},
		{"nothing open", closed, "a.go", "package a // mastodons\n", ""},

		{"variable never changed", packageOf, "a.go", "package a\n\nvar x = 1\n\nfunc f() { x := 2; x++ }\n", ""},
		{"variable changed", packageOf, "a.go", "package a\n\nvar x = 1\n\nfunc f() { x++ }\n", "x is shared"},
		{"map changed", packageOf, "a.go", "package a\n\nvar x = map[int]int{}\n\nfunc f() { x[1] = 2 }\n", "x is shared"},
		{"other package changed", packageOf, "a.go", "package a\n\nimport \"net/http\"\n\nfunc f() { http.DefaultClient.Timeout = 2 }\n", "http is shared"},
		{"exported variable", packageOf, "a.go", "package a\n\nvar X = 1\n", "X can be changed"},
		{"error value", packageOf, "a.go", "package a\n\nvar ErrX = f()\n", ""},

		{"comment", documented, "a/a.go", "package a\n\n// F does.\nfunc F() {}\n", ""},
		{"no comment", documented, "a/a.go", "package a\n\nfunc F() {}\n", "F has no comment"},
		{"wrong name", documented, "a/a.go", "package a\n\n// G does.\nfunc F() {}\n", "with its name"},
		{"no full stop", documented, "a/a.go", "package a\n\n// F does\nfunc F() {}\n", "full stop"},
		{"method of a hidden type", documented, "a/a.go", "package a\n\nfunc (t) F() {}\n", ""},
		{"method of a generic type", documented, "a/a.go", "package a\n\nfunc (t *T[X]) F() {}\n", "F has no comment"},
		{"internal", documented, "internal/a/a.go", "package a\n\nfunc F() {}\n", ""},
		{"group", documented, "a/a.go", "package a\n\n// The kinds.\nconst (\n\tA = 1\n\tB = 2\n)\n", ""},
		{"group without", documented, "a/a.go", "package a\n\nconst (\n\tA = 1\n)\n", "A has no comment"},

		{"allowed import", importsOf, "internal/armid/a.go", "package armid\n\nimport _ \"" + modulePath + "\"\n", ""},
		{"import upwards", importsOf, "internal/armid/a.go", "package armid\n\nimport _ \"" + modulePath + "/internal/rest\"\n", "imports go down only"},
		{"validator with a client", importsOf, "internal/check/a.go", "package check\n\nimport _ \"" + azcore + "\"\n", "does not use that module"},
		{"testing in a program", importsOf, "auth/a.go", "package auth\n\nimport _ \"testing\"\n", "test code"},
		{"testing in a test", importsOf, "auth/a_test.go", "package auth\n\nimport _ \"testing\"\n", ""},
		{"cmp in a test", importsOf, "auth/a_test.go", "package auth\n\nimport _ \"" + gocmp + "/cmp\"\n", ""},
		{"cmp in a program", importsOf, "auth/a.go", "package auth\n\nimport _ \"" + gocmp + "/cmp\"\n", "does not use that module"},
		{"a similar path", importsOf, "auth/a.go", "package auth\n\nimport _ \"" + azcore + "2\"\n", "does not use that module"},
		{"a similar module", importsOf, "auth/a.go", "package auth\n\nimport _ \"" + modulePath + "2\"\n", "does not use that module"},
		{"package without layer", importsOf, "surprise/a.go", "package surprise\n", "has no layer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := parse(token.NewFileSet(), tt.path, []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			got := tt.rule(f)
			switch {
			case tt.want == "" && len(got) > 0:
				t.Errorf("rule found %q, want nothing", got)
			case tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)):
				t.Errorf("rule found %q, want one problem with %q", got, tt.want)
			}
		})
	}
}

const generated = "// Code generated by azgen from x (1); DO NOT EDIT.\n"

func TestRules_exportedNames(t *testing.T) {
	t.Parallel()
	f, err := parse(token.NewFileSet(), "a.go", []byte("package a\n\ntype T int\n\nfunc (T) M() {}\n\nfunc F() {}\n\nconst A, b = 1, 2\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(exportedNames(f), " "); got != "T F A" {
		t.Errorf("exportedNames() = %q, want %q", got, "T F A")
	}
}

func TestRules_region(t *testing.T) {
	t.Parallel()
	text := "# A heading: with `code`\n\ntext\n```go\na\n```\n```go\nb\n```\n"
	if got, ok := block(text, "```go\n"); !ok || got != "a\n" {
		t.Errorf("block() = %q, %v; want the first block", got, ok)
	}
	if got := anchors(text); len(got) != 1 || got[0] != "a-heading-with-code" {
		t.Errorf("anchors() = %q", got)
	}
}

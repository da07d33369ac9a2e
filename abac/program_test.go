// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/abac"
)

// The compiler against the naive evaluator, on random conditions and requests.
func TestBinding_Evaluate_agreesWithTheTree(t *testing.T) {
	t.Parallel()
	r := newRandom(1)
	allowed := 0
	for range 1000 {
		text := r.condition(3)
		c, err := abac.Parse(text)
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		for _, mode := range []abac.Mode{abac.Strict, abac.Lenient} {
			b := abac.Compile(c, mode).Bind(abac.Request{})
			for range 8 {
				request := r.request()
				b.Rebind(request)
				got := b.Evaluate()
				if want := (naive{request: request, lenient: mode == abac.Lenient}).allows(c); got != want {
					t.Fatalf("Evaluate() = %v, want %v (lenient: %v)\n%s\n%+v", got, want, mode == abac.Lenient, text, request)
				}
				if x := b.Explain(); (x.Decision == abac.Allow) != got || x.DecidedBy == "" {
					t.Fatalf("Explain() = %v, want it to say %v", x, got)
				}
				if got {
					allowed++
				}
			}
		}
	}
	if allowed < 2_500 || allowed > 13_500 {
		t.Errorf("%d of 16000 requests passed; the conditions say nothing", allowed)
	}
}

func TestBinding_Evaluate_allocatesNothing(t *testing.T) { //nolint:paralleltest // AllocsPerRun counts the whole process
	c := abac.MustParse(
		"((!(ActionMatches{'p/*'} AND NOT SubOperationMatches{'List'})) OR (@Resource[s] StringLikeIgnoreCase '*x?y*' AND @Resource[l] ForAllOfAnyValues:StringEquals {'a', 'b'}" +
			" AND @Environment[t] DateTimeLessThan '2045-06-09T21:00:00.0Z' AND @Request[g] ForAnyOfAnyValues:GuidEquals {53ca6127-db72-4b80-b1b0-d745d6d5456d} AND @Resource[s] StringEqualsIgnoreCase @Principal[x]))")
	request := abac.Request{
		Action:    "p/read",
		Resource:  abac.Attributes{"s": abac.Text("axzyÉ"), "l": abac.Texts("b", "a")},
		Request:   abac.Attributes{"g": abac.Text("53CA6127DB724B80B1B0D745D6D5456D")},
		Principal: abac.Attributes{"x": abac.Text("AXZYé")}, Environment: abac.Attributes{"t": abac.Text("2026-01-01T00:00:00Z")},
	}
	b := abac.Compile(c, abac.Strict).Bind(request)
	if !b.Evaluate() {
		t.Fatal(b.Explain())
	}
	if n := testing.AllocsPerRun(100, func() { b.Evaluate() }); n != 0 {
		t.Errorf("Evaluate() allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { b.Rebind(request) }); n != 0 {
		t.Errorf("Rebind() allocates %v times", n)
	}
}

func TestBinding_Evaluate_missing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text            string
		strict, lenient bool
	}{
		{"@Resource[a] StringEquals 'x'", false, false},
		{"@Resource[a] StringNotEquals 'x'", false, false},
		{"NOT @Resource[a] StringEquals 'x'", false, true},
		{"NOT @Resource[a] StringNotEquals 'x'", false, true},
		{"NOT (Exists @Resource[b] AND @Resource[a] StringEquals 'x')", false, true},
		{"NOT (Exists @Resource[a] AND @Resource[a] StringEquals 'x')", true, true},
		{"@Resource[a] StringEquals 'x' OR Exists @Resource[b]", true, true},
		{"NOT Exists @Resource[a]", true, true},
		{"Exists @Resource[empty]", false, false},
		{"@Resource[empty] ForAllOfAnyValues:StringEquals {'x'}", false, false},
		{"@Resource[one] StringEquals 'x'", false, false},
		{"@Resource[one] ForAllOfAnyValues:StringEquals {'x'}", true, true},
		{"@Resource[b] NumericEquals 1", false, false},
		{"NOT SubOperationMatches{'x'} AND NOT ActionMatches{'*'}", true, true},
	}
	request := abac.Request{Resource: abac.Attributes{"b": abac.Text("1"), "empty": abac.Texts(), "one": abac.Texts("x")}}
	for _, tt := range tests {
		c := abac.MustParse(tt.text)
		if got := abac.Compile(c, abac.Strict).Decide(request); got != tt.strict {
			t.Errorf("strict: %s is %v", tt.text, got)
		}
		if got := abac.Compile(c, abac.Lenient).Decide(request); got != tt.lenient {
			t.Errorf("lenient: %s is %v", tt.text, got)
		}
	}
}

func TestProgram_names(t *testing.T) {
	t.Parallel()
	const tag = "S/blobs/tags:Project<$key_case_sensitive$>"
	tests := []struct {
		text string
		want bool
	}{
		{"@Resource[s/BLOBS/tags:Project<$key_case_sensitive$>] StringEquals 'x'", true},
		{"@Resource[S/blobs/tags:project<$key_case_sensitive$>] StringEquals 'x'", false},
		{"@Resource[NAME] StringEquals 'lower'", true},
		{"@Resource[nAmE] StringEquals 'lower'", true}, // of three, the first in order
		{"@Request[name] StringEquals 'lower'", false},
		{"ActionMatches{'P/READ'} AND SubOperationMatches{'blob.list'}", true},
		{"ActionMatches{'p/*'} AND ActionMatches{'*'} AND NOT ActionMatches{'p'} AND NOT ActionMatches{'p/re?d'}", true},
	}
	request := abac.Request{
		Action: "p/read", Suboperation: "Blob.List",
		Resource: abac.Attributes{tag: abac.Text("x"), "NAME": abac.Text("lower"), "Name": abac.Text("mixed"), "naMe": abac.Text("other")},
	}
	for _, tt := range tests {
		if got := abac.Compile(abac.MustParse(tt.text), abac.Strict).Decide(request); got != tt.want {
			t.Errorf("%s is %v", tt.text, got)
		}
	}
	p := abac.Compile(abac.MustParse("Exists @Resource[a] AND (Exists @Resource[A] OR Exists @Request[a])"), abac.Lenient)
	if diff := cmp.Diff([]abac.Attribute{{Source: abac.SourceRequest, Name: "a"}, {Name: "A"}}, p.Attributes()); diff != "" {
		t.Errorf("Attributes() (-want +got)\n%s", diff)
	}
	if p.Mode() != abac.Lenient || p.Condition().OneLine() == "" {
		t.Error("the program forgot what it was made of")
	}
}

func TestProgram_values(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want bool
	}{
		{"'2022-06-01T00:00:00.0Z' DateTimeEquals '2022-06-01T00:00:00.0000000Z'", true},
		{"'2022-06-01T00:00:00.0000001Z' DateTimeGreaterThan '2022-06-01T00:00:00Z'", true},
		{"'2022-06-01T00:00:00.00000001Z' DateTimeGreaterThan '2022-06-01T00:00:00Z'", false}, // eight digits are no time
		{"NOT '2023-02-29T00:00:00Z' DateTimeEquals '2022-06-01T00:00:00Z'", false},
		{"'2024-02-29T00:00:00Z' DateTimeLessThan '2024-03-01T00:00:00Z'", true},
		{"{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'blue', 'green'}", true},
		{"{'red', 'green'} ForAllOfAnyValues:StringEquals {'blue', 'green'}", false},
		{"{10, 20} ForAnyOfAllValues:NumericLessThan {15, 18}", true},
		{"{10, 20} ForAllOfAllValues:NumericLessThan {25, 30}", true},
		{"'k' StringEqualsIgnoreCase 'K'", true},
		{"'\u212a' StringEqualsIgnoreCase 'k'", false}, // the Kelvin sign is no k
		{"'ÄÖ/x' StringStartsWithIgnoreCase 'äö'", true},
		{"'ÄÖ/x' StringStartsWithIgnoreCase 'äö/x/'", false},
		{"'a*b' StringLike 'a\\*?'", true},
		{"'aab' StringLike 'a\\*?'", false},
		{"'a\\b' StringLike 'a\\b'", true},
		{"'aaaaaaaaaaaaaaaaaaaaaaaaaaab' StringLike '*a*a*a*a*a*a*a*a*c'", false},
		{"08d4c71acc634ce4a9c85dd251b4d619 StringEquals '08d4c71acc634ce4a9c85dd251b4d619'", false},
		{"'08d4c71a-cc63-4ce4-a9c8-5dd251b4d619' GuidEquals 08D4C71ACC634CE4A9C85DD251B4D619", true},
		{"true BoolNotEquals false", true},
		{"'true' BoolEquals true", false},
	}
	for _, tt := range tests {
		if got := abac.Compile(abac.MustParse(tt.text), abac.Strict).Decide(abac.Request{}); got != tt.want {
			t.Errorf("%s is %v", tt.text, got)
		}
	}
}

// The suboperation as an attribute is of the preview of 2021; some conditions of that time live on.
func TestProgram_suboperationAsAttribute(t *testing.T) {
	t.Parallel()
	const guard = "NOT (ActionMatches{'a/read'} AND @Request[subOperation] ForAnyOfAnyValues:StringEqualsIgnoreCase {'blob.list', 'x'})"
	c := abac.MustParse("(" + guard + ") OR Exists @Resource[a]")
	p := abac.Compile(c, abac.Strict)
	for suboperation, want := range map[string]bool{"": true, "Blob.List": false, "Other": true} {
		document := []byte(`{"action":"a/read","suboperation":"` + suboperation + `"}`)
		b := p.Bind(abac.Request{Action: "a/read", Suboperation: suboperation})
		if got := b.Evaluate(); got != want {
			t.Errorf("%q: %v, want %v", suboperation, got, want)
		}
		if err := b.RebindJSON(document); err != nil || b.Evaluate() != want {
			t.Errorf("%s: %v, %v, want %v", document, b.Evaluate(), err, want)
		}
	}
	today := abac.MustParse("!(ActionMatches{'a/read'} AND (SubOperationMatches{'Blob.List'} OR SubOperationMatches{'x'})) OR Exists @Resource[a]")
	if got := abac.Compare(c, today, abac.Strict); got.Relation != abac.RelationEqual {
		t.Errorf("Compare() = %+v, want equal", got)
	}
	wider := abac.MustParse("!(ActionMatches{'a/read'} AND SubOperationMatches{'Blob.List'}) OR Exists @Resource[a]")
	if got := abac.Compare(c, wider, abac.Strict); got.Relation != abac.RelationWider || got.OnlyNew.Suboperation != "x" {
		t.Errorf("Compare() = %+v, want wider, by the suboperation x", got)
	}
}

// A program is shared by many, each with a binding of its own.
func TestProgram_concurrently(t *testing.T) {
	t.Parallel()
	c := abac.MustParse("((!(ActionMatches{'p/*'})) OR (@Resource[s] StringLikeIgnoreCase '*x?y*' AND @Resource[l] ForAllOfAnyValues:StringEquals {'a', 'b'}))")
	p := abac.Compile(c, abac.Strict)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			b := p.Bind(abac.Request{})
			for n := range 200 {
				value := map[bool]string{true: "axzy", false: "axz"}[(n+i)%2 == 0]
				b.Rebind(abac.Request{Action: "p/read", Resource: abac.Attributes{"s": abac.Text(value), "l": abac.Texts("b", "a")}})
				if got := b.Evaluate(); got != (value == "axzy") || (b.Explain().Decision == abac.Allow) != got {
					t.Errorf("Evaluate() = %v for %s", got, value)
				}
			}
			abac.Compare(c, c, abac.Strict)
			c.Check(nil)
		})
	}
	all.Wait()
}

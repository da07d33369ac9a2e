// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/azfoundry/azfoundry/abac"
)

// Conditions that ask for few things again and again, against the naive evaluator, for each request that can
// make a difference: jumps lead past questions whose answer is certain.
func TestProgram_repeatedQuestions(t *testing.T) {
	t.Parallel()
	leaves := []string{
		"ActionMatches{'a/read'}", "ActionMatches{'A/Read'}", "ActionMatches{'a/write'}", "ActionMatches{'a/*'}", "SubOperationMatches{'list'}",
		"Exists @Resource[x]", "@Resource[x] StringEquals '1'", "@Resource[x] StringNotEquals '1'", "@Resource[x] ForAnyOfAnyValues:StringEquals {'1', '2'}",
		"@Resource[x] ForAllOfAllValues:StringNotEqualsIgnoreCase {'1', 'B'}", "@Resource[y] NumericGreaterThan 1",
	}
	var requests []abac.Request
	for _, action := range []string{"a/read", "a/write", "a/other"} {
		for _, sub := range []string{"", "List"} {
			for _, x := range []abac.Value{{}, abac.Text("1"), abac.Text("b"), abac.Texts("1", "b"), abac.Number(1)} {
				for _, y := range []abac.Value{abac.Number(1), abac.Number(2)} {
					r := abac.Request{Action: action, Suboperation: sub, Resource: abac.Attributes{"x": x, "y": y}}
					if x.Equal(abac.Value{}) {
						delete(r.Resource, "x")
					}
					requests = append(requests, r)
				}
			}
		}
	}
	random := rand.New(rand.NewPCG(7, 7))
	var nested func(depth int) string
	nested = func(depth int) string {
		if depth == 0 {
			return leaves[random.IntN(len(leaves))]
		}
		parts := []string{nested(random.IntN(depth)), nested(random.IntN(depth)), nested(depth - 1)}[random.IntN(2):]
		text := "(" + strings.Join(parts, []string{" AND ", " OR "}[random.IntN(2)]) + ")"
		if random.IntN(3) == 0 {
			return "NOT " + text
		}
		return text
	}
	for range 100 {
		text := nested(4)
		c := abac.MustParse(text)
		for _, mode := range []abac.Mode{abac.Strict, abac.Lenient} {
			b := abac.Compile(c, mode).Bind(abac.Request{})
			for _, r := range requests {
				b.Rebind(r)
				if got, want := b.Evaluate(), (naive{request: r, lenient: mode == abac.Lenient}).allows(c); got != want {
					t.Fatalf("Evaluate() = %v, want %v (lenient: %v)\n%s\n%+v", got, want, mode == abac.Lenient, text, r)
				}
			}
		}
	}
}

// More texts than there are bits for.
func TestProgram_manyTexts(t *testing.T) {
	t.Parallel()
	var set []string
	for i := range 100 {
		set = append(set, fmt.Sprintf("'text %d'", i))
	}
	p := abac.Compile(abac.MustParse("@Resource[x] ForAnyOfAnyValues:StringEquals {'a', 'b'} OR @Resource[x] ForAnyOfAnyValues:StringEqualsIgnoreCase {"+
		strings.Join(set, ", ")+"} OR @Resource[x] StringStartsWith 'z'"), abac.Strict)
	for text, want := range map[string]bool{"a": true, "A": false, "TEXT 0": true, "text 63": true, "text 99": true, "text 100": false, "zz": true, "": false} {
		if got := p.Decide(abac.Request{Resource: abac.Attributes{"x": abac.Text(text)}}); got != want {
			t.Errorf("%q is %v", text, got)
		}
	}
}

// The three policies of the benchmarks beside other engines allocate nothing, but for pieces of memory that many lines share.
//
//nolint:paralleltest // testing.AllocsPerRun counts the allocations of the whole process
func TestBinding_allocations(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var roles []string
	for i := range 20 {
		roles = append(roles, fmt.Sprintf("53ca6127-db72-4b80-b1b0-d745d6d545%02d", i))
	}
	own, err1 := abac.WorkspaceContainers(workspace)
	level, err2 := abac.AccessLevels{TagKey: "level", AttributeSet: "org", Attribute: "clearance", Levels: []string{"low", "high"}, From: from, To: from.AddDate(1, 0, 0)}.Condition()
	delegated, err3 := abac.Delegation{Roles: roles}.Condition()
	if err1 != nil || err2 != nil || err3 != nil {
		t.Fatal(err1, err2, err3)
	}
	tests := []struct {
		condition *abac.Condition
		request   abac.Request
	}{
		{own, abac.Request{Action: abac.BlobRead, Resource: abac.Attributes{abac.ContainerName: abac.Text(strings.ToUpper(workspace) + "-x"), abac.BlobPath: abac.Text("a/b")}}},
		{level, abac.Request{
			Action: abac.BlobRead, Resource: abac.Attributes{abac.BlobTag("level"): abac.Text("high"), abac.BlobTagKeys: abac.Texts("level", "other")},
			Principal: abac.Attributes{abac.SecurityAttribute("org", "clearance"): abac.Text("high")}, Environment: abac.Attributes{abac.UtcNow: abac.Text("2026-06-01T00:00:00Z")},
		}},
		{delegated, abac.Request{Action: abac.AssignmentWrite, Request: abac.Attributes{abac.RoleDefinitionID: abac.Text(roles[19]), abac.PrincipalType: abac.Text("User")}}},
	}
	for _, tt := range tests {
		line, err := json.Marshal(tt.request) // with < and & escaped in names
		if err != nil {
			t.Fatal(err)
		}
		b := abac.Compile(tt.condition, abac.Strict).Bind(tt.request)
		if !b.Evaluate() {
			t.Fatal(b.Explain())
		}
		if n := testing.AllocsPerRun(100, func() { b.Evaluate() }); n != 0 {
			t.Errorf("Evaluate() allocates %v times for %s", n, line)
		}
		if n := testing.AllocsPerRun(100, func() { b.Rebind(tt.request) }); n != 0 {
			t.Errorf("Rebind() allocates %v times for %s", n, line)
		}
		if n := testing.AllocsPerRun(100, func() {
			if err := b.RebindJSON(line); err != nil || !b.Evaluate() {
				t.Error(err, b.Explain())
			}
		}); n >= 1 {
			t.Errorf("RebindJSON() allocates %v times for %s", n, line)
		}
	}
}

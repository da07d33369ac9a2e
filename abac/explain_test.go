// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/abac"
)

const blocks = `((!(ActionMatches{'a/read'} AND NOT SubOperationMatches{'List'})) OR (@Resource[n] StringEquals 'x'))
AND ((!(ActionMatches{'a/write'})) OR (@Resource[n] StringEquals 'x' AND (@Request[k] StringEquals 'y' OR Exists @Request[e])))`

const (
	readGuard  = "!(ActionMatches{'a/read'} AND NOT SubOperationMatches{'List'})"
	writeGuard = "!(ActionMatches{'a/write'})"
)

func TestBinding_Explain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		text    string
		mode    abac.Mode
		request abac.Request
		want    abac.Explanation // without steps
	}{
		{"other action", blocks, abac.Strict, abac.Request{Action: "a/delete"}, abac.Explanation{
			Decision: abac.Allow, DecidedBy: "!(ActionMatches{'a/write'})", Missing: []string{},
		}},
		{"passes", blocks, abac.Strict, abac.Request{Action: "a/read", Resource: abac.Attributes{"n": abac.Text("x")}}, abac.Explanation{
			Decision: abac.Allow, DecidedBy: "@Resource[n] StringEquals 'x'", Guard: readGuard, Missing: []string{},
		}},
		{"other value", blocks, abac.Strict, abac.Request{Action: "a/read", Resource: abac.Attributes{"n": abac.Text("y")}}, abac.Explanation{
			Decision: abac.Deny, DecidedBy: "@Resource[n] StringEquals 'x'", Guard: readGuard, Missing: []string{},
		}},
		{"missing", blocks, abac.Strict, abac.Request{Action: "a/write", Resource: abac.Attributes{"n": abac.Text("x")}}, abac.Explanation{
			Decision: abac.Deny, DecidedBy: "@Request[k] StringEquals 'y'", Guard: writeGuard, Missing: []string{"@Request[k]"},
		}},
		{"missing and denied at once", blocks, abac.Strict, abac.Request{Action: "a/write"}, abac.Explanation{
			Decision: abac.Deny, DecidedBy: "@Resource[n] StringEquals 'x'", Guard: writeGuard, Missing: []string{"@Resource[n]", "@Request[k]"},
		}},
		{"missing in vain", blocks, abac.Strict, abac.Request{
			Action: "a/write", Resource: abac.Attributes{"n": abac.Text("x")}, Request: abac.Attributes{"e": abac.Text("1")},
		}, abac.Explanation{
			Decision: abac.Allow, DecidedBy: "Exists @Request[e]", Guard: writeGuard, Missing: []string{},
		}},
		{"lenient", "NOT @Resource[n] StringEquals 'x'", abac.Lenient, abac.Request{}, abac.Explanation{
			Decision: abac.Allow, DecidedBy: "NOT @Resource[n] StringEquals 'x'", Missing: []string{"@Resource[n]"},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := abac.Compile(abac.MustParse(tt.text), tt.mode).Bind(tt.request).Explain()
			got.Steps = nil
			if at := got.Position.Offset; !strings.HasPrefix(tt.text[at:], got.DecidedBy[:15]) {
				t.Errorf("position %s is where %q stands", got.Position, tt.text[at:])
			}
			got.Position = abac.Pos{}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Explain() (-want +got)\n%s", diff)
			}
		})
	}
}

func TestExplanation_texts(t *testing.T) {
	t.Parallel()
	c := abac.MustParse("@Principal[n] NumericEquals 1 OR @Principal[l] StringEquals 'x' OR @Principal[m] StringEquals 'x' OR 'x' NumericEquals 1")
	x := abac.Compile(c, abac.Strict).Bind(abac.Request{Principal: abac.Attributes{"n": abac.Text("1"), "l": abac.Texts("x")}}).Explain()
	want := `deny: decided by @Principal[n] NumericEquals 1 at 1:1
  @Principal[m] is missing
  unknown @Principal[n] NumericEquals 1 (@Principal[n] is not of the type Numeric)
  unknown @Principal[l] StringEquals 'x' (@Principal[l] has several values, and the operator no quantifier)
  unknown @Principal[m] StringEquals 'x' (@Principal[m] is missing)
  unknown 'x' NumericEquals 1 (a value in the condition is not of the type Numeric)`
	if diff := cmp.Diff(want, x.String()); diff != "" {
		t.Errorf("String() (-want +got)\n%s", diff)
	}
	x.Steps = nil
	out, err := json.Marshal(x)
	const document = `{"decision":"deny","decidedBy":"@Principal[n] NumericEquals 1","position":{"offset":0,"line":1,"column":1},"missing":["@Principal[m]"]}`
	if err != nil || string(out) != document {
		t.Errorf("Marshal() = %s, %v", out, err)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
)

// seeds are texts of every construct, good and bad.
var seeds = []string{
	"@Resource[a] StringEquals 'x'",
	"((!(ActionMatches{'a/read'} AND NOT SubOperationMatches{'b'})) OR (@Request[c:d<$key_case_sensitive$>] StringLikeIgnoreCase 'x\\*?*'))",
	"{1, -2} ForAllOfAllValues:NumericLessThan @Principal[n] || @Environment[UtcNow] DateTimeGreaterThan '2024-02-29T23:59:59.1234567Z'",
	"not exists @resource[k&$keys$&] && @Resource[g] ForAnyOfAllValues:GuidNotEquals {08d4c71acc634ce4a9c85dd251b4d619, 53ca6127-db72-4b80-b1b0-d745d6d5456d}",
	"# one\n(Exists @Resource[a] # two\n) # three\nAND !(@Resource[b] BoolEquals TRUE # four\n)\n# five",
	"‘x’ StringEquals\u00a0@Resource[a]",
	"@Resource[a] StringEqals \"x\" AND (((",
	"{'a',} ForAnyOfAnyValues:StringStartsWith {}",
	"Exists @Resource[a] OR Exists @Resource[b] AND Exists @Resource[c]",
}

// FuzzParse reads, prints and reads again.
func FuzzParse(f *testing.F) {
	for _, text := range seeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := abac.Parse(text); err == nil {
			roundTrip(t, c)
		}
		c, err := abac.ParseFile("f", text)
		if err != nil {
			return
		}
		roundTrip(t, c)
		again, err := abac.ParseFile("f", c.Format())
		if err != nil || again.Comments() != c.Comments() || again.Format() != c.Format() {
			t.Errorf("%d comments in\n%s\n%d in\n%s", c.Comments(), c.Format(), again.Comments(), again.Format())
		}
	})
}

// FuzzEvaluate decides about requests, and compares with the naive evaluator where texts are plain.
func FuzzEvaluate(f *testing.F) {
	requests := []string{
		`{"action":"a/read","suboperation":"b","resource":{"a":"x","b":true,"g":"08d4c71a-cc63-4ce4-a9c8-5dd251b4d619"},"request":{"c:d<$key_case_sensitive$>":"X*y"}}`,
		`{"action":"","principal":{"n":[0,-2]},"environment":{"UtcNow":"2025-01-01T00:00:00Z"},"resource":{"k&$keys$&":["a"],"a":["x"]}}`,
	}
	for _, text := range seeds {
		for _, request := range requests {
			f.Add(text, request)
		}
	}
	f.Fuzz(func(t *testing.T, text, document string) {
		c, err := abac.Parse(text)
		var request abac.Request
		if err != nil || json.Unmarshal([]byte(document), &request) != nil {
			return
		}
		simple := !strings.ContainsFunc(text+document, func(r rune) bool { return r > 0x7e || r == '\\' })
		for _, mode := range []abac.Mode{abac.Strict, abac.Lenient} {
			b := abac.Compile(c, mode).Bind(request)
			got := b.Evaluate()
			if x := b.Explain(); (x.Decision == abac.Allow) != got {
				t.Errorf("Explain() = %s, Evaluate() = %v for %s", x, got, text)
			}
			if simple && exactNames(c, request) {
				if want := (naive{request: request, lenient: mode == abac.Lenient}).allows(c); got != want {
					t.Errorf("Evaluate() = %v, want %v for %s and %s", got, want, text, document)
				}
			}
		}
	})
}

// exactNames reports whether the request spells each attribute as the condition does: the naive evaluator
// knows no other spelling.
func exactNames(c *abac.Condition, r abac.Request) bool {
	for _, a := range abac.Compile(c, abac.Strict).Attributes() {
		for _, m := range []abac.Attributes{r.Resource, r.Request, r.Principal, r.Environment} {
			for name := range m {
				if name != a.Name && strings.EqualFold(name, a.Name) {
					return false
				}
			}
		}
	}
	return true
}

// FuzzCompare compares conditions, and evaluates the witnesses.
func FuzzCompare(f *testing.F) {
	for i, text := range seeds {
		f.Add(text, seeds[(i+1)%len(seeds)])
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		old, errOld := abac.Parse(a)
		next, errNext := abac.Parse(b)
		if errOld != nil || errNext != nil || len(a)+len(b) > 2000 {
			return
		}
		change := abac.Compare(old, next, abac.Strict)
		for request, only := range map[*abac.Request]*abac.Condition{change.OnlyNew: next, change.OnlyOld: old} {
			if request == nil {
				continue
			}
			for _, c := range []*abac.Condition{old, next} {
				if got := abac.Compile(c, abac.Strict).Decide(*request); got != (c == only) {
					t.Errorf("%+v is no witness for %s and %s", *request, a, b)
				}
			}
		}
		if same := abac.Compare(old, old, abac.Strict).Relation; same != abac.RelationEqual && same != abac.RelationUndecided {
			t.Errorf("%s is %s to itself", a, same)
		}
		old.Check(nil)
	})
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
)

// The analyser against larger conditions than enumeration has room for: of random pairs, each claim that there is
// no exception is tried on some requests made of the values that the conditions name, and each witness is
// evaluated.
func TestCompare_againstRequests(t *testing.T) {
	t.Parallel()
	const pairs, shards = 4_000, 4
	for shard := range uint64(shards) {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			r := newRandom(100 + shard)
			seen := map[abac.Relation]int{}
			for range pairs / shards {
				a := r.condition(2)
				b := r.variation(a)
				seen[checkPair(t, r, a, b)]++
			}
			for _, relation := range []abac.Relation{abac.RelationEqual, abac.RelationWider, abac.RelationNarrower, abac.RelationIncomparable} {
				if seen[relation] < pairs/shards/50 {
					t.Errorf("%d pairs are %s, which is too few to tell: %v", seen[relation], relation, seen)
				}
			}
			if seen[abac.RelationUndecided] > pairs/shards/20 {
				t.Errorf("%d pairs are undecided", seen[abac.RelationUndecided])
			}
		})
	}
}

// variation returns another condition that often has something to do with a first one.
func (r random) variation(text string) string {
	switch r.IntN(4) {
	case 0:
		return "(" + text + ") OR (" + r.leaf() + ")"
	case 1:
		return "(" + text + ") AND (" + r.leaf() + ")"
	case 2:
		return "NOT (NOT (" + text + ") AND NOT (" + r.leaf() + " AND " + r.leaf() + "))"
	}
	return r.condition(2)
}

func checkPair(t *testing.T, r random, a, b string) abac.Relation {
	t.Helper()
	mode := pickOf(r, abac.Strict, abac.Lenient)
	old, next := abac.MustParse(a), abac.MustParse(b)
	change := abac.Compare(old, next, mode)
	oldBound, nextBound := abac.Compile(old, mode).Bind(abac.Request{}), abac.Compile(next, mode).Bind(abac.Request{})
	decide := func(q abac.Request) (before, after bool) {
		oldBound.Rebind(q)
		nextBound.Rebind(q)
		return oldBound.Evaluate(), nextBound.Evaluate()
	}
	if w := change.OnlyNew; w != nil {
		if before, after := decide(*w); before || !after {
			t.Errorf("%+v is no witness of more in\n%s\nthan in\n%s", *w, b, a)
		}
	}
	if w := change.OnlyOld; w != nil {
		if before, after := decide(*w); !before || after {
			t.Errorf("%+v is no witness of less in\n%s\nthan in\n%s", *w, b, a)
		}
	}
	if change.Relation == abac.RelationUndecided {
		return change.Relation
	}
	for range 20 {
		q := r.plausible(a + b)
		before, after := decide(q)
		if after && !before && change.OnlyNew == nil || before && !after && change.OnlyOld == nil {
			t.Fatalf("%s, but %v became %v for\n%+v\n%s\n%s", change.Relation, before, after, q, a, b)
		}
	}
	return change.Relation
}

// plausible returns a request whose attributes have the types that the texts ask for.
func (r random) plausible(texts string) abac.Request {
	q := r.request()
	several := func(name string) bool {
		return strings.Contains(texts, name+" For") || strings.Contains(texts, "} For") && strings.Contains(texts, " "+name)
	}
	single := func(m abac.Attributes, name, attribute string, v abac.Value) {
		if have, ok := m[name]; ok && (!several(attribute) || !strings.HasPrefix(have.String(), "[")) {
			m[name] = v
		}
	}
	text := func() abac.Value { return abac.Text(pickOf(r, append(randomTexts, "abc", "Ab", "q", "b")...)) }
	single(q.Resource, "s", "@Resource[s]", text())
	single(q.Resource, "l", "@Resource[l]", text())
	single(q.Principal, "x", "@Principal[x]", text())
	single(q.Resource, "b", "-", abac.Boolean(r.IntN(2) == 0))
	if _, ok := q.Principal["n"]; ok {
		q.Principal["n"] = abac.Number(int64(r.IntN(9) - 4))
	}
	if _, ok := q.Request["g"]; ok {
		q.Request["g"] = abac.Text(pickOf(r, append(randomGUIDs, "00000000-0000-0000-0000-00000000000a")...))
	}
	if _, ok := q.Environment["t"]; ok {
		q.Environment["t"] = abac.Text(pickOf(r, append(randomTimes, "2024-01-01T00:00:00.0000002Z", "1999-12-31T23:59:59Z")...))
	}
	if q.Action == "" {
		q.Action = "p/x/y"
	}
	return q
}

func TestCompare(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, old, next  string
		want             abac.Relation
		onlyNew, onlyOld string // the witness as text, or ""
	}{
		{"prefix and pattern", "@Resource[a] StringStartsWith 'x/'", "@Resource[a] StringLike 'x/*'", abac.RelationEqual, "", ""},
		{"case", "@Resource[a] StringEquals 'x'", "@Resource[a] StringEqualsIgnoreCase 'x'", abac.RelationWider, "X", ""},
		{"patterns that overlap", "@Resource[a] StringLike 'a*'", "@Resource[a] StringLike '*b'", abac.RelationIncomparable, "b", "a"},
		{"pattern within", "@Resource[a] StringLike '*a?c*'", "@Resource[a] StringLike 'abc'", abac.RelationNarrower, "", "aac"},
		{"in and several", "@Resource[a] ForAnyOfAnyValues:StringEquals {'x', 'y'}", "@Resource[a] ForAnyOfAnyValues:StringEquals {'y'} OR @Resource[a] ForAnyOfAnyValues:StringEquals {'x'}", abac.RelationEqual, "", ""},
		{"not in is not", "@Request[g] ForAnyOfAnyValues:GuidNotEquals {08d4c71acc634ce4a9c85dd251b4d619, 53ca6127-db72-4b80-b1b0-d745d6d5456d}", "Exists @Request[g]", abac.RelationEqual, "", ""},
		{"integers", "@Principal[n] NumericGreaterThan 3", "@Principal[n] NumericGreaterThanEquals 4", abac.RelationEqual, "", ""},
		{"gap", "@Principal[n] NumericGreaterThan 3 AND @Principal[n] NumericLessThan 4", "@Principal[n] NumericEquals 9 AND @Principal[n] NumericEquals 8", abac.RelationEqual, "", ""},
		{"ticks", "@Environment[t] DateTimeGreaterThan '2024-01-01T00:00:00Z'", "@Environment[t] DateTimeGreaterThanEquals '2024-01-01T00:00:00.0000001Z'", abac.RelationEqual, "", ""},
		{"all of list", "@Resource[l] ForAllOfAnyValues:StringEquals {'x'}", "@Resource[l] ForAnyOfAnyValues:StringEquals {'x'}", abac.RelationWider, "[\"x\",", ""},
		{"negation", "@Resource[a] StringNotEquals 'x'", "NOT @Resource[a] StringEquals 'x'", abac.RelationEqual, "", ""},
		{"other operand first", "'x' StringEquals @Resource[a]", "@Resource[a] StringEquals 'x'", abac.RelationEqual, "", ""},
		{"two attributes", "@Resource[a] StringEquals @Principal[b]", "@Resource[a] StringEqualsIgnoreCase @Principal[b]", abac.RelationWider, "", ""},
		{"two attributes and a value", "@Resource[a] StringEquals @Principal[b] AND @Resource[a] StringEquals 'x'", "@Principal[b] StringEquals 'x' AND @Resource[a] StringEquals 'x'", abac.RelationEqual, "", ""},
		{"patterns from attributes", "@Resource[a] StringLike @Principal[b] AND @Resource[c] StringEquals 'x'", "@Resource[c] StringEquals 'x'", abac.RelationWider, "x", ""},
		{"patterns from attributes, undecided", "@Resource[a] StringLike @Principal[b] AND @Principal[b] StringEquals 'a*'", "@Resource[a] StringStartsWith 'a' AND @Principal[b] StringEquals 'a*'", abac.RelationUndecided, "", ""},
		{"the same part undecided", "@Resource[a] StringLike @Principal[b] OR Exists @Resource[c]", "Exists @Resource[c] OR @Resource[a] StringLike @Principal[b]", abac.RelationEqual, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := abac.Compare(abac.MustParse(tt.old), abac.MustParse(tt.next), abac.Strict)
			if got.Relation != tt.want || (got.Relation == abac.RelationUndecided) == (got.Why == "") {
				t.Errorf("Compare() = %+v, want %s", got, tt.want)
			}
			for _, w := range []struct {
				request *abac.Request
				want    string
			}{{got.OnlyNew, tt.onlyNew}, {got.OnlyOld, tt.onlyOld}} {
				if w.want != "" && (w.request == nil || !strings.Contains(w.request.Resource["a"].String()+w.request.Resource["c"].String()+w.request.Resource["l"].String(), w.want)) {
					t.Errorf("witness = %+v, want one with %s", w.request, w.want)
				}
			}
		})
	}
}

func TestAlwaysTrue(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]abac.Answer{
		"Exists @Resource[a] OR NOT Exists @Resource[a]":                     abac.Yes,
		"@Resource[a] StringEquals 'x' OR NOT @Resource[a] StringEquals 'x'": abac.No, // missing
		"!(ActionMatches{'a/read'}) OR !(ActionMatches{'a/write'})":          abac.Yes,
		"!(ActionMatches{'a/*'}) OR !(ActionMatches{'a/write'})":             abac.No,
		"'a' StringEquals 'a'": abac.Yes,
		"(Exists @Resource[a] AND Exists @Resource[b]) OR NOT Exists @Resource[a] OR NOT Exists @Resource[b]": abac.Yes,
	} {
		got := abac.AlwaysTrue(abac.MustParse(text), abac.Strict)
		if got.Answer != want || (got.Witness == nil) != (want == abac.Yes) {
			t.Errorf("AlwaysTrue(%s) = %+v, want %s", text, got, want)
		}
	}
	if got := abac.AlwaysTrue(abac.MustParse("@Resource[a] StringEquals 'x' OR NOT @Resource[a] StringEquals 'x'"), abac.Lenient); got.Answer != abac.Yes {
		t.Errorf("lenient: AlwaysTrue() = %+v, want yes", got)
	}
}

func TestAlwaysFalse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]abac.Answer{
		"@Resource[a] StringEquals 'x' AND @Resource[a] StringEquals 'y'":                                                                 abac.Yes,
		"@Resource[a] StringStartsWith 'x' AND @Resource[a] StringLike '*y'":                                                              abac.No,
		"@Resource[a] StringStartsWith 'x' AND @Resource[a] StringLike 'y*'":                                                              abac.Yes,
		"ActionMatches{'a'} AND ActionMatches{'A'}":                                                                                       abac.No,
		"ActionMatches{'a'} AND ActionMatches{'b'}":                                                                                       abac.Yes,
		"@Principal[n] NumericLessThan -9223372036854775808":                                                                              abac.Yes,
		"@Resource[a] StringEquals @Resource[a] AND NOT Exists @Resource[a]":                                                              abac.Yes,
		"@Resource[a] StringEquals @Resource[b] AND @Resource[a] StringNotEquals @Resource[b]":                                            abac.Yes,
		"@Resource[a] StringEquals @Resource[b] AND @Resource[b] StringEquals @Resource[c] AND @Resource[a] StringNotEquals @Resource[c]": abac.Yes,
		"@Principal[n] NumericLessThan @Principal[m] AND @Principal[n] NumericGreaterThan 3 AND @Principal[m] NumericLessThan 5":          abac.Yes,
		"@Principal[n] NumericLessThan @Principal[m] AND @Principal[n] NumericGreaterThan 3 AND @Principal[m] NumericLessThan 6":          abac.No,
	} {
		if got := abac.AlwaysFalse(abac.MustParse(text), abac.Strict); got.Answer != want || (got.Witness == nil) != (want == abac.Yes) {
			t.Errorf("AlwaysFalse(%s) = %+v, want %s", text, got, want)
		}
	}
}

// A witness has as few attributes as can be, also where leaving out the first one costs two others.
func TestAlwaysFalse_shortest(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Exists @Resource[a] OR (Exists @Resource[b] AND Exists @Resource[c])",
		"(Exists @Resource[b] AND Exists @Resource[c]) OR Exists @Resource[a]",
		"@Resource[a] StringEquals 'x' OR (@Request[b] NumericLessThan 3 AND NOT @Principal[c] BoolEquals true)",
	} {
		w := abac.AlwaysFalse(abac.MustParse(text), abac.Strict).Witness
		if w == nil {
			t.Fatalf("%s has no witness", text)
		}
		if _, ok := w.Resource["a"]; !ok || len(w.Resource) != 1 || len(w.Request)+len(w.Principal) != 0 {
			t.Errorf("the witness of %s is %+v, want @Resource[a] alone", text, w)
		}
	}
}

func TestImplies(t *testing.T) {
	t.Parallel()
	narrow, wide := abac.MustParse("@Resource[a] StringStartsWith 'team-a/'"), abac.MustParse("@Resource[a] StringStartsWithIgnoreCase 'Team-A'")
	if got := abac.Implies(narrow, wide, abac.Strict); got.Answer != abac.Yes {
		t.Errorf("Implies() = %+v, want yes", got)
	}
	got := abac.Implies(wide, narrow, abac.Strict)
	if got.Answer != abac.No || !abac.Compile(wide, abac.Strict).Decide(*got.Witness) || abac.Compile(narrow, abac.Strict).Decide(*got.Witness) {
		t.Errorf("Implies() = %+v, want no and a witness", got)
	}
	if got := abac.Equal(wide, wide, abac.Strict); got.Answer != abac.Yes {
		t.Errorf("Equal() = %+v, want yes", got)
	}
	if got := abac.Equal(wide, narrow, abac.Strict); got.Answer != abac.No {
		t.Errorf("Equal() = %+v, want no", got)
	}
}

func TestDeadParts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want []string
	}{
		{"@Resource[a] StringStartsWith 'x' OR @Resource[a] StringEquals 'xy'", []string{"@Resource[a] StringEquals 'xy'"}},
		{"@Resource[a] StringStartsWith 'x' AND (@Resource[a] StringEquals 'xy' OR @Resource[a] StringEquals 'y')", []string{"@Resource[a] StringEquals 'y'"}},
		{"NOT (Exists @Resource[a] AND Exists @Resource[b])", nil},
	}
	for _, tt := range tests {
		c := abac.MustParse(tt.text)
		var got []string
		for _, e := range abac.DeadParts(c, abac.Strict) {
			got = append(got, tt.text[e.Span().Start.Offset:e.Span().End.Offset])
		}
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("DeadParts(%s) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestChange_JSON(t *testing.T) {
	t.Parallel()
	wide, narrow := abac.MustParse("@Resource[a] StringStartsWith 'x'"), abac.MustParse("@Resource[a] StringEquals 'x'")
	for _, tt := range []struct {
		old, next *abac.Condition
		want      string
	}{
		{narrow, wide, `{"relation":"wider","witness":{"action":"Microsoft.Resources/subscriptions/resourceGroups/read","resource":{"a":"xx"}},"witnessAllowedBy":"new"}`},
		{wide, narrow, `{"relation":"narrower","witness":{"action":"Microsoft.Resources/subscriptions/resourceGroups/read","resource":{"a":"xx"}},"witnessAllowedBy":"old"}`},
		{wide, wide, `{"relation":"equal"}`},
	} {
		if got, err := json.Marshal(abac.Compare(tt.old, tt.next, abac.Strict)); err != nil || string(got) != tt.want {
			t.Errorf("Marshal() = %s, %v, want %s", got, err, tt.want)
		}
	}
}

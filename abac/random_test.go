// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/azfoundry/azfoundry/abac"
)

// random makes conditions and requests over few names and values, so that they often meet.
type random struct{ *rand.Rand }

func newRandom(seed uint64) random { return random{rand.New(rand.NewPCG(seed, 7))} }

func pickOf[T any](r random, list ...T) T { return list[r.IntN(len(list))] }

var (
	randomActions = []string{"p/read", "P/write", "p/tags/read"}
	randomTexts   = []string{"a", "A", "ab", "aB", "b*", "a?", "é", "É", "", "a\\*"}
	randomTimes   = []string{"2024-01-01T00:00:00Z", "2024-01-01T00:00:00.0000001Z", "2025-06-30T12:00:00.5Z"}
	randomGUIDs   = []string{"08d4c71acc634ce4a9c85dd251b4d619", "08D4C71A-CC63-4CE4-A9C8-5DD251B4D619", "53ca6127-db72-4b80-b1b0-d745d6d5456d"}
)

// condition returns an expression of some depth.
func (r random) condition(depth int) string {
	if depth == 0 || r.IntN(4) == 0 {
		return r.leaf()
	}
	switch r.IntN(5) {
	case 0:
		return "NOT (" + r.condition(depth-1) + ")"
	case 1:
		return "((!(ActionMatches{'" + pickOf(r, randomActions...) + "'})) OR (" + r.condition(depth-1) + "))"
	default:
		parts := make([]string, 2+r.IntN(2))
		for i := range parts {
			parts[i] = "(" + r.condition(depth-1) + ")"
		}
		return strings.Join(parts, pickOf(r, " AND ", " OR "))
	}
}

func (r random) leaf() string {
	switch r.IntN(9) {
	case 0:
		return pickOf(r, "", "!") + "ActionMatches{'" + pickOf(r, "p/read", "p/*", "*read", "p/tags/READ", "*/*/*") + "'}"
	case 1:
		return pickOf(r, "", "!") + "SubOperationMatches{'" + pickOf(r, "List", "L*") + "'}"
	case 2:
		return pickOf(r, "", "NOT ") + "Exists @" + pickOf(r, "Resource[s]", "Resource[l]", "Principal[x]")
	case 3:
		return r.operands("@Principal[n]", "Numeric", r.number)
	case 4:
		return r.operands("@Environment[t]", "DateTime", func() string { return "'" + pickOf(r, randomTimes...) + "'" })
	case 5:
		return r.operands("@Request[g]", "Guid", func() string { return pickOf(r, randomGUIDs...) })
	case 6:
		return "@Resource[b] Bool" + pickOf(r, "Equals", "NotEquals") + pickOf(r, " true", " false")
	default:
		return r.operands(pickOf(r, "@Resource[s]", "@Resource[l]", "@Principal[x]"), "String", r.text)
	}
}

func (r random) number() string { return strconv.Itoa(r.IntN(5) - 2) }

func (r random) text() string { return "'" + pickOf(r, randomTexts...) + "'" }

// operands compares an attribute with a value, a set or another attribute.
func (r random) operands(attribute, family string, literal func() string) string {
	operators := map[string][]string{
		"Numeric":  {"Equals", "NotEquals", "GreaterThan", "GreaterThanEquals", "LessThan", "LessThanEquals"},
		"DateTime": {"Equals", "NotEquals", "GreaterThan", "GreaterThanEquals", "LessThan", "LessThanEquals"},
		"Guid":     {"Equals", "NotEquals"},
		"String": {
			"Equals", "NotEquals", "Like", "NotLike", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "LikeIgnoreCase", "NotLikeIgnoreCase",
			"StartsWith", "NotStartsWith", "StartsWithIgnoreCase", "NotStartsWithIgnoreCase",
		},
	}[family]
	if family == "DateTime" || r.IntN(3) == 0 {
		right := literal()
		if family == "String" && r.IntN(4) == 0 {
			right = pickOf(r, "@Resource[s]", "@Principal[x]")
		}
		return attribute + " " + family + pickOf(r, operators...) + " " + right
	}
	if family == "String" {
		operators = operators[:8]
	}
	set := make([]string, 1+r.IntN(3))
	for i := range set {
		set[i] = literal()
	}
	right := "{" + strings.Join(set, ", ") + "}"
	if r.IntN(8) == 0 {
		attribute, right = right, attribute
	}
	return attribute + " " + pickOf(r, "ForAnyOfAnyValues:", "ForAllOfAnyValues:", "ForAnyOfAllValues:", "ForAllOfAllValues:") + family + pickOf(r, operators...) + " " + right
}

// request returns a request in which some attributes are missing and some have odd types.
func (r random) request() abac.Request {
	q := abac.Request{
		Action: pickOf(r, "p/read", "p/write", "P/TAGS/read", "other/thing", ""), Suboperation: pickOf(r, "", "", "List", "list", "other"),
		Resource: abac.Attributes{}, Request: abac.Attributes{}, Principal: abac.Attributes{}, Environment: abac.Attributes{},
	}
	set := func(m abac.Attributes, name string, v abac.Value) {
		if r.IntN(4) > 0 {
			m[name] = v
		}
	}
	set(q.Resource, "s", abac.Text(pickOf(r, randomTexts...)))
	set(q.Resource, "l", r.list())
	set(q.Resource, "b", pickOf(r, abac.Boolean(true), abac.Boolean(false), abac.Text("true")))
	set(q.Principal, "x", pickOf(r, abac.Text(pickOf(r, randomTexts...)), r.list(), abac.Number(1)))
	set(q.Principal, "n", pickOf(r, abac.Number(int64(r.IntN(5)-2)), abac.Text("1"), abac.List(abac.Number(0), abac.Number(int64(r.IntN(3))))))
	set(q.Request, "g", abac.Text(pickOf(r, append(randomGUIDs, "no GUID")...)))
	set(q.Environment, "t", abac.Text(pickOf(r, append(randomTimes, "2024-01-01")...)))
	return q
}

func (r random) list() abac.Value {
	texts := make([]string, r.IntN(4))
	for i := range texts {
		texts[i] = pickOf(r, randomTexts[:8]...)
	}
	return abac.Texts(texts...)
}

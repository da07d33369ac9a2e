// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
)

// Whatever people and the service write: white space, spelling, order, forms. All of it reads, and prints to what
// reads the same.
func TestParse_variants(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		// White space.
		"@Resource[a]StringEquals'x'", "@Resource[a]\nStringEquals\n'x'", "\t@Resource[a]\r\n\tStringEquals\r\n\t'x'\r\n", "(@Resource[a]ForAnyOfAnyValues:StringEquals{'x','y'})OR(Exists@Resource[b])",
		"!(ActionMatches{ 'a/b' })", "!( ActionMatches {'a/b'} AND!SubOperationMatches {'c'} )OR Exists @Request[d]", "@Resource[a] ForAnyOfAnyValues : StringEquals {\n 'x' ,\n 'y'\n}",
		"@Resource [a] StringEquals 'x'", "NOT(Exists @Resource[a])", "NOT\nExists\n@Resource[a]", "Exists @Resource[a]AND Exists @Resource[b]", "(Exists @Resource[a])AND(Exists @Resource[b])",
		// Keywords and operators in any case, and their signs.
		"exists @resource[a] and not exists @REQUEST[b] or EXISTS @principal[c]", "Exists @Resource[a] && !Exists @Resource[b] || Exists @Environment[c]", "!!Exists @Resource[a]", "NOT NOT NOT Exists @Resource[a]",
		"! @Resource[a] StringStartsWithIgnoreCase '$'", "NOT @Resource[a] STRINGNOTLIKEIGNORECASE 'x'", "ACTIONMATCHES{'a'}", "suboperationmatches{'Blob.List'}", "@Resource[a] FORALLOFALLVALUES:STRINGNOTEQUALS {'x'}",
		"@Resource[a] BOOLEQUALS True", "@Resource[a] BoolNotEquals fALSE", "@Resource[a] GUIDEQUALS 08D4C71ACC634CE4A9C85DD251B4D619",
		// GUIDs with and without hyphens, quoted or not, beginning with digits or letters, or digits only.
		"@Request[r] GuidEquals deadbeefdeadbeefdeadbeefdeadbeef", "@Request[r] ForAnyOfAnyValues:GuidEquals{12345678901234567890123456789012,ba92f5b4-2d11-453d-a403-e96b0029c9fe}",
		"@Request[r] GuidNotEquals 'BA92F5B4-2D11-453D-A403-E96B0029C9FE'", "@Request[r]ForAllOfAllValues:GuidNotEquals{ba92f5b42d11453da403e96b0029c9fe , 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'}",
		"{00000000-0000-0000-0000-000000000001} ForAnyOfAnyValues:GuidEquals @Request[r]",
		// Attributes: without namespace, with keys, with odd characters, of each source.
		"@Resource[HasObotoken] boolequals true", "Exists @Resource[a/b:Key<$key_case_sensitive$>]", "@Resource[a/tags&$keys$&] ForAllOfAnyValues:StringEquals {'x'}", "@Resource[a/metadata:my-key] StringEquals 'x'",
		"@Resource[t/record:Column One<$key_case_sensitive$>] StringLike 'x'", "@Resource[a b:c'd] StringEquals 'x'", "@Resource[ключ] StringEquals 'значение'", "Exists @Resource[a(b){c},!&&:d]",
		"@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Set_Attribute] StringEquals @Resource[a]", "@Environment[Microsoft.Network/virtualNetworks/subnets] StringEqualsIgnoreCase '/subscriptions/x'",
		// Texts that look like something else.
		"@Resource[a] StringEquals ''", "@Resource[a] StringEquals ' '", "@Resource[a] StringEquals 'AND OR NOT (){},:@[]'", "@Resource[a] StringEquals '# no comment'", "@Resource[a] StringEquals '// no comment'", "@Resource[a] StringEquals '\"x\"'",
		"@Resource[a] StringLike 'a\\*b\\?c*?'", "@Resource[a] StringEquals 'C:\\temp\\'", "@Resource[a] StringEquals 'true'", "@Resource[a] StringEquals '42'", "@Resource[a] StringEquals '$'", "@Resource[a] StringEquals 'ünïcødé 😀'",
		// Numbers, times, operands in either order, sets on either side or on both.
		"@Principal[n] NumericLessThan -9223372036854775808", "9223372036854775807 NumericGreaterThanEquals @Principal[n]", "@Principal[n] ForAllOfAnyValues:NumericLessThanEquals {-1,0,1}", "{1, 2} ForAnyOfAllValues:NumericNotEquals {3}",
		"'2024-02-29T23:59:59.9999999Z' DateTimeLessThan @Environment[UtcNow]", "@Environment[UtcNow] DateTimeNotEquals '2024-01-01T00:00:00Z'", "true BoolEquals @Environment[isPrivateLink]", "'a' StringEquals 'a'",
		"{'a'} ForAnyOfAnyValues:StringLike @Resource[keys]", "@Resource[a] ForAnyOfAnyValues:StringEquals @Principal[b]",
		// Guards: none, alone, positive, nested, with wildcards.
		"ActionMatches{'a/*'}", "(!(ActionMatches{'a'} AND NOT SubOperationMatches{'b'}))", "(ActionMatches{'a'} AND Exists @Resource[b]) OR (ActionMatches{'c'} AND Exists @Resource[d])",
		"((((!(ActionMatches{'a'})))) OR ((((Exists @Resource[b])))))", "!(ActionMatches{'*/read'}) AND !(ActionMatches{'a/*/b'}) OR Exists @Resource[c]", "ActionMatches{''}",
		// The preview of 2021.
		"@Request[subOperation] ForAnyOfAnyValues:StringEqualsIgnoreCase {'Blob.Read.WithTagConditions'}",
	} {
		c, err := abac.Parse(text)
		if err != nil {
			t.Errorf("%v in %s", err, text)
			continue
		}
		if found := c.Diagnostics(); len(found) > 0 {
			t.Errorf("%s has findings %v", text, found)
		}
		roundTrip(t, c)
		c.Check(nil)
	}
}

// Comparisons of values, by the documentation's words.
func TestProgram_operators(t *testing.T) {
	t.Parallel()
	for want, texts := range map[string][]string{
		"true": {
			"'a' StringEquals 'a'", "'a' StringNotEquals 'A'", "'Straße' StringEqualsIgnoreCase 'STRAßE'", "'' StringEquals ''", "'a' StringStartsWith ''", "'a/b' StringStartsWith 'a/'", "'A/b' StringStartsWithIgnoreCase 'a/'",
			"'a' StringNotStartsWith 'A'", "'b' StringNotStartsWithIgnoreCase 'A'", "'a*c' StringLike 'a\\*c'", "'a?c' StringLike 'a\\?c'", "'a\\c' StringLike 'a\\c'", "'' StringLike '*'", "'a/b/c.txt' StringLike '*/c.???'", "'😀' StringLike '?'",
			"'abc' StringNotLike 'ab'", "'ABC' StringLikeIgnoreCase 'a*C'", "'abc' StringNotLikeIgnoreCase 'B*'", "'aXbXc' StringLike 'a*X*c'", "'a b' StringLike 'a?b'",
			"1 NumericEquals 01", "-1 NumericLessThan 0", "2 NumericGreaterThan 1", "2 NumericGreaterThanEquals 2", "2 NumericLessThanEquals 2", "1 NumericNotEquals 2", "9223372036854775807 NumericGreaterThan -9223372036854775808",
			"'2024-01-01T00:00:00Z' DateTimeEquals '2024-01-01T00:00:00.0000000Z'", "'2024-01-01T00:00:00.0000001Z' DateTimeGreaterThan '2024-01-01T00:00:00Z'", "'2024-02-29T00:00:00Z' DateTimeLessThan '2024-03-01T00:00:00.0Z'",
			"'2024-01-01T00:00:00.1Z' DateTimeEquals '2024-01-01T00:00:00.1000000Z'", "'2023-12-31T23:59:59.9999999Z' DateTimeLessThanEquals '2024-01-01T00:00:00Z'", "'2024-01-01T00:00:00Z' DateTimeNotEquals '2024-01-01T00:00:00.0000001Z'",
			"true BoolEquals TRUE", "true BoolNotEquals false", "08d4c71acc634ce4a9c85dd251b4d619 GuidEquals 08D4C71A-CC63-4CE4-A9C8-5DD251B4D619", "'08d4c71acc634ce4a9c85dd251b4d619' GuidEquals 08d4c71a-cc63-4ce4-a9c8-5dd251b4d619",
			"08d4c71acc634ce4a9c85dd251b4d619 GuidNotEquals 18d4c71acc634ce4a9c85dd251b4d619",
			"{'a', 'b'} ForAnyOfAnyValues:StringEquals {'b', 'c'}", "{'a', 'b'} ForAllOfAnyValues:StringLike {'a*', 'b?', 'b'}", "{1, 5} ForAnyOfAllValues:NumericGreaterThan {3, 4}", "{5, 6} ForAllOfAllValues:NumericGreaterThan {3, 4}",
			"{'a'} ForAllOfAllValues:StringNotEquals {'b', 'c'}", "{'A'} ForAllOfAllValues:StringEqualsIgnoreCase {'a'}", "{'a', 'b'} ForAnyOfAnyValues:StringNotEquals {'a', 'b'}", "'a' ForAnyOfAnyValues:StringEquals {'a'}",
			"{08d4c71acc634ce4a9c85dd251b4d619} ForAnyOfAnyValues:GuidEquals {08D4C71A-CC63-4CE4-A9C8-5DD251B4D619}",
		},
		"false": {
			"'a' StringEquals 'A'", "'a' StringNotEquals 'a'", "'a ' StringEquals 'a'", "'İ' StringEqualsIgnoreCase 'i'", "'ſ' StringEqualsIgnoreCase 's'", "'ab' StringLike 'a'", "'ab' StringLike '?'", "'abc' StringLike 'a\\*c'",
			"'abc' StringNotLike 'a*'", "'a' StringStartsWith 'ab'", "'1' NumericEquals 1", "1 StringEquals '1'", "'true' BoolEquals true", "true StringEquals 'true'", "'2024-01-01' DateTimeLessThan '2025-01-01T00:00:00Z'",
			"'2024-01-01T00:00:00.0000001Z' DateTimeEquals '2024-01-01T00:00:00Z'", "'2024-02-30T00:00:00Z' DateTimeGreaterThan '2024-01-01T00:00:00Z'", "'2024-01-01T00:00:00+00:00' DateTimeGreaterThan '2023-01-01T00:00:00Z'",
			"08d4c71acc634ce4a9c85dd251b4d619 StringEquals '08d4c71acc634ce4a9c85dd251b4d619'", "'x' GuidNotEquals 08d4c71acc634ce4a9c85dd251b4d619", "'x' BoolNotEquals true", "'x' NumericNotEquals 1", "'x' DateTimeNotEquals '2024-01-01T00:00:00Z'",
			"{'a', 'b'} ForAllOfAnyValues:StringEquals {'b', 'c'}", "{1, 5} ForAllOfAllValues:NumericGreaterThan {3, 4}", "{1, 5} ForAnyOfAllValues:NumericGreaterThan {3, 6}", "{'a'} ForAllOfAllValues:StringNotEquals {'a', 'c'}",
			"{'a', 1} ForAnyOfAnyValues:StringEquals {'a'}", "{'red'} ForAnyOfAnyValues:StringEquals {'RED'}",
		},
	} {
		for _, text := range texts {
			for _, mode := range []abac.Mode{abac.Strict, abac.Lenient} {
				if got := abac.Compile(abac.MustParse(text), mode).Decide(abac.Request{}); got != (want == "true") {
					t.Errorf("%s is %v", text, got)
				}
			}
		}
	}
}

// Decisions about requests whose attributes are missing, lists, of another type or spelt in another case.
func TestProgram_decisions(t *testing.T) {
	t.Parallel()
	const key = "<$key_case_sensitive$>"
	for _, tt := range []struct {
		text, request   string
		strict, lenient bool
	}{
		{"@Resource[a] StringEquals 'x'", `{"resource":{"A":"x"}}`, true, true},
		{"@Resource[a:K" + key + "] StringEquals 'x'", `{"resource":{"a:k` + key + `":"x"}}`, false, false},
		{"@Resource[A:K" + key + "] StringEquals 'x'", `{"resource":{"a:K` + key + `":"x"}}`, true, true},
		{"@Resource[a] StringEquals 'x'", `{"request":{"a":"x"}}`, false, false},
		{"@Resource[a] StringNotEquals 'x'", `{}`, false, false},
		{"NOT @Resource[a] StringEquals 'x'", `{}`, false, true},
		{"NOT (NOT @Resource[a] StringEquals 'x')", `{}`, false, false},
		{"NOT @Resource[a] StringNotEquals 'x'", `{}`, false, true},
		{"NOT (@Resource[a] StringEquals 'x' AND Exists @Resource[a])", `{}`, true, true},
		{"NOT (@Resource[a] StringEquals 'x' OR Exists @Resource[b])", `{}`, false, true},
		{"NOT Exists @Resource[a] OR @Resource[a] StringEquals 'x'", `{}`, true, true},
		{"@Resource[a] StringEquals 'x' OR Exists @Resource[b]", `{"resource":{"b":""}}`, true, true},
		{"@Resource[a] StringEquals 'x' AND Exists @Resource[b]", `{"resource":{"b":""}}`, false, false},
		{"Exists @Resource[a]", `{"resource":{"a":[]}}`, false, false},
		{"Exists @Resource[a]", `{"resource":{"a":""}}`, true, true},
		{"@Resource[a] StringEquals 'x'", `{"resource":{"a":["x"]}}`, false, false},
		{"@Resource[a] ForAnyOfAnyValues:StringEquals {'x'}", `{"resource":{"a":["y","x"]}}`, true, true},
		{"@Resource[a] ForAllOfAnyValues:StringEquals {'x'}", `{"resource":{"a":["y","x"]}}`, false, false},
		{"@Resource[a] ForAllOfAnyValues:StringEquals {'x'}", `{"resource":{"a":[]}}`, false, false},
		{"NOT @Resource[a] ForAnyOfAnyValues:StringEquals {'x'}", `{"resource":{"a":[]}}`, false, true},
		{"@Resource[a] ForAnyOfAnyValues:StringEquals {'x'}", `{"resource":{"a":"x"}}`, true, true},
		{"@Resource[a] ForAnyOfAnyValues:StringEquals @Principal[b]", `{"resource":{"a":["x","y"]},"principal":{"b":["y","z"]}}`, true, true},
		{"@Resource[a] ForAllOfAnyValues:StringEquals @Principal[b]", `{"resource":{"a":["x","y"]},"principal":{"b":["y","z"]}}`, false, false},
		{"@Resource[a] StringEquals @Principal[b]", `{"resource":{"a":"x"}}`, false, false},
		{"@Principal[n] NumericLessThan 3", `{"principal":{"n":2}}`, true, true},
		{"@Principal[n] NumericLessThan 3", `{"principal":{"n":"2"}}`, false, false},
		{"@Environment[isPrivateLink] BoolEquals true", `{"environment":{"isPrivateLink":true}}`, true, true},
		{"@Environment[isPrivateLink] BoolEquals true", `{"environment":{"isPrivateLink":"true"}}`, false, false},
		{"@Request[r] ForAnyOfAnyValues:GuidEquals {08d4c71acc634ce4a9c85dd251b4d619}", `{"request":{"r":"08D4C71A-CC63-4CE4-A9C8-5DD251B4D619"}}`, true, true},
		{"@Request[p] StringStartsWith ''", `{"request":{"p":""}}`, true, true},
		{"@Request[p] StringStartsWith 'readonly/'", `{"request":{"p":""}}`, false, false},
		{"!(ActionMatches{'A/Read'}) OR Exists @Resource[a]", `{"action":"a/read"}`, false, false},
		{"!(ActionMatches{'a/*'}) OR Exists @Resource[a]", `{"action":"a/b/read"}`, false, false},
		{"!(ActionMatches{'a/read'}) OR Exists @Resource[a]", `{"action":"a/readmore"}`, true, true},
		{"!(ActionMatches{'a'} AND NOT SubOperationMatches{'l'}) OR Exists @Resource[a]", `{"action":"a","suboperation":"L"}`, true, true},
		{"!(ActionMatches{'a'} AND SubOperationMatches{'l'}) OR Exists @Resource[a]", `{"action":"a"}`, true, true},
		{"(!(ActionMatches{'a'})) OR (Exists @Resource[x]) OR (Exists @Resource[y]) AND (Exists @Resource[z])", `{"action":"a","resource":{"y":"1"}}`, false, false},
	} {
		var r abac.Request
		if err := json.Unmarshal([]byte(tt.request), &r); err != nil {
			t.Fatal(err)
		}
		c := abac.MustParse(tt.text)
		for mode, want := range map[abac.Mode]bool{abac.Strict: tt.strict, abac.Lenient: tt.lenient} {
			b := abac.Compile(c, mode).Bind(r)
			if got := b.Evaluate(); got != want {
				t.Errorf("mode %d: %s and %s: %v\n%s", mode, tt.text, tt.request, got, b.Explain())
			}
			if strings.HasPrefix(b.Explain().String(), "allow") != want {
				t.Errorf("mode %d: %s and %s: Explain() = %s", mode, tt.text, tt.request, b.Explain())
			}
		}
	}
}

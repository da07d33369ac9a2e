// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
)

func TestParse_errors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string // position and the parts of message and hint, in order
	}{
		{"empty", " \n", []string{"2:1: the text is empty"}},
		{"extra parenthesis", "(@Resource[a] StringEquals 'x'))", []string{"1:32: this ) closes nothing"}},
		{"open parenthesis", "(@Resource[a] StringEquals 'x'", []string{"1:1: this ( is never closed"}},
		{"no connective", "@Resource[a] StringEquals 'x'\n@Resource[b] StringEquals 'y'", []string{"2:1: expected AND or OR before the attribute @Resource[b]"}},
		{"no operand", "@Resource[a] StringEquals AND Exists @Resource[a]", []string{"1:27: expected an attribute, a value or a set, found \"AND\""}},
		{"no operator", "@Resource[a] 'x'", []string{"1:14: expected an operator behind @Resource[a], found the text 'x'"}},
		{"misspelt operator", "@Resource[a] StringEqals 'x'", []string{"1:14: unknown operator \"StringEqals\"; did you mean StringEquals?"}},
		{"operator of other SDKs", "@Resource[a] NumericGreaterThanOrEquals 1", []string{"1:14: unknown operator \"NumericGreaterThanOrEquals\"; did you mean NumericGreaterThanEquals?"}},
		{"operator of other dialects", "@Resource[a] StringContains 'x'", []string{"1:14: unknown operator \"StringContains\"; the service has no such function"}},
		{"misspelt quantifier", "@Resource[a] ForAnyOfAnyValue:StringEquals {'x'}", []string{"1:14: unknown quantifier \"ForAnyOfAnyValue\"; did you mean ForAnyOfAnyValues?"}},
		{"quantifier alone", "@Resource[a] ForAnyOfAnyValues: {'x'}", []string{"1:33: expected an operator behind the quantifier, found \"{\""}},
		{"quantified prefix", "@Resource[a] ForAnyOfAnyValues:StringStartsWith {'x'}", []string{"1:32: StringStartsWith cannot stand behind a quantifier"}},
		{"set without quantifier", "@Resource[a] StringEquals {'x'}", []string{"1:14: a set needs a quantifier in front of StringEquals; write ForAnyOfAnyValues:StringEquals"}},
		{"set of an operator without", "@Resource[a] StringStartsWith {'x'}", []string{"1:14: StringStartsWith takes no set"}},
		{"empty set", "@Resource[a] ForAnyOfAnyValues:StringEquals {}", []string{"1:45: the set is empty"}},
		{"trailing comma", "@Resource[a] ForAnyOfAnyValues:StringEquals {'x',}", []string{"1:50: expected a value behind the comma"}},
		{"no comma", "@Resource[a] ForAnyOfAnyValues:StringEquals {'x' 'y'}", []string{"1:50: expected , or } in the set, found the text 'y'"}},
		{"open set", "@Resource[a] ForAnyOfAnyValues:StringEquals {'x'", []string{"1:49: expected , or } in the set, found the end"}},
		{"text without quotes in a set", "@Resource[a] ForAnyOfAnyValues:StringEquals {x}", []string{"1:46: expected a value in the set, found \"x\"; texts stand in single quotes: 'x'"}},
		{"text without quotes", "@Resource[a] StringEquals x", []string{"1:27: expected an attribute, a value or a set, found \"x\"; texts stand in single quotes: 'x'"}},
		{"double quotes", "@Resource[a] StringEquals \"x\"", []string{"1:27: unexpected character \"\"\"; quote texts with single quotes", "1:29: unexpected"}},
		{"open text", "@Resource[a] StringEquals 'x\n", []string{"1:27: the text is not closed on its line"}},
		{"open attribute", "@Resource[a StringEquals 'x'", []string{"1:1: the name of the attribute is not closed; close it with ]"}},
		{"attribute without name", "Exists @Resource[]", []string{"1:8: the attribute has no name"}},
		{"attribute without brackets", "@Resource StringEquals 'x'", []string{"1:11: expected [ and the name of an attribute behind @Resource"}},
		{"misspelt source", "@Resorce[a] StringEquals 'x'", []string{"1:1: unknown source @Resorce; did you mean @Resource?"}},
		{"unknown source", "@Context[a] StringEquals 'x'", []string{"1:1: unknown source @Context; the sources are @Resource, @Request, @Principal, @Environment"}},
		{"fraction", "@Resource[a] NumericEquals 1.5", []string{"1:28: \"1.5\" is neither a whole number nor a GUID; the language has whole numbers only"}},
		{"short GUID", "@Resource[a] GuidEquals 53ca6127-db72-4b80-b1b0-d745d6d5456", []string{"1:25: \"53ca6127-db72-4b80-b1b0-d745d6d5456\" is neither a whole number nor a GUID; a GUID has 32"}},
		{"large number", "@Resource[a] NumericEquals 9223372036854775808", []string{"1:28: \"9223372036854775808\" is neither"}},
		{"round brackets of a function", "!ActionMatches('x')", []string{"1:15: expected { behind ActionMatches, found \"(\"; write ActionMatches{'…'}"}},
		{"no brackets of a function", "!(ActionMatches 'x')", []string{"1:17: expected { behind ActionMatches, found the text 'x'"}},
		{"two names in a function", "!(ActionMatches{'x', 'y'})", []string{"1:20: ActionMatches takes one name; join several ActionMatches with AND or OR"}},
		{"no name in a function", "ActionMatches{x}", []string{"1:15: expected a name in single quotes, found \"x\""}},
		{"misspelt function", "ActionMatch{'x'}", []string{"1:1: expected a comparison, ActionMatches, SubOperationMatches or Exists, found \"ActionMatch\"; did you mean ActionMatches?"}},
		{"operator in front", "StringEquals 'x'", []string{"1:1: expected a comparison, ActionMatches, SubOperationMatches or Exists, found \"StringEquals\"; an operator needs an operand in front of it"}},
		{"exists of nothing", "Exists 'x'", []string{"1:8: expected an attribute behind Exists, found the text 'x'"}},
		{"null", "@Resource[a] null", []string{"1:14: unknown operator \"null\"", "1:18: expected an attribute"}},
		{"comment", "@Resource[a] StringEquals 'x' # why", []string{"1:31: the language has no comments; files of ours may hold lines that begin with #"}},
		{"single ampersand", "Exists @Resource[a] & Exists @Resource[b]", []string{"1:21: unexpected character \"&\"; write &&"}},
		{"shell took a part", "Exists @Resource[a] AND $keys", []string{"1:25: unexpected character \"$\"; variables must be filled in; a shell may have taken part"}},
		{"placeholder", "@Request[r] ForAnyOfAnyValues:GuidEquals {<role>}", []string{"1:43: unexpected character \"<\"; operators are words, such as StringEquals or NumericLessThan; placeholders must be filled in", "1:48: unexpected"}},
		{"comment between slashes", "Exists @Resource[a] /* why * not */ OR OR", []string{"1:21: the language has no comments", "1:40: expected a comparison, ActionMatches, Exists or (, found \"OR\"; remove OR"}},
		{"escaped for HTML", "ActionMatches{&#39;x&#39;}", []string{"1:15: the text was escaped for HTML or XML", "1:15: expected a name in single quotes, found something unreadable", "1:21: "}},
		{"escaped for a shell", "Exists @Resource[a]\\n OR Exists @Resource[b]", []string{"1:20: unexpected backslash; the text was escaped for a shell or a program"}},
		{"quote within a text", "@Resource[a] StringEquals 'it''s'", []string{"1:31: expected AND or OR before the text 's'; a text cannot hold a single quote", "1:34: expected an operator"}},
		{"quantifier without colon", "@Resource[a] ForAnyOfAnyValues StringEquals {'x'}", []string{"1:32: expected : behind \"ForAnyOfAnyValues\", found \"StringEquals\"; write ForAnyOfAnyValues:StringEquals"}},
		{"name of a role", "@Request[r] ForAnyOfAnyValues:GuidEquals {Reader}", []string{"1:43: expected a value in the set, found \"Reader\"; write the GUID"}},
		{"time without quotes", "@Environment[UtcNow] DateTimeLessThan 2026-01-31T12:00:00Z", []string{"1:39: \"2026-01-31T12\" is neither a whole number nor a GUID; times stand in single quotes", "1:56: "}},
		{"set in a set", "@Resource[a] ForAnyOfAnyValues:StringEquals {{'x'}}", []string{"1:46: expected a value in the set, found \"{\"; a set holds no sets"}},
		{"brace too many", "(@Resource[a] ForAnyOfAnyValues:StringEquals {'x'}})", []string{"1:51: expected AND, OR or ), found \"}\"; remove it"}},
		{"no text", "Exists @Resource[a] \xff", []string{"1:21: the text is not UTF-8 here"}},
		{"three errors", "(@Resorce[a] StringEqals 'x') OR ()\nAND @Resource[b] StringEquals", []string{
			"1:2: unknown source", "1:14: unknown operator", "1:35: expected a comparison, ActionMatches, Exists or (, found \")\"",
			"2:30: expected an attribute, a value or a set, found the end",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := abac.Parse(tt.text)
			list, ok := errors.AsType[abac.SyntaxErrors](err)
			if !ok || len(list) != len(tt.want) {
				t.Fatalf("Parse() = %v, want %d errors", err, len(tt.want))
			}
			for i, want := range tt.want {
				if got := list[i].Error(); !strings.HasPrefix(got, want) || list[i].Hint == "" {
					t.Errorf("error %d = %q, want %q", i, got, want)
				}
			}
		})
	}
}

func TestParse_errorsAreBounded(t *testing.T) {
	t.Parallel()
	_, err := abac.Parse(strings.Repeat("=,", 5000))
	if list, ok := errors.AsType[abac.SyntaxErrors](err); !ok || len(list) != 10 {
		t.Errorf("Parse() gives %d errors, want 10", len(list))
	}
	one, ok := errors.AsType[*abac.SyntaxError](err)
	if !ok || one.Pos != (abac.Pos{Offset: 0, Line: 1, Column: 1}) {
		t.Errorf("first error = %v, want it at the start", one)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Error("the error has several lines")
	}
}

func TestParseFile_namesTheFile(t *testing.T) {
	t.Parallel()
	_, err := abac.ParseFile("rules/one.txt", "# it's a comment\nExists")
	if err == nil || !strings.Contains(err.Error(), "rules/one.txt:2:7: expected an attribute behind Exists") {
		t.Errorf("ParseFile() = %v, want the file's name and position", err)
	}
}

func TestParse_size(t *testing.T) {
	t.Parallel()
	if _, err := abac.Parse(strings.Repeat(" ", 2<<20)); err == nil || !strings.Contains(err.Error(), "no condition") {
		t.Errorf("Parse() of 2 MB = %v, want an error", err)
	}
}

// Everything below is one expression in many spellings.
func TestParse_spellings(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		same []string
	}{
		{"keywords", []string{
			"NOT Exists @Resource[a] AND (SubOperationMatches{'b'} OR !ActionMatches{'c'})",
			"!exists@resource[a]&&(suboperationmatches {'b'}||not(actionmatches{ 'c' }))",
			"((not (Exists\n@RESOURCE[a]))) And ((SubOperationMatches{'b'}) oR ((!(ActionMatches{'c'}))))",
		}},
		{"operators", []string{
			"@Resource[HasObotoken] BoolEquals true && @Request[r]ForAnyOfAnyValues:GuidEquals{6670b86ea3f74917ac9b5d6ab1be4567,de754d53-652d-4c75-a67f-1e48d8b49c97}",
			"@Resource[HasObotoken] boolequals TRUE AND (@Request[r] foranyofanyvalues : guidequals { 6670b86ea3f74917ac9b5d6ab1be4567 , de754d53-652d-4c75-a67f-1e48d8b49c97 })",
		}},
		{"numbers", []string{"@Principal[n] NumericLessThan -7", "@Principal[n]\tNumericLessThan\r\n-007"}},
		{"operands in either order", []string{"'x' StringEquals @Resource[a]", "'x'StringEquals@Resource[a]"}},
		{"AND before OR", []string{
			"Exists @Resource[a] OR Exists @Resource[b] AND Exists @Resource[c]",
			"Exists @Resource[a] OR (Exists @Resource[b] AND Exists @Resource[c])",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			first := abac.MustParse(tt.same[0])
			for _, text := range tt.same[1:] {
				c, err := abac.Parse(text)
				if err != nil {
					t.Fatal(err)
				}
				if !c.SameSyntax(first) {
					t.Errorf("%s\nis not\n%s", c.OneLine(), first.OneLine())
				}
			}
		})
	}
}

func TestCondition_SameSyntax_tellsApart(t *testing.T) {
	t.Parallel()
	texts := []string{
		"Exists @Resource[a]", "Exists @Resource[b]", "Exists @Request[a]", "NOT Exists @Resource[a]", "ActionMatches{'a'}", "SubOperationMatches{'a'}",
		"ActionMatches{'b'}", "@Resource[a] StringEquals 'x'", "@Resource[a] StringEquals 'y'", "@Resource[a] StringNotEquals 'x'",
		"@Resource[a] NumericEquals 1", "@Resource[a] StringEquals '1'", "@Resource[a] StringEquals @Resource[b]",
		"@Resource[a] ForAnyOfAnyValues:StringEquals {'x'}", "@Resource[a] ForAllOfAnyValues:StringEquals {'x'}", "@Resource[a] ForAnyOfAnyValues:StringEquals {'x', 'y'}",
		"Exists @Resource[a] AND Exists @Resource[b]", "Exists @Resource[a] OR Exists @Resource[b]", "Exists @Resource[b] OR Exists @Resource[a]",
		"Exists @Resource[a] AND Exists @Resource[b] AND Exists @Resource[c]", "(Exists @Resource[a] AND Exists @Resource[b]) AND Exists @Resource[c]",
	}
	for i, a := range texts {
		for j, b := range texts {
			if got := abac.MustParse(a).SameSyntax(abac.MustParse(b)); got != (i == j) {
				t.Errorf("SameSyntax(%s, %s) = %v", a, b, got)
			}
		}
	}
}

func TestParse_nesting(t *testing.T) {
	t.Parallel()
	const n = 100_000
	for name, text := range map[string]string{
		"parentheses": strings.Repeat("(", n), "NOT": strings.Repeat("!", n), "both": strings.Repeat("!(", n),
		"closed": strings.Repeat("(", n) + "Exists @Resource[a]" + strings.Repeat(")", n),
	} {
		_, err := abac.Parse(text)
		if err == nil || !strings.Contains(err.Error(), "nested deeper than 256") || len(err.Error()) > 300 {
			t.Errorf("Parse(%s) = %v, want the nesting refused", name, err)
		}
	}
	if _, err := abac.Parse(strings.Repeat("(", 200) + "Exists @Resource[a]" + strings.Repeat(")", 200)); err != nil {
		t.Error(err)
	}
}

func TestParse_positions(t *testing.T) {
	t.Parallel()
	c := abac.MustParse("(\n ActionMatches{'ü'} AND NOT @Resource[a] StringEquals 'x')")
	var got []string
	for e := range abac.Parts(c.Root()) {
		got = append(got, fmt.Sprintf("%T %s-%s", e, e.Span().Start, e.Span().End))
	}
	want := "*abac.Logical 2:2-2:58|*abac.Match 2:2-2:20|*abac.Not 2:25-2:58|*abac.Comparison 2:29-2:58"
	if joined := strings.Join(got, "|"); joined != want {
		t.Errorf("spans = %s\nwant    %s", joined, want)
	}
}

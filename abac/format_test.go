// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/abac"
)

func TestCondition_Format(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, lines, one string }{
		{
			"comparison", "((@resource[a:b] stringequals 'x'))",
			"@Resource[a:b] StringEquals 'x'", "@Resource[a:b] StringEquals 'x'",
		},
		{
			"guarded", "!(ActionMatches{'a/read'} and !suboperationmatches{'b'}) or not exists @request[c]",
			"(\n (\n  !(ActionMatches{'a/read'} AND NOT SubOperationMatches{'b'})\n )\n OR\n (\n  NOT Exists @Request[c]\n )\n)",
			"((!(ActionMatches{'a/read'} AND NOT SubOperationMatches{'b'})) OR (NOT Exists @Request[c]))",
		},
		{
			"two guarded", "(!ActionMatches{'a'} OR Exists @Resource[b]) AND (!ActionMatches{'c'} OR Exists @Resource[d])",
			"(\n (\n  !(ActionMatches{'a'})\n )\n OR\n (\n  Exists @Resource[b]\n )\n)\nAND\n(\n (\n  !(ActionMatches{'c'})\n )\n OR\n (\n  Exists @Resource[d]\n )\n)",
			"((!(ActionMatches{'a'})) OR (Exists @Resource[b])) AND ((!(ActionMatches{'c'})) OR (Exists @Resource[d]))",
		},
		{
			"never ambiguous", "Exists @Resource[a] OR Exists @Resource[b] AND Exists @Resource[c]",
			"Exists @Resource[a]\nOR\n(\n Exists @Resource[b]\n AND\n Exists @Resource[c]\n)",
			"Exists @Resource[a] OR (Exists @Resource[b] AND Exists @Resource[c])",
		},
		{
			"several values", "@Resource[k] ForAllOfAnyValues:StringLike{'a*','b'} AND 3 NumericLessThan @Principal[n]",
			"@Resource[k] ForAllOfAnyValues:StringLike {'a*', 'b'}\nAND\n3 NumericLessThan @Principal[n]",
			"@Resource[k] ForAllOfAnyValues:StringLike {'a*', 'b'} AND 3 NumericLessThan @Principal[n]",
		},
		{
			"NOT of NOT", "NOT NOT (Exists @Resource[a] OR Exists @Resource[b])",
			"!(!(Exists @Resource[a] OR Exists @Resource[b]))", "!(!(Exists @Resource[a] OR Exists @Resource[b]))",
		},
		{
			"GUIDs as written", "@Request[r] ForAnyOfAnyValues:GuidEquals {08D4c71acc634ce4a9c85dd251b4d619}",
			"@Request[r] ForAnyOfAnyValues:GuidEquals {08D4c71acc634ce4a9c85dd251b4d619}",
			"@Request[r] ForAnyOfAnyValues:GuidEquals {08D4c71acc634ce4a9c85dd251b4d619}",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := abac.MustParse(tt.text)
			if diff := cmp.Diff(tt.lines, c.Format()); diff != "" {
				t.Errorf("Format() (-want +got)\n%s", diff)
			}
			if got := c.OneLine(); got != tt.one {
				t.Errorf("OneLine() = %s\nwant        %s", got, tt.one)
			}
			roundTrip(t, c)
		})
	}
}

func TestCondition_Format_longNegation(t *testing.T) {
	t.Parallel()
	c := abac.MustParse("NOT (" + strings.Repeat("Exists @Resource[aaaaaaaaaaaaaaaaaaaaaaaaaa] OR ", 10) + "Exists @Resource[b])")
	if got := c.Format(); !strings.HasPrefix(got, "NOT\n(\n Exists") {
		t.Errorf("Format() = %s", got)
	}
	roundTrip(t, c)
}

// roundTrip prints and reads again.
func roundTrip(t *testing.T, c *abac.Condition) {
	t.Helper()
	for _, text := range []string{c.Format(), c.OneLine()} {
		again, err := abac.ParseFile("", text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if !again.SameSyntax(c) || again.Format() != c.Format() && again.Comments() == c.Comments() {
			t.Errorf("printed\n%s\nread and printed\n%s", text, again.Format())
		}
	}
}

const commented = `# Who may read? Don't ask.
(
  # the guard
  (
    !(ActionMatches{'a/read'} # of the data
    AND # both
    NOT SubOperationMatches{'list'})
  )

  # or else
  OR
  (
    # inside
    @Resource[t:key] ForAnyOfAnyValues:StringEquals # odd place
      {'#1', 'x'}
    # behind
  )
)
# the second block
AND Exists @Principal[#p]
# the end`

func TestParseFile_keepsComments(t *testing.T) {
	t.Parallel()
	c, err := abac.ParseFile("", commented)
	if err != nil {
		t.Fatal(err)
	}
	want := `# Who may read? Don't ask.
(
 # the guard
 (
  NOT
  (
   ActionMatches{'a/read'}
   # of the data
   AND
   # both
   NOT SubOperationMatches{'list'}
  )
 )
 # or else
 OR
 (
  # inside
  # odd place
  @Resource[t:key] ForAnyOfAnyValues:StringEquals {'#1', 'x'}
  # behind
 )
)
# the second block
AND
Exists @Principal[#p]
# the end`
	if diff := cmp.Diff(want, c.Format()); diff != "" {
		t.Errorf("Format() (-want +got)\n%s", diff)
	}
	roundTrip(t, c)
	if got := c.Comments(); got != 10 {
		t.Errorf("Comments() = %d, want 10", got)
	}
	sent, err := c.Wire()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := abac.Parse(sent); err != nil || !again.SameSyntax(c) {
		t.Errorf("Wire() = %s, which reads as %v", sent, err)
	}
	if _, err := abac.Parse(commented); err == nil {
		t.Error("Parse() takes comments, which the service does not")
	}
}

func TestParse_pasted(t *testing.T) {
	t.Parallel()
	const nbsp, zero = "\u00a0", "\u200b"
	text := "(" + nbsp + "@Resource[a" + zero + ":b]" + nbsp + nbsp + "StringEquals ‘high’\r\n)\u0007\ufeff OR @Resource[a:b] StringEquals 'it’s\u0001'"
	c, err := abac.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if !c.SameSyntax(abac.MustParse("@Resource[a:b] StringEquals 'high' OR @Resource[a:b] StringEquals 'it’s'")) {
		t.Errorf("read as %s", c.OneLine())
	}
	var got []string
	for _, d := range c.Diagnostics() {
		got = append(got, d.Span.Start.String()+" "+d.Message)
		if d.Rule != "AB019" || d.Severity != abac.SeverityError || d.Fix == "" {
			t.Errorf("finding %+v, want the rule, an error and a fix", d)
		}
	}
	want := []string{
		"1:2 3 non-breaking spaces from copy and paste, the first here",
		"1:33 2 typographic quotes from copy and paste, the first here",
		"1:14 4 control characters from copy and paste, the first here",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Diagnostics() (-want +got)\n%s", diff)
	}
	sent, err := c.Wire()
	if err != nil {
		t.Fatal(err)
	}
	if again := abac.MustParse(sent); len(again.Diagnostics()) > 0 {
		t.Errorf("Wire() = %q still holds %v", sent, again.Diagnostics())
	}
}

func TestCondition_Wire(t *testing.T) {
	t.Parallel()
	odd := "@Resource[a]   StringEquals\n'x'"
	if sent, err := abac.MustParse(odd).Wire(); err != nil || sent != odd {
		t.Errorf("Wire() = %q, %v; want the text as it was written", sent, err)
	}
	spread := abac.MustParse("@Resource[a] StringEquals 'x'" + strings.Repeat(" ", 8192))
	if sent, err := spread.Wire(); err != nil || sent != "@Resource[a] StringEquals 'x'" {
		t.Errorf("Wire() = %d bytes, %v; want the short form", len(sent), err)
	}
	wide := "Exists @Resource[a]" + strings.Repeat(" OR (Exists @Resource[a] AND Exists @Resource[b])", 166)
	if sent, err := abac.MustParse(wide).Wire(); err != nil || strings.Contains(sent, "\n") || len(sent) > 8192 {
		t.Errorf("Wire() = %d bytes, %v; want it on one line", len(sent), err)
	}
	long := abac.MustParse("@Resource[a] StringEquals '" + strings.Repeat("x", 8192) + "'")
	if _, err := long.Wire(); err == nil || !strings.Contains(err.Error(), "8220 bytes") {
		t.Errorf("Wire() = %v, want it refused", err)
	}
}

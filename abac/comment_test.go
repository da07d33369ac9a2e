// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/abac"
)

// What stands at the head of a file stays there, whatever the printer puts around the condition.
func TestParseFile_head(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{
			"guarded without parentheses", "# it's the head\n# of two lines\n!(ActionMatches{'a'}) # the guard\nOR Exists @Resource[b]",
			"# it's the head\n# of two lines\n(\n (\n  !(ActionMatches{'a'})\n )\n # the guard\n OR\n (\n  Exists @Resource[b]\n )\n)",
		},
		{
			"within parentheses", "(# within\nExists @Resource[a] OR Exists @Resource[b])",
			"# within\nExists @Resource[a]\nOR\nExists @Resource[b]",
		},
		{"in front of NOT", "# head\nNOT # why\nExists @Resource[a]", "# head\n# why\nNOT Exists @Resource[a]"},
		{
			"blocks", "# one\n(Exists @Resource[a] AND Exists @Resource[b])\n# two\nOR\n# three\n(Exists @Resource[c] AND Exists @Resource[d])\n# end\n",
			"# one\n(\n Exists @Resource[a]\n AND\n Exists @Resource[b]\n)\n# two\nOR\n# three\n(\n Exists @Resource[c]\n AND\n Exists @Resource[d]\n)\n# end",
		},
		{"marks of editors", "\ufeff# head\r\nExists @Resource[a]\r\n", "# head\nExists @Resource[a]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := abac.ParseFile("", tt.text)
			if err != nil || len(c.Diagnostics()) > 0 {
				t.Fatal(err, c.Diagnostics())
			}
			if diff := cmp.Diff(tt.want, c.Format()); diff != "" {
				t.Errorf("Format() (-want +got)\n%s", diff)
			}
			roundTrip(t, c)
		})
	}
}

var (
	commentTokens = regexp.MustCompile(`'[^']*'|@\w+\[[^]]*\]|[(){},!:]|[^\s(){},!:'@]+`)
	commentLeaf   = regexp.MustCompile(`Matches\b|Exists\b|(?:String|Numeric|DateTime|Bool|Guid)[A-Z]\w+`)
	commentOfTest = regexp.MustCompile(`# c(\d+)`)
)

// Comments at any place survive printing in their order; those between parts stay between the same parts, and
// those at the head and the end stay there.
func TestCondition_Format_commentsAnywhere(t *testing.T) {
	t.Parallel()
	r := newRandom(11)
	for range 3000 {
		tokens := commentTokens.FindAllString(r.condition(3), -1)
		var source strings.Builder
		var want []string // the number of each comment, and that of the parts in front of it
		heads, ends := 0, 0
		for i := range len(tokens) + 1 {
			for r.IntN(5) == 0 {
				n := len(want)
				want = append(want, fmt.Sprintf("%d behind %d", n, len(commentLeaf.FindAllString(source.String(), -1))))
				if !between(tokens, i) { // then it comes in front of the whole part
					want[n] = fmt.Sprintf("%d behind %d", n, partsBefore(tokens, i))
				}
				fmt.Fprintf(&source, " # c%d, isn't it ('\n", n)
				if i == 0 {
					heads++
				}
				if i == len(tokens) {
					ends++
				}
			}
			if i < len(tokens) {
				source.WriteString(" " + tokens[i])
			}
		}
		c, err := abac.ParseFile("", source.String())
		if err != nil {
			t.Fatalf("%v in\n%s", err, source.String())
		}
		printed := c.Format()
		var got []string
		for _, at := range commentOfTest.FindAllStringSubmatchIndex(printed, -1) {
			got = append(got, fmt.Sprintf("%s behind %d", printed[at[2]:at[3]], len(commentLeaf.FindAllString(printed[:at[0]], -1))))
		}
		lines := strings.Split(printed, "\n")
		outside := slices.IndexFunc(lines, func(l string) bool { return !strings.HasPrefix(l, "# c") })
		slices.Reverse(lines)
		behind := slices.IndexFunc(lines, func(l string) bool { return !strings.HasPrefix(l, "# c") })
		if !slices.Equal(got, want) || outside < heads || behind < ends {
			t.Fatalf("comments %v, want %v, in\n%s\nprinted\n%s", got, want, source.String(), printed)
		}
		roundTrip(t, c)
	}
}

// between reports whether the place in front of a token lies between parts, not within one.
func between(tokens []string, i int) bool {
	structure := []string{"(", ")", "AND", "OR", "NOT", "!"}
	return i == 0 || i == len(tokens) || slices.Contains(structure, tokens[i-1]) || slices.Contains(structure, tokens[i])
}

// partsBefore counts the parts that are complete in front of a place within another one.
func partsBefore(tokens []string, i int) int {
	for !between(tokens, i) {
		i--
	}
	return len(commentLeaf.FindAllString(" "+strings.Join(tokens[:i], " ")+" ", -1))
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
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

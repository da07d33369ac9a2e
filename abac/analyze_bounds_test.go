// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/azfoundry/azfoundry/abac"
)

// repeated joins as many copies of a part, with their number, as fit into what the service takes.
func repeated(between string, part func(i int) string) string {
	var b strings.Builder
	for i := 0; b.Len() < 7600; i++ {
		b.WriteString(part(i) + between)
	}
	return b.String() + "Exists @Resource[b]"
}

// contrived are texts of the size that the service takes, each of another kind.
func contrived() map[string]string {
	r := newRandom(3)
	return map[string]string{
		"many prefixes": repeated(" OR ", func(i int) string { return fmt.Sprintf("@Resource[n] StringLike 'container-%d-*'", i) }),
		"patterns that overlap": repeated(" OR ", func(i int) string {
			return fmt.Sprintf("@Resource[n] StringLike '*%c?*%c*%d*'", 'a'+i%20, 'b'+i%20, i)
		}),
		"clauses": repeated(" AND ", func(int) string {
			return fmt.Sprintf("(%sExists @Resource[%d] OR %sExists @Resource[%d] OR %sExists @Resource[%d])",
				pickOf(r, "", "!"), r.IntN(40), pickOf(r, "", "!"), r.IntN(40), pickOf(r, "", "!"), r.IntN(40))
		}),
		"pairs": repeated(" OR ", func(i int) string {
			return fmt.Sprintf("(@Resource[a%d] StringEquals 'x' AND @Request[b%d] StringLikeIgnoreCase '*y%d*')", i, i, i)
		}),
		"keys": repeated(" OR ", func(i int) string { return fmt.Sprintf("@Resource[k] ForAnyOfAnyValues:StringEquals {'k%d'}", i) }),
		"lists": repeated(" OR ", func(i int) string {
			return fmt.Sprintf("@Principal[l] ForAllOfAnyValues:StringLike {'*%d*', 'b'} AND NOT @Principal[l] ForAnyOfAllValues:NumericLessThan {%d}", i, i)
		}),
		"linked": repeated(" AND ", func(i int) string { return fmt.Sprintf("@Resource[a%d] StringEquals @Principal[a%d]", i, i+1) }),
	}
}

// Large and contrived texts take little time, and are decided all the same. What a test may take says
// nothing about a quiet machine, where each of these takes a fraction of a second.
func TestCompare_bounded(t *testing.T) {
	t.Parallel()
	for name, text := range contrived() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if len(text) > 8192 {
				t.Fatalf("the text has %d bytes", len(text))
			}
			c, wider := abac.MustParse(text), abac.MustParse("("+text+") OR Exists @Request[z]")
			began := time.Now()
			got := abac.Compare(c, wider, abac.Strict)
			if got.Relation != abac.RelationWider {
				t.Errorf("Compare() = %s (%s), want wider", got.Relation, got.Why)
			}
			compared := time.Since(began)
			guarded := abac.MustParse("((!(ActionMatches{'" + abac.BlobRead + "'})) OR (" + text + "))")
			guarded.Check(nil)
			if took := time.Since(began); took > time.Minute {
				t.Errorf("Compare() and Check() took %s", took)
			}
			t.Logf("%d bytes: compared in %s, checked in %s", len(text), compared, time.Since(began)-compared)
		})
	}
}

// What the service would never take is not analysed, and says so.
func TestCompare_tooLarge(t *testing.T) {
	t.Parallel()
	huge := abac.MustParse(strings.Repeat("Exists @Resource[a] OR ", 20_000) + "Exists @Resource[b]")
	if got := abac.Compare(huge, abac.MustParse("Exists @Resource[b]"), abac.Strict); got.Relation != abac.RelationUndecided || got.Why == "" {
		t.Errorf("Compare() = %+v, want undecided", got)
	}
	if got := abac.Compare(huge, huge, abac.Strict); got.Relation != abac.RelationEqual {
		t.Errorf("Compare() = %+v with itself, want equal", got)
	}
	if dead := abac.DeadParts(huge, abac.Strict); dead != nil {
		t.Errorf("DeadParts() has %d", len(dead))
	}
	if open := abac.Uncovered([]string{abac.BlobRead}, huge, abac.Strict); open != nil {
		t.Errorf("Uncovered() = %v", open)
	}
	var many strings.Builder
	for i := range 1100 {
		fmt.Fprintf(&many, "Exists @Resource[a%d] OR ", i)
	}
	c := abac.MustParse(many.String() + "Exists @Resource[b]")
	if got := abac.AlwaysTrue(c, abac.Strict); got.Answer != abac.Undecided {
		t.Errorf("AlwaysTrue() = %+v, want undecided", got)
	}
	if found := c.Check(nil); len(found) == 0 {
		t.Error("Check() finds nothing")
	}
}

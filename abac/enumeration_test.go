// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
)

var enumerated = flag.Int("pairs", 10_000, "how many pairs of conditions are compared by enumeration")

// The analyser against enumeration: of each random pair all requests are looked at that the values of its
// conditions, fresh ones, missing ones and those of the witnesses can make. Leaves are evaluated by the naive
// evaluator, so that nothing of the analyser or the compiler is believed.
func TestCompare_againstEnumeration(t *testing.T) {
	t.Parallel()
	const shards = 2
	for shard := range uint64(shards) {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			s := enumeration{T: t, small: newSmall(200 + shard), oracle: newOracle(), seen: map[abac.Relation]int{}}
			for done := 0; done < *enumerated/shards; {
				if s.pair() {
					done++
				}
			}
			s.report(*enumerated / shards)
		})
	}
}

// enumeration is a run over many pairs.
type enumeration struct {
	*testing.T
	small
	oracle   *oracle
	seen     map[abac.Relation]int
	pairs    int // that were decided
	requests int
	single   int // conditions that were looked at by themselves
	dead     int
	open     int
	constant int
}

func (s *enumeration) report(pairs int) {
	s.Logf("%d pairs, %d requests: %v; %d dead parts, %d passages and %d constant ones in %d conditions", pairs, s.requests, s.seen, s.dead, s.open, s.constant, s.single)
	for _, relation := range []abac.Relation{abac.RelationEqual, abac.RelationWider, abac.RelationNarrower, abac.RelationIncomparable} {
		if s.seen[relation] < pairs/50 {
			s.Errorf("%d pairs are %s, which is too few to tell: %v", s.seen[relation], relation, s.seen)
		}
	}
	if s.seen[abac.RelationUndecided] > pairs/20 {
		s.Errorf("%d pairs are undecided", s.seen[abac.RelationUndecided])
	}
	if s.dead < pairs/50 || s.open < pairs/50 || s.constant < pairs/100 {
		s.Errorf("%d dead parts, %d passages and %d constant conditions are too few to tell", s.dead, s.open, s.constant)
	}
}

// requestLimit is how many requests a pair may have; one with more makes room for another.
const requestLimit = 20_000

// pair makes one pair and checks it. It reports whether the pair was small enough.
func (s *enumeration) pair() bool {
	s.narrow()
	a := s.condition()
	b := s.variation(a)
	mode := pickOf(s.random, abac.Strict, abac.Lenient)
	old, next := abac.MustParse(a), abac.MustParse(b)
	u := newUniverse(s.oracle, mode, old, next)
	if u.size() > requestLimit {
		return false
	}
	change := abac.Compare(old, next, mode)
	u.include(change.OnlyNew, change.OnlyOld)
	before, after := u.tree(old.Root()), u.tree(next.Root())
	var added, lost, all sample
	u.each(func(at []int) {
		x, y := before(at) == yes, after(at) == yes
		added.see(u, at, y && !x)
		lost.see(u, at, x && !y)
		all.see(u, at, true)
	})
	s.requests += all.count
	s.seen[change.Relation]++
	name := fmt.Sprintf("%s, mode %d\n%s\nto\n%s\n", change.Relation, mode, a, b)
	s.witness(name+"only new", change.OnlyNew, &added, mode, old, next)
	s.witness(name+"only old", change.OnlyOld, &lost, mode, next, old)
	want := relationOf(added.count > 0, lost.count > 0)
	if change.Relation == abac.RelationUndecided {
		return true
	}
	if change.Relation != want {
		s.Fatalf("%swant %s; only new %+v, only old %+v", name, want, added.example, lost.example)
	}
	if s.pairs++; s.pairs%3 == 0 { // the other questions cost more than the comparison
		s.implied(name, old, next, mode, added.count > 0, lost.count > 0)
		s.alone(next, mode)
	}
	return true
}

func relationOf(added, lost bool) abac.Relation {
	switch {
	case added && lost:
		return abac.RelationIncomparable
	case added:
		return abac.RelationWider
	case lost:
		return abac.RelationNarrower
	}
	return abac.RelationEqual
}

// witness checks a request that only one condition lets pass: that it is one, and that no other one has fewer
// attributes.
func (s *enumeration) witness(name string, w *abac.Request, found *sample, mode abac.Mode, denies, allows *abac.Condition) {
	s.Helper()
	if w == nil {
		return
	}
	n := naive{request: *w, lenient: mode == abac.Lenient}
	if n.allows(denies) || !n.allows(allows) {
		s.Fatalf("%s: %+v is no witness", name, *w)
	}
	if abac.Compile(denies, mode).Decide(*w) || !abac.Compile(allows, mode).Decide(*w) {
		s.Fatalf("%s: %+v is no witness to the compiler", name, *w)
	}
	if got := len(w.Resource) + len(w.Request) + len(w.Principal) + len(w.Environment); got != found.fewest {
		s.Fatalf("%s: %+v has %d attributes, want %d as in %+v", name, *w, got, found.fewest, found.example)
	}
}

// implied checks the questions that the relation answers as well.
func (s *enumeration) implied(name string, old, next *abac.Condition, mode abac.Mode, added, lost bool) {
	s.Helper()
	for _, q := range []struct {
		question string
		got      abac.Finding
		want     bool
	}{
		{"Implies(old, new)", abac.Implies(old, next, mode), !lost},
		{"Implies(new, old)", abac.Implies(next, old, mode), !added},
		{"Equal", abac.Equal(old, next, mode), !added && !lost},
	} {
		if q.got.Answer != answer(q.want) || (q.got.Witness == nil) != q.want {
			s.Fatalf("%s%s = %+v, want %v", name, q.question, q.got, q.want)
		}
	}
}

func answer(b bool) abac.Answer {
	if b {
		return abac.Yes
	}
	return abac.No
}

// alone checks what is said about one condition.
func (s *enumeration) alone(c *abac.Condition, mode abac.Mode) {
	s.Helper()
	u := newUniverse(s.oracle, mode, c)
	always, never := abac.AlwaysTrue(c, mode), abac.AlwaysFalse(c, mode)
	u.include(always.Witness, never.Witness)
	if u.size() > requestLimit || always.Answer == abac.Undecided || never.Answer == abac.Undecided {
		return
	}
	s.single++
	whole := u.tree(c.Root())
	variants := u.variants(c.Root())
	same := make([]bool, len(variants))
	for i := range same {
		same[i] = true
	}
	passes := map[abac.Passage]bool{}
	var allowed, denied sample
	u.each(func(at []int) {
		holds := whole(at) == yes
		allowed.see(u, at, holds)
		denied.see(u, at, !holds)
		for i, v := range variants {
			same[i] = same[i] && (v.tree(at) == yes) == holds
		}
		if !holds {
			action, suboperation := u.axes[0].values[at[0]].name, u.axes[1].values[at[1]].name
			passes[abac.Passage{Action: action, Suboperation: suboperation}] = true
			passes[abac.Passage{Action: action, Suboperation: "*"}] = true
		}
	})
	name := fmt.Sprintf("mode %d\n%s\n", mode, c.OneLine())
	if always.Answer != answer(denied.count == 0) || never.Answer != answer(allowed.count == 0) {
		s.Fatalf("%salways true: %+v, always false: %+v, but of all requests %d pass, %d do not", name, always, never, allowed.count, denied.count)
	}
	if allowed.count == 0 || denied.count == 0 {
		s.constant++
	}
	s.deadParts(name, c, mode, u.patterns(), variants, same)
	s.passages(name, c, mode, passes)
}

// deadParts checks which parts make no difference. Of a part that is said to make one a witness is asked for,
// unless the universe has one; where not everything is decided, some of the parts are enough.
func (s *enumeration) deadParts(name string, c *abac.Condition, mode abac.Mode, undecided bool, variants []variant, same []bool) {
	s.Helper()
	got := abac.DeadParts(c, mode)
	s.dead += len(got)
	for i, v := range variants {
		dead := slices.Contains(got, v.part)
		if dead == same[i] || slices.ContainsFunc(got, func(e abac.Expr) bool { return contains(e, v.part) }) {
			continue
		}
		if dead || !undecided && !s.differ(c, abac.MustParse(v.text), mode) {
			s.Fatalf("%sDeadParts() at %v; the part at %v is one: %v", name, starts(got), v.part.Span().Start, same[i])
		}
	}
}

// differ reports whether there is a request that only one of two conditions lets pass.
func (s *enumeration) differ(a, b *abac.Condition, mode abac.Mode) bool {
	change := abac.Compare(a, b, mode)
	w := change.OnlyNew
	if w == nil {
		w = change.OnlyOld
	}
	if w == nil {
		return false
	}
	n := naive{request: *w, lenient: mode == abac.Lenient}
	return n.allows(a) != n.allows(b)
}

// contains reports whether an expression is below another one.
func contains(e, inner abac.Expr) bool {
	return e != inner && slices.Contains(slices.Collect(abac.Parts(e)), inner)
}

func starts(list []abac.Expr) []string {
	var texts []string
	for _, e := range list {
		texts = append(texts, e.Span().Start.String())
	}
	return texts
}

// passages checks which actions pass whatever their attributes; denied are those of which some request does
// not.
func (s *enumeration) passages(name string, c *abac.Condition, mode abac.Mode, denied map[abac.Passage]bool) {
	s.Helper()
	if mode == abac.Lenient {
		return // what is said of a role is said strictly
	}
	var want []abac.Passage
	for _, action := range []string{abac.BlobRead, abac.BlobWrite, abac.BlobAdd, abac.BlobDelete} {
		if !denied[abac.Passage{Action: action, Suboperation: "*"}] {
			want = append(want, abac.Passage{Action: action})
			continue
		}
		for _, k := range abac.KnownActions() {
			if k.Action != action || k.Suboperation == "" || k.Suboperation == "Blob.Read.WithTagConditions" {
				continue
			}
			if p := (abac.Passage{Action: action, Suboperation: k.Suboperation}); !denied[p] {
				want = append(want, p)
			}
		}
	}
	got := abac.Uncovered([]string{abac.BlobRead, abac.BlobWrite, abac.BlobAdd, abac.BlobDelete}, c, mode)
	s.open += len(got)
	order := func(a, b abac.Passage) int {
		return strings.Compare(a.Action+a.Suboperation, b.Action+b.Suboperation)
	}
	slices.SortFunc(got, order)
	slices.SortFunc(want, order)
	if !slices.Equal(got, want) {
		s.Fatalf("%sUncovered() = %v, want %v", name, got, want)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
)

// selection says which requests a fault strikes.
type selection struct {
	methods         []string
	pattern         []string // lower-case segments; nil for every path
	from, to, every int
	chance          float64

	// What follows is guarded by the lock of all faults.
	random *rand.Rand
	seen   int
}

func newSelection(f Fault) (*selection, error) {
	s := &selection{
		from: max(1, f.From), to: f.To, every: max(1, f.Every), chance: f.Chance,
		random: rand.New(rand.NewPCG(f.Seed, 0)),
	}
	for _, m := range f.Methods {
		s.methods = append(s.methods, strings.ToUpper(m))
	}
	var errs []error
	for segment := range strings.FieldsFuncSeq(strings.ToLower(f.Path), func(c rune) bool { return c == '/' }) {
		if _, err := path.Match(segment, ""); err != nil {
			errs = append(errs, fmt.Errorf("segment %q of Path is no pattern", segment))
		}
		s.pattern = append(s.pattern, segment)
	}
	if f.From < 0 || f.To < 0 || f.Every < 0 || f.To != 0 && f.To < f.From {
		errs = append(errs, fmt.Errorf("from %d to %d, every %d, is no range of requests", f.From, f.To, f.Every))
	}
	if !(f.Chance >= 0 && f.Chance <= 1) {
		errs = append(errs, fmt.Errorf("a Chance of %v is not between 0 and 1", f.Chance))
	}
	return s, errors.Join(errs...)
}

// strikes counts a request, if it is selected, and reports whether the fault strikes it. The caller
// holds the lock of all faults.
func (s *selection) strikes(r *http.Request) bool {
	if len(s.methods) > 0 && !slices.Contains(s.methods, r.Method) || !s.selects(r.URL) {
		return false
	}
	s.seen++
	if s.seen < s.from || s.to > 0 && s.seen > s.to || (s.seen-s.from)%s.every != 0 {
		return false
	}
	return s.chance == 0 || s.random.Float64() < s.chance
}

func (s *selection) selects(u *url.URL) bool {
	segments, ok := segmentsOf(u)
	for i := range segments {
		segments[i] = strings.ToLower(segments[i])
	}
	return s.pattern == nil || ok && describes(s.pattern, segments)
}

// describes reports whether a pattern fits all the segments.
func describes(pattern, segments []string) bool {
	for i, p := range pattern {
		if p == "**" {
			return slices.ContainsFunc(tails(segments[i:]), func(tail []string) bool { return describes(pattern[i+1:], tail) })
		}
		if i >= len(segments) {
			return false
		}
		if ok, _ := path.Match(p, segments[i]); !ok {
			return false
		}
	}
	return len(segments) == len(pattern)
}

// tails returns what is left of a list without its first 0, 1, 2 … elements.
func tails(list []string) [][]string {
	out := make([][]string, 0, len(list)+1)
	for i := range len(list) + 1 {
		out = append(out, list[i:])
	}
	return out
}

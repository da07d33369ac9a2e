// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armid

import (
	"regexp"
	"testing"
)

// rules are patterns of services; the last four are left to regexp.
var rules = []string{
	`^[0-9a-zA-Z]([0-9a-zA-Z_.-]{0,62}[0-9a-zA-Z_])?$`,
	`^[0-9a-zA-Z]([0-9a-zA-Z_.-]{0,2}[0-9a-zA-Z_])?$`,
	`^[a-z](?:[-a-z]*[a-z])?$`,
	`^[-\w._()]*[-\w_()]$`,
	`^[ab]{0,3}[c-e]$`,
	`^[a-z][a-z0-9-]{2,10}$`,
	`^[^/]*[^.]$`,
	`(?i)^[ks]*[ks]$`,
	`^a[bc]*[cd]$|^x$`,
}

func TestTabled(t *testing.T) {
	t.Parallel()
	for i, rule := range rules {
		if got, want := tabled(rule) != nil, i < 5; got != want {
			t.Errorf("tabled(%q) = %v, want %v", rule, got, want)
		}
	}
}

func FuzzPattern_match(f *testing.F) {
	for _, seed := range []string{
		"", "a", "-", "pool-eastus", "a.", "a_", "_a", "abcd", "abcde", "rg (1)", "rg.", "ä", "\u212a", "\u017f", "a\n", "\xff", "c", "abc", "abac", "ababc", "a/c",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, rule := range rules {
			if got, want := compile(rule).match(name), regexp.MustCompile(rule).MatchString(name); got != want {
				t.Errorf("%s: match(%q) = %v, want %v", rule, name, got, want)
			}
		}
	})
}

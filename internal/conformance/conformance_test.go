// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"slices"
	"strings"
	"testing"
)

// Every row of every suite is tried: with the official client and ours on official fake servers that
// answer, on ones that refuse, and in worlds. What is found is docs/conformance.md.
func TestConformance(t *testing.T) {
	t.Parallel()
	all := suites()
	var book ledger
	t.Run("rows", func(t *testing.T) {
		for _, s := range all {
			for _, trial := range s.trials {
				t.Run(trial.name, func(t *testing.T) {
					t.Parallel()
					book.enter(try(t, trial))
				})
			}
		}
	})
	for _, s := range all {
		for _, gap := range book.gaps(s) {
			t.Error(gap)
		}
	}
	if book.complete(all) { // not with -run
		modules, err := officialModules()
		if err != nil {
			t.Fatal(err)
		}
		counted, err := countExamples(func(string, string) {}) // TestExamples checks them
		if err != nil {
			t.Fatal(err)
		}
		matchDocument(t, document(all, &book, modules, counted))
	}
}

// try tries one row.
func try(t *testing.T, row trial) finding {
	t.Helper()
	f := finding{trial: row}
	t.Run("fake", func(t *testing.T) { f.operations = row.fake(t) })
	t.Run("refused", row.refused)
	if row.apart == "" {
		t.Run("world", func(t *testing.T) { f.calls = row.world(t) })
	}
	f.failed = t.Failed()
	return f
}

// A method that is neither compared nor excused makes this test fail.
func TestConformance_coversEveryMethod(t *testing.T) {
	t.Parallel()
	for _, s := range suites() {
		compared := map[string]bool{}
		for _, trial := range s.trials {
			compared[trial.method] = true
		}
		var methods []string
		for field := range s.client.Fields() {
			if !field.IsExported() {
				continue
			}
			client := field.Type.Elem().Name()
			if s.excused[client] != "" {
				continue
			}
			for m := range field.Type.Methods() {
				methods = append(methods, client+"."+m.Name)
			}
		}
		if len(methods) == 0 {
			t.Fatalf("reflection found no methods in %s", s.name)
		}
		for _, m := range methods {
			if !compared[m] && s.excused[m] == "" {
				t.Errorf("%s.%s has neither a row nor a reason to have none", s.name, m)
			}
		}
		for m := range s.excused {
			if !strings.Contains(m, ".") {
				continue // a client
			}
			if compared[m] || !slices.Contains(methods, m) {
				t.Errorf("the reason for %s.%s is out of date", s.name, m)
			}
		}
		for m := range compared {
			if !slices.Contains(methods, m) {
				t.Errorf("a row is about %s.%s, which does not exist", s.name, m)
			}
		}
	}
}

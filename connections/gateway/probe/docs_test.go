// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package probe

import (
	"cmp"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestVerdicts_documented holds the table of docs/gateway.md to that of the package, in both directions.
func TestVerdicts_documented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../docs/gateway.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{}
	_, table, _ := strings.Cut(string(text), "| verdict |")
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z0-9-]+)` \\| ([^|]+) \\|").FindAllStringSubmatch(table, -1) {
		documented[row[1]] = row[2]
	}
	known := map[string]string{}
	for v, is := range verdicts {
		known[string(v)] = cmp.Or(string(is.rule), "by layer")
		if is.symptom == "" {
			t.Errorf("%s has no symptom", v)
		}
	}
	if diff := gocmp.Diff(known, documented); diff != "" {
		t.Errorf("docs/gateway.md (-package +document)\n%s", diff)
	}
	for _, rule := range []Rule{RuleTLS, RuleDiscovery, RuleAuth, RuleURL} {
		if !strings.Contains(string(text), "\n### "+string(rule)+"\n") {
			t.Errorf("docs/gateway.md has no heading for %s", rule)
		}
	}
}

func TestSecrets_hide(t *testing.T) {
	t.Parallel()
	const text = "k+/=ey #1 long" // differs in every spelling
	var s secrets
	s.add(text)
	s.add("abc") // too short to be one
	for _, form := range slices.Concat(s.forms, []string{"K+/=EY #1 LONG", "Bearer abcdefghij", "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln"}) {
		if got, want := s.hide("see "+form+"."), "see REDACTED."; got != want && got != "see REDACTED" {
			t.Errorf("hide(%q) = %q, want %q", form, got, want)
		}
	}
	if got := s.hide("abc\r\nd\x00e"); got != "abc d e" {
		t.Errorf("hide() = %q, want one line", got)
	}
	if len(s.forms) < 6 {
		t.Errorf("forms %q, want more", s.forms)
	}
}

// A gateway that echoes a key all over megabytes does not keep a probe busy.
func TestSecrets_hide_large(t *testing.T) {
	t.Parallel()
	var s secrets
	s.add("canary")
	if got := s.hide(strings.Repeat("canary ", maxAnswer/7)); strings.Contains(got, "canary") || len(got) > 2*shownLimit+len("…") {
		t.Errorf("hide() = %d bytes", len(got))
	}
}

// No text grows without bound, whatever the secret is.
func FuzzSecrets_hide(f *testing.F) {
	f.Add("canary", "a canary in a canary")
	f.Add("REDACTED", "REDACTED")
	f.Add("EDAC", "REDACTED")
	f.Add("\xff\xfe\xfd\xfc", "\xff\xfe\xfd\xfc\xff")
	f.Fuzz(func(t *testing.T, secret, text string) {
		var s secrets
		s.add(secret)
		got := s.hide(text)
		if len(got) > 2*shownLimit+len("…") {
			t.Errorf("hide() returned %d bytes", len(got))
		}
		rest := strings.ReplaceAll(got, "REDACTED", "\x00")
		if len(secret) >= shortestSecret && strings.Contains(lowerASCII(rest), lowerASCII(secret)) {
			t.Errorf("hide(%q) with the secret %q = %q", text, secret, got)
		}
	})
}

func TestVerdicts_advice(t *testing.T) {
	t.Parallel()
	computed := []Verdict{VerdictKeyHeader, VerdictProvider, VerdictAPIVersion, VerdictPathShape} // from what was seen
	for _, v := range slices.Sorted(maps.Keys(verdicts)) {
		if (verdicts[v].fix == "") != slices.Contains(computed, v) {
			t.Errorf("%s: fix %q", v, verdicts[v].fix)
		}
	}
}

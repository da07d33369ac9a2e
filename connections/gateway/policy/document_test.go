// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/gateway/policy"
)

const (
	handbook = "../../../docs/gateway-policies.md"
	begin    = "<!-- from here to the end: go test ./connections/gateway/policy -update -->\n"
)

// The document has each rule, and what it says of the texts of the tests.
func TestHandbook(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(handbook)
	if err != nil {
		t.Fatal(err)
	}
	written, _, ok := strings.Cut(string(text), begin)
	if !ok {
		t.Fatalf("%s has no line %q", handbook, begin)
	}
	want := written + begin + ruleTexts()
	if *update {
		if err := os.WriteFile(handbook, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("%s is out of date: run go test ./connections/gateway/policy -update (-want +got)\n%s", handbook, diff)
	}
}

// cell makes a text one of a list.
func cell(s string) string {
	return strings.NewReplacer("<", "&lt;", "_", "\\_", "*", "\\*").Replace(s)
}

func ruleTexts() string {
	var b strings.Builder
	b.WriteString("\n## Rules\n")
	for _, r := range policy.Rules() {
		fmt.Fprintf(&b, "\n### %s\n\n**%s** (%s). Looks like: %s.\n\n", r.ID, cell(r.Title), r.Severity, cell(r.Symptom))
		var lines []string
		for _, p := range pairs {
			for _, f := range policy.Review(whole(p.bad), p.format) {
				line := fmt.Sprintf("* %s: %s\n", cell(f.Message), cell(f.Fix))
				if p.rule == r.ID && f.Rule == r.ID && !slices.Contains(lines, line) {
					lines = append(lines, line)
				}
			}
		}
		b.WriteString(strings.Join(lines, ""))
	}
	return b.String()
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/lint"
)

var update = flag.Bool("update", false, "write docs/connections.md anew")

const (
	document = "../../docs/connections.md"
	begin    = "<!-- from here to the end: go test ./connections/lint -update -->\n"
)

// The document has what the tables have, and of each rule what it says of the bodies of the tests.
func TestDocument(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	written, _, ok := strings.Cut(string(text), begin)
	if !ok {
		t.Fatalf("%s has no line %q", document, begin)
	}
	want := written + begin + tables() + rules()
	if *update {
		if err := os.WriteFile(document, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("docs/connections.md is out of date: run go test ./connections/lint -update (-want +got)\n%s", diff)
	}
}

// cell makes a text one of a table or a list.
func cell(s string) string {
	return strings.NewReplacer("<", "&lt;", "|", "\\|", "_", "\\_").Replace(s)
}

func tables() string {
	var b strings.Builder
	b.WriteString("\n## Stages\n\n| category | stage | limits |\n|---|---|---|\n")
	for _, s := range lint.Stages() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", s.Category, s.Name, cell(strings.Join(s.Limits, "; ")))
	}
	b.WriteString("\n## Metadata of gateways\n\nThe keys mind the case, and all values are strings.\n\n| key | value |\n|---|---|\n")
	for _, k := range lint.GatewayKeys() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", k[0], k[1])
	}
	b.WriteString("\n## Categories\n\nWhat is known of the ones that connections are made of today. Of a workspace, which shares a back end with other\n" +
		"services, the authTypes are only checked where they are marked with *.\n\n| category | target | authTypes | metadata it needs |\n|---|---|---|---|\n")
	for _, c := range lint.KnownCategories() {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", c[0], c[1], c[2], c[3])
	}
	return b.String()
}

func rules() string {
	var b strings.Builder
	b.WriteString("\n## Rules\n")
	for _, r := range lint.Rules() {
		fmt.Fprintf(&b, "\n### %s\n\n**%s** (%s).", r.ID, cell(r.Title), r.Severity)
		if r.Advice {
			b.WriteString(" Advice.")
		}
		fmt.Fprintf(&b, " Looks like: %s.\n", cell(r.Symptom))
		lines, corrected := said(r)
		if len(lines) > 0 {
			b.WriteString("\n" + strings.Join(lines, ""))
		}
		if corrected {
			b.WriteString("\n`-fix` corrects what it can of it.\n")
		}
	}
	return b.String()
}

// said lists what a rule says of the bodies of the tests, and whether some of it can be corrected.
func said(r lint.Rule) (lines []string, corrected bool) {
	for _, p := range pairs {
		for _, f := range find(lint.Check([]byte(p.bad), p.opts), r.ID) {
			severity := ""
			if f.Severity != r.Severity {
				severity = string(f.Severity) + ": "
			}
			line := fmt.Sprintf("* %s%s: %s\n", severity, cell(f.Message), cell(f.Fix))
			if p.rule == r.ID && !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
			corrected = corrected || len(f.Edits) > 0
		}
	}
	return lines, corrected
}

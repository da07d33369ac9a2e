// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
)

// samples are conditions that people and the service itself use, with what is known about them, beside
// the module, where somebody put them.
const samples = "../../shared/samples/abac"

// sampleRows returns the rows of a table by column, without its head; none if the samples are not there.
func sampleRows(t *testing.T, name string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Logf("there are no samples in %s", samples)
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range strings.Split(line, "\t") {
			row[head[i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func sampleText(t *testing.T, folder, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, folder, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSamples_conditions(t *testing.T) {
	t.Parallel()
	for _, row := range sampleRows(t, "conditions/INDEX.tsv") {
		c, err := abac.Parse(sampleText(t, "conditions", row["file"]))
		if err != nil {
			t.Errorf("%s: %v", row["file"], err)
			continue
		}
		roundTrip(t, c)
	}
}

func TestSamples_truth(t *testing.T) {
	t.Parallel()
	for _, row := range sampleRows(t, "truth.tsv") {
		c, err := abac.Parse(sampleText(t, "conditions", row["file"]))
		if err != nil {
			t.Fatal(err)
		}
		var request abac.Request
		if err := json.Unmarshal([]byte(row["request"]), &request); err != nil {
			t.Fatal(err)
		}
		b := abac.Compile(c, abac.Strict).Bind(request)
		if got := b.Evaluate(); got != (row["expected"] == "allow") {
			t.Errorf("%s %s: want %s (%s), got\n%s", row["file"], row["request"], row["expected"], row["basis"], b.Explain())
		}
		if got, want := b.Evaluate(), (naive{request: request}).allows(c); got != want {
			t.Errorf("%s: the naive evaluator says %v", row["file"], want)
		}
	}
}

func TestSamples_operators(t *testing.T) {
	t.Parallel()
	for _, row := range sampleRows(t, "truth-operators.tsv") {
		c, err := abac.Parse(row["expression"])
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if got := strconv.FormatBool(abac.Compile(c, abac.Strict).Decide(abac.Request{})); got != row["expected"] {
			t.Errorf("%s is %s, want %s (%s)", row["expression"], got, row["expected"], row["basis"])
		}
	}
}

func TestSamples_relations(t *testing.T) {
	t.Parallel()
	for _, row := range sampleRows(t, "relations.tsv") {
		old, next := abac.MustParse(sampleText(t, "conditions", row["old"])), abac.MustParse(sampleText(t, "conditions", row["new"]))
		got := abac.Compare(old, next, abac.Strict)
		if string(got.Relation) != row["relation_of_new"] {
			t.Errorf("%s to %s: %s, want %s (%s)", row["old"], row["new"], got.Relation, row["relation_of_new"], row["basis"])
		}
		for request, only := range map[*abac.Request]*abac.Condition{got.OnlyNew: next, got.OnlyOld: old} {
			if request == nil {
				continue
			}
			for _, c := range []*abac.Condition{old, next} {
				if allowed := (naive{request: *request}).allows(c); allowed != (c == only) {
					t.Errorf("%s to %s: %+v is no witness", row["old"], row["new"], *request)
				}
			}
		}
	}
}

// Where the author's words and the text disagree, the text decides, and a finding says that something is
// wrong.
func TestSamples_conflicts(t *testing.T) {
	t.Parallel()
	for _, row := range sampleRows(t, "truth-conflicts.tsv") {
		text := sampleText(t, "conditions", row["file"])
		c, found := abac.Lint(row["file"], text, nil)
		var request abac.Request
		if err := json.Unmarshal([]byte(row["request"]), &request); err != nil {
			t.Fatal(err)
		}
		if got := abac.Compile(c, abac.Strict).Decide(request); got != (row["literal"] == "allow") {
			t.Errorf("%s: %v, want %s (%s)", row["file"], got, row["literal"], row["why"])
		}
		if !slices.ContainsFunc(found, func(d abac.Diagnostic) bool { return d.Rule != "AB016" }) { // which all of storage have
			t.Errorf("%s: findings %v, want one about: %s", row["file"], found, row["why"])
		}
	}
}

func TestSamples_invalid(t *testing.T) {
	t.Parallel()
	for _, row := range sampleRows(t, "invalid/INDEX.tsv") {
		if _, found := abac.Lint(row["file"], sampleText(t, "invalid", row["file"]), nil); worst(found) == abac.SeverityInfo {
			t.Errorf("%s: findings %v, want one about: %s", row["file"], found, row["reason"])
		}
	}
}

// What is documented, and what the service itself uses, has no errors but those that are known.
func TestSamples_noFalseErrors(t *testing.T) {
	t.Parallel()
	known := map[string]string{"032": "AB011", "055": "AB001"}
	for _, row := range sampleRows(t, "conditions/INDEX.tsv") {
		if row["kind"] != "docs" && !strings.HasPrefix(row["kind"], "role-definition") {
			continue
		}
		_, found := abac.Lint(row["file"], sampleText(t, "conditions", row["file"]), nil)
		for _, d := range found {
			if d.Severity == abac.SeverityError && known[row["file"][:3]] != d.Rule {
				t.Errorf("%s: %s", row["file"], d)
			}
		}
	}
}

// worst returns the severity of the worst finding; info if there is none.
func worst(found []abac.Diagnostic) abac.Severity {
	severity := abac.SeverityInfo
	for _, d := range found {
		if d.Severity == abac.SeverityError || d.Severity == abac.SeverityWarning && severity == abac.SeverityInfo {
			severity = d.Severity
		}
	}
	return severity
}

// The condition that a blog built up in four blocks, with the comments and the characters of the page.
func TestSamples_blog(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../shared/background/004_ee4324509a3b34e9.txt")
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("the page is not there")
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "# Condition that allows users")
	rest, _, _ = strings.Cut("# Condition that allows users"+rest, "Notice how")
	var lines []string
	for line := range strings.Lines(rest) {
		if strings.HasPrefix(line, "OR") || !strings.ContainsAny(line[:1], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") { // else it is prose
			lines = append(lines, line)
		}
	}
	c, found := abac.Lint("page", strings.Join(lines, ""), nil)
	if c == nil || c.Comments() < 10 {
		t.Fatalf("findings %v", found)
	}
	rules := map[string]string{}
	for _, d := range found {
		rules[d.Rule] += d.Message
	}
	for rule, part := range map[string]string{"AB019": "93 non-breaking spaces", "AB023": "OR", "AB024": "one window", "AB025": "NOT"} {
		if !strings.Contains(rules[rule], part) {
			t.Errorf("no finding of %s about %q: %v", rule, part, found)
		}
	}
	again, err := abac.ParseFile("page", c.Format())
	if err != nil || again.Comments() != c.Comments() || len(again.Diagnostics()) > 0 || !again.SameSyntax(c) {
		t.Errorf("Format() does not keep the page: %v", err)
	}
	const level = "Microsoft.Directory/CustomSecurityAttributes/Id:organization_accesslevel"
	for _, tt := range []struct {
		action, tag, person, now string
		want                     bool
	}{
		{abac.BlobRead, "low", "low", "2026-01-01T00:00:00Z", true}, {abac.BlobRead, "medium", "low", "2026-01-01T00:00:00Z", false},
		{abac.BlobRead, "medium", "high", "2020-01-01T00:00:00Z", true}, {abac.BlobRead, "high", "high", "2026-01-01T00:00:00Z", true},
		{abac.BlobRead, "high", "high", "2025-01-01T00:00:00Z", false}, {abac.BlobWrite, "high", "low", "2025-01-01T00:00:00Z", true},
	} {
		got := abac.Compile(c, abac.Strict).Decide(abac.Request{
			Action: tt.action, Principal: abac.Attributes{level: abac.Text(tt.person)}, Environment: abac.Attributes{abac.UtcNow: abac.Text(tt.now)},
			Resource: abac.Attributes{abac.BlobTagKeys: abac.Texts("access_level"), abac.BlobTag("access_level"): abac.Text(tt.tag)},
		})
		if got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}

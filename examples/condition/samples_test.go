// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// samples are real conditions and what is known of them, beside the module, where somebody put them.
const samples = "../../../shared/samples/abac"

// table returns the rows of a table without its head, by their first cells; none where there are no samples.
func table(t *testing.T, name string) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Log("there are no samples")
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.SplitSeq(strings.TrimRight(string(text), "\n"), "\n") {
		rows = append(rows, strings.Split(line, "\t"))
	}
	return rows[1:]
}

// run runs the program and returns its document.
func run[T any](t *testing.T, stdin string, args ...string) (code int, document T) {
	t.Helper()
	code, stdout, stderr := execute(t, filepath.Join(samples, "conditions"), stdin, append(args, "-json")...)
	if err := json.Unmarshal([]byte(stdout), &document); err != nil {
		t.Errorf("%v: exit code %d, %v:\n%s%s", args, code, err, stdout, stderr)
	}
	return code, document
}

func TestSamples_eval(t *testing.T) {
	t.Parallel()
	requests, expected := map[string][]string{}, map[string][]string{}
	for _, row := range table(t, "truth.tsv") {
		requests[row[0]] = append(requests[row[0]], row[1])
		expected[row[0]] = append(expected[row[0]], row[2])
	}
	for file, lines := range requests {
		code, stdout, stderr := execute(t, filepath.Join(samples, "conditions"), strings.Join(lines, "\n"), "eval", "-condition", file, "-requests", "-")
		if want := strings.Join(expected[file], "\n") + "\n"; stdout != want || code != min(1, strings.Count(want, "deny")) {
			t.Errorf("%s: exit code %d, decisions\n%s\nwant\n%s\n%s", file, code, stdout, want, stderr)
		}
	}
}

func TestSamples_compare(t *testing.T) {
	t.Parallel()
	for _, row := range table(t, "relations.tsv") {
		code, got := run[compared](t, "", "compare", row[0], row[1])
		if string(got.Relation) != row[2] || (code == 0) != (row[2] == "equal") {
			t.Errorf("%s to %s: %s with exit code %d, want %s", row[0], row[1], got.Relation, code, row[2])
		}
		if got.Relation == "equal" || got.Witness == nil {
			continue
		}
		request, err := json.Marshal(got.Witness)
		if err != nil {
			t.Fatal(err)
		}
		for i, side := range []string{"old", "new"} {
			code, _ := run[decided](t, string(request), "eval", "-condition", row[i], "-request", "-")
			if (code == 0) != (side == got.WitnessAllowedBy) {
				t.Errorf("%s to %s: %s is no witness that only the %s one lets pass", row[0], row[1], request, got.WitnessAllowedBy)
			}
		}
	}
}

func TestSamples_check(t *testing.T) {
	t.Parallel()
	type document struct {
		Files []struct {
			File        string
			Diagnostics []struct{ Rule, Severity string }
		}
	}
	for _, row := range table(t, "invalid/INDEX.tsv") {
		code, got := run[document](t, "", "check", "-fail", "warning", filepath.Join("..", "invalid", row[0]))
		if code != 1 || len(got.Files) != 1 || len(got.Files[0].Diagnostics) == 0 {
			t.Errorf("%s: exit code %d, %+v, want it refused: %s", row[0], code, got, row[5])
		}
	}
	for _, row := range table(t, "conditions/INDEX.tsv") {
		_, got := run[document](t, "", "check", row[0])
		if slices.ContainsFunc(got.Files[0].Diagnostics, func(d struct{ Rule, Severity string }) bool { return d.Rule == "AB014" }) {
			t.Errorf("%s: %+v, want it read", row[0], got)
		}
	}
}

func TestSamples_fmt(t *testing.T) {
	t.Parallel()
	for _, row := range table(t, "conditions/INDEX.tsv") {
		_, first, _ := execute(t, filepath.Join(samples, "conditions"), "", "fmt", row[0])
		_, again, _ := execute(t, "", first, "fmt", "-")
		code, same := run[compared](t, first, "compare", row[0], "-")
		if first != again || first == "" || code != 0 || same.Relation != "equal" {
			t.Errorf("%s: formatted\n%s\nand again\n%s\nwhich is %s", row[0], first, again, same.Relation)
		}
	}
}

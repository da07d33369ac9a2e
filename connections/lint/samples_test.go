// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package lint_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/connections/lint"
)

// samples are bodies that people sent to the service, beside the module, where somebody put them.
const samples = "../../../shared/samples/connections"

// sample is one body with what is said of it.
type sample map[string]string

// index reads the table of a folder of samples; none where there is no such folder.
func index(t *testing.T, folder string) []sample {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, folder, "INDEX.tsv"))
	if os.IsNotExist(err) {
		t.Logf("there are no samples in %s", samples)
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	head := strings.Split(lines[0], "\t")
	var out []sample
	for _, line := range lines[1:] {
		row := sample{}
		for i, value := range strings.Split(line, "\t") {
			row[head[i]] = value
		}
		out = append(out, row)
	}
	return out
}

// check lints the sample's file.
func (s sample) check(t *testing.T, folder string) []lint.Finding {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, folder, s["file"]))
	if err != nil {
		t.Fatal(err)
	}
	opts := lint.Options{Scope: lint.Scope(s["scope"]), Name: s["connection-name"]}
	switch op := lint.Operation(s["operation"]); {
	case op == lint.Put || op == lint.Patch || op == lint.Get:
		opts.Operation = op
	case s["kind"] == "response":
		opts.Operation = lint.Get
	}
	return lint.Check(text, opts)
}

func ids(findings []lint.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Rule)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestCheck_cleanSamples(t *testing.T) {
	t.Parallel()
	for _, s := range index(t, "clean") {
		t.Run(s["file"], func(t *testing.T) {
			t.Parallel()
			findings := s.check(t, "clean")
			if want, ok := strings.CutPrefix(s["expect"], "warn:"); ok {
				if diff := cmp.Diff(strings.Split(want, ","), ids(findings)); diff != "" {
					t.Errorf("rules (-want +got)\n%s\n%v", diff, findings)
				}
				return
			}
			for _, f := range findings {
				if f.Severity == lint.Error {
					t.Error(f)
				} else {
					t.Log(f)
				}
			}
		})
	}
}

func TestCheck_brokenSamples(t *testing.T) {
	t.Parallel()
	for _, s := range index(t, "broken") {
		t.Run(s["file"], func(t *testing.T) {
			t.Parallel()
			got := ids(s.check(t, "broken"))
			for _, want := range append(strings.Split(s["also"], ","), s["rule"]) {
				if want != "" && !strings.HasPrefix(want, "LIVE-") && !slices.Contains(got, want) {
					t.Errorf("rules = %v, want %s among them", got, want)
				}
			}
			if strings.HasPrefix(s["rule"], "LIVE-") && slices.ContainsFunc(s.check(t, "broken"), func(f lint.Finding) bool { return f.Severity == lint.Error }) {
				t.Errorf("rules = %v, want no errors: only the service shows what is wrong", got)
			}
			t.Log(got)
		})
	}
}

// Corrections leave a body that is JSON as JSON, and make none worse.
func TestFix_samples(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"clean", "broken"} {
		for _, s := range index(t, folder) {
			text, err := os.ReadFile(filepath.Join(samples, folder, s["file"]))
			if err != nil {
				t.Fatal(err)
			}
			opts := lint.Options{Scope: lint.Scope(s["scope"]), Name: s["connection-name"], Advice: true}
			before := lint.Check(text, opts)
			after := fixed(text, opts)
			if left := lint.Check(after, opts); !json.Valid(after) || len(left) > len(before) {
				t.Errorf("%s: corrected to %s, which has %v", s["file"], after, left)
			}
		}
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/gen/model"
)

// start runs azgen and returns its exit status and what it printed.
func start(args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = run(args, &out, &errs)
	return status, out.String(), errs.String()
}

func TestRun_status(t *testing.T) {
	t.Parallel()
	const golden = "../../testdata/golden/"
	tests := []struct {
		name   string
		args   []string
		status int
		want   string // in what it prints
	}{
		{"help", []string{"-h"}, 0, "usage: azgen [flags] [package ...]"},
		{"unknown flag", []string{"-x"}, 2, "not defined: -x"},
		{"unknown package", []string{"nowhere"}, 2, "there is no package \"nowhere\" in gen/specs/"},
		{"unknown step", []string{"-dump", "emit"}, 2, "-dump takes model"},
		{"dump and check", []string{"-dump", "model", "-check"}, 2, "-dump takes model"},
		{"no packages", []string{"-specs", "testdata"}, 2, "testdata/ holds no package"},
		{"tree without drift", []string{"-check"}, 0, ""},
		{"tree with drift", []string{"-check", "-specs", golden + "plain", "-out", golden}, 1, "store/box_gen.go: missing"},
		{"faults", []string{"-specs", golden + "fail_bad_pattern"}, 1, golden + "fail_bad_pattern/things/thing.schema.json:5:43: pattern"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, stdout, stderr := start(tt.args...)
			if status != tt.status || !strings.Contains(stdout+stderr, tt.want) {
				t.Errorf("run(%q) = %d, %q, %q, want %d and %q", tt.args, status, stdout, stderr, tt.status, tt.want)
			}
		})
	}
}

func TestRun_dump(t *testing.T) {
	t.Parallel()
	status, stdout, stderr := start("-dump", "model", "ipam")
	var m model.Package
	if err := json.Unmarshal([]byte(stdout), &m); status != 0 || err != nil {
		t.Fatalf("run() = %d, %q: %v", status, stderr, err)
	}
	if m.Name != "ipam" || len(m.Resources) < 4 {
		t.Errorf("the model is of %s with %d resources, want ipam with 4 or more", m.Name, len(m.Resources))
	}
}

func TestRun_writes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := []string{"-specs", "../../testdata/golden/scope", "-out", dir, "grants"}
	if status, _, stderr := start(args...); status != 0 || !strings.Contains(stderr, "wrote access/grants/ids_gen.go: missing") {
		t.Errorf("run() = %d, %q, want 0 and the files", status, stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "access", "grants", "assignment_gen.go")); err != nil {
		t.Error(err)
	}
	if status, _, stderr := start(args...); status != 0 || stderr != "" {
		t.Errorf("second run() = %d, %q, want 0 and silence", status, stderr)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gen_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/gen"
	"github.com/azfoundry/azfoundry/gen/diag"
	"github.com/azfoundry/azfoundry/gen/output"
	"github.com/azfoundry/azfoundry/gen/specs"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const goldenDir = "testdata/golden"

// goldenCases returns the folders of the golden cases, each with the folder of its one package.
func goldenCases(t *testing.T) map[string]string {
	t.Helper()
	manifests, err := filepath.Glob(goldenDir + "/*/*/manifest.json")
	if err != nil || len(manifests) == 0 {
		t.Fatalf("there are no golden cases: %v", err)
	}
	cases := make(map[string]string)
	for _, m := range manifests {
		dir := filepath.Dir(m)
		cases[filepath.Base(filepath.Dir(dir))] = filepath.Base(dir)
	}
	return cases
}

// Each case holds specs and either the files that come of them or the diagnostics they get. All files
// together are good Go.
func TestPackage_golden(t *testing.T) {
	t.Parallel()
	cases := goldenCases(t)
	t.Run("cases", func(t *testing.T) { // returns when all of them are done
		for name, pkg := range cases {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				goldenCase(t, name, pkg)
			})
		}
	})
	args := []string{"vet"}
	for name := range cases {
		if !fails(name) {
			args = append(args, "./"+goldenDir+"/"+name+"/want")
		}
	}
	if text, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput(); err != nil {
		t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, text)
	}
}

// fails reports whether a case is there for its diagnostics.
func fails(name string) bool { return strings.HasPrefix(name, "fail_") }

func goldenCase(t *testing.T, name, pkg string) {
	t.Helper()
	dir := filepath.Join(goldenDir, name)
	out, faults := generate(t, dir, pkg)
	if fails(name) != (len(faults) > 0) {
		t.Fatalf("Package() reports faults %v, want failing %v", faults, fails(name))
	}
	if len(faults) > 0 {
		compareText(t, filepath.Join(dir, "want_error.txt"), faults.String())
		return
	}
	compareFiles(t, out)
}

// generate runs the whole pipeline for a case; its output belongs into the folder want.
func generate(t *testing.T, dir, pkg string) (output.Package, diag.List) {
	t.Helper()
	r, faults, err := gen.Package(os.DirFS(dir), pkg)
	if err != nil {
		t.Fatal(err)
	}
	if len(faults) > 0 {
		return output.Package{}, faults
	}
	out := output.Package{Root: dir, Path: "want", Name: r.Model.Name, Files: r.Files}
	faults, err = output.Clashes(out)
	if err != nil {
		t.Fatal(err)
	}
	return out, faults
}

func compareFiles(t *testing.T, out output.Package) {
	t.Helper()
	if *update {
		if _, faults, err := output.Write(out); err != nil || len(faults) > 0 {
			t.Fatal(faults, err)
		}
	}
	for _, f := range out.Files {
		want, err := os.ReadFile(filepath.Join(out.Root, out.Path, f.Name))
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(string(want), string(f.Text)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", f.Name, diff)
		}
	}
	changes, err := output.Compare(out)
	if err != nil || len(changes) > 0 {
		t.Errorf("Compare() = %v, %v, want no changes", changes, err)
	}
}

func compareText(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", file, diff)
	}
}

// The model of ipam, as azgen -dump model prints it, is under review like code.
func TestModel_ipam(t *testing.T) {
	t.Parallel()
	m, faults := gen.Model(specs.FS(), "ipam")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		t.Fatal(err)
	}
	compareText(t, "testdata/model/ipam.json", got.String())
}

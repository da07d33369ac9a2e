// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package archtest

import (
	"encoding/json"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// requirements are all modules that go.mod may require directly. Each has a line in ADR 0001.
var requirements = []string{
	azcore,
	azidentity,
	oidc,
	"github.com/dave/jennifer",
	jsonexp,
	jwt,
	gocmp,
	jsonschema,
	netipx,
	uuid,
	pkcs12,
}

// nested lists the modules within this repository, which alone may replace one.
var nested = []string{"internal/conformance/bench/conditions/go.mod", "internal/conformance/bench/go.mod", "internal/conformance/go.mod"}

// module is what `go mod edit -json` prints, as far as needed.
type module struct {
	Require []struct {
		Path     string
		Indirect bool
	}
	Replace []struct{ Old struct{ Path string } }
}

func modfile(t *testing.T) module {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json")
	cmd.Dir = moduleRoot
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var m module
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestModule_requirements(t *testing.T) {
	t.Parallel()
	m := modfile(t)
	var direct []string
	for _, r := range m.Require {
		if !r.Indirect {
			direct = append(direct, r.Path)
		}
	}
	slices.Sort(direct)
	if diff := cmp.Diff(slices.Sorted(slices.Values(requirements)), direct); diff != "" {
		t.Errorf("the direct requirements changed (-want +got): say in docs/adr/0001 what each is for, and change the list here\n%s", diff)
	}
	for _, r := range m.Replace {
		t.Errorf("go.mod replaces %s, which users of the module would not get: remove it", r.Old.Path)
	}
}

func TestModule_requirementsAreExplained(t *testing.T) {
	t.Parallel()
	adr := read(t, "docs/adr/0001-decisions-of-the-design.md")
	for _, r := range requirements {
		if !strings.Contains(adr, "| "+r+" |") {
			t.Errorf("docs/adr/0001 does not say what %s is for: give it a line in the table of dependencies", r)
		}
	}
}

func TestModule_nested(t *testing.T) {
	t.Parallel()
	var found []string
	err := filepath.WalkDir(moduleRoot, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "go.mod" && filepath.Dir(name) != moduleRoot && !strings.Contains(name, "testdata") {
			rel, _ := filepath.Rel(moduleRoot, name)
			found = append(found, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(nested, found); diff != "" {
		t.Errorf("nested modules (-want +got): users do not get them, so each needs a reason in an ADR and a line here\n%s", diff)
	}
}

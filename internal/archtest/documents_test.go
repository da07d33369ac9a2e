// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestREADME_snippet compares the README's first Go block with the marked region of the Example that
// runs it.
func TestREADME_snippet(t *testing.T) {
	t.Parallel()
	want := region(t, "ipam/example_test.go", "// README begin", "// README end")
	got, ok := block(read(t, "README.md"), "```go\n")
	if !ok {
		t.Fatal("README.md has no Go block")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("README.md differs from ipam/example_test.go (-example +README): copy the region between the markers into the README\n%s", diff)
	}
}

// region returns the lines between two marker comments, without their common indentation.
func region(t *testing.T, name, begin, end string) string {
	t.Helper()
	_, rest, opened := strings.Cut(read(t, name), begin+"\n")
	inside, _, closed := strings.Cut(rest, end)
	if !opened || !closed {
		t.Fatalf("%s has no region between %q and %q", name, begin, end)
	}
	inside = strings.TrimRight(inside, "\t")
	indent := inside[:len(inside)-len(strings.TrimLeft(inside, "\t"))]
	return strings.TrimPrefix(strings.ReplaceAll("\n"+inside, "\n"+indent, "\n"), "\n")
}

// block returns the first fenced block that begins with fence.
func block(text, fence string) (string, bool) {
	_, rest, opened := strings.Cut(text, fence)
	inside, _, closed := strings.Cut(rest, "```")
	return inside, opened && closed
}

// TestREADME_packages holds the README to what is there: a package it names exists, one it calls
// planned does not.
func TestREADME_packages(t *testing.T) {
	t.Parallel()
	text := read(t, "README.md")
	dirs := packages(sources(t), func(*source) bool { return true })
	rows := regexp.MustCompile(`(?m)^\| \[(\w+)\]`).FindAllStringSubmatch(text, -1)
	if len(rows) == 0 {
		t.Fatal("README.md has no table of packages")
	}
	for _, row := range rows {
		if !anyBelow(dirs, row[1]) {
			t.Errorf("README.md lists package %s, which is not there", row[1])
		}
	}
	_, planned, ok := strings.Cut(text, "Planned, with no code in this tree yet:")
	planned, _, _ = strings.Cut(planned, "\n\n")
	for _, name := range regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(planned, -1) {
		if ok && anyBelow(dirs, name[1]) {
			t.Errorf("README.md calls package %s planned, but it has code: move it into the table", name[1])
		}
	}
	for dir := range dirs {
		name, below := strings.CutPrefix(dir, "examples/")
		if below && !strings.Contains(name, "/") && !strings.Contains(text, "`go run ./"+dir+"`") {
			t.Errorf("README.md does not list the example %s", name)
		}
	}
}

func anyBelow(dirs map[string][]*source, name string) bool {
	for dir := range dirs {
		if dir == name || strings.HasPrefix(dir, name+"/") {
			return true
		}
	}
	return false
}

// TestDoc_programCompiles vets the program in the package comment of the root.
func TestDoc_programCompiles(t *testing.T) {
	t.Parallel()
	_, rest, ok := strings.Cut(read(t, "doc.go"), "//\tpackage main\n")
	program, _, closed := strings.Cut(rest, "//\n// # ")
	if !ok || !closed {
		t.Fatal("doc.go has no program in its package comment")
	}
	lines := strings.Split("package main\n"+program, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(strings.TrimPrefix(line, "//"), "\t")
	}
	name := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "vet", name)
	cmd.Dir = moduleRoot
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the program in doc.go does not compile: %v\n%s", err, out)
	}
}

// TestDocuments_links follows the relative links of every document, anchors included.
func TestDocuments_links(t *testing.T) {
	t.Parallel()
	code := regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, name := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(read(t, name), ""), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			target, anchor, _ := strings.Cut(m[1], "#")
			file := name
			if target != "" {
				file = filepath.ToSlash(filepath.Join(filepath.Dir(name), target))
			}
			if _, err := os.Stat(filepath.Join(moduleRoot, file)); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			} else if anchor != "" && !slices.Contains(anchors(read(t, file)), anchor) {
				t.Errorf("%s links to %s, but %s has no such heading", name, m[1], file)
			}
		}
	}
}

func documents(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(moduleRoot, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			if d.Name() == "testdata" || name != moduleRoot && strings.HasPrefix(d.Name(), ".") {
				return filepath.SkipDir
			}
		}
		if err == nil && strings.HasSuffix(name, ".md") {
			rel, _ := filepath.Rel(moduleRoot, name)
			names = append(names, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil || len(names) == 0 {
		t.Fatalf("found documents %v, error %v", names, err)
	}
	return names
}

// anchors returns the anchors of a document's headings as hosting sites make them.
func anchors(text string) []string {
	var out []string
	drop := regexp.MustCompile(`[^\w\- ]`)
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		out = append(out, strings.ReplaceAll(drop.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return out
}

// TestDocuments_errors wants every kind of error that callers branch on explained.
func TestDocuments_errors(t *testing.T) {
	t.Parallel()
	text := read(t, "docs/errors.md")
	found := 0
	for _, f := range sources(t) {
		if !public(f) || strings.HasPrefix(f.dir(), "armtest") || strings.HasPrefix(f.dir(), "gen") {
			continue
		}
		for _, name := range errorNames(f) {
			found++
			if !strings.Contains(text, "."+name+"`") {
				t.Errorf("docs/errors.md does not explain %s.%s: say when it comes and what to do", f.ast.Name.Name, name)
			}
		}
	}
	for _, m := range regexp.MustCompile(`\bKind = "(\w+)"`).FindAllStringSubmatch(read(t, "auth/error.go"), -1) {
		found++
		if !strings.Contains(text, "| `"+m[1]+"` |") {
			t.Errorf("docs/errors.md does not explain the kind %s", m[1])
		}
	}
	if found < 10 {
		t.Errorf("found %d kinds of errors, which are too few", found)
	}
}

// errorNames lists the exported error types and error values that a file declares.
func errorNames(f *source) []string {
	var names []string
	for _, d := range f.ast.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok == token.CONST {
			continue
		}
		for _, s := range g.Specs {
			for _, id := range specNames(s) {
				isType := g.Tok == token.TYPE
				if id.IsExported() && (isType && strings.HasSuffix(id.Name, "Error") || !isType && strings.HasPrefix(id.Name, "Err")) {
					names = append(names, id.Name)
				}
			}
		}
	}
	return names
}

func TestDocuments_contributingIsShort(t *testing.T) {
	t.Parallel()
	if n := strings.Count(read(t, "CONTRIBUTING.md"), "\n"); n > 150 {
		t.Errorf("CONTRIBUTING.md has %d lines, 150 are the limit: what explains one part belongs into docs", n)
	}
}

func TestDocuments_changelogHeads(t *testing.T) {
	t.Parallel()
	want := []string{"### Features Added", "### Breaking Changes", "### Bugs Fixed", "### Other Changes"}
	versions := strings.Split(read(t, "CHANGELOG.md"), "\n## ")[1:]
	if len(versions) == 0 {
		t.Fatal("CHANGELOG.md has no version")
	}
	for _, v := range versions {
		title, _, _ := strings.Cut(v, "\n")
		if diff := cmp.Diff(want, regexp.MustCompile(`(?m)^### .*$`).FindAllString(v, -1)); diff != "" {
			t.Errorf("CHANGELOG.md, version %s: heads (-want +got)\n%s", title, diff)
		}
	}
}

// TestDocuments_decisions wants decisions numbered without a gap, each with the same five heads.
func TestDocuments_decisions(t *testing.T) {
	t.Parallel()
	want := []string{"## Context", "## Decision", "## Status", "## Consequences", "## Experience report"}
	number := 0
	for _, name := range documents(t) {
		base, ok := strings.CutPrefix(name, "docs/adr/")
		if !ok {
			continue
		}
		number++
		if m := regexp.MustCompile(`^(\d{4})-[a-z0-9-]+\.md$`).FindStringSubmatch(base); m == nil || m[1] != fmt.Sprintf("%04d", number) {
			t.Errorf("%s: name decisions %04d-in-lower-case.md, without a gap", name, number)
		}
		if diff := cmp.Diff(want, regexp.MustCompile(`(?m)^## .*$`).FindAllString(read(t, name), -1)); diff != "" {
			t.Errorf("%s: heads (-want +got)\n%s", name, diff)
		}
	}
	if number == 0 {
		t.Error("docs/adr has no decision")
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	modulePath = "github.com/azfoundry/azfoundry"
	moduleRoot = "../.."
)

// source is one parsed Go file.
type source struct {
	path      string // slash-separated, relative to the module's root
	test      bool
	generated bool
	text      []byte
	fset      *token.FileSet
	ast       *ast.File
}

// parse parses a file that is named by its path below the module's root.
func parse(fset *token.FileSet, name string, text []byte) (*source, error) {
	f, err := parser.ParseFile(fset, name, text, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	return &source{
		path: name, test: strings.HasSuffix(name, "_test.go"), generated: ast.IsGenerated(f),
		text: text, fset: fset, ast: f,
	}, nil
}

// dir is the folder of the file; "" for the module's root.
func (s *source) dir() string {
	if d := path.Dir(s.path); d != "." {
		return d
	}
	return ""
}

func (s *source) lines() int { return bytes.Count(s.text, []byte("\n")) }

// at prefixes a message with a position.
func (s *source) at(n ast.Node, format string, args ...any) string {
	return fmt.Sprintf("%s: %s", s.fset.Position(n.Pos()), fmt.Sprintf(format, args...))
}

// tree returns all Go files of the module in the order of their paths, without nested modules, test
// data and hidden folders.
var tree = sync.OnceValues(func() ([]*source, error) {
	var files []*source
	fset := token.NewFileSet()
	err := filepath.WalkDir(moduleRoot, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return enter(name, d.Name())
		case !strings.HasSuffix(name, ".go"):
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(moduleRoot, name)
		if err != nil {
			return err
		}
		f, err := parse(fset, filepath.ToSlash(rel), text)
		files = append(files, f)
		return err
	})
	return files, err
})

// enter decides whether the walk goes into a folder.
func enter(name, base string) error {
	if name == moduleRoot {
		return nil
	}
	if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	if base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return filepath.SkipDir
	}
	return nil
}

// sources returns the module's files.
func sources(t *testing.T) []*source {
	t.Helper()
	files, err := tree()
	if err != nil {
		t.Fatalf("the tree does not parse: %v", err)
	}
	return files
}

// packages groups files by folder, leaving out those that keep refuses.
func packages(files []*source, keep func(*source) bool) map[string][]*source {
	byDir := map[string][]*source{}
	for _, f := range files {
		if keep(f) {
			byDir[f.dir()] = append(byDir[f.dir()], f)
		}
	}
	return byDir
}

func production(s *source) bool  { return !s.test }
func handWritten(s *source) bool { return !s.test && !s.generated }

// public reports whether users can import the package the file belongs to.
func public(s *source) bool {
	return !s.test && s.ast.Name.Name != "main" && !slices.Contains(strings.Split(s.dir(), "/"), "internal")
}

// report fails the test with each problem.
func report(t *testing.T, problems []string) {
	t.Helper()
	for _, p := range problems {
		t.Error(p)
	}
}

// forEach applies a rule to every file.
func forEach(t *testing.T, rule func(*source) []string) {
	t.Helper()
	for _, f := range sources(t) {
		report(t, rule(f))
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(moduleRoot, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package archtest

import (
	"fmt"
	"go/ast"
	"strings"
	"testing"
)

const (
	bodyLimit  = 60  // lines between the braces of a function
	paramLimit = 4   // parameters beside context and options
	nameLimit  = 300 // exported names of a package, generated or not: types, functions, constants and variables
)

// longFunctions lists functions that may be longer or take more, as "path name", and why.
var longFunctions = map[string]string{
	"internal/check/rules.go Count": "generated code calls it with a schema's own members; the Checker is its context",
	"internal/check/rules.go Range": "generated code calls it with a schema's own members; the Checker is its context",
}

func TestFunctions_size(t *testing.T) {
	t.Parallel()
	forEach(t, smallFunctions)
}

func smallFunctions(f *source) []string {
	if f.generated || f.test {
		return nil
	}
	var problems []string
	for _, d := range f.ast.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil || longFunctions[f.path+" "+fn.Name.Name] != "" {
			continue
		}
		if n := f.body(fn); n > bodyLimit {
			problems = append(problems, f.at(fn, "%s has %d lines, %d are the limit: split off the steps that have a name",
				fn.Name.Name, n, bodyLimit))
		}
		if n := params(fn.Type); n > paramLimit {
			problems = append(problems, f.at(fn, "%s takes %d parameters beside context and options, %d are the limit: give what belongs together a type",
				fn.Name.Name, n, paramLimit))
		}
	}
	return problems
}

// body counts the lines between a function's braces.
func (s *source) body(fn *ast.FuncDecl) int {
	return max(0, s.fset.Position(fn.Body.Rbrace).Line-s.fset.Position(fn.Body.Lbrace).Line-1)
}

// params counts parameters without a context and without options.
func params(ft *ast.FuncType) int {
	n := 0
	for _, p := range ft.Params.List {
		if !exempt(p.Type) {
			n += max(1, len(p.Names))
		}
	}
	return n
}

func exempt(t ast.Expr) bool {
	switch t := t.(type) {
	case *ast.SelectorExpr:
		pkg, _ := t.X.(*ast.Ident)
		return pkg != nil && pkg.Name == "context" && t.Sel.Name == "Context" || strings.HasSuffix(t.Sel.Name, "Options")
	case *ast.StarExpr:
		return exempt(t.X)
	case *ast.Ident:
		return strings.HasSuffix(t.Name, "Options")
	}
	return false
}

func TestPackages_exportedNames(t *testing.T) {
	t.Parallel()
	for dir, files := range packages(sources(t), production) {
		n := 0
		for _, f := range files {
			n += len(exportedNames(f))
		}
		if n > nameLimit {
			t.Errorf("package %q exports %d names, %d are the limit: curate the spec, or split the package by service", dir, n, nameLimit)
		}
	}
}

// exportedNames lists the exported identifiers a file declares, without methods.
func exportedNames(f *source) []string {
	var names []string
	add := func(id *ast.Ident) {
		if id.IsExported() {
			names = append(names, id.Name)
		}
	}
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				add(d.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				for _, id := range specNames(s) {
					add(id)
				}
			}
		}
	}
	return names
}

// specNames returns what a spec declares; nothing for an import.
func specNames(s ast.Spec) []*ast.Ident {
	switch s := s.(type) {
	case *ast.TypeSpec:
		return []*ast.Ident{s.Name}
	case *ast.ValueSpec:
		return s.Names
	}
	return nil
}

func TestSize_exceptionsAreUsed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range sources(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				seen[fmt.Sprintf("%s %s", f.path, fn.Name.Name)] = f.body(fn) > bodyLimit || params(fn.Type) > paramLimit
			}
		}
	}
	for name, reason := range longFunctions {
		if !seen[name] {
			t.Errorf("longFunctions excuses %s (%s), which needs no excuse: remove the entry", name, reason)
		}
	}
}

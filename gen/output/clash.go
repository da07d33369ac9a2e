// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package output

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"

	"github.com/azfoundry/azfoundry/gen/diag"
)

// Clashes returns what stands in the way of the generated files: hand-written files of the same name,
// and hand-written declarations of names that are generated.
func Clashes(p Package) (diag.List, error) {
	var faults diag.List
	byHand := make(map[string]diag.Pos)
	err := p.each(func(name string, text []byte) {
		full := path.Join(p.Path, name)
		switch {
		case owned(name, text):
		case p.has(name):
			faults.Add(diag.Pos{File: full}, "is in the way: azgen did not write it and would replace it; rename it")
		default:
			if err := declarations(byHand, full, text, p.Name); err != nil {
				faults.Add(diag.Pos{File: full}, "cannot be parsed, so its names cannot be compared: %v", err)
			}
		}
	})
	if err != nil {
		return nil, err
	}
	generated := make(map[string]diag.Pos)
	for _, f := range p.Files {
		if err := declarations(generated, path.Join(p.Path, f.Name), f.Text, p.Name); err != nil {
			return nil, fmt.Errorf("output: %s does not parse: %w", f.Name, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(byHand)) {
		if at, ok := generated[name]; ok {
			faults.Add(byHand[name], "%s is declared here and would be generated at %s too; rename it, or set custom on the operation", name, at)
		}
	}
	return faults.Sorted(), nil
}

// declarations records the package-level names of a file and its methods as Type.Method. A file of
// another package, such as an external test, adds none.
func declarations(into map[string]diag.Pos, file string, text []byte, pkg string) error {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	if f.Name.Name != pkg {
		return nil
	}
	add := func(name string, at token.Pos) {
		pos := fset.Position(at)
		if name != "_" && name != "init" {
			into[name] = diag.Pos{File: file, Line: pos.Line, Col: pos.Column}
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			add(receiver(d)+d.Name.Name, d.Name.Pos())
		case *ast.GenDecl:
			for _, s := range d.Specs {
				specNames(s, add)
			}
		}
	}
	return nil
}

func specNames(s ast.Spec, add func(string, token.Pos)) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		add(s.Name.Name, s.Name.Pos())
	case *ast.ValueSpec:
		for _, n := range s.Names {
			add(n.Name, n.Pos())
		}
	}
}

// receiver returns the type of a method with a dot, "" for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	t := d.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name + "."
	}
	return ""
}

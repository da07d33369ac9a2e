// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package archtest

import (
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readsEnvironment lists the folders that may.
var readsEnvironment = []string{"auth", "auth/...", "examples/..."}

var environment = []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv", "Setenv", "Unsetenv", "Clearenv"}

func TestCode_noInit(t *testing.T) {
	t.Parallel()
	forEach(t, initFree)
}

func initFree(f *source) []string {
	var problems []string
	for _, d := range f.ast.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			problems = append(problems, f.at(fn, "init runs in every program that imports this: use sync.OnceValue, or a parameter"))
		}
	}
	return problems
}

func TestCode_noEnvironment(t *testing.T) {
	t.Parallel()
	forEach(t, environmentFree)
}

func environmentFree(f *source) []string {
	if f.test || slices.ContainsFunc(readsEnvironment, func(p string) bool { return within(f.dir(), p) }) {
		return nil
	}
	var problems []string
	for call := range calls(f.ast) {
		pkg, name := callee(call)
		if (pkg == "os" || pkg == "syscall") && slices.Contains(environment, name) {
			problems = append(problems, f.at(call, "%s.%s: only auth and examples look at the environment; take a parameter", pkg, name))
		}
	}
	return problems
}

func TestCode_noSkips(t *testing.T) {
	t.Parallel()
	forEach(t, skipFree)
}

func skipFree(f *source) []string {
	var problems []string
	for call := range calls(f.ast) {
		on, name := callee(call)
		if f.test && len(on) == 1 && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, name) {
			problems = append(problems, f.at(call, "a skipped check proves nothing: make it run everywhere, or remove it"))
		}
	}
	return problems
}

var leftOpen = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)

func TestCode_nothingLeftOpen(t *testing.T) {
	t.Parallel()
	forEach(t, closed)
}

func closed(f *source) []string {
	var problems []string
	for _, g := range f.ast.Comments {
		for _, c := range g.List {
			if found := leftOpen.FindString(c.Text); found != "" {
				problems = append(problems, f.at(c, "%s in a comment: do it, or open an issue", found))
			}
		}
	}
	return problems
}

// TestCode_noMutableState finds package-level variables that the code of some package changes, and
// exported ones, which users could change.
func TestCode_noMutableState(t *testing.T) {
	t.Parallel()
	for _, files := range packages(sources(t), production) {
		report(t, constant(files))
	}
}

func constant(files []*source) []string {
	var problems []string
	pkg, uses := resolve(files)
	for _, name := range pkg.Scope().Names() {
		v, ok := pkg.Scope().Lookup(name).(*types.Var)
		if ok && v.Exported() && !strings.HasPrefix(name, "Err") {
			problems = append(problems, fmt.Sprintf("%s: %s can be changed by whoever imports the package: make it a function or a constant",
				files[0].fset.Position(v.Pos()), name))
		}
	}
	for _, f := range files {
		for id := range assigned(f.ast) {
			if shared(uses[id], pkg) {
				problems = append(problems, f.at(id, "%s is shared by all users of its package: keep what changes in a value that somebody owns", id.Name))
			}
		}
	}
	return problems
}

// resolve tells what the identifiers of a package mean. It does not load imports, so types are
// incomplete; which variable an identifier names does not depend on them.
func resolve(files []*source) (*types.Package, map[*ast.Ident]types.Object) {
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	var parsed []*ast.File
	for _, f := range files {
		parsed = append(parsed, f.ast)
	}
	conf := types.Config{Importer: nothing{}, Error: func(error) {}}
	pkg, _ := conf.Check(files[0].dir(), files[0].fset, parsed, info) // errors come from missing imports
	return pkg, info.Uses
}

// nothing is an importer that finds no package.
type nothing struct{}

func (nothing) Import(string) (*types.Package, error) { return nil, errors.New("not loaded") }

// shared reports whether an assignment that begins with obj reaches a package's variable, of this
// package or an imported one.
func shared(obj types.Object, pkg *types.Package) bool {
	switch obj := obj.(type) {
	case *types.Var:
		return obj.Parent() == pkg.Scope()
	case *types.PkgName:
		return true
	}
	return false
}

// assigned yields the identifier that each assignment, increment or decrement of a file begins with.
func assigned(f *ast.File) iter.Seq[*ast.Ident] {
	return func(yield func(*ast.Ident) bool) {
		for n := range ast.Preorder(f) {
			var targets []ast.Expr
			switch n := n.(type) {
			case *ast.AssignStmt:
				targets = n.Lhs
			case *ast.IncDecStmt:
				targets = []ast.Expr{n.X}
			}
			for _, e := range targets {
				if id := base(e); id != nil && !yield(id) {
					return
				}
			}
		}
	}
}

// base returns the variable an assignable expression begins with: m of m.a[i].b.
func base(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.IndexExpr:
		return base(e.X)
	case *ast.SelectorExpr:
		return base(e.X)
	case *ast.StarExpr:
		return base(e.X)
	case *ast.ParenExpr:
		return base(e.X)
	}
	return nil
}

// calls yields the calls in a file.
func calls(f *ast.File) iter.Seq[*ast.CallExpr] {
	return func(yield func(*ast.CallExpr) bool) {
		for n := range ast.Preorder(f) {
			if c, ok := n.(*ast.CallExpr); ok && !yield(c) {
				return
			}
		}
	}
}

// callee returns x and f of a call x.f(…).
func callee(c *ast.CallExpr) (on, name string) {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	if id, ok := sel.X.(*ast.Ident); ok {
		return id.Name, sel.Sel.Name
	}
	return "", ""
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package archtest

import (
	"go/ast"
	"strings"
	"testing"
)

// TestGodoc wants a comment on every exported name of every package that users can import.
func TestGodoc(t *testing.T) {
	t.Parallel()
	forEach(t, documented)
}

func documented(f *source) []string {
	if !public(f) {
		return nil
	}
	var problems []string
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && exportedReceiver(d) {
				problems = append(problems, f.comment(d.Name, d.Doc)...)
			}
		case *ast.GenDecl:
			problems = append(problems, f.comments(d)...)
		}
	}
	return problems
}

// comments judges a declaration of types, constants or variables. The members of a group may share the
// group's comment.
func (s *source) comments(d *ast.GenDecl) []string {
	var problems []string
	for _, spec := range d.Specs {
		doc, tail := specDoc(spec)
		for _, id := range specNames(spec) {
			switch {
			case !id.IsExported() || doc == nil && (tail != nil || d.Lparen.IsValid() && d.Doc != nil):
			case doc == nil:
				problems = append(problems, s.comment(id, d.Doc)...)
			case len(specNames(spec)) == 1 && !d.Lparen.IsValid():
				problems = append(problems, s.comment(id, doc)...)
			}
		}
	}
	return problems
}

// comment wants a text that begins with the name and ends a sentence.
func (s *source) comment(id *ast.Ident, doc *ast.CommentGroup) []string {
	text := strings.TrimSpace(doc.Text())
	switch {
	case text == "":
		return []string{s.at(id, "%s has no comment: say what it is, its zero value, its errors and its source", id.Name)}
	case !strings.HasPrefix(text, id.Name+" ") && !strings.HasPrefix(text, "Deprecated:"):
		return []string{s.at(id, "begin the comment of %s with its name", id.Name)}
	case !strings.Contains(text, ".") && !strings.Contains(text, ":"):
		return []string{s.at(id, "end the comment of %s with a full stop", id.Name)}
	}
	return nil
}

// specDoc returns the comments above and behind a spec.
func specDoc(spec ast.Spec) (above, behind *ast.CommentGroup) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		return s.Doc, s.Comment
	case *ast.ValueSpec:
		return s.Doc, s.Comment
	}
	return nil, nil
}

// exportedReceiver reports whether a function has no receiver or one whose type is exported.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	t := d.Recv.List[0].Type
	if p, ok := t.(*ast.StarExpr); ok {
		t = p.X
	}
	switch g := t.(type) {
	case *ast.IndexExpr:
		t = g.X
	case *ast.IndexListExpr:
		t = g.X
	}
	id, ok := t.(*ast.Ident)
	return ok && id.IsExported()
}

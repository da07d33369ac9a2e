// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// spelling is how an official module spells its models in JSON, read from its source.
type spelling struct {
	members   map[string]string // by Type.Field
	constants map[string]string
}

var (
	marshalled = regexp.MustCompile(`^func \(\w+ \*?(\w+)\) MarshalJSON`)
	populated  = regexp.MustCompile(`^\s+populate\w*\(objectMap, "([^"]+)", \w+\.(\w+)\)`)
	constant   = regexp.MustCompile(`^\s+(\w+)\s+\w+ = "([^"]*)"`)
)

// readSpelling reads a module's folder.
func readSpelling(dir string) (spelling, error) {
	s := spelling{members: map[string]string{}, constants: map[string]string{}}
	serde, err := os.ReadFile(filepath.Join(dir, "models_serde.go"))
	if err != nil {
		return s, err
	}
	typ := ""
	for line := range strings.Lines(string(serde)) {
		if m := marshalled.FindStringSubmatch(line); m != nil {
			typ = m[1]
		}
		if m := populated.FindStringSubmatch(line); m != nil {
			s.members[typ+"."+m[2]] = m[1]
		}
	}
	constants, err := os.ReadFile(filepath.Join(dir, "constants.go"))
	if err != nil {
		return s, err
	}
	for line := range strings.Lines(string(constants)) {
		if m := constant.FindStringSubmatch(line); m != nil {
			s.constants[m[1]] = m[2]
		}
	}
	if len(s.members) == 0 || len(s.constants) == 0 {
		return s, errors.New("no models or constants in " + dir)
	}
	return s, nil
}

// member returns the name of a field in JSON. A discriminator is not populated but set.
func (s spelling) member(typ, field string) string {
	if name := s.members[typ+"."+field]; name != "" {
		return name
	}
	return strings.ToLower(field[:1]) + field[1:]
}

// literal returns a Go literal of a model as JSON data. typ is the type where the literal has none; may be
// nil.
func (s spelling) literal(e, typ ast.Expr) (any, error) {
	switch e := e.(type) {
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return s.literal(e.X, typ)
		}
		v, err := s.literal(e.X, typ)
		n, ok := v.(float64)
		if err != nil || e.Op != token.SUB || !ok {
			return nil, fmt.Errorf("%v of %v: %w", e.Op, v, err)
		}
		return -n, nil
	case *ast.CompositeLit:
		return s.composite(e, typ)
	case *ast.CallExpr:
		return s.call(e)
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			return strconv.Unquote(e.Value)
		}
		return strconv.ParseFloat(e.Value, 64)
	case *ast.SelectorExpr:
		if v, ok := s.constants[e.Sel.Name]; ok {
			return v, nil
		}
		return nil, errors.New("unknown constant " + e.Sel.Name)
	case *ast.Ident:
		switch e.Name {
		case "true", "false":
			return e.Name == "true", nil
		case "nil":
			return nil, nil //nolint:nilnil // null it is
		}
	}
	return nil, fmt.Errorf("no literal: %T", e)
}

// call returns what a call in a literal stands for: a pointer, a time or a conversion.
func (s spelling) call(e *ast.CallExpr) (any, error) {
	if f, ok := e.Fun.(*ast.FuncLit); ok {
		return instant(f)
	}
	if len(e.Args) != 1 {
		return nil, fmt.Errorf("call with %d arguments", len(e.Args))
	}
	return s.literal(e.Args[0], nil)
}

// instant returns the time that a function literal parses.
func instant(f *ast.FuncLit) (any, error) {
	var text string
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, _ = strconv.Unquote(lit.Value)
		}
		return true
	})
	t, err := time.Parse(time.RFC3339Nano, text)
	return t.Format(time.RFC3339Nano), err
}

// composite returns a composite literal: an object or an array.
func (s spelling) composite(e *ast.CompositeLit, typ ast.Expr) (any, error) {
	if e.Type != nil {
		typ = e.Type
	}
	var elem ast.Expr
	switch t := typ.(type) {
	case *ast.ArrayType:
		out := []any{}
		for _, item := range e.Elts {
			v, err := s.literal(item, t.Elt)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	case *ast.MapType:
		elem = t.Value
	}
	out := map[string]any{}
	for _, item := range e.Elts {
		kv, ok := item.(*ast.KeyValueExpr)
		if !ok {
			return nil, fmt.Errorf("%s without keys", typeName(typ))
		}
		v, err := s.literal(kv.Value, elem)
		if err != nil {
			return nil, err
		}
		switch k := kv.Key.(type) {
		case *ast.Ident:
			out[s.member(typeName(typ), k.Name)] = v
		case *ast.BasicLit:
			key, err := strconv.Unquote(k.Value)
			if err != nil {
				return nil, err
			}
			out[key] = v
		}
	}
	return out, nil
}

// typeName returns the name of a type without its package, or of what it points to.
func typeName(e ast.Expr) string {
	switch t := e.(type) {
	case *ast.StarExpr:
		return typeName(t.X)
	case *ast.SelectorExpr:
		return t.Sel.Name
	case *ast.Ident:
		return t.Name
	}
	return ""
}

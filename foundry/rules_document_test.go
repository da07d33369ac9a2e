// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package foundry_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// docs/encryption.md has a row for each rule that the hand-written validators of this package have, and no
// other; docs/errors.md names each.
func TestRules_areDocumented(t *testing.T) {
	t.Parallel()
	rules := rulesInCode(t)
	page, err := os.ReadFile("../docs/encryption.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, row := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|(.+)\\|(.+)\\|(.+)\\|$").FindAllStringSubmatch(string(page), -1) {
		rows = append(rows, row[1])
		for _, cell := range row[2:] {
			if strings.TrimSpace(cell) == "" {
				t.Errorf("docs/encryption.md: the row of %s has an empty cell", row[1])
			}
		}
	}
	slices.Sort(rows)
	if diff := cmp.Diff(rules, rows); diff != "" {
		t.Errorf("docs/encryption.md: rules (-code +document)\n%s", diff)
	}
	errorsPage, err := os.ReadFile("../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules {
		if !regexp.MustCompile("(?m)^\\|[^|]*`" + rule + "`[^|]*\\|").Match(errorsPage) {
			t.Errorf("docs/errors.md does not name the rule %s", rule)
		}
	}
}

// rulesInCode returns the rules of the faults in the hand-written files. A rule that is no literal is
// one of keyParts.
func rulesInCode(t *testing.T) []string {
	t.Helper()
	keyParts := []string{"keyName", "keyVersion", "keyVaultUri"}
	rules := make(map[string]bool)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_gen.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			kv, ok := n.(*ast.KeyValueExpr)
			if key, named := keyOf(kv, ok); !named || key != "Rule" {
				return true
			}
			literal, ok := kv.Value.(*ast.BasicLit)
			if !ok {
				for _, part := range keyParts {
					rules[part] = true
				}
				return true
			}
			rule, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			rules[rule] = true
			return true
		})
	}
	return slices.Sorted(maps.Keys(rules))
}

func keyOf(kv *ast.KeyValueExpr, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	id, ok := kv.Key.(*ast.Ident)
	if !ok {
		return "", false
	}
	return id.Name, true
}

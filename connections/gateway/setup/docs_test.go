// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package setup_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The table of findings in docs/gateway-setup.md has every rule of the package, and no other.
func TestFindings_documented(t *testing.T) {
	t.Parallel()
	read := func(path string) string {
		t.Helper()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	var documented, known []string
	_, table, _ := strings.Cut(read("../../../docs/gateway-setup.md"), "| rule |")
	table, _, _ = strings.Cut(table, "\n\n")
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Za-z]+)` \\|").FindAllStringSubmatch(table, -1) {
		documented = append(documented, row[1])
	}
	for _, file := range []string{"network_rules.go", "deployments.go", "survey.go", "roles.go", "operations.go"} {
		for _, found := range regexp.MustCompile(`Finding\{\s*Rule: "([A-Za-z]+)"`).FindAllStringSubmatch(read(file), -1) {
			known = append(known, found[1])
		}
	}
	slices.Sort(documented)
	slices.Sort(known)
	if diff := cmp.Diff(slices.Compact(known), documented); diff != "" {
		t.Errorf("rules (-package +document):\n%s", diff)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package gen_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry/gen/specs"
)

// firstCells returns the first column of each table of docs/generator.md, by the table's first heading.
func firstCells(t *testing.T) map[string][]string {
	t.Helper()
	tables := make(map[string][]string)
	heading := ""
	for _, row := range tableRows(t) {
		switch {
		case row == nil:
			heading = ""
		case heading == "":
			heading = row[0]
		case !strings.HasPrefix(row[0], "---"):
			tables[heading] = append(tables[heading], strings.Trim(row[0], "`"))
		}
	}
	return tables
}

// tableRows returns the cells of each row of docs/generator.md; nil for other lines.
func tableRows(t *testing.T) [][]string {
	t.Helper()
	text, err := os.ReadFile("../docs/generator.md")
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			out = append(out, nil)
			continue
		}
		var cells []string
		for cell := range strings.SplitSeq(strings.ReplaceAll(strings.Trim(line, "|"), `\|`, "\x00"), "|") {
			cells = append(cells, strings.ReplaceAll(strings.TrimSpace(cell), "\x00", "|"))
		}
		out = append(out, cells)
	}
	return out
}

// schemaNode is as much of a schema as these tests need.
type schemaNode struct {
	Properties map[string]json.RawMessage `json:"properties"`
	Defs       map[string]schemaNode      `json:"$defs"`
}

func readSchema(t *testing.T, name string) schemaNode {
	t.Helper()
	text, err := fs.ReadFile(specs.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	var out schemaNode
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// The document's tables list the keywords that there are.
func TestDocument_tables(t *testing.T) {
	t.Parallel()
	dialect, manifest := readSchema(t, "dialect.schema.json"), readSchema(t, "manifest.schema.json")
	cells := firstCells(t)
	for table, want := range map[string]schemaNode{
		"keyword": dialect.Defs["schema"], "of the package": manifest,
		"of a service": manifest.Defs["service"], "of a resource": manifest.Defs["resource"], "of an operation": manifest.Defs["operation"],
	} {
		got := slices.Sorted(slices.Values(cells[table]))
		if diff := cmp.Diff(slices.Sorted(maps.Keys(want.Properties)), got); diff != "" {
			t.Errorf("docs/generator.md, table %q (-want +got)\n%s", table, diff)
		}
	}
}

// The document's list of errors has every failing golden case with a message that it gives.
func TestDocument_errors(t *testing.T) {
	t.Parallel()
	message := make(map[string]string)
	for _, row := range tableRows(t) {
		if len(row) == 2 {
			message[strings.Trim(row[0], "`")] = row[1]
		}
	}
	place := regexp.MustCompile(`(?m)^\S+: `)
	cases := 0
	for name := range goldenCases(t) {
		if !fails(name) {
			continue
		}
		cases++
		text, err := os.ReadFile(goldenDir + "/" + name + "/want_error.txt")
		if err != nil {
			t.Fatal(err)
		}
		said := message[strings.TrimPrefix(name, "fail_")]
		if said == "" || !slices.Contains(strings.Split(place.ReplaceAllString(string(text), ""), "\n"), said) {
			t.Errorf("docs/generator.md says %q of %s, which fails with\n%s", said, name, text)
		}
	}
	if cases < 20 {
		t.Errorf("%d golden cases fail, want 20 common mistakes and more", cases)
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry/abac"
)

// samples are conditions that people and the service itself use, with what is known about them, beside
// the module, where somebody put them.
const samples = "../../shared/samples/abac"

// sampleRows returns the rows of a table by column, without its head; none if the samples are not there.
func sampleRows(t *testing.T, name string) []map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Logf("there are no samples in %s", samples)
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range strings.Split(line, "\t") {
			row[head[i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func sampleText(t *testing.T, folder, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, folder, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSamples_conditions(t *testing.T) {
	t.Parallel()
	for _, row := range sampleRows(t, "conditions/INDEX.tsv") {
		c, err := abac.Parse(sampleText(t, "conditions", row["file"]))
		if err != nil {
			t.Errorf("%s: %v", row["file"], err)
			continue
		}
		roundTrip(t, c)
	}
}

func TestSamples_truth(t *testing.T) {
	t.Parallel()
	for _, row := range sampleRows(t, "truth.tsv") {
		c, err := abac.Parse(sampleText(t, "conditions", row["file"]))
		if err != nil {
			t.Fatal(err)
		}
		var request abac.Request
		if err := json.Unmarshal([]byte(row["request"]), &request); err != nil {
			t.Fatal(err)
		}
		b := abac.Compile(c, abac.Strict).Bind(request)
		if got := b.Evaluate(); got != (row["expected"] == "allow") {
			t.Errorf("%s %s: want %s (%s), got\n%s", row["file"], row["request"], row["expected"], row["basis"], b.Explain())
		}
		if got, want := b.Evaluate(), (naive{request, false}).allows(c); got != want {
			t.Errorf("%s: the naive evaluator says %v", row["file"], want)
		}
	}
}

func TestSamples_operators(t *testing.T) {
	t.Parallel()
	for _, row := range sampleRows(t, "truth-operators.tsv") {
		c, err := abac.Parse(row["expression"])
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if got := strconv.FormatBool(abac.Compile(c, abac.Strict).Decide(abac.Request{})); got != row["expected"] {
			t.Errorf("%s is %s, want %s (%s)", row["expression"], got, row["expected"], row["basis"])
		}
	}
}

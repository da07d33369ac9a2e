// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package archtest

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const licence = "// Copyright (c) The azfoundry authors.\n// SPDX-License-Identifier: MIT\n"

// The longest files there may be, in lines.
const (
	handLimit      = 400
	testLimit      = 800
	generatedLimit = 1500
)

// longFiles lists files that may be longer, and why.
var longFiles = map[string]string{}

var fileName = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*\.go$`)

func TestFiles_licence(t *testing.T) {
	t.Parallel()
	forEach(t, licensed)
}

func licensed(f *source) []string {
	if bytes.HasPrefix(f.text, []byte(licence+"\n")) {
		return nil
	}
	header, _, _ := bytes.Cut(f.text, []byte("\npackage "))
	if f.generated && bytes.Contains(header, []byte(licence)) {
		return nil
	}
	return []string{fmt.Sprintf("%s: begin the file with these two lines and an empty one:\n%s", f.path, licence)}
}

func TestFiles_name(t *testing.T) {
	t.Parallel()
	forEach(t, named)
}

func named(f *source) []string {
	var problems []string
	if !fileName.MatchString(path.Base(f.path)) {
		problems = append(problems, f.path+": name files in lower case, with underscores between words")
	}
	suffix := strings.HasSuffix(f.path, "_gen.go")
	if suffix && !f.generated {
		problems = append(problems, f.path+": has no line \"// Code generated … DO NOT EDIT.\": files named *_gen.go belong to the generator; rename it")
	}
	if f.generated && !suffix {
		problems = append(problems, f.path+": says it is generated: name it *_gen.go, or remove that line")
	}
	return problems
}

func TestFiles_length(t *testing.T) {
	t.Parallel()
	forEach(t, short)
}

func TestFiles_lengthExceptionsAreUsed(t *testing.T) {
	t.Parallel()
	for name, reason := range longFiles {
		i := slices.IndexFunc(sources(t), func(f *source) bool { return f.path == name })
		if i < 0 || sources(t)[i].lines() <= limit(sources(t)[i]) {
			t.Errorf("longFiles excuses %s (%s), which needs no excuse: remove the entry", name, reason)
		}
	}
}

func limit(f *source) int {
	switch {
	case f.generated:
		return generatedLimit
	case f.test:
		return testLimit
	}
	return handLimit
}

func short(f *source) []string {
	if _, excused := longFiles[f.path]; excused || f.lines() <= limit(f) {
		return nil
	}
	return []string{fmt.Sprintf("%s: has %d lines, %d are the limit: split it by noun, or excuse it in longFiles with a reason",
		f.path, f.lines(), limit(f))}
}

func TestPackages_comment(t *testing.T) {
	t.Parallel()
	for dir, files := range packages(sources(t), production) {
		report(t, commented(dir, files))
	}
}

// commented wants exactly one package comment, of the usual form.
func commented(dir string, files []*source) []string {
	var with []string
	var problems []string
	for _, f := range files {
		if f.ast.Doc == nil {
			continue
		}
		with = append(with, f.path)
		want := "Package " + f.ast.Name.Name + " "
		if f.ast.Name.Name == "main" {
			want = "Command " + path.Base(dir) + " "
		}
		if !strings.HasPrefix(f.ast.Doc.Text(), want) {
			problems = append(problems, fmt.Sprintf("%s: begin the package comment with %q", f.path, want))
		}
	}
	if len(with) != 1 {
		problems = append(problems, fmt.Sprintf("package %q has %d package comments %v: keep exactly one, best in doc.go", dir, len(with), with))
	}
	return problems
}

func TestPackages_name(t *testing.T) {
	t.Parallel()
	vague := []string{"util", "utils", "common", "helpers", "helper", "misc", "types", "models", "base", "shared"}
	for dir := range packages(sources(t), production) {
		if slices.Contains(vague, path.Base(dir)) {
			t.Errorf("package %q says nothing about what it holds: name it after its concern", dir)
		}
	}
}

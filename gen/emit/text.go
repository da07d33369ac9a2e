// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
)

// width is where comments wrap.
const width = 100

// comment prints paragraphs as comment lines.
func comment(paragraphs ...string) *jen.Statement {
	s := jen.Null()
	for i, text := range paragraphs {
		if i > 0 {
			s.Comment("//").Line()
		}
		for _, line := range wrap(text, width-len("// ")) {
			s.Comment(line).Line()
		}
	}
	return s
}

// broad is the width above which a literal gets a line for each of its members.
const broad = 140

// assign prints name = T{…} on one line, or on several where that one would be too wide.
func assign(name string, t *jen.Statement, members []jen.Code) jen.Code {
	return literal(jen.Id(name).Op("=").Add(t), broad-len(name)-len(" = rest.Operation"), members)
}

// literal prints what stands before it and {…}, with the members on one line of up to so many columns,
// or on several.
func literal(before *jen.Statement, columns int, members []jen.Code) *jen.Statement {
	if line := jen.Id("T").Values(members...).GoString(); utf8.RuneCountInString(line) <= columns {
		return before.Values(members...)
	}
	return before.Custom(jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}, members...)
}

// define prints variables: var x = y, or a block of several.
func define(defs []jen.Code) jen.Code {
	if len(defs) == 1 {
		return jen.Var().Add(defs[0])
	}
	return jen.Var().Defs(defs...)
}

// wrap breaks a text into lines at its spaces.
func wrap(text string, limit int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > limit {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// group separates the imports as people do: the standard library, others, this module.
func group(src []byte) []byte {
	before, rest, ok := bytes.Cut(src, []byte("import (\n"))
	if !ok {
		return src
	}
	block, after, _ := bytes.Cut(rest, []byte("\n)\n"))
	groups := make([][]string, 3)
	for line := range strings.SplitSeq(string(block), "\n") {
		i := importGroup(strings.Trim(line, "\t\""))
		groups[i] = append(groups[i], line)
	}
	var parts []string
	for _, lines := range groups {
		if len(lines) > 0 {
			slices.Sort(lines)
			parts = append(parts, strings.Join(lines, "\n"))
		}
	}
	return slices.Concat(before, []byte("import (\n"+strings.Join(parts, "\n\n")+"\n)\n"), after)
}

func importGroup(path string) int {
	first, _, _ := strings.Cut(path, "/")
	switch {
	case strings.HasPrefix(path, root):
		return 2
	case strings.Contains(first, "."):
		return 1
	}
	return 0
}

func sortFiles(files []File) {
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package policyxml reads policies of API Management in both of their forms. In xml, expressions are
// escaped as XML wants it; in rawxml they stand as C#, so that the document need not be well-formed.
package policyxml

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// An expression is an attribute's value, or the text of an element, that begins with @( or @{ and ends
// where that bracket closes.
func begins(text string) bool { return strings.HasPrefix(text, "@(") || strings.HasPrefix(text, "@{") }

var (
	escaper   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
	unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&#39;", "'", "&#34;", `"`, "&amp;", "&")
)

// Escaped returns the xml of a document in rawxml.
func Escaped(raw string) string { return rewrite(raw, true) }

// Raw returns the rawxml of a document in xml.
func Raw(text string) string { return rewrite(text, false) }

// rewrite copies a document, and its expressions escaped or unescaped.
func rewrite(text string, escape bool) string {
	var out strings.Builder
	for text != "" {
		n, expression := next(text, escape)
		switch {
		case !expression:
			out.WriteString(text[:n])
		case escape:
			out.WriteString(escaper.Replace(text[:n]))
		default:
			out.WriteString(unescaper.Replace(text[:n]))
		}
		text = text[n:]
	}
	return out.String()
}

// next returns the length of what comes next, and whether that is an expression. What is none ends with
// an attribute's opening quote, or with the end of a tag and the blanks behind it, where one may begin.
func next(text string, raw bool) (int, bool) {
	if begins(text) {
		if raw {
			return closing(text), true
		}
		if end := strings.IndexAny(text, `"<`); end > 0 {
			return end, true
		}
		return len(text), true
	}
	if strings.HasPrefix(text, "<!--") {
		if end := strings.Index(text[len("<!--"):], "-->"); end >= 0 {
			return len("<!--") + end + len("-->"), false
		}
		return len(text), false
	}
	for i := range len(text) {
		switch {
		case strings.HasPrefix(text[i:], "<!--"):
			if i > 0 {
				return i, false
			}
		case strings.HasPrefix(text[i:], `="`) && begins(text[i+2:]):
			return i + 2, false
		case text[i] == '>':
			blanks := len(text[i+1:]) - len(strings.TrimLeft(text[i+1:], " \t\r\n"))
			if begins(text[i+1+blanks:]) {
				return i + 1 + blanks, false
			}
		}
	}
	return len(text), false
}

// closing returns the length of the expression that text begins with: up to the bracket that closes the
// first one. Brackets in strings and characters of C# do not count.
func closing(text string) int {
	depth := 0
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case '"', '\'':
			i = literal(text, i)
		}
	}
	return len(text)
}

// literal returns where the literal ends that begins at i.
func literal(text string, i int) int {
	quote, verbatim := text[i], i > 0 && text[i-1] == '@'
	for j := i + 1; j < len(text); j++ {
		switch {
		case text[j] == '\\' && !verbatim:
			j++
		case text[j] == quote:
			return j
		}
	}
	return len(text)
}

// Problem says what is wrong with a document in xml: what is not well-formed, a root other than policies,
// or a section that there is not. It returns "" for a good one.
func Problem(text string) string {
	d := xml.NewDecoder(strings.NewReader(text))
	depth, roots := 0, 0
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && roots == 0:
			return "Root element is missing."
		case errors.Is(err, io.EOF):
			return ""
		case err != nil:
			line, column := d.InputPos()
			return fmt.Sprintf("%s. Line %d, position %d.", err, line, column)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				roots++
			}
			if problem := misplaced(depth, roots, e.Name.Local); problem != "" {
				return problem
			}
		case xml.EndElement:
			depth--
		}
	}
}

// misplaced says what is wrong with an element at a depth.
func misplaced(depth, roots int, name string) string {
	switch {
	case roots > 1:
		return "There are multiple root elements."
	case depth == 1 && name != "policies":
		return "Error in element '" + name + "': the root element is 'policies'."
	case depth == 2 && !slices.Contains([]string{"inbound", "backend", "outbound", "on-error"}, name):
		return "Error in element '" + name + "': it is no section of a policy."
	}
	return ""
}

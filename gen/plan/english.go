// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package plan

import "strings"

// article returns a noun with a or an.
func article(noun string) string {
	if strings.ContainsRune("aeiouAEIOU", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// plural returns a noun in the plural.
func plural(noun string) string {
	switch {
	case strings.HasSuffix(noun, "y") && !strings.ContainsRune("aeiou", rune(noun[max(0, len(noun)-2)])):
		return noun[:len(noun)-1] + "ies"
	case strings.HasSuffix(noun, "s"), strings.HasSuffix(noun, "x"), strings.HasSuffix(noun, "ch"):
		return noun + "es"
	}
	return noun + "s"
}

// list joins words with commas and a last word such as or.
func list(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}

// lowerFirst returns a description as the rest of a sentence: "An address pool" becomes "an address
// pool", "IPv4 only" stays.
func lowerFirst(s string) string {
	first, _, _ := strings.Cut(s, " ")
	if s == "" || first != capital(first) || first != spell(first) {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// sentence returns s with a full stop.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

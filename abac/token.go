// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// kind is what a token is.
type kind uint8

const (
	end kind = iota
	openParen
	closeParen
	openBrace
	closeBrace
	comma
	colon
	andSign   // AND or &&
	orSign    // OR or ||
	notSign   // NOT or !
	quoted    // 'text'
	integer   // 42
	guid      // with or without hyphens
	boolean   // true or false
	attribute // @Source[name]
	word      // anything else made of letters and digits
	broken    // was reported already
)

// expectations says in messages what a token of a kind looks like.
var expectations = [...]string{
	end: "the end", openParen: "(", closeParen: ")", openBrace: "{", closeBrace: "}", comma: ",", colon: ":",
	andSign: "AND", orSign: "OR", notSign: "NOT", quoted: "a quoted text", integer: "a number", guid: "a GUID",
	boolean: "true or false", attribute: "an attribute", word: "a word", broken: "something unreadable",
}

// token is one lexical unit. Text is its value: of a quoted text what is between the quotes, of an
// attribute what is between the brackets.
type token struct {
	kind   kind
	source Source // of an attribute
	text   string
	place
}

// describe names a token in a message.
func (t token) describe() string {
	switch t.kind {
	case quoted:
		return "the text '" + shorten(t.text) + "'"
	case attribute:
		return "the attribute @" + t.source.String() + "[" + shorten(t.text) + "]"
	case integer, guid, boolean, word:
		return "\"" + shorten(t.text) + "\""
	case end, broken:
		return expectations[t.kind]
	}
	return "\"" + expectations[t.kind] + "\""
}

// shorten keeps messages readable.
func shorten(s string) string {
	const limit = 60
	for i := range s {
		if i > limit {
			return s[:i] + "…"
		}
	}
	return s
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"strings"
	"unicode/utf8"
)

// quoted reads a text between quotes. There is no escape for a quote, and none is needed: names,
// paths and tag values have none.
func (x *lexer) quoted(open rune) {
	from := x.at
	if isCurly(open) {
		x.curly()
	} else {
		x.step(open, 1)
	}
	text, marked := x.at.Offset, false
	for {
		r, width := x.peek()
		switch {
		case width == 0 || r == '\n':
			x.fail(from, "the text is not closed on its line", "close it with a single quote")
			x.add(token{kind: quoted, text: x.content(text, x.at.Offset, marked)}, from)
			return
		case r == '\'', isCurly(open) && isCurly(r):
			value := x.content(text, x.at.Offset, marked)
			if isCurly(r) {
				x.curly()
			} else {
				x.step(r, width)
			}
			x.add(token{kind: quoted, text: value}, from)
			return
		case r == utf8.RuneError && width == 1:
			x.fail(x.at, "the text is not UTF-8 here", "save it as UTF-8")
		case blemishOf(r) == invisible:
			marked = true
			x.paste.add(invisible, Span{x.at, x.at})
		}
		x.step(r, width)
	}
}

// curly counts a typographic quote and moves behind it.
func (x *lexer) curly() {
	from := x.at
	r, width := x.peek()
	x.step(r, width)
	x.paste.add(curlyQuote, Span{from, x.at})
}

// content returns a stretch of the text, without what cannot be seen.
func (x *lexer) content(from, to int, marked bool) string {
	s := x.text[from:to]
	if !marked {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch blemishOf(r) {
		case invisible:
			return -1
		default:
			return r
		}
	}, s)
}

// attribute reads @Source[name]; the name is whatever stands between the brackets.
func (x *lexer) attribute() {
	from := x.at
	x.step('@', 1)
	name := x.letters()
	source, known := sourceOf(name)
	if !known {
		x.fail(from, "unknown source @"+shorten(name), sourceHint(name))
	}
	for r, _ := x.peek(); r == ' ' || r == '\t' || r == '\n' || r == '\r'; r, _ = x.peek() {
		x.step(r, 1)
	}
	if r, _ := x.peek(); r != '[' {
		x.fail(x.at, "expected [ and the name of an attribute behind @"+shorten(name), "write @Source[name]")
		x.add(token{kind: broken}, from)
		return
	}
	x.step('[', 1)
	text, marked := x.at.Offset, false
	for {
		r, width := x.peek()
		switch {
		case width == 0 || r == '\n' || r == '@':
			x.fail(from, "the name of the attribute is not closed", "close it with ]")
			x.add(token{kind: broken}, from)
			return
		case r == ']':
			value := x.content(text, x.at.Offset, marked)
			x.step(r, width)
			if value == "" {
				x.fail(from, "the attribute has no name", "write it between the brackets, such as @Resource[Microsoft.Storage/storageAccounts:name]")
			}
			x.add(token{kind: attribute, source: source, text: value}, from)
			return
		case r == utf8.RuneError && width == 1:
			x.fail(x.at, "the text is not UTF-8 here", "save it as UTF-8")
		case blemishOf(r) == invisible:
			marked = true
			x.paste.add(invisible, Span{x.at, x.at})
		}
		x.step(r, width)
	}
}

// word reads a run of letters and digits and says what it is.
func (x *lexer) word() {
	from := x.at
	text := x.letters()
	if text == "" { // a hyphen alone
		x.step('-', 1)
		text = "-"
	}
	switch k := classify(text); k {
	case broken:
		x.fail(from, "\""+shorten(text)+"\" is neither a whole number nor a GUID", literalHint(text))
		x.add(token{kind: broken}, from)
	default:
		x.add(token{kind: k, text: text}, from)
	}
}

// letters reads what words are made of.
func (x *lexer) letters() string {
	from := x.at.Offset
	for r, width := x.peek(); width > 0 && (isWord(r) || r == '-' || r == '.'); r, width = x.peek() {
		x.step(r, width)
	}
	return x.text[from:x.at.Offset]
}

// isWord reports whether a word may begin with the character.
func isWord(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
}

// classify tells keywords and literals from other words. GUIDs come first: they may look like either.
func classify(text string) kind {
	if _, ok := parseGUID(text); ok {
		return guid
	}
	switch first := text[0]; {
	case '0' <= first && first <= '9', first == '-':
		if isInteger(text) {
			return integer
		}
		return broken
	case len(text) > len("false"):
		return word
	case strings.EqualFold(text, "and"):
		return andSign
	case strings.EqualFold(text, "or"):
		return orSign
	case strings.EqualFold(text, "not"):
		return notSign
	case strings.EqualFold(text, "true"), strings.EqualFold(text, "false"):
		return boolean
	}
	return word
}

func literalHint(text string) string {
	switch {
	case len(text) > len("2026-01-31T") && text[4] == '-' && text[10] == 'T':
		return "times stand in single quotes: '2026-01-31T12:00:00.0Z'"
	case strings.Count(text, "-") >= 2:
		return "a GUID has 32 hexadecimal digits in groups of 8-4-4-4-12"
	case strings.Contains(text, "."):
		return "the language has whole numbers only"
	}
	return "quote it if it is a text: '" + shorten(text) + "'"
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"strings"
	"unicode/utf8"
)

// lexer turns a text into tokens. It never stops at an error: it reports, and goes on behind it.
type lexer struct {
	text     string
	at       Pos
	comments bool // # to the end of the line
	tokens   []token
	notes    []note // comments, each in front of a token
	paste    pasted
	fail     func(at Pos, message, hint string)
}

// run reads the whole text; the last token is the end.
func (x *lexer) run() {
	x.tokens = make([]token, 0, len(x.text)/12+8)
	for x.blank(); x.at.Offset < len(x.text); x.blank() {
		x.next()
	}
	x.tokens = append(x.tokens, token{kind: end, place: place{Span{x.at, x.at}}})
}

// peek returns the character at the position and its width.
func (x *lexer) peek() (rune, int) {
	if x.at.Offset >= len(x.text) {
		return utf8.RuneError, 0
	}
	if c := x.text[x.at.Offset]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(x.text[x.at.Offset:])
}

// step moves behind a character.
func (x *lexer) step(r rune, width int) {
	x.at.Offset += width
	x.at.Column++
	if r == '\n' {
		x.at.Line++
		x.at.Column = 1
	}
}

// blank moves to the next token. What copy and paste leaves between tokens counts as blank.
func (x *lexer) blank() {
	for {
		r, width := x.peek()
		switch {
		case width == 0:
			return
		case r == ' ', r == '\t', r == '\n', r == '\r':
			x.step(r, width)
		case r == '#' && x.comments:
			x.comment()
		case blemishOf(r) == wideSpace, blemishOf(r) == invisible:
			from := x.at
			x.step(r, width)
			x.paste.add(blemishOf(r), Span{from, x.at})
		default:
			return
		}
	}
}

// comment reads to the end of the line and keeps what it says.
func (x *lexer) comment() {
	from := x.at
	rest := x.text[x.at.Offset:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	for _, r := range rest {
		x.step(r, len(string(r)))
	}
	x.at.Offset = from.Offset + len(rest) // also when the bytes were no text
	x.notes = append(x.notes, note{token: len(x.tokens), text: tidy(rest[1:])})
}

// next reads one token.
func (x *lexer) next() {
	r, width := x.peek()
	if single := singles(r); single != end {
		x.single(single)
		return
	}
	switch {
	case r == '\'', isCurly(r):
		x.quoted(r)
	case r == '@':
		x.attribute()
	case r == '!':
		x.single(notSign)
	case strings.HasPrefix(x.text[x.at.Offset:], "&&"):
		x.double(andSign)
	case strings.HasPrefix(x.text[x.at.Offset:], "||"):
		x.double(orSign)
	case isWord(r) || r == '-':
		x.word()
	default:
		x.unknown(r, width)
	}
}

// singles returns the kind of a token that is one character.
func singles(r rune) kind {
	switch r {
	case '(':
		return openParen
	case ')':
		return closeParen
	case '{':
		return openBrace
	case '}':
		return closeBrace
	case ',':
		return comma
	case ':':
		return colon
	}
	return end
}

func (x *lexer) single(k kind) {
	from := x.at
	x.step(' ', 1)
	x.add(token{kind: k}, from)
}

func (x *lexer) double(k kind) {
	from := x.at
	x.step(' ', 1)
	x.step(' ', 1)
	x.add(token{kind: k}, from)
}

// add appends a token that began at from and ends here.
func (x *lexer) add(t token, from Pos) {
	t.span = Span{from, x.at}
	x.tokens = append(x.tokens, t)
}

// unknown reports a character that no token begins with, and moves behind all that follow like it.
func (x *lexer) unknown(r rune, width int) {
	from := x.at
	message, hint := "unexpected character "+quoteRune(r), "remove it; texts stand in single quotes"
	instead := broken
	rest := x.text[x.at.Offset:]
	switch {
	case r == utf8.RuneError && width == 1:
		message, hint = "the text is not UTF-8 here", "save it as UTF-8"
	case r == '"':
		hint = "quote texts with single quotes: 'text'"
	case r == '#', strings.HasPrefix(rest, "//"):
		message, hint = "the language has no comments", "files of ours may hold lines that begin with #; read them with ParseFile"
		for x.at.Line == from.Line && width > 0 {
			x.step(r, width)
			r, width = x.peek()
		}
	case strings.HasPrefix(rest, "/*"):
		x.fail(from, "the language has no comments", "remove it; files of ours may hold lines that begin with #")
		x.skip(blockComment(rest))
		return
	case r == '&' && entity(rest) > 0:
		x.fail(from, "the text was escaped for HTML or XML", "write the characters themselves: ' for &#39; and & for &amp;")
		x.skip(entity(rest))
		x.add(token{kind: broken}, from)
		return
	case r == '\\':
		message, hint = "unexpected backslash", "the text was escaped for a shell or a program; remove the backslash, and write a line break for \\n"
	case r == '&':
		hint, instead = "write && or AND", andSign
	case r == '|':
		hint, instead = "write || or OR", orSign
	case r == '=' || r == '<' || r == '>':
		hint = "operators are words, such as StringEquals or NumericLessThan; placeholders must be filled in"
	case r == '$':
		hint = "variables must be filled in; a shell may have taken part of the text away"
	}
	for first := r; width > 0 && x.at.Line == from.Line && r == first; r, width = x.peek() {
		x.step(r, width)
	}
	x.fail(from, message, hint)
	x.add(token{kind: instead}, from)
}

// skip moves behind some bytes.
func (x *lexer) skip(bytes int) {
	for stop := x.at.Offset + bytes; x.at.Offset < stop; {
		r, width := x.peek()
		x.step(r, width)
	}
}

// blockComment returns the length of a comment between /* and */.
func blockComment(text string) int {
	if i := strings.Index(text, "*/"); i >= 0 {
		return i + len("*/")
	}
	return len(text)
}

// entity returns the length of an escape such as &#39; at the beginning of a text, or 0.
func entity(text string) int {
	const longest = 10
	i := strings.IndexByte(text[:min(len(text), longest)], ';')
	if i < 2 || strings.ContainsFunc(strings.TrimPrefix(text[1:i], "#"), func(r rune) bool { return !isWord(r) }) {
		return 0
	}
	return i + 1
}

func quoteRune(r rune) string {
	if r < ' ' {
		return "a control character"
	}
	return "\"" + string(r) + "\""
}

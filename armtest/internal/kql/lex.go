// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package kql

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

type kind uint8

const (
	end kind = iota
	identifier
	literal
	symbol
)

// token is a word, a literal with its value, or a symbol.
type token struct {
	kind  kind
	text  string
	value any
	at    int
}

// symbols are those of two characters first.
var symbols = []string{"==", "=~", "!=", "!~", "<=", ">=", "<", ">", "=", "|", ",", "(", ")", "[", "]", ".", "~"}

// lex splits a query. It panics with a *SyntaxError.
func lex(query string) []token {
	var out []token
	for at := 0; at < len(query); {
		rest := query[at:]
		t := token{at: at}
		n := 0
		switch b := rest[0]; {
		case strings.IndexByte(" \t\r\n", b) >= 0:
			at++
			continue
		case strings.HasPrefix(rest, "//"):
			at += min(len(rest), strings.IndexByte(rest+"\n", '\n'))
			continue
		case b == '"' || b == '\'':
			t.kind = literal
			t.value, n = quoted(rest, at)
		case b >= '0' && b <= '9':
			t.kind = literal
			t.value, n = number(rest, at)
		case letter(b):
			n = 1
			for n < len(rest) && (letter(rest[n]) || rest[n] >= '0' && rest[n] <= '9') {
				n++
			}
			t.kind = identifier
			if rest[:n] == "datetime" {
				t.kind = literal
				t.value, n = moment(rest, at)
			}
		default:
			t.kind, n = symbol, symbolAt(rest, at)
		}
		t.text = rest[:n]
		out = append(out, t)
		at += n
	}
	return append(out, token{at: len(query)})
}

func letter(b byte) bool { return b == '_' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }

func symbolAt(rest string, at int) int {
	for _, s := range symbols {
		if strings.HasPrefix(rest, s) {
			return len(s)
		}
	}
	r, _ := utf8.DecodeRuneInString(rest)
	panic(&SyntaxError{at, fmt.Sprintf("%q means nothing here", r)})
}

// quoted reads a literal with escapes, which do not go over the end of the line.
func quoted(rest string, at int) (string, int) {
	var out strings.Builder
	for i := 1; i < len(rest); i++ {
		switch b := rest[i]; {
		case b == rest[0]:
			return out.String(), i + 1
		case b == '\n' || b == '\r':
			panic(&SyntaxError{at, "the string does not end on its line"})
		case b == '\\':
			r, multibyte, tail, err := strconv.UnquoteChar(rest[i:], rest[0])
			if err != nil {
				panic(&SyntaxError{at + i, "the escape is none"})
			}
			if r < utf8.RuneSelf || multibyte {
				out.WriteRune(r)
			} else {
				out.WriteByte(byte(r))
			}
			i = len(rest) - len(tail) - 1
		default:
			out.WriteByte(b)
		}
	}
	panic(&SyntaxError{at, "the string does not end"})
}

// number reads a number, or a time span such as 1d.
func number(rest string, at int) (any, int) {
	n := 0
	for n < len(rest) && (rest[n] >= '0' && rest[n] <= '9' || rest[n] == '.') {
		n++
	}
	value, err := strconv.ParseFloat(rest[:n], 64)
	if err != nil {
		panic(&SyntaxError{at, "is no number"})
	}
	unit := n
	for unit < len(rest) && letter(rest[unit]) {
		unit++
	}
	if unit == n {
		return value, n
	}
	length, known := map[string]time.Duration{"d": 24 * time.Hour, "h": time.Hour, "m": time.Minute, "s": time.Second}[rest[n:unit]]
	if !known {
		panic(&SyntaxError{at, fmt.Sprintf("%q is no unit of time", rest[n:unit])})
	}
	return time.Duration(value * float64(length)), unit
}

// moment reads datetime(…).
func moment(rest string, at int) (time.Time, int) {
	text, _, closed := strings.Cut(strings.TrimPrefix(rest, "datetime("), ")")
	when, err := time.Parse(time.RFC3339Nano, text)
	if !closed || err != nil {
		panic(&SyntaxError{at, "is no datetime(2026-01-31T00:00:00Z)"})
	}
	return when.UTC(), len("datetime(") + len(text) + 1
}

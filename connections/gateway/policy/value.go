// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import (
	"strconv"
	"strings"
)

// Value is what an attribute or the text of an element holds: a [Literal], an [Expression] or a [Block]. nil
// stands for an attribute that is not there.
//
//sumtype:decl
type Value interface {
	// source returns the value as rawxml has it, before any escaping.
	source() string
}

// Literal is plain text. Named values stand in it as {{name}}. It may not begin like an expression.
type Literal string

// Expression is one expression of C# 7, without the @( ) around it.
type Expression string

// Block is a series of statements of C# 7 that ends with a return, without the @{ } around it.
type Block string

func (v Literal) source() string    { return string(v) }
func (v Expression) source() string { return "@(" + string(v) + ")" }
func (v Block) source() string      { return "@{" + string(v) + "}" }

// Int returns a whole number as a value.
func Int(n int) Literal { return Literal(strconv.Itoa(n)) }

// Bool returns true or false as a value.
func Bool(b bool) Literal { return Literal(strconv.FormatBool(b)) }

// Quote returns a text as a string of C#, for use in an [Expression].
func Quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029:
			b.WriteString(`\u`)
			b.WriteString(strconv.FormatInt(0x10000+int64(r), 16)[1:])
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// valueOf returns what a text is that the service reads: an expression from its first character to its last,
// or a literal. ok is false where an expression begins and does not end.
func valueOf(text string) (v Value, ok bool) {
	if !begins(text) {
		return Literal(text), true
	}
	end, why := expressionEnd(text)
	switch {
	case why != "":
		return nil, false
	case end < len(text):
		return Literal(text), true
	case text[1] == '(':
		return Expression(text[2 : end-1]), true
	}
	return Block(text[2 : end-1]), true
}

// begins reports whether a text begins like an expression.
func begins(text string) bool {
	return strings.HasPrefix(text, "@(") || strings.HasPrefix(text, "@{")
}

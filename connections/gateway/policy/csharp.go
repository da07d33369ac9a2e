// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package policy

import "strings"

// deepest is how deep elements, and brackets of C#, may nest.
const deepest = 64

// expressionEnd returns where the expression that a text begins with ends: after the bracket that closes the
// one behind the @. Strings, characters and comments of C# may hold any brackets. why is "" for success.
func expressionEnd(text string) (end int, why string) {
	c := csharp{text: text, pos: 2}
	c.group(closing(text[1]), 0)
	return c.pos, c.why
}

// csharp walks over C#, as far as brackets, literals and comments matter.
type csharp struct {
	text  string
	pos   int
	why   string   // what is wrong at pos, "" for nothing
	blank [][2]int // blanks and comments outside of literals, from and to
}

func closing(open byte) byte {
	switch open {
	case '(':
		return ')'
	case '[':
		return ']'
	}
	return '}'
}

// fail stops the walk.
func (c *csharp) fail(why string) { c.why = why }

// rest is what is still to be walked over.
func (c *csharp) rest() string { return c.text[c.pos:] }

// group walks to after the bracket that closes a group whose opening one is behind us.
func (c *csharp) group(end byte, depth int) {
	if depth > deepest {
		c.fail("brackets nest too deep")
	}
	for c.why == "" {
		if c.pos == len(c.text) {
			c.fail("the expression does not end: " + string(end) + " is missing")
			return
		}
		switch b := c.text[c.pos]; b {
		case '(', '[', '{':
			c.pos++
			c.group(closing(b), depth+1)
		case ')', ']', '}':
			if b != end {
				c.fail(string(b) + " closes no bracket, " + string(end) + " is missing")
				return
			}
			c.pos++
			return
		default:
			c.token(depth)
		}
	}
}

// token walks over a literal, a comment, or a character that means nothing to us.
func (c *csharp) token(depth int) {
	rest := c.rest()
	switch {
	case rest[0] == '"':
		c.pos++
		c.quoted('"', "string")
	case rest[0] == '\'':
		c.pos++
		c.quoted('\'', "character")
	case strings.HasPrefix(rest, `@"`):
		c.pos += 2
		c.verbatim()
	case strings.HasPrefix(rest, `$"`):
		c.pos += 2
		c.interpolated(false, depth)
	case strings.HasPrefix(rest, `$@"`), strings.HasPrefix(rest, `@$"`):
		c.pos += 3
		c.interpolated(true, depth)
	case strings.HasPrefix(rest, "//"):
		c.skip(strings.IndexAny(rest, "\r\n"))
	case strings.HasPrefix(rest, "/*"):
		i := strings.Index(rest[2:], "*/")
		if i < 0 {
			c.fail("the comment does not end: */ is missing")
			return
		}
		c.skip(i + 4)
	case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
		c.skip(len(rest) - len(strings.TrimLeft(rest, " \t\r\n")))
	default:
		c.pos++
	}
}

// skip walks over n bytes that are blank or a comment; a negative n means all that is left.
func (c *csharp) skip(n int) {
	if n < 0 {
		n = len(c.rest())
	}
	c.blank = append(c.blank, [2]int{c.pos, c.pos + n})
	c.pos += n
}

// quoted walks to after the quote that ends a literal with escapes.
func (c *csharp) quoted(quote byte, what string) {
	for ; c.pos < len(c.text); c.pos++ {
		switch c.text[c.pos] {
		case quote:
			c.pos++
			return
		case '\\':
			c.pos++
		case '\r', '\n':
			c.fail("the " + what + " does not end on its line")
			return
		}
	}
	c.pos = len(c.text)
	c.fail("the " + what + " does not end")
}

// verbatim walks to after the quote that ends a string without escapes, in which "" stands for a quote.
func (c *csharp) verbatim() {
	for {
		i := strings.IndexByte(c.rest(), '"')
		if i < 0 {
			c.pos = len(c.text)
			c.fail("the string does not end")
			return
		}
		c.pos += i + 1
		if !strings.HasPrefix(c.rest(), `"`) {
			return
		}
		c.pos++
	}
}

// interpolated walks to after the quote that ends a string with expressions in braces.
func (c *csharp) interpolated(verbatim bool, depth int) {
	for c.why == "" && c.pos < len(c.text) {
		rest := c.rest()
		c.pos++
		switch {
		case strings.HasPrefix(rest, "{{"), verbatim && strings.HasPrefix(rest, `""`):
			c.pos++
		case rest[0] == '{':
			c.group('}', depth+1)
		case rest[0] == '"':
			return
		case rest[0] == '\\' && !verbatim && len(rest) > 1:
			c.pos++
		case !verbatim && (rest[0] == '\r' || rest[0] == '\n'):
			c.fail("the string does not end on its line")
		}
	}
	if c.why == "" {
		c.fail("the string does not end")
	}
}

// tidy returns an expression without comments, and without blanks where they mean nothing, so that two ways
// to write the same compare as equal.
func tidy(expression string) string {
	c := csharp{text: expression, pos: 2}
	c.group(closing(expression[1]), 0)
	var b strings.Builder
	from := 0
	for i := 0; i < len(c.blank); i++ {
		span := c.blank[i]
		for ; i+1 < len(c.blank) && c.blank[i+1][0] == span[1]; i++ {
			span[1] = c.blank[i+1][1]
		}
		b.WriteString(expression[from:span[0]])
		from = span[1]
		if from < len(expression) && apart(expression[span[0]-1], expression[from]) {
			b.WriteByte(' ')
		}
	}
	b.WriteString(expression[from:])
	return b.String()
}

// apart reports whether a blank between two characters means something: between words, and between
// operators that would be another one together.
func apart(a, b byte) bool {
	const operators = "+-&|=<>?:/"
	return word(a) && word(b) || strings.IndexByte(operators, a) >= 0 && strings.IndexByte(operators, b) >= 0
}

// word reports whether a byte is part of a name, a number or a keyword.
func word(b byte) bool {
	return b == '_' || b >= 0x80 || b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z'
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"fmt"
	"slices"
	"strings"
)

// Condition is a condition that was read or built. It never changes and may be shared by goroutines. The zero
// value is of no use.
type Condition struct {
	root     Expr
	file     string
	text     string // as read; "" when built
	remarks  map[Expr]remark
	head     []string // comments in front of everything
	tail     []string // and behind it
	blemish  []Diagnostic
	comments int
}

// textLimit is how much text is read at all: comments of a file may go beyond what the service takes.
const textLimit = 1 << 20

// Parse reads a condition as the service takes it, and the non-breaking spaces, typographic quotes and
// control characters of copy and paste, which [Condition.Diagnostics] then tells about. The error is a
// [SyntaxErrors] of at most ten, in the order of the text, each with a hint; the condition is nil then.
func Parse(text string) (*Condition, error) { return parse("", text, false) }

// ParseFile reads a condition like [Parse] and may skip comments, from # to the end of the line, and the mark
// with which some editors begin files (U+FEFF); the name goes into positions. [Condition.Format] keeps the
// comments, [Condition.Wire] does not. Errors are those of [Parse], with the name.
func ParseFile(name, text string) (*Condition, error) {
	return parse(name, strings.TrimPrefix(text, "\ufeff"), true)
}

// MustParse is [Parse] for texts in programs; it panics on an error.
func MustParse(text string) *Condition {
	c, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return c
}

func parse(file, text string, comments bool) (*Condition, error) {
	c := &Condition{file: file, text: text}
	var faults SyntaxErrors
	fail := func(at Pos, message, hint string) {
		if len(faults) < 10*errorLimit { // they are sorted before they are cut
			faults = append(faults, &SyntaxError{File: file, Pos: at, Message: message, Hint: hint})
		}
	}
	if len(text) > textLimit {
		fail(Pos{Line: 1, Column: 1}, fmt.Sprintf("the text has %d bytes, which is no condition", len(text)), "the service takes 8192")
		return nil, faults
	}
	x := &lexer{text: text, at: Pos{Line: 1, Column: 1}, comments: comments, fail: fail}
	x.run()
	p := &parser{tokens: x.tokens, fail: fail, notes: x.notes}
	if len(x.notes) > 0 {
		p.remarks = map[Expr]remark{}
	}
	c.root = p.whole()
	if len(faults) > 0 {
		slices.SortStableFunc(faults, func(a, b *SyntaxError) int { return a.Pos.Offset - b.Pos.Offset })
		return nil, faults[:min(len(faults), errorLimit)]
	}
	c.head, c.tail = p.head, p.take()
	c.remarks, c.comments = p.remarks, len(x.notes)
	c.blemish = x.paste.diagnostics()
	return c, nil
}

// Root returns the whole expression.
func (c *Condition) Root() Expr { return c.root }

// File returns the name that was given to [ParseFile].
func (c *Condition) File() string { return c.file }

// Text returns the text that was read, or the canonical one if the condition was built.
func (c *Condition) Text() string {
	if c.text == "" {
		return c.Format()
	}
	return c.text
}

// Comments returns the number of comments that [ParseFile] read.
func (c *Condition) Comments() int { return c.comments }

// Diagnostics returns what reading put up with: one finding for each kind of character that came with copy
// and paste. [Condition.Check] returns these as well.
func (c *Condition) Diagnostics() []Diagnostic { return slices.Clone(c.blemish) }

// sizeLimit is what the service takes, in bytes of UTF-8.
const sizeLimit = 8192

// Wire returns the text to send: the one that was read if nothing speaks against it, else the canonical
// one, on several lines if it fits. The error says that it is too large.
func (c *Condition) Wire() (string, error) {
	if c.text != "" && c.comments == 0 && len(c.blemish) == 0 && len(c.text) <= sizeLimit {
		return c.text, nil
	}
	plain := &Condition{root: c.root}
	if lines := plain.Format(); len(lines) <= sizeLimit {
		return lines, nil
	}
	line := plain.OneLine()
	if len(line) > sizeLimit {
		return "", fmt.Errorf("abac: the condition has %d bytes on one line, the service takes %d: join comparisons of one attribute into a set, or split the assignment", len(line), sizeLimit)
	}
	return line, nil
}

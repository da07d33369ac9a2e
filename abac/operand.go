// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"iter"
	"slices"
	"strconv"
	"strings"
)

// Operand is a side of a comparison: an [Attribute], a [Literal] or a [Set].
//
//sumtype:decl
type Operand interface {
	// String returns the operand as conditions write it.
	String() string
	operand()
}

// Attribute names a value of a request.
type Attribute struct {
	Source Source
	// Name is the text between the brackets, as it was written.
	Name string
}

// String returns @Source[name].
func (a Attribute) String() string { return "@" + a.Source.String() + "[" + a.Name + "]" }

// keyMark ends the names of attributes whose last part is compared with its case.
const keyMark = "<$key_case_sensitive$>"

// key identifies the attribute: names have no case, keys of tags and columns have.
func (a Attribute) key() string { return nameKey(a.Name) }

func nameKey(name string) string {
	if head, ok := strings.CutSuffix(name, keyMark); ok {
		if colon := strings.LastIndexByte(head, ':'); colon >= 0 {
			return strings.ToLower(head[:colon+1]) + head[colon+1:] + keyMark
		}
	}
	return strings.ToLower(name)
}

// Kind is the type of a literal.
type Kind uint8

// The kinds of literals.
const (
	// KindString is a text in quotes; times are texts.
	KindString Kind = iota
	// KindInteger is a whole number of 64 bits.
	KindInteger
	// KindBoolean is true or false.
	KindBoolean
	// KindGUID is a GUID without quotes, with or without hyphens.
	KindGUID
)

// Literal is a value in a condition.
type Literal struct {
	Kind Kind
	// Text is the value as written, without quotes; of Booleans in lower case, of numbers in decimal.
	Text string
}

// String returns the literal as conditions write it.
func (l Literal) String() string {
	if l.Kind == KindString {
		return "'" + l.Text + "'"
	}
	return l.Text
}

// number returns the value of an integer.
func (l Literal) number() int64 {
	n, _ := strconv.ParseInt(l.Text, 10, 64) // a literal that was read is a number
	return n
}

// Set is one or more literals in braces.
type Set struct{ literals []Literal }

// All yields the literals in their order.
func (s Set) All() iter.Seq[Literal] { return slices.Values(s.literals) }

// Len returns the number of literals.
func (s Set) Len() int { return len(s.literals) }

// String returns the set as conditions write it.
func (s Set) String() string {
	texts := make([]string, len(s.literals))
	for i, l := range s.literals {
		texts[i] = l.String()
	}
	return "{" + strings.Join(texts, ", ") + "}"
}

func (Attribute) operand() {}
func (Literal) operand()   {}
func (Set) operand()       {}

// literalsOf returns the values of a literal or a set.
func literalsOf(o Operand) []Literal {
	switch o := o.(type) {
	case Literal:
		return []Literal{o}
	case Set:
		return o.literals
	default:
		return nil
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"iter"
	"slices"
)

// Parts yields an expression and everything below it, from left to right, each before its own parts.
func Parts(e Expr) iter.Seq[Expr] { return parts(e) }

func parts(e Expr) iter.Seq[Expr] {
	return func(yield func(Expr) bool) { visit(e, yield) }
}

func visit(e Expr, yield func(Expr) bool) bool {
	if !yield(e) {
		return false
	}
	switch e := e.(type) {
	case *Logical:
		for _, operand := range e.operands {
			if !visit(operand, yield) {
				return false
			}
		}
	case *Not:
		return visit(e.operand, yield)
	default:
		return true
	}
	return true
}

// SameSyntax reports whether two conditions are the same expression, whatever their layout, comments and
// spelling of keywords. For conditions that decide the same see [Equal].
func (c *Condition) SameSyntax(other *Condition) bool { return same(c.root, other.root) }

func same(a, b Expr) bool {
	switch a := a.(type) {
	case *Logical:
		b, ok := b.(*Logical)
		return ok && a.connective == b.connective && slices.EqualFunc(a.operands, b.operands, same)
	case *Not:
		b, ok := b.(*Not)
		return ok && same(a.operand, b.operand)
	case *Match:
		b, ok := b.(*Match)
		return ok && a.function == b.function && a.pattern == b.pattern
	case *Exists:
		b, ok := b.(*Exists)
		return ok && a.attribute == b.attribute
	case *Comparison:
		b, ok := b.(*Comparison)
		return ok && a.quantifier == b.quantifier && a.operator == b.operator && sameOperand(a.left, b.left) && sameOperand(a.right, b.right)
	}
	return false
}

func sameOperand(a, b Operand) bool {
	switch a := a.(type) {
	case Set:
		b, ok := b.(Set)
		return ok && slices.Equal(a.literals, b.literals)
	case Attribute:
		b, ok := b.(Attribute)
		return ok && a == b
	case Literal:
		b, ok := b.(Literal)
		return ok && a == b
	}
	return false
}

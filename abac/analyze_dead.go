// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "slices"

// DeadParts returns the operands of AND and OR without which a condition decides the same, each for itself:
// of two that say the same each is one. Those within a dead one are left out, and those about which nothing
// could be decided as well.
func DeadParts(c *Condition, mode Mode) []Expr {
	var dead []Expr
	var look func(Expr, func(Expr) Expr)
	look = func(e Expr, around func(Expr) Expr) {
		switch e := e.(type) {
		case *Not:
			look(e.operand, func(inner Expr) Expr { return around(&Not{operand: inner}) })
		case *Logical:
			for i, operand := range e.operands {
				if Equal(c, &Condition{root: around(without(e, i))}, mode).Answer == Yes {
					dead = append(dead, operand)
					continue
				}
				look(operand, func(inner Expr) Expr { return around(with(e, i, inner)) })
			}
		default:
		}
	}
	look(c.root, func(e Expr) Expr { return e })
	return dead
}

// without leaves out an operand.
func without(l *Logical, i int) Expr {
	rest := slices.Delete(slices.Clone(l.operands), i, i+1)
	if len(rest) == 1 {
		return rest[0]
	}
	return &Logical{place: l.place, connective: l.connective, operands: rest}
}

// with puts another operand in place of one.
func with(l *Logical, i int, operand Expr) Expr {
	all := slices.Clone(l.operands)
	all[i] = operand
	return &Logical{place: l.place, connective: l.connective, operands: all}
}

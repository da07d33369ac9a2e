// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "slices"

// DeadParts returns the operands of AND and OR without which a condition decides the same, each for itself:
// of two that say the same each is one. Those within a dead one are left out, and those about which nothing
// could be decided as well.
func DeadParts(c *Condition, mode Mode) []Expr { return newProbe(c, mode).deadParts(c.root) }

func (p *probe) deadParts(root Expr) []Expr {
	if p.tooLarge {
		return nil
	}
	d := &deadness{probe: p}
	d.look(root, func(e Expr) Expr { return e })
	return d.dead
}

// deadness looks for dead parts. All variants of the condition ask the same questions, so that one encoding
// serves them all.
type deadness struct {
	probe *probe
	dead  []Expr
}

// look tries the operands of an expression; around puts another one in its place.
func (d *deadness) look(e Expr, around func(Expr) Expr) {
	switch e := e.(type) {
	case *Not:
		d.look(e.operand, func(inner Expr) Expr { return around(&Not{operand: inner}) })
	case *Logical:
		for i, operand := range e.operands {
			if d.same(d.probe.formula(d.probe.space.formula(around(without(e, i)), false))) {
				d.dead = append(d.dead, operand)
				continue
			}
			d.look(operand, func(inner Expr) Expr { return around(with(e, i, inner)) })
		}
	default:
	}
}

// same reports whether a variant decides like the whole.
func (d *deadness) same(variant lit) bool {
	return d.probe.never(d.probe.holds, variant.not()) && d.probe.never(d.probe.holds.not(), variant)
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

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// blocks checks how guards and expressions are joined.
func (k *checker) blocks() { k.joined(k.condition.root, false) }

// joined looks at what stands under an even number of NOTs.
func (k *checker) joined(e Expr, negated bool) {
	switch e := e.(type) {
	case *Not:
		k.joined(e.operand, !negated)
	case *Logical:
		if !negated && e.connective == And {
			k.guardWithAnd(e)
			k.window(e)
			k.namespace(e)
		}
		if !negated && e.connective == Or {
			k.blocksWithOr(e)
		}
		for _, operand := range e.operands {
			k.joined(operand, negated)
		}
	default:
	}
}

// guardWithAnd finds guards that deny their action in place of leaving it to the expression.
func (k *checker) guardWithAnd(l *Logical) {
	if isGuard(l) {
		return
	}
	for _, operand := range l.operands {
		if isGuard(operand) && excludes(operand) {
			k.report(ruleGuardWithAnd, SeverityError, operand.Span(), "a guard joined with AND", "the action in it is always denied, and the expression is asked for all others",
				"write (guard) OR (expression)")
		}
	}
}

// excludes reports whether a guard is true for all actions but those that it names.
func excludes(guard Expr) bool {
	found := false
	var look func(Expr, bool) bool
	look = func(e Expr, negated bool) bool {
		switch e := e.(type) {
		case *Not:
			return look(e.operand, !negated)
		case *Logical:
			for _, operand := range e.operands {
				if !look(operand, negated) {
					return false
				}
			}
			return true
		case *Match:
			if e.function == ActionMatches {
				found = true
				return negated
			}
		default:
		}
		return true
	}
	return look(guard, false) && found
}

// blocksWithOr finds blocks that open what the others guard.
func (k *checker) blocksWithOr(l *Logical) {
	blocks := 0
	for _, operand := range l.operands {
		inner, ok := operand.(*Logical)
		if ok && isGuarded(inner) && excludes(inner.operands[0]) {
			blocks++
		}
	}
	if blocks < 2 {
		return
	}
	severity, why := SeverityWarning, "each block's guard lets every action pass that it does not name, whatever the other blocks say; only what all of them name is looked at"
	if k.probe.alwaysTrue() {
		severity, why = SeverityError, "each block's guard lets the actions of the others pass: the condition lets everything pass"
	}
	k.report(ruleBlocksWithOr, severity, l.Span(), "guarded blocks are joined with OR", why,
		"write one guard with all actions, OR the expressions joined with OR; or join blocks about different actions with AND")
}

// window finds a time that must lie between two others.
func (k *checker) window(l *Logical) {
	var after, before *Comparison
	for _, operand := range l.operands {
		c, ok := operand.(*Comparison)
		if !ok || c.operator.Family() != FamilyDateTime {
			continue
		}
		a, _, ok := c.against()
		if !ok || !is(a, UtcNow) {
			continue
		}
		_, mirrored := c.right.(Attribute)
		switch test := operations[c.operator].test; {
		case test == equals:
		case (test == greater || test == greaterEquals) != mirrored:
			after = c
		default:
			before = c
		}
	}
	if after == nil || before == nil {
		return
	}
	_, from, _ := after.against()
	_, to, _ := before.against()
	at := Span{after.Span().Start, before.Span().End}
	if before.Span().Start.Offset < after.Span().Start.Offset {
		at = Span{before.Span().Start, after.Span().End}
	}
	k.report(ruleWindow, SeverityWarning, at, "one window of time, from "+from[0].String()+" to "+to[0].String(),
		"the language knows instants only: these are no hours of each day", "for working hours activate the role by time (Privileged Identity Management)")
}

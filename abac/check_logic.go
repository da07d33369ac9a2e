// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "slices"

// logic finds what makes no difference.
func (k *checker) logic() {
	for e := range parts(k.condition.root) {
		if c, ok := e.(*Comparison); ok {
			k.constant(c)
		}
	}
	root := k.condition.root
	if k.probe.alwaysTrue() {
		k.report(ruleConstant, SeverityError, Span{}, "the condition lets every request pass", "it restricts nothing", "see what the other findings say, or leave it out")
		return
	}
	if k.probe.alwaysFalse() {
		k.report(ruleConstant, SeverityError, Span{}, "the condition lets no request pass", "the role assignment grants nothing", "see what the other findings say")
		return
	}
	if _, joins := root.(*Logical); !joins {
		return
	}
	for _, e := range k.probe.deadParts(k.condition.root) {
		switch {
		case k.explained(e):
		case k.never(e):
			k.report(ruleConstant, SeverityWarning, e.Span(), "this part is never true", "the condition decides the same without it", "say what it was meant to say")
		case k.never(&Not{operand: e}):
			k.report(ruleConstant, SeverityWarning, e.Span(), "this part is always true", "the condition decides the same without it", "say what it was meant to say")
		default:
			k.report(ruleConstant, SeverityInfo, e.Span(), "this part makes no difference", "the other parts say what it says", "remove it, or say what it was meant to say")
		}
	}
}

// explained reports whether a part, or something within it, has a finding already that makes it constant.
func (k *checker) explained(e Expr) bool {
	at := e.Span()
	return slices.ContainsFunc(k.found, func(d Diagnostic) bool {
		inside := d.Span.Start.Offset >= at.Start.Offset && d.Span.End.Offset <= at.End.Offset && d.Span.Start.IsValid()
		return inside && d.Severity == SeverityError && d.Rule != rulePasted
	})
}

// constant finds comparisons that have one answer only, whatever the attribute is.
func (k *checker) constant(c *Comparison) {
	a, _, ok := c.against()
	if !ok || k.explained(c) {
		return
	}
	switch {
	case k.never(&Logical{connective: And, operands: []Expr{&Exists{attribute: a}, &Not{operand: c}}}):
		if c.operator.Negative() {
			k.report(ruleNegatedAny, SeverityError, c.Span(), c.quantifier.String()+":"+string(c.operator)+" with several values is always true",
				"each value differs from at least one of them", "write ForAllOfAllValues:"+string(c.operator)+" for none of them")
			return
		}
		k.report(ruleConstant, SeverityWarning, c.Span(), "the comparison is true whatever the value is", "it only asks whether there is a value", "write Exists, or say what it was meant to say")
	case k.never(c):
		k.report(ruleConstant, SeverityError, c.Span(), "the comparison is false whatever the value is", "no request passes it", "say what it was meant to say")
	}
}

func (k *checker) never(e Expr) bool { return AlwaysFalse(&Condition{root: e}, Strict).Answer == Yes }

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// namespace finds what is asked of accounts with a hierarchical namespace in one breath with that they have
// one, and which these do not have.
func (k *checker) namespace(l *Logical) {
	var wanted *Comparison
	for _, operand := range l.operands {
		if c, ok := operand.(*Comparison); ok && wantsNamespace(c) {
			wanted = c
		}
	}
	if wanted == nil {
		return
	}
	for _, operand := range l.operands {
		for e := range parts(operand) {
			c, ok := e.(*Comparison)
			if !ok || k.negated[c] {
				continue
			}
			for _, o := range []Operand{c.left, c.right} {
				a, ok := o.(Attribute)
				if f := factOf(a); ok && f != nil && f.noHNS {
					k.report(ruleUnfit, SeverityError, c.Span(), a.String()+" does not exist on accounts with a hierarchical namespace",
						"the condition wants such an account in front of it, and no request has both", "take one of the two out, or join them with OR")
				}
			}
		}
	}
}

// wantsNamespace reports whether a comparison holds for accounts with a hierarchical namespace only.
func wantsNamespace(c *Comparison) bool {
	a, literals, ok := c.against()
	return ok && is(a, AccountIsHNS) && len(literals) == 1 && (literals[0].Text == "true") != c.operator.Negative()
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"errors"
	"fmt"
	"slices"
)

// CheckOptions says what is known beside the text. The zero value is that nothing is.
type CheckOptions struct {
	// Granted are the actions and data actions of the role; they may hold *. With them, findings about
	// actions that the condition lets pass are about these only, and weigh more.
	Granted []string
	// Scope is where the role is assigned, a resource id; "" if it is not known.
	Scope string
	// HierarchicalNamespace is true for accounts that have one (Data Lake Storage Gen2).
	HierarchicalNamespace bool
}

// Check looks for what is wrong with a condition, or probably not meant. The findings come in the order
// of the text, those about the whole first. Nil options are those of the zero value.
func (c *Condition) Check(opts *CheckOptions) []Diagnostic {
	if opts == nil {
		opts = &CheckOptions{}
	}
	k := &checker{condition: c, options: *opts, probe: newProbe(c, Strict), negated: map[Expr]bool{}}
	k.turn(c.root, false)
	k.found = slices.Clone(c.blemish)
	k.size()
	for e := range parts(c.root) {
		k.part(e)
	}
	k.blocks()
	k.coverage()
	k.logic()
	slices.SortStableFunc(k.found, func(a, b Diagnostic) int { return a.Span.Start.Offset - b.Span.Start.Offset })
	return k.found
}

// Lint reads a text like [ParseFile] and checks it; errors of syntax are findings too. The condition is nil if
// there are any.
func Lint(name, text string, opts *CheckOptions) (*Condition, []Diagnostic) {
	c, err := ParseFile(name, text)
	if err == nil {
		return c, c.Check(opts)
	}
	list, _ := errors.AsType[SyntaxErrors](err) // ParseFile has no other
	var found []Diagnostic
	for _, e := range list {
		found = append(found, Diagnostic{
			Rule: ruleSyntax, Severity: SeverityError, Span: Span{e.Pos, e.Pos}, Message: e.Message,
			Why: "the service refuses the text and does not say where", Fix: e.Hint,
		})
	}
	return nil, found
}

// checker collects findings.
type checker struct {
	condition *Condition
	options   CheckOptions
	probe     *probe
	// negated are the comparisons that stand under an odd number of NOTs.
	negated map[Expr]bool
	found   []Diagnostic
}

// turn notes which comparisons are turned around.
func (k *checker) turn(e Expr, negated bool) {
	switch e := e.(type) {
	case *Not:
		k.turn(e.operand, !negated)
	case *Logical:
		for _, operand := range e.operands {
			k.turn(operand, negated)
		}
	default:
		k.negated[e] = negated
	}
}

// report adds a finding about a part of the text.
func (k *checker) report(rule string, s Severity, at Span, texts ...string) {
	d := Diagnostic{Rule: rule, Severity: s, Span: at}
	for i, to := range []*string{&d.Message, &d.Why, &d.Fix} {
		if i < len(texts) {
			*to = texts[i]
		}
	}
	k.found = append(k.found, d)
}

// size checks what would be sent.
func (k *checker) size() {
	if _, err := k.condition.Wire(); err != nil {
		k.report(ruleSize, SeverityError, Span{}, fmt.Sprintf("the condition has %d bytes on one line", len(k.condition.OneLine())),
			"the service takes 8192", "join comparisons of one attribute into a set, or split the assignment")
	}
}

// part checks an expression by itself.
func (k *checker) part(e Expr) {
	switch e := e.(type) {
	case *Logical:
		if e.mixed {
			k.report(ruleAmbiguous, SeverityError, e.Span(), "AND and OR stand side by side without parentheses",
				"which binds tighter is nowhere documented; here AND does", "put parentheses around what belongs together; Format does it for you")
		}
	case *Not:
		k.negation(e)
	case *Match:
		k.match(e)
	case *Exists:
		k.attribute(e.attribute, e.Span())
	case *Comparison:
		for _, o := range []Operand{e.left, e.right} {
			if a, ok := o.(Attribute); ok {
				k.attribute(a, e.Span())
			}
		}
		k.comparison(e)
	}
}

// negation warns of NOT in front of a comparison: of what is missing it says nothing.
func (k *checker) negation(n *Not) {
	c, ok := n.operand.(*Comparison)
	if !ok {
		return
	}
	a, ok := c.left.(Attribute)
	if !ok {
		a, ok = c.right.(Attribute)
	}
	if !ok || k.asksForExistence(a) {
		return
	}
	k.report(ruleNegatedMissing, SeverityWarning, n.Span(), "NOT in front of a comparison of "+a.String(),
		"without a value the comparison cannot be evaluated, and what NOT makes of that is documented nowhere: such requests are probably denied",
		"to let them pass add OR NOT Exists "+a.String())
}

// asksForExistence reports whether the condition asks whether an attribute exists.
func (k *checker) asksForExistence(a Attribute) bool {
	for e := range parts(k.condition.root) {
		if x, ok := e.(*Exists); ok && x.attribute.Source == a.Source && x.attribute.key() == a.key() {
			return true
		}
	}
	return false
}

// match checks names of actions and suboperations.
func (k *checker) match(m *Match) {
	var known []string
	what := "action"
	if m.function == SubOperationMatches {
		what = "suboperation"
		known = []string{BlobList, BlobWriteWithTagHeaders, BlobWriteTier, blobReadWithTagConditions}
	} else {
		known = knownActions()
	}
	if foldEqual(m.pattern, blobReadWithTagConditions) {
		k.report(ruleDeprecated, SeverityWarning, m.Span(), m.pattern+" is deprecated", "it is still honoured",
			"gate blobs/read AND NOT SubOperationMatches{'Blob.List'}")
		return
	}
	for _, name := range known {
		if actionWildcards.glob(m.pattern, name, true) {
			return
		}
	}
	fix := "the catalogue may be older than the service; see KnownActions"
	if near := nearest(m.pattern, known); near != "" {
		fix = "did you mean '" + near + "'?"
	}
	k.report(ruleUnknownAction, SeverityWarning, m.Span(), "'"+m.pattern+"' is no "+what+" that conditions are known to look into",
		"a guard with a wrong name targets nothing: everything passes", fix)
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "slices"

// Expr is a part of a condition: a [*Logical], [*Not], [*Match], [*Exists] or [*Comparison]. Parts never
// change once they are made.
//
//sumtype:decl
type Expr interface {
	// Span is where the part stands in the text, without the parentheses around it.
	Span() Span
	expr()
}

// Connective joins the operands of a [*Logical].
type Connective string

// The two connectives.
const (
	And Connective = "AND"
	Or  Connective = "OR"
)

// Logical joins two or more parts with one connective.
type Logical struct {
	place
	connective Connective
	operands   []Expr
	mixed      bool // OR over AND without parentheses, whose order nobody documents
}

// Connective returns AND or OR.
func (l *Logical) Connective() Connective { return l.connective }

// Operands returns the parts, at least two.
func (l *Logical) Operands() []Expr { return slices.Clone(l.operands) }

// Not is true where its operand is false.
type Not struct {
	place
	operand Expr
}

// Operand returns what is turned around.
func (n *Not) Operand() Expr { return n.operand }

// Function names what a [*Match] looks at.
type Function string

// The two functions.
const (
	ActionMatches       Function = "ActionMatches"
	SubOperationMatches Function = "SubOperationMatches"
)

// Match asks for the action or the suboperation of a request.
type Match struct {
	place
	function Function
	pattern  string
}

// Function returns what is looked at.
func (m *Match) Function() Function { return m.function }

// Pattern returns the name that is asked for; * stands for any run of characters.
func (m *Match) Pattern() string { return m.pattern }

// Exists asks whether an attribute has a value.
type Exists struct {
	place
	attribute Attribute
}

// Attribute returns what is asked for.
func (e *Exists) Attribute() Attribute { return e.attribute }

// Comparison compares two operands.
type Comparison struct {
	place
	left, right Operand
	quantifier  Quantifier
	operator    Operator
}

// Left returns the operand in front of the operator.
func (c *Comparison) Left() Operand { return c.left }

// Right returns the operand behind the operator.
func (c *Comparison) Right() Operand { return c.right }

// Quantifier returns what stands in front of the operator, or [ForOne].
func (c *Comparison) Quantifier() Quantifier { return c.quantifier }

// Operator returns the operator.
func (c *Comparison) Operator() Operator { return c.operator }

func (*Logical) expr()    {}
func (*Not) expr()        {}
func (*Match) expr()      {}
func (*Exists) expr()     {}
func (*Comparison) expr() {}

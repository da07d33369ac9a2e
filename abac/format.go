// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"slices"
	"strings"
)

// Format returns the canonical text on several lines, in the layout of the portal's editor, with the
// comments of [ParseFile]: those at the head and at the end of the file stay there, others stay with the part
// that they stand at. AND and OR never stand side by side without parentheses, keywords and operators
// have the service's spelling, and reading the text gives the same expression again. It ends without a
// line break.
func (c *Condition) Format() string {
	w := &layout{remarks: c.remarks}
	w.comments(c.head, 0)
	w.block(c.root, isGuarded(c.root), 0)
	w.comments(c.tail, 0)
	return strings.TrimSuffix(w.b.String(), "\n")
}

// OneLine returns the canonical text on one line, without comments: some command lines refuse line breaks.
func (c *Condition) OneLine() string {
	var b strings.Builder
	inline(&b, c.root, isGuarded(c.root))
	return b.String()
}

// longLine is where the printer no longer keeps the operand of ! on its line.
const longLine = 200

// layout writes lines.
type layout struct {
	b       strings.Builder
	remarks map[Expr]remark
}

func (w *layout) line(indent int, text string) {
	w.b.WriteString(strings.Repeat(" ", indent))
	w.b.WriteString(text)
	w.b.WriteByte('\n')
}

func (w *layout) comments(texts []string, indent int) {
	for _, text := range texts {
		w.line(indent, "#"+text)
	}
}

// block writes an expression on lines of its own, with its comments; in parentheses if wrapped.
func (w *layout) block(e Expr, wrapped bool, indent int) {
	r := w.remarks[e]
	w.comments(r.before, indent)
	inner := indent
	if wrapped {
		w.line(indent, "(")
		inner++
	}
	w.comments(r.inside, inner)
	switch e := e.(type) {
	case *Logical:
		w.operands(e, inner)
	case *Not:
		w.negation(e, inner)
	default:
		w.line(inner, text(e))
	}
	w.comments(r.after, inner)
	if wrapped {
		w.line(indent, ")")
	}
}

func (w *layout) operands(l *Logical, indent int) {
	for i, operand := range l.operands {
		if i > 0 {
			w.comments(w.remarks[operand].above, indent)
			w.line(indent, string(l.connective))
		}
		w.block(operand, wraps(l, operand), indent)
	}
}

// negation keeps what is turned around on one line, unless that joins parts and is long or has comments.
func (w *layout) negation(n *Not, indent int) {
	short := text(n)
	inner := n.operand
	for next, ok := inner.(*Not); ok; next, ok = inner.(*Not) {
		inner = next.operand
	}
	_, joins := inner.(*Logical)
	if joins && (len(short) > longLine || w.remarked(n.operand)) {
		_, wrapped := n.operand.(*Logical)
		w.line(indent, "NOT")
		w.block(n.operand, wrapped, indent)
		return
	}
	var behind []string
	for part := range parts(n.operand) {
		r := w.remarks[part]
		w.comments(slices.Concat(r.above, r.before, r.inside), indent)
		behind = append(slices.Clone(r.after), behind...) // parentheses close from the inside
	}
	w.line(indent, short)
	w.comments(behind, indent)
}

// remarked reports whether an expression or a part of it has comments.
func (w *layout) remarked(e Expr) bool {
	if len(w.remarks) == 0 {
		return false
	}
	for part := range parts(e) {
		if len(w.remarks[part].all()) > 0 {
			return true
		}
	}
	return false
}

// text returns an expression on one line.
func text(e Expr) string {
	var b strings.Builder
	inline(&b, e, false)
	return b.String()
}

func inline(b *strings.Builder, e Expr, wrapped bool) {
	if wrapped {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	switch e := e.(type) {
	case *Logical:
		for i, operand := range e.operands {
			if i > 0 {
				b.WriteString(" " + string(e.connective) + " ")
			}
			inline(b, operand, wraps(e, operand))
		}
	case *Not:
		sign, wrapped := sign(e.operand)
		b.WriteString(sign)
		inline(b, e.operand, wrapped)
	case *Match:
		b.WriteString(string(e.function) + "{'" + e.pattern + "'}")
	case *Exists:
		b.WriteString("Exists " + e.attribute.String())
	case *Comparison:
		b.WriteString(e.left.String() + " ")
		if e.quantifier != ForOne {
			b.WriteString(e.quantifier.String() + ":")
		}
		b.WriteString(string(e.operator) + " " + e.right.String())
	}
}

// sign says how the documentation writes the negation of an expression.
func sign(operand Expr) (sign string, wrapped bool) {
	switch e := operand.(type) {
	case *Match:
		if e.function == ActionMatches {
			return "!", true
		}
	case *Logical, *Not:
		return "!", true
	default:
	}
	return "NOT ", false
}

// wraps reports whether an operand stands in parentheses: all that are joined themselves do, and all of a
// guarded expression, as the portal writes them.
func wraps(l *Logical, operand Expr) bool {
	_, joined := operand.(*Logical)
	return joined || isGuarded(l)
}

// isGuarded reports whether an expression is of the form guard OR expression, where the guard asks for
// actions only.
func isGuarded(e Expr) bool {
	l, ok := e.(*Logical)
	return ok && l.connective == Or && isGuard(l.operands[0])
}

// isGuard reports whether an expression asks for actions and suboperations only.
func isGuard(e Expr) bool {
	for part := range parts(e) {
		switch part.(type) {
		case *Exists, *Comparison:
			return false
		default:
		}
	}
	return true
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"strconv"
	"strings"
)

// named reads what begins with a word: ActionMatches{…}, SubOperationMatches{…}, Exists @….
func (p *parser) named() Expr {
	t := p.next()
	switch {
	case strings.EqualFold(t.text, string(ActionMatches)):
		return p.match(ActionMatches, t)
	case strings.EqualFold(t.text, string(SubOperationMatches)):
		return p.match(SubOperationMatches, t)
	case strings.EqualFold(t.text, "Exists"):
		return p.exists(t)
	}
	hint := ""
	if near := nearest(t.text, []string{string(ActionMatches), string(SubOperationMatches), "Exists", "NOT", "AND", "OR"}); near != "" {
		hint = "did you mean " + near + "?"
	} else if _, isOperator := operatorOf(t.text); isOperator {
		hint = "an operator needs an operand in front of it"
	} else if near := operatorHint(t.text); strings.Contains(near, "service") {
		hint = near
	} else {
		hint = "attributes begin with @, texts stand in single quotes"
	}
	p.fail(t.span.Start, "expected a comparison, ActionMatches, SubOperationMatches or Exists, found "+t.describe(), hint)
	p.recover()
	return nil
}

// match reads {'pattern'}.
func (p *parser) match(f Function, name token) Expr {
	hint := "write " + string(f) + "{'…'}"
	opening := p.peek()
	switch opening.kind {
	case openBrace, openParen:
		p.next()
		if opening.kind == openParen {
			p.fail(opening.span.Start, "expected { behind "+string(f)+", found \"(\"", hint)
		}
	default:
		p.fail(opening.span.Start, "expected { behind "+string(f)+", found "+opening.describe(), hint)
	}
	value := p.peek()
	if value.kind != quoted {
		p.fail(value.span.Start, "expected a name in single quotes, found "+value.describe(), hint)
		p.recover()
		return nil
	}
	p.next()
	switch closing := p.peek(); {
	case closing.kind == closeBrace, closing.kind == closeParen && opening.kind == openParen:
		p.next()
	case opening.kind == openBrace && closing.kind == comma:
		p.fail(closing.span.Start, string(f)+" takes one name", "join several "+string(f)+" with AND or OR")
		p.recover()
	case opening.kind == openBrace:
		p.fail(closing.span.Start, "expected }, found "+closing.describe(), hint)
	}
	return &Match{place: p.from(name.span.Start), function: f, pattern: value.text}
}

func (p *parser) exists(name token) Expr {
	t := p.peek()
	if t.kind != attribute {
		p.fail(t.span.Start, "expected an attribute behind Exists, found "+t.describe(), "write Exists @Source[name]")
		p.recover()
		return nil
	}
	p.next()
	return &Exists{place: p.from(name.span.Start), attribute: Attribute{t.source, t.text}}
}

// comparison reads operand, operator, operand.
func (p *parser) comparison() Expr {
	start := p.peek().span.Start
	c := &Comparison{}
	ok := false
	p.family = ""
	if c.left, ok = p.operand(); !ok {
		p.recover()
		return nil
	}
	if !p.operator(c) {
		p.recover()
		return nil
	}
	if c.right, ok = p.operand(); !ok {
		p.recover()
		return nil
	}
	c.place = p.from(start)
	return c
}

// operator reads an operator with its quantifier. It says what is wrong with the pair; whether the
// operands are of the operator's type is for Check to say.
func (p *parser) operator(c *Comparison) bool {
	t := p.peek()
	if t.kind != word {
		p.fail(t.span.Start, "expected an operator behind "+shorten(c.left.String())+", found "+t.describe(), operatorHint(""))
		return false
	}
	p.next()
	if next := p.peek(); next.kind == word {
		if _, ok := quantifierOf(t.text); ok {
			p.fail(next.span.Start, "expected : behind "+t.describe()+", found "+next.describe(), "write "+t.text+":"+next.text)
			return false
		}
	}
	if p.peek().kind == colon {
		quantifier, ok := quantifierOf(t.text)
		if !ok {
			hint := "quantifiers are " + strings.Join(quantifierNames, ", ")
			if near := nearest(t.text, quantifierNames); near != "" {
				hint = "did you mean " + near + "?"
			}
			p.fail(t.span.Start, "unknown quantifier "+t.describe(), hint)
		}
		c.quantifier = quantifier
		if !ok {
			c.quantifier = ForAnyOfAnyValues // whatever it is, it is one
		}
		p.next()
		if t = p.peek(); t.kind != word {
			p.fail(t.span.Start, "expected an operator behind the quantifier, found "+t.describe(), "write "+c.quantifier.String()+":StringEquals, or another operator")
			return false
		}
		p.next()
	}
	known := false
	c.operator, known = operatorOf(t.text)
	if p.family = ""; known {
		p.family = operations[c.operator].family
	}
	if !known {
		p.fail(t.span.Start, "unknown operator "+t.describe(), operatorHint(t.text))
		return true
	}
	_, isSet := c.left.(Set)
	isSet = isSet || p.peek().kind == openBrace
	switch {
	case c.quantifier != ForOne && !operations[c.operator].quantify:
		p.fail(t.span.Start, string(c.operator)+" cannot stand behind a quantifier", "join several comparisons with OR or AND")
	case c.quantifier == ForOne && isSet && operations[c.operator].quantify:
		p.fail(t.span.Start, "a set needs a quantifier in front of "+string(c.operator), "write ForAnyOfAnyValues:"+string(c.operator))
	case c.quantifier == ForOne && isSet:
		p.fail(t.span.Start, string(c.operator)+" takes no set", "join several comparisons with OR or AND")
	}
	return true
}

// operand reads an attribute, a literal or a set.
func (p *parser) operand() (Operand, bool) {
	switch t := p.peek(); t.kind {
	case attribute:
		p.next()
		return Attribute{t.source, t.text}, true
	case openBrace:
		return p.set()
	case broken:
		return nil, false // was reported
	default:
		l, ok := literalOf(t)
		if !ok {
			p.fail(t.span.Start, "expected an attribute, a value or a set, found "+t.describe(), p.valueHint(t))
			return nil, false
		}
		p.next()
		return l, true
	}
}

// literalOf makes a value of a token.
func literalOf(t token) (Literal, bool) {
	switch t.kind {
	case quoted:
		return Literal{KindString, t.text}, true
	case integer:
		n, _ := strconv.ParseInt(t.text, 10, 64)
		return Literal{KindInteger, strconv.FormatInt(n, 10)}, true
	case boolean:
		return Literal{KindBoolean, strings.ToLower(t.text)}, true
	case guid:
		return Literal{KindGUID, t.text}, true
	}
	return Literal{}, false
}

// set reads {literal, …}.
func (p *parser) set() (Operand, bool) {
	open := p.next()
	var s Set
	for {
		t := p.peek()
		l, ok := literalOf(t)
		switch {
		case ok:
			s.literals = append(s.literals, l)
			p.next()
		case t.kind == closeBrace && len(s.literals) == 0:
			p.fail(open.span.Start, "the set is empty", "name at least one value")
		case t.kind == closeBrace:
			p.fail(t.span.Start, "expected a value behind the comma", "remove the comma")
		case t.kind == broken:
			return nil, false
		default:
			p.fail(t.span.Start, "expected a value in the set, found "+t.describe(), p.setHint(t))
			return nil, false
		}
		switch t := p.peek(); {
		case t.kind == closeBrace:
			p.next()
			return s, true
		case t.kind == comma:
			p.next()
		default:
			p.fail(t.span.Start, "expected , or } in the set, found "+t.describe(), "put a comma between two values, and } behind the last")
			if _, more := literalOf(t); !more {
				return nil, false
			}
		}
	}
}

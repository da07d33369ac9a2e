// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// depthLimit is how deep parentheses and NOT may be nested. Real texts stay below ten; a text of opening
// parentheses only must not use up the stack.
const depthLimit = 256

// parser reads tokens into expressions. It goes on behind an error, so that one reading tells them all.
type parser struct {
	tokens  []token
	at      int
	depth   int
	gaveUp  bool
	fail    func(at Pos, message, hint string)
	family  Family // of the operator that was read last; "" for none that is known
	notes   []note
	head    []string // comments in front of everything
	remarks map[Expr]remark
}

func (p *parser) peek() token { return p.tokens[p.at] }

// next returns the token and moves on; the end stays.
func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != end {
		p.at++
	}
	return t
}

// last is where the token before this one ended.
func (p *parser) last() Pos {
	if p.at == 0 {
		return p.tokens[0].span.Start
	}
	return p.tokens[p.at-1].span.End
}

func (p *parser) from(start Pos) place { return place{Span{start, p.last()}} }

// whole reads a text to its end.
func (p *parser) whole() Expr {
	if p.peek().kind == end {
		p.fail(p.peek().span.Start, "the text is empty", "leave out the property if there is no condition")
		return nil
	}
	p.head = p.take()
	e := p.or()
	for p.peek().kind != end {
		switch t := p.peek(); t.kind {
		case closeParen:
			p.fail(t.span.Start, "this ) closes nothing", "remove it, or open a ( further in front")
		default:
			p.fail(t.span.Start, "unexpected "+t.describe(), "remove it, or join it with AND or OR")
		}
		p.next()
		if t := p.peek().kind; t == andSign || t == orSign {
			p.next()
		}
		if t := p.peek().kind; t != end && t != closeParen {
			p.or()
		}
	}
	return e
}

// or reads operands joined by OR, which binds weaker than AND. That it does is nowhere documented: who
// relies on it gets a finding of Check.
func (p *parser) or() Expr {
	start := p.peek().span.Start
	first, joined := p.and()
	if p.peek().kind != orSign {
		return first
	}
	l := &Logical{connective: Or, operands: []Expr{first}, mixed: joined}
	for p.peek().kind == orSign {
		above := p.take()
		p.next()
		operand, joined := p.and()
		p.remark(operand, func(r *remark) { r.above = append(above, r.above...) })
		l.operands = append(l.operands, operand)
		l.mixed = l.mixed || joined
	}
	l.place = p.from(start)
	return l
}

// and reads operands joined by AND, and says whether there are several.
func (p *parser) and() (e Expr, joined bool) {
	start := p.peek().span.Start
	first := p.unary()
	var l *Logical
	for {
		t := p.peek()
		above := []string(nil)
		switch {
		case t.kind == andSign:
			above = p.take()
			p.next()
		case t.kind == broken: // was reported
			p.recover()
			continue
		case begins(t.kind):
			p.fail(t.span.Start, "expected AND or OR before "+t.describe(), p.joinHint(t))
		case l == nil:
			return first, false
		default:
			l.place = p.from(start)
			return l, true
		}
		if l == nil {
			l = &Logical{connective: And, operands: []Expr{first}}
		}
		operand := p.unary()
		p.remark(operand, func(r *remark) { r.above = append(above, r.above...) })
		l.operands = append(l.operands, operand)
	}
}

// begins reports whether a part may begin with the kind of token.
func begins(k kind) bool {
	switch k {
	case openParen, openBrace, notSign, quoted, integer, guid, boolean, attribute, word, broken:
		return true
	}
	return false
}

// unary reads NOT and what follows it: NOT applies to a whole comparison.
func (p *parser) unary() Expr {
	before := p.take()
	t := p.peek()
	if t.kind != notSign {
		e := p.primary()
		p.remark(e, func(r *remark) { r.before = append(before, r.before...) })
		return e
	}
	if !p.enter(t) {
		return &Not{operand: &Exists{}}
	}
	p.next()
	n := &Not{operand: p.unary()}
	n.place = p.from(t.span.Start)
	p.depth--
	p.remark(n, func(r *remark) { r.before = before })
	return n
}

// enter goes one level deeper, or gives the text up.
func (p *parser) enter(t token) bool {
	if p.depth < depthLimit {
		p.depth++
		return true
	}
	if !p.gaveUp {
		p.gaveUp = true
		p.fail(t.span.Start, "parentheses and NOT are nested deeper than 256", "remove parentheses that are not needed")
	}
	p.at = len(p.tokens) - 1
	return false
}

// primary reads what stands between connectives.
func (p *parser) primary() Expr {
	start := p.at
	var e Expr
	switch t := p.peek(); t.kind {
	case openParen:
		return p.group()
	case word:
		e = p.named()
	case quoted, integer, guid, boolean, attribute, openBrace:
		e = p.comparison()
	case broken:
		p.recover()
	default:
		p.fail(t.span.Start, "expected a comparison, ActionMatches, Exists or (, found "+t.describe(), p.partHint(t))
		if t.kind != closeParen && t.kind != end {
			p.next()
			p.recover()
		}
	}
	if e == nil {
		e = &Exists{}
	}
	p.remark(e, func(r *remark) { r.inside = p.takeUntil(start, p.at-1) })
	return e
}

// group reads a part in parentheses. They leave no trace: the printer sets its own.
func (p *parser) group() Expr {
	open := p.peek()
	if !p.enter(open) {
		return &Exists{}
	}
	p.next()
	e := p.or()
	after := p.take()
	p.depth--
	switch t := p.peek(); t.kind {
	case closeParen:
		p.next()
	case end:
		if !p.gaveUp {
			p.fail(open.span.Start, "this ( is never closed", "close it with )")
		}
	default:
		p.fail(t.span.Start, "expected AND, OR or ), found "+t.describe(), "remove it, or join it with AND or OR")
		p.skip()
	}
	p.remark(e, func(r *remark) {
		r.inside, r.before = append(r.before, r.inside...), nil
		r.after = append(r.after, after...)
	})
	return e
}

// recover moves to where a next part could begin.
func (p *parser) recover() {
	for {
		switch p.peek().kind {
		case andSign, orSign, closeParen, end:
			return
		}
		p.next()
	}
}

// skip moves behind the next closing parenthesis.
func (p *parser) skip() {
	for k := p.peek().kind; k != end; k = p.peek().kind {
		p.next()
		if k == closeParen {
			return
		}
	}
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// Mode says what NOT makes of a comparison that cannot be evaluated, because its attribute is missing or of
// another type. No source of the service decides it.
type Mode uint8

// The modes.
const (
	// Strict leaves the negation of what cannot be evaluated impossible to evaluate: it does not allow.
	Strict Mode = iota
	// Lenient takes a comparison that cannot be evaluated for false, hence its negation for true.
	Lenient
)

// Program is a condition made ready to decide many requests. It never changes and may be shared.
type Program struct {
	condition *Condition
	mode      Mode
	code      []instruction
	start     int32
	facts     []fact // comparisons that may be asked for again
	slots     []slot
	patterns  []pattern
	cells     []cell // the literals
}

// slot is an attribute that the program asks for.
type slot struct {
	attribute Attribute
	key       string
	escaped   string // the name as encoding/json writes it, if it is another
	wanted    traits
	terms     []term // at most 64
}

// term is a text that values of a slot are compared with. Which they are is found out once for each value,
// not once for each comparison.
type term struct {
	text   string
	begins bool // the value begins with it
	fold   bool // case does not count
}

// cell makes a value ready to compare with what the program compares it with.
func (s *slot) cell(v Value) cell {
	c := cellOf(v, s.wanted)
	if v.kind != textValue {
		return c
	}
	for i := range s.terms {
		if s.terms[i].is(v.text) {
			c.terms |= 1 << i
		}
	}
	return c
}

// is reports whether a text is the term, or begins with it.
func (t *term) is(text string) bool {
	if len(text) >= len(t.text) && text[:len(t.text)] == t.text {
		return t.begins || len(text) == len(t.text)
	}
	if !t.fold {
		return false
	}
	rest, ok := foldPrefix(text, t.text)
	return ok && (t.begins || rest == "")
}

// pattern is a name that the program asks for.
type pattern struct {
	function Function
	text     string
	exact    bool // has no *
	ascii    bool // then only a name of the same length can be it
}

// matches reports whether a name, if there is one, is that of the pattern.
func (p *pattern) matches(name string) bool {
	if name == "" {
		return false
	}
	if p.exact {
		return name == p.text || (!p.ascii || len(name) == len(p.text)) && foldEqual(name, p.text)
	}
	return actionWildcards.glob(p.text, name, true)
}

// Compile makes a condition ready to decide. The usual mode is [Strict].
func Compile(c *Condition, mode Mode) *Program {
	parts := 0
	visit(c.root, func(e Expr) bool {
		parts++
		return true
	})
	g := &generator{Program: &Program{condition: c, mode: mode, code: make([]instruction, 0, parts)}}
	g.start = g.expr(c.root, false, target{allow, deny})
	g.shorten()
	return g.Program
}

// enter follows the names of a request to the first question that they do not answer.
func (p *Program) enter(mask uint64) int32 {
	at := p.start
	for at >= 0 && p.code[at].question == matchesAny {
		if in := &p.code[at]; (mask&in.mask != 0) == in.wants {
			at = in.yes
		} else {
			at = in.no
		}
	}
	return at
}

// Condition returns what was compiled.
func (p *Program) Condition() *Condition { return p.condition }

// Mode returns the mode that was compiled for.
func (p *Program) Mode() Mode { return p.mode }

// Attributes returns the attributes that the program asks for, each once, in no particular order.
func (p *Program) Attributes() []Attribute {
	list := make([]Attribute, len(p.slots))
	for i, s := range p.slots {
		list[i] = s.attribute
	}
	return list
}

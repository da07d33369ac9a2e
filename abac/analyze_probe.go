// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// probe is one condition made ready for many questions about it. It shows what is impossible; it makes no
// witnesses.
type probe struct {
	*encoding
	holds lit
}

func newProbe(c *Condition, mode Mode) *probe {
	s, f := newSpace(mode, c)
	if len(s.variables) > variableLimit {
		return &probe{encoding: &encoding{space: s, tooLarge: true}}
	}
	e := s.encode(!s.settled())
	return &probe{encoding: e, holds: e.formula(f[0])}
}

// never reports whether some literals cannot be true together.
func (p *probe) never(all ...lit) bool { return !p.tooLarge && p.solver.solve(all...) == impossible }

// alwaysTrue reports whether all requests pass.
func (p *probe) alwaysTrue() bool { return p.never(p.holds.not()) }

// alwaysFalse reports whether none passes.
func (p *probe) alwaysFalse() bool { return p.never(p.holds) }

// named returns the literals under which a request has a name for its action or suboperation.
func (p *probe) named(v int, name string) []lit {
	if p.tooLarge {
		return nil
	}
	wanted := p.signature(v, &candidate{name: name})
	for i, l := range p.selected[v] {
		if p.signature(v, &p.variables[v].candidates[i]) == wanted {
			return []lit{l}
		}
	}
	return nil
}

// request returns the literals under which a request is of an action, and of a suboperation unless that is
// nil.
func (p *probe) request(action string, suboperation *string) []lit {
	all := p.named(actionVariable, action)
	if suboperation != nil {
		all = append(all, p.named(suboperationVariable, *suboperation)...)
	}
	return all
}

// passes reports whether each request of an action passes, or each of one suboperation.
func (p *probe) passes(action string, suboperation *string) bool {
	return p.never(append(p.request(action, suboperation), p.holds.not())...)
}

// lacking returns the attributes that the requests of an action do not carry, with the literals that they
// are missing.
func (p *probe) lacking(fact *KnownAction) (attributes []Attribute, missing []lit) {
	if p.tooLarge {
		return nil, nil
	}
	for i := range p.program.slots {
		v := firstSlot + i
		if a := p.program.slots[i].attribute; !fact.carries(a) && len(p.selected[v]) > 0 {
			attributes, missing = append(attributes, a), append(missing, p.selected[v][0])
		}
	}
	return attributes, missing
}

// needs reports whether requests of an action can pass no longer once they lack what they do not carry,
// and which attribute it is that they need: the first that makes the difference.
func (p *probe) needs(fact *KnownAction) (needed Attribute, denied bool) {
	at := append(p.request(fact.Action, &fact.Suboperation), p.holds)
	attributes, missing := p.lacking(fact)
	if len(missing) == 0 || p.never(at...) || !p.never(append(missing[:len(missing):len(missing)], at...)...) {
		return needed, false
	}
	for i := range attributes {
		others := append(append([]lit(nil), at...), missing[:i]...)
		if !p.never(append(others, missing[i+1:]...)...) {
			return attributes[i], true
		}
	}
	return attributes[0], true
}

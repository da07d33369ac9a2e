// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// domain finds the candidates of attributes that are compared with each other, mostly of one alone. An
// attribute has values of the families that comparisons name for it; it is single-valued unless the
// catalogue or a quantifier says otherwise.
func (s *space) domain(group []int) {
	if s.program.slots[group[0]].legacy() {
		s.variables[slotVariable(int32(group[0]))] = variable{candidates: []candidate{{}}} // has no say
		return
	}
	d := &domain{space: s, group: group, copies: 1}
	if len(group) > 1 {
		d.copies = 6 * min(len(group), linkLimit)
	}
	unsettled := len(group) > linkLimit
	for i := range s.atoms {
		d.read(&s.atoms[i])
	}
	values := d.values()
	for _, slot := range group {
		v := slotVariable(int32(slot))
		one, many := d.shape(slot)
		all := []candidate{{}}
		partial := d.partial
		if one {
			for _, value := range values {
				all = append(all, s.store(slot, value))
			}
		}
		if many {
			lists, complete := s.lists(slot, values)
			all = append(all, lists...)
			partial = partial || !complete
			unsettled = unsettled || len(group) > 1
		}
		if len(group) == 1 {
			all = s.distinct(v, all)
		}
		s.variables[v] = variable{candidates: all, partial: partial}
	}
	for i := range s.atoms {
		a := &s.atoms[i]
		if len(a.variables) == 2 && slices.Contains(group, a.variables[0]-firstSlot) {
			a.partial = unsettled || a.operation.family == FamilyString && a.operation.test != equals // one value is a pattern for another
		}
	}
}

// linkLimit is how many attributes can be compared with each other and still be decided.
const linkLimit = 4

// domain collects what is asked about some attributes.
type domain struct {
	space      *space
	group      []int
	copies     int
	words      []automaton
	numbers    []int64
	times      []int64
	ids        []guidValue
	families   []Family
	quantified map[int]bool // by slot
	partial    bool
}

// read notes what a question asks about the group.
func (d *domain) read(a *atom) {
	if a.question < compares || !slices.ContainsFunc(a.variables, func(v int) bool { return slices.Contains(d.group, v-firstSlot) }) {
		return
	}
	if d.quantified == nil {
		d.quantified = map[int]bool{}
	}
	o := &a.operation
	if !slices.Contains(d.families, o.family) {
		d.families = append(d.families, o.family)
	}
	if a.left.slot >= 0 && a.left.slot == a.right.slot && o.family == FamilyString && o.test != equals {
		d.partial = true // the value is a pattern for itself
	}
	for _, side := range []side{a.left, a.right} {
		if side.slot >= 0 {
			d.quantified[int(side.slot)] = d.quantified[int(side.slot)] || a.quantifier != ForOne
			continue
		}
		isPattern := side == a.right
		for i := side.from; i < side.to; i++ {
			d.literal(o, &d.space.program.cells[i], isPattern)
		}
	}
}

func (d *domain) literal(o *operation, c *cell, isPattern bool) {
	if c.traits&traitOf(o.family) == 0 {
		return
	}
	switch o.family {
	case FamilyString:
		d.words = append(d.words, wordOf(o, c.text))
		if !isPattern && o.test != equals { // the attribute is the pattern
			d.partial = true
		}
	case FamilyNumeric:
		d.numbers = append(d.numbers, c.number)
	case FamilyDateTime:
		d.times = append(d.times, c.number)
	case FamilyGUID:
		if !slices.Contains(d.ids, c.guid) {
			d.ids = append(d.ids, c.guid)
		}
	}
}

func wordOf(o *operation, text string) automaton {
	w := automaton{fold: o.fold}
	if o.test == like {
		w.elements = elements(likeWildcards, text)
		return w
	}
	w.elements = []rune(text)
	if o.test == startsWith {
		w.elements = append(w.elements, anyRun)
	}
	return w
}

// shape says whether an attribute can have one value or several.
func (d *domain) shape(slot int) (one, many bool) {
	if f := factOf(d.space.program.slots[slot].attribute); f != nil {
		return f.one, f.many && (!f.one || d.quantified[slot])
	}
	return true, d.quantified[slot]
}

// values returns the single values that tell the questions apart, simple ones first.
func (d *domain) values() []Value {
	if len(d.families) == 0 {
		f := FamilyString
		if fact := factOf(d.space.program.slots[d.group[0]].attribute); fact != nil {
			f = fact.families[0]
		}
		d.families = []Family{f}
	}
	var all []Value
	for _, f := range d.families {
		switch f {
		case FamilyString:
			all = append(all, d.texts()...)
		case FamilyNumeric:
			for _, n := range d.around(d.numbers, 0, math.MinInt64, math.MaxInt64) {
				all = append(all, Number(n))
			}
		case FamilyDateTime:
			for _, n := range d.around(d.times, someTick, 0, lastTick) {
				all = append(all, Text(formatTime(n)))
			}
		case FamilyBool:
			all = append(all, Boolean(true), Boolean(false))
		case FamilyGUID:
			all = append(all, d.guids()...)
		}
	}
	return all
}

const (
	lastTick = 3155378975999999999 // the end of the year 9999
	someTick = 638396640000000000  // the beginning of 2024
)

func (d *domain) texts() []Value {
	found, complete := wordsOf(d.words, d.copies, d.copies)
	d.partial = d.partial || !complete
	slices.SortStableFunc(found, func(a, b string) int { return cmp.Compare(emptyLast(a), emptyLast(b)) })
	values := make([]Value, len(found))
	for i, text := range found {
		values[i] = Text(text)
	}
	return values
}

// emptyLast is the length of a text, but the empty text, which says little to people, comes after short
// ones.
func emptyLast(s string) int {
	if s == "" {
		return 1 + len("x")
	}
	return len(s)
}

// around returns numbers at and next to some, or a usual one where there are none; as many between two of them
// as may differ.
func (d *domain) around(numbers []int64, usual, least, most int64) []int64 {
	reach := int64(min(len(d.group), linkLimit))
	if len(numbers) == 0 {
		numbers = []int64{usual}
	}
	var all []int64
	for _, n := range numbers {
		for by := -reach; by <= reach; by++ {
			if by < 0 && n < least-by || by > 0 && n > most-by {
				continue
			}
			all = append(all, n+by)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// guids returns the GUIDs that are asked for, and fresh ones.
func (d *domain) guids() []Value {
	var all []Value
	for _, id := range d.ids {
		all = append(all, Text(id.String()))
	}
	for fresh, n := 0, uint64(1); fresh < len(d.group); n++ {
		id := guidValue{high: 0x4000, low: 0x8000_0000_0000_0000 | n}
		if !slices.Contains(d.ids, id) {
			all = append(all, Text(id.String()))
			fresh++
		}
	}
	return all
}

// String returns the GUID in groups of 8-4-4-4-12 digits.
func (g guidValue) String() string {
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", g.high>>32, g.high>>16&0xffff, g.high&0xffff, g.low>>48, g.low&0xffff_ffff_ffff)
}

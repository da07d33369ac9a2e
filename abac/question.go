// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

// Where a jump leaves the code.
const (
	allow int32 = -1
	deny  int32 = -2
)

// instruction asks one question and says where to go on. There is no NOT: it was pushed down to the
// questions, where it turns around what a comparison must be, not whether it can be evaluated.
type instruction struct {
	question   question
	wants      bool   // the answer that goes on at yes
	loose      bool   // goes on at yes as well if the comparison cannot be evaluated
	passes     bool   // the answer of a test that goes on at yes
	trait      traits // of a test: what a value must have
	single     traits // of a test: trait and isList
	quantifier Quantifier
	slot       int32 // of a test
	yes, no    int32
	mask       uint64     // of matchesAny and isAnyOf
	low, high  int64      // of isWithin
	guids      *guidTable // of isOneOfGUIDs
	fact       int32      // which comparison it is, of those that are asked for again; -1 for none

	operation   operation
	left, right side
	leaf        Expr
}

type question uint8

const (
	matchesAny question = iota // mask has some patterns
	matches                    // left.slot is a pattern
	exists                     // left.slot is a slot
	compares
	// From here on are tests: comparisons of what an attribute holds with literals that were made ready.
	isWithin
	isAnyOf // mask has some of the terms that the value is
	isOneOfGUIDs
)

// side is an operand: a slot, or a stretch of the program's literals.
type side struct {
	slot     int32 // -1 for literals
	from, to int32
	traits   traits // what all literals have in common
}

// test answers a test for one value.
func (in *instruction) test(c *cell) bool {
	switch in.question {
	case isWithin:
		return in.low <= c.number && c.number <= in.high
	case isAnyOf:
		return c.terms&in.mask != 0
	case isOneOfGUIDs:
		return in.guids.has(c.guid)
	default:
	}
	return false
}

// guidTable is a set of GUIDs.
type guidTable struct {
	guids []guidValue
	// heads holds, for each hash, the number of a GUID from 1, or 0. What is taken goes to the next.
	heads []uint16
}

func newGUIDTable(guids []guidValue) *guidTable {
	size := 4
	for size < 2*len(guids) {
		size *= 2
	}
	t := &guidTable{guids: guids, heads: make([]uint16, size)}
	for i, g := range guids {
		at := t.hash(g)
		for t.heads[at] != 0 {
			at = (at + 1) & (len(t.heads) - 1)
		}
		t.heads[at] = uint16(i + 1)
	}
	return t
}

// hash mixes both halves: what people make up differs in few digits.
func (t *guidTable) hash(g guidValue) int {
	h := (g.high ^ g.low*0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9
	return int(h>>32) & (len(t.heads) - 1)
}

func (t *guidTable) has(g guidValue) bool {
	for at := t.hash(g); t.heads[at] != 0; at = (at + 1) & (len(t.heads) - 1) {
		if t.guids[t.heads[at]-1] == g {
			return true
		}
	}
	return false
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"cmp"
	"strings"
)

// traits says which families of operators a value can be compared with.
type traits uint8

const (
	isText traits = 1 << iota
	isNumber
	isBoolean
	isGUID
	isTime
	isList // several values, or one that came as a list
)

// traitOf is what a family needs.
func traitOf(f Family) traits {
	switch f {
	case FamilyString:
		return isText
	case FamilyNumeric:
		return isNumber
	case FamilyDateTime:
		return isTime
	case FamilyBool:
		return isBoolean
	}
	return isGUID
}

// cell is one value made ready to compare.
type cell struct {
	text   string
	number int64 // of numbers and Booleans, and the ticks of times
	guid   guidValue
	terms  uint64 // of the slot, those that the text is
	traits traits
}

// cellOf makes a value ready for the families that will ask for it.
func cellOf(v Value, wanted traits) cell {
	c := cell{text: v.text, number: v.number}
	switch v.kind {
	case numberValue:
		c.traits = isNumber
	case booleanValue:
		c.traits = isBoolean
	case textValue:
		c.traits = isText
		ok := false
		if wanted&isGUID != 0 {
			if c.guid, ok = parseGUID(v.text); ok {
				c.traits |= isGUID
			}
		}
		if wanted&isTime != 0 {
			if c.number, ok = parseTime(v.text); ok {
				c.traits |= isTime
			}
		}
	}
	return c
}

// value returns what a literal stands for. A GUID without quotes is no text to String operators.
func (l Literal) value() Value {
	switch l.Kind {
	case KindInteger:
		return Number(l.number())
	case KindBoolean:
		return Boolean(l.Text == "true")
	}
	return Text(l.Text)
}

// cell returns the literal made ready for an operation.
func (l Literal) cell(o operation) cell {
	c := cellOf(l.value(), traitOf(o.family))
	if l.Kind == KindGUID {
		c.traits &^= isText
	}
	return c
}

// passes compares two single values that are both of the operation's family.
func (o *operation) passes(left, right *cell) bool {
	return o.holds(left, right) != o.negative
}

func (o *operation) holds(left, right *cell) bool {
	switch o.trait {
	case isGUID:
		return left.guid == right.guid
	case isText:
		return o.matches(left.text, right.text)
	}
	switch order := cmp.Compare(left.number, right.number); o.test {
	case greater:
		return order > 0
	case greaterEquals:
		return order >= 0
	case less:
		return order < 0
	case lessEquals:
		return order <= 0
	default:
		return order == 0
	}
}

func (o *operation) matches(left, right string) bool {
	switch {
	case o.test == like:
		return likeWildcards.glob(right, left, o.fold)
	case o.test == equals:
		return left == right || o.fold && foldEqual(left, right)
	case strings.HasPrefix(left, right):
		return true
	case o.fold:
		_, ok := foldPrefix(left, right)
		return ok
	default:
		return false
	}
}

// compare compares two sides that can be compared.
func (o *operation) compare(q Quantifier, left, right []cell) bool {
	allLeft, allRight := q.allLeft(), q.allRight()
	for i := range left {
		if o.compareOne(&left[i], right, allRight) != allLeft {
			return !allLeft
		}
	}
	return allLeft
}

// compareOne compares one value on the left with those on the right.
func (o *operation) compareOne(left *cell, right []cell, all bool) bool {
	for i := range right {
		if o.passes(left, &right[i]) != all {
			return !all
		}
	}
	return all
}

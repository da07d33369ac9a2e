// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "strings"

// Quantifier says how many values of the left and of the right side of a comparison must pass it. The
// zero value is for a comparison of one value with one value.
type Quantifier uint8

// The quantifiers; the first word is about the left side, the second about the right.
const (
	ForOne Quantifier = iota
	// ForAnyOfAnyValues holds if some value on the left passes with some value on the right.
	ForAnyOfAnyValues
	// ForAllOfAnyValues holds if each value on the left passes with some value on the right.
	ForAllOfAnyValues
	// ForAnyOfAllValues holds if some value on the left passes with each value on the right.
	ForAnyOfAllValues
	// ForAllOfAllValues holds if each value on the left passes with each value on the right.
	ForAllOfAllValues
)

var quantifierNames = []string{"ForAnyOfAnyValues", "ForAllOfAnyValues", "ForAnyOfAllValues", "ForAllOfAllValues"}

// String returns the name as conditions write it, or "" for [ForOne].
func (q Quantifier) String() string {
	if q == ForOne || int(q) > len(quantifierNames) {
		return ""
	}
	return quantifierNames[q-1]
}

// allLeft reports whether each value on the left must pass.
func (q Quantifier) allLeft() bool { return q == ForAllOfAnyValues || q == ForAllOfAllValues }

// allRight reports whether a value must pass with each value on the right.
func (q Quantifier) allRight() bool { return q == ForAnyOfAllValues || q == ForAllOfAllValues }

func quantifierOf(name string) (Quantifier, bool) {
	for i, known := range quantifierNames {
		if strings.EqualFold(known, name) {
			return Quantifier(i + 1), true
		}
	}
	return ForOne, false
}

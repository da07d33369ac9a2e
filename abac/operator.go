// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"strings"
)

// Operator is the name of a comparison, such as StringEquals, in the service's spelling.
type Operator string

// Family is the type of values that an operator compares.
type Family string

// The families of operators.
const (
	FamilyString   Family = "String"
	FamilyNumeric  Family = "Numeric"
	FamilyDateTime Family = "DateTime"
	FamilyBool     Family = "Bool"
	FamilyGUID     Family = "Guid"
)

// test is what an operator asks, before negation.
type test uint8

const (
	equals test = iota
	startsWith
	like
	greater
	greaterEquals
	less
	lessEquals
)

// operation is what an operator means.
type operation struct {
	family   Family
	trait    traits // of the values it compares
	test     test
	negative bool // the answer is turned around
	fold     bool // case does not count
	quantify bool // may stand behind a quantifier
}

// operatorNames lists all operators, in the order of the documentation.
var operatorNames, operations = allOperators()

func allOperators() ([]string, map[Operator]operation) {
	var names []string
	table := map[Operator]operation{}
	add := func(name string, o operation) {
		names = append(names, name)
		o.trait = traitOf(o.family)
		table[Operator(name)] = o
	}
	for _, s := range []struct {
		positive, negative string
		test               test
	}{{"Equals", "NotEquals", equals}, {"StartsWith", "NotStartsWith", startsWith}, {"Like", "NotLike", like}} {
		for _, suffix := range []string{"", "IgnoreCase"} {
			o := operation{family: FamilyString, test: s.test, fold: suffix != "", quantify: s.test != startsWith}
			add("String"+s.positive+suffix, o)
			o.negative = true
			add("String"+s.negative+suffix, o)
		}
	}
	for _, f := range []Family{FamilyNumeric, FamilyDateTime} {
		quantify := f == FamilyNumeric
		add(string(f)+"Equals", operation{family: f, test: equals, quantify: quantify})
		add(string(f)+"NotEquals", operation{family: f, test: equals, negative: true, quantify: quantify})
		add(string(f)+"GreaterThan", operation{family: f, test: greater, quantify: quantify})
		add(string(f)+"GreaterThanEquals", operation{family: f, test: greaterEquals, quantify: quantify})
		add(string(f)+"LessThan", operation{family: f, test: less, quantify: quantify})
		add(string(f)+"LessThanEquals", operation{family: f, test: lessEquals, quantify: quantify})
	}
	for _, f := range []Family{FamilyBool, FamilyGUID} {
		add(string(f)+"Equals", operation{family: f, test: equals, quantify: f == FamilyGUID})
		add(string(f)+"NotEquals", operation{family: f, test: equals, negative: true, quantify: f == FamilyGUID})
	}
	return names, table
}

// Family returns the type of values that the operator compares.
func (o Operator) Family() Family { return operations[o].family }

// Negative reports whether the operator is a Not-form, such as StringNotEquals.
func (o Operator) Negative() bool { return operations[o].negative }

// IgnoresCase reports whether letters of either case are the same to the operator.
func (o Operator) IgnoresCase() bool { return operations[o].fold }

// operatorOf finds an operator in any case; built-in roles of the service hold boolequals.
func operatorOf(name string) (Operator, bool) {
	if _, ok := operations[Operator(name)]; ok {
		return Operator(name), true
	}
	for _, known := range operatorNames {
		if strings.EqualFold(known, name) {
			return Operator(known), true
		}
	}
	return "", false
}

// operatorHint says what was meant by a word that is no operator.
func operatorHint(name string) string {
	lower := strings.ToLower(name)
	if strings.Contains(lower, "orequal") {
		name = strings.ReplaceAll(strings.ReplaceAll(lower, "orequalto", "equals"), "orequals", "equals")
		name = strings.ReplaceAll(name, "orequal", "equals")
	}
	if near := nearest(name, operatorNames); near != "" {
		return "did you mean " + near + "?"
	}
	for _, foreign := range foreignFunctions {
		if strings.EqualFold(foreign, name) {
			return "the service has no such function; other readers of the language invented it"
		}
	}
	return "operators are StringEquals, StringLike, GuidEquals, BoolEquals, NumericLessThan, DateTimeGreaterThan and their kin"
}

// foreignFunctions are found in other programs' dialects only.
var foreignFunctions = []string{
	"IpInRange", "IpMatch", "TimeOfDayEquals", "TimeOfDayInRange", "TimeOfDayGreaterThan", "TimeOfDayLessThan", "StringMatches",
	"StringContains", "StringEndsWith", "ListContains", "ListNotContains", "ToLower", "ToUpper", "Trim", "NormalizeSet", "NormalizeList", "AddDays", "ToTime",
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"slices"
	"strings"
)

// KnownAction is an action whose requests conditions can look into, with the attributes that they carry.
type KnownAction struct {
	Service, Action string
	// Suboperation is the class within the action that has these attributes; "" is all others.
	Suboperation string
	// Status is GA, preview, or undocumented where only built-in roles show it.
	Status string
	// Attributes may hold * for a key, a column or a name of one's own.
	Attributes []Attribute
}

// KnownActions returns the catalogue that [Condition.Check] checks against. It holds what is documented and
// what built-in roles use; the service may know more.
func KnownActions() []KnownAction {
	list := slices.Clone(actionFacts)
	for i := range list {
		list[i].Attributes = slices.Clone(list[i].Attributes)
	}
	return list
}

// attributeFact is what is known about an attribute, whichever actions carry it.
type attributeFact struct {
	attribute Attribute // with * for what is one's own
	families  []Family
	// many is true for lists; both for attributes that can be either.
	many, one bool
	// operators narrows those of the families down; nil is all.
	operators []Operator
	// noHNS is true where accounts with a hierarchical namespace do not have it.
	noHNS bool
	// values are the only ones there are, in the service's spelling.
	values []string
}

// matchesName reports whether a name, of which the key may stand for *, is that of the fact.
func (f *attributeFact) matchesName(name string) bool {
	head, tail, open := strings.Cut(f.attribute.Name, "*")
	if !open {
		return foldEqual(name, head)
	}
	rest, ok := foldPrefix(name, head)
	return ok && len(rest) > len(tail) && strings.HasSuffix(rest, tail)
}

// factOf returns what is known about an attribute under its source; nil if nothing is.
func factOf(a Attribute) *attributeFact {
	for i := range attributeFacts {
		if f := &attributeFacts[i]; f.attribute.Source == a.Source && f.matchesName(a.Name) {
			return f
		}
	}
	return nil
}

// carries reports whether requests of an action carry an attribute. Of those that are not in the catalogue,
// and of the one that the service's own roles ask for, nothing is known: they may.
func (k *KnownAction) carries(a Attribute) bool {
	if factOf(a) == nil || foldEqual(a.Name, serviceOnly) {
		return true
	}
	return slices.ContainsFunc(k.Attributes, func(known Attribute) bool {
		f := attributeFact{attribute: known}
		return known.Source == a.Source && f.matchesName(a.Name)
	})
}

// serviceOnly is an attribute of the service's own roles, documented nowhere.
const serviceOnly = "HasObotoken"

// knownActions yields the names of all actions, each once.
func knownActions() []string {
	var names []string
	for _, k := range actionFacts {
		if !slices.Contains(names, k.Action) {
			names = append(names, k.Action)
		}
	}
	return names
}

// variants returns the entries of an action: without suboperation and for each suboperation.
func variants(action string) []*KnownAction {
	var list []*KnownAction
	for i := range actionFacts {
		if foldEqual(actionFacts[i].Action, action) {
			list = append(list, &actionFacts[i])
		}
	}
	return list
}

// IsKnown reports whether the catalogue knows an attribute under its source.
func IsKnown(a Attribute) bool { return factOf(a) != nil }

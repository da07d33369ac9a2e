// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "slices"

// Passage is a way past a condition: an action whose requests it never looks at.
type Passage struct {
	Action string
	// Suboperation is the one that passes, "" if all of the action do.
	Suboperation string
}

// Uncovered returns the actions that a condition lets pass whatever their attributes, of those that a role
// grants (its actions or data actions, which may hold *). What they are is taken from the catalogue; an
// action that is not there is tried as it stands.
func Uncovered(granted []string, c *Condition, mode Mode) []Passage {
	p := newProbe(c, mode)
	var passages []Passage
	for _, action := range expand(granted) {
		if p.passes(action, nil) {
			passages = append(passages, Passage{Action: action})
			continue
		}
		for _, v := range variants(action) {
			if v.Suboperation != "" && v.Suboperation != blobReadWithTagConditions && p.passes(action, &v.Suboperation) {
				passages = append(passages, Passage{action, v.Suboperation})
			}
		}
	}
	return passages
}

// expand returns the actions that patterns stand for, in the order of the catalogue.
func expand(granted []string) []string {
	var list []string
	add := func(action string) {
		if !slices.ContainsFunc(list, func(known string) bool { return foldEqual(known, action) }) {
			list = append(list, action)
		}
	}
	for _, action := range knownActions() {
		for _, p := range granted {
			if actionWildcards.glob(p, action, true) {
				add(action)
			}
		}
	}
	for _, p := range granted {
		if !slices.Contains([]byte(p), '*') {
			add(p)
		}
	}
	return list
}

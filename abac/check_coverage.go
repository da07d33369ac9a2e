// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"slices"
	"strings"
)

// reach is what a condition does to the requests of one entry of the catalogue.
type reach struct {
	*KnownAction
	passes bool // all of them pass, whatever they carry
	denied bool // none of them passes, because of what they do not carry
	// lacking is the attribute that they do not carry, where they are denied.
	lacking Attribute
	granted bool
}

// coverage looks at the actions that the condition names, and at their siblings.
func (k *checker) coverage() {
	all := k.reaches()
	if len(all) == 0 {
		return
	}
	k.lacking(all)
	k.collections(all)
	if slices.ContainsFunc(all, func(r reach) bool { return strings.HasPrefix(r.Action, storage) }) {
		k.report(ruleOutside, SeverityInfo, Span{}, "conditions do not bind whoever has an account key or a shared access signature, and other role assignments add to this one", "the text cannot know whether there are such ways",
			"disable shared keys, and look at the other assignments of the principal")
	}
	if slices.ContainsFunc(all, func(r reach) bool { return r.Action == BlobRead }) {
		k.siblings(all)
	}
	k.otherActions(all)
}

// reaches evaluates the actions of the services that the guards name, or those that the role grants.
func (k *checker) reaches() []reach {
	services := map[string]bool{}
	for e := range parts(k.condition.root) {
		m, ok := e.(*Match)
		for i := range actionFacts {
			if ok && m.function == ActionMatches && actionWildcards.glob(m.pattern, actionFacts[i].Action, true) {
				services[actionFacts[i].Service] = true
			}
		}
	}
	var all []reach
	for i := range actionFacts {
		fact := &actionFacts[i]
		granted := slices.ContainsFunc(k.options.Granted, func(p string) bool { return actionWildcards.glob(p, fact.Action, true) })
		if fact.Suboperation == blobReadWithTagConditions || !granted && (k.options.Granted != nil || !services[fact.Service]) {
			continue
		}
		all = append(all, k.reach(fact, granted))
	}
	return all
}

func (k *checker) reach(fact *KnownAction, granted bool) reach {
	r := reach{KnownAction: fact, granted: granted, passes: k.probe.passes(fact.Action, &fact.Suboperation)}
	if !r.passes {
		r.lacking, r.denied = k.probe.needs(fact)
	}
	return r
}

// lacking reports actions that can never pass, because their requests do not carry what is asked for.
func (k *checker) lacking(all []reach) {
	for _, r := range all {
		if !r.denied {
			continue
		}
		rule, severity := ruleNotCarried, SeverityWarning
		what, fix := "requests of "+r.Action+" do not carry "+r.lacking.String(), "take the action out of this guard, or ask for something that it carries"
		switch {
		case r.Suboperation == BlobList:
			rule = rulePathOfList
			what, fix = "listing does not carry "+r.lacking.String(), "add AND NOT SubOperationMatches{'Blob.List'} to the guard of blobs/read, and a block about @Request["+BlobPrefix+"]"
		case r.Action == BlobFilter:
			rule = ruleCollection
		case slices.ContainsFunc(all, func(o reach) bool { return o.Action == r.Action && !o.denied }):
			what = "some requests of " + r.Action + " do not carry " + r.lacking.String()
		}
		for _, s := range []Source{SourceRequest, SourceResource} {
			if other := (Attribute{s, r.lacking.Name}); s != r.lacking.Source && IsKnown(other) && r.carries(other) {
				severity, fix = SeverityError, "write "+other.String()
			}
		}
		if r.Suboperation == BlobList && is(r.lacking, BlobPath) { // for listing the prefix is what the path is elsewhere
			severity = SeverityError
		}
		k.report(rule, severity, k.spanOf(r.lacking), what, "such requests are always denied", fix)
	}
}

// spanOf returns where an attribute is first asked for.
func (k *checker) spanOf(a Attribute) Span {
	for e := range parts(k.condition.root) {
		switch e := e.(type) {
		case *Exists:
			if e.attribute == a {
				return e.Span()
			}
		case *Comparison:
			if sameAttribute(e.left, a) || sameAttribute(e.right, a) {
				return e.Span()
			}
		default:
		}
	}
	return Span{}
}

// collections reports names that are asked of calls about many things.
func (k *checker) collections(all []reach) {
	for _, r := range all {
		if r.Action == SecretReadMetadata && !r.passes {
			if at := k.spanOf(Attribute{SourceResource, SecretName}); at.Start.IsValid() {
				k.report(ruleCollection, SeverityWarning, at, "listing secrets is "+SecretReadMetadata+" without a name", "lists are always denied, and look empty in the portal",
					"grant listing by another assignment if it is wanted")
			}
		}
	}
}

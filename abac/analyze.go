// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import "encoding/json"

// Relation says how a condition stands to another one.
type Relation string

// The relations of a new condition to an old one.
const (
	// RelationEqual lets the same requests pass.
	RelationEqual Relation = "equal"
	// RelationWider lets all pass that the old one did, and more.
	RelationWider Relation = "wider"
	// RelationNarrower lets nothing pass that the old one did not, and less.
	RelationNarrower Relation = "narrower"
	// RelationIncomparable lets some pass that the old one did not, and keeps some out that it let pass.
	RelationIncomparable Relation = "incomparable"
	// RelationUndecided is what this package cannot find out. It never guesses.
	RelationUndecided Relation = "undecided"
)

// Change is what the step from an old condition to a new one means.
type Change struct {
	Relation Relation
	// OnlyNew is a request that only the new condition lets pass, and OnlyOld one that only the old one
	// does; nil if there is none, or if none was found. They hold as few attributes as can be.
	OnlyNew, OnlyOld *Request
	// Why says what could not be decided, or is "".
	Why string
}

// Compare says what the step from an old condition to a new one means, for all requests there can be.
// It is safe for concurrent use, and takes a fraction of a second for texts that the service takes; larger ones
// may be undecided. Attributes are taken to be independent of each other and of the action, to have values of the types that
// comparisons name for them, and to be single unless the catalogue or a quantifier says otherwise.
func Compare(old, next *Condition, mode Mode) Change {
	if old.SameSyntax(next) {
		return Change{Relation: RelationEqual}
	}
	s, f := newSpace(mode, old, next)
	added := s.solve(goal{f[0], false}, goal{f[1], true})
	lost := s.solve(goal{f[0], true}, goal{f[1], false})
	c := Change{OnlyNew: added.witness, OnlyOld: lost.witness}
	switch {
	case added.exists && lost.exists:
		c.Relation = RelationIncomparable
	case added.why != "" || lost.why != "":
		c.Relation, c.Why = RelationUndecided, max(added.why, lost.why)
	case added.exists:
		c.Relation = RelationWider
	case lost.exists:
		c.Relation = RelationNarrower
	default:
		c.Relation = RelationEqual
	}
	return c
}

// MarshalJSON writes the relation, and as witness the request that only one of the two lets pass, with who it
// is: old or new. Where there are both it is the one of the new condition.
func (c Change) MarshalJSON() ([]byte, error) {
	document := struct {
		Relation  Relation `json:"relation"`
		Witness   *Request `json:"witness,omitzero"`
		AllowedBy string   `json:"witnessAllowedBy,omitzero"`
		Why       string   `json:"why,omitzero"`
	}{Relation: c.Relation, Why: c.Why}
	switch {
	case c.OnlyNew != nil:
		document.Witness, document.AllowedBy = c.OnlyNew, "new"
	case c.OnlyOld != nil:
		document.Witness, document.AllowedBy = c.OnlyOld, "old"
	}
	return json.Marshal(document)
}

// Answer is the outcome of a question about all requests there can be.
type Answer string

// The answers.
const (
	Yes       Answer = "yes"
	No        Answer = "no"
	Undecided Answer = "undecided"
)

// Finding is an answer with its reason.
type Finding struct {
	Answer Answer
	// Witness is a request that shows that the answer is no; else nil.
	Witness *Request
	// Why says what could not be decided, or is "".
	Why string
}

// none makes a finding of the search for a request that would be an exception.
func none(v verdict) Finding {
	switch {
	case v.why != "":
		return Finding{Answer: Undecided, Why: v.why}
	case v.exists:
		return Finding{Answer: No, Witness: v.witness}
	}
	return Finding{Answer: Yes}
}

// Implies says whether each request that the first condition lets pass also passes the second.
func Implies(a, b *Condition, mode Mode) Finding {
	s, f := newSpace(mode, a, b)
	return none(s.solve(goal{f[0], true}, goal{f[1], false}))
}

// Equal says whether two conditions let the same requests pass: whether what a service echoes is still what
// was sent, however it is written.
func Equal(a, b *Condition, mode Mode) Finding {
	if a.SameSyntax(b) {
		return Finding{Answer: Yes}
	}
	if f := Implies(a, b, mode); f.Answer != Yes {
		return f
	}
	return Implies(b, a, mode)
}

// AlwaysTrue says whether a condition lets every request pass, and so is of no use.
func AlwaysTrue(c *Condition, mode Mode) Finding {
	s, f := newSpace(mode, c)
	return none(s.solve(goal{f[0], false}))
}

// AlwaysFalse says whether a condition lets no request pass.
func AlwaysFalse(c *Condition, mode Mode) Finding {
	s, f := newSpace(mode, c)
	return none(s.solve(goal{f[0], true}))
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package model

// Object is a struct.
type Object struct {
	Name    string   `json:"name"`
	Stem    string   `json:"stem"` // of its unexported names
	Noun    string   `json:"noun"`
	Doc     string   `json:"doc"`
	Codec   bool     `json:"codec,omitzero"`   // a body or an answer of its own: it has the JSON methods
	Body    bool     `json:"body,omitzero"`    // a body of its own: it has Validate
	Checked bool     `json:"checked,omitzero"` // it has something to check
	Guarded bool     `json:"guarded,omitzero"` // it is optional somewhere and has required members
	Fields  []Field  `json:"fields"`
	Cases   []Case   `json:"cases,omitzero"`
	Rules   []string `json:"rules,omitzero"` // hand-written functions
}

// Presence says how a member that may be absent is held.
type Presence string

// The presences.
const (
	Required Presence = "required" // always sent
	Omitted  Presence = "omitzero" // absent when zero
	Pointer  Presence = "pointer"  // absent when nil
	Null     Presence = "nullable" // absent, null or a value
)

// Field is a member of a struct.
type Field struct {
	Wire     string   `json:"wire"`
	Name     string   `json:"name"`
	Doc      string   `json:"doc,omitzero"`
	Type     Type     `json:"type"`
	Presence Presence `json:"presence"`
	ReadOnly bool     `json:"readOnly,omitzero"`
	Missing  string   `json:"missing,omitzero"` // what to say where a required secret, struct or map is absent
	Checked  bool     `json:"checked,omitzero"`
}

// ReadOnlyDoc is the comment of a member that only the service writes.
const ReadOnlyDoc = "Read-only."

// Kind is the kind of a type.
type Kind string

// The kinds.
const (
	String  Kind = "string"
	Bool    Kind = "bool"
	Int32   Kind = "int32"
	Int64   Kind = "int64"
	Float64 Kind = "float64"
	EnumRef Kind = "enum"
	Count   Kind = "count"
	Time    Kind = "time"
	Secret  Kind = "secret"
	Struct  Kind = "object"
	List    Kind = "list"
	Map     Kind = "map"
	Any     Kind = "any"
)

// Type is the type of a member, and what its values must satisfy.
type Type struct {
	Kind    Kind   `json:"kind"`
	Name    string `json:"name,omitzero"` // of an enum, a count's type or an object
	Elem    *Type  `json:"elem,omitzero"` // of a list or map
	Rule    *Rule  `json:"rule,omitzero"` // of text
	Range   *Range `json:"range,omitzero"`
	Items   *Items `json:"items,omitzero"`
	Checked bool   `json:"checked,omitzero"` // values have something to check
	Guarded bool   `json:"guarded,omitzero"` // of an object: see Object.Guarded
}

// Rule is the rule for a text, held in a variable.
type Rule struct {
	Var      string   `json:"var"`
	Required bool     `json:"required,omitzero"`
	Min      int      `json:"min,omitzero"`
	Max      int      `json:"max,omitzero"`
	Pattern  string   `json:"pattern,omitzero"`
	Hint     string   `json:"hint,omitzero"`
	Enum     []string `json:"enum,omitzero"`
	ARMID    string   `json:"armid,omitzero"`
	Format   string   `json:"format,omitzero"`
	Secret   bool     `json:"secret,omitzero"`
}

// Range limits a number, both ends included.
type Range struct {
	Low  *float64 `json:"low,omitzero"`
	High *float64 `json:"high,omitzero"`
}

// Items limits a list.
type Items struct {
	Min    int  `json:"min,omitzero"`
	Max    int  `json:"max,omitzero"`
	Unique bool `json:"unique,omitzero"`
}

// Case is what else holds for a struct whose discriminator has one of some values.
type Case struct {
	Field  string   `json:"field"` // Go name of the discriminator
	Values []string `json:"values"`
	Names  []string `json:"names"`  // the values as Go constants; empty for a plain string
	Method string   `json:"method"` // that checks it
	Demand []Demand `json:"demand"`
}

// Demand is what a case asks of one member.
type Demand struct {
	Wire    string   `json:"wire"`
	Field   string   `json:"field"`
	Type    Type     `json:"type"`
	Advice  string   `json:"advice,omitzero"`  // what to say where it is missing; empty for a member that may be
	Pointer bool     `json:"pointer,omitzero"` // whether the member is a pointer
	Members []Demand `json:"members,omitzero"`
}

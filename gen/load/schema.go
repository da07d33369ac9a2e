// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package load

import (
	"strconv"

	"github.com/azfoundry/azfoundry/gen/diag"
)

// Int64 is the format of integers that may not fit into 32 bits.
const Int64 = "int64"

// Schema is one schema of a spec. The zero value of a keyword means that it is absent.
type Schema struct {
	Pos         diag.Pos
	Pointer     string // within its file
	Type        string
	Null        bool // whether the type allows null too
	Ref         *Ref
	Title       string
	Description string
	Properties  []Property
	Required    []Word
	Additional  *Schema
	Items       *Schema
	Cases       []Case
	Enum        []Word
	OpenEnum    []Word
	Const       *Word
	Pattern     *Word
	Format      string
	ARMID       string
	Hint        string
	GoName      string
	MinLength   int
	MaxLength   int
	MinItems    int
	MaxItems    int
	Unique      bool
	Minimum     *float64
	Maximum     *float64
	ReadOnly    bool
	Secret      bool
	Nullable    bool
	Count       bool
	Examples    int // how many
	Default     bool
}

// Word is a text with its place.
type Word struct {
	Text string
	Pos  diag.Pos
}

// Property is a member of an object.
type Property struct {
	Name   string
	Pos    diag.Pos
	Schema *Schema
}

// Case is an if/then pair of an allOf.
type Case struct {
	Pos      diag.Pos
	If, Then *Schema
}

// Ref is a reference to another schema.
type Ref struct {
	Word
	Target *Schema // set once it was found
}

// decode reads a node that satisfies the dialect.
func decode(n *Node, pointer string) *Schema {
	s := &Schema{Pos: n.Pos, Pointer: pointer}
	for _, m := range n.Members {
		s.keyword(m, pointer+"/"+m.Name)
	}
	return s
}

// keyword sets what one keyword says.
func (s *Schema) keyword(m Member, pointer string) {
	v := m.Value
	switch m.Name {
	case "type":
		s.setType(v)
	case "$ref":
		s.Ref = &Ref{Word: word(v)}
	case "title":
		s.Title = v.Text
	case "description":
		s.Description = v.Text
	case "format":
		s.Format = v.Text
	case "x-armid":
		s.ARMID = v.Text
	case "x-hint":
		s.Hint = v.Text
	case "x-go-name":
		s.GoName = v.Text
	case "const":
		s.Const = new(word(v))
	case "pattern":
		s.Pattern = new(word(v))
	case "enum":
		s.Enum = words(v)
	case "x-open-enum":
		s.OpenEnum = words(v)
	case "required":
		s.Required = words(v)
	case "examples":
		s.Examples = len(v.Items)
	case "default":
		s.Default = true
	case "readOnly":
		s.ReadOnly = true
	case "x-secret":
		s.Secret = true
	case "x-nullable":
		s.Nullable = true
	case "x-count":
		s.Count = true
	case "uniqueItems":
		s.Unique = true
	default:
		s.limit(m, pointer)
	}
}

// limit sets the keywords that hold numbers and schemas.
func (s *Schema) limit(m Member, pointer string) {
	v := m.Value
	switch m.Name {
	case "minLength":
		s.MinLength = integer(v)
	case "maxLength":
		s.MaxLength = integer(v)
	case "minItems":
		s.MinItems = integer(v)
	case "maxItems":
		s.MaxItems = integer(v)
	case "minimum":
		s.Minimum = number(v)
	case "maximum":
		s.Maximum = number(v)
	case "items":
		s.Items = decode(v, pointer)
	case "additionalProperties":
		s.Additional = decode(v, pointer)
	case "properties":
		for _, p := range v.Members {
			s.Properties = append(s.Properties, Property{Name: p.Name, Pos: p.Pos, Schema: decode(p.Value, pointer+"/"+p.Name)})
		}
	case "allOf":
		for i, c := range v.Items {
			at := pointer + "/" + strconv.Itoa(i)
			s.Cases = append(s.Cases, Case{Pos: c.Pos, If: decode(c.Get("if"), at+"/if"), Then: decode(c.Get("then"), at+"/then")})
		}
	}
}

func (s *Schema) setType(v *Node) {
	if len(v.Items) == 2 {
		s.Type, s.Null = v.Items[0].Text, true
		return
	}
	s.Type = v.Text
}

// Property returns the member of that name, or nil.
func (s *Schema) Property(name string) *Schema {
	for _, p := range s.Properties {
		if p.Name == name {
			return p.Schema
		}
	}
	return nil
}

// Requires reports whether the member must be there.
func (s *Schema) Requires(name string) bool {
	for _, r := range s.Required {
		if r.Text == name {
			return true
		}
	}
	return false
}

// Each calls f for the schema and for every schema within it, in the order of the file.
func (s *Schema) Each(f func(*Schema)) {
	if s == nil {
		return
	}
	f(s)
	for _, p := range s.Properties {
		p.Schema.Each(f)
	}
	s.Additional.Each(f)
	s.Items.Each(f)
	for _, c := range s.Cases {
		c.If.Each(f)
		c.Then.Each(f)
	}
}

func word(n *Node) Word { return Word{Text: n.Text, Pos: n.Pos} }

func words(n *Node) []Word {
	out := make([]Word, 0, len(n.Items))
	for _, item := range n.Items {
		out = append(out, word(item))
	}
	return out
}

func integer(n *Node) int { return int(*number(n)) }

func number(n *Node) *float64 {
	f, _ := strconv.ParseFloat(n.Text, 64) // the dialect admits numbers only
	return &f
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package rest

import (
	"reflect"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// shape is what [quick] knows of a struct.
type shape struct {
	fields map[string]field
	folded map[string]bool // the names of the fields, folded
	rest   int             // the field for unknown members; -1 for none
}

// field is one member of a shape.
type field struct {
	index int
	kind  kind
}

// kind says how a field is read.
type kind int

const (
	foreign kind = iota // by the JSON library
	itself              // by its UnmarshalJSON
	object              // a struct with a shape
	text                // a kind of string
	texts               // a slice of a kind of strings
	tags                // a map of strings
)

// shapes has the shapes of the types met so far; nil for one that quick cannot read. It is a cache such
// as every JSON library has; it grows with the number of types alone.
var shapes sync.Map // of reflect.Type to *shape

func shapeOf(t reflect.Type) *shape {
	known, ok := shapes.Load(t)
	if !ok {
		known, _ = shapes.LoadOrStore(t, newShape(t))
	}
	return known.(*shape)
}

var (
	unknownType = reflect.TypeFor[jsontext.Value]()
	tagsType    = reflect.TypeFor[map[string]string]()
)

// newShape returns the shape of a struct whose fields are all exported and named as the generator names
// them, or nil.
func newShape(t reflect.Type) *shape {
	if t.Kind() != reflect.Struct || t.NumField() > mostFields {
		return nil
	}
	s := &shape{fields: map[string]field{}, folded: map[string]bool{}, rest: -1}
	for f := range t.Fields() {
		tag := f.Tag.Get("json")
		if f.Type == unknownType && tag == ",embed,inline" {
			s.rest = f.Index[0]
			continue
		}
		name, option, _ := strings.Cut(tag, ",")
		if !f.IsExported() || f.Anonymous || !simple(name) || option != "" && option != "omitzero" {
			return nil
		}
		s.fields[name] = field{f.Index[0], kindOf(f.Type)}
		s.folded[string(fold(nil, []byte(name)))] = true
	}
	return s
}

// mostFields is how many fields fit the set of those that were seen.
const mostFields = 64

// simple reports whether a name in a tag is that of the member.
func simple(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune("\"'`\\", r) })
}

func kindOf(t reflect.Type) kind {
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[model]()):
		return itself
	case decodesItself(t):
		return foreign
	case t.Kind() == reflect.Struct && shapeOf(t) != nil:
		return object
	case t.Kind() == reflect.String:
		return text
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String && !decodesItself(t.Elem()):
		return texts
	case t == tagsType:
		return tags
	}
	return foreign
}

// decodesItself reports whether the JSON library would call a method of t.
func decodesItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) || p.Implements(reflect.TypeFor[json.UnmarshalerFrom]()) ||
		p.Implements(reflect.TypeFor[interface{ UnmarshalText([]byte) error }]())
}

// fold appends a name in which names that the JSON library takes for the same are equal: in capitals,
// without - and _. Other names than those of ASCII never get here.
func fold(to, name []byte) []byte {
	for _, c := range name {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c != '-' && c != '_' {
			to = append(to, c)
		}
	}
	return to
}

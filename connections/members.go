// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"bytes"
	"errors"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// member is a member of an object.
type member struct {
	name  string
	value jsontext.Value
}

// members returns the members of an object in their order; none of what is no object.
func members(object jsontext.Value) []member {
	if len(object) == 0 {
		return nil
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(object), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return nil
	}
	var all []member
	for d.PeekKind() == '"' {
		t, err1 := d.ReadToken()
		name := t.String()
		value, err2 := d.ReadValue()
		if errors.Join(err1, err2) != nil {
			return all
		}
		all = append(all, member{name, value.Clone()})
	}
	return all
}

// find returns the value of a member; names match in any case.
func find(all []member, name string) (jsontext.Value, bool) {
	for _, m := range all {
		if strings.EqualFold(m.name, name) {
			return m.value, true
		}
	}
	return nil, false
}

// add puts a member at the end of an object; nil is an empty one.
func add(object jsontext.Value, name string, value jsontext.Value) jsontext.Value {
	quoted, err := jsontext.AppendQuote(nil, name)
	if err != nil {
		return object // no name that was read
	}
	out := jsontext.Value("{")
	if inner := bytes.TrimSpace(object); len(inner) > len("{}") {
		out = append(append(out, inner[1:len(inner)-1]...), ',')
	}
	return append(append(append(append(out, quoted...), ':'), value...), '}')
}

// joined returns an object with the members of another one behind its own; nil where both are.
func joined(object, more jsontext.Value) jsontext.Value {
	for _, m := range members(more) {
		object = add(object, m.name, m.value)
	}
	return object
}

// saysNothing reports whether a value is null, an empty text, or empty.
func saysNothing(value jsontext.Value) bool {
	switch value.Kind() {
	case 'n':
		return true
	case '"':
		return len(value) == len(`""`)
	case '{', '[':
		return len(bytes.TrimSpace(value[1:len(value)-1])) == 0
	}
	return false
}

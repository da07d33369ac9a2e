// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"bytes"
	"errors"
	"strings"
	"unicode"

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

// byName are the values of members by their folded names, the first of each.
type byName map[string]jsontext.Value

func named(all []member) byName {
	values := make(byName, len(all))
	for _, m := range all {
		if name := folded(m.name); values[name] == nil {
			values[name] = m.value
		}
	}
	return values
}

// find returns the value of a member, nil if there is none; names match in any case.
func (n byName) find(name string) jsontext.Value { return n[folded(name)] }

// folded returns the same text for all names that match in any case.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
		return least
	}, name)
}

// find returns the value of a member of an object, nil if there is none; names match in any case.
func find(object jsontext.Value, name string) jsontext.Value {
	for _, m := range members(object) {
		if strings.EqualFold(m.name, name) {
			return m.value
		}
	}
	return nil
}

// object returns an object of members; nil where there are none.
func object(all []member) jsontext.Value {
	if len(all) == 0 {
		return nil
	}
	out := jsontext.Value("{")
	for i, m := range all {
		if i > 0 {
			out = append(out, ',')
		}
		out, _ = jsontext.AppendQuote(out, m.name) // a bad encoding becomes U+FFFD, as everywhere in what is written
		out = append(append(out, ':'), m.value...)
	}
	return append(out, '}')
}

// objectOrEmpty is object, with an object without members where there are none.
func objectOrEmpty(all []member) jsontext.Value {
	if len(all) == 0 {
		return jsontext.Value("{}")
	}
	return object(all)
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

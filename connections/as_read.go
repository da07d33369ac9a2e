// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package connections

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry/internal/rest"
)

// Fields cannot hold that a member was there and said nothing: null, "", {} or []. Such members of what was
// read ride along in Unknown, nested as they were, so that a body encodes as it was. They count only where
// the field still says nothing. Of them a request has the nulls of metadata alone: the others would at best say
// nothing, and in a PATCH a null deletes.

// propertiesFields is ConnectionProperties without its methods.
type propertiesFields ConnectionProperties

// The names of the members that have fields.
var (
	ownNames        = namesOf(reflect.TypeFor[ConnectionProperties]())
	credentialNames = namesOf(reflect.TypeFor[Credentials]())
)

func namesOf(t reflect.Type) []string {
	var names []string
	for field := range t.Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// hasField reports whether a member has a field; names match in any case.
func hasField(name string) bool { return slices.Contains(ownNames, asOwn(name, ownNames)) }

// asOwn returns a name as the field's, if there is one.
func asOwn(name string, own []string) string {
	if i := slices.IndexFunc(own, func(o string) bool { return strings.EqualFold(o, name) }); i >= 0 {
		return own[i]
	}
	return name
}

// UnmarshalJSON decodes the properties; names of members match in any case.
func (m *ConnectionProperties) UnmarshalJSON(b []byte) error {
	if err := rest.Unmarshal(b, (*propertiesFields)(m)); err != nil {
		return err
	}
	if !mayBeSilent(b) {
		return nil
	}
	again, err := m.MarshalJSON()
	if err != nil {
		return err
	}
	m.Unknown = joined(m.Unknown, silent(b, again, ""))
	if keys := nullsOf(m.Unknown); keys != nil {
		m.Unknown = withNulls(m.Unknown, keys)
	}
	return nil
}

// UnmarshalJSONFrom is UnmarshalJSON from a decoder.
func (m *ConnectionProperties) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	at := string(d.StackPointer())
	text, err := d.ReadValue()
	if err != nil {
		return err
	}
	err = m.UnmarshalJSON(text)
	if e, ok := errors.AsType[*rest.DecodeError](err); ok {
		return &rest.DecodeError{Pointer: at + e.Pointer, Kind: e.Kind}
	}
	return err
}

// MarshalJSON encodes the properties with secrets redacted.
func (m ConnectionProperties) MarshalJSON() ([]byte, error) { return rest.Marshal(m) }

// MarshalJSONTo is MarshalJSON to an encoder.
func (m ConnectionProperties) MarshalJSONTo(e *jsontext.Encoder) error {
	unknown, said := parted(m.Unknown)
	sent := rest.Reveals(e)
	if said == nil && (m.AuthType != "" || sent) {
		return rest.MarshalTo(e, (*propertiesFields)(&m))
	}
	m.Unknown = unknown
	if nulls, _ := find(members(said), "metadata"); sent {
		said = nil
		if nulls.Kind() == '{' {
			said = add(nil, "metadata", nulls)
		}
	}
	var text bytes.Buffer
	if err := rest.MarshalTo(jsontext.NewEncoder(&text, e.Options()), (*propertiesFields)(&m)); err != nil {
		return err
	}
	return e.WriteValue(m.withSilent(text.Bytes(), said, sent))
}

// mayBeSilent reports whether a text may hold a value that says nothing.
func mayBeSilent(text []byte) bool {
	if bytes.Contains(text, []byte("null")) || bytes.Contains(text, []byte(`""`)) {
		return true
	}
	open := false
	for _, c := range text {
		switch c {
		case '{', '[':
			open = true
		case ' ', '\t', '\r', '\n':
		case '}', ']':
			if open {
				return true
			}
		default:
			open = false
		}
	}
	return false
}

// silent returns the members of an object that say nothing and are not encoded again, nested as they are;
// nil for none.
func silent(read, again jsontext.Value, in string) jsontext.Value {
	var out jsontext.Value
	written := members(again)
	own := ownNames
	if in == "credentials" {
		own = credentialNames
	}
	for _, m := range members(read) {
		name, value := asOwn(m.name, own), m.value
		encoded, there := find(written, name)
		switch {
		case in == "metadata":
			if value.Kind() == 'n' {
				out = add(out, m.name, value)
			}
		case !there && saysNothing(value):
			out = add(out, name, value)
		case there && in == "" && (name == "metadata" || name == "credentials"):
			if inner := silent(value, encoded, name); inner != nil {
				out = add(out, name, inner)
			}
		}
	}
	return out
}

// withSilent adds to the encoded properties what was said of members that say nothing.
func (m *ConnectionProperties) withSilent(text, said jsontext.Value, sent bool) jsontext.Value {
	out := jsontext.Value("{}")
	silent := members(said)
	for _, one := range members(text) {
		name, value := one.name, one.value
		what, _ := find(silent, name)
		switch {
		case name == "authType" && m.AuthType == "" && !sent:
			continue // encoded always; what was said comes below
		case name == "metadata":
			value = silenced(value, what)
		case name == "credentials":
			value = completed(value, what)
		}
		out = add(out, name, value)
	}
	return completed(out, said)
}

// silenced returns metadata with null where that was said and the text is empty.
func silenced(metadata, said jsontext.Value) jsontext.Value {
	if said == nil {
		return metadata
	}
	out := jsontext.Value("{}")
	nulls := members(said)
	for _, m := range members(metadata) {
		if string(m.value) == `""` && slices.ContainsFunc(nulls, func(null member) bool { return null.name == m.name }) {
			m.value = jsontext.Value("null")
		}
		out = add(out, m.name, m.value)
	}
	return out
}

// completed returns an object with the members of another one that say nothing and are not there.
func completed(object, said jsontext.Value) jsontext.Value {
	there := members(object)
	for _, m := range members(said) {
		if _, ok := find(there, m.name); !ok && saysNothing(m.value) {
			object = add(object, m.name, m.value)
		}
	}
	return object
}

// parted returns the members that have no field, and those that have; nil for none.
func parted(object jsontext.Value) (unknown, said jsontext.Value) {
	for _, m := range members(object) {
		if hasField(m.name) {
			said = add(said, m.name, m.value)
		} else {
			unknown = add(unknown, m.name, m.value)
		}
	}
	if said == nil {
		return object, nil
	}
	return unknown, said
}

// nullsOf returns the keys under which metadata had a null, sorted.
func nullsOf(unknown jsontext.Value) []string {
	nulls, _ := find(members(unknown), "metadata")
	var keys []string
	for _, m := range members(nulls) {
		if m.value.Kind() == 'n' {
			keys = append(keys, m.name)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// withNulls returns Unknown with nulls under sorted keys of the metadata, and under no others.
func withNulls(unknown jsontext.Value, keys []string) jsontext.Value {
	var out, nulls jsontext.Value
	for _, m := range members(unknown) {
		if !strings.EqualFold(m.name, "metadata") {
			out = add(out, m.name, m.value)
		}
	}
	for _, key := range keys {
		nulls = add(nulls, key, jsontext.Value("null"))
	}
	if nulls == nil {
		return out
	}
	return add(out, "metadata", nulls)
}

// asSent leaves of what said nothing what a request has.
func (m *ConnectionProperties) asSent() {
	keys := nullsOf(m.Unknown)
	m.Unknown, _ = parted(m.Unknown)
	if keys != nil {
		m.Unknown = withNulls(m.Unknown, keys)
	}
}

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
	m.Unknown = object(append(members(m.Unknown), members(silent(b, again, ""))...))
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
	if nulls := find(said, "metadata"); sent {
		said = nil
		if nulls.Kind() == '{' {
			said = object([]member{{"metadata", nulls}})
		}
	}
	var text bytes.Buffer
	if err := rest.MarshalTo(jsontext.NewEncoder(&text, e.Options()), (*propertiesFields)(&m)); err != nil {
		return err
	}
	return e.WriteValue(m.withSilent(text.Bytes(), said, sent))
}

// mayBeSilent reports whether a text may hold a value that says nothing; texts within the text do not count.
func mayBeSilent(text []byte) bool {
	open := false
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			end := closing(text, i)
			if end == i+1 {
				return true
			}
			i, open = end, false
		case 'n': // null: nothing else outside of quotes has it
			return true
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

// closing returns where the string ends that begins at start.
func closing(text []byte, start int) int {
	for i := start + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(text)
}

// silent returns the members of an object that say nothing and are not encoded again, nested as they are;
// nil for none.
func silent(read, again jsontext.Value, in string) jsontext.Value {
	var out []member
	written := named(members(again))
	own := ownNames
	if in == "credentials" {
		own = credentialNames
	}
	for _, m := range members(read) {
		name, value := asOwn(m.name, own), m.value
		encoded := written.find(name)
		switch {
		case in == "metadata":
			if value.Kind() == 'n' {
				out = append(out, m)
			}
		case encoded == nil && saysNothing(value):
			out = append(out, member{name, value})
		case encoded != nil && in == "" && (name == "metadata" || name == "credentials"):
			if inner := silent(value, encoded, name); inner != nil {
				out = append(out, member{name, inner})
			}
		}
	}
	return object(out)
}

// withSilent adds to the encoded properties what was said of members that say nothing.
func (m *ConnectionProperties) withSilent(text, said jsontext.Value, sent bool) jsontext.Value {
	var out []member
	silent := named(members(said))
	for _, one := range members(text) {
		switch {
		case one.name == "authType" && m.AuthType == "" && !sent:
			continue // encoded always; what was said comes below
		case one.name == "metadata":
			one.value = silenced(one.value, silent.find(one.name))
		case one.name == "credentials":
			one.value = completed(one.value, silent.find(one.name))
		}
		out = append(out, one)
	}
	return completed(objectOrEmpty(out), said)
}

// silenced returns metadata with null where that was said and the text is empty.
func silenced(metadata, said jsontext.Value) jsontext.Value {
	if said == nil {
		return metadata
	}
	nulls := make(map[string]bool)
	for _, m := range members(said) {
		nulls[m.name] = true
	}
	out := members(metadata)
	for i, m := range out {
		if nulls[m.name] && string(m.value) == `""` {
			out[i].value = jsontext.Value("null")
		}
	}
	return objectOrEmpty(out)
}

// completed returns an object with the members of another one that say nothing and are not there.
func completed(value, said jsontext.Value) jsontext.Value {
	out := members(value)
	there := named(out)
	for _, m := range members(said) {
		if there.find(m.name) == nil && saysNothing(m.value) {
			out = append(out, m)
		}
	}
	return objectOrEmpty(out)
}

// parted returns the members that have no field, and those that have; nil for none.
func parted(value jsontext.Value) (unknown, said jsontext.Value) {
	var without, with []member
	for _, m := range members(value) {
		if hasField(m.name) {
			with = append(with, m)
		} else {
			without = append(without, m)
		}
	}
	if with == nil {
		return value, nil
	}
	return object(without), object(with)
}

// nullsOf returns the keys under which metadata had a null, sorted.
func nullsOf(unknown jsontext.Value) []string {
	var keys []string
	for _, m := range members(find(unknown, "metadata")) {
		if m.value.Kind() == 'n' {
			keys = append(keys, m.name)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// withNulls returns Unknown with nulls under sorted keys of the metadata, and under no others.
func withNulls(unknown jsontext.Value, keys []string) jsontext.Value {
	var out, nulls []member
	for _, m := range members(unknown) {
		if !strings.EqualFold(m.name, "metadata") {
			out = append(out, m)
		}
	}
	for _, key := range keys {
		nulls = append(nulls, member{key, jsontext.Value("null")})
	}
	if nulls != nil {
		out = append(out, member{"metadata", object(nulls)})
	}
	return object(out)
}

// asSent leaves of what said nothing what a request has.
func (m *ConnectionProperties) asSent() {
	keys := nullsOf(m.Unknown)
	m.Unknown, _ = parted(m.Unknown)
	if keys != nil {
		m.Unknown = withNulls(m.Unknown, keys)
	}
}

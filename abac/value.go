// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package abac

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// Value is what a request holds for an attribute: a text, a whole number, a Boolean or a list of these. In
// JSON it is just that. The zero value is the empty text.
type Value struct {
	kind   valueKind
	text   string
	number int64
	list   []Value
}

type valueKind uint8

const (
	textValue valueKind = iota
	numberValue
	booleanValue
	listValue
)

// Text returns a text; GUIDs, times and resource ids are texts.
func Text(s string) Value { return Value{text: s} }

// Number returns a whole number.
func Number(n int64) Value { return Value{kind: numberValue, number: n} }

// Boolean returns true or false.
func Boolean(b bool) Value {
	v := Value{kind: booleanValue}
	if b {
		v.number = 1
	}
	return v
}

// List returns several values; lists within lists are flattened. An empty list counts as missing.
func List(values ...Value) Value {
	l := Value{kind: listValue}
	for _, v := range values {
		if v.kind == listValue {
			l.list = append(l.list, v.list...)
			continue
		}
		l.list = append(l.list, v)
	}
	return l
}

// Texts returns a list of texts.
func Texts(texts ...string) Value {
	l := Value{kind: listValue}
	for _, s := range texts {
		l.list = append(l.list, Text(s))
	}
	return l
}

// Equal reports whether two values are the same, of the same type.
func (v Value) Equal(w Value) bool {
	return v.kind == w.kind && v.text == w.text && v.number == w.number && slices.EqualFunc(v.list, w.list, Value.Equal)
}

// String returns the value as JSON.
func (v Value) String() string {
	text, err := v.MarshalJSON()
	if err != nil {
		return "?"
	}
	return string(text)
}

// MarshalJSON writes a string, a number, true or false, or an array of these.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.kind {
	case numberValue:
		return strconv.AppendInt(nil, v.number, 10), nil
	case booleanValue:
		return strconv.AppendBool(nil, v.number != 0), nil
	case listValue:
		if v.list == nil {
			return []byte("[]"), nil
		}
		return marshal(v.list)
	}
	return marshal(v.text)
}

// marshal writes JSON without the escapes for HTML: attribute names hold < and &.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// UnmarshalJSON reads what [Value.MarshalJSON] writes.
func (v *Value) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return fmt.Errorf("abac: read value: there is none")
	}
	switch first := data[0]; {
	case first == '"':
		*v = Value{}
		return json.Unmarshal(data, &v.text)
	case first == 't', first == 'f':
		var b bool
		err := json.Unmarshal(data, &b)
		*v = Boolean(b)
		return err
	case first == '[':
		var list []Value
		if err := json.Unmarshal(data, &list); err != nil {
			return err
		}
		*v = List(list...)
		return nil
	case first == '-', '0' <= first && first <= '9':
		n, err := strconv.ParseInt(string(data), 10, 64)
		if err != nil {
			return fmt.Errorf("abac: read value %s: attributes hold whole numbers of 64 bits only: %w", data, err)
		}
		*v = Number(n)
		return nil
	}
	return fmt.Errorf("abac: read value %s: want a string, a number, true, false or an array of these; leave out what is missing", shorten(string(data)))
}

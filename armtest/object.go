// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"strings"
)

// object is a JSON object. Numbers in it are json.Number, so that they keep their digits.
type object = map[string]any

// parseObject reads exactly one JSON object.
func parseObject(text []byte) (object, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var out object
	if err := d.Decode(&out); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text follows the object")
	}
	if out == nil {
		return nil, errors.New("null is not an object")
	}
	return out, nil
}

// clone copies a JSON value deeply.
func clone(v any) any {
	switch v := v.(type) {
	case object:
		out := make(object, len(v))
		for name, member := range v {
			out[name] = clone(member)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = clone(item)
		}
		return out
	}
	return v
}

func cloneObject(o object) object {
	out, _ := clone(o).(object)
	return out
}

// at returns the value at a dotted path of member names; nil when there is none.
func at(o object, path string) any {
	name, rest, more := strings.Cut(path, ".")
	if !more {
		return o[name]
	}
	inner, _ := o[name].(object)
	return at(inner, rest)
}

// textAt returns the string at a path, or "".
func textAt(o object, path string) string {
	s, _ := at(o, path).(string)
	return s
}

// objectsAt returns the objects of the array at a path.
func objectsAt(o object, path string) []object {
	list, _ := at(o, path).([]any)
	var out []object
	for _, item := range list {
		if member, ok := item.(object); ok {
			out = append(out, member)
		}
	}
	return out
}

// set puts a value at a path, making objects on the way.
func set(o object, path string, value any) {
	name, rest, more := strings.Cut(path, ".")
	if !more {
		o[name] = value
		return
	}
	inner, ok := o[name].(object)
	if !ok {
		inner = object{}
		o[name] = inner
	}
	set(inner, rest, value)
}

// drop removes the value at a path.
func drop(o object, path string) {
	name, rest, more := strings.Cut(path, ".")
	if !more {
		delete(o, name)
		return
	}
	if inner, ok := o[name].(object); ok {
		drop(inner, rest)
	}
}

// with returns a copy of o, one level deep, with more members.
func with(o, more object) object {
	out := maps.Clone(o)
	if out == nil {
		out = object{}
	}
	maps.Copy(out, more)
	return out
}

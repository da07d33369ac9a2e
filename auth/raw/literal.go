// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package raw

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// object is a JSON object with its members in order. Trees are made of objects, []any, string,
// json.Number, bool and nil.
type object []member

type member struct {
	name  string
	value any
}

// section is an object that stands in a block of its own, not behind an equals sign.
type section object

// parse returns the tree of one JSON text.
func parse(text string) (any, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	v, err := tree(dec)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one JSON value")
	}
	return v, nil
}

func tree(dec *json.Decoder) (any, error) {
	t, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		return members(dec)
	case json.Delim('['):
		return items(dec)
	}
	return t, nil
}

func members(dec *json.Decoder) (any, error) {
	out := object{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		value, err := tree(dec)
		if err != nil {
			return nil, err
		}
		out = append(out, member{name.(string), value})
	}
	_, err := dec.Token()
	return out, err
}

func items(dec *json.Decoder) (any, error) {
	out := []any{}
	for dec.More() {
		value, err := tree(dec)
		if err != nil {
			return nil, err
		}
		out = append(out, value)
	}
	_, err := dec.Token()
	return out, err
}

// take removes a member and returns its value.
func (o *object) take(name string) (any, bool) {
	for i, m := range *o {
		if m.name == name {
			*o = append((*o)[:i:i], (*o)[i+1:]...)
			return m.value, true
		}
	}
	return nil, false
}

// embedded returns the tree of a string that holds a JSON object or array. Numbers with fractions or
// exponents are left in their string: written and read again as numbers they may look different.
func embedded(s string) (any, bool) {
	if s = strings.TrimSpace(s); s == "" || s[0] != '{' && s[0] != '[' {
		return nil, false
	}
	v, err := parse(s)
	return v, err == nil && whole(v)
}

func whole(v any) bool {
	switch v := v.(type) {
	case object:
		for _, m := range v {
			if !whole(m.value) {
				return false
			}
		}
	case []any:
		for _, item := range v {
			if !whole(item) {
				return false
			}
		}
	case json.Number:
		_, err := v.Int64()
		return err == nil
	}
	return true
}

// language is how a configuration language writes values.
type language struct {
	quote   func(string) string
	number  func(json.Number) string
	key     func(string) string
	between string // key and value
	comma   string // behind the items of arrays
	encode  string // the function that makes JSON text of a value
}

// printer writes values of a language behind one another.
type printer struct {
	*language
	bytes.Buffer
}

// write appends a value, whose first line begins where the buffer ends.
func (p *printer) write(v any, indent string) {
	switch v := v.(type) {
	case object:
		p.block("{}", indent, len(v), func(i int, inner string) {
			p.member(v[i], inner)
		})
	case []any:
		p.block("[]", indent, len(v), func(i int, inner string) {
			p.write(v[i], inner)
			p.WriteString(p.comma)
		})
	case string:
		if inside, ok := embedded(v); ok {
			p.WriteString(p.encode + "(")
			p.write(inside, indent)
			p.WriteString(")")
			return
		}
		p.WriteString(p.quote(v))
	case json.Number:
		p.WriteString(p.number(v))
	case bool:
		p.WriteString(strconv.FormatBool(v))
	case nil:
		p.WriteString("null")
	}
}

func (p *printer) member(m member, indent string) {
	p.WriteString(p.key(m.name))
	if s, ok := m.value.(section); ok {
		p.WriteString(" ")
		p.write(object(s), indent)
		return
	}
	p.WriteString(p.between)
	p.write(m.value, indent)
}

// block writes brackets with n lines between them.
func (p *printer) block(brackets, indent string, n int, line func(i int, inner string)) {
	if n == 0 {
		p.WriteString(brackets)
		return
	}
	inner := indent + "  "
	p.WriteString(brackets[:1] + "\n")
	for i := range n {
		p.WriteString(inner)
		line(i, inner)
		p.WriteString("\n")
	}
	p.WriteString(indent + brackets[1:])
}

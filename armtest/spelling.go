// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package armtest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// spell gives the members of a body the spelling of its type's schema, because Resource Manager takes
// property names in any case. Members that the schema does not know, such as the keys of tags, are data
// and stay as they are. Types without a schema are left alone.
func (s schemas) spell(c *call) object {
	known := s[key(c.target.kind.typ)]
	schema := known.put
	if c.req.Method == http.MethodPatch && known.update != nil {
		schema = known.update
	}
	out, _ := respell(c.body, applying(nil, schema)).(object)
	return out
}

// respell returns a value with the names that the schemas have. Where a member is there twice, the one
// that is spelt exactly wins.
func respell(value any, all []*jsonschema.Schema) any {
	switch v := value.(type) {
	case object:
		out := make(object, len(v))
		for name, member := range v {
			exact := exactName(name, all)
			if _, twice := v[exact]; exact != name && twice {
				continue
			}
			out[exact] = respell(member, memberSchemas(exact, all))
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = respell(item, itemSchemas(i, all))
		}
		return out
	}
	return value
}

// exactName returns the schemas' spelling of a name, or the name itself where none knows it.
func exactName(name string, all []*jsonschema.Schema) string {
	has := func(name string) bool {
		return slices.ContainsFunc(all, func(s *jsonschema.Schema) bool { return s.Properties[name] != nil })
	}
	if has(name) {
		return name
	}
	for _, s := range all {
		for known := range s.Properties {
			if strings.EqualFold(known, name) {
				return known
			}
		}
	}
	return name
}

// applying adds the schemas that may apply to a value beside s: those it refers to and combines.
func applying(all []*jsonschema.Schema, s *jsonschema.Schema) []*jsonschema.Schema {
	if s == nil || slices.Contains(all, s) {
		return all
	}
	all = append(all, s)
	for _, part := range slices.Concat([]*jsonschema.Schema{s.Ref, s.If, s.Then, s.Else}, s.AllOf, s.AnyOf, s.OneOf) {
		all = applying(all, part)
	}
	for _, part := range s.DependentSchemas {
		all = applying(all, part)
	}
	return all
}

// memberSchemas returns the schemas that may apply to a member of an object.
func memberSchemas(name string, all []*jsonschema.Schema) []*jsonschema.Schema {
	var out []*jsonschema.Schema
	for _, s := range all {
		if own := s.Properties[name]; own != nil {
			out = applying(out, own)
			continue
		}
		if rest, ok := s.AdditionalProperties.(*jsonschema.Schema); ok {
			out = applying(out, rest)
		}
	}
	return out
}

// itemSchemas returns the schemas that may apply to an item of an array.
func itemSchemas(i int, all []*jsonschema.Schema) []*jsonschema.Schema {
	var out []*jsonschema.Schema
	for _, s := range all {
		if i < len(s.PrefixItems) {
			out = applying(out, s.PrefixItems[i])
			continue
		}
		out = applying(out, s.Items2020)
	}
	return out
}

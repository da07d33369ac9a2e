// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package load

import "strings"

// typed lists the keywords that mean something for one type only, in the order of the messages.
var typed = []struct {
	keyword, types string
	set            func(*Schema) bool
}{
	{"enum", "string", func(s *Schema) bool { return s.Enum != nil }},
	{"x-open-enum", "string", func(s *Schema) bool { return s.OpenEnum != nil }},
	{"pattern", "string", func(s *Schema) bool { return s.Pattern != nil }},
	{"minLength", "string", func(s *Schema) bool { return s.MinLength > 0 }},
	{"maxLength", "string", func(s *Schema) bool { return s.MaxLength > 0 }},
	{"format", "string", func(s *Schema) bool { return s.Format != "" && s.Format != Int64 }},
	{"format", "integer", func(s *Schema) bool { return s.Format == Int64 }},
	{"x-armid", "string", func(s *Schema) bool { return s.ARMID != "" }},
	{"x-secret", "string", func(s *Schema) bool { return s.Secret }},
	{"x-count", "string", func(s *Schema) bool { return s.Count }},
	{"minimum", "integer number", func(s *Schema) bool { return s.Minimum != nil }},
	{"maximum", "integer number", func(s *Schema) bool { return s.Maximum != nil }},
	{"items", "array", func(s *Schema) bool { return s.Items != nil }},
	{"minItems", "array", func(s *Schema) bool { return s.MinItems > 0 }},
	{"maxItems", "array", func(s *Schema) bool { return s.MaxItems > 0 }},
	{"uniqueItems", "array", func(s *Schema) bool { return s.Unique }},
	{"properties", "object", func(s *Schema) bool { return s.Properties != nil }},
	{"required", "object", func(s *Schema) bool { return s.Required != nil }},
	{"additionalProperties", "object", func(s *Schema) bool { return s.Additional != nil }},
	{"allOf", "object", func(s *Schema) bool { return s.Cases != nil }},
}

// contradictions reports what a file's schemas say against themselves.
func (l *loader) contradictions(f *File) {
	f.schemas(func(s *Schema) {
		l.strayKeywords(f, s)
		l.emptyRanges(f, s)
		l.excluding(f, s)
		if s.Pattern != nil && !strings.HasPrefix(s.Pattern.Text, "^") && !strings.HasSuffix(s.Pattern.Text, "$") {
			l.faults.Add(s.Pattern.Pos, "pattern %q matches anywhere in a text; anchor it with ^ and $", s.Pattern.Text)
		}
	})
}

// keyword returns the place of a keyword of a schema.
func (f *File) keyword(s *Schema, name string) *Node {
	n := f.node.find(s.Pointer)
	if n == nil || n.Get(name) == nil {
		return &Node{Pos: s.Pos}
	}
	return n.Get(name)
}

// strayKeywords reports keywords that say nothing about values of the schema's type. A schema without a
// type narrows another one, within a case, or stands beside $ref, where few keywords may.
func (l *loader) strayKeywords(f *File, s *Schema) {
	for _, k := range typed {
		if s.Type != "" && k.set(s) && !strings.Contains(k.types, s.Type) {
			l.faults.Add(f.keyword(s, k.keyword).Pos, "%s is for type %s, not for %s", k.keyword, strings.ReplaceAll(k.types, " ", " or "), s.Type)
		}
	}
}

// emptyRanges reports limits that no value can satisfy.
func (l *loader) emptyRanges(f *File, s *Schema) {
	if s.MaxLength > 0 && s.MinLength > s.MaxLength {
		l.faults.Add(f.keyword(s, "minLength").Pos, "minLength %d is more than maxLength %d; no text fits", s.MinLength, s.MaxLength)
	}
	if s.MaxItems > 0 && s.MinItems > s.MaxItems {
		l.faults.Add(f.keyword(s, "minItems").Pos, "minItems %d is more than maxItems %d; no array fits", s.MinItems, s.MaxItems)
	}
	if s.Minimum != nil && s.Maximum != nil && *s.Minimum > *s.Maximum {
		l.faults.Add(f.keyword(s, "minimum").Pos, "minimum %v is more than maximum %v; no number fits", *s.Minimum, *s.Maximum)
	}
}

// excluding reports keywords that cannot stand together, and a hint that nothing would ever print.
func (l *loader) excluding(f *File, s *Schema) {
	if s.Enum != nil && s.OpenEnum != nil {
		l.faults.Add(f.keyword(s, "x-open-enum").Pos, "enum and x-open-enum exclude each other: the service takes other values, or it does not")
	}
	if s.Const != nil && s.Enum != nil {
		l.faults.Add(f.keyword(s, "const").Pos, "const and enum exclude each other; write one value as const, several as enum")
	}
	if s.ARMID != "" && (s.Pattern != nil || s.Format != "") {
		l.faults.Add(f.keyword(s, "x-armid").Pos, "x-armid says all about the text; leave pattern and format out")
	}
	if s.Secret && (s.Enum != nil || s.OpenEnum != nil || s.Const != nil) {
		l.faults.Add(f.keyword(s, "x-secret").Pos, "a secret has no known values; leave enum and const out")
	}
	rule := s.MinLength+s.MaxLength > 0 || s.Pattern != nil || s.Format != "" || s.ARMID != "" || s.Enum != nil || s.Const != nil
	if s.Hint != "" && !rule {
		l.faults.Add(f.keyword(s, "x-hint").Pos, "x-hint says how to satisfy a rule, and there is none here")
	}
}

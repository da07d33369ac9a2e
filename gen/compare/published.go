// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

// Package compare holds the specs against the types that the services publish, member by member, and
// prints what it finds as docs/specs.md. The published types are no part of the module; where they are
// not at hand, the document is checked against the specs alone.
package compare

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Flags of a published member.
const (
	required = 1 << iota
	readOnly
	_        // write-only
	constant // known when the request is made: part of the id
)

// ref refers to a type of the same file: "#/12".
type ref struct {
	Ref string `json:"$ref"`
}

// entry is one type of a file of published types, in the format of bicep-types: an array of types that
// refer to each other by index.
type entry struct {
	Kind          string               `json:"$type"`
	Name          string               `json:"name"`
	Value         string               `json:"value"`
	Body          ref                  `json:"body"`
	Output        ref                  `json:"output"`
	ResourceType  string               `json:"resourceType"`
	APIVersion    string               `json:"apiVersion"`
	ItemType      ref                  `json:"itemType"`
	Additional    *ref                 `json:"additionalProperties"`
	Properties    map[string]published `json:"properties"`
	Base          map[string]published `json:"baseProperties"`
	Discriminator string               `json:"discriminator"`
	Elements      json.RawMessage      `json:"elements"` // of a union an array, of a discriminated object an object
}

// published is a member of a published type.
type published struct {
	Type  ref   `json:"type"`
	Flags int   `json:"flags"`
	more  []ref // its types in other kinds of the object
}

// Types are the published types of several providers. The zero value has none.
type Types struct{ files [][]entry }

// place is a type in its file. The zero value is no type.
type place struct {
	file []entry
	*entry
	others []*entry // where the type depends on the kind of the object around it
}

// Open reads all files of published types in a folder.
func Open(fsys fs.FS) (*Types, error) {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	t := &Types{}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("compare: %w", err)
		}
		var file []entry
		if err := json.Unmarshal(text, &file); err != nil {
			return nil, fmt.Errorf("compare: %s is no array of types: %w", path.Base(name), err)
		}
		t.files = append(t.files, flatten(file))
	}
	return t, nil
}

// resource returns the body of a resource type.
func (t *Types) resource(resourceType, version string) (place, bool) {
	for _, file := range t.files {
		for i := range file {
			if file[i].Kind == "ResourceType" && strings.EqualFold(file[i].Name, resourceType+"@"+version) {
				return place{file: file}.at(file[i].Body), true
			}
		}
	}
	return place{}, false
}

// answer returns what an action of a resource type answers, or what the pages of one hold.
func (t *Types) answer(resourceType, version, action string, paged bool) (place, bool) {
	for _, file := range t.files {
		for i := range file {
			e := &file[i]
			if e.Kind != "ResourceFunctionType" || e.APIVersion != version || e.Name != action || !strings.EqualFold(e.ResourceType, resourceType) {
				continue
			}
			out := place{file: file}.at(e.Output)
			if value, ok := out.members()["value"]; paged && ok {
				out = out.of(value)
			}
			if out.Kind == "ArrayType" {
				out = out.at(out.ItemType)
			}
			return out, true
		}
	}
	return place{}, false
}

// at follows a reference within the file.
func (p place) at(r ref) place {
	i, err := strconv.Atoi(strings.TrimPrefix(r.Ref, "#/"))
	if err != nil || i < 0 || i >= len(p.file) {
		return place{file: p.file, entry: &entry{Kind: "AnyType"}}
	}
	return place{file: p.file, entry: &p.file[i]}
}

// of returns the type of a member, with those that it has in other kinds of its object.
func (p place) of(m published) place {
	out := p.at(m.Type)
	for _, r := range m.more {
		out.others = append(out.others, p.at(r).entry)
	}
	return out
}

// members returns the members of an object; of a discriminated one those of all its kinds. A member is
// required if it is in every kind.
func (p place) members() map[string]published {
	out, in := make(map[string]published), make(map[string]int)
	kinds := p.kinds()
	for _, kind := range kinds {
		for name, m := range kind {
			in[name]++
			first, known := out[name]
			if !known {
				out[name] = m
				continue
			}
			if first.Type != m.Type && !slices.Contains(first.more, m.Type) {
				first.more = append(first.more, m.Type)
			}
			first.Flags = first.Flags&m.Flags&(required|readOnly) | first.Flags&^(required|readOnly)
			out[name] = first
		}
	}
	for name, m := range out {
		if in[name] < len(kinds) {
			m.Flags &^= required
			out[name] = m
		}
	}
	return out
}

// kinds returns the members of each kind of an object, in the order of their names.
func (p place) kinds() []map[string]published {
	var out []map[string]published
	for _, e := range append([]*entry{p.entry}, p.others...) {
		var elements map[string]ref
		if e.Kind != "DiscriminatedObjectType" || json.Unmarshal(e.Elements, &elements) != nil {
			out = append(out, e.Properties)
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(elements)) {
			kind := maps.Clone(e.Base)
			maps.Copy(kind, p.at(elements[name]).Properties)
			out = append(out, kind)
		}
	}
	return out
}

// kind returns the type in the words of the specs.
func (p place) kind() string {
	switch p.Kind {
	case "StringType", "StringLiteralType":
		return "string"
	case "BooleanType":
		return "boolean"
	case "IntegerType":
		return "integer"
	case "ArrayType":
		return "array"
	case "UnionType":
		return "string"
	case "ObjectType", "DiscriminatedObjectType":
		if len(p.members()) == 0 && p.Additional != nil {
			return "map"
		}
		return "object"
	}
	return "any"
}

// values returns the known values of a text, and whether it takes others.
func (p place) values() (known []string, open bool) {
	for _, e := range append([]*entry{p.entry}, p.others...) {
		switch e.Kind {
		case "StringLiteralType":
			known = append(known, e.Value)
		case "StringType":
			open = true
		case "UnionType":
			var elements []ref
			if json.Unmarshal(e.Elements, &elements) != nil {
				return known, true
			}
			for _, r := range elements {
				more, others := p.at(r).values()
				known, open = append(known, more...), open || others
			}
		}
	}
	return known, open
}

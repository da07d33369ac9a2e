// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// edit is a change of one member: in Go, and in the document it came from.
type edit struct {
	what string
	path []string // of the member in the document
	// value changes the Go value that path leads to.
	value func(reflect.Value)
	// document returns what becomes of the member; nil takes it out.
	document func(old *document) *document
	// gone is the key that is taken out of a map; empty for any other change.
	gone string
}

// edits returns a change of every member that a body lets one change.
func (s *suite) edits(v *document, object string, path []string) []edit {
	var out []edit
	for _, f := range s.objects[object].Fields {
		if !f.ReadOnly {
			out = append(out, s.fieldEdits(v.get(f.Wire), f, append(path[:len(path):len(path)], f.Wire))...)
		}
	}
	return out
}

// fieldEdits returns the changes of a member and of what it holds; old is nil for an absent one.
func (s *suite) fieldEdits(old *document, f model.Field, path []string) []edit {
	if f.Type.Kind == model.Struct {
		return s.structEdits(old, f.Type.Name, path)
	}
	out := s.replacements(f.Type, path)
	if old == nil {
		return out
	}
	if f.Type.Kind == model.String && f.Presence == model.Omitted && !old.blank() {
		out = append(out, edit{what: "clear", path: path, value: reflect.Value.SetZero, document: func(*document) *document { return nil }})
	}
	if f.Type.Kind == model.List && old.kind == '[' && len(old.items) > 0 {
		out = append(out, listEdits(path)...)
		for i, item := range old.items {
			if f.Type.Elem.Kind == model.Struct {
				out = append(out, s.structEdits(item, f.Type.Elem.Name, append(path[:len(path):len(path)], strconv.Itoa(i)))...)
			}
		}
	}
	if f.Type.Kind == model.Map && old.kind == '{' && len(old.members) > 0 {
		out = append(out, mapEdit(old.members[0].name, path))
	}
	return out
}

// structEdits returns the changes within a struct that the document holds. One that is empty there
// and needs members would change by more than one.
func (s *suite) structEdits(v *document, object string, path []string) []edit {
	if v == nil || v.kind != '{' || v.blank() && slices.ContainsFunc(s.objects[object].Fields, func(f model.Field) bool {
		return f.Presence == model.Required
	}) {
		return nil
	}
	return s.edits(v, object, path)
}

// replacements returns the changes that set a member, whether it is there or not.
func (s *suite) replacements(t model.Type, path []string) []edit {
	set := func(v any, doc string) []edit {
		return []edit{{what: "set", path: path, value: func(at reflect.Value) { assign(at, reflect.ValueOf(v)) }, document: func(*document) *document {
			return &document{kind: jsontext.Kind(doc[0]), text: doc}
		}}}
	}
	switch t.Kind {
	case model.String, model.EnumRef, model.Count, model.Time:
		return set("zz", `"zz"`)
	case model.Bool:
		return append(set(true, "true"), set(false, "false")...)
	case model.Int32:
		return set(int32(77), "77")
	case model.Int64:
		return set(int64(1)<<40, "1099511627776")
	case model.Float64:
		return set(2.5, "2.5")
	case model.Secret:
		return set(secret.New("zz"), `"zz"`)
	case model.Any:
		return set(jsontext.Value("1.10"), "1.10")
	case model.Map:
		if t.Elem.Kind == model.String {
			return []edit{{what: "add", path: path, value: func(at reflect.Value) {
				if at.IsNil() {
					at.Set(reflect.MakeMap(at.Type()))
				}
				at.SetMapIndex(reflect.ValueOf("zz"), reflect.ValueOf("v"))
			}, document: func(old *document) *document {
				out := grown(old, '{')
				out.members = append(out.members, member{"zz", text("v")})
				return out
			}}}
		}
	case model.List:
		if t.Elem.Kind == model.String {
			return []edit{{what: "append", path: path, value: func(at reflect.Value) {
				at.Set(reflect.Append(at, reflect.ValueOf("zz").Convert(at.Type().Elem())))
			}, document: func(old *document) *document {
				out := grown(old, '[')
				out.items = append(out.items, text("zz"))
				return out
			}}}
		}
	}
	return nil
}

// listEdits returns the removal of the first element, and the elements in reverse.
func listEdits(path []string) []edit {
	return []edit{
		{what: "shorten", path: path, value: func(at reflect.Value) { at.Set(at.Slice(1, at.Len())) }, document: func(old *document) *document {
			old.items = old.items[1:]
			return old
		}},
		{what: "reverse", path: path, value: func(at reflect.Value) {
			out := reflect.MakeSlice(at.Type(), 0, at.Len())
			for i := at.Len() - 1; i >= 0; i-- {
				out = reflect.Append(out, at.Index(i))
			}
			at.Set(out)
		}, document: func(old *document) *document {
			slices.Reverse(old.items)
			return old
		}},
	}
}

// mapEdit returns the removal of a key.
func mapEdit(key string, path []string) edit {
	return edit{what: "delete " + key, path: path, gone: key, value: func(at reflect.Value) {
		at.SetMapIndex(reflect.ValueOf(key), reflect.Value{})
	}, document: func(old *document) *document {
		old.remove(key)
		return old
	}}
}

// grown returns a collection to add to: the old one, or a new one of a kind.
func grown(old *document, kind jsontext.Kind) *document {
	if old == nil || old.kind != kind {
		return &document{kind: kind}
	}
	return old
}

// assign sets a value, or what a pointer is to point to.
func assign(at, v reflect.Value) {
	if at.Kind() == reflect.Pointer {
		at.Set(reflect.New(at.Type().Elem()))
		at = at.Elem()
	}
	at.Set(v.Convert(at.Type()))
}

// find returns the Go value that a path of the document leads to.
func (s *suite) find(v reflect.Value, object string, path []string) reflect.Value {
	t := model.Type{Kind: model.Struct, Name: object}
	for _, step := range path {
		if i, err := strconv.Atoi(step); err == nil && t.Kind == model.List {
			v, t = v.Index(i), *t.Elem
			continue
		}
		for _, f := range s.objects[t.Name].Fields {
			if f.Wire == step {
				v, t = v.FieldByName(f.Name), f.Type
				break
			}
		}
	}
	return v
}

// apply makes the change in a document.
func (e edit) apply(root *document) {
	last := len(e.path) - 1
	parent, name := root.at(e.path[:last]), e.path[last]
	if out := e.document(parent.get(name)); out != nil {
		parent.set(name, out)
		return
	}
	parent.remove(name)
}

// patch returns the change as a merge patch of the changed document (RFC 7396): the way to the member,
// or to the array around it.
func (e edit) patch(changed *document) *document {
	root := &document{kind: '{'}
	at := root
	for i, name := range e.path {
		from := changed.at(e.path[:i+1])
		switch {
		case from == nil:
			at.set(name, &document{kind: 'n', text: "null"})
			return root
		case e.gone != "" && i == len(e.path)-1:
			at.set(name, &document{kind: '{', members: []member{{e.gone, &document{kind: 'n', text: "null"}}}})
			return root
		case from.kind != '{' || i == len(e.path)-1:
			at.set(name, from)
			return root
		}
		at.set(name, &document{kind: '{'})
		at = at.get(name)
	}
	return root
}

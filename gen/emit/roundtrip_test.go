// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// strange is a member that no spec knows, with values that a careless decoder would change.
const strange = `{"a":1.10,"b":[null,"",{}],"c":9007199254740993}`

// A member that is not known survives at every depth of every body, digit for digit.
func TestModels_keepUnknownMembers(t *testing.T) {
	t.Parallel()
	for _, b := range bodies() {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			kept := 0
			for _, example := range b.examples(t) {
				for _, pointer := range objects(t, example) {
					if slices.Equal(pointer, []string{"properties", "slots"}) {
						continue // a map of objects, where the member would be a value
					}
					v, err := b.decode(plant(t, example, pointer))
					if err != nil {
						continue // a map, which takes values of one type only
					}
					text, err := json.Marshal(v)
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(strange, dig(t, text, append(pointer, "xStrange"))); diff != "" {
						t.Errorf("at %q (-want +got)\n%s", pointer, diff)
					}
					kept++
				}
			}
			if kept < 2 {
				t.Errorf("only %d objects of %s took an unknown member", kept, b.name)
			}
		})
	}
}

// number decodes JSON without changing a digit.
func number(t *testing.T, text []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// objects returns the paths of all objects in a document.
func objects(t *testing.T, text []byte) [][]string {
	t.Helper()
	var out [][]string
	var walk func(v any, path []string)
	walk = func(v any, path []string) {
		switch v := v.(type) {
		case map[string]any:
			out = append(out, path)
			for name, member := range v {
				walk(member, append(path[:len(path):len(path)], name))
			}
		case []any:
			for i, item := range v {
				walk(item, append(path[:len(path):len(path)], strconv.Itoa(i)))
			}
		}
	}
	walk(number(t, text), nil)
	return out
}

// plant adds the strange member to the object at path.
func plant(t *testing.T, text []byte, path []string) []byte {
	t.Helper()
	root := number(t, text)
	object, ok := find(root, path).(map[string]any)
	if !ok {
		t.Fatalf("there is no object at %q", path)
	}
	object["xStrange"] = json.RawMessage(strange)
	out, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// dig returns the JSON at path, "" for nothing.
func dig(t *testing.T, text []byte, path []string) string {
	t.Helper()
	v := find(number(t, text), path)
	if v == nil {
		return ""
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func find(v any, path []string) any {
	for _, step := range path {
		switch parent := v.(type) {
		case map[string]any:
			v = parent[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(parent) {
				return nil
			}
			v = parent[i]
		default:
			return nil
		}
	}
	return v
}

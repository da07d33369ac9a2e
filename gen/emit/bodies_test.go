// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/gen/specs"
	notes "github.com/azfoundry/azfoundry/gen/testdata/golden/nullable/want"
	store "github.com/azfoundry/azfoundry/gen/testdata/golden/plain/want"
	grants "github.com/azfoundry/azfoundry/gen/testdata/golden/scope/want"
	links "github.com/azfoundry/azfoundry/gen/testdata/golden/union/want"
	"github.com/azfoundry/azfoundry/ipam"
)

// body is a type of request bodies, with the schema that judges the same bodies.
type body struct {
	name   string
	fsys   fs.FS
	ref    string
	decode func([]byte) (validator, error)
	rules  bool // whether hand-written rules refuse more than the schema
}

type validator interface{ Validate() error }

func as[T validator](b []byte) (validator, error) {
	var v T
	err := json.Unmarshal(b, &v)
	return v, err
}

func bodies() []body {
	golden := func(name string) fs.FS { return os.DirFS("../testdata/golden/" + name) }
	return []body{
		{"Manager", specs.FS(), "ipam/manager.schema.json", as[ipam.Manager], false},
		{"Pool", specs.FS(), "ipam/pool.schema.json", as[ipam.Pool], false},
		{"VirtualNetwork", specs.FS(), "ipam/virtualnetwork.schema.json", as[ipam.VirtualNetwork], true},
		{"Subnet", specs.FS(), "ipam/subnet.schema.json", as[ipam.Subnet], true},
		{"Box", golden("plain"), "store/box.schema.json", as[store.Box], true},
		{"ShakeRequest", golden("plain"), "store/box.schema.json#/$defs/ShakeRequest", as[store.ShakeRequest], false},
		{"Link", golden("union"), "links/link.schema.json", as[links.Link], false},
		{"NoteUpdate", golden("nullable"), "notes/note.schema.json#/$defs/NoteUpdate", as[notes.NoteUpdate], false},
		{"Assignment", golden("scope"), "grants/assignment.schema.json", as[grants.Assignment], false},
	}
}

func (b body) schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := specs.NewCompiler(b.fsys).Compile(specs.URL(b.ref))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// examples returns the examples of the schema as JSON.
func (b body) examples(t *testing.T) []json.RawMessage {
	t.Helper()
	file, fragment, _ := strings.Cut(b.ref, "#/$defs/")
	text, err := fs.ReadFile(b.fsys, file)
	if err != nil {
		t.Fatal(err)
	}
	type examples struct {
		Examples []json.RawMessage
	}
	var doc struct {
		examples
		Defs map[string]examples `json:"$defs"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	out := doc.Examples
	if fragment != "" {
		out = doc.Defs[fragment].Examples
	}
	if len(out) == 0 {
		t.Fatalf("%s has no examples", b.ref)
	}
	return out
}

// judge returns what schema and validator say of a body. Both judge what Go would send, so that the
// empty string of an optional member is absent for both.
func (b body) judge(t *testing.T, s *jsonschema.Schema, text []byte) (schema, validator error, ok bool) {
	t.Helper()
	v, err := b.decode(text)
	if err != nil {
		return nil, nil, false // no body of this type
	}
	sent, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("Marshal(%s) = %v", text, err)
	}
	var plain any
	if err := json.Unmarshal(sent, &plain); err != nil {
		t.Fatal(err)
	}
	return s.Validate(plain), v.Validate(), true
}

// The examples of the specs are good bodies, and their validation allocates nothing.
//
//nolint:paralleltest // it counts allocations
func TestValidate_examples(t *testing.T) {
	for _, b := range bodies() {
		for i, example := range b.examples(t) {
			v, err := b.decode(example)
			if err != nil {
				t.Fatalf("%s example %d: %v", b.name, i, err)
			}
			if err := v.Validate(); err != nil {
				t.Errorf("%s example %d: Validate() = %v, want nil", b.name, i, err)
			}
			if n := leastAllocs(func() { _ = v.Validate() }); n > 0 {
				t.Errorf("%s example %d: Validate() allocates %v times, want 0", b.name, i, n)
			}
		}
	}
}

// leastAllocs returns the allocations of the leanest of many runs: under the race detector sync.Pool,
// which package regexp uses, forgets at random.
func leastAllocs(f func()) float64 {
	least := testing.AllocsPerRun(1, f)
	for range 200 {
		least = min(least, testing.AllocsPerRun(1, f))
	}
	return least
}

// Validators and schemas agree on every mutant of every example.
func TestValidate_agreesWithSchema(t *testing.T) {
	t.Parallel()
	for _, b := range bodies() {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			s := b.schema(t)
			refused := 0
			for _, example := range b.examples(t) {
				for where, mutant := range mutants(t, example) {
					bySchema, byValidator, ok := b.judge(t, s, mutant)
					if !ok {
						continue
					}
					if byValidator != nil {
						refused++
					}
					if (bySchema == nil) != (byValidator == nil) && !(b.rules && byHand(byValidator)) {
						t.Errorf("%s: schema says %v, validator says %v\n%s", where, bySchema, byValidator, mutant)
					}
				}
			}
			if refused == 0 {
				t.Errorf("no mutant of %s was refused", b.name)
			}
		})
	}
}

// byHand reports whether only hand-written rules complain.
func byHand(err error) bool {
	e, ok := errors.AsType[*azfoundry.ValidationError](err)
	if !ok {
		return false
	}
	for _, f := range e.Faults {
		switch f.Rule {
		case "pattern", "enum", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "uniqueItems", "format", "armid":
			return false
		}
	}
	return true
}

// mutants returns bodies that differ from a good one in one place, with what was done.
func mutants(t *testing.T, example json.RawMessage) map[string][]byte {
	t.Helper()
	out := make(map[string][]byte)
	var root any
	if err := json.Unmarshal(example, &root); err != nil {
		t.Fatal(err)
	}
	mutate(root, "", func(what string) {
		text, err := json.Marshal(root)
		if err != nil {
			t.Fatal(err)
		}
		out[what] = text
	})
	return out
}

// mutate changes each place below v in turn, records the whole, and changes it back.
func mutate(v any, path string, record func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for name, old := range v {
			at := path + "/" + name
			delete(v, name)
			record(at + " removed")
			for what, with := range replacements(old, name) {
				v[name] = with
				record(at + " " + what)
			}
			v[name] = old
			mutate(old, at, record)
		}
	case []any:
		for i, old := range v {
			at := path + "/" + strconv.Itoa(i)
			for what, with := range replacements(old, "") {
				v[i] = with
				record(at + " " + what)
			}
			v[i] = old
			mutate(old, at, record)
		}
	}
}

// replacements returns other values of the same kind.
func replacements(old any, name string) map[string]any {
	switch v := old.(type) {
	case string:
		if name == "key" || name == "clientSecret" { // printed as REDACTED, so that only presence can be compared
			return nil
		}
		return map[string]any{"empty": "", "odd": "!", "long": strings.Repeat("x", 300), "more": v + "0", "ApiKey": "ApiKey", "OAuth2": "OAuth2"}
	case float64:
		return map[string]any{"zero": 0, "negative": -1, "large": 1000}
	case []any:
		out := map[string]any{"emptied": []any{}}
		if len(v) > 0 {
			out["doubled"] = append(append([]any{}, v...), v[0])
			out["many"] = []any{v[0], v[0], v[0], v[0], v[0]}
		}
		return out
	case map[string]any:
		return map[string]any{"emptied": map[string]any{}}
	}
	return nil
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/gen/specs"
	"github.com/azfoundry/azfoundry/internal/secret"
)

// cases is how many mutants are judged in all.
const cases = 20_000

// keywords are the rules that a schema knows. A validator may refuse more only by other rules, those
// written by hand.
var keywords = []string{
	"required", "pattern", "enum", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "uniqueItems", "format", "armid",
}

// body is a type of bodies with the schema for the same bodies.
type body struct {
	*suite
	name   string // package.Type
	object string
	goType reflect.Type
	schema *jsonschema.Schema
}

// bodies returns the types of bodies of every package.
func bodies(t testing.TB) []body {
	t.Helper()
	var out []body
	for _, r := range rows() {
		s := newSuite(t, r)
		for _, name := range slices.Sorted(maps.Keys(s.objects)) {
			if !s.objects[name].Body {
				continue
			}
			if s.types[name] == nil {
				t.Fatalf("no method of a client in %s takes a %s", r.dir, name)
			}
			schema, err := specs.NewCompiler(r.fsys).Compile(specs.URL(s.schemaOf(t, name)))
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, body{s, r.dir + "." + name, name, s.types[name], schema})
		}
	}
	return out
}

// verdict is what schema and validator say of a body.
type verdict struct {
	sent              []byte
	schema, validator error
}

// rules returns the rules that the validator found broken.
func (v verdict) rules() []string {
	e, ok := errors.AsType[*azfoundry.ValidationError](v.validator)
	if !ok {
		return nil
	}
	var out []string
	for _, f := range e.Faults {
		out = append(out, f.Rule)
	}
	return out
}

// agree reports whether both say the same, but for rules that no schema has.
func (v verdict) agree() bool {
	refused := slices.ContainsFunc(v.rules(), func(rule string) bool { return slices.Contains(keywords, rule) })
	return (v.schema != nil) == refused && (v.validator == nil || v.rules() != nil)
}

// judge decodes a body and asks both of what Go would send, in which the empty text of an optional
// member is absent. It reports false for a text that is no such body.
func (b body) judge(t testing.TB, text []byte) (verdict, bool) {
	t.Helper()
	v := reflect.New(b.goType)
	if stdjson.Unmarshal(text, v.Interface()) != nil {
		return verdict{}, false
	}
	sent, err := json.Marshal(v.Elem().Interface(), revealing)
	if err != nil {
		t.Fatalf("%s: Marshal() of %s = %v", b.name, text, err)
	}
	out := verdict{sent: sent}
	writable := read(t, sent)
	b.strip(writable, model.Type{Kind: model.Struct, Name: b.object})
	dec := stdjson.NewDecoder(bytes.NewReader([]byte(writable.String())))
	dec.UseNumber()
	var plain any
	if err := dec.Decode(&plain); err != nil {
		t.Fatalf("%s: %s is no JSON: %v", b.name, sent, err)
	}
	out.schema = b.schema.Validate(plain)
	if valid, ok := v.Elem().Interface().(interface{ Validate() error }); ok {
		out.validator = valid.Validate()
	}
	return out, true
}

// revealing encodes secrets as they are sent.
var revealing = json.JoinOptions(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true), json.WithMarshalers(
	json.MarshalToFunc(func(e *jsontext.Encoder, s secret.Secret) error {
		return e.WriteToken(jsontext.String(secret.Reveal(s)))
	})))

// strip removes the members that only the service writes: nobody checks them.
func (s *suite) strip(v *document, t model.Type) {
	for _, f := range s.objects[t.Name].Fields {
		child := v.get(f.Wire)
		switch {
		case child == nil:
		case f.ReadOnly:
			v.remove(f.Wire)
		default:
			s.strip(child, f.Type)
		}
	}
	if t.Elem != nil {
		for _, item := range v.items {
			s.strip(item, *t.Elem)
		}
		for _, m := range v.members {
			s.strip(m.value, *t.Elem)
		}
	}
}

// tally counts what was judged.
type tally struct {
	sync.Mutex
	judged, refused int
	rules           map[string]int
}

func (n *tally) add(v verdict) {
	n.Lock()
	defer n.Unlock()
	n.judged++
	if v.validator != nil {
		n.refused++
	}
	for _, rule := range v.rules() {
		n.rules[rule]++
	}
}

// Validators and schemas agree on every mutant of every body of every spec.
func TestValidate_agreesWithSchema(t *testing.T) {
	t.Parallel()
	all := bodies(t)
	sum := tally{rules: make(map[string]int)}
	t.Run("bodies", func(t *testing.T) {
		for i, b := range all {
			t.Run(b.name, func(t *testing.T) {
				t.Parallel()
				b.judgeMutants(t, uint64(i), cases/len(all)+1, &sum)
			})
		}
	})
	t.Logf("%d bodies judged, %d refused, by rule: %v", sum.judged, sum.refused, sum.rules)
	if sum.judged < cases || sum.refused < sum.judged/5 || sum.refused > sum.judged*9/10 {
		t.Errorf("%d of %d bodies were refused, want %d judged and both verdicts often", sum.refused, sum.judged, cases)
	}
	for _, rule := range keywords {
		if sum.rules[rule] < 5 {
			t.Errorf("the rule %s was broken %d times, want it broken often", rule, sum.rules[rule])
		}
	}
}

// judgeMutants judges so many mutants of a body.
func (b body) judgeMutants(t *testing.T, seed uint64, want int, sum *tally) {
	t.Helper()
	examples := b.examples(t, b.object)
	m := newMutator(t, b.suite, seed)
	for tries := 20 * want; want > 0; tries-- {
		if tries == 0 {
			t.Fatalf("too few mutants of %s are such bodies", b.name)
		}
		text := m.mutant(b.object, examples).String()
		v, ok := b.judge(t, []byte(text))
		if !ok {
			continue
		}
		want--
		sum.add(v)
		if !v.agree() {
			t.Fatalf("%s\nsent as %s\nschema says    %v\nvalidator says %v", text, v.sent, v.schema, v.validator)
		}
	}
}

// FuzzValidate holds the same for any text.
func FuzzValidate(f *testing.F) {
	all := make(map[string]body)
	for _, b := range bodies(f) {
		all[b.name] = b
		for _, example := range b.examples(f, b.object) {
			f.Add(b.name, []byte(example.String()))
		}
	}
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		b, ok := all[name]
		if !ok || !jsontext.Value(text).IsValid() {
			return
		}
		if v, ok := b.judge(t, text); ok && !v.agree() {
			t.Errorf("%s: %s\nsent as %s\nschema says    %v\nvalidator says %v", name, text, v.sent, v.schema, v.validator)
		}
	})
}

// parsers are the bodies whose validation reads a member in a language of its own, which takes memory.
var parsers = map[string]string{"roleassign.Assignment": "condition"}

// The examples of the specs are good bodies, and their validation allocates nothing.
//
//nolint:paralleltest // it counts allocations
func TestValidate_examples(t *testing.T) {
	for _, b := range bodies(t) {
		for i, example := range b.examples(t, b.object) {
			v := reflect.New(b.goType)
			if err := stdjson.Unmarshal([]byte(example.String()), v.Interface()); err != nil {
				t.Fatalf("%s example %d: %v", b.name, i, err)
			}
			valid, ok := v.Elem().Interface().(interface{ Validate() error })
			if !ok {
				continue
			}
			if err := valid.Validate(); err != nil {
				t.Errorf("%s example %d: Validate() = %v, want nil", b.name, i, err)
			}
			if language := parsers[b.name]; language != "" && strings.Contains(example.String(), `"`+language+`"`) {
				continue
			}
			if n := leastAllocs(func() { _ = valid.Validate() }); n > 0 {
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

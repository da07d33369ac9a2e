// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/gen/model"
)

// noisy returns an example of a type with all that a careless model would lose.
func (s *suite) noisy(t testing.TB, name string, pascal bool) *document {
	t.Helper()
	out := s.documents(t, name)[0].clone()
	n := &noise{suite: s, t: t, pascal: pascal}
	n.object(out, name, 1)
	return out
}

// Every operation sends the members of its body that no spec knows, and every number digit for digit:
// bodies of PUT, PATCH and POST alike, with the shared models in them.
func TestOperations_keepBodies(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, o operation) {
		if o.body() == "" {
			return
		}
		for _, pascal := range []bool{false, true} {
			w, body := o.quietly(t), o.noisy(t, o.body(), pascal)
			if got := o.do(azfoundry.WithoutValidation(t.Context()), t, w, input{body: body}); got.err != nil {
				t.Fatal(got.err)
			}
			drops := o.entry.Drop
			if o.op.Kind == "action" {
				drops = nil
			}
			subject{o.suite, o.resource, nil}.compare(t, body, read(t, w.sent[0].body), at{object: o.body(), drops: drops})
		}
	})
}

// Every operation returns the members of its answer that no spec knows, items of lists and answers of
// actions among them.
func TestOperations_keepAnswers(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, o operation) {
		if o.result() == "" {
			return
		}
		for _, pascal := range []bool{false, true} {
			answered := o.noisy(t, o.result(), pascal)
			if o.op.LRO != "" { // azcore's poller looks for a state in the answer, and fails on a number beyond float64
				answered = read(t, strings.ReplaceAll(answered.String(), "1e400", "1e300"))
			}
			if state := answered.at([]string{"properties", "provisioningState"}); state != nil {
				*state = *text("Succeeded")
			}
			body := answered.String()
			if o.pages() {
				body = `{"value":[` + body + `]}`
			}
			w := always(http.StatusOK, body)
			if !slices.Contains(o.codes(), http.StatusOK) {
				first := w.answer
				w.answer = func(n int, req sent) answer {
					a := first(n, req)
					if n == 0 {
						a.status = o.codes()[0]
					}
					return a
				}
			}
			o.expect(t, o.do(azfoundry.WithoutValidation(t.Context()), t, w, o.inputs(t)[0]), answered)
		}
	})
}

// codec is a type that is sent or read by itself.
type codec struct {
	*suite
	name   string
	goType reflect.Type
}

// codecs returns the types of all bodies and answers of every package.
func codecs(t testing.TB) map[string]codec {
	t.Helper()
	out := make(map[string]codec)
	for _, r := range rows() {
		s := newSuite(t, r)
		for _, name := range slices.Sorted(maps.Keys(s.objects)) {
			if s.objects[name].Codec && s.types[name] != nil {
				out[r.dir+"."+name] = codec{s, name, s.types[name]}
			}
		}
	}
	return out
}

// Bodies and answers are the same after a second round as after the first, which loses nothing that no spec
// knows.
func TestCodecs_keepWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	for name, c := range codecs(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, pascal := range []bool{false, true} {
				body := c.noisy(t, c.name, pascal)
				once, ok := c.round(t, []byte(body.String()))
				if !ok {
					t.Fatalf("%s cannot be decoded", body)
				}
				subject{suite: c.suite}.compare(t, body, read(t, once), at{object: c.name, redacted: true})
			}
		})
	}
}

// round decodes and encodes a body; it reports false for a text that is no such body.
func (c codec) round(t testing.TB, text []byte) ([]byte, bool) {
	t.Helper()
	v := reflect.New(c.goType)
	if json.Unmarshal(text, v.Interface()) != nil {
		return nil, false
	}
	out, err := json.Marshal(v.Elem().Interface())
	if err != nil {
		t.Fatalf("%s: Marshal() of %s = %v", c.name, text, err)
	}
	return out, true
}

// FuzzCodecs holds that any text that is a body stays what it is after one round.
func FuzzCodecs(f *testing.F) {
	all := codecs(f)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		f.Add(name, []byte(all[name].documents(f, all[name].name)[0].String()))
		f.Add(name, []byte(all[name].noisy(f, all[name].name, true).String()))
	}
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		c, ok := all[name]
		if !ok || c.holdsSecretsAnywhere(model.Type{Kind: model.Struct, Name: c.name}, 0) {
			return // a printed secret is another one
		}
		once, ok := c.round(t, text)
		if !ok {
			return
		}
		if twice, ok := c.round(t, once); !ok || !bytes.Equal(once, twice) {
			t.Errorf("%s of %s\nbecame %s\nand then %s", name, text, once, twice)
		}
	})
}

// holdsSecretsAnywhere reports whether a secret lies in values of a type.
func (s *suite) holdsSecretsAnywhere(t model.Type, depth int) bool {
	switch {
	case t.Kind == model.Secret:
		return true
	case t.Elem != nil:
		return s.holdsSecretsAnywhere(*t.Elem, depth)
	case t.Kind != model.Struct || depth > 9:
		return false
	}
	return slices.ContainsFunc(s.objects[t.Name].Fields, func(f model.Field) bool { return s.holdsSecretsAnywhere(f.Type, depth+1) })
}

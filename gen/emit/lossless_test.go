// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/gen/model"
	"github.com/azfoundry/azfoundry/gen/specs"
)

// script is a service that reads the same body until it is told otherwise, and keeps what is written.
type script struct {
	body       string // of every read
	async      int    // the status of answers to writes that go on after them; 0 where they do not
	operations []model.Operation
	writes     []string
}

// status is what a write is answered with: the first status that its operation takes.
func (s *script) status(method string) int {
	for _, op := range s.operations {
		if op.HTTP == method {
			return op.Codes[0]
		}
	}
	return http.StatusOK
}

func (s *script) Do(req *http.Request) (*http.Response, error) {
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: req}
	answer := s.body
	switch {
	case strings.HasPrefix(req.URL.Path, "/status"):
		answer = `{"status":"Succeeded"}`
	case req.Method != http.MethodGet:
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		s.writes = append(s.writes, string(body))
		answer = "{}"
		resp.StatusCode = s.status(req.Method)
		if s.async != 0 {
			resp.StatusCode = s.async
			resp.Header.Set("Azure-AsyncOperation", "https://management.azure.com/status")
			resp.Header.Set("Location", "https://management.azure.com"+req.URL.RequestURI())
		}
	}
	resp.Body = io.NopCloser(strings.NewReader(answer))
	return resp, nil
}

// subject is a resource under test, with an answer of its service.
type subject struct {
	*suite
	resource model.Resource
	answer   *document
}

// subjects calls f for each example of each resource, with noise, once with names in Pascal case.
func subjects(t *testing.T, f func(*testing.T, subject)) {
	t.Helper()
	deepest := 0
	for _, r := range rows() {
		s := newSuite(t, r)
		for _, resource := range s.pkg.Resources {
			body := bodyOf(s, resource)
			examples := s.examples(t, body)
			if len(examples) == 0 && slices.Contains(specs.Packages(), r.dir) {
				t.Errorf("%s/%s has no examples; these tests need them", r.dir, body)
			}
			for i, example := range examples {
				for _, pascal := range []bool{false, true} {
					n := &noise{suite: s, t: t, pascal: pascal, turn: i}
					answer := example.clone()
					n.object(answer, body, 1)
					deepest = max(deepest, n.depth)
					name := strings.Join([]string{r.dir, resource.Name, strconv.Itoa(i), map[bool]string{true: "Pascal"}[pascal]}, "/")
					t.Run(strings.TrimSuffix(name, "/"), func(t *testing.T) {
						t.Parallel()
						f(t, subject{s, resource, answer})
					})
				}
			}
		}
	}
	if deepest < 5 {
		t.Errorf("members that no spec knows were planted %d levels deep, want 5", deepest)
	}
}

// bodyOf returns the Go type of a resource's body.
func bodyOf(s *suite, resource model.Resource) string {
	for _, e := range s.manifest.Resources {
		if e.Name == resource.Name {
			return e.Body()
		}
	}
	return resource.Name
}

// call calls a method of the subject's client; an argument too many is left out, one too few is zero.
func (s subject) call(t *testing.T, transport *script, method string, args ...any) []reflect.Value {
	t.Helper()
	f := reflect.ValueOf(s.client(t, transport, s.resource.Field)).MethodByName(method)
	in := []reflect.Value{reflect.ValueOf(azfoundry.WithoutValidation(t.Context())), s.id(t, f.Type().In(1).Name())}
	for _, a := range args {
		in = append(in, reflect.ValueOf(a))
	}
	for len(in) < f.Type().NumIn() {
		in = append(in, reflect.Zero(f.Type().In(len(in))))
	}
	out := f.Call(in)
	if err, failed := out[len(out)-1].Interface().(error); failed {
		t.Fatalf("%s() = %v", method, err)
	}
	return out
}

// modify calls Modify with a change made by reflection.
func (s subject) modify(t *testing.T, transport *script, change func(reflect.Value)) {
	t.Helper()
	body := s.types[bodyOf(s.suite, s.resource)]
	f := reflect.FuncOf([]reflect.Type{reflect.PointerTo(body)}, []reflect.Type{reflect.TypeFor[error]()}, false)
	s.call(t, transport, "Modify", reflect.MakeFunc(f, func(in []reflect.Value) []reflect.Value {
		change(in[0].Elem())
		return []reflect.Value{reflect.Zero(reflect.TypeFor[error]())}
	}).Interface())
}

// Modify writes what it read, byte for byte, but for the member that was changed; without a change it
// writes nothing.
func TestModify_changesNothingElse(t *testing.T) {
	t.Parallel()
	var tried atomic.Int64
	t.Cleanup(func() {
		if n := tried.Load(); n < 500 {
			t.Errorf("%d changes were tried, want 500 and more", n)
		}
	})
	subjects(t, func(t *testing.T, s subject) {
		if s.resource.Change == nil {
			return
		}
		body := bodyOf(s.suite, s.resource)
		transport := &script{body: s.answer.String(), operations: s.resource.Operations}
		if s.modify(t, transport, func(reflect.Value) {}); len(transport.writes) > 0 {
			t.Errorf("Modify without a change wrote %s", transport.writes)
		}
		for _, e := range s.edits(s.answer, body, nil) {
			tried.Add(1)
			transport := &script{body: s.answer.String(), operations: s.resource.Operations}
			s.modify(t, transport, func(v reflect.Value) { e.value(s.find(v, body, e.path)) })
			want := s.expected(e)
			if string(want) == s.answer.String() {
				continue // the member had the value before
			}
			if len(transport.writes) != 1 {
				t.Fatalf("%s %q wrote %d times, want once", e.what, e.path, len(transport.writes))
			}
			got := read(t, transport.writes[0])
			if s.resource.Change.Patch {
				got = got.sorted()
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s %q (-want +got)\n%s", e.what, e.path, diff)
			}
		}
	})
}

// expected returns what a change must write.
func (s subject) expected(e edit) string {
	out := s.answer.clone()
	e.apply(out)
	if out.String() == s.answer.String() {
		return out.String()
	}
	if s.resource.Change.Patch {
		patch := e.patch(out)
		for _, pointer := range s.resource.Change.Keep {
			keepIn(patch, out, strings.Split(pointer[1:], "/"))
		}
		return patch.sorted().String()
	}
	for _, pointer := range s.drops() {
		path := strings.Split(pointer[1:], "/")
		if parent := out.at(path[:len(path)-1]); parent != nil {
			parent.remove(path[len(path)-1])
		}
	}
	return out.String()
}

// drops returns the members that no write sends.
func (s subject) drops() []string {
	for _, e := range s.manifest.Resources {
		if e.Name == s.resource.Name {
			return e.Drop
		}
	}
	return nil
}

// keepIn puts a member of the whole into a patch.
func keepIn(patch, whole *document, path []string) {
	child := whole.get(path[0])
	switch {
	case child == nil:
	case len(path) == 1:
		patch.set(path[0], child)
	default:
		if patch.get(path[0]) == nil {
			patch.set(path[0], &document{kind: '{'})
		}
		keepIn(patch.get(path[0]), child, path[1:])
	}
}

// What was read and is put back by hand keeps all members that no spec knows, and every number digit
// for digit: through the client, and through encoding/json.
func TestModels_keepWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	subjects(t, func(t *testing.T, s subject) {
		body := bodyOf(s.suite, s.resource)
		for _, op := range s.resource.Operations {
			if op.HTTP == http.MethodPut && !op.Custom {
				transport := &script{body: s.answer.String(), operations: s.resource.Operations}
				got := s.call(t, transport, "Get")[0].Interface()
				s.call(t, transport, op.Method, got)
				s.compare(t, s.answer, read(t, transport.writes[0]), at{object: body, drops: s.drops()})
			}
		}
		again := reflect.New(s.types[body])
		if err := json.Unmarshal([]byte(s.answer.String()), again.Interface()); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(again.Elem().Interface())
		if err != nil {
			t.Fatal(err)
		}
		s.compare(t, s.answer, read(t, text), at{object: body, redacted: true})
	})
}

// The result of a long-running operation, which azcore's poller decodes, keeps them too.
func TestPollers_keepWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	polled := make(chan string, 1000)
	t.Run("subjects", func(t *testing.T) {
		subjects(t, func(t *testing.T, s subject) {
			body := bodyOf(s.suite, s.resource)
			for _, op := range s.resource.Operations {
				if op.Form != model.Wait || op.HTTP != http.MethodPut || op.Custom {
					continue
				}
				status := op.Codes[0]
				for _, s := range []int{http.StatusAccepted, http.StatusCreated} {
					if slices.Contains(op.Codes, s) {
						status = s
					}
				}
				transport := &script{body: s.answer.String(), async: status}
				poller := s.call(t, transport, "Begin"+op.Method, reflect.Zero(s.types[body]).Interface())[0]
				out := poller.MethodByName("PollUntilDone").Call([]reflect.Value{
					reflect.ValueOf(context.WithoutCancel(t.Context())), reflect.ValueOf(&runtime.PollUntilDoneOptions{Frequency: time.Millisecond}),
				})
				if err, failed := out[1].Interface().(error); failed {
					t.Fatal(err)
				}
				text, err := json.Marshal(out[0].Interface())
				if err != nil {
					t.Fatal(err)
				}
				s.compare(t, s.answer, read(t, text), at{object: body, redacted: true})
				polled <- t.Name()
			}
		})
	})
	if len(polled) == 0 {
		t.Error("no long-running operation was polled")
	}
}

// at says what a pair of values is: the value of a struct, or of any other type.
type at struct {
	object   string // the Go type; empty for another value
	path     string
	redacted bool     // whether secrets are printed as such
	drops    []string // pointers that must be gone
}

func (a at) in(name string) at {
	a.path += "/" + name
	return a
}

// compare reports what an encoded model lost or changed of the document it was decoded from. What a
// model reads as absent may be gone.
func (s subject) compare(t *testing.T, was, is *document, a at) {
	t.Helper()
	for _, m := range was.members {
		wire, typ := m.name, model.Type{}
		for _, f := range s.objects[a.object].Fields {
			if strings.EqualFold(f.Wire, m.name) {
				wire, typ = f.Wire, f.Type
			}
		}
		below := a.in(wire)
		below.object = typ.Name
		dropped := slices.Contains(a.drops, below.path)
		got := is.get(wire)
		switch {
		case typ.Kind == "" && a.redacted && s.holdsSecrets(a.object): // the member may be one too
		case typ.Kind == "" && (got == nil || canonical(got).String() != canonical(m.value).String()):
			t.Errorf("%s is %v, want %v", below.path, got, m.value)
		case typ.Kind == "" || typ.Kind == model.Secret && a.redacted:
		case dropped && got != nil:
			t.Errorf("%s is %v, want it dropped", below.path, got)
		case dropped || m.value.blank() && got == nil:
		case got == nil:
			t.Errorf("%s is gone, want %v", below.path, m.value)
		default:
			s.compareValue(t, m.value, got, typ, below)
		}
	}
}

// holdsSecrets reports whether members of an object are secrets.
func (s subject) holdsSecrets(object string) bool {
	return slices.ContainsFunc(s.objects[object].Fields, func(f model.Field) bool { return f.Type.Kind == model.Secret })
}

// compareValue compares known values.
func (s subject) compareValue(t *testing.T, was, is *document, typ model.Type, a at) {
	t.Helper()
	switch {
	case typ.Kind == model.Secret && a.redacted:
	case typ.Kind == model.Struct:
		s.compare(t, was, is, a)
	case typ.Kind == model.List && len(was.items) == len(is.items):
		for i := range was.items {
			below := a.in(strconv.Itoa(i))
			below.object = typ.Elem.Name
			s.compareValue(t, was.items[i], is.items[i], *typ.Elem, below)
		}
	case typ.Kind == model.Map && len(was.members) == len(is.members):
		for _, m := range was.members {
			if got := is.get(m.name); typ.Elem.Kind == model.String && m.value.kind == 'n' && got != nil && got.text == `""` {
				continue // a map of texts has no null; only Modify keeps it
			}
			below := a.in(m.name)
			below.object = typ.Elem.Name
			s.compareValue(t, m.value, is.get(m.name), *typ.Elem, below)
		}
	case typ.Kind == model.List && was.kind == 'n':
	case canonical(was).String() != canonical(is).String():
		t.Errorf("%s is %v, want %v", a.path, is, was)
	}
}

// canonical returns a value with its strings written in one way; numbers stay as they are.
func canonical(v *document) *document {
	out := v.clone()
	if v.kind == '"' {
		var s string
		if json.Unmarshal([]byte(v.text), &s) == nil {
			var b bytes.Buffer
			enc := json.NewEncoder(&b)
			enc.SetEscapeHTML(false)
			if enc.Encode(s) == nil {
				out.text = strings.TrimSpace(b.String())
			}
		}
	}
	for i := range out.members {
		out.members[i].value = canonical(out.members[i].value)
	}
	for i := range out.items {
		out.items[i] = canonical(out.items[i])
	}
	return out
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// armURL is where requests go.
const armURL = "https://management.azure.com"

// sent is a request as the service gets it.
type sent struct {
	method, host, ifMatch, body string
	path                        []string // segments, unescaped
	query                       url.Values
	raw                         string // path and query as sent
}

// answer is what the service says.
type answer struct {
	status int
	body   string
	header http.Header
}

// wire is a service that answers by a function of the number of the request, from 0, and keeps what was
// sent.
type wire struct {
	answer func(n int, req sent) answer
	sent   []sent
}

// always answers every request alike.
func always(status int, body string) *wire {
	return &wire{answer: func(int, sent) answer { return answer{status: status, body: body} }}
}

func (w *wire) Do(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err // as net/http does
	}
	s := sent{
		method: req.Method, host: req.URL.Scheme + "://" + req.URL.Host, ifMatch: req.Header.Get("If-Match"),
		query: req.URL.Query(), raw: req.URL.RequestURI(),
	}
	for segment := range strings.SplitSeq(strings.TrimPrefix(req.URL.EscapedPath(), "/"), "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			return nil, err
		}
		s.path = append(s.path, plain)
	}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		s.body = string(body)
	}
	w.sent = append(w.sent, s)
	a := w.answer(len(w.sent)-1, s)
	header := a.header.Clone()
	if header == nil {
		header = make(http.Header)
	}
	if a.body != "" {
		header.Set("Content-Type", "application/json")
	}
	return &http.Response{
		StatusCode: a.status, Status: http.StatusText(a.status), Header: header, Body: io.NopCloser(strings.NewReader(a.body)), Request: req,
	}, nil
}

// input is what a call is given beside its id.
type input struct {
	body    *document // nil for none
	options bool      // whether every option is set
}

// outcome is what a call returned: one value, or the items of a list.
type outcome struct {
	values []any
	err    error
}

// do calls a method of the operation.
func (o operation) do(ctx context.Context, t testing.TB, w *wire, in input) outcome {
	t.Helper()
	return o.invoke(ctx, t, w, o.method(), in)
}

// invoke calls the method of that name, which takes what the operation's takes.
func (o operation) invoke(ctx context.Context, t testing.TB, w *wire, name string, in input) outcome {
	t.Helper()
	f := reflect.ValueOf(o.client(t, w, o.resource.Field)).MethodByName(name)
	if !f.IsValid() {
		t.Fatalf("%s has no method %s, which its manifest promises", o.resource.Client, name)
	}
	args := []reflect.Value{reflect.ValueOf(ctx)}
	if id, _ := o.target(); len(id) > 0 {
		args = append(args, o.argument(t, f.Type().In(1)))
	}
	if o.body() != "" {
		body := reflect.New(f.Type().In(len(args)))
		if in.body != nil {
			decodeInto(t, in.body, body)
		}
		args = append(args, body.Elem())
	}
	if o.hasOptions() {
		args = append(args, o.options(t, f.Type().In(len(args)), in.options))
	}
	if len(args) != f.Type().NumIn() {
		t.Fatalf("%s takes %d arguments, its manifest says %d", name, f.Type().NumIn(), len(args))
	}
	return outcomeOf(f.Call(args))
}

func (o operation) hasOptions() bool { return o.op.IfMatch || len(o.op.Query) > 0 }

// options returns nil, or a struct with every option set.
func (o operation) options(t testing.TB, typ reflect.Type, set bool) reflect.Value {
	t.Helper()
	if !set {
		return reflect.Zero(typ)
	}
	out := reflect.New(typ.Elem())
	count := len(o.op.Query)
	if o.op.IfMatch {
		out.Elem().FieldByName("IfMatch").SetString(oddTag)
		count++
	}
	for _, q := range o.op.Query {
		field := out.Elem().FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, strings.TrimPrefix(q.Name, "$")) })
		if !field.IsValid() {
			t.Fatalf("%s has no field for %s", typ.Elem(), q.Name)
		}
		v := reflect.ValueOf(oddValues[q.Type].value)
		if field.Kind() == reflect.Pointer {
			field.Set(reflect.New(field.Type().Elem()))
			field = field.Elem()
		}
		field.Set(v.Convert(field.Type()))
	}
	if typ.Elem().NumField() != count {
		t.Errorf("%s has %d fields, the manifest names %d", typ.Elem(), typ.Elem().NumField(), count)
	}
	return out
}

// oddTag is an etag that wants care.
const oddTag = `W/"é 1"`

// oddValues are values of query parameters that want care, and their texts.
var oddValues = map[string]struct {
	value any
	text  string
}{
	"string": {"a b&c=d/é+%'", "a b&c=d/é+%'"}, "integer": {int32(-7), "-7"}, "boolean": {false, "false"},
}

// outcomeOf reads what a method returned.
func outcomeOf(out []reflect.Value) outcome {
	if len(out) == 1 && out[0].Kind() == reflect.Func {
		return collected(out[0])
	}
	var o outcome
	o.err, _ = out[len(out)-1].Interface().(error)
	for _, v := range out[:len(out)-1] {
		o.values = append(o.values, v.Interface())
	}
	return o
}

// collected ranges over a list.
func collected(list reflect.Value) outcome {
	var o outcome
	for v, err := range list.Seq2() {
		if o.err != nil {
			panic("a list went on after its error")
		}
		if o.err, _ = err.Interface().(error); o.err == nil {
			o.values = append(o.values, v.Interface())
		}
	}
	return o
}

// decodeInto reads a body into a model. Package encoding/json takes the models' own methods.
func decodeInto(t testing.TB, body *document, into reflect.Value) {
	t.Helper()
	if err := json.Unmarshal([]byte(body.String()), into.Interface()); err != nil {
		t.Fatal(err)
	}
}

// inputs returns good bodies: the examples of the spec, or what was made up and is valid.
func (o operation) inputs(t testing.TB) []input {
	t.Helper()
	if o.body() == "" {
		return []input{{}}
	}
	var out []input
	for _, example := range o.documents(t, o.body()) {
		out = append(out, input{body: example})
	}
	return out
}

// documents returns examples of a type; where the spec has none, the longest of many that are made up and
// valid.
func (s *suite) documents(t testing.TB, name string) []*document {
	t.Helper()
	if examples := s.examples(t, name); len(examples) > 0 {
		return examples
	}
	m := newMutator(t, s, 1)
	var longest *document
	for range 500 {
		if made := m.made(name, 0); s.valid(name, made) && (longest == nil || len(made.String()) > len(longest.String())) {
			longest = made
		}
	}
	if longest == nil {
		t.Fatalf("%s.%s has no example, and none could be made up: add one to its spec", s.dir, name)
	}
	return []*document{longest}
}

// valid reports whether a document is a good body of a type.
func (s *suite) valid(name string, body *document) bool {
	v := reflect.New(s.types[name])
	if json.Unmarshal([]byte(body.String()), v.Interface()) != nil {
		return false
	}
	checked, ok := v.Elem().Interface().(interface{ Validate() error })
	return !ok || checked.Validate() == nil
}

// done returns what the service answers with at the end: an example, which says that all is over where it
// says anything about that; nil where there is nothing to answer.
func (o operation) done(t testing.TB) *document {
	t.Helper()
	if o.result() == "" {
		return nil
	}
	out := o.documents(t, o.result())[0].clone()
	if o.pages() {
		return out
	}
	if state := out.at([]string{"properties", "provisioningState"}); state != nil {
		*state = *text("Succeeded")
	}
	return out
}

// good returns the body of an answer of success; empty for none.
func (o operation) good(t testing.TB) string {
	t.Helper()
	done := o.done(t)
	switch {
	case done == nil:
		return ""
	case o.pages():
		return `{"value":[` + done.String() + `]}`
	}
	return done.String()
}

// expect compares what was returned with what the service said.
func (o operation) expect(t *testing.T, got outcome, want ...*document) {
	t.Helper()
	if got.err != nil {
		t.Errorf("error = %v, want none", got.err)
		return
	}
	if o.result() == "" {
		return
	}
	if len(got.values) != len(want) {
		t.Errorf("%d values, want %d", len(got.values), len(want))
		return
	}
	for i, v := range got.values {
		body, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		subject{o.suite, o.resource, nil}.compare(t, want[i], read(t, body), at{object: o.result(), redacted: true})
	}
}

// dropped returns a body without what the service does not take.
func (o operation) dropped(body *document) *document {
	out := body.clone()
	for _, pointer := range o.entry.Drop {
		path := strings.Split(pointer[1:], "/")
		if above := out.at(path[:len(path)-1]); above != nil && slices.Contains([]string{"create", "createOrUpdate", "update"}, o.op.Kind) {
			above.remove(path[len(path)-1])
		}
	}
	return out
}

// gone reports whether a request reads what was deleted.
func (o operation) gone(n int, req sent) bool {
	return n > 0 && o.op.Gone && req.method == http.MethodGet
}

// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/azfoundry/azfoundry"
)

// tag is an etag of the service.
const tag = `W/"é 2"`

// Modify reads and writes at the address and in the version of the resource, with the etag that was read
// where the manifest says so, and returns what the service then says.
func TestOperations_modify(t *testing.T) {
	t.Parallel()
	for _, o := range operations(t) {
		if o.op.Kind != "modify" {
			continue
		}
		t.Run(o.name(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { o.expectModify(t) })
		})
	}
}

func (o operation) expectModify(t *testing.T) {
	t.Helper()
	before := o.done(t)
	before.set("etag", text(tag))
	write, edits := o.write(), o.edits(before, o.entry.Body(), nil)
	i := slices.IndexFunc(edits, func(e edit) bool { return slices.Contains([]string{"set", "add", "append"}, e.what) })
	change := unknownEdit()
	if i >= 0 {
		change = edits[i]
	}
	after := before.clone()
	change.apply(after)
	w := &wire{answer: func(n int, _ sent) answer {
		if n == 0 {
			return answer{status: http.StatusOK, body: before.String()}
		}
		return answer{status: write.codes()[0], body: after.String()}
	}}
	got := o.modifyBy(t, w, func(v reflect.Value) error {
		change.value(o.suite.find(v, o.entry.Body(), change.path))
		return nil
	})
	o.expect(t, got, after)
	if len(w.sent) < 2 {
		t.Fatalf("%d requests, want a read and a write", len(w.sent))
	}
	read := o.named("get")
	read.expectRequest(t, w.sent[0], input{})
	wrote := w.sent[1]
	if want := map[bool]string{true: tag}[o.op.IfMatch]; wrote.ifMatch != want {
		t.Errorf("If-Match: %s, want %q", wrote.ifMatch, want)
	}
	if wrote.body == "" {
		t.Error("nothing was written")
	}
	wrote.body, wrote.ifMatch, write.op.MustMatch = "", "", false
	write.expectRequest(t, wrote, input{})

	enough := errors.New("enough")
	w = always(http.StatusOK, before.String())
	if got := o.modifyBy(t, w, func(reflect.Value) error { return enough }); !errors.Is(got.err, enough) || len(w.sent) != 1 {
		t.Errorf("error = %v after %d requests, want that of the function after one", got.err, len(w.sent))
	}
	got = o.modifyBy(t, always(http.StatusNotFound, notThere), func(reflect.Value) error { return nil })
	if e, ok := errors.AsType[*azfoundry.OpError](got.err); !ok || e.Status != http.StatusNotFound {
		t.Errorf("error = %v, want an *OpError with the status 404", got.err)
	}
}

// unknownEdit adds a member that no spec knows, for a resource that has no other to change.
func unknownEdit() edit {
	return edit{path: []string{"xNew"}, value: func(body reflect.Value) {
		body.FieldByName("Unknown").Set(reflect.ValueOf(jsontext.Value(`{"xNew":1}`)))
	}, document: func(*document) *document { return &document{kind: '0', text: "1"} }}
}

// modifyBy calls Modify, without checks of the body.
func (o operation) modifyBy(t testing.TB, w *wire, change func(reflect.Value) error) outcome {
	t.Helper()
	f := reflect.ValueOf(o.client(t, w, o.resource.Field)).MethodByName("Modify")
	if !f.IsValid() {
		t.Fatalf("%s has no method Modify, which its manifest promises", o.resource.Client)
	}
	function := reflect.MakeFunc(f.Type().In(2), func(in []reflect.Value) []reflect.Value {
		out := reflect.New(reflect.TypeFor[error]()).Elem()
		if err := change(in[0].Elem()); err != nil {
			out.Set(reflect.ValueOf(err))
		}
		return []reflect.Value{out}
	})
	return outcomeOf(f.Call([]reflect.Value{
		reflect.ValueOf(azfoundry.WithoutValidation(t.Context())), o.argument(t, f.Type().In(1)), function,
	}))
}

// named returns the operation of the resource that is of a kind.
func (o operation) named(kinds ...string) operation {
	for _, op := range o.entry.Operations {
		if slices.Contains(kinds, op.Kind) {
			o.op = op
			return o
		}
	}
	return operation{}
}

// write returns the operation by which Modify writes.
func (o operation) write() operation {
	if o.op.Patch {
		return o.named("update")
	}
	return o.named("createOrUpdate")
}

// Every exported method of every client is either driven by these tests or written by hand. Methods count as
// generated where a *_gen.go file declares them.
func TestOperations_areComplete(t *testing.T) {
	t.Parallel()
	driven := make(map[string]bool)
	for _, o := range operations(t) {
		name := o.dir + "." + o.resource.Client + "."
		driven[name+o.method()] = true
		if o.op.LRO != "" {
			driven[name+"Begin"+o.method()] = true
			driven[name+o.resume()] = true
		}
	}
	generated := 0
	for _, r := range rows() {
		s := newSuite(t, r)
		printed := generatedMethods(t, s.folder(t))
		for _, resource := range s.pkg.Resources {
			typ := reflect.TypeOf(s.client(t, nil, resource.Field))
			for m := range typ.Methods() {
				name := resource.Client + "." + m.Name
				switch {
				case !printed[name]: // written by hand, with tests of its own
				case !driven[r.dir+"."+name]:
					t.Errorf("%s.%s is generated, and no operation of the manifest leads to it: no test drives it", r.dir, name)
				default:
					generated++
				}
				delete(printed, name)
			}
		}
		for name := range printed {
			if strings.Contains(name, "Client.") {
				t.Errorf("%s.%s is generated, and no field of the package's client leads to it", r.dir, name)
			}
		}
	}
	if generated != len(driven) {
		t.Errorf("%d generated methods were found, and the manifests promise %d", generated, len(driven))
	}
}

// folder returns where the code of a package is.
func (s *suite) folder(t testing.TB) string {
	t.Helper()
	client, err := s.construct(anyToken{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const module = "github.com/azfoundry/azfoundry/"
	return filepath.Join("../..", filepath.FromSlash(strings.TrimPrefix(reflect.TypeOf(client).Elem().PkgPath(), module)))
}

// generatedMethods returns the exported methods that the generated files of a folder declare, as Type.Method.
func generatedMethods(t testing.TB, dir string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_gen.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no generated files (%v)", dir, err)
	}
	out := make(map[string]bool)
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.IsExported() {
				if star, ok := f.Recv.List[0].Type.(*ast.StarExpr); ok {
					out[star.X.(*ast.Ident).Name+"."+f.Name.Name] = true
				}
			}
		}
	}
	return out
}

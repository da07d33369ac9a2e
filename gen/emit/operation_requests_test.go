// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
	"github.com/azfoundry/azfoundry/gen/model"
)

// quietly answers an operation with success, and so that waits end at once.
func (o operation) quietly(t testing.TB) *wire {
	t.Helper()
	status, body := o.codes()[0], o.good(t)
	if o.op.LRO != "" && slices.Contains(o.codes(), http.StatusOK) {
		status = http.StatusOK
	}
	if o.op.LRO != "" && status == http.StatusAccepted {
		return o.slowly(t, status, headersOf(o.op.LRO)[0])
	}
	return &wire{answer: func(n int, req sent) answer {
		if o.gone(n, req) {
			return answer{status: http.StatusNotFound, body: notThere}
		}
		if n > 0 {
			return answer{status: http.StatusOK, body: body}
		}
		return answer{status: status, body: body}
	}}
}

// notThere is how the service says that a resource is missing.
const notThere = `{"error":{"code":"ResourceNotFound","message":"it is not there"}}`

// legal are the characters of paths and queries (RFC 3986).
var legal = regexp.MustCompile(`^(?:[-A-Za-z0-9._~!$&'()*+,;=:@/?]|%[0-9A-F]{2})+$`)

// Each operation sends the request that its manifest describes: with and without options, with each
// example, and returns what the service said.
func TestOperations_request(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, o operation) {
		for _, in := range o.inputs(t) {
			for _, options := range []bool{false, true} {
				in.options = options && o.hasOptions()
				w := o.quietly(t)
				o.expect(t, o.do(t.Context(), t, w, in), o.done(t))
				o.expectRequest(t, w.sent[0], in)
			}
		}
	})
}

// expectRequest compares a request with the manifest.
func (o operation) expectRequest(t *testing.T, got sent, in input) {
	t.Helper()
	id, rest := o.target()
	host, before := o.root()
	if got.method != o.verb() || got.host != host {
		t.Errorf("%s %s, want %s %s", got.method, got.host, o.verb(), host)
	}
	if diff := cmp.Diff(slices.Concat(before, id, rest), got.path); diff != "" {
		t.Errorf("path (-want +got)\n%s", diff)
	}
	if !legal.MatchString(got.raw) {
		t.Errorf("%s has characters that no URL has", got.raw)
	}
	query, tag := url.Values{}, ""
	if before == nil {
		query.Set("api-version", o.version())
	}
	if o.op.MustMatch {
		tag = "*"
	}
	if in.options {
		for _, q := range o.op.Query {
			query.Set(q.Name, oddValues[q.Type].text)
		}
		if o.op.IfMatch {
			tag = oddTag
		}
	}
	if diff := cmp.Diff(query, got.query); diff != "" {
		t.Errorf("query (-want +got)\n%s", diff)
	}
	if got.ifMatch != tag {
		t.Errorf("If-Match: %s, want %q", got.ifMatch, tag)
	}
	if in.body == nil {
		if got.body != "" {
			t.Errorf("body %s, want none", got.body)
		}
		return
	}
	want, body := o.dropped(in.body), read(t, got.body)
	want.trim(body)
	if diff := cmp.Diff(canonical(want).sorted().String(), canonical(body).sorted().String()); diff != "" {
		t.Errorf("body (-want +got)\n%s", diff)
	}
}

// No write sends what the manifest says is dropped, even where it was read and is in the body.
func TestOperations_drop(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, o operation) {
		if o.body() == "" || len(o.entry.Drop) == 0 || o.op.Kind == "action" {
			return
		}
		in := o.inputs(t)[0]
		want := in.body.clone()
		for _, pointer := range o.entry.Drop {
			path := strings.Split(pointer[1:], "/")
			above := in.body.at(path[:len(path)-1])
			if above == nil {
				t.Fatalf("the example has no place for %s", pointer)
			}
			above.set(path[len(path)-1], text("zz"))
			want.at(path[:len(path)-1]).remove(path[len(path)-1])
		}
		w := o.quietly(t)
		if got := o.do(t.Context(), t, w, in); got.err != nil {
			t.Fatal(got.err)
		}
		body := read(t, w.sent[0].body)
		want.trim(body)
		if diff := cmp.Diff(canonical(want).sorted().String(), canonical(body).sorted().String()); diff != "" {
			t.Errorf("body (-want +got)\n%s", diff)
		}
	})
}

// Each accepted status means success. Every other one is an error that has the service's code, status and
// message.
func TestOperations_statuses(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, o operation) {
		in := o.inputs(t)[0]
		for _, status := range o.codes() {
			if o.op.LRO == "" || status != http.StatusAccepted && status != http.StatusCreated {
				w := &wire{answer: func(n int, req sent) answer {
					switch {
					case o.gone(n, req):
						return answer{status: http.StatusNotFound, body: notThere}
					case status == http.StatusNoContent:
						return answer{status: status}
					}
					return answer{status: status, body: o.good(t)}
				}}
				if got := o.do(t.Context(), t, w, in); got.err != nil {
					t.Errorf("%d: error = %v, want none", status, got.err)
				}
			}
		}
		for _, status := range []int{200, 201, 202, 203, 204, 206, 302, 400, 401, 403, 405, 409, 410, 412, 422, 429, 500, 502, 503, 504} {
			if !slices.Contains(o.codes(), status) {
				o.expectRefusal(t, o.do(t.Context(), t, always(status, `{"error":{"code":"MadeUp","message":"no\nway"}}`), in), status)
			}
		}
	})
}

// expectRefusal looks for an error of the service.
func (o operation) expectRefusal(t *testing.T, got outcome, status int) {
	t.Helper()
	e, ok := errors.AsType[*azfoundry.OpError](got.err)
	if !ok {
		t.Errorf("%d: error = %v, want an *OpError", status, got.err)
		return
	}
	if e.Status != status || e.Code != "MadeUp" || e.Message != "no way" {
		t.Errorf("%d: OpError{Status: %d, Code: %q, Message: %q}, want what the service said", status, e.Status, e.Code, e.Message)
	}
	o.expectNamed(t, e)
}

// expectNamed looks for the operation and the resource in an error.
func (o operation) expectNamed(t *testing.T, e *azfoundry.OpError) {
	t.Helper()
	id, _ := o.target()
	resource, quoted := strings.Join(append([]string{""}, id...), "/"), ""
	if resource != "" {
		quoted = " " + strconv.Quote(resource)
	}
	if e.Resource != resource {
		t.Errorf("Resource = %q, want %q", e.Resource, resource)
	}
	words := strings.ToLower(strings.ReplaceAll(e.Op, " ", ""))
	what, found := strings.CutPrefix(words, o.manifest.Package+":")
	name := strings.ToLower(strings.Trim(o.op.Kind, "/"))
	if o.op.Kind == "action" {
		name = strings.ToLower(o.op.Path)
	} else if o.op.Name != "" && o.op.Kind != "list" {
		name = strings.ToLower(o.op.Name)
	}
	if !found || !strings.HasPrefix(what, name) {
		t.Errorf("Op = %q, want %s: %s …", e.Op, o.manifest.Package, name)
	}
	if line := e.Error(); !strings.HasPrefix(line, e.Op+quoted+": ") || strings.ContainsAny(line, "\r\n") {
		t.Errorf("Error() = %q, want one line with operation and resource", line)
	}
}

// A missing resource is an error, but for a deletion.
func TestOperations_missing(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, o operation) {
		got := o.do(t.Context(), t, always(http.StatusNotFound, notThere), o.inputs(t)[0])
		if o.op.Kind == "delete" {
			if got.err != nil {
				t.Errorf("error = %v, want none", got.err)
			}
			return
		}
		e, ok := errors.AsType[*azfoundry.OpError](got.err)
		if !ok || e.Status != http.StatusNotFound || e.Code != "ResourceNotFound" {
			t.Fatalf("error = %v, want an *OpError with the status 404", got.err)
		}
		o.expectNamed(t, e)
	})
}

// secretText is what no error may repeat.
const secretText = "hunter2"

// An answer of another type of JSON, or of none, is an error that says what was done to what, and does not
// repeat the answer.
func TestOperations_strangeAnswers(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, o operation) {
		if o.result() == "" {
			return // there is nothing to read in an answer
		}
		in := o.inputs(t)[0]
		bodies := []string{
			`["` + secretText + `"]`, `"` + secretText + `"`, "12", "true", `{"` + secretText + `":`, `{"id":"` + secretText,
			"<html>" + secretText + "</html>", secretText, "\x00\xff" + secretText,
		}
		if wrong := o.wrongMember(); wrong != "" {
			bodies = append(bodies, wrong)
		}
		for _, status := range o.codes() {
			if status == http.StatusNoContent {
				continue
			}
			for _, body := range bodies {
				if status != http.StatusOK && o.op.LRO != "" {
					continue // the answer that begins a wait need not be the resource
				}
				o.expectUnread(t, o.do(t.Context(), t, always(status, body), in), body)
			}
		}
		if got := o.do(t.Context(), t, always(http.StatusBadGateway, "<html>"+secretText+"</html>"), in); got.err == nil ||
			strings.Contains(got.err.Error(), secretText) {
			t.Errorf("502 with HTML: error = %v, want one without the page", got.err)
		}
	})
}

// wrongMember returns an answer with a text that is none; empty for an answer without texts.
func (o operation) wrongMember() string {
	if o.pages() {
		return `{"value":"` + secretText + `"}`
	}
	for _, f := range o.objects[o.result()].Fields {
		if f.Type.Kind == model.String {
			return "{" + quote(f.Wire) + `:["` + secretText + `"]}`
		}
	}
	return ""
}

// expectUnread looks for an error about an answer that does not fit.
func (o operation) expectUnread(t *testing.T, got outcome, body string) {
	t.Helper()
	e, ok := errors.AsType[*azfoundry.OpError](got.err)
	if !ok {
		t.Errorf("%q: error = %v, want an *OpError", body, got.err)
		return
	}
	o.expectNamed(t, e)
	if strings.Contains(e.Error(), secretText) {
		t.Errorf("%q: error = %v, which repeats the answer", body, e)
	}
}

// A dry run sends what only reads, and keeps every write back.
func TestOperations_dryRun(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, o operation) {
		ctx, plan := azfoundry.DryRun(t.Context())
		w := o.quietly(t)
		got := o.do(ctx, t, w, o.inputs(t)[0])
		if !o.writes() {
			o.expect(t, got, o.done(t))
			return
		}
		if !errors.Is(got.err, azfoundry.ErrDryRun) || len(w.sent) > 0 || len(plan.Writes()) != 1 {
			t.Fatalf("error = %v, %d requests, %d planned, want ErrDryRun, none and one", got.err, len(w.sent), len(plan.Writes()))
		}
		if got := plan.Writes()[0].Method; got != o.verb() {
			t.Errorf("planned %s, want %s", got, o.verb())
		}
	})
}

// A context that has ended ends every call, and the error says so.
func TestOperations_canceled(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, o operation) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if got := o.do(ctx, t, o.quietly(t), o.inputs(t)[0]); !errors.Is(got.err, context.Canceled) {
			t.Errorf("error = %v, want context.Canceled", got.err)
		}
	})
}

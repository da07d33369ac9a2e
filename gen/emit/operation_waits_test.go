// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package emit_test

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/azfoundry/azfoundry"
)

// style is how a service tells where to ask for the state of an operation.
type style string

const (
	asyncStyle    style = "Azure-AsyncOperation"
	locationStyle style = "Location"
	bothStyle     style = "both headers"
)

// headersOf returns the styles that an operation of a kind may be begun with. A service whose result is
// read at the resource itself may use any.
func headersOf(lro string) []style {
	return map[string][]style{
		"azure-async-operation": {asyncStyle, bothStyle},
		"location":              {locationStyle, bothStyle},
		"original-uri":          {asyncStyle, locationStyle, bothStyle},
	}[lro]
}

// slowly answers an operation that goes on after its first answer: two polls, then its end.
func (o operation) slowly(t testing.TB, status int, s style) *wire {
	t.Helper()
	return o.ending(t, status, s, answer{status: http.StatusOK, body: `{"status":"Succeeded"}`}, o.ended(t))
}

// ended is the last answer at the Location: the result, or nothing.
func (o operation) ended(t testing.TB) answer {
	t.Helper()
	if o.result() == "" {
		return answer{status: http.StatusNoContent}
	}
	return answer{status: http.StatusOK, body: o.good(t)}
}

// ending answers an operation that ends in one of two ways: at Azure-AsyncOperation, or at Location.
func (o operation) ending(t testing.TB, status int, s style, async, located answer) *wire {
	t.Helper()
	first := answer{status: status, header: http.Header{}}
	if s == asyncStyle || s == bothStyle {
		first.header.Set("Azure-AsyncOperation", armURL+"/operations/1?state=a%20b")
	}
	if s == locationStyle || s == bothStyle {
		first.header.Set("Location", armURL+"/results/1?state=a%20b")
	}
	polls := 0
	return &wire{answer: func(n int, req sent) answer {
		switch {
		case n == 0:
			return first
		case req.path[0] == "operations":
			if polls++; polls < 2 {
				return answer{status: http.StatusOK, body: `{"status":"InProgress"}`, header: http.Header{"Retry-After": {"7"}}}
			}
			return async
		case req.path[0] == "results" && s != bothStyle:
			if polls++; polls < 2 {
				return answer{status: http.StatusAccepted, header: http.Header{"Retry-After": {"7"}}}
			}
			return located
		case req.path[0] == "results":
			return located
		case o.gone(n, req):
			return answer{status: http.StatusNotFound, body: notThere}
		}
		return answer{status: http.StatusOK, body: o.good(t)}
	}}
}

// forEachWait calls f for each long-running operation, each status that may begin it and each style.
func forEachWait(t *testing.T, f func(*testing.T, operation, int, style)) {
	t.Helper()
	forEachOperation(t, func(t *testing.T, o operation) {
		if o.op.LRO == "" {
			return
		}
		for _, status := range []int{http.StatusOK, http.StatusCreated, http.StatusAccepted} {
			for _, s := range headersOf(o.op.LRO) {
				// Resource Manager says 200 or 201 with a header for PUT and PATCH only.
				if !slices.Contains(o.codes(), status) || status != http.StatusAccepted && o.verb() != http.MethodPut && o.verb() != http.MethodPatch {
					continue
				}
				if f(t, o, status, s); t.Failed() {
					t.Fatalf("begun with %d and %s", status, s)
				}
			}
		}
	})
}

// A long-running operation is polled where the service said, no earlier than it asked for, until it ends;
// its result is what the service then says.
func TestOperations_wait(t *testing.T) {
	t.Parallel()
	forEachWait(t, func(t *testing.T, o operation, status int, s style) {
		w := o.slowly(t, status, s)
		in := o.inputs(t)[0]
		began := time.Now()
		o.expect(t, o.do(t.Context(), t, w, in), o.done(t))
		o.expectRequest(t, w.sent[0], in)
		if passed := time.Since(began); passed < 7*time.Second {
			t.Errorf("it took %v, want the 7 s that the service asked for", passed)
		}
		o.expectPolls(t, w, s)
	})
}

// expectPolls looks at what was asked after the first request.
func (o operation) expectPolls(t *testing.T, w *wire, s style) {
	t.Helper()
	want := "operations"
	if s == locationStyle {
		want = "results"
	}
	polls := 0
	for _, req := range w.sent[1:] {
		if req.host != armURL || req.method != http.MethodGet || req.body != "" || req.ifMatch != "" {
			t.Errorf("polled with %s %s%s", req.method, req.host, req.raw)
		}
		if req.path[0] == want {
			polls++
		}
		if (req.path[0] == "operations" || req.path[0] == "results") && req.query.Get("state") != "a b" {
			t.Errorf("polled %s, want the URL that the service gave", req.raw)
		}
		id, _ := o.target()
		if req.path[0] == id[0] && (!slices.Equal(req.path[:len(id)], id) || req.query.Get("api-version") != o.version()) {
			t.Errorf("the result was read at %s", req.raw)
		}
	}
	if polls != 2 {
		t.Errorf("%s was asked %d times, want 2", want, polls)
	}
}

// Begin returns a poller, whose token leads another client to the same end.
func TestOperations_resume(t *testing.T) {
	t.Parallel()
	forEachWait(t, func(t *testing.T, o operation, status int, s style) {
		w := o.slowly(t, status, s)
		got := o.invoke(t.Context(), t, w, "Begin"+o.method(), o.inputs(t)[0])
		if got.err != nil {
			t.Fatal(got.err)
		}
		if len(w.sent) != 1 {
			t.Errorf("Begin sent %d requests, want one", len(w.sent))
		}
		token, err := got.values[0].(interface{ ResumeToken() (string, error) }).ResumeToken()
		if err != nil {
			t.Fatal(err)
		}
		f := reflect.ValueOf(o.client(t, w, o.resource.Field)).MethodByName(o.resume())
		if !f.IsValid() {
			t.Fatalf("%s has no method %s", o.resource.Client, o.resume())
		}
		resumed := outcomeOf(f.Call([]reflect.Value{reflect.ValueOf(token)}))
		if resumed.err != nil {
			t.Fatal(resumed.err)
		}
		o.expect(t, pollUntilDone(t.Context(), resumed.values[0]), o.done(t))
		if w.sent[0].method != o.verb() || slices.ContainsFunc(w.sent[1:], func(s sent) bool { return s.method != http.MethodGet }) {
			t.Error("the operation was begun again, want it resumed")
		}
	})
}

// pollUntilDone waits for the end of an operation with azcore's own loop.
func pollUntilDone(ctx context.Context, poller any) outcome {
	return outcomeOf(reflect.ValueOf(poller).MethodByName("PollUntilDone").Call([]reflect.Value{
		reflect.ValueOf(ctx), reflect.ValueOf(&runtime.PollUntilDoneOptions{Frequency: time.Second}),
	}))
}

// The failure of a long-running operation, which comes with the status 200 or with one of its own, is an
// error that says what was done to what.
func TestOperations_waitFails(t *testing.T) {
	t.Parallel()
	const failure = `"error":{"code":"MadeUp","message":"no\nway"}`
	forEachWait(t, func(t *testing.T, o operation, status int, s style) {
		w := o.ending(t, status, s,
			answer{status: http.StatusOK, body: `{"status":"Failed",` + failure + `}`}, answer{status: http.StatusConflict, body: "{" + failure + "}"})
		got := o.do(t.Context(), t, w, o.inputs(t)[0])
		e, ok := errors.AsType[*azfoundry.OpError](got.err)
		if !ok || e.Code != "MadeUp" || e.Message != "no way" {
			t.Fatalf("error = %v, want an *OpError with what the service said", got.err)
		}
		o.expectNamed(t, e)
	})
}

// A wait that its context ends can be resumed, and does not print its token.
func TestOperations_waitCutOff(t *testing.T) {
	t.Parallel()
	forEachWait(t, func(t *testing.T, o operation, status int, s style) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		got := o.do(ctx, t, o.slowly(t, status, s), o.inputs(t)[0])
		e, ok := errors.AsType[*azfoundry.PendingError](got.err)
		if !ok || e.ResumeToken == "" || !errors.Is(got.err, context.DeadlineExceeded) {
			t.Fatalf("error = %v, want a *PendingError", got.err)
		}
		if strings.Contains(e.Error(), "state=") {
			t.Errorf("Error() = %q, which prints where to poll", e)
		}
	})
}

// What a service says about a running operation cannot lead the client to another host.
func TestOperations_waitKeepsItsHost(t *testing.T) {
	t.Parallel()
	forEachWait(t, func(t *testing.T, o operation, status int, s style) {
		w := o.slowly(t, status, s)
		first := w.answer
		w.answer = func(n int, req sent) answer {
			a := first(n, req)
			for name, values := range a.header {
				a.header[name] = []string{strings.Replace(values[0], armURL, "https://management.azure.com.example.org", 1)}
			}
			return a
		}
		if got := o.do(t.Context(), t, w, o.inputs(t)[0]); got.err == nil {
			t.Error("error = nil, want the other host refused")
		}
		if len(w.sent) != 1 {
			t.Errorf("%d requests were sent, want the first alone", len(w.sent))
		}
	})
}

// Where the service may tell the state in the resource itself, it is read until that says it is done.
func TestOperations_waitForState(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, o operation) {
		if o.op.LRO == "" || o.verb() != http.MethodPut || !slices.Contains(o.codes(), http.StatusCreated) {
			return
		}
		done := o.done(t)
		state := done.at([]string{"properties", "provisioningState"})
		if state == nil {
			return
		}
		running := done.clone()
		*running.at([]string{"properties", "provisioningState"}) = *text("Updating")
		w := &wire{answer: func(n int, _ sent) answer {
			if n == 0 {
				return answer{status: http.StatusCreated, body: running.String()}
			}
			body := []*document{running, done}[min(n-1, 1)]
			return answer{status: http.StatusOK, body: body.String()}
		}}
		o.expect(t, o.do(t.Context(), t, w, o.inputs(t)[0]), done)
		if len(w.sent) != 3 {
			t.Errorf("%d requests were sent, want 3", len(w.sent))
		}
	})
}

// A deletion whose manifest says that the resource outlives it is over when a read no longer finds it; any
// other is over when the service says so.
func TestOperations_gone(t *testing.T) {
	t.Parallel()
	forEachOperation(t, func(t *testing.T, o operation) {
		if o.op.Kind != "delete" || o.op.LRO == "" {
			return
		}
		reads, w := 0, o.quietly(t)
		deleting := w.answer
		w.answer = func(n int, req sent) answer {
			if n == 0 || req.path[0] == "operations" || req.path[0] == "results" {
				return deleting(n, req)
			}
			if reads++; reads < 3 {
				return answer{status: http.StatusOK, body: "{}"}
			}
			return answer{status: http.StatusNotFound, body: notThere}
		}
		if got := o.do(t.Context(), t, w, input{}); got.err != nil {
			t.Fatal(got.err)
		}
		if want := map[bool]int{true: 3}[o.op.Gone]; reads != want {
			t.Errorf("%d reads followed the deletion, want %d", reads, want)
		}
	})
}

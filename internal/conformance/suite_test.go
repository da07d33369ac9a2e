// Copyright (c) The azfoundry authors.
// SPDX-License-Identifier: MIT

package conformance

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	azfake "github.com/Azure/azure-sdk-for-go/sdk/azcore/fake"
	"github.com/google/go-cmp/cmp"

	"github.com/azfoundry/azfoundry"
)

// suite is all that both kinds of client of one of our packages do.
type suite[C, D any] struct {
	name     string   // our package
	versions []string // the API versions that our clients ask for
	client   reflect.Type
	rows     []rowOf[C, D]
	// excused says which exported methods of ours have no row, or which clients, and why.
	excused map[string]string

	// furniture is what a world holds for the rows.
	furniture func() []thing
	// before does in a world what can only be asked for there, and returns the name that the world gave what
	// the row is about, if it gave one; may be nil.
	before func(ctx context.Context, method string, c C) (name string, err error)

	serve, refuse play
	theirs        func(subscription string, cred azcore.TokenCredential, o *arm.ClientOptions) (C, error)
	ours          func(azcore.TokenCredential, *arm.ClientOptions) (D, error)
}

// trial is a row of any suite.
type trial struct {
	name, pkg, method, apart string
	// fake compares the clients on official fake servers, and returns the official operations.
	fake func(*testing.T) []string
	// refused does it on servers that refuse everything.
	refused func(*testing.T)
	// world compares them in worlds, and returns what the official client did there.
	world func(*testing.T) calls
}

// described is what all suites have in common.
type described struct {
	name     string
	versions []string
	client   reflect.Type
	excused  map[string]string
	trials   []trial
}

func (s suite[C, D]) describe() described {
	d := described{name: s.name, versions: s.versions, client: s.client, excused: s.excused}
	for _, row := range s.rows {
		d.trials = append(d.trials, trial{
			name: s.name + "." + row.name(), pkg: s.name, method: row.method, apart: row.apart,
			fake:    func(t *testing.T) []string { return s.fake(t, row) },
			refused: func(t *testing.T) { s.refused(t, row) },
			world:   func(t *testing.T) calls { return s.world(t, row) },
		})
	}
	return d
}

// official returns the official client on a stage.
func (s suite[C, D]) official(t *testing.T, on *stage) C {
	t.Helper()
	c, err := s.theirs(group.Subscription, &azfake.TokenCredential{}, on.official())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// own returns our client on a stage.
func (s suite[C, D]) own(t *testing.T, on *stage) D {
	t.Helper()
	c, err := s.ours(&azfake.TokenCredential{}, on.own())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// fake does an operation with the official client and with ours, each on official fake servers of its
// own. The requests must be the same but for the API version, the server must decode the same from them,
// and what the clients make of the answers must be the same JSON.
func (s suite[C, D]) fake(t *testing.T, row rowOf[C, D]) []string {
	t.Helper()
	theirs, mine := pair(s.serve)
	want, err := row.theirs(t.Context(), s.official(t, theirs))
	if err != nil {
		t.Fatalf("official client: %v", err)
	}
	got, err := row.ours(t.Context(), s.own(t, mine))
	if err != nil {
		t.Fatalf("our client: %v", err)
	}
	is := generic(t, got)
	if d := cmp.Diff(masked(generic(t, want), is), is); d != "" {
		t.Errorf("results differ (-official +ours):\n%s", d)
	}
	if d := cmp.Diff(theirs.exchanges, mine.exchanges); d != "" {
		t.Errorf("requests differ (-official +ours):\n%s", d)
	}
	if d := cmp.Diff(theirs.heard, mine.heard); d != "" {
		t.Errorf("the server decoded different things (-official +ours):\n%s", d)
	}
	if len(mine.heard) == 0 {
		t.Error("the server heard nothing")
	}
	if v := mine.apiVersions(); len(v) != 1 || !slices.Contains(s.versions, v[0]) {
		t.Errorf("our requests have API versions %q, want one of %q alone", v, s.versions)
	}
	return slices.Compact(slices.Sorted(maps.Values(theirs.names)))
}

// masked returns was with its secrets printed as ours are in is.
func masked(was, is any) any {
	switch w := was.(type) {
	case map[string]any:
		if i, ok := is.(map[string]any); ok {
			for k := range w {
				w[k] = masked(w[k], i[k])
			}
		}
	case []any:
		if i, ok := is.([]any); ok && len(i) == len(w) {
			for n := range w {
				w[n] = masked(w[n], i[n])
			}
		}
	case string:
		if is == "REDACTED" {
			return is
		}
	}
	return was
}

// refused checks that what a fake server refuses is an OpError with the server's code over azcore's error.
func (s suite[C, D]) refused(t *testing.T, row rowOf[C, D]) {
	t.Helper()
	theirs, mine := pair(s.refuse)
	if _, err := row.theirs(t.Context(), s.official(t, theirs)); err == nil {
		t.Fatal("official client: no error")
	}
	_, err := row.ours(t.Context(), s.own(t, mine))
	assertRefused(t, err, http.StatusConflict, refusalCode)
}

// refusalCode is what servers that refuse everything say.
const refusalCode = "AnotherOperationInProgress"

// refusing returns a fake server all of whose functions refuse. Lists answer with a page that is an error.
func refusing[S any](*stage) S {
	var e azfake.ErrorResponder
	e.SetResponseError(http.StatusConflict, refusalCode)
	var s S
	for _, f := range reflect.ValueOf(&s).Elem().Fields() {
		f.Set(reflect.MakeFunc(f.Type(), func([]reflect.Value) []reflect.Value {
			out := make([]reflect.Value, f.Type().NumOut())
			for i := range out {
				out[i] = reflect.Zero(f.Type().Out(i))
			}
			if len(out) == 2 {
				out[1] = reflect.ValueOf(e)
				return out
			}
			page := reflect.New(f.Type().Out(0))
			page.MethodByName("AddResponseError").Call([]reflect.Value{reflect.ValueOf(http.StatusConflict), reflect.ValueOf(refusalCode)})
			out[0] = page.Elem()
			return out
		}))
	}
	return s
}

func assertRefused(t *testing.T, err error, status int, code string) {
	t.Helper()
	op, ok := errors.AsType[*azfoundry.OpError](err)
	if !ok {
		t.Fatalf("error = %T %v, want an OpError", err, err)
	}
	if op.Status != status || op.Code != code {
		t.Errorf("OpError has %d %q, want %d %q", op.Status, op.Code, status, code)
	}
	cause, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok || cause.ErrorCode != code || cause.StatusCode != status {
		t.Errorf("the cause is %v, want azcore's error with %d %q", cause, status, code)
	}
}
